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
_LINK = 1.5  # what a text must offer at least to take up a sentence elsewhere
_LINK_AFTER_END = 3.2  # the same where the text before it ends a sentence: most likely this one begins one


@cache
def _pairs() -> Mapping[str, float]:
    with gzip.open(_FILE, "rt", encoding="utf-8") as lines:
        return {pair: int(value) / 10 for pair, value in (line.rstrip("\n").split("\t") for line in lines)}


def seam(before: str, after: str) -> float:
    """How well the second text goes on after the first, in nats."""
    return _pairs().get(before[-1:] + after[:1], UNSEEN)


def links(ends: Sequence[str | None], starts: Sequence[str | None]) -> dict[int, int]:
    """For texts that break off the text elsewhere that takes them up.

    `ends[i]` is how text i ends, None where it ends a sentence; `starts[j]` how text j begins, None where it can take up nothing
    (a headline stands above it). A text that goes on soundly in the next one is left alone, and so is that next one.
    """
    options: list[tuple[float, int, int, int]] = []
    for one, end in enumerate(ends):
        if end is None or _value(ends, starts, one, one + 1) >= SOUND:
            continue
        for other, start in enumerate(starts):
            if start is None or other in (one, one + 1) or (other and _value(ends, starts, other - 1, other) >= SOUND):
                continue
            needed = _LINK if other and ends[other - 1] is not None else _LINK_AFTER_END
            if (value := seam(end, start)) >= needed:
                options.append((-value, abs(one - other), one, other))
    found: dict[int, int] = {}
    for _, _, one, other in sorted(options):
        if one not in found and other not in found.values():
            found[one] = other
    return found


def _value(ends: Sequence[str | None], starts: Sequence[str | None], one: int, other: int) -> float:
    end, start = ends[one], starts[other] if other < len(starts) else None
    return seam(end, start) if end is not None and start is not None else UNSEEN
