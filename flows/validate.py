"""The check between extraction and the truth file: a fact that breaks its schema is listed, not kept."""

from __future__ import annotations

from dataclasses import replace

from flows.comparing import scoring_form
from ontology.records import Extraction, Fact, Filler, Page, PageFault
from ontology.schema import Slot, load_schema
from ontology.values import DateInterval


def validate(extraction: Extraction) -> Extraction:
    """The extraction without facts that break their schema; each of those is a fault that names fact and place."""
    good, faults = [], []
    for fact in extraction.facts:
        reason = broken(fact, extraction.page)
        if reason is None:
            good.append(fact)
        else:
            where = f"fact {fact.id} ({fact.rule}) at {fact.evidence.start}-{fact.evidence.end}"
            faults.append(PageFault(extraction.page.id, "validate", f"{fact.type}: {reason}", where))
    return replace(extraction, facts=tuple(good), faults=(*extraction.faults, *faults))


def broken(fact: Fact, page: Page) -> str | None:
    """What is wrong with a fact, None where nothing is."""
    fact_type = load_schema().facts.get(fact.type)
    if fact_type is None:
        return "unknown fact type"
    proof = fact.evidence
    if not 0 <= proof.start < proof.end <= len(page.text) or scoring_form(page.text[proof.start : proof.end]) != scoring_form(proof.text):
        return "its evidence does not stand in the page at its offsets"
    present = dict(fact.slots)
    for slot in fact_type.slots:
        fillers = present.pop(slot.name, ())
        if slot.core and not fillers:
            return f"no {slot.name}"
        for filler in fillers:
            if wrong := _wrong(slot, filler):
                return f"{slot.name} {wrong}: {filler.value!r}"
    if present:
        return f"unknown slots {sorted(present)}"
    return None


def _wrong(slot: Slot, filler: Filler) -> str | None:
    value = filler.value
    if slot.type == "number":
        numbers = value if isinstance(value, tuple) else (value,)
        return None if all(isinstance(each, int | float) and not isinstance(each, bool) for each in numbers) else "is no number"
    if not isinstance(value, str) or not scoring_form(value):
        return "is empty"
    if slot.type == "enum" and value not in slot.values:
        return f"is none of {', '.join(slot.values)}"
    if slot.type == "date":
        try:
            DateInterval.parse(value)
        except ValueError:
            return "is no date"
    if slot.type == "entity" and filler.key is not None and filler.key.kind not in slot.accepts:
        return f"is a {filler.key.kind}, which the slot does not take"
    return None
