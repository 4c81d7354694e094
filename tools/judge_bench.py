"""Measure a change to a fact type's finder or features in seconds: python -m tools.judge_bench CACHE TYPE [TYPE ...].

The articles' layers and the held-out rankings of owners are worked out once (`--folders PAGES GOLD ...`) and kept in the
file CACHE; finders, features and judge run anew every time, cross-validated as in `tools.train_judge`. Prints for each type the
scores, and how often each core slot alone is the wrong one where the others are right. `--save FILE` keeps what each page counted;
`--against FILE` compares with such a file by a paired bootstrap over pages.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from extractors.declared import complete, from_outside
from extractors.features import featurise
from extractors.owners import Ranking, ranked_by
from extractors.page import read_page
from extractors.pipeline import Extractor
from extractors.reading import Reading
from extractors.registry import load_finder
from flows.comparing import hits
from flows.scoring import GoldPage, read_gold
from ontology.schema import load_schema
from tools.train_judge import FEATURES, FOLDS, MORE_FEATURES, THRESHOLD, THRESHOLDS, Row, _row, counts_at, kept, likeliest, out_of_fold, rankings_of

TIMES = 2000  # resamples of a bootstrap
Layers = tuple[GoldPage, Ranking, tuple[Reading, ...]]


def layers(folders: Sequence[tuple[Path, Path]]) -> list[Layers]:
    """Every annotated page with the ranking of owners that does not know it and its articles' layers."""
    sets = [(pages, read_gold(gold)) for pages, gold in folders]
    rankings = rankings_of(sets, folders, FOLDS)
    extractor = Extractor.load()
    found = []
    for pages, gold in sets:
        for wanted in gold:
            page = read_page(pages / wanted.source)
            found.append((wanted, rankings[page.id], extractor.readings(page, complete(page, from_outside(pages / wanted.source)))))
    return found


def rows_of(kind: str, pages: Sequence[Layers]) -> list[Row]:
    """The candidates of one type, labelled."""
    find = load_finder(kind)
    rows: list[Row] = []
    for number, (wanted, ranking, readings) in enumerate(pages):
        with ranked_by(ranking):
            for reading in readings:
                candidates = list(find(reading))
                rows.extend(_row(number, wanted, reading, each, features) for each, features in zip(candidates, featurise(reading, candidates), strict=True))
    return rows


def failing(kind: str, rows: Sequence[Row], gold: Sequence[GoldPage]) -> Counter[str]:
    """Of the kept rows: right, the one core slot that is wrong where all others are right, or several."""
    core = load_schema().facts[kind].core
    told: Counter[str] = Counter()
    for row in rows:
        if row.right:
            told["right"] += 1
            continue
        wanted = [fact for fact in gold[row.page].facts if fact["type"] == kind]
        wrong = [[slot for slot in core if not hits(kind, slot, fact, row.fact)] for fact in wanted]
        fewest = min(wrong, key=len, default=list(core))
        told[f"{fewest[0]} alone" if len(fewest) == 1 and len(core) > 1 else "several"] += 1
    return told


def by_page(kind: str, rows: Sequence[Row], gold: Sequence[GoldPage]) -> list[tuple[int, int, int]]:
    """Wanted, found and right of each page."""
    mine: dict[int, list[Row]] = {}
    for row in rows:
        mine.setdefault(row.page, []).append(Row(0, row.fact, row.features, row.anchor, row.right))
    return [counts_at(kind, mine.get(number, []), [page]) for number, page in enumerate(gold)]


def scores(counts: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1 of summed counts (wanted, found, right)."""
    wanted, found, right = counts
    return right / max(1, found), right / max(1, wanted), 2 * right / max(1, wanted + found)


def better(now: np.ndarray, then: np.ndarray) -> tuple[float, float, float, float]:
    """The gain in F1, its 95 % interval, and the share of resamples in which there is one."""
    rng = np.random.default_rng(7)
    picks = rng.integers(0, len(now), (TIMES, len(now)))
    gains = np.array([scores(now[pick].sum(axis=0))[2] - scores(then[pick].sum(axis=0))[2] for pick in picks])
    low, high = np.quantile(gains, (0.025, 0.975))
    return scores(now.sum(axis=0))[2] - scores(then.sum(axis=0))[2], float(low), float(high), float((gains > 0).mean())


def measure(kind: str, pages: Sequence[Layers], threshold: float) -> tuple[list[tuple[int, int, int]], Mapping[str, Any]]:
    """The counts of each page under cross-validation, and what else is worth printing."""
    gold = [wanted for wanted, _, _ in pages]
    rows = rows_of(kind, pages)
    labels = np.array([row.right for row in rows])
    linear, forest = out_of_fold(rows, len(gold), FOLDS, MORE_FEATURES.get(kind, FEATURES))
    mix, _, _, chances = likeliest(linear, forest, labels)
    chosen = kept(rows, chances, threshold)
    wanted, _, possible = counts_at(kind, [row for row in rows if row.right], gold)
    likelihood = float(np.mean(np.log(np.where(labels, chances, 1 - chances))))
    told = {"candidates": len(rows), "right": int(labels.sum()), "ceiling": round(possible / max(1, wanted), 3), "mix": mix, "likelihood": round(likelihood, 4)}
    at = {each: round(float(scores(np.array(counts_at(kind, kept(rows, chances, each), gold)))[2]), 3) for each in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)}
    return by_page(kind, chosen, gold), {**told, "f1_at": at, "kept": dict(failing(kind, chosen, gold))}


def main() -> None:
    """Measure the types asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cache", type=Path)
    parser.add_argument("types", nargs="+")
    parser.add_argument("--folders", type=Path, nargs="+", default=[], help="PAGES GOLD, once or more: make the cache from them")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--against", type=Path)
    args = parser.parse_args()
    if args.folders:
        args.cache.write_bytes(pickle.dumps(layers(list(zip(args.folders[::2], args.folders[1::2], strict=True)))))
    pages: list[Layers] = pickle.loads(args.cache.read_bytes())  # a file that this tool wrote
    saved = {}
    then = json.loads(args.against.read_text(encoding="utf-8")) if args.against else {}
    for kind in args.types:
        saved[kind], told = measure(kind, pages, THRESHOLDS.get(kind, THRESHOLD))
        now = np.array(saved[kind])
        wanted, found, right = now.sum(axis=0)
        precision, recall, score = scores(now.sum(axis=0))
        print(f"{kind}: gold {wanted} found {found} right {right} P {precision:.3f} R {recall:.3f} F1 {score:.3f}", told)
        if kind in then:
            print("  gain {:+.3f} [{:+.3f} to {:+.3f}], better in {:.3f} of resamples".format(*better(now, np.array(then[kind]))))
    if args.save:
        args.save.write_text(json.dumps(saved), encoding="utf-8")


if __name__ == "__main__":
    main()
