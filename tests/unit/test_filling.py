"""Extra slots: what is offered, what its features say, and which offers a hand-made model lets in."""

from __future__ import annotations

import pytest

from extractors.facts._targets import groups_in
from extractors.filling import chosen, fill, load_slot_models, open_slots
from extractors.judge import Model
from extractors.options import OPEN, SORT_OF, Option, Scene, options
from extractors.reading import Candidate, literal
from extractors.slot_features import of_options
from ontology.records import Filler, MentionKey, Span
from ontology.schema import load_schema
from tests.unit.reading_of_text import read

TEXT = "5月3日，青田县委召开座谈会。县委书记周明远主持会议。周明远说：“今年要把路修好。”2021年，青田县修路30公里。"


def statement():
    at = TEXT.index("今年")
    person = TEXT.index("周明远说")
    slots = {
        "speaker": (Filler("周明远", MentionKey("Person", "周明远", ""), Span(person, person + 3)),),
        "quote": (literal("今年要把路修好", at, at + 7),),
    }
    return Candidate("statement", slots, person, at + 8, "quoted")


def by_features(*weighted, threshold=0.5):
    return Model({name: at for at, (name, _) in enumerate(weighted)}, (tuple(weight for _, weight in weighted),), (-1.0,), (), 0.0, 0.0, 1.0, 0.0, threshold)


def test_every_open_slot_is_an_extra_slot_of_the_schema_and_in_one_row():
    assert sum(len(slots) for slots in OPEN.values()) == len(SORT_OF)
    for kind, name in SORT_OF:
        slot = next(each for each in load_schema().facts[kind].slots if each.name == name)
        assert not slot.core
        assert not slot.derived


def test_the_dates_of_a_statement_are_those_near_it_and_the_issue_date():
    offered = options(Scene(read(TEXT)), statement(), "date")
    assert {each.filler.value for each in offered} >= {"2022-05-03", "2021", "2022-05-06"}
    first = next(each for each in offered if each.filler.value == "2022-05-03")
    assert {"near", "first", "first_day"} <= set(first.how)


def test_only_what_the_slot_accepts_is_offered():
    number = TEXT.index("30")
    slots = {"value": (Filler(30, None, Span(number, number + 2)),), "subject": (literal("青田县"),)}
    measure = Candidate("measure", slots, number, number + 4, "level")
    offered = options(Scene(read(TEXT)), measure, "area")
    assert "青田县" in {each.filler.value for each in offered}
    assert {each.filler.key.kind for each in offered if each.filler.key} <= {"Place", "Organization", "Group", "Programme"}


def test_features_tell_where_an_option_stands_and_hold_no_name():
    scene = Scene(read(TEXT))
    offered = options(scene, statement(), "date")
    rows = dict(zip((each.filler.value for each in offered), of_options(scene, statement(), "date", offered), strict=True))
    assert "shape=9999-99-99" in rows["2022-05-03"]
    assert "side=before" in rows["2022-05-03"]
    assert "side=behind" in rows["2021"]
    assert not any("周明远" in feature or "青田" in feature for row in rows.values() for feature in row)


def test_a_model_fills_a_slot_that_the_finder_left_open():
    model = by_features(("how=first_day", 3.0))
    (filled,) = fill(read(TEXT), [statement()], {"said": model})
    assert [each.value for each in filled.slots["date"]] == ["2022-05-03"]
    assert filled.slots["quote"] == statement().slots["quote"]


def test_without_a_model_the_finders_fillers_stay():
    assert fill(read(TEXT), [statement()], {}) == [statement()]


def test_what_no_model_finds_likely_goes():
    candidate = statement()
    candidate = Candidate("statement", {**candidate.slots, "date": (literal("1999"),)}, candidate.start, candidate.end, "quoted")
    (filled,) = fill(read(TEXT), [candidate], {"said": by_features()})
    assert "date" not in filled.slots


@pytest.mark.parametrize(
    ("kind", "slot", "chances", "values"),
    [
        ("programme", "date", (0.6, 0.9, 0.1), ["困难老人"]),
        ("programme", "target", (0.6, 0.9, 0.8), ["困难老人", "企业"]),  # 老人 is named by 困难老人
        ("programme", "target", (0.6, 0.4, 0.1), ["老人"]),
        ("programme", "target", (0.1, 0.4, 0.1), []),
    ],
)
def test_one_filler_or_all_that_are_likely(kind, slot, chances, values):
    offered = [Option(literal(text), ("near",)) for text in ("老人", "困难老人", "企业")]
    assert [each.value for each in chosen(kind, slot, offered, chances, 0.5)] == values


def test_groups_are_nouns_with_the_nouns_before_them():
    reading = read("该平台为困难老人和退役军人提供服务。")
    found = {str(each.value) for each in groups_in(reading, 0, len(reading.text))}
    assert any(each.endswith("老人") for each in found)
    assert any(each.endswith("军人") for each in found)


def test_shipped_models_are_of_known_rows():
    models = load_slot_models()
    assert set(models) <= set(OPEN)
    assert len({model.threshold for model in models.values()}) <= 1


def test_open_slots_stand_in_the_schemas_order():
    assert open_slots("meeting") == ("convener", "date", "host", "speaker", "attendee")
    assert open_slots("byline") == ()
