"""The check between extraction and the truth file: a fact that breaks a rule is listed, not kept.

The rules are those of which the SHACL shapes are made (`ontology/rules.py`): what goes in here conforms as RDF.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from flows.comparing import scoring_form
from ontology.records import Extraction, Fact, Filler, Page, PageFault, SlotValue
from ontology.rules import Rule, rules_of, says_something
from ontology.schema import load_schema
from ontology.values import DateInterval


def validate(extraction: Extraction) -> Extraction:
    """The extraction without facts that break a rule; each of those is a fault that names fact and place."""
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
    if fact.type not in load_schema().facts:
        return "unknown fact type"
    proof = fact.evidence
    if not 0 <= proof.start < proof.end <= len(page.text) or scoring_form(page.text[proof.start : proof.end]) != scoring_form(proof.text):
        return "its evidence does not stand in the page at its offsets"
    present = dict(fact.slots)
    for rule in rules_of(fact.type):
        fillers = present.pop(rule.name, ()) if rule.slot else _attribute(fact, rule)
        if reason := _breaks(rule, fillers):
            return reason
    if present:
        return f"unknown slots {sorted(present)}"
    if fact.as_of:
        return _no_date("as_of", fact.as_of)
    return None


def _attribute(fact: Fact, rule: Rule) -> tuple[Filler, ...]:
    """What every fact has, as if it stood in a slot."""
    return (Filler(fact.evidence.text if rule.holds == "evidence" else getattr(fact, rule.name)),)


def _breaks(rule: Rule, fillers: Sequence[Filler]) -> str | None:
    if len(fillers) < rule.least:
        return f"no {rule.name}"
    if rule.most is not None and len(fillers) > rule.most:
        return f"more than {rule.most} {rule.name}: {', '.join(str(filler.value) for filler in fillers)}"
    for filler in fillers:
        if wrong := _wrong(rule, filler):
            return f"{rule.name} {wrong}: {filler.value!r}"
    return None


def _wrong(rule: Rule, filler: Filler) -> str | None:
    value = filler.value
    if rule.holds == "number":
        return _wrong_number(rule, value)
    if not isinstance(value, str) or not says_something(value):
        return "is empty"
    if rule.holds == "enum" and value not in rule.values:
        return f"is none of {', '.join(rule.values)}"
    if rule.holds == "date" and _no_date(rule.name, value):
        return "is no date"
    kind = filler.key.kind if filler.key else "Group"  # what a finder named no key for is somebody unnamed
    if rule.holds == "entity" and kind not in rule.kinds:
        return f"is a {kind}, which the slot does not take"
    return None


def _wrong_number(rule: Rule, value: SlotValue) -> str | None:
    numbers = value if isinstance(value, tuple) else (value,)
    for each in numbers:
        if not isinstance(each, int | float) or isinstance(each, bool) or not math.isfinite(each):
            return "is no number"
        if (rule.low is not None and each < rule.low) or (rule.high is not None and each > rule.high):
            return f"is not between {rule.low:g} and {rule.high:g}"
    return "ends before it begins" if list(numbers) != sorted(numbers) else None


def _no_date(name: str, value: str) -> str | None:
    try:
        DateInterval.parse(value)
    except ValueError:
        return f"{name} is no date: {value!r}"
    return None
