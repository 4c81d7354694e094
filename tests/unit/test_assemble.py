"""From judged candidates to facts: ids, page offsets, what is said twice, torn evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors import assemble as assembling
from extractors.assemble import assemble, fact_id, to_fact
from extractors.judge import Judged
from extractors.reading import Candidate, Reading, literal
from ontology.records import Article, Declared, Filler, MentionKey, Page, Span
from ontology.schema import load_schema

MEASURE, MEETING = load_schema().facts["measure"], load_schema().facts["meeting"]
TEXT = "青田县有企业5家。\n青田县有学校8所。\n"


def reading(text=TEXT, spans=None, to_page=None):
    """A reading without layers: what a candidate is made of is given."""
    page = Page.of(text)
    article = Article(f"{page.id}-1", page.id, 1, "", "news", spans or (Span(0, len(text)),))
    return Reading(article, Declared(issue_date="2022-05-06"), text, to_page or tuple(range(len(text))))


def county(code="331121", name="青田县"):
    return Filler(name, MentionKey("Place", name, code), Span(0, 3))


def candidate(value=5, start=0, end=8, **slots):
    return Candidate("measure", {"subject": (county(),), "value": (Filler(value),), "unit": (literal("家"),), **slots}, start, end, "made.up")


def slots_of(article, fact_type, slots, page_text=TEXT):
    """The slots of the fact that a candidate with these becomes."""
    return to_fact(article, Judged(Candidate(fact_type.name, slots, 0, 8, "made.up"), 0.5, kept=True), page_text).slots


@pytest.fixture
def confident(monkeypatch):
    """A judge that keeps everything and believes what a candidate's features say."""
    monkeypatch.setattr(assembling, "judge", lambda _, rows: [Judged(each, float(each.features[0]) if each.features else 0.5, kept=True) for each in rows])


def test_ids_are_the_same_twice_and_frozen():
    slots = slots_of(reading(), MEASURE, candidate().slots)
    assert fact_id("page-1", MEASURE, slots) == fact_id("page-1", MEASURE, slots) == "059b48d18e9210b8"


def test_identity_slots_make_the_id_and_others_do_not():
    def id_of(found):
        return to_fact(reading(), Judged(found, 0.5, kept=True), TEXT).id

    same = id_of(candidate())
    assert id_of(candidate(rank=(Filler(2),), area=(county(),), bound=(literal("over"),))) == same
    assert id_of(replace(candidate(), rule="another", start=9, end=17)) == same
    assert id_of(candidate(6)) != same
    assert id_of(candidate(indicator=(literal("企业"),))) != same
    assert id_of(candidate(subject=(county("331123", "青田县"),))) != same  # another 青田县
    assert fact_id("page-2", MEASURE, slots_of(reading(), MEASURE, candidate().slots)) != same


def test_slots_come_in_the_schemas_order_and_nothing_twice():
    names = ("甲某", "乙某", "甲某")
    slots = slots_of(reading(), MEETING, {"attendee": tuple(literal(name) for name in names), "name": (literal("某会"), literal("别会"))})
    assert [(name, [filler.value for filler in fillers]) for name, fillers in slots] == [("name", ["某会"]), ("attendee", ["甲某", "乙某"])]


def test_where_one_filler_is_allowed_the_first_stays():
    assert dict(slots_of(reading(), MEETING, {"name": (literal("某会"), literal("别会"), literal("某会"))}))["name"] == (literal("某会"),)


def test_a_slot_without_filler_is_left_out_and_an_unknown_one_refused():
    assert "indicator" not in dict(slots_of(reading(), MEASURE, {**candidate().slots, "indicator": (literal(""),), "period": ()}))
    with pytest.raises(ValueError, match=r"measure has no slots \['colour'\]"):
        slots_of(reading(), MEASURE, {"colour": (literal("红"),)})


def test_spans_become_page_offsets():
    shifted = reading("青田县有企业5家。", (Span(100, 109),), tuple(range(100, 109)))
    page_text = "此前的文章。" * 16 + "另有。。" + "青田县有企业5家。"
    slots = dict(slots_of(shifted, MEASURE, candidate().slots, page_text))
    assert slots["subject"][0].span == Span(100, 103)
    assert slots["unit"][0].span is None
    outside = dict(slots_of(shifted, MEASURE, {"unit": (literal("家", 50, 51),)}, page_text))
    assert outside["unit"][0].span is None


@pytest.mark.usefixtures("confident")
def test_the_likelier_of_two_same_facts_stays():
    low, high = replace(candidate(), features=("0.6",), rule="low"), replace(candidate(), features=("0.9",), rule="high", start=9, end=17)
    for rows in ([low, high], [high, low]):
        ((fact,), _) = assemble(reading(), rows, TEXT)
        assert (fact.rule, fact.confidence, fact.evidence.start) == ("high", 0.9, 9)


@pytest.mark.usefixtures("confident")
def test_facts_are_sorted_by_evidence_whatever_the_candidates_order():
    rows = [candidate(8, 9, 17), candidate(5, 0, 8), candidate(6, 0, 8)]
    found, _ = assemble(reading(), rows, TEXT)
    assert (found, ()) == assemble(reading(), rows[::-1], TEXT)
    assert [fact.evidence.start for fact in found] == sorted(fact.evidence.start for fact in found)
    assert len({fact.id for fact in found}) == 3


def test_what_the_judge_rejects_is_no_fact(monkeypatch):
    monkeypatch.setattr(assembling, "judge", lambda _, rows: [Judged(each, 0.1, kept=False) for each in rows])
    assert assemble(reading(), [candidate()], TEXT) == ((), ())


@pytest.mark.usefixtures("confident")
def test_a_misspelt_slot_costs_its_own_fact_alone_and_is_told_once():
    rows = [candidate(5, 0, 8, valeu=(Filler(5),)), candidate(6, 0, 8, valeu=(Filler(6),)), candidate(8, 9, 17)]
    facts, faults = assemble(reading(), rows, TEXT)
    assert [fact.value("value") for fact in facts] == [8]
    assert faults == ("measure by rule made.up: ValueError: measure has no slots ['valeu']",)


PAGE_TEXT = "青田县有企业\n别的文章在此。\n五百多家登记在册。\n"


@pytest.mark.parametrize(("end", "proof"), [(15, "五百多家登记在册。"), (8, "青田县有企业")])
def test_torn_evidence_is_its_larger_part(end, proof):
    spans = (Span(0, 6), Span(15, 24))
    torn = reading("青田县有企业五百多家登记在册。", spans, (*range(6), *range(15, 24)))
    fact = to_fact(torn, Judged(candidate(500, 0, end), 0.5, kept=True), PAGE_TEXT)
    assert PAGE_TEXT[fact.evidence.start : fact.evidence.end] == fact.evidence.text == proof
    assert any(span.start <= fact.evidence.start and fact.evidence.end <= span.end for span in spans)


def test_evidence_over_a_line_break_drops_it():
    wrapped = reading("青田县有企业五家。", (Span(0, 10),), (*range(4), *range(5, 10)))
    fact = to_fact(wrapped, Judged(candidate(5, 0, 9), 0.5, kept=True), "青田县有\n企业五家。\n")
    assert (fact.evidence.start, fact.evidence.end, fact.evidence.text) == (0, 10, "青田县有企业五家。")


def test_a_fact_counts_for_the_county_of_its_place_else_of_its_article():
    def county_of(found):
        return to_fact(reading(), Judged(found, 0.5, kept=True), TEXT).county

    assert county_of(candidate()) == "331121"
    assert county_of(candidate(area=(county("331102004", "某街道"),))) == "331102"
    assert county_of(candidate(subject=(literal("企业"),))) is None
    assert to_fact(reading(), Judged(candidate(), 0.12345, kept=True), TEXT).confidence == 0.123
    assert to_fact(reading(), Judged(candidate(), 0.5, kept=True), TEXT).as_of == "2022-05-06"
