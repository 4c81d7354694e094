"""Records as canonical JSON and back: one spelling for one record, so that equal data are equal bytes.

This is the truth file's own form, with keys, spans and ids; the form of the guidelines is `flows/lines.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ontology.records import Article, Declared, Evidence, Fact, Filler, MentionKey, Slots, SlotValue, Span

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def as_line(raw: object) -> str:
    """One canonical line of JSON: no spaces, letters as they are, keys in the order given; NaN raises ValueError."""
    return _ENCODER.encode(raw)


def key_line(key: MentionKey) -> list[str]:
    """A mention key as `[kind, name, scope]`."""
    return [key.kind, key.name, key.scope]


def key_of(raw: Sequence[str]) -> MentionKey:
    """The mention key that `key_line` wrote."""
    kind, name, scope = raw
    return MentionKey(kind, name, scope)  # type: ignore[arg-type]  # written by key_line from a key


def _filler_line(filler: Filler) -> dict[str, Any]:
    raw: dict[str, Any] = {"value": list(filler.value) if isinstance(filler.value, tuple) else filler.value}
    if filler.key is not None:
        raw["key"] = key_line(filler.key)
    if filler.span is not None:
        raw["span"] = [filler.span.start, filler.span.end]
    return raw


def _filler_of(raw: Mapping[str, Any]) -> Filler:
    value: SlotValue = (raw["value"][0], raw["value"][1]) if isinstance(raw["value"], list) else raw["value"]
    key = key_of(raw["key"]) if "key" in raw else None
    return Filler(value, key, Span(*raw["span"]) if "span" in raw else None)


def fact_line(fact: Fact) -> str:
    """A fact as one canonical line; `fact_of` reads it back equal."""
    return as_line({
        "id": fact.id, "page": fact.page, "article": fact.article, "type": fact.type,
        "slots": {name: [_filler_line(filler) for filler in fillers] for name, fillers in fact.slots},
        "evidence": {"start": fact.evidence.start, "end": fact.evidence.end, "text": fact.evidence.text},
        "rule": fact.rule, "confidence": fact.confidence, "realis": fact.realis, "county": fact.county, "as_of": fact.as_of,
    })  # fmt: skip


def fact_of(line: str) -> Fact:
    """The fact of a canonical line."""
    raw = json.loads(line)
    slots: Slots = tuple((name, tuple(_filler_of(filler) for filler in fillers)) for name, fillers in raw["slots"].items())
    evidence = Evidence(raw["evidence"]["start"], raw["evidence"]["end"], raw["evidence"]["text"])
    return Fact(
        raw["id"], raw["page"], raw["article"], raw["type"], slots, evidence, raw["rule"], raw["confidence"], raw["realis"], raw["county"], raw["as_of"]
    )


def article_line(article: Article) -> str:
    """An article as one canonical line; `article_of` reads it back equal."""
    spans = [[span.start, span.end] for span in article.spans]
    return as_line({"id": article.id, "page": article.page, "number": article.number, "title": article.title, "kind": article.kind, "spans": spans})


def article_of(line: str) -> Article:
    """The article of a canonical line."""
    raw = json.loads(line)
    return Article(raw["id"], raw["page"], raw["number"], raw["title"], raw["kind"], tuple(Span(*span) for span in raw["spans"]))


def declared_line(declared: Declared) -> str:
    """A declared context as one canonical line; `declared_of` reads it back equal."""
    return as_line([declared.issue_date, declared.place, declared.issue_date_reason, declared.place_reason])


def declared_of(line: str) -> Declared:
    """The declared context of a canonical line."""
    return Declared(*json.loads(line))
