"""The suite of printed numbers and dates: its form, how much of it is read right, and how another reader's answers are counted."""

from __future__ import annotations

from collections import Counter

import pytest

from tools.compare_expressions import main, peer_agrees
from tools.expressions import Expression, agrees, read_suite, wrong

CASES = read_suite()


def test_the_suite_is_large_and_covers_every_kind():
    kinds = Counter(case.kind for case in CASES)
    assert len(CASES) >= 500
    assert min(kinds.values()) >= 100, kinds
    assert len({(case.section, case.text, case.start, case.end) for case in CASES}) == len(CASES)


def test_nearly_all_is_read_as_the_guidelines_want():
    right = sum(map(agrees, CASES))
    assert right / len(CASES) >= 0.98, "\n".join(wrong(list(CASES)))


@pytest.mark.parametrize("line", ["[3家]", "3家 | 3 家", "[3家] 3 家"])
def test_a_line_that_is_no_case_is_named(tmp_path, line):
    path = tmp_path / "suite.txt"
    path.write_text(f"== counts ==\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"suite\.txt:2"):
        read_suite(path)


def case(section: str, *reading: str) -> Expression:
    return Expression(section, "文", 0, 1, reading or None, "2023-08-16")


def test_the_peer_is_right_where_its_own_reading_says_the_same():
    assert peer_agrees(case("money", "600000", "元", "over"), [[600000.0, 700000.0, "元"]])
    assert not peer_agrees(case("money", "600000", "元"), [[600000.0, 700000.0, "元"]])
    assert not peer_agrees(case("money", "5", "美元"), [[5.0, 5.0, "元"]])
    assert peer_agrees(case("money", "3", "元/度", "/度"), [[4.0, 4.0, "元"], [3.0, 3.0, "元"]])
    assert peer_agrees(case("dates", "2022-12"), [["2022-12-01", "2022-12-31"]])
    assert peer_agrees(case("dates", "/2022-12-03"), [["2022-12-03", "2022-12-03"]])
    assert peer_agrees(case("dates", "06-12"), [["2026-06-12", "2026-06-12"]])
    assert peer_agrees(case("dates"), [["2022-12-03", "2022-12-03"]])  # that the guidelines leave a date out is no fault of another reader
    assert peer_agrees(case("dates", "2022"), [["2022-01-01", "inf"]])
    assert not peer_agrees(case("dates", "2022-12"), [["2022-12-25", "2022-12-31"]])
    end_of_year = Expression("dates", "年底", 0, 2, ("2022-12",), "2022-08-16")
    assert peer_agrees(end_of_year, [["2022-12-25", "2022-12-31"]])
    assert not peer_agrees(end_of_year, [["2022-11-01", "2022-12-31"]])


def test_the_table_leaves_the_peer_out_where_it_is_not_asked_for(capsys):
    assert main([]) == 0
    said = capsys.readouterr().out
    assert "other numbers" in said
    assert "JioNLP" in said
