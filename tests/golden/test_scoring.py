"""The project's scorer against a frozen reading of altered gold: its figures were computed once by the reference scorer of the guidelines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.evaluate import read_texts
from flows.scoring import read_gold, read_lines, score
from tests.conftest import SEEDS

HERE = Path(__file__).parent / "scoring"


@pytest.fixture(scope="module")
def scored():
    gold = read_gold(SEEDS / "gold")
    return score(gold, read_lines(HERE / "facts.jsonl"), texts=read_texts(SEEDS, gold), articles=read_lines(HERE / "articles.jsonl"))


@pytest.fixture(scope="module")
def expected():
    return json.loads((HERE / "expected.json").read_text(encoding="utf-8"))


def test_the_figures_of_every_type_are_the_reference_scorers(scored, expected):
    for name, row in scored.by_type().items():
        wanted = expected["facts"][name]
        assert (row.gold, row.found, row.right) == (wanted["gold"], wanted["found"], wanted["right"]), name
        assert (row.precision, row.recall, row.f1, row.slot_f1) == pytest.approx([wanted[key] for key in ("precision", "recall", "f1", "slot_f1")]), name
    assert set(scored.by_type()) == set(expected["facts"])


def test_boundaries_evidence_and_unknown_types_too(scored, expected):
    proofs, right = (sum(getattr(page, name) for page in scored.pages) for name in ("evidence", "evidence_right"))
    assert scored.boundaries == pytest.approx(expected["articles"])
    assert right / proofs == pytest.approx(expected["evidence"])
    assert scored.unknown_types == expected["unknown_types"] > 0


def test_a_page_alone_is_scored_alone(scored):
    gold = read_gold(SEEDS / "gold", only=["002"])
    alone = score(gold, read_lines(HERE / "facts.jsonl"))
    assert [page.source[:3] for page in alone.pages] == ["002"]
    assert alone.pages[0].tallies == next(page.tallies for page in scored.pages if page.source.startswith("002"))
    assert alone.boundaries is None


def first_spelling(filler):
    """A|B is how gold says that either is right; an extraction gives one."""
    if isinstance(filler, list):
        return [first_spelling(part) for part in filler]
    return filler.split("|")[0] if isinstance(filler, str) else filler


def test_gold_held_against_itself_is_all_right():
    gold = read_gold(SEEDS / "gold")
    own = [{**{slot: first_spelling(filler) for slot, filler in fact.items()}, "source": page.source} for page in gold for fact in page.facts]
    articles = [{"source": page.source, "spans": spans} for page in gold for spans in page.spans]
    result = score(gold, own, texts=read_texts(SEEDS, gold), articles=articles)
    assert result.boundaries == pytest.approx(1.0)
    assert all(row.precision == row.recall == 1.0 for row in result.by_type().values())
