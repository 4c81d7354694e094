"""When a page is witness that somebody holds an office: the day of the event at which the article sees him, else the paper's date.

An article of 3 June on yesterday's meeting under the secretary proves the office for 2 June. Between the first and the last
sighting of one person in one office he holds it for certain; beyond them, and between two persons, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from loaders import when
from ontology.records import Fact

_SHORTEST_BODY = 2  # characters of a body's name that a title must repeat to be carrying it: 区委书记 of 莲都区委


def sighting(post: Fact, article_facts: Iterable[Fact]) -> tuple[date | None, date | None]:
    """First and last day within which the post was certainly held, as far as this article tells.

    A printed `since` or `until` counts; then the latest day, not after the issue date, of a fact of the same article in which
    the person takes part; then the issue date, as precise as it is known.
    """
    since, until = when.slot_interval(post, "since").start, when.slot_interval(post, "until").end
    issued = when.interval(post.as_of)
    names = {filler.value for filler in post.fillers("person")}
    events = []
    for fact in article_facts:
        if fact.type == "post" or not any(filler.value in names for _, fillers in fact.slots for filler in fillers):
            continue
        about = when.slot_interval(fact, "date")
        if about.start and about.start == about.end and not (issued.end and about.start > issued.end):
            events.append(about.start)
    first, last = (max(events), max(events)) if events else (issued.start, issued.end)
    if until:
        return (since or first if not first or first <= until else since or until), until
    return since or first, last


def office(title: str, body: str) -> str:
    """The title without the body's name that it repeats: 书记 for 区委书记 of 莲都区委."""
    for length in range(min(len(title) - 1, len(body)), _SHORTEST_BODY - 1, -1):
        if body.endswith(title[:length]):
            return title[length:]
    return title
