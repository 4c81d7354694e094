"""Train and measure the ranking of owners (`extractors/owners.py`) on annotated articles.

    python -m tools.train_owners GOLD_DIR PAGES_DIR [--write]

Prints, by cross-validation over articles, how often the first and the first three candidates hold a filler that the annotators
accept; with `--write` the weights trained on all articles go into the package.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extractors.owners import WEIGHTS, Role, described
from extractors.reading import Reading
from flows.comparing import alike, numbers
from tools.mention_recall import readings_of

SLOTS: dict[Role, tuple[str, str]] = {"subject": ("measure", "subject"), "agent": ("action", "agent")}
FOLDS = 5
PENALTY = 0.03
ROUNDS = 300
RATE = 0.1
SEEN = 5  # features rarer than this are left out


@dataclass(frozen=True, slots=True)
class Case:
    """One gold filler: the candidates' features and which of them are right."""

    article: str
    features: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def cases(gold: Path, pages: Path, role: Role) -> Iterator[Case]:
    """The gold fillers of a role whose place in the text can be found."""
    kind, slot = SLOTS[role]
    for reading, facts in readings_of(gold, pages):
        for fact in facts:
            if fact["type"] == kind and fact.get(slot):
                at = position(reading, fact)
                if at is not None:
                    found = described(reading, at)
                    right = tuple(alike(kind, slot, fact[slot], mention.name) for mention, _ in found)
                    yield Case(reading.article.id, tuple(features for _, features in found), right)


def position(reading: Reading, fact: dict[str, Any]) -> int | None:
    """Where the number or the verb of a fact stands, None where its evidence is not found as it stands."""
    evidence = "".join(str(fact.get("evidence", "")).split())
    start = reading.text.find(evidence) if evidence else -1
    if start < 0:
        return None
    end = start + len(evidence)
    if fact["type"] == "measure":
        value = numbers(fact.get("value"))
        hits = [each for each in reading.quantities if start <= each.start < end and value and abs(each.quantity.low - value[0]) < 1e-6]
        return hits[0].start if hits else end
    for word in str(fact.get("verb") or "").split("|"):
        at = reading.text.find(word, start, end) if word else -1
        if at >= 0:
            return at
    return end


def train(rows: Sequence[Case]) -> dict[str, float]:
    """Weights that make the right candidates likely: softmax over a case's candidates, L2 penalty, full-batch Adam."""
    usable = [row for row in rows if any(row.right) and not all(row.right)]
    counts: dict[str, int] = {}
    for row in usable:
        for features in row.features:
            for feature in features:
                counts[feature] = counts.get(feature, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= SEEN)
    index = {name: at for at, name in enumerate(names)}
    flat = [[index[feature] for feature in features if feature in index] for row in usable for features in row.features]
    owner = np.repeat(np.arange(len(usable)), [len(row.features) for row in usable])
    right = np.array([flag for row in usable for flag in row.right])
    line = np.repeat(np.arange(len(flat)), [len(each) for each in flat])
    column = np.array([at for each in flat for at in each])
    weights, first, second = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for turn in range(1, ROUNDS + 1):
        scores = np.bincount(line, weights[column], minlength=len(flat))
        highest = np.full(len(usable), -np.inf)
        np.maximum.at(highest, owner, scores)
        powers = np.exp(scores - highest[owner])
        every = np.bincount(owner, powers, minlength=len(usable))
        good = np.bincount(owner, powers * right, minlength=len(usable))
        pull = powers / every[owner] - powers * right / good[owner]
        slope = np.bincount(column, pull[line], minlength=len(names)) / len(usable) + PENALTY * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights -= RATE * (first / (1 - 0.9**turn)) / (np.sqrt(second / (1 - 0.999**turn)) + 1e-8)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.0005}


def best(row: Case, weights: dict[str, float], most: int) -> bool:
    """Whether a right candidate is among the first `most`."""
    scores = [sum(weights.get(feature, 0.0) for feature in features) for features in row.features]
    order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
    return any(row.right[at] for at in order[:most])


def main(arguments: list[str] | None = None) -> int:
    """Print the figures of every role; with `--write` store the weights."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    result = {}
    for role in SLOTS:
        rows = list(cases(options.gold, options.pages, role))
        articles = sorted({row.article for row in rows})
        fold = {article: at % FOLDS for at, article in enumerate(articles)}
        hits = {1: 0, 3: 0}
        for part in range(FOLDS):
            weights = train([row for row in rows if fold[row.article] != part])
            for row in rows:
                if fold[row.article] == part:
                    for most in hits:
                        hits[most] += best(row, weights, most)
        held = sum(any(row.right) for row in rows)
        print(f"{role:10} cases {len(rows)}  among candidates {held / len(rows):.3f}  first {hits[1] / len(rows):.3f}  first three {hits[3] / len(rows):.3f}")
        result[role] = train(rows)
    if options.write:
        WEIGHTS.write_text(json.dumps(result, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
