"""From judged candidates to facts: page offsets, ids, the county a fact counts for, one fact for what is said twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from extractors.filling import fill
from extractors.joining import NARROW
from extractors.judge import Judged, judge
from extractors.reading import Candidate, Reading
from ontology.records import Evidence, Fact, Filler, Slots, SlotValue, Span, digest
from ontology.schema import FactType, load_schema

# Where a fact's county is looked for, the first slot whose filler has a scope; else it is the article's.
_COUNTY_SLOTS = ("area", "place", "whole", "launched_by", "organization", "subject", "recipient", "agent", "payee", "payer", "convener", "party")
_COUNTY_DIGITS = 6
CONFIDENCE_DIGITS = 3


def assemble(reading: Reading, candidates: Iterable[Candidate], page_text: str) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """The facts of one article, sorted by evidence, type and id, and what was wrong with kept candidates that make none.

    Of two candidates that are one fact, the likelier stays. A candidate that its type cannot hold (a misspelt slot) costs
    no fact but its own; each complaint names type and rule and is made once.
    """
    facts: dict[str, Fact] = {}
    faults: dict[str, None] = {}
    kept = [judged for judged in judge(reading, list(candidates)) if judged.kept]
    filled = fill(reading, [judged.candidate for judged in kept])
    for judged in (replace(each, candidate=candidate) for each, candidate in zip(kept, filled, strict=True)):
        try:
            fact = to_fact(reading, judged, page_text)
        except Exception as error:
            faults.setdefault(f"{judged.candidate.type} by rule {judged.candidate.rule}: {type(error).__name__}: {error}")
            continue
        known = facts.get(fact.id)
        if known is None or fact.confidence > known.confidence:
            facts[fact.id] = fact
    return tuple(sorted(facts.values(), key=lambda fact: (fact.evidence.start, fact.evidence.end, fact.type, fact.id))), tuple(faults)


def to_fact(reading: Reading, judged: Judged, page_text: str) -> Fact:
    """The fact that a kept candidate states."""
    candidate = judged.candidate
    fact_type = load_schema().facts[candidate.type]
    slots = to_slots(reading, fact_type, candidate.slots, page_text)
    start, end = _one_piece(reading, candidate.start, candidate.end)
    where = reading.page_span(start, end)
    return Fact(
        id=fact_id(reading.article.id, fact_type, slots),
        page=reading.article.page,
        article=reading.article.id,
        type=candidate.type,
        slots=slots,
        evidence=Evidence(where.start, where.end, page_text[where.start : where.end].replace("\n", "")),
        rule=candidate.rule,
        confidence=round(judged.confidence, CONFIDENCE_DIGITS),
        realis=candidate.realis,
        county=_county(reading, slots),
        as_of=reading.declared.issue_date,
    )


def to_slots(reading: Reading, fact_type: FactType, slots: Mapping[str, Sequence[Filler]], page_text: str = "") -> Slots:
    """The slots in the schema's order: spans as page offsets, no filler twice, one filler where one is allowed.

    Literals get their marks in the width that `page_text` prints them in.
    """
    if unknown := set(slots) - {slot.name for slot in fact_type.slots}:
        raise ValueError(f"{fact_type.name} has no slots {sorted(unknown)}")
    rows = []
    for slot in fact_type.slots:
        first: dict[SlotValue, Filler] = {}
        for filler in slots.get(slot.name, ()):
            first.setdefault(filler.value, filler)
        fillers = list(first.values())
        if fillers and fillers[0].value != "":
            kept = fillers if slot.many else fillers[:1]
            rows.append((slot.name, tuple(_on_page(reading, filler, page_text) for filler in kept)))
    return tuple(rows)


def fact_id(article: str, fact_type: FactType, slots: Slots) -> str:
    """The fact's id: a hash of article (hence page), type and identity slots.

    The article counts: one reporter's byline under two articles of a page is two facts.
    """
    by_name = dict(slots)
    identity = [[_raw(filler) for filler in by_name.get(name, ())] for name in fact_type.identity]
    return digest(article, fact_type.name, json.dumps(identity, ensure_ascii=False))


def _raw(filler: Filler) -> object:
    key = filler.key
    return [key.kind, key.name, key.scope] if key else filler.value


def _on_page(reading: Reading, filler: Filler, page_text: str) -> Filler:
    span = filler.span
    if span is None or not 0 <= span.start < span.end <= len(reading.text):
        return Filler(filler.value, filler.key)
    value = filler.value if filler.key or not page_text or not isinstance(filler.value, str) else _as_printed(reading, filler.value, span, page_text)
    return Filler(value, filler.key, reading.page_span(span.start, span.end))


def _as_printed(reading: Reading, value: str, span: Span, page_text: str) -> str:
    """A literal with its marks in the width that the page has; what is not read off the text in order stays as it is."""
    chars, at = [], span.start
    for char in value:
        found = reading.text.find(char, at, span.end)
        if found < 0:
            return value
        printed = page_text[reading.to_page[found]]
        chars.append(printed if NARROW.get(printed) == char else char)
        at = found + 1
    return "".join(chars)


def _one_piece(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The longest part of [start, end) that one span of the article holds: a torn sentence is proved by its larger part."""
    best = (start, start)
    at = start
    while at < end:
        page_at = reading.to_page[at]
        span = next((each for each in reading.article.spans if each.start <= page_at < each.end), Span(page_at, page_at + 1))
        stop = at + 1
        while stop < end and span.start <= reading.to_page[stop] < span.end:
            stop += 1
        if stop - at > best[1] - best[0]:
            best = (at, stop)
        at = stop
    return best


def _county(reading: Reading, slots: Slots) -> str | None:
    by_name = dict(slots)
    for name in _COUNTY_SLOTS:
        for filler in by_name.get(name, ()):
            scope = filler.key.scope if filler.key else ""
            if scope.isdigit():
                return scope[:_COUNTY_DIGITS]
    return reading.place.code or None
