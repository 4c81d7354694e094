"""The figures of docs/accuracy.md: those of the seeds are what a run gives, and all of them agree with one another."""

from __future__ import annotations

import json
import re

import pytest

from flows.certainty import calibration_error, intervals, reliability
from flows.evaluate import read_texts
from flows.lookup import article_lines, fact_lines, truth_of
from flows.scoring import GoldArticle, GoldPage, read_gold, score
from ontology.schema import load_schema
from tools import accuracy
from tools.accuracy import DRAWING, PAGE, SEEDS, SETS, bins_of, block, drawing, quoted, section, with_block, with_set
from tools.compare_expressions import markdown, rows
from tools.damage import DAMAGES, SWAPS, Damage, damaged, misread, unquoted, wrapped
from tools.expressions import read_suite

TEXT = PAGE.read_text(encoding="utf-8")
TYPES = [*load_schema().facts]


def figures(content: str) -> dict[str, list[str]]:
    """The cells of a set's table by type."""
    return {found[1]: found[2].split(" | ") for found in re.finditer(r"^\| `?(\w+)`? \| ((?:[\d.–]+ \| ){7}[\d.–]+) \|$", content, re.MULTILINE)}


@pytest.fixture(scope="module")
def measured(seeds_graph):
    gold = read_gold(SEEDS / "gold")
    with truth_of(seeds_graph) as truth:
        return score(gold, list(fact_lines(truth)), texts=read_texts(SEEDS, gold), articles=list(article_lines(truth)))


def test_the_figures_of_the_seeds_are_what_a_run_gives(measured):
    shown = figures(block(TEXT, "seeds"))
    spread = intervals(measured.pages)
    for name, row in measured.by_type().items():
        gold, *_, figure, interval, _slot = shown[name]
        assert int(gold) == row.gold, "make docs"
        near = 0.015 if name == "all" else 0.6 / max(3, row.gold)  # one fact more or less of a type; a change of rules that moves more wants `make docs`
        assert float(figure) == pytest.approx(row.f1, abs=near), f"{name}: make docs"
        assert [float(end) for end in interval.split("–")] == pytest.approx([spread[name].low, spread[name].high], abs=max(0.03, near)), f"{name}: make docs"


def test_calibration_and_boundaries_of_the_seeds_too(measured):
    content = block(TEXT, "seeds")
    bins = reliability([chance for page in measured.pages for chance in page.chances])
    (error,) = re.findall(r"calibration error ([\d.]+)\.", content)
    assert float(error) == pytest.approx(calibration_error(bins), abs=0.02), "make docs"
    assert sum(facts for facts, _, _ in bins_of(content)) == pytest.approx(sum(each.facts for each in bins), rel=0.03), "make docs"
    (laid,) = re.findall(r"over characters: ([\d.]+)\.", content)
    assert float(laid) == pytest.approx(measured.boundaries, abs=0.01), "make docs"


@pytest.mark.parametrize("name", SETS.values())
def test_every_set_tells_every_type_and_agrees_with_the_first_table(name):
    shown = figures(block(TEXT, name))
    assert [*shown] == [*TYPES, "all"]
    (row,) = re.findall(rf"^\| {name} \|.*\| ([\d.]+–[\d.]+) \| ([\d.]+) \|$", TEXT, re.MULTILINE)
    assert row == (shown["all"][-2], f"{float(shown['all'][-3]):.2f}")


def test_the_drawing_and_the_readme_are_of_this_page():
    assert DRAWING.read_text(encoding="utf-8") == drawing(TEXT), "make evaluate AS=seeds"
    readme = accuracy.README.read_text(encoding="utf-8")
    assert quoted(readme, TEXT) == readme, "make evaluate AS=seeds"


def test_the_readers_of_expressions_are_as_good_as_the_page_says():
    found = [row[:3] for row in rows(read_suite(), None)]
    shown = re.findall(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \(", block(TEXT, "expressions"), re.MULTILINE)
    assert [(kind, int(total), int(ours)) for kind, total, ours in shown] == found, "python -m tools.compare_expressions --peer DIR --write"
    assert markdown([("money", 4, 3, 1), ("all", 4, 3, None)]).endswith("| money | 4 | 3 (75.0%) | 1 (25.0%) |\n| all | 4 | 3 (75.0%) | – |\n")


def damage_rows() -> dict[str, float]:
    return {name: float(figure) for name, figure in re.findall(r"^\| ([^|]+) \| [\d.]+ \| [\d.]+ \| (0\.\d{3}) \|", block(TEXT, "damage"), re.MULTILINE)}


def test_the_damages_are_all_told():
    assert [*damage_rows()] == ["none", *(each.name for each in DAMAGES)]
    assert damage_rows()["none"] == float(figures(block(TEXT, "seeds"))["all"][-3])


def test_the_heaviest_damage_does_what_the_page_says():
    heavy = DAMAGES[2]
    result = accuracy.under(heavy, read_gold(SEEDS / "gold"))
    assert result.by_type()["all"].f1 == pytest.approx(damage_rows()[heavy.name], abs=0.02), "make docs"


@pytest.mark.slow
def test_every_damage_does_what_the_page_says():
    assert accuracy.damage_table() == block(TEXT, "damage"), "make docs"


GOLD = GoldPage("a.txt", (), (), (GoldArticle("甲", [[0, 4], [5, 12]], ({"type": "post", "person": "王已|老王", "title": ["未来"], "evidence": "王已"},)),))
PAGE_TEXT = "王已未来\n“王已”说，好"


def test_damage_moves_the_gold_along():
    text, page = damaged(Damage("", unquoted), GOLD, PAGE_TEXT)
    assert text == "王已未来\n王已说，好"
    assert page.spans == ([[0, 4], [5, 10]],)
    assert page.facts == GOLD.articles[0].facts


def test_a_misread_name_is_right_as_it_was_and_as_it_is_printed():
    text, page = damaged(Damage("", misread(1.0)), GOLD, PAGE_TEXT)
    assert len(text) == len(PAGE_TEXT)
    assert page.facts[0]["person"].split("|")[:2] == ["王已", "老王"]
    assert f"{SWAPS['王']}{SWAPS['已']}" in page.facts[0]["person"].split("|")
    assert misread(0.0)("a.txt", PAGE_TEXT)[0] == PAGE_TEXT


def test_heavier_damage_holds_the_lighter():
    text = (SEEDS / read_gold(SEEDS / "gold")[0].source).read_text(encoding="utf-8")
    light, heavy = ({at for at, (old, new) in enumerate(zip(text, misread(share)("a", text)[0], strict=True)) if old != new} for share in (0.01, 0.05))
    assert light < heavy
    assert len(heavy) / sum("\u4e00" <= char <= "\u9fff" for char in text) == pytest.approx(0.05, abs=0.001)
    assert not set("月日年元一二十百万亿") & {*SWAPS, *SWAPS.values()} - {"日"}


def test_lines_are_wrapped_and_offsets_lead_along():
    text = "甲" * 30 + "\n乙"
    new, offsets = wrapped("", text)
    assert new == "甲" * 22 + "\n" + "甲" * 8 + "\n乙"
    assert [new[at] for at in offsets[:-1]] == list(text)
    assert offsets[-1] == len(new)


def test_a_set_is_written_into_its_block_and_its_row(measured):
    content = section(measured, None)
    page = with_set("| seeds | five | 0.1–0.2 | 0.15 |\n<!-- seeds -->\nold\n<!-- /seeds -->\n", "seeds", content)
    assert block(page, "seeds") == content
    assert page.startswith(f"| seeds | five | {intervals(measured.pages)['all'].low:.2f}–")
    assert f"| {measured.by_type()['all'].f1:.2f} |" in page.splitlines()[0]
    with pytest.raises(ValueError, match="no block 'damage'"):
        with_block(page, "damage", "")


def test_pages_that_nobody_may_look_at_are_scored_by_totals_alone(tmp_path, monkeypatch, capsys):
    for name, path in (("PAGE", PAGE), ("README", accuracy.README), ("DRAWING", DRAWING)):
        copy = tmp_path / path.name
        copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        monkeypatch.setattr(accuracy, name, copy)
    (tmp_path / "gold").mkdir()
    text = "桥梁通车\n\n本报讯 5月8日，青田县方山乡投入120万元修建的石桥通车。\n"
    fact = {"type": "measure", "subject": "青田县方山乡", "value": 1200000, "unit": "元", "evidence": "120万元"}
    gold = {"source": "a_2022-05-09.txt", "articles": [{"title": "桥梁通车", "spans": [[0, len(text)]], "facts": [fact]}]}
    (tmp_path / "a_2022-05-09.txt").write_text(text, encoding="utf-8")
    (tmp_path / "gold" / "a.json").write_text(json.dumps(gold), encoding="utf-8")
    assert accuracy.main(["held-out", str(tmp_path / "gold"), str(tmp_path)]) == 0
    said, page = capsys.readouterr().out, accuracy.PAGE.read_text(encoding="utf-8")
    assert not re.search("青田|方山|石桥|120万", said + block(page, "held-out pages"))
    assert said.startswith("1 pages; intervals drawn from 1 articles.")
    assert block(page, "seeds") == block(TEXT, "seeds")
    assert figures(block(page, "held-out pages"))["all"][0] == "1"
    (figure,) = re.findall(r"^\| held-out pages \|.*\| ([\d.]+) \|$", page, re.MULTILINE)
    assert f", {figure} on pages that nobody" in accuracy.README.read_text(encoding="utf-8")
    assert accuracy.DRAWING.read_text(encoding="utf-8") == drawing(page)
