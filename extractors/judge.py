"""The judge: how likely a candidate is right, learnt from annotated articles, and which of several are kept.

A model for each fact type is shipped in `data/judge/TYPE.json` (made by `tools/train_judge.py`): the names of the
features it knows, a forest of small trees over their presence, a linear part, and the calibration of their sum to a
probability. Applying it needs numpy alone and gives the same bits whatever stands beside a candidate in the batch.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractors.features import anchor_of, featurise
from extractors.reading import Candidate, Reading

MODELS = Path(__file__).parent / "data" / "judge"
UNTRAINED = 0.5  # the confidence of a type that has no model yet

Tree = tuple[tuple[int, int, int, float], ...]  # nodes (feature or -1, child if absent, child if present, value)


@dataclass(frozen=True, slots=True)
class Model:
    """One type's model: probability = sigmoid(scale * (linear + trees) + shift); kept from `threshold` on."""

    features: Mapping[str, int]
    weights: tuple[float, ...]
    bias: float
    trees: tuple[Tree, ...]
    base: float
    mix: float  # share of the trees in the sum, the linear part has the rest
    scale: float
    shift: float
    threshold: float

    def probability(self, features: Sequence[str]) -> float:
        """The calibrated probability that a candidate with these features is right."""
        present = {at for name in features if (at := self.features.get(name)) is not None}
        linear = self.bias + math.fsum(self.weights[at] for at in sorted(present))
        forest = self.base + math.fsum(_leaf(tree, present) for tree in self.trees)
        total = self.scale * ((1 - self.mix) * linear + self.mix * forest) + self.shift
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def _leaf(tree: Tree, present: set[int]) -> float:
    node = tree[0]
    while node[0] >= 0:
        node = tree[node[2] if node[0] in present else node[1]]
    return node[3]


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
        weights=tuple(raw["weights"]),
        bias=raw["bias"],
        trees=tuple(tuple((int(f), int(a), int(b), float(v)) for f, a, b, v in tree) for tree in raw["trees"]),
        base=raw["base"],
        mix=raw["mix"],
        scale=raw["scale"],
        shift=raw["shift"],
        threshold=raw["threshold"],
    )


def judge(reading: Reading, candidates: Sequence[Candidate], models: Mapping[str, Model] | None = None) -> list[Judged]:
    """Judge all candidates of one article, in their order.

    Of candidates that compete for one printed place (a number, an action's verb) only the likeliest can be kept; of equals the first.
    """
    models = load_models() if models is None else models
    confidences = [
        models[each.type].probability(features) if each.type in models else UNTRAINED
        for each, features in zip(candidates, featurise(reading, candidates), strict=True)
    ]
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
