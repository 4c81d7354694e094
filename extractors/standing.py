"""How the possible owners of a printed place stand to it, in short strings without names.

A candidate is a name (or a described party) under the occurrence that stands nearest as a subject would. Its features tell the
clauses, sentences and names between, on which side it stands, and what the place asked about is sorted as.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.reading import Mention, within
from extractors.surroundings import KINDS, REACH, Surroundings, between
from ontology.records import EntityKind

_WINDOW = 4  # sentences before that are looked at whole
_RECENT = 200  # characters before the place asked about in which a name's printings are counted
_PRONOUN = re.compile(
    r"(?P<he>(?<!其)[他她](?!们)|自家)|(?P<we>我们|咱们?|我[村社县市区省镇乡校院局])|(?P<I>我)|(?P<they>[他她]们)|(?P<its>其(?!中|他|实|它|余))"
)
_DISTANCES = (0, 1, 2, 4, 7, 12, 20, 40, 80)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place asked about, [start, end), and of what sort it is: the class of a unit, of a verb; none where it has none."""

    start: int
    end: int
    sorts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate: the occurrence it is known by, and what changes with the place asked about."""

    mention: Mention
    at: int  # index among the surroundings' mentions
    how: str
    features: tuple[str, ...]


def standings(around: Surroundings, anchor: Anchor, kinds: Sequence[EntityKind] = KINDS, *, nouns: bool = False) -> list[Standing]:
    """The candidates for what is printed at the anchor, each name once.

    With `nouns` also the bare nouns of the anchor's sentence, as groups without a name.
    """
    view = _View(around, anchor)
    best: dict[str, tuple[int, str]] = {}
    for at, how in view.occurrences():
        mention = around.mentions[at]
        if mention.name not in best and mention.kind in kinds and (nouns or around.named[at]):
            best[mention.name] = (at, how)
    nearness = view.nearness([at for at, _ in best.values()])
    return [Standing(around.mentions[at], at, how, tuple(view.told(at, how, *nearness[at]))) for at, how in best.values()]


class _View:
    """An article's possible owners as seen from one place."""

    def __init__(self, around: Surroundings, anchor: Anchor) -> None:
        reading = around.reading
        self.around, self.anchor = around, anchor
        self.sentence, self.clause = around.sentence(anchor.start), around.clause(anchor.start)
        self.clause_start = around.clause_starts[self.clause]
        self.verbs_here = min(3, between(around.verbs, self.clause_start, anchor.start))
        self.recent = Counter(each.name for each in within(around.names, max(0, anchor.start - _RECENT), anchor.start))
        self.pronoun = _pronoun(reading.text, max(self.clause_start, around.sentence_starts[self.sentence]), anchor.start) or _pronoun(
            reading.text, around.sentence_starts[self.sentence], self.clause_start
        )
        self.last_person = next((each.name for each in reversed(around.names) if each.kind == "Person" and each.end <= anchor.start), "")
        quote = next((each for each in reading.quotes if each.start <= anchor.start < each.end), None)
        self.quoted = quote is not None
        self.speaker, self.bodies = "", frozenset[str]()
        who = around.speakers.get(quote.start) if quote else None
        if who is not None:
            self.speaker = around.mentions[who].name
            self.bodies = frozenset(around.mentions[at].name for at in range(max(0, who - REACH), who) if around.modified[at] == who)

    def occurrences(self) -> Iterator[tuple[int, str]]:
        """Occurrences with how they stand, in the order in which they are preferred when a name stands in several places."""
        around, place = self.around, self.anchor.start
        here = bisect_right(around.starts, place)
        before: list[int] = []
        earlier: list[int] = []
        at = here - 1
        while at >= 0 and around.sentence_of[at] >= self.sentence - _WINDOW:
            if around.mentions[at].end <= place and (self.quoted or not around.quoted[at]):
                if around.sentence_of[at] == self.sentence:
                    before.append(at)
                elif around.named[at]:
                    earlier.append(at)
            at -= 1
        for at in before:
            distance = self.clause - around.clause_of[at]
            where = ("clause", "earlier", "earlier2")[min(2, distance)]
            apposed = distance == 0 and place - around.mentions[at].end <= 1
            yield at, "apposition" if apposed else f"{where}_subject" if at in around.subjects else where
        yield from self._behind(here)
        for at in earlier:
            yield at, f"sentence{min(3, self.sentence - around.sentence_of[at])}" + ("_subject" if at in around.subjects else "")
        for at in around.topics:
            if around.mentions[at].end <= place:
                yield at, "topic"
        for at in around.topics:
            yield at, "topic_later"

    def _behind(self, here: int) -> Iterator[tuple[int, str]]:
        around, later = self.around, []
        at = here
        while at < len(around.mentions) and around.sentence_of[at] == self.sentence:
            if self.quoted or not around.quoted[at]:
                if around.clause_of[at] == self.clause:
                    yield at, "inside" if around.mentions[at].end <= self.anchor.end else "behind"
                else:
                    later.append(at)
            at += 1
        for at in later:
            yield at, "later"

    def nearness(self, chosen: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Of every candidate before the anchor how many others stand nearer: of its kind, and of all; -1 for those behind."""
        around = self.around
        ranks = dict.fromkeys(chosen, (-1, -1))
        kinds: Counter[str] = Counter()
        for overall, at in enumerate(sorted((at for at in chosen if around.mentions[at].end <= self.anchor.start), reverse=True)):
            ranks[at] = (kinds[around.kinds[at]], overall)
            kinds[around.kinds[at]] += 1
        return ranks

    def told(self, at: int, how: str, near: int, nearest: int) -> Iterator[str]:
        """What is known of an occurrence from here."""
        around, anchor = self.around, self.anchor
        mention, kind = around.mentions[at], around.kinds[at]
        yield f"how={how}"
        yield f"how={how}&{kind}"
        if around.prepositional[at]:
            yield f"how={how}&prep"
        yield f"near={min(4, near)}&{kind}"
        yield f"nearest={min(6, nearest)}"
        low, high = (mention.end, anchor.start) if mention.end <= anchor.start else (anchor.end, mention.start)
        yield f"gap={_bucket(high - low)}"
        sentences = abs(self.sentence - around.sentence_of[at])
        yield f"sentences={min(5, sentences)}"
        if sentences == 0:
            yield f"clauses={min(5, abs(self.clause - around.clause_of[at]))}"
            yield f"verbs={min(4, between(around.verbs, low, high))}"
            yield f"numbers={min(3, between(around.numbers, low, high))}"
            if mention.end <= anchor.start:
                yield f"shadowed={min(3, between(around.subject_starts, low, self.clause_start))}&{at in around.subjects}"
                yield f"verbs_here={self.verbs_here}&{how}"
        elif between(around.paragraphs, low, high):
            yield "other_paragraph"
        if self.pronoun:
            last = mention.name == self.last_person
            yield f"pronoun={self.pronoun}&{'last_person' if last else kind}"
            if mention.name == self.speaker:
                yield f"pronoun={self.pronoun}&speaker"
        if self.quoted:
            yield f"from_quote={around.quoted[at]}"
            if mention.name == self.speaker:
                yield "speaker_of_quote"
            elif mention.name in self.bodies:
                yield f"body_of_speaker&{kind}"
        if around.named[at]:
            yield f"recent={min(4, self.recent[mention.name])}&{kind}"
        for sort in anchor.sorts:
            yield f"{sort}&{kind}"
            yield f"{sort}&how={how}"
            for each in around.crossed[at]:
                yield f"{sort}&{each}"


def _pronoun(text: str, start: int, end: int) -> str:
    """The last pronoun of [start, end): he, I, we or its; empty where there is none."""
    found = [each.lastgroup or "" for each in _PRONOUN.finditer(text, start, end)]
    return found[-1] if found else ""


def _bucket(distance: int) -> str:
    return str(_DISTANCES[max(0, bisect_right(_DISTANCES, distance) - 1)])
