"""Extra slots of kept facts: which of a slot's options go in, learnt from annotated articles.

A model for each row of `options.OPEN` is shipped in `data/judge/slots/ROW.json` (made by `tools/train_judge.py`); slots without
one keep the finder's fillers. All share one threshold: what is right more often than half of the F1 that is reached raises it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from extractors.judge import MODELS, Model, read_model
from extractors.options import SORT_OF, Option, Scene, options
from extractors.reading import Candidate, Reading
from extractors.slot_features import of_options
from ontology.records import Filler
from ontology.schema import load_schema

SLOT_MODELS = MODELS / "slots"


@cache
def load_slot_models(folder: Path = SLOT_MODELS) -> Mapping[str, Model]:
    """The shipped models by row of `options.OPEN`."""
    return {path.stem: read_model(path) for path in sorted(folder.glob("*.json"))}


@cache
def open_slots(kind: str) -> tuple[str, ...]:
    """The open slots of a type, in the schema's order."""
    return tuple(slot.name for slot in load_schema().facts[kind].slots if (kind, slot.name) in SORT_OF)


def fill(reading: Reading, candidates: Sequence[Candidate], models: Mapping[str, Model] | None = None) -> list[Candidate]:
    """The candidates of one article with their open slots filled by the models, in their order."""
    models = load_slot_models() if models is None else models
    scene = Scene(reading)
    filled = [dict(candidate.slots) for candidate in candidates]
    asked: dict[str, list[tuple[int, str, list[Option]]]] = {}
    seen: dict[str, list[tuple[str, ...]]] = {}
    for at, candidate in enumerate(candidates):
        for slot in open_slots(candidate.type):
            sort = SORT_OF[candidate.type, slot]
            if sort in models:
                offered = options(scene, candidate, slot)
                asked.setdefault(sort, []).append((at, slot, offered))
                seen.setdefault(sort, []).extend(of_options(scene, candidate, slot, offered))
    for sort, places in asked.items():
        chances = models[sort].probabilities(seen.get(sort, []))
        first = 0
        for at, slot, offered in places:
            filled[at][slot] = chosen(candidates[at].type, slot, offered, chances[first : first + len(offered)], models[sort].threshold)
            first += len(offered)
    return [replace(each, slots={name: fillers for name, fillers in slots.items() if fillers}) for each, slots in zip(candidates, filled, strict=True)]


@cache
def _is_many(kind: str, slot: str) -> bool:
    return next(each.many for each in load_schema().facts[kind].slots if each.name == slot)


def chosen(kind: str, slot: str, offered: Sequence[Option], chances: Sequence[float], threshold: float) -> tuple[Filler, ...]:
    """The fillers that go in: the likeliest where one is allowed, else all that are likely enough, in their order."""
    likely = [at for at, chance in enumerate(chances) if chance >= threshold]
    if not likely:
        return ()
    if not _is_many(kind, slot):
        return (offered[max(likely, key=lambda at: (chances[at], -at))].filler,)
    ranked = sorted(likely, key=lambda at: (-chances[at], at))
    kept: list[int] = []
    for at in ranked:
        if not any(_same(str(offered[at].filler.value), str(offered[other].filler.value)) for other in kept):
            kept.append(at)
    return tuple(offered[at].filler for at in sorted(kept))


def _same(one: str, other: str) -> bool:
    """Whether two fillers of a list name one thing: one ends the other (老人, 困难老人)."""
    short, long = sorted((one, other), key=len)
    return long.endswith(short)
