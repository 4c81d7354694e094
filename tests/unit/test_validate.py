"""The check before the truth file: every way in which a fact can be broken, and that the others stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.validate import broken, validate
from ontology.records import Declared, Evidence, Extraction, Fact, Filler, MentionKey, Page, PageFault

PAGE = Page.of("青田县有企业5家。\n遂昌县有学校8\n所。")
PLACE = Filler("青田县", MentionKey("Place", "青田县", "331121"))
GOOD = Fact(
    "id1",
    PAGE.id,
    f"{PAGE.id}-1",
    "measure",
    (
        ("subject", (PLACE,)),
        ("indicator", (Filler("企业"),)),
        ("value", (Filler(5),)),
        ("unit", (Filler("家"),)),
        ("period", (Filler("2021-01/2021-11"),)),
        ("bound", (Filler("over"),)),
    ),
    Evidence(0, 8, "青田县有企业5家"),
    "made.up",
    0.9,
)


def with_slot(name, *fillers):
    slots = dict(GOOD.slots)
    if fillers:
        slots[name] = fillers
    else:
        del slots[name]
    return replace(GOOD, slots=tuple(slots.items()))


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (GOOD, None),
        (with_slot("value", Filler((7000, 8000))), None),
        (with_slot("subject", Filler("青田县")), None),
        (replace(GOOD, evidence=Evidence(10, 19, "遂昌县有学校8所")), None),
        (replace(GOOD, type="rumour"), "unknown fact type"),
        (replace(GOOD, evidence=Evidence(1, 9, "青田县有企业5家")), "its evidence does not stand in the page at its offsets"),
        (replace(GOOD, evidence=Evidence(0, 800, PAGE.text)), "its evidence does not stand in the page at its offsets"),
        (replace(GOOD, evidence=Evidence(3, 3, "")), "its evidence does not stand in the page at its offsets"),
        (replace(GOOD, evidence=Evidence(-1, 3, "青田县")), "its evidence does not stand in the page at its offsets"),
        (with_slot("unit"), "no unit"),
        (with_slot("value"), "no value"),
        (with_slot("value", Filler("五")), "value is no number: '五'"),
        (with_slot("value", Filler(True)), "value is no number: True"),
        (with_slot("indicator", Filler("“”")), "indicator is empty: '“”'"),
        (with_slot("unit", Filler(5)), "unit is empty: 5"),
        (with_slot("bound", Filler("nearly")), "bound is none of about, at_least, at_most, over, under: 'nearly'"),
        (with_slot("period", Filler("去年")), "period is no date: '去年'"),
        (with_slot("area", Filler("某人", MentionKey("Person", "某人"))), "area is a Person, which the slot does not take: '某人'"),
        (with_slot("colour", Filler("红")), "unknown slots ['colour']"),
    ],
)
def test_what_is_wrong_is_said(fact, reason):
    assert broken(fact, PAGE) == reason


def test_a_broken_fact_is_a_fault_and_the_others_stay():
    bad = replace(with_slot("unit"), id="id2")
    before = PageFault(PAGE.id, "extract", "earlier")
    done = validate(Extraction(PAGE, Declared(), (), (GOOD, bad), faults=(before,)))
    assert done.facts == (GOOD,)
    assert done.faults == (before, PageFault(PAGE.id, "validate", "measure: no unit", "fact id2 (made.up) at 0-8"))
