"""Measure a change of finders, features or slots in seconds: readings are kept in a file, only the types asked about are found and judged anew.

    python -m tools.facts_cv keep FILE PAGES GOLD [PAGES GOLD ...]
    python -m tools.facts_cv measure FILE [--types programme,meeting] [--save OUT] [--against OUT] [--slots]

`keep` reads all pages once (with the ranking of owners that has not seen the page) and stores readings and candidates of all types. `measure` finds
and judges the given types anew by cross-validation over pages, takes the rest as stored, and prints facts by type and, with --slots, every extra
slot: fillers wanted, found, right on the facts that are right, and how many an option stands for; and of the facts that are kept, how often one core
slot alone is wrong. `--against` compares with an earlier
`--save`, paired by page (bootstrap). What changes mentions, dates or owners needs `keep` anew.
"""

from __future__ import annotations

import argparse
import pickle
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extractors.declared import complete, from_outside
from extractors.features import featurise
from extractors.filling import chosen, open_slots
from extractors.options import OPEN, SORT_OF, Scene, options
from extractors.owners import Ranking, ranked_by
from extractors.page import read_page
from extractors.pipeline import Extractor
from extractors.reading import Candidate, Reading
from extractors.registry import load_finder
from extractors.slot_features import of_options
from flows.comparing import FactDict, alike, core_right, count, fillers, hits
from flows.lines import slot_values
from flows.scoring import GoldPage, distinct, extras, f1, pair, read_gold
from ontology.records import Filler
from ontology.schema import load_schema
from tools import train_judge
from tools.train_judge import FEATURES, FOLDS, MORE_FEATURES, THRESHOLD, THRESHOLDS, Row
from tools.train_slots import THRESHOLD as SLOT_THRESHOLD
from tools.train_slots import SlotRow

DRAWS = 2000


@dataclass
class KeptPage:
    """A page's articles with their layers, its gold, the ranking that has not seen it, and all candidates."""

    gold: GoldPage
    ranking: Ranking
    articles: list[tuple[Reading, list[Candidate]]]


@dataclass(frozen=True, slots=True)
class Told:
    """A kept fact of the measuring: its page, its slots as plain values, and of how many fillers an option stood for each slot."""

    page: int
    fact: dict[str, Any]
    reach: Mapping[str, frozenset[str]]


def keep(file: Path, folders: Sequence[tuple[Path, Path]]) -> None:
    """Read all pages and store them."""
    sets = [(pages, read_gold(gold)) for pages, gold in folders]
    rankings = train_judge.rankings_of(sets, folders, FOLDS)
    extractor = Extractor.load()
    kept = []
    for pages, gold in sets:
        for wanted in gold:
            page = read_page(pages / wanted.source)
            with ranked_by(rankings[page.id]):
                found = extractor.candidates(page, complete(page, from_outside(pages / wanted.source)))
            kept.append((wanted, rankings[page.id], [(reading, list(candidates)) for reading, candidates in found]))
    with file.open("wb") as out:
        pickle.dump(kept, out)


def load(file: Path) -> list[KeptPage]:
    """What `keep` has stored."""
    with file.open("rb") as stored:
        return [KeptPage(*each) for each in pickle.load(stored)]


def refreshed(pages: Sequence[KeptPage], types: Sequence[str]) -> None:
    """Find the given types anew in all pages."""
    for page in pages:
        with ranked_by(page.ranking):
            for at, (reading, candidates) in enumerate(page.articles):
                others = [each for each in candidates if each.type not in types]
                page.articles[at] = reading, others + [each for kind in types for each in load_finder(kind)(reading)]


Source = tuple[Scene, Candidate]


def rows_of(pages: Sequence[KeptPage], types: Sequence[str]) -> tuple[dict[str, list[Row]], dict[int, Source]]:
    """The labelled candidates by type, and by each row's id the article and candidate behind it."""
    rows: dict[str, list[Row]] = {kind: [] for kind in types}
    sources: dict[int, Source] = {}
    for number, page in enumerate(pages):
        for reading, candidates in page.articles:
            scene = Scene(reading)
            mine = [each for each in candidates if each.type in rows]
            for candidate, features in zip(mine, featurise(reading, mine), strict=True):
                row = train_judge._row(number, page.gold, reading, candidate, features)  # noqa: SLF001 - the trainer's own labelling is what is measured
                rows[candidate.type].append(row)
                sources[id(row)] = scene, candidate
    return rows, sources


def slot_chances(
    pages: int, rows: Sequence[Row], sources: Mapping[int, Source], gold: Sequence[GoldPage], sorts: Sequence[str] = tuple(OPEN)
) -> dict[tuple[int, str], tuple[list[Any], list[float]]]:
    """For every right row and open slot the options with their out-of-fold chances."""
    offered: dict[tuple[int, str], list[Any]] = {}
    by_sort: dict[str, list[tuple[tuple[int, str], SlotRow]]] = defaultdict(list)
    for row in rows:
        scene, candidate = sources[id(row)]
        fact_type = load_schema().facts[candidate.type]
        of_type = [want for want in gold[row.page].facts if want["type"] == candidate.type]
        fitting = [want for want in of_type if core_right(candidate.type, fact_type.core, want, row.fact)]
        best = max(fitting, key=lambda want: sum(hits(candidate.type, slot, want, row.fact) for slot in extras(fact_type)), default={})
        for slot in open_slots(candidate.type):
            if SORT_OF[candidate.type, slot] not in sorts:
                continue
            key = id(row), slot
            offered[key] = options(scene, candidate, slot)
            for option, features in zip(offered[key], of_options(scene, candidate, slot, offered[key]), strict=True):
                right = any(alike(candidate.type, slot, want, option.filler.value) for want in fillers(best.get(slot)))
                by_sort[SORT_OF[candidate.type, slot]].append((key, SlotRow(row.page, f"{candidate.type}.{slot}", features, right)))
    chances: dict[tuple[int, str], tuple[list[Any], list[float]]] = {key: (each, []) for key, each in offered.items()}
    for sort in OPEN:
        mine = by_sort.get(sort, [])
        if mine:
            told = [row for _, row in mine]
            *_, probabilities = train_judge.likeliest(*train_judge.out_of_fold(told, pages, FOLDS), np.array([row.right for row in told]))
            for (key, _), chance in zip(mine, probabilities, strict=True):
                chances[key][1].append(float(chance))
    return chances


def filled(row: Row, source: Source, chances: Mapping[tuple[int, str], tuple[list[Any], list[float]]]) -> Told:
    """The row's fact with its open slots filled, and what could have filled each slot."""
    _, candidate = source
    slots: dict[str, tuple[Filler, ...]] = dict(candidate.slots)
    reach = {slot: frozenset(str(each.value) for each in found) for slot, found in slots.items()}
    for slot in open_slots(candidate.type):
        if (id(row), slot) in chances:
            offered, each = chances[id(row), slot]
            slots[slot] = chosen(candidate.type, slot, offered, each, SLOT_THRESHOLD)
            reach[slot] = frozenset(str(option.filler.value) for option in offered)
    fact_type = load_schema().facts[candidate.type]
    return Told(row.page, {"type": candidate.type, **slot_values(fact_type, {name: given for name, given in slots.items() if given})}, reach)


Counts = dict[str, np.ndarray]  # by type, a row a page: gold, found, right, and the same of extra fillers


def measure(
    pages: Sequence[KeptPage], types: Sequence[str], *, slots: bool, sorts: Sequence[str] = tuple(OPEN)
) -> tuple[Counts, dict[str, Counter[str]], dict[str, Counter[str]]]:
    """Counts by type and page, by slot (`type.slot`: gold, found, right, reach), and what is wrong in the kept facts of a type."""
    rows, sources = rows_of(pages, types)
    gold = [page.gold for page in pages]
    held: dict[str, list[Row]] = {}
    for kind in types:
        labels = np.array([row.right for row in rows[kind]])
        *_, probabilities = train_judge.likeliest(*train_judge.out_of_fold(rows[kind], len(pages), FOLDS, MORE_FEATURES.get(kind, FEATURES)), labels)
        held[kind] = train_judge.kept(rows[kind], probabilities, THRESHOLDS.get(kind, THRESHOLD))
    right = [row for kind in types for row in rows[kind] if row.right] if slots else []
    chances = slot_chances(len(pages), right, sources, gold, sorts)
    counts: Counts = {}
    by_slot: dict[str, Counter[str]] = defaultdict(Counter)
    for kind in types:
        fact_type = load_schema().facts[kind]
        by_page: dict[int, list[Told]] = defaultdict(list)
        for row in held[kind]:
            by_page[row.page].append(filled(row, sources[id(row)], chances))
        counts[kind] = np.zeros((len(pages), 6), dtype=int)
        for number, page in enumerate(gold):
            told = by_page[number]
            want = distinct(fact_type, (fact for fact in page.facts if fact["type"] == kind))
            got = distinct(fact_type, [each.fact for each in told])
            pairs = pair(fact_type, want, got)
            counts[kind][number, :3] = len(want), len(got), len(pairs)
            reach = {id(each.fact): each.reach for each in told}
            for one, other in pairs:
                for slot in extras(fact_type) if slots else ():
                    own = by_slot[f"{kind}.{slot}"]
                    figures = count(slot, want[one]), count(slot, got[other]), hits(kind, slot, want[one], got[other])
                    counts[kind][number, 3:] += figures
                    own.update(dict(zip(("gold", "found", "right"), figures, strict=True)))
                    own["reach"] += _reached(kind, slot, want[one], reach.get(id(got[other]), {}))
    return counts, by_slot, {kind: failing(kind, held[kind], gold) for kind in types}


def failing(kind: str, rows: Sequence[Row], gold: Sequence[GoldPage]) -> Counter[str]:
    """Of the kept rows: right, the one core slot that is wrong where all others are right, or several."""
    core = load_schema().facts[kind].core
    told: Counter[str] = Counter()
    for row in rows:
        wrong = [[slot for slot in core if not hits(kind, slot, fact, row.fact)] for fact in gold[row.page].facts if fact["type"] == kind]
        fewest = min(wrong, key=len, default=list(core))
        alone = len(fewest) == 1 and len(core) > 1
        told["right" if row.right else f"{fewest[0]} alone" if alone else "several"] += 1
    return told


def _reached(kind: str, slot: str, wanted: FactDict, reach: Mapping[str, frozenset[str]]) -> int:
    return sum(any(alike(kind, slot, want, each) for each in reach.get(slot, ())) for want in fillers(wanted.get(slot)))


def figures(total: np.ndarray) -> tuple[float, float]:
    """Fact F1 and slot F1 of summed counts."""
    return 2 * total[2] / max(1, total[0] + total[1]), 2 * total[5] / max(1, total[3] + total[4])


def show(counts: Counts, by_slot: Mapping[str, Counter[str]], wrong: Mapping[str, Counter[str]], before: Counts | None) -> None:
    """Print the tables."""
    print(f"{'type':<12}{'gold':>6}{'found':>7}{'right':>7}{'P':>7}{'R':>7}{'F1':>7}{'slotF1':>8}   against")
    every = [*counts, "all"] if len(counts) > 1 else list(counts)
    for kind in every:
        table = counts[kind] if kind != "all" else np.sum(list(counts.values()), axis=0)
        total = table.sum(axis=0)
        precision, recall = total[2] / max(1, total[1]), total[2] / max(1, total[0])
        line = f"{kind:<12}{total[0]:>6}{total[1]:>7}{total[2]:>7}{precision:>7.3f}{recall:>7.3f}{f1(precision, recall):>7.3f}{figures(total)[1]:>8.3f}"
        if before and all(each in before for each in counts):
            line += "   " + compared(before[kind] if kind != "all" else np.sum([before[each] for each in counts], axis=0), table)
        print(line)
    for kind, told in wrong.items():
        print(f"  {kind:<24} {', '.join(f'{what} {number}' for what, number in told.most_common())}")
    for slot, each in by_slot.items():
        both, right = each["gold"] + each["found"], each["right"]
        if both:
            shown = f"gold {each['gold']:>5} found {each['found']:>5} right {right:>5} in reach {each['reach']:>5}"
            print(f"  {slot:<24} {shown}  F1 {2 * right / both:.3f}  lost {both - 2 * right:>5}")


def compared(before: np.ndarray, after: np.ndarray) -> str:
    """The differences of both figures with the share of bootstrap draws of pages in which they are above nought."""
    draws = np.random.default_rng(1).integers(0, len(before), (DRAWS, len(before)))
    parts = []
    for at, name in enumerate(("F1", "slot")):
        difference = figures(after.sum(axis=0))[at] - figures(before.sum(axis=0))[at]
        ups = np.mean([figures(after[draw].sum(axis=0))[at] > figures(before[draw].sum(axis=0))[at] for draw in draws])
        parts.append(f"{name} {difference:+.3f} (up in {ups:.0%})")
    return ", ".join(parts)


def main() -> None:
    """Keep or measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("keep", "measure"))
    parser.add_argument("file", type=Path)
    parser.add_argument("folders", type=Path, nargs="*", help="for keep: PAGES GOLD, once or more")
    parser.add_argument("--types", default="", help="found anew; all types that are measured (default: all, as stored)")
    parser.add_argument("--stored", action="store_true", help="do not find anew")
    parser.add_argument("--all", action="store_true", help="measure all types, not only those found anew")
    parser.add_argument("--slots", action="store_true")
    parser.add_argument("--sorts", default=",".join(OPEN), help="the rows of slots that are trained; the others keep the finders' fillers")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--against", type=Path)
    args = parser.parse_args()
    if args.what == "keep":
        keep(args.file, list(zip(args.folders[::2], args.folders[1::2], strict=True)))
        return
    pages = load(args.file)
    types = [each for each in args.types.split(",") if each]
    if types and not args.stored:
        refreshed(pages, types)
    counts, by_slot, wrong = measure(pages, types if types and not args.all else sorted(load_schema().facts), slots=args.slots, sorts=args.sorts.split(","))
    before = None
    if args.against:
        with args.against.open("rb") as stored:
            before = pickle.load(stored)
    show(counts, by_slot, wrong, before)
    if args.save:
        with args.save.open("wb") as out:
            pickle.dump(counts, out)


if __name__ == "__main__":
    main()
