"""Train and measure the ranking of owners (`extractors/owners.py`) on annotated articles.

    python -m tools.train_owners PAGES GOLD [PAGES GOLD ...] [--write]

Prints, by cross-validation over pages and for every role, how often the first and the first two candidates hold a filler that the
annotators accept; with `--write` the weights trained on all pages go into the package.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from extractors.owners import WEIGHTS, Ranking
from tools.owner_cases import SLOTS, Case, cases

FOLDS = 5
SEED = 7
PENALTY = 0.004
OWN = 0.7  # how strongly a role's own weights speak beside those that all share: the penalty weighs on them by its square
ROUNDS = 150
RATE = 0.1
SEEN = 4  # features of fewer pages are left out: they know a page, not the language


@dataclass(frozen=True, slots=True)
class Weights:
    """What has been learnt: the weights that all roles share and each role's own."""

    shared: dict[str, float]
    own: dict[str, dict[str, float]]

    @property
    def ranking(self) -> Ranking:
        """The ranking by these weights."""
        return Ranking.of(self.shared, self.own)


def folds_of(pages: Sequence[str], folds: int) -> dict[str, int]:
    """The fold of every page, the same for the same number of pages."""
    order = np.random.default_rng(SEED).permutation(len(pages))
    return {pages[int(page)]: at % folds for at, page in enumerate(order)}


def held_out(rows: Sequence[Case], fold_of: dict[str, int], folds: int) -> list[Weights]:
    """For every fold the weights learnt from the pages outside it."""
    return [train([row for row in rows if fold_of[row.page] != fold]) for fold in range(folds)]


def _names(role: str, features: Sequence[str]) -> Iterator[str]:
    for feature in features:
        yield feature
        yield f"{role}|{feature}"


def train(rows: Sequence[Case]) -> Weights:
    """Weights that make the right candidates likely: softmax over a case's candidates, L2 penalty, full-batch Adam."""
    usable = [row for row in rows if any(row.right) and not all(row.right)]
    pages: dict[str, set[str]] = {}
    for row in usable:
        for name in {name for features in row.features for name in _names(row.role, features)}:
            pages.setdefault(name, set()).add(row.page)
    names = sorted(name for name, where in pages.items() if len(where) >= SEEN)
    index = {name: at for at, name in enumerate(names)}
    lines = [[at for name in _names(row.role, features) if (at := index.get(name)) is not None] for row in usable for features in row.features]
    force = np.array([OWN if "|" in name else 1.0 for name in names])
    columns = np.array([at for line in lines for at in line])
    matrix = csr_matrix((force[columns], columns, np.cumsum([0, *map(len, lines)])), shape=(len(lines), len(names)))
    case = np.repeat(np.arange(len(usable)), [len(row.right) for row in usable])
    weights = force * _descend(matrix, case, np.array([flag for row in usable for flag in row.right]))
    shared: dict[str, float] = {}
    own: dict[str, dict[str, float]] = {role: {} for role in SLOTS}
    for name, weight in zip(names, weights, strict=True):
        role, bar, feature = name.partition("|")
        (own[role] if bar else shared)[feature if bar else name] = round(float(weight), 3)
    return Weights(shared, own)


def _descend(matrix: csr_matrix, case: np.ndarray, right: np.ndarray) -> np.ndarray:
    number = int(case[-1]) + 1
    turned = matrix.T.tocsr()
    weights, first, second = (np.zeros(matrix.shape[1]) for _ in range(3))
    for turn in range(1, ROUNDS + 1):
        scores = matrix @ weights
        highest = np.full(number, -np.inf)
        np.maximum.at(highest, case, scores)
        powers = np.exp(scores - highest[case])
        every, good = np.bincount(case, powers, minlength=number), np.bincount(case, powers * right, minlength=number)
        slope = turned @ (powers / every[case] - powers * right / good[case]) / number + PENALTY * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights -= RATE * (first / (1 - 0.9**turn)) / (np.sqrt(second / (1 - 0.999**turn)) + 1e-8)
    return weights


def place_of_right(row: Case, ranking: Ranking) -> int:
    """At which place of the order the first right candidate stands, from 0; beyond all where there is none."""
    weights = ranking.roles[row.role]
    scores = [sum(weights.get(feature, 0.0) for feature in features) for features in row.features]
    order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
    return next((place for place, at in enumerate(order) if row.right[at]), len(order) + FOLDS)


def main(arguments: list[str] | None = None) -> int:
    """Print the figures of every role; with `--write` store the weights."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="PAGES GOLD, once or more")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    rows = cases(list(zip(options.folders[::2], options.folders[1::2], strict=True)))
    fold_of = folds_of(sorted({row.page for row in rows}), FOLDS)
    rankings = [each.ranking for each in held_out(rows, fold_of, FOLDS)]
    for role in (*SLOTS, "all"):
        chosen = [row for row in rows if role in (row.role, "all")]
        places = [place_of_right(row, rankings[fold_of[row.page]]) for row in chosen]
        held, first, two = sum(any(row.right) for row in chosen), sum(place < 1 for place in places), sum(place < 2 for place in places)
        print(f"{role:12} cases {len(chosen):5}  among candidates {held / len(chosen):.3f}  first {first / len(chosen):.3f}  first two {two / len(chosen):.3f}")
    if options.write:
        learnt = train(rows)
        WEIGHTS.write_text(json.dumps({"shared": learnt.shared, "roles": learnt.own}, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
