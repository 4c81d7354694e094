"""How certain figures are: 95 % intervals by bootstrap over articles, and whether confidences are what they say (calibration)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flows.scoring import PageScore
from ontology.schema import load_schema

DRAWS = 1000  # bootstrap draws: the interval's ends move by less than half a point between seeds
SEED = 11
BINS = 10  # of equal width, as expected calibration errors are commonly given


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval by bootstrap over articles."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The facts whose confidence lies in [low, high): how many, their mean confidence, the share that is right."""

    low: float
    high: float
    facts: int
    confidence: float
    right: float


def intervals(pages: Sequence[PageScore], *, draws: int = DRAWS) -> dict[str, Interval]:
    """The 95 % intervals of fact F1, by type and of `all`: articles drawn with replacement (pages, where their articles are not told)."""
    units = [unit for page in pages for unit in (page.units or (page.tallies,))]
    kinds = [*load_schema().facts]
    if not units:
        return {kind: Interval(0.0, 0.0) for kind in (*kinds, "all")}
    counts = np.zeros((len(units), len(kinds) + 1, 3))
    for row, unit in enumerate(units):
        for kind, tally in unit.items():
            counts[row, kinds.index(kind)] = tally.gold, tally.found, tally.right
    counts[:, -1] = counts[:, :-1].sum(axis=1)
    chosen = np.random.default_rng(SEED).integers(0, len(units), size=(draws, len(units)))
    weights = np.stack([np.bincount(row, minlength=len(units)) for row in chosen])
    gold, found, right = np.moveaxis(np.tensordot(weights, counts, axes=1), 2, 0)
    low, high = np.quantile(2 * right / np.maximum(1, gold + found), [0.025, 0.975], axis=0)
    return {kind: Interval(float(low[at]), float(high[at])) for at, kind in enumerate((*kinds, "all"))}


def articles(pages: Sequence[PageScore]) -> int:
    """How many articles (or pages) the bootstrap draws from."""
    return sum(len(page.units) or 1 for page in pages)


def reliability(chances: Sequence[tuple[float, bool]]) -> list[Bin]:
    """The facts by confidence, in bins of equal width; empty bins are left out."""
    bins = []
    for number in range(BINS):
        inside = [(chance, right) for chance, right in chances if min(BINS - 1, int(chance * BINS)) == number]
        if inside:
            share = sum(right for _, right in inside) / len(inside)
            bins.append(Bin(number / BINS, (number + 1) / BINS, len(inside), sum(chance for chance, _ in inside) / len(inside), share))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far confidence and the share of right facts lie apart, weighted by the facts of each bin."""
    total = sum(each.facts for each in bins)
    return sum(each.facts * abs(each.confidence - each.right) for each in bins) / total if total else 0.0
