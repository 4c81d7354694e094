"""Scoring: what is one fact, which facts go together, evidence, boundaries, intervals."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from flows.certainty import Interval, articles, calibration_error, intervals, reliability
from flows.evaluate import errors, report, slot_tallies
from flows.scoring import (
    GoldArticle,
    GoldPage,
    PageScore,
    Tally,
    boundaries,
    distinct,
    evidence_holds,
    extras,
    f1,
    pair,
    read_gold,
    read_lines,
    score,
    score_page,
    with_aliases,
)
from ontology.schema import load_schema

FACTS = load_schema().facts


def measure(value=5, **slots):
    return {"type": "measure", "subject": "青田县", "value": value, "unit": "家", **slots}


def test_facts_that_say_the_same_again_are_one():
    rows = [measure(indicator="企业"), measure(indicator="“企业”", rank=2), measure(indicator="学校"), measure(6, indicator="企业")]
    assert distinct(FACTS["measure"], rows) == [rows[0], rows[2], rows[3]]
    transfers = [
        {"type": "transfer", "amount": 5, "payer": "甲"},
        {"type": "transfer", "amount": 5, "payer": "乙"},
        {"type": "transfer", "amount": 5, "payer": "甲", "purpose": "修路"},
    ]
    assert distinct(FACTS["transfer"], transfers) == transfers[:2]


def test_facts_pair_with_most_extras_in_common():
    wanted = [measure(indicator="企业", rank=1), measure(indicator="学校", period="2021")]
    found = [measure(indicator="学校", period="2021"), measure(indicator="企业", rank=1)]
    assert sorted(pair(FACTS["measure"], wanted, found)) == [(0, 1), (1, 0)]


def test_no_fact_is_used_twice_and_equals_pair_in_order():
    assert pair(FACTS["measure"], [measure(), measure()], [measure()]) == [(0, 0)]
    assert pair(FACTS["measure"], [measure()], [measure(), measure()]) == [(0, 0)]


def test_extra_slots_are_those_of_the_guidelines():
    assert extras(FACTS["transfer"]) == ["payer", "payee", "product", "purpose", "date", "period", "bound"]  # `kind` is the project's own
    assert extras(FACTS["byline"]) == []


def test_names_that_are_the_same_in_one_slot_are_so_in_all():
    facts: list[dict[str, object]] = [
        {"type": "programme", "name": "浙丽贷|信用贷"},
        {"type": "measure", "subject": "信用贷", "unit": "信用贷"},
        {"type": "transfer", "product": ["信用贷", "别的"], "amount": 5},
        {"type": "measure", "subject": "甲|乙"},  # no naming slot: alternatives of its own
        {"type": "action", "agent": "乙"},
    ]
    spelt = with_aliases(facts)
    assert spelt[1] == {"type": "measure", "subject": "信用贷|浙丽贷", "unit": "信用贷"}
    assert spelt[2]["product"] == ["信用贷|浙丽贷", "别的"]
    assert spelt[2]["amount"] == 5
    assert spelt[4]["agent"] == "乙"


def test_a_page_is_tallied_by_type():
    gold = GoldPage("a.txt", (measure(indicator="企业", rank=1, period="2021"), measure(7)), ())
    page = score_page(gold, [measure(indicator="企业", rank=1, bound="over"), measure(9)])
    assert page.tallies["measure"] == Tally(gold=2, found=2, right=1, gold_extra=3, found_extra=3, right_extra=2)
    assert [fact["value"] for fact in page.missed] == [7]
    assert [fact["value"] for fact in page.wrong] == [9]
    row = page.tallies["measure"]
    assert (row.precision, row.recall, row.f1) == (0.5, 0.5, 0.5)
    assert row.slot_f1 == pytest.approx(2 / 3)
    assert page.tallies["post"] == Tally()
    assert page.tallies["post"].f1 == 0.0


@pytest.mark.parametrize(
    ("proof", "holds"),
    [
        ({"start": 0, "end": 9, "text": "青田县召开会议。"}, True),
        ({"start": 0, "end": 9, "text": "青田县 召开会议"}, True),
        ({"start": 1, "end": 9, "text": "青田县召开会议。"}, False),
        ({"start": 3, "end": 4, "text": ""}, False),
        ({"start": "x", "end": 4, "text": "青"}, False),
        ({"start": 0, "text": "青"}, False),
        ("青田县", False),
        (None, False),
    ],
)
def test_evidence_stands_at_its_offsets(proof, holds):
    assert evidence_holds({"evidence": proof}, "青田县\n召开会议。") is holds


TEXT = "甲甲甲甲乙乙，\n乙乙丙丙"


@pytest.mark.parametrize(
    ("found", "figure"),
    [
        ([[[0, 4]], [[4, 10]]], 1.0),
        ([[[0, 4]], [[4, 6], [8, 10]]], 1.0),  # marks and blanks do not count
        ([[[0, 10]]], f1(4 * 4 / 8 / 10 + 4 * 4 / 8 / 10 + 2 * 2 / 2 / 10, 1.0)),
        ([], f1((16 + 16 + 4) / 10 / 10, 1.0)),
        ([[[0, 2]], [[2, 4]], [[4, 10]]], f1(1.0, (4 + 4 + 16 + 8) / 4 / 10)),
    ],
    ids=["right", "in pieces", "all one", "none", "one in two"],
)
def test_boundaries_are_b_cubed(found, figure):
    gold = [GoldPage("a.txt", (), ([[0, 4]], [[4, 10]])), GoldPage("without-spans.txt", (), ())]
    assert boundaries(gold, {"a.txt": found}, {"a.txt": TEXT}) == pytest.approx(figure)


def test_no_boundaries_no_figure():
    assert boundaries([], {}, {}) == 0.0


def test_facts_go_to_their_page_by_file_name():
    gold = [GoldPage("a.txt", (measure(),), ([[0, 2]],)), GoldPage("b.txt", (), ())]
    facts = [{**measure(), "source": "some/folder/a.txt"}, {**measure(), "source": "c.txt"}, {"type": "rumour", "source": "a.txt"}]
    result = score(gold, facts, texts={"a.txt": "甲乙", "b.txt": ""}, articles=[{"source": "x/a.txt", "spans": [[0, 2]]}])
    assert result.by_type()["all"] == Tally(gold=1, found=1, right=1)
    assert list(result.by_type()) == [*FACTS, "all"]
    assert result.unknown_types == 1
    assert result.boundaries == 1.0
    assert (result.pages[0].evidence, result.pages[0].evidence_right) == (1, 0)


def test_gold_files_are_read_in_order_and_chosen_by_source(tmp_path):
    for name in ("b", "a"):
        page = {
            "source": f"{name}.txt",
            "articles": [
                {"id": f"{name}-1", "spans": [[0, 3]], "facts": [{"type": "programme", "name": "甲|乙"}]},
                {"id": "x", "facts": [{"type": "measure", "subject": "乙"}]},
            ],
        }
        (tmp_path / f"{name}.json").write_text(json.dumps(page), encoding="utf-8")
    pages = read_gold(tmp_path)
    assert [page.source for page in pages] == ["a.txt", "b.txt"]
    assert pages[0].spans == ([[0, 3]],)
    assert pages[0].facts[1]["subject"] == "乙"  # what one article says the same is not so in another
    assert [page.source for page in read_gold(tmp_path, only=["b"])] == ["b.txt"]


def test_a_line_that_is_no_json_is_named(tmp_path):
    path = tmp_path / "facts.jsonl"
    path.write_text('{"source": "a.txt", "type": "post"}\n\n{\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"facts\.jsonl:3: "):
        list(read_lines(path))


def pages():
    return [PageScore(f"{number}.txt", {"post": Tally(gold=10, found=10, right=right)}) for number, right in enumerate((2, 5, 8, 9))]


def test_the_bootstrap_is_the_same_twice_and_holds_the_figure():
    found = intervals(pages())
    assert found == intervals(pages())
    assert found["all"] == found["post"]
    assert found["all"].low < 0.6 < found["all"].high
    assert found["byline"] == Interval(0.0, 0.0) == intervals([])["all"]
    alone = intervals(pages()[:1])["all"]
    assert alone.low == alone.high == pytest.approx(0.2)


def test_the_bootstrap_draws_articles_where_they_are_told():
    first, second = measure(7), measure(8)
    parts = (GoldArticle("甲", [[0, 10]], (first,)), GoldArticle("乙", [[10, 20]], (second,)))
    page = GoldPage("a.txt", (first, second), ([[0, 10]], [[10, 20]]), parts)
    right = {**measure(7), "confidence": 0.9}
    wrong = {**measure(9), "confidence": 0.4, "evidence": {"start": 12, "end": 14, "text": ""}}
    outside = {**measure(10), "evidence": {"start": 25, "end": 26, "text": ""}}
    scored_ = score_page(page, [right, wrong, outside])
    assert [unit["measure"] for unit in scored_.units] == [Tally(1, 1, 1), Tally(1, 1, 0), Tally(0, 1, 0)]
    assert scored_.chances == ((0.9, True), (0.4, False))
    assert articles([scored_]) == 3
    assert intervals([scored_])["all"].low < scored_.tallies["measure"].f1 < intervals([scored_])["all"].high


def test_calibration_compares_confidence_with_what_is_right():
    bins = reliability([(0.95, True), (0.95, True), (1.0, False), (0.31, False), (0.39, True)])
    assert [(each.low, each.high, each.facts) for each in bins] == [(0.3, 0.4, 2), (0.9, 1.0, 3)]
    assert [(each.confidence, each.right) for each in bins] == [pytest.approx((0.35, 0.5)), pytest.approx((2.9 / 3, 2 / 3))]
    assert calibration_error(bins) == pytest.approx((2 * 0.15 + 0.9) / 5)
    assert calibration_error([]) == 0.0


def test_slots_are_tallied_on_the_facts_that_are_right():
    gold = [GoldPage("a.txt", (measure(rank=1, period="2021"),), ())]
    rows = slot_tallies(gold, {"a.txt": [measure(rank=2, bound="over")]})
    assert rows["measure", "rank"] == Tally(1, 1, 0)
    assert rows["measure", "period"] == Tally(1, 0, 0)
    assert rows["measure", "bound"] == Tally(0, 1, 0)
    assert slot_tallies(gold, {}) == {}


def test_errors_show_their_sentence():
    text = "去年，青田县有企业9家。"
    gold = [GoldPage("a.txt", ({**measure(), "evidence": "企业5家"},), ())]
    wrong = {**measure(9), "source": "a.txt", "rule": "made.up", "evidence": {"start": 7, "end": 11, "text": "企业9家"}}
    lines = list(errors(score(gold, [wrong], texts={"a.txt": text}), {"a.txt": text}))
    assert lines == [
        "missed a.txt measure(subject=青田县, value=5, unit=家)  ‹企业5家›",
        "wrong  a.txt measure(subject=青田县, value=9, unit=家)  [made.up] ‹去年，青田县有【企业9家】。›",
    ]


def test_the_report_prints_figures_and_returns_them(capsys):
    gold = [GoldPage("a.txt", (measure(rank=1),), ())]
    facts = [{**measure(rank=1), "source": "a.txt", "evidence": {"start": 0, "end": 3, "text": "青田县"}}, {**measure(6), "source": "a.txt"}]
    result = report(Console(width=160), gold, facts, None, {"a.txt": "青田县"}, show_errors=True)
    printed = capsys.readouterr().out
    assert "fact F1 0.667" in printed
    assert "bootstrap over 1 articles" in printed
    assert "evidence that stands in the page at its offsets: 1 of 2" in printed
    assert "wrong  a.txt" in printed
    assert result.by_type()["all"].right == 1
