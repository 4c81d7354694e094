"""The judge: how likely a candidate is right, learnt from annotated articles, and which of several are kept.

A model for each fact type is shipped in `data/judge/TYPE.json` (made by `tools/train_judge.py`): the names of the
features it knows, a forest of small trees over their presence, a linear part, and the calibration of their sum to a
probability. Applying it needs numpy alone and gives the same bits whatever stands beside a candidate in the batch.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from extractors.features import anchor_of, featurise
from extractors.reading import Candidate, Reading

MODELS = Path(__file__).parent / "data" / "judge"
UNTRAINED = 0.5  # the confidence of a type that has no model yet

Tree = tuple[tuple[int, int, int, float], ...]  # nodes (feature or -1, child if absent, child if present, value)


@dataclass(frozen=True, slots=True)
class Model:
    """One type's model: probability = sigmoid(scale * (linear + trees) + shift); kept from `threshold` on.

    The linear part is one row of weights, or one for each step to being right: that a verb is told of, that its object is right, its subject.
    """

    features: Mapping[str, int]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    trees: tuple[Tree, ...]
    base: float
    mix: float  # share of the trees in the sum, the linear part has the rest
    scale: float
    shift: float
    threshold: float

    table: np.ndarray[Any, Any] = field(init=False, repr=False, compare=False)  # trees side by side: feature, child if absent, child if present
    leaves: np.ndarray[Any, Any] = field(init=False, repr=False, compare=False)  # the nodes' values
    roots: np.ndarray[Any, Any] = field(init=False, repr=False, compare=False)  # each tree's first node

    def __post_init__(self) -> None:
        """Lay the trees out for `probabilities`; a leaf leads to itself."""
        sizes = [len(tree) for tree in self.trees]
        roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64) if sizes else np.zeros(0, dtype=np.int64)
        rows = [
            (feature, at + absent, at + present) if feature >= 0 else (len(self.features), at + own, at + own)
            for at, tree in zip(roots.tolist(), self.trees, strict=True)
            for own, (feature, absent, present, _) in enumerate(tree)
        ]
        object.__setattr__(self, "table", np.array(rows, dtype=np.int64).reshape(-1, 3).T.copy())
        object.__setattr__(self, "leaves", np.array([node[3] for tree in self.trees for node in tree]))
        object.__setattr__(self, "roots", roots)

    def probability(self, features: Sequence[str]) -> float:
        """The calibrated probability that a candidate with these features is right."""
        return self.probabilities([features])[0]

    def probabilities(self, rows: Sequence[Sequence[str]]) -> list[float]:
        """The probability of each row of features: the same bits whatever rows stand beside it."""
        present = np.zeros((len(rows), len(self.features) + 1), dtype=bool)
        linear = []
        for number, features in enumerate(rows):
            known = sorted({at for name in features if (at := self.features.get(name)) is not None})
            present[number, known] = True
            linear.append(together([bias + math.fsum(step[at] for at in known) for step, bias in zip(self.weights, self.bias, strict=True)]))
        forests = self._forests(present)
        totals = (self.scale * ((1 - self.mix) * one + self.mix * other) + self.shift for one, other in zip(linear, forests, strict=True))
        return [1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))) for total in totals]

    def _forests(self, present: np.ndarray[Any, Any]) -> list[float]:
        if not self.mix or not len(self.roots):
            return [self.base] * len(present)  # nothing is made of it
        nodes = np.repeat(self.roots[None, :], len(present), axis=0)
        lines = np.arange(len(present))[:, None]
        while True:
            feature, absent, given = self.table[:, nodes]
            following = np.where(present[lines, feature], given, absent)
            if np.array_equal(following, nodes):
                return [self.base + math.fsum(values) for values in self.leaves[nodes].tolist()]
            nodes = following


def together(odds: Sequence[float]) -> float:
    """The log-odds that all steps hold, from the log-odds of each where those before it hold."""
    if len(odds) == 1:
        return odds[0]
    chance = math.prod(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, each)))) for each in odds)
    return math.log(chance) - math.log1p(-min(chance, 1.0 - 1e-12))


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its confidence and whether it is kept."""

    candidate: Candidate
    confidence: float
    kept: bool


@cache
def load_models(folder: Path = MODELS) -> Mapping[str, Model]:
    """The shipped models by fact type; a type without a file is not judged."""
    return {path.stem: read_model(path) for path in sorted(folder.glob("*.json"))}


def read_model(path: Path) -> Model:
    """Read one model file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        features={name: at for at, name in enumerate(raw["features"])},
        weights=_rows(raw["weights"]),
        bias=tuple(raw["bias"]) if isinstance(raw["bias"], list) else (raw["bias"],),
        trees=tuple(tuple((int(f), int(a), int(b), float(v)) for f, a, b, v in tree) for tree in raw["trees"]),
        base=raw["base"],
        mix=raw["mix"],
        scale=raw["scale"],
        shift=raw["shift"],
        threshold=raw["threshold"],
    )


def _rows(weights: list[Any]) -> tuple[tuple[float, ...], ...]:
    """The rows of weights; one row may be written without brackets around it."""
    return tuple(tuple(row) for row in weights) if weights and isinstance(weights[0], list) else (tuple(weights),)


def judge(reading: Reading, candidates: Sequence[Candidate], models: Mapping[str, Model] | None = None) -> list[Judged]:
    """Judge all candidates of one article, in their order.

    Of candidates that compete for one printed place (a number, an action's verb) only the likeliest can be kept; of equals the first.
    """
    models = load_models() if models is None else models
    rows: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for at, (each, features) in enumerate(zip(candidates, featurise(reading, candidates), strict=True)):
        rows.setdefault(each.type, []).append((at, features))
    confidences = [UNTRAINED] * len(candidates)
    for kind, mine in rows.items():
        if kind in models:
            for (at, _), chance in zip(mine, models[kind].probabilities([features for _, features in mine]), strict=True):
                confidences[at] = chance
    best: dict[object, int] = {}
    for at, (each, confidence) in enumerate(zip(candidates, confidences, strict=True)):
        anchor = anchor_of(each)
        rival = best.setdefault((each.type, anchor) if anchor else at, at)
        if anchor and confidence > confidences[rival]:
            best[each.type, anchor] = at
    winners = set(best.values())
    return [
        Judged(each, confidence, at in winners and (each.type not in models or confidence >= models[each.type].threshold))
        for at, (each, confidence) in enumerate(zip(candidates, confidences, strict=True))
    ]
