"""What the ranking of owners learns from: every annotated filler of a role, with the place it belongs to and the candidates there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.facts import award, cooperation, measure, meeting, programme, transfer
from extractors.facts._meeting_names import printed_meetings
from extractors.owners import ACCEPTED, DESCRIBED, Role, surroundings
from extractors.reading import QuantityMention, Reading
from extractors.standing import Anchor, standings
from extractors.surroundings import KINDS
from flows.comparing import FactDict, alike, fillers, numbers
from ontology.records import Span
from tools.mention_recall import readings_of

# The slot of each role.
SLOTS: dict[Role, tuple[str, str]] = {
    "subject": ("measure", "subject"),
    "agent": ("action", "agent"),
    "recipient": ("award", "recipient"),
    "payer": ("transfer", "payer"),
    "payee": ("transfer", "payee"),
    "launched_by": ("programme", "launched_by"),
    "runs_in": ("programme", "area"),
    "convener": ("meeting", "convener"),
    "area": ("measure", "area"),
    "party": ("cooperation", "party"),
}
_TAIL = 5  # characters at the end of a programme's name that find it where its beginning is printed otherwise


@dataclass(frozen=True, slots=True)
class Case:
    """One filler that annotators name: the role, the page and the candidates' features, and which candidates are right."""

    role: Role
    page: str
    features: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def cases(folders: Sequence[tuple[Path, Path]]) -> list[Case]:
    """The cases of all pairs of folders (pages, gold), in the order of pages."""
    found: list[Case] = []
    for pages, gold in folders:
        for reading, facts in readings_of(gold, pages):
            found.extend(of_article(reading, facts))
    return found


def of_article(reading: Reading, facts: Sequence[FactDict]) -> Iterator[Case]:
    """The cases of one article, role by role."""
    for role in SLOTS:
        yield from _of_role(reading, facts, role)


def _of_role(reading: Reading, facts: Sequence[FactDict], role: Role) -> Iterator[Case]:
    kind, slot = SLOTS[role]
    around = surroundings(reading)
    for fact in facts:
        if fact["type"] != kind or not fact.get(slot):
            continue
        anchor = anchor_of(reading, fact)
        if anchor is None:
            continue
        found = standings(around, anchor, ACCEPTED.get(role, KINDS), nouns=role in DESCRIBED)
        # Whom a number counts for is as right a subject as the thing counted, as the scoring has it.
        wanted = [*fillers(fact[slot]), *(fillers(fact.get("area")) if role == "subject" else [])]
        right = tuple(any(alike(kind, slot, each, one.mention.name) for each in wanted) for one in found)
        yield Case(role, reading.article.page, tuple((*each.features, *around.fixed[each.at]) for each in found), right)


def anchor_of(reading: Reading, fact: FactDict) -> Anchor | None:
    """Where the number, verb, honour or name of a fact stands, as its finder would ask; None where its evidence is not found."""
    evidence = "".join(str(fact.get("evidence", "")).split())
    start = reading.text.find(evidence) if evidence else -1
    return _WHERE[fact["type"]](reading, fact, Span(start, start + len(evidence))) if start >= 0 else None


def _number(reading: Reading, value: object, where: Span) -> QuantityMention | None:
    wanted = numbers(value)
    hits = (each for each in reading.quantities if where.start <= each.start < where.end and wanted and abs(each.quantity.low - wanted[0]) < 1e-6)
    return next(hits, None)


def _measure(reading: Reading, fact: FactDict, where: Span) -> Anchor | None:
    number = _number(reading, fact.get("value"), where)
    return measure.anchor_of(number) if number else None


def _transfer(reading: Reading, fact: FactDict, where: Span) -> Anchor | None:
    money = _number(reading, fact.get("amount"), where)
    return transfer.anchor_of(money, transfer.deal_of(reading, money)) if money else None


def _printed(reading: Reading, filler: object, where: Span) -> Span | None:
    """Where one of a filler's spellings is printed."""
    for spelling in str(filler or "").split("|"):
        at = reading.text.find(spelling, where.start, where.end) if spelling else -1
        if at >= 0:
            return Span(at, at + len(spelling))
    return None


def _action(reading: Reading, fact: FactDict, where: Span) -> Anchor:
    verb = _printed(reading, fact.get("verb"), where) or Span(where.end, where.end)
    return Anchor(verb.start, verb.end, (f"class:{fact['class']}",))


def _award(reading: Reading, fact: FactDict, where: Span) -> Anchor:
    honour = _printed(reading, fact["honour"], where) or Span(where.end, where.end)
    return award.anchor_of(reading, honour, str(fact["honour"]).partition("|")[0])


def _programme(reading: Reading, fact: FactDict, where: Span) -> Anchor:
    tails = "|".join(spelling[-_TAIL:] for spelling in str(fact["name"]).split("|"))
    name = _printed(reading, fact["name"], where) or _printed(reading, tails, where)
    return programme.anchor_of(reading, name, str(fact.get("kind") or "")) if name else Anchor(where.end, where.end)


def _meeting(reading: Reading, _: FactDict, where: Span) -> Anchor | None:
    printed = [each for each in printed_meetings(reading) if where.start <= each.start < where.end]
    shown = [each for each in printed if each.launched] or printed
    return meeting.anchor_of(shown[0]) if shown else None


def _cooperation(reading: Reading, _: FactDict, where: Span) -> Anchor:
    verb = cooperation.verb_in(reading, where)
    return Anchor(verb.start, verb.end) if verb else Anchor(where.end, where.end)


_WHERE = {
    "measure": _measure,
    "transfer": _transfer,
    "action": _action,
    "award": _award,
    "programme": _programme,
    "meeting": _meeting,
    "cooperation": _cooperation,
}
