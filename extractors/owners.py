"""Whose it is: the mentions that a number or a verb may belong to, the likeliest first.

Every candidate is described by short strings (how it stands to the place asked about, its kind, how often the article names
it); a log-linear ranking over them, trained on annotated articles by `tools/train_owners.py`, orders the candidates and gives
each a probability. There is one ranking a role: `subject` of a measure, `agent` of an action.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from extractors.reading import Mention, Reading
from ontology.names import body_sort
from ontology.records import EntityKind, Span

Role = Literal["subject", "agent"]
KINDS: tuple[EntityKind, ...] = ("Person", "Organization", "Place", "Programme", "Group")
WEIGHTS = Path(__file__).parent / "data" / "owners.json"
_PREPOSITION = re.compile(
    r"(?:对|向|为|给|在|于|与|跟|把|将|被|从|到|往|据|由于|根据|按照|通过|针对|围绕|关于|就|以|比|让|使|赴|前往|来到|走进|深入|走访|位于|随|陪同|邀请|联合|协同|带领|带动|引导|帮助|听取|学习|来自|覆盖|惠及|服务|涉及)[了着过]?$"
)
_BY = re.compile(r"(?:由|经)$")
_SPEAKING = re.compile(r"^(?:[^，。！？；]{0,6})?(?:说|表示|介绍|告诉|指出|强调|坦言|透露|称|认为)")
_AFTER_LIST = re.compile(r"^[、和及与]")
_WINDOW = 3  # sentences before that are looked at
_DISTANCES = (0, 1, 2, 4, 7, 12, 20, 40, 80)
_LEVELS = re.compile(r"(省|自治区|市|州|县|区|旗|镇|乡|街道|社区|村|园|路)$")


@dataclass(frozen=True, slots=True)
class OwnerCandidate:
    """A mention that may be the owner: how likely, and what is known of it (`how=clause_subject`, `kind=Place` …)."""

    mention: Mention
    probability: float
    features: tuple[str, ...]

    @property
    def how(self) -> str:
        """In which way it stands to the place asked about: `apposition`, `clause_subject`, `clause`, `earlier_subject` and the like."""
        return next((each.removeprefix("how=") for each in self.features if each.startswith("how=")), "elsewhere")


def owners(reading: Reading, at: int, *, role: Role = "subject", kinds: Sequence[EntityKind] = KINDS, most: int = 4) -> tuple[OwnerCandidate, ...]:
    """Who or what stands behind what is printed at `at`, the likeliest first, no name twice.

    A mention inside a quotation is no candidate for what stands outside it.
    """
    found = described(reading, at, kinds)
    weights = _weights().get(role, {})
    scores = [math.fsum(weights.get(feature, 0.0) for feature in features) for _, features in found]
    highest = max(scores, default=0.0)
    powers = [math.exp(score - highest) for score in scores]
    total = math.fsum(powers) or 1.0
    ranked = [OwnerCandidate(mention, power / total, features) for (mention, features), power in zip(found, powers, strict=True)]
    ranked.sort(key=lambda each: (-each.probability, abs(each.mention.start - at), each.mention.start))
    return tuple(ranked[:most])


def described(reading: Reading, at: int, kinds: Sequence[EntityKind] = KINDS) -> list[tuple[Mention, tuple[str, ...]]]:
    """The candidates with their features, each name once: under the occurrence that stands nearest as a subject would."""
    best: dict[str, tuple[int, Mention, list[str]]] = {}
    for order, (mention, features) in enumerate(_occurrences(reading, at, kinds)):
        if mention.name not in best:
            best[mention.name] = (order, mention, features)
    salience = _salience(reading)
    rows = []
    for _, mention, features in sorted(best.values(), key=lambda row: row[0]):
        rows.append((mention, tuple(sorted({*features, *_of_mention(reading, mention), *salience.get(mention.name, ())} | _crossed(features, mention)))))
    return rows


def _crossed(features: Sequence[str], mention: Mention) -> set[str]:
    return {f"{each}&{mention.kind}" for each in features}


def _occurrences(reading: Reading, at: int, kinds: Sequence[EntityKind]) -> Iterator[tuple[Mention, list[str]]]:
    """Occurrences in the order in which they are preferred when a name stands in several places."""
    sentence, clause = reading.sentence(at), reading.clause(at)
    quoted = reading.in_quote(at)

    def suitable(span: Span) -> list[Mention]:
        return [each for each in reading.mentions_in(span.start, span.end, *kinds) if quoted or not reading.in_quote(each.start)]

    here = suitable(Span(clause.start, max(at, clause.start)))
    yield from _stretch(reading, here, at, "clause")
    earlier = _between(reading.clauses, sentence.start, clause.start)
    for back, each in enumerate(reversed(earlier)):
        yield from _stretch(reading, suitable(each), at, "earlier" if back == 0 else "earlier2")
    for mention in suitable(Span(at, clause.end)):
        yield mention, ["how=behind", f"gap={_bucket(mention.start - at)}"]
    for mention in suitable(Span(clause.end, sentence.end)):
        yield mention, ["how=later"]
    before = _between(reading.sentences, 0, sentence.start)
    for back, each in enumerate(reversed(before[-_WINDOW:]), 1):
        found = suitable(each)
        subject = _subject(reading, found)
        for mention in found:
            yield mention, [f"how=sentence{back}" + ("_subject" if mention is subject else "")]
    for mention in _topics(reading):
        if mention.kind in kinds:
            yield mention, ["how=topic"]


def _stretch(reading: Reading, mentions: Sequence[Mention], at: int, where: str) -> Iterator[tuple[Mention, list[str]]]:
    """The mentions of one clause, the last first; the clause's subject and what stands right before are told apart."""
    subject = _subject(reading, mentions)
    for mention in reversed(mentions):
        features = []
        gap = at - mention.end
        if where == "clause":
            features.append(f"gap={_bucket(gap)}")
            features.append(f"left={'_'.join(_left(reading, mention))}")
        if where == "clause" and gap <= 1:
            how = "apposition"
        elif mention is subject:
            how = f"{where}_subject"
        else:
            how = where
        features.insert(0, f"how={how}")
        if _prepositional(reading, mention):
            features.append("prep")
        if reading.text[mention.end : mention.end + 1] == "的":
            features.append("of")
        following = reading.mention_at(mention.end)
        if following is not None:
            features.append(f"next={following.kind}")
        if mention is mentions[-1]:
            features.append(f"last_in_{where}")
        if mention is mentions[0]:
            features.append(f"first_in_{where}")
        yield mention, features


def _left(reading: Reading, mention: Mention) -> list[str]:
    """The tag of the word before a mention."""
    at = bisect_right(reading.words, mention.start - 1, key=lambda word: word.start) - 1
    return [reading.words[at].tag] if at >= 0 and mention.start else ["start"]


def _subject(reading: Reading, mentions: Sequence[Mention]) -> Mention | None:
    """The first mention that can be a subject: not behind a preposition, not the first of a chain, not before 的."""
    for mention in mentions:
        following = reading.mention_at(mention.end)
        chained = following is not None and mention.kind in ("Place", "Organization") and following in mentions
        if not chained and not _prepositional(reading, mention) and reading.text[mention.end : mention.end + 1] != "的":
            return mention
    return mentions[0] if len(mentions) == 1 and not _prepositional(reading, mentions[0]) else None


def _prepositional(reading: Reading, mention: Mention) -> bool:
    before = reading.text[max(0, mention.start - 5) : mention.start]
    previous = reading.mention_before(mention.start)
    while previous is not None and previous.kind == "Place":  # in 在青田县方山乡 the preposition governs the chain
        before = reading.text[max(0, previous.start - 5) : previous.start]
        previous = reading.mention_before(previous.start)
    return bool(_PREPOSITION.search(before)) and not _BY.search(before)


def _of_mention(reading: Reading, mention: Mention) -> Iterator[str]:
    yield f"kind={mention.kind}"
    yield f"source={mention.source}"
    if mention.kind == "Organization":
        yield f"sort={body_sort(mention.name)}"
    if mention.kind == "Place":
        level = _LEVELS.search(mention.name)
        yield f"level={level.group() if level else 'other'}"
        if mention.scope and mention.scope == reading.place.county:
            yield "county_of_article"
        elif mention.scope and mention.scope in (reading.place.prefecture, reading.place.province):
            yield "above_article"
    if mention.kind == "Group":
        yield f"group={mention.name[-2:]}"
    if mention.kind == "Person" and _SPEAKING.match(reading.text[mention.end : mention.end + 10]):
        yield "speaking"
    if _AFTER_LIST.match(reading.text[mention.end : mention.end + 1]):
        yield "listed"


def _salience(reading: Reading) -> dict[str, tuple[str, ...]]:
    lead = reading.sentences[1].end if len(reading.sentences) > 1 else len(reading.text)
    return _prominence(reading.mentions, reading.headline.end if reading.headline else 0, lead)


@lru_cache(maxsize=8)
def _prominence(mentions: tuple[Mention, ...], headline: int, lead: int) -> dict[str, tuple[str, ...]]:
    """How prominent each name is in the article: frequency, rank among its kind, headline, first sentence."""
    counts = Counter(each.name for each in mentions)
    firsts: dict[str, Mention] = {}
    for each in mentions:
        firsts.setdefault(each.name, each)
    order = sorted(firsts, key=lambda name: (-counts[name], firsts[name].start))
    ranks: Counter[str] = Counter()
    rows: dict[str, tuple[str, ...]] = {}
    for overall, name in enumerate(order):
        mention = firsts[name]
        rank = ranks[mention.kind]
        ranks[mention.kind] += 1
        features = [f"count={min(counts[name], 6)}", f"rank={min(rank, 4)}&{mention.kind}", f"overall={min(overall, 5)}"]
        if mention.start < headline:
            features.append(f"headline&{mention.kind}")
        if mention.start < lead:
            features.append(f"lead&{mention.kind}")
        rows[name] = tuple(features)
    return rows


def _topics(reading: Reading) -> list[Mention]:
    """The first mention of the names that the article names most, at most two of a kind."""
    counts = Counter(each.name for each in reading.mentions)
    firsts: dict[str, Mention] = {}
    for each in reading.mentions:
        firsts.setdefault(each.name, each)
    taken: Counter[str] = Counter()
    topics = []
    for name in sorted(firsts, key=lambda one: (-counts[one], firsts[one].start)):
        if taken[firsts[name].kind] < 2:
            taken[firsts[name].kind] += 1
            topics.append(firsts[name])
    return topics


def _between(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    return [span for span in spans if start <= span.start and span.end <= end]


def _bucket(distance: int) -> str:
    return str(_DISTANCES[max(0, bisect_right(_DISTANCES, distance) - 1)])


@cache
def _weights() -> dict[str, dict[str, float]]:
    """The trained weights of every role; none where they have not been trained."""
    if not WEIGHTS.exists():
        return {}
    weights: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights
