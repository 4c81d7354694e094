"""Where torn text goes on: how well one character follows another, and which paragraph takes up a sentence that broke off.

The figures (`data/seams.tsv.gz`) are pointwise mutual information of neighbouring characters, counted in news text by
`tools/train_seams.py`.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "seams.tsv.gz"
UNSEEN = -1.0  # nats, for pairs that the corpus has hardly or never
SOUND = 1.0  # from here on a seam is taken for whole
_LINK = 1.5  # what a paragraph must offer at least to take up a sentence elsewhere


@cache
def _pairs() -> Mapping[str, float]:
    with gzip.open(_FILE, "rt", encoding="utf-8") as lines:
        return {pair: int(value) / 10 for pair, value in (line.rstrip("\n").split("\t") for line in lines)}


def seam(before: str, after: str) -> float:
    """How well the second text goes on after the first, in nats."""
    return _pairs().get(before[-1:] + after[:1], UNSEEN)


def links(ends: Sequence[str | None], starts: Sequence[str | None], whole: Sequence[bool]) -> dict[int, int]:
    """For texts that break off the text elsewhere that takes them up.

    `ends[i]` is how text i ends, None where it ends a sentence; `starts[j]` how text j begins, None where it can take up nothing
    (a headline stands above it); `whole[i]` tells that text i goes on soundly in the next one.
    """
    options = sorted(
        (
            (-seam(end, start), abs(one - other), one, other)
            for one, end in enumerate(ends)
            if end is not None and not whole[one]
            for other, start in enumerate(starts)
            if start is not None and other not in (one, one + 1) and not (other and whole[other - 1])
        )
    )
    found: dict[int, int] = {}
    for value, _, one, other in options:
        if -value >= _LINK and one not in found and other not in found.values():
            found[one] = other
    return found
