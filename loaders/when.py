"""The whole days that a fact speaks of, from its date slots."""

from __future__ import annotations

from datetime import date

from ontology.records import Fact
from ontology.values import DateInterval


def interval(text: str | None) -> DateInterval:
    """The text's interval; None and an empty text give one open on both sides."""
    return DateInterval.parse(text) if text else DateInterval("", None, None)


def slot_interval(fact: Fact, slot: str) -> DateInterval:
    """The interval of the fact's date slot, open on both sides where the slot is empty; no date raises ValueError."""
    value = fact.value(slot)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{fact.type} {fact.id}: {slot} is no date: {value!r}")
    return interval(value)


def of(fact: Fact) -> DateInterval:
    """The interval that the fact is about: its `date`, else its `period`, else `since` to `until`; open where the page is silent."""
    for slot in ("date", "period"):
        if fact.fillers(slot):
            return slot_interval(fact, slot)
    since, until = slot_interval(fact, "since"), slot_interval(fact, "until")
    text = f"{since.text}/{until.text}" if since.text or until.text else ""
    return DateInterval(text, since.start, until.end)


def days(fact: Fact) -> tuple[date | None, date | None]:
    """First and last day for a filter by date: what the fact is about, else the issue date when it was asserted."""
    about = of(fact)
    if about.start or about.end:
        return about.start, about.end
    issued = interval(fact.as_of)
    return issued.start, issued.end
