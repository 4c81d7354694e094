"""The records that flow through the house: page, article, mention key, filler, fact.

Every offset counts code points of the page's decoded, newline-normalised text and is half-open [start, end).
Nothing here knows a store, a model or a flow.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from ontology.values import Number

EntityKind = Literal["Person", "Organization", "Place", "Programme", "Meeting", "Group"]
ArticleKind = Literal["news", "brief", "photo", "commentary", "interview", "fragment"]
Realis = Literal["actual", "planned", "expected", "rule", "ceiling", "negated"]
SlotValue = str | Number | tuple[Number, Number]

ID_LENGTH = 16  # hex digits kept of a SHA-256: 64 bits, one chance in 10^7 of any collision among a million facts


def digest(*parts: str) -> str:
    """A short stable id of the given parts; their order and their borders count."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:ID_LENGTH]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch [start, end) of a text, in code points."""

    start: int
    end: int

    def holds(self, other: Span) -> bool:
        """Whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Page:
    """One page's immutable text. `id` hashes the text alone, so the same page under two names is one page."""

    id: str
    text: str

    @classmethod
    def of(cls, text: str) -> Page:
        r"""The page of a decoded text whose line ends are already `\n`."""
        return cls(digest("page", text), text)


@dataclass(frozen=True, slots=True)
class Declared:
    """What is known of a page from outside its text, part of the extraction's input.

    `issue_date` is ISO (`2021-12-03`, or as precise as known); `place` an administrative code. The reasons say
    where each came from (option, sidecar, file name, masthead, inferred: …), for the reader of the graph.
    """

    issue_date: str | None = None
    place: str | None = None
    issue_date_reason: str = "unknown"
    place_reason: str = "unknown"


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page: its spans in reading order, page offsets."""

    id: str
    page: str
    number: int
    title: str
    kind: ArticleKind
    spans: tuple[Span, ...]

    @staticmethod
    def id_of(page: str, number: int) -> str:
        """The id of the page's article of that number, counted from 1 in reading order."""
        return f"{page}-{number}"


@dataclass(frozen=True, slots=True, order=True)
class MentionKey:
    """What a mention says of whom it means, before any resolution.

    `scope` is an administrative code (the place an organisation belongs to, the place a place lies in or is, the
    prefecture for persons and programmes), the date for a meeting, the article id for a group; empty where unknown.
    """

    kind: EntityKind
    name: str
    scope: str = ""

    @property
    def id(self) -> str:
        """A readable, stable id: `person/3311/张壮雄`. A very long part is cut and told by its hash, as stores index ids."""
        return "/".join((self.kind.lower(), _quoted(self.scope) or "-", _quoted(self.name)))


_LONGEST_PART = 400  # characters; a store's index takes some 8,000 bytes, and no name of the gold has more than 60 characters


def _quoted(part: str) -> str:
    if len(part) > _LONGEST_PART:
        part = f"{part[:_LONGEST_PART]}~{hashlib.sha256(part.encode()).hexdigest()[:16]}"
    return part.replace("%", "%25").replace("/", "%2F")


@dataclass(frozen=True, slots=True)
class Filler:
    """What stands in one slot of a fact: a string, a number or a pair of numbers.

    `key` is set where the filler names an entity; `span` (page offsets) where it is printed.
    """

    value: SlotValue
    key: MentionKey | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The stretch of page text that proves a fact; `text` is that stretch without its line breaks."""

    start: int
    end: int
    text: str


Slots = tuple[tuple[str, tuple[Filler, ...]], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of a page. `id` hashes article (hence page), type and identity slots; the rest are attributes.

    `county` is the administrative code of the county (or, where only that is known, the prefecture or province) that
    the fact counts for; `as_of` the issue date when it was asserted; `rule` names what found it; `confidence` is the
    judge's calibrated probability in [0, 1].
    """

    id: str
    page: str
    article: str
    type: str
    slots: Slots
    evidence: Evidence
    rule: str
    confidence: float
    realis: Realis = "actual"
    county: str | None = None
    as_of: str | None = None

    def fillers(self, slot: str) -> tuple[Filler, ...]:
        """The fillers of a slot, empty where it has none."""
        return next((fillers for name, fillers in self.slots if name == slot), ())

    def value(self, slot: str) -> SlotValue | None:
        """The value of a slot's first filler, None where it has none."""
        fillers = self.fillers(slot)
        return fillers[0].value if fillers else None


@dataclass(frozen=True, slots=True)
class PageFault:
    """Something wrong with an input: which file, where in it, why. A fault is a row, never a crash."""

    source: str
    stage: Literal["read", "articles", "extract", "validate"]
    reason: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one page yields: its context with reasons, articles, facts, and what was wrong."""

    page: Page
    declared: Declared
    articles: tuple[Article, ...]
    facts: tuple[Fact, ...]
    mentions: tuple[tuple[str, MentionKey], ...] = ()  # (article id, key): what each article mentions
    aliases: tuple[tuple[MentionKey, MentionKey], ...] = ()  # pairs that the page itself prints as one: 甲公司(下称乙)
    faults: tuple[PageFault, ...] = ()
