"""Train the models of extra slots: part of `tools.train_judge`, on the options of the candidates that are right.

One model for each row of `extractors.options.OPEN`, over all slots of the row; calibrated on out-of-fold scores (folds by page).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extractors.filling import open_slots
from extractors.options import OPEN, SORT_OF, Scene, options
from extractors.reading import Candidate, Reading
from extractors.slot_features import of_options
from flows.comparing import alike, core_right, fillers, hits
from flows.scoring import GoldPage, extras
from ontology.schema import load_schema

THRESHOLD = 0.4  # for all slots: F1 over all is best near half of the F1 that is reached, whatever the slot


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One option of a right candidate's slot: its page and slot, what the model sees, whether the gold has it."""

    page: int
    slot: str
    features: tuple[str, ...]
    right: bool
    steps: tuple[bool, ...] = ()  # what fills a slot is learnt at once


def slot_rows(page: int, wanted: GoldPage, reading: Reading, facts: Sequence[tuple[Candidate, Mapping[str, Any]]]) -> Iterator[SlotRow]:
    """The options of one article's right candidates (each with its slots as plain values), labelled."""
    scene = Scene(reading)
    for candidate, fact in facts:
        best = _gold_of(candidate.type, wanted, fact)
        for slot in open_slots(candidate.type) if best else ():
            offered = options(scene, candidate, slot)
            for option, features in zip(offered, of_options(scene, candidate, slot, offered), strict=True):
                right = any(alike(candidate.type, slot, want, option.filler.value) for want in fillers((best or {}).get(slot)))
                yield SlotRow(page, f"{candidate.type}.{slot}", features, right)


def _gold_of(kind: str, wanted: GoldPage, fact: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The gold fact that a right one goes with: of several the one with most extra slots in common."""
    fact_type = load_schema().facts[kind]
    fitting = [want for want in wanted.facts if want["type"] == kind and core_right(kind, fact_type.core, want, fact)]
    return max(fitting, key=lambda want: sum(hits(kind, slot, want, fact) for slot in extras(fact_type)), default=None)


def train_slots(rows: Sequence[SlotRow], train: Callable[[Sequence[SlotRow]], tuple[np.ndarray, Callable[[], dict[str, Any]]]], out: Path | None) -> None:
    """Cross-validate and print by slot, and write the models if asked to.

    `train` gives the out-of-fold probabilities of rows and what makes the model's JSON.
    """
    print(f"{'slot':<24}{'options':>8}{'right':>7}{'in':>7}{'right in':>9}  of options, cross-validated, a slot of one filler counted option by option")
    for sort in OPEN:
        mine = [row for row in rows if SORT_OF[_key(row.slot)] == sort]
        if not any(row.right for row in mine):
            continue
        chances, model = train(mine)
        for slot in dict.fromkeys(row.slot for row in mine):
            told = [(row.right, chance >= THRESHOLD) for row, chance in zip(mine, chances, strict=True) if row.slot == slot]
            right, kept = (sum(pair[side] for pair in told) for side in (0, 1))
            print(f"{slot:<24}{len(told):>8}{right:>7}{kept:>7}{told.count((True, True)):>9}")
        if out:
            folder = out / "slots"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{sort}.json").write_text(json.dumps(model(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def _key(slot: str) -> tuple[str, str]:
    kind, _, name = slot.partition(".")
    return kind, name
