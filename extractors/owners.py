"""Whose it is: who or what a number, a verb, an honour, a sum or a programme belongs to, the likeliest first.

All names and described parties of the article are candidates (`extractors.surroundings`). One log-linear ranking orders them for
every role: a feature has a weight that all roles share and one of each role's own, trained together on annotated articles by
`tools/train_owners.py`. So a role with few examples (the payee of a transfer) leans on what the others have taught.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, get_args

from extractors.reading import Mention, Reading, named
from extractors.standing import Anchor, standings
from extractors.surroundings import KINDS, Surroundings
from ontology.records import EntityKind, Filler

Role = Literal["subject", "agent", "recipient", "payer", "payee", "launched_by", "convener", "area", "runs_in", "party"]
ROLES: tuple[Role, ...] = get_args(Role)
WEIGHTS = Path(__file__).parent / "data" / "owners.json"
# What can stand in a role, where not everything can.
ACCEPTED: Mapping[Role, tuple[EntityKind, ...]] = {"area": ("Place",), "runs_in": ("Place",)}
# Roles in which what the page only describes by a noun stands as well.
DESCRIBED: frozenset[Role] = frozenset(("subject", "agent"))
_CLOSE, _CLEAR = 0.1, 0.3  # margins of probability
_JOINED = re.compile(r"[、和与及]|以及")


@dataclass(frozen=True, slots=True)
class Owner:
    """A candidate: how likely it is, how far ahead of its best rival, its place in the order, and what is known of it."""

    mention: Mention
    probability: float
    margin: float
    rank: int
    how: str  # how it stands to the place asked about: apposition, clause_subject, earlier_subject, topic …
    features: tuple[str, ...]

    @property
    def filler(self) -> Filler:
        """What goes into the slot."""
        return named(self.mention)

    def seen(self, slot: str) -> tuple[str, ...]:
        """What the judge should weigh of this choice: how likely, how clear, how it stands, of what kind."""
        lead = "behind" if self.margin < 0 else "close" if self.margin < _CLOSE else "ahead" if self.margin < _CLEAR else "clear"
        return (f"{slot}_odds={round(self.probability * 10)}", f"{slot}_lead={lead}", f"{slot}_rank={self.rank}", f"{slot}_how={self.how}")


@dataclass(frozen=True, slots=True)
class Ranking:
    """The weights of every role: what all share and its own, added up."""

    roles: Mapping[Role, Mapping[str, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, shared: Mapping[str, float], own: Mapping[str, Mapping[str, float]]) -> Ranking:
        """A ranking from the weights that all roles share and those that each has beside them."""
        return cls({role: {name: shared.get(name, 0.0) + own.get(role, {}).get(name, 0.0) for name in (*shared, *own.get(role, {}))} for role in ROLES})


_other: ContextVar[Ranking | None] = ContextVar("ranking", default=None)


@contextmanager
def ranked_by(ranking: Ranking) -> Iterator[None]:
    """Within it owners are ranked by these weights, not by those shipped: for measuring on articles that the shipped ones know."""
    token = _other.set(ranking)
    try:
        yield
    finally:
        _other.reset(token)


def owners(reading: Reading, anchor: Anchor, role: Role, *, kinds: Sequence[EntityKind] = (), most: int = 2, least: float = 0.0) -> tuple[Owner, ...]:
    """Who or what stands behind the anchor in a role, the likeliest first, no name twice: at most `most`, at least so likely.

    `kinds` narrows what can stand in the role; a mention inside a quotation is no candidate for what stands outside it.
    """
    around = surroundings(reading)
    ranking = _other.get() or _shipped()
    weights = ranking.roles.get(role, {})
    fixed = _fixed(_Same(reading), _Same(ranking), role)
    found = standings(around, anchor, kinds or ACCEPTED.get(role, KINDS), nouns=role in DESCRIBED)
    scores = [fixed[each.at] + sum([weights.get(name, 0.0) for name in each.features]) for each in found]
    highest = max(scores, default=0.0)
    powers = [math.exp(score - highest) for score in scores]
    total = math.fsum(powers) or 1.0
    order = sorted(range(len(found)), key=lambda at: (-powers[at], abs(found[at].mention.start - anchor.start), found[at].mention.start))
    chances = [powers[at] / total for at in order]
    result = []
    for rank, at in enumerate(order[:most]):
        if chances[rank] < least and rank:
            break
        best_other = max((chance for other, chance in enumerate(chances[:2]) if other != rank), default=0.0)
        features = (*found[at].features, *around.fixed[found[at].at])
        result.append(Owner(found[at].mention, chances[rank], chances[rank] - best_other, rank, found[at].how, features))
    return tuple(result)


def listed_with(reading: Reading, mention: Mention) -> tuple[Mention, ...]:
    """The mentions of the list that a mention stands in (A、B和C), itself among them, in reading order; itself alone where in none."""
    mentions = surroundings(reading).names
    at = next((at for at, each in enumerate(mentions) if each.start == mention.start), None)
    if at is None:
        return (mention,)
    first = last = at
    while first and _JOINED.fullmatch(reading.text, mentions[first - 1].end, mentions[first].start):
        first -= 1
    while last + 1 < len(mentions) and _JOINED.fullmatch(reading.text, mentions[last].end, mentions[last + 1].start):
        last += 1
    return mentions[first : last + 1]


class _Same:
    """Compares by identity: an article's layers are long to compare and never equal by chance."""

    __slots__ = ("it",)

    def __init__(self, it: object) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


def surroundings(reading: Reading) -> Surroundings:
    """The reading's surroundings, worked out once."""
    return _surroundings(_Same(reading))


@lru_cache(maxsize=4)
def _surroundings(same: _Same) -> Surroundings:
    assert isinstance(same.it, Reading)
    return Surroundings(same.it)


@lru_cache(maxsize=32)
def _fixed(reading: _Same, ranking: _Same, role: Role) -> tuple[float, ...]:
    """The part of every mention's score that does not depend on the place asked about."""
    assert isinstance(reading.it, Reading)
    assert isinstance(ranking.it, Ranking)
    weights = ranking.it.roles.get(role, {})
    return tuple(math.fsum(weights.get(name, 0.0) for name in features) for features in surroundings(reading.it).fixed)


@cache
def _shipped() -> Ranking:
    """The trained ranking; one without weights where none has been trained."""
    if not WEIGHTS.exists():
        return Ranking()
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Ranking.of(raw["shared"], raw["roles"])
