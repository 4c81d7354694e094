"""What the fact finders read: one article's joined text with its layers, and what they give back.

The article's text is its spans joined as a reader would join them (wrapped lines closed up, spaces that separate
names kept); every layer stands off it by offsets into that text, and `page_span` leads back to the page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from ontology.records import Article, Declared, EntityKind, Filler, MentionKey, Realis, Span
from ontology.values import DateInterval, Quantity


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the tagger with its part-of-speech or name tag (LAC's tag set: n, v, nr, PER, LOC, ORG, TIME …)."""

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A printed name or description of somebody or something.

    `name` is what the guidelines want in a slot (区委 → 莲都区委); `aliases` are further spellings seen in the article;
    `scope` as in `MentionKey`; `source` tells which recogniser found it (gazetteer, lac, suffix, quote, pattern …).
    """

    start: int
    end: int
    kind: EntityKind
    name: str
    scope: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""

    @property
    def key(self) -> MentionKey:
        """The key under which resolution meets this mention."""
        return MentionKey(self.kind, self.name, self.scope)

    @property
    def span(self) -> Span:
        """Where it is printed, offsets into the article's text."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """A printed number with its reading. [start, end) covers hedge, number, multiplier and unit."""

    start: int
    end: int
    quantity: Quantity
    form: str = "level"  # level, change, rank, fraction, ordinal, age, name (part of a name: 山区26县)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A printed date, resolved as far as the page allows; `interval` is None where it allows nothing (近日)."""

    start: int
    end: int
    interval: DateInterval | None


@dataclass(frozen=True, slots=True)
class HomePlace:
    """The place an article speaks from: administrative codes with their names, empty where unknown."""

    province: str = ""
    prefecture: str = ""
    county: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # code → full name

    @property
    def code(self) -> str:
        """The narrowest code known."""
        return self.county or self.prefecture or self.province


class _Layer(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


L = TypeVar("L", bound=_Layer)


@dataclass(frozen=True, slots=True)
class Reading:
    """One article with all its layers. All sequences are sorted by start; mentions do not overlap."""

    article: Article
    declared: Declared
    text: str
    to_page: tuple[int, ...]  # page offset of every character of `text`
    place: HomePlace = field(default_factory=HomePlace)
    sentences: tuple[Span, ...] = ()  # ends included; 。！？； and paragraph ends
    clauses: tuple[Span, ...] = ()  # also split at ，： and ,
    quotes: tuple[Span, ...] = ()  # inside quotation marks, marks excluded
    headline: Span | None = None
    words: tuple[Word, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quantities: tuple[QuantityMention, ...] = ()
    dates: tuple[DateMention, ...] = ()

    def page_span(self, start: int, end: int) -> Span:
        """The page offsets of [start, end) of the article's text, which must not be empty."""
        return Span(self.to_page[start], self.to_page[end - 1] + 1)

    def sentence(self, position: int) -> Span:
        """The sentence that holds a position (the last one for the end of the text)."""
        return _holder(self.sentences, position, len(self.text))

    def clause(self, position: int) -> Span:
        """The clause that holds a position."""
        return _holder(self.clauses, position, len(self.text))

    def in_quote(self, position: int) -> bool:
        """Whether a position lies inside quotation marks."""
        return any(quote.start <= position < quote.end for quote in self.quotes)

    def mentions_in(self, start: int, end: int, *kinds: EntityKind) -> list[Mention]:
        """The mentions that lie wholly in [start, end), of the given kinds or of all."""
        return [each for each in within(self.mentions, start, end) if not kinds or each.kind in kinds]

    def nameless(self, start: int, end: int) -> str:
        """The text of [start, end), or `<Kind>` where a person's or place's name is in it, also one that a body's name begins with.

        What a judge may learn from.
        """
        start = max(0, start)
        at = bisect_right(self.mentions, start, key=lambda each: each.end)
        for each in self.mentions[at:]:
            if each.start >= end:
                break
            if each.kind in ("Person", "Place") or (each.kind == "Organization" and start <= each.start):
                return f"<{each.kind}>"
        return self.text[start:end]

    def mention_at(self, start: int) -> Mention | None:
        """The mention that begins there."""
        return next((each for each in within(self.mentions, start, len(self.text)) if each.start == start), None)

    def mention_before(self, end: int) -> Mention | None:
        """The mention that ends there."""
        at = bisect_left(self.mentions, end, key=lambda each: each.end)
        return self.mentions[at] if at < len(self.mentions) and self.mentions[at].end == end else None


def within(layer: Sequence[L], start: int, end: int) -> list[L]:
    """The items of a sorted layer that lie wholly in [start, end)."""
    first = bisect_left(layer, start, key=lambda each: each.start)
    last = bisect_right(layer, end, key=lambda each: each.start)
    return [each for each in layer[first:last] if each.end <= end]


def _holder(spans: Sequence[Span], position: int, length: int) -> Span:
    at = bisect_right(spans, position, key=lambda each: each.start) - 1
    return spans[at] if at >= 0 else Span(0, length)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that a rule proposes, for the judge to accept or reject.

    [start, end) is the evidence, offsets into the article's text. `slots` holds fillers by the guidelines' names
    (filler spans are offsets into the article's text here; `assemble` turns them into page offsets). `features` are
    what the rule knows and the judge should weigh (`owner=apposition`, `verb=发放`): short strings, no names of persons or places.
    """

    type: str
    slots: Mapping[str, tuple[Filler, ...]]
    start: int
    end: int
    rule: str
    realis: Realis = "actual"
    features: tuple[str, ...] = ()


class Finder(Protocol):
    """How a fact type is found: `find` of the module of that name in `extractors/facts`."""

    def __call__(self, reading: Reading) -> Iterator[Candidate]:
        """The candidates of one article."""
        ...


def named(mention: Mention) -> Filler:
    """The filler for a mention."""
    return Filler(mention.name, mention.key, mention.span)


def literal(value: str, start: int | None = None, end: int | None = None) -> Filler:
    """The filler for a text that names no entity."""
    return Filler(value, None, Span(start, end) if start is not None and end is not None else None)
