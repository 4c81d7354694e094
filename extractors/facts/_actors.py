"""Who acts: the subjects that a verb may have, nearest reading first.

Within the clause the first suitable mention before the verb; else the subject of an earlier clause of the sentence, of the
sentence before, or what the article is about. What stands behind a preposition (对、向、为、在 …) is no subject.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.reading import Mention, Reading
from ontology.records import EntityKind, Span

ACTORS: tuple[EntityKind, ...] = ("Person", "Organization", "Place", "Group", "Programme")
_PREPOSITION = re.compile(
    r"(?:对|向|为|给|在|于|与|跟|把|将|被|从|到|往|据|由于|根据|按照|通过|针对|围绕|关于|就|以|比|让|使|赴|前往|来到|走进|深入|走访|位于|随|陪同|邀请|联合|协同|组织|带领|带动|引导|帮助|听取|学习)[了着过]?$"
)
_LIST = re.compile(r"^(?:、|和|及|与|以及|,|，)$")
_OF = re.compile(r"^的[\u4e00-\u9fff]")
_BY = re.compile(r"(?:由|经|在)$")


@dataclass(frozen=True, slots=True)
class Actor:
    """A possible subject, and how it was found: `clause`, `earlier`, `previous`, `topic`, `by`."""

    mention: Mention
    how: str


def actors(reading: Reading, at: int, *, most: int = 3) -> list[Actor]:
    """The likeliest subjects of the verb at `at`, at most `most`, none twice."""
    found: list[Actor] = []
    for actor in _candidates(reading, at):
        if all(actor.mention.name != each.mention.name for each in found):
            found.append(actor)
        if len(found) == most:
            break
    return found


def _candidates(reading: Reading, at: int) -> Iterator[Actor]:
    sentence, clause = reading.sentence(at), reading.clause(at)
    for mention in subjects(reading, Span(clause.start, at)):
        yield Actor(mention, "by" if _BY.search(reading.text[clause.start : mention.start]) else "clause")
    earlier = [each for each in reading.clauses if sentence.start <= each.start and each.end <= clause.start]
    for each in reversed(earlier):
        for mention in subjects(reading, each)[:1]:
            yield Actor(mention, "earlier")
    before = [each for each in reading.sentences if each.end <= sentence.start]
    for each in reversed(before[-2:]):
        for mention in subjects(reading, each)[:1]:
            yield Actor(mention, "previous")
    topic = topic_of(reading)
    if topic is not None:
        yield Actor(topic, "topic")


def subjects(reading: Reading, span: Span) -> list[Mention]:
    """The mentions of a stretch that can be subjects, the first first; 县区的X gives way to X."""
    kept = []
    for mention in reading.mentions_in(span.start, span.end, *ACTORS):
        before = reading.text[max(span.start, mention.start - 6) : mention.start]
        if _PREPOSITION.search(before) and not _BY.search(before):
            continue
        follower = reading.text[mention.end : mention.end + 2]
        nested = reading.mention_at(mention.end)
        if mention.kind == "Place" and (_OF.match(follower) or (nested is not None and nested.end <= span.end)):
            continue  # 青田县|方山乡: the last of a chain is the one that acts
        kept.append(mention)
    return kept


def topic_of(reading: Reading) -> Mention | None:
    """What the article is about: the body, person or place most often named, the headline counting three times."""
    counts: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    for mention in reading.mentions:
        if mention.kind in ("Organization", "Place", "Person"):
            weight = 3 if reading.headline and reading.headline.holds(mention.span) else 1
            counts[mention.name] += weight
            first.setdefault(mention.name, mention)
    if not counts:
        return None
    name = min(counts, key=lambda each: (-counts[each], first[each].start))
    return first[name]
