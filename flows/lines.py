"""Facts and articles as JSON lines: numbers as numbers, slots by the guidelines' names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.errors import OutdatedGraphError
from ontology.records import Article, Fact, Filler
from ontology.schema import FactType, load_schema


def known_type(fact: Fact) -> Fact:
    """The fact itself; OutdatedGraphError where the schema has lost its type since the graph was built."""
    if fact.type not in load_schema().facts:
        raise OutdatedGraphError(f"the graph was built with the fact type {fact.type!r}, which is no longer known: build it anew (xianzhi build)")
    return fact


def slot_values(fact_type: FactType, slots: Mapping[str, Sequence[Filler]]) -> dict[str, Any]:
    """Slots as plain values: a list where the schema says `many` or a number is a range, else one value."""
    values: dict[str, Any] = {}
    for slot in fact_type.slots:
        fillers = slots.get(slot.name, ())
        if fillers:
            plain = [list(filler.value) if isinstance(filler.value, tuple) else filler.value for filler in fillers]
            values[slot.name] = plain if slot.many else plain[0]
    return values


def fact_line(fact: Fact, source: str) -> dict[str, Any]:
    """One fact as the object of one line; `source` is the page's file name."""
    return {
        "id": fact.id,
        "source": source,
        "page": fact.page,
        "article": fact.article,
        "type": fact.type,
        **slot_values(load_schema().facts[known_type(fact).type], dict(fact.slots)),
        "evidence": {"start": fact.evidence.start, "end": fact.evidence.end, "text": fact.evidence.text},
        "rule": fact.rule,
        "confidence": fact.confidence,
        "realis": fact.realis,
        "county": fact.county,
        "as_of": fact.as_of,
    }


def article_line(article: Article, source: str) -> dict[str, Any]:
    """One article as the object of one line; spans are half-open page offsets."""
    return {
        "source": source,
        "id": article.id,
        "page": article.page,
        "title": article.title,
        "kind": article.kind,
        "spans": [[span.start, span.end] for span in article.spans],
    }
