"""What an extra slot of a fact may be filled with: the finder's own fillers, and others that stand near or are the article's topic.

For each slot of `OPEN` every date, place, body or person that a reader would look at is an option; `extractors.filling` weighs
them with a model for each row. Slots that are in no row keep what the finder gives.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extractors.dates import since
from extractors.facts._around import is_place
from extractors.facts._people import people
from extractors.facts._targets import groups_in
from extractors.reading import Candidate, DateMention, Mention, Reading, literal, named
from ontology.records import Filler, Span
from ontology.schema import load_schema

# The slot whose printed place is the fact's, by type; names are looked up wherever the article prints them.
KEY = {
    "post": "title", "resident": "person", "meeting": "name", "programme": "name", "transfer": "amount", "measure": "value",
    "cooperation": "object", "award": "honour", "statement": "quote", "action": "verb",
}  # fmt: skip  # a table reads better
# The open slots by what fills them: each row is one model. What is alike learns together, and no more: dates of measures and of statements
# apart from other dates, since in one model they cost each other 30 of 280 errors; places and persons together (apart they cost 20).
OPEN: dict[str, frozenset[tuple[str, str]]] = {
    "date": frozenset([("meeting", "date"), ("programme", "date"), ("cooperation", "date"), ("award", "date"), ("action", "date")]),
    "said": frozenset([("statement", "date")]),
    "period": frozenset([("measure", "period"), ("transfer", "period"), ("transfer", "date")]),
    "place": frozenset([("programme", "area"), ("measure", "area"), ("action", "place")]),
    "employer": frozenset([("statement", "organization")]),
    "launcher": frozenset([("programme", "launched_by")]),
    "convener": frozenset([("meeting", "convener")]),
    "person": frozenset([("meeting", "speaker"), ("meeting", "attendee"), ("meeting", "host")]),
    "target": frozenset([("programme", "target")]),
}  # fmt: skip  # as above
SORT_OF = {slot: sort for sort, slots in OPEN.items() for slot in slots}
_LONG_NAME = 4  # characters of a name that is looked up elsewhere in the article
_SPOTS = 5
_BACK, _AHEAD = 3, 2  # dates looked at before a fact's sentence and behind it
_TOP = 3  # of the commonest places and bodies
_TITLE = 24  # characters between a body and the person who speaks for it
_LEFT = 200  # characters before a spot in which programmes, persons and groups may have launched it


@dataclass(frozen=True, slots=True)
class Option:
    """A filler that a slot may take; `how` says by which ways it was come by, `spans` where it is printed near the fact."""

    filler: Filler
    how: tuple[str, ...]
    spans: tuple[Span, ...] = ()


@dataclass
class Scene:
    """One article as the options see it: made once for all its facts."""

    reading: Reading
    _cache: dict[object, list[Span]] = field(default_factory=dict)
    told: dict[Span, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)  # kept by `slot_features`: what stands around a span

    @cached_property
    def dates(self) -> list[DateMention]:
        """The article's dates that the page settles."""
        return [each for each in self.reading.dates if each.interval]

    @cached_property
    def places(self) -> list[Mention]:
        """The article's administrative places and settlements."""
        return [each for each in self.reading.mentions if is_place(each)]

    @cached_property
    def bodies(self) -> list[Mention]:
        """The article's bodies and places."""
        return [each for each in self.reading.mentions if each.kind in ("Organization", "Place") and each.name]

    @cached_property
    def persons(self) -> list[tuple[Filler, Span]]:
        """The article's persons where they are printed."""
        return [(each.filler, Span(each.start, each.end)) for each in people(self.reading)]

    @cached_property
    def place_counts(self) -> Counter[str]:
        """How often each place is named."""
        return Counter(each.name for each in self.places)

    @cached_property
    def body_counts(self) -> Counter[str]:
        """How often each body or place is named."""
        return Counter(each.name for each in self.bodies)

    @cached_property
    def firsts(self) -> dict[str, Mention]:
        """The first mention of every name."""
        found: dict[str, Mention] = {}
        for each in self.reading.mentions:
            found.setdefault(each.name, each)
        return found

    @cached_property
    def top_places(self) -> list[str]:
        """The commonest places, of equals the first named."""
        return self._top(self.place_counts)

    @cached_property
    def top_bodies(self) -> list[str]:
        """The commonest bodies and places, of equals the first named."""
        return self._top(self.body_counts)

    @cached_property
    def date_counts(self) -> Counter[str]:
        """How often each date is named."""
        return Counter(each.interval.text for each in self.dates if each.interval)

    def _top(self, counts: Counter[str]) -> list[str]:
        return sorted(counts, key=lambda name: (-counts[name], self.firsts[name].start))[:_TOP]

    def spots(self, candidate: Candidate, slot: str = "") -> list[Span]:
        """Where the fact is printed: its key slot, and for names every other place that prints the name; for whom a speaker speaks, the speaker."""
        speaks = SORT_OF.get((candidate.type, slot)) == "employer"
        key = next(iter(candidate.slots.get("speaker" if speaks else KEY.get(candidate.type, ""), ())), None)
        first = key.span if key and key.span else Span(candidate.start, max(candidate.start + 1, candidate.end))
        if (candidate.type not in ("programme", "meeting") and not speaks) or key is None:
            return [first]
        name = str(key.value)
        known = self._cache.get((candidate.type, name))
        if known is None:
            known = self._printed(name, first, 2 if speaks else _LONG_NAME)
            self._cache[candidate.type, name] = known
        return known

    def _printed(self, name: str, first: Span, least: int) -> list[Span]:
        text = self.reading.text
        found = [first]
        printed = text[first.start : first.end]
        for form in dict.fromkeys((name, printed.strip("“”《》"))):
            at = text.find(form) if len(form) >= least else -1
            while at >= 0 and len(found) < _SPOTS:
                if not any(each.start < at + len(form) and at < each.end for each in found):
                    found.append(Span(at, at + len(form)))
                at = text.find(form, at + len(form))
        return found


def options(scene: Scene, candidate: Candidate, slot: str) -> list[Option]:
    """The options of an open slot, the finder's own first, no filler twice."""
    found = [(filler, "finder" if not at else "finder_too", filler.span) for at, filler in enumerate(candidate.slots.get(slot, ()))]
    found.extend(_MORE[SORT_OF[candidate.type, slot]](scene, candidate, slot))
    accepts = next(each.accepts for each in load_schema().facts[candidate.type].slots if each.name == slot)
    merged: dict[object, tuple[Filler, dict[str, None], dict[Span, None]]] = {}
    for filler, how, span in found:
        if filler.value == "" or (accepts and (filler.key is None or filler.key.kind not in accepts)):
            continue
        _, hows, spans = merged.setdefault(filler.value, (filler, {}, {}))
        hows[how] = None
        if span is not None:
            spans[span] = None
    return [Option(filler, tuple(hows), tuple(spans)) for filler, hows, spans in merged.values()]


Found = Iterator[tuple[Filler, str, Span | None]]


def _date_options(scene: Scene, candidate: Candidate, _slot: str) -> Found:
    reading, dates = scene.reading, scene.dates
    for spot in scene.spots(candidate):
        sentence = reading.sentence(spot.start)
        low = bisect_left(dates, sentence.start, key=lambda each: each.start)
        high = bisect_left(dates, max(sentence.end, spot.end), key=lambda each: each.start)
        for each in dates[max(0, low - _BACK) : high + _AHEAD]:
            yield _dated(each), "near", Span(each.start, each.end)
            if (opened := _until_issue(reading, each)) is not None:
                yield opened, "since", Span(each.start, each.end)
    for each in dates[:_AHEAD]:
        yield _dated(each), "first", Span(each.start, each.end)
    days = [each for each in dates if _is_day(each)]
    for each in days[:1]:
        yield _dated(each), "first_day", Span(each.start, each.end)
    issue = reading.declared.issue_date
    if issue:
        yield literal(issue), "issue", None


def _dated(each: DateMention) -> Filler:
    return literal(each.interval.text if each.interval else "", each.start, each.end)


def _until_issue(reading: Reading, each: DateMention) -> Filler | None:
    """The time from a date with 以来 behind it to the issue, as precise as the date."""
    opened, issue = since(reading.text, each), reading.declared.issue_date or ""
    if opened is None or not opened.start:
        return None
    start = opened.text.rstrip("/")
    return literal(f"{start}/{issue[: len(start)]}" if issue[: len(start)] > start else opened.text, each.start, each.end)


def _is_day(each: DateMention) -> bool:
    return bool(each.interval and each.interval.start and each.interval.start == each.interval.end)


def _place_options(scene: Scene, candidate: Candidate, _slot: str) -> Found:
    reading, places = scene.reading, scene.places
    for spot in scene.spots(candidate):
        sentence = reading.sentence(spot.start)
        low = bisect_left(places, sentence.start, key=lambda each: each.start)
        high = bisect_left(places, max(sentence.end, spot.end), key=lambda each: each.start)
        for each in places[max(0, low - _AHEAD) : high]:
            yield named(each), "near", each.span
        if candidate.type == "action":
            for each in reading.mentions_in(sentence.start, sentence.end, "Organization", "Programme"):
                if reading.text[max(0, each.start - 1) : each.start] in ("在", "到", "于", "进", "入", "赴"):
                    yield named(each), "venue", each.span
    for name in scene.top_places:
        yield named(scene.firsts[name]), "common", scene.firsts[name].span
    for fillers in candidate.slots.values():
        for filler in fillers[:1]:
            if filler.key and filler.key.kind == "Place":
                yield filler, "slot", filler.span


def _body_options(scene: Scene, candidate: Candidate, slot: str) -> Found:
    reading = scene.reading
    for spot in scene.spots(candidate):
        sentence = reading.sentence(spot.start)
        low = bisect_left(scene.bodies, sentence.start, key=lambda each: each.start)
        high = bisect_left(scene.bodies, max(sentence.end, spot.end), key=lambda each: each.start)
        for each in scene.bodies[max(0, low - 1) : high]:
            yield named(each), "near", each.span
        if slot == "launched_by":
            for other in reading.mentions_in(max(0, spot.start - _LEFT), spot.start, "Programme", "Person", "Group"):
                if other.start >= sentence.start:
                    yield named(other), "other_kind", other.span
    for name in scene.top_bodies:
        yield named(scene.firsts[name]), "common", scene.firsts[name].span


def _employer_options(scene: Scene, candidate: Candidate, slot: str) -> Found:
    """The bodies and places right before any printing of the speaker, and those named most."""
    reading = scene.reading
    for spot in scene.spots(candidate, slot):
        clause = reading.clause(spot.start)
        before = [each for each in scene.bodies if clause.start <= each.start and spot.start - _TITLE <= each.end <= spot.start]
        for rank, each in enumerate(reversed(before)):
            yield named(each), f"before{min(rank, 2)}", each.span
    for name in scene.top_bodies:
        yield named(scene.firsts[name]), "common", scene.firsts[name].span


def _person_options(scene: Scene, candidate: Candidate, _slot: str) -> Found:
    for name in ("speaker", "attendee", "host"):
        for filler in candidate.slots.get(name, ()):
            yield filler, f"as_{name}", filler.span
    for filler, span in scene.persons:
        yield filler, "named", span


def _group_options(scene: Scene, candidate: Candidate, _slot: str) -> Found:
    reading = scene.reading
    for spot in scene.spots(candidate):
        sentence = reading.sentence(spot.start)
        following = reading.sentence(min(sentence.end, len(reading.text) - 1))
        for filler in groups_in(reading, sentence.start, sentence.end):
            yield filler, "near", filler.span
        if following.start >= sentence.end:
            for filler in groups_in(reading, following.start, following.end):
                yield filler, "next", filler.span


_MORE: dict[str, Callable[[Scene, Candidate, str], Found]] = {
    "date": _date_options, "said": _date_options, "period": _date_options, "place": _place_options, "launcher": _body_options,
    "convener": _body_options, "employer": _employer_options, "person": _person_options, "target": _group_options,
}  # fmt: skip  # a table reads better


def nearest(spots: Sequence[Span], span: Span) -> Span:
    """The spot that a span is nearest to, the first of equals."""
    return min(spots, key=lambda each: max(each.start - span.end, span.start - each.end, 0))


def sentences_between(reading: Reading, left: int, right: int) -> int:
    """How many sentence borders lie between two positions, negative where the first is behind the second."""
    one, other = (bisect_right(reading.sentences, at, key=lambda each: each.start) for at in (left, right))
    return other - one
