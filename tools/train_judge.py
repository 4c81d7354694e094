"""Train the judge on annotated articles: python -m tools.train_judge PAGES GOLD [PAGES GOLD ...] [--out DIR] [--folds N].

PAGES holds texts, GOLD one JSON file a page (the form of `seeds/gold`); several pairs are trained on together and scored
apart. For every fact type a linear model and a forest of boosted trees are fitted on the candidates that the finders propose;
mixing and calibration are chosen on out-of-fold scores (folds by page, so that no article judges itself). Prints
the cross-validated scores; with --out writes the models, trained on all pages.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small forests: threads that wait for one another cost more than they bring

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression

from extractors.declared import complete, from_outside
from extractors.features import anchor_of, featurise
from extractors.judge import together
from extractors.owners import Ranking, ranked_by
from extractors.page import read_page
from extractors.pipeline import Extractor
from extractors.reading import Candidate, Reading
from flows.comparing import core_right, hits, scoring_form
from flows.lines import slot_values
from flows.scoring import GoldPage, distinct, f1, pair, read_gold
from ontology.schema import load_schema
from tools import owner_cases, train_owners
from tools.train_slots import THRESHOLD as SLOT_THRESHOLD
from tools.train_slots import SlotRow, slot_rows, train_slots

MIN_COUNT = 4  # a feature seen less often says nothing that recurs
FEATURES = 600  # kept a type, by chi-squared: more slows training fivefold and gains nothing
# But where a fact is read off one verb among many, what verb it is tells most, and each is seen seldom.
MORE_FEATURES = {"action": 1500}
# The slots of a type whose being right is learnt one after the other, each where those before it are right: that a verb is told of at all is
# learnt from thrice as many examples as that all of its fact is right.
STEPS: Mapping[str, tuple[tuple[str, ...], ...]] = {"action": (("verb", "class"), ("patient",), ("agent",))}
_AROUND = 3  # characters beside an anchor that must be in the evidence too
THRESHOLD = 0.4  # for all types, since their scores are calibrated: one for each, tuned on the same pages, cost 0.018 of F1 and 0.085 of precision (nested)
# The best threshold for an F1 is half of it (0.36 for all types together). Hardly any action is certain, so for them it is kept to; elsewhere that brings
# no F1, and 0.4 is a little more precise.
THRESHOLDS = {"action": 0.35}
SEED = 7
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate: where it is from, what the judge sees, whether the gold agrees."""

    page: int
    fact: Mapping[str, Any]
    features: tuple[str, ...]
    anchor: object
    right: bool
    steps: tuple[bool, ...] = ()  # of a type of STEPS: whether each holds, with all before it


def rows_of(sets: Sequence[tuple[Path, Sequence[GoldPage]]], rankings: Mapping[str, Ranking]) -> tuple[dict[str, list[Row]], list[SlotRow]]:
    """The candidates of all pages of all sets by type, and the options of the right ones' slots, labelled; pages are numbered through.

    Owners are ranked by the page's own of `rankings`, learnt without that page: else the judge would trust them too much.
    """
    extractor = Extractor.load()
    rows: dict[str, list[Row]] = {name: [] for name in load_schema().facts}
    of_slots: list[SlotRow] = []
    every = [(pages / wanted.source, wanted) for pages, gold in sets for wanted in gold]
    for number, (path, wanted) in enumerate(every):
        page = read_page(path)
        with ranked_by(rankings[page.id]):
            proposed = extractor.candidates(page, complete(page, from_outside(path)))
            for reading, candidates in proposed:
                made = [_row(number, wanted, reading, each, features) for each, features in zip(candidates, featurise(reading, candidates), strict=True)]
                for candidate, row in zip(candidates, made, strict=True):
                    rows[candidate.type].append(row)
                of_slots.extend(slot_rows(number, wanted, reading, [(each, row.fact) for each, row in zip(candidates, made, strict=True) if row.right]))
    return rows, of_slots


def rankings_of(sets: Sequence[tuple[Path, Sequence[GoldPage]]], folders: Sequence[tuple[Path, Path]], folds: int) -> dict[str, Ranking]:
    """For every page a ranking of owners learnt from the pages of other folds."""
    pages = [read_page(folder / wanted.source).id for folder, gold in sets for wanted in gold]
    fold_of = train_owners.folds_of(pages, folds)
    rankings = [each.ranking for each in train_owners.held_out(owner_cases.cases(folders), fold_of, folds)]
    return {page: rankings[fold_of[page]] for page in pages}


def _row(number: int, wanted: GoldPage, reading: Reading, candidate: Candidate, features: tuple[str, ...]) -> Row:
    fact_type = load_schema().facts[candidate.type]
    fact = {"type": candidate.type, **slot_values(fact_type, candidate.slots)}
    right = any(core_right(candidate.type, fact_type.core, want, fact) for want in wanted.facts if want["type"] == candidate.type)
    anchor = anchor_of(candidate)
    steps = _steps(wanted, reading, candidate, fact, right=right) if candidate.type in STEPS else ()
    return Row(number, fact, features, (reading.article.id, anchor) if anchor else None, right, steps)


def _steps(wanted: GoldPage, reading: Reading, candidate: Candidate, fact: Mapping[str, Any], *, right: bool) -> tuple[bool, ...]:
    """How far a candidate agrees with what annotators read off the same printed place."""
    kind, place = candidate.type, anchor_of(candidate)
    texts = [reading.text[place.start : place.end + _AROUND], reading.text[max(0, place.start - _AROUND) : place.end]] if place else []
    told = [want for want in wanted.facts if want["type"] == kind and any(scoring_form(each) in scoring_form(want.get("evidence", "")) for each in texts)]
    steps = []
    for slots in STEPS[kind]:
        told = [want for want in told if all(hits(kind, slot, want, fact) for slot in slots)]
        steps.append(right or bool(told))
    return tuple(steps)


class Labelled(Protocol):
    """What a model is fitted on."""

    @property
    def page(self) -> int:
        """The page that it is from."""
        ...

    @property
    def features(self) -> tuple[str, ...]:
        """What the model sees."""
        ...

    @property
    def right(self) -> bool:
        """Whether the gold agrees."""
        ...

    @property
    def steps(self) -> tuple[bool, ...]:
        """Whether each of the steps to being right holds; empty where it is learnt at once."""
        ...


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted judge of one type, before calibration."""

    names: tuple[str, ...]
    linear: tuple[Any, ...]  # one model, or one for each step
    forest: Any

    def scores(self, rows: Sequence[Labelled]) -> tuple[np.ndarray, np.ndarray]:
        """The linear and the forest's log-odds of every row."""
        matrix = _matrix(rows, {name: at for at, name in enumerate(self.names)})
        steps = np.stack([each.decision_function(matrix) for each in self.linear])
        return np.array([together(odds) for odds in steps.T.tolist()]), self.forest.decision_function(matrix.toarray())


def _matrix(rows: Sequence[Labelled], index: Mapping[str, int]) -> csr_matrix:
    ones = [(at, index[name]) for at, row in enumerate(rows) for name in row.features if name in index]
    left, right = ([pair[side] for pair in ones] for side in (0, 1))
    return csr_matrix((np.ones(len(ones), dtype=np.float32), (left, right)), shape=(len(rows), len(index)))


def fit(rows: Sequence[Labelled], most: int = FEATURES) -> Fitted | None:
    """Fit a judge on at most so many features; None where the rows are of one class or too few."""
    counts = Counter(name for row in rows for name in row.features)
    labels = np.array([row.right for row in rows])
    if len(rows) < 20 or labels.all() or not labels.any():
        return None
    names = _telling(rows, tuple(sorted(name for name, number in counts.items() if number >= MIN_COUNT)), labels, most)
    matrix = _matrix(rows, {name: at for at, name in enumerate(names)})
    linear = _linear(rows, matrix)
    forest = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.08, max_leaf_nodes=12, min_samples_leaf=8, l2_regularization=2.0,
        max_features=0.3, early_stopping=False, random_state=SEED,
    ).fit(matrix.toarray(), labels)  # fmt: skip  # one line of settings
    return Fitted(names, linear, forest)


def _linear(rows: Sequence[Labelled], matrix: csr_matrix) -> tuple[Any, ...]:
    """The linear model of the rows' labels, or of each step on the rows that the steps before it let through."""
    fitted, left = [], np.ones(len(rows), dtype=bool)
    for labels in np.array([row.steps or (row.right,) for row in rows]).T:
        usable = left if 0 < labels[left].sum() < left.sum() else np.ones(len(rows), dtype=bool)
        fitted.append(LogisticRegression(C=0.1, max_iter=500, random_state=SEED).fit(matrix[usable], labels[usable]))
        left = left & labels
    return tuple(fitted)


def _telling(rows: Sequence[Labelled], names: tuple[str, ...], labels: np.ndarray, most: int) -> tuple[str, ...]:
    """The features that tell most of the labels (chi-squared), at most so many of them, in alphabetical order."""
    if len(names) <= most:
        return names
    scores, _ = chi2(_matrix(rows, {name: at for at, name in enumerate(names)}), labels)
    best = sorted(range(len(names)), key=lambda at: (-scores[at], names[at]))[:most]
    return tuple(sorted(names[at] for at in best))


def out_of_fold(rows: Sequence[Labelled], pages: int, folds: int, most: int = FEATURES) -> tuple[np.ndarray, np.ndarray]:
    """Every row's scores by a judge that saw no row of its page."""
    order = np.random.default_rng(SEED).permutation(pages)
    fold_of = {int(page): at % folds for at, page in enumerate(order)}
    linear, forest = np.full(len(rows), -5.0), np.full(len(rows), -5.0)
    for fold in range(folds):
        train = [row for row in rows if fold_of[row.page] != fold]
        test = [at for at, row in enumerate(rows) if fold_of[row.page] == fold]
        fitted = fit(train, most)
        if fitted and test:
            linear[test], forest[test] = fitted.scores([rows[at] for at in test])
    return linear, forest


def calibrate(scores: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Platt's scale and shift of log-odds to probabilities."""
    if labels.all() or not labels.any():
        return 1.0, 0.0
    model = LogisticRegression(C=1e3).fit(scores.reshape(-1, 1), labels)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def likeliest(linear: np.ndarray, forest: np.ndarray, labels: np.ndarray) -> tuple[float, float, float, np.ndarray]:
    """The mix of both scores under whose calibration the labels are likeliest, its scale and shift, and the probabilities."""
    options = []
    for mix in (0.0, 0.5, 1.0) if len(labels) else ():
        mixed = (1 - mix) * linear + mix * forest
        scale, shift = calibrate(mixed, labels)
        probabilities = 1 / (1 + np.exp(-np.clip(scale * mixed + shift, -30, 30)))
        likelihood = float(np.mean(np.log(np.where(labels, probabilities, 1 - probabilities))))
        options.append((likelihood, mix, scale, shift, probabilities))
    return max(options, key=lambda option: option[:2])[1:] if options else (0.0, 1.0, 0.0, np.zeros(0))


def kept(rows: Sequence[Row], scores: np.ndarray, threshold: float) -> list[Row]:
    """The rows that the judge would keep."""
    best: dict[object, int] = {}
    for at, row in enumerate(rows):
        if row.anchor is not None and scores[at] > (scores[best[row.anchor]] if row.anchor in best else -math.inf):
            best[row.anchor] = at
    return [row for at, row in enumerate(rows) if scores[at] >= threshold and (row.anchor is None or best[row.anchor] == at)]


def held_out(kind: str, rows: Sequence[Row], pages: int, folds: int) -> list[Row]:
    """The rows that judges keep which have not seen their pages, each fact with its calibrated confidence."""
    *_, probabilities = likeliest(*out_of_fold(rows, pages, folds), np.array([row.right for row in rows]))
    sure = [replace(row, fact={**row.fact, "confidence": float(chance)}) for row, chance in zip(rows, probabilities, strict=True)]
    return kept(sure, probabilities, THRESHOLDS.get(kind, THRESHOLD))


def counts_at(kind: str, rows: Sequence[Row], gold: Sequence[GoldPage]) -> tuple[int, int, int]:
    """Wanted, found and right facts of a type, when these rows are kept."""
    fact_type = load_schema().facts[kind]
    by_page: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_page.setdefault(row.page, []).append(row.fact)
    wanted = found = right = 0
    for number, page in enumerate(gold):
        want = distinct(fact_type, (fact for fact in page.facts if fact["type"] == kind))
        got = distinct(fact_type, by_page.get(number, []))
        wanted, found, right = wanted + len(want), found + len(got), right + len(pair(fact_type, want, got))
    return wanted, found, right


def model_json(fitted: Fitted, mix: float, scale: float, shift: float, threshold: float) -> dict[str, Any]:
    """The model file's content; weights rounded so that files stay small and the same on every machine."""
    trees = []
    for (predictor,) in fitted.forest._predictors:  # noqa: SLF001 - scikit-learn offers no public way to read the trees
        nodes = predictor.nodes
        trees.append([
            [-1, 0, 0, round(float(node["value"]), 6)] if node["is_leaf"] else [int(node["feature_idx"]), int(node["left"]), int(node["right"]), 0.0]
            for node in nodes
        ])  # fmt: skip  # one node a row
    return {
        "features": list(fitted.names),
        "weights": [[round(float(weight), 5) for weight in each.coef_[0]] for each in fitted.linear],
        "bias": [round(float(each.intercept_[0]), 5) for each in fitted.linear],
        "trees": trees,
        "base": round(float(np.ravel(fitted.forest._baseline_prediction)[0]), 6),  # noqa: SLF001 - as above
        "mix": mix,
        "scale": round(scale, 6),
        "shift": round(shift, 6),
        "threshold": threshold,
    }


def main() -> None:
    """Cross-validate, print, and write the models if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", help="PAGES GOLD, once or more")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--only", action="append", default=[], metavar="TYPE", help="train these types alone, and no slots: for trying a rule out")
    parser.add_argument("--threshold", action="append", default=[], metavar="TYPE=CHANCE", help=f"keep facts of a type from another chance on than {THRESHOLD}")
    args = parser.parse_args()
    thresholds = THRESHOLDS | {kind: float(chance) for kind, _, chance in (each.partition("=") for each in args.threshold)}
    if len(args.folders) % 2:
        parser.error("folders come in pairs: PAGES GOLD")
    folders = list(zip(args.folders[::2], args.folders[1::2], strict=True))
    sets = [(pages, read_gold(gold)) for pages, gold in folders]
    rows, of_slots = rows_of(sets, rankings_of(sets, folders, args.folds))
    print(f"{'type':<12}{'cand.':>7}{'right':>7}{'ceiling':>9}{'mix':>5}{'thr':>6}{'gold':>6}{'found':>7}{'right':>7}{'P':>7}{'R':>7}{'F1':>7}")
    totals: dict[str, Counter[str]] = {}
    for kind, each in rows.items():
        if args.only and kind not in args.only:
            continue
        for name, counts in _train_type(kind, each, sets, thresholds.get(kind, THRESHOLD), args.folds, args.out).items():
            totals.setdefault(name, Counter()).update(counts)
    for name, total in totals.items():
        precision, recall = total["right"] / max(1, total["found"]), total["right"] / max(1, total["gold"])
        print(f"{name}: gold {total['gold']} found {total['found']} right {total['right']} P {precision:.3f} R {recall:.3f} F1 {f1(precision, recall):.3f}")
    if args.only:
        return
    pages = sum(len(gold) for _, gold in sets)
    train_slots(of_slots, lambda mine: _train_options(mine, pages, args.folds), args.out)


def _train_options(rows: Sequence[SlotRow], pages: int, folds: int) -> tuple[np.ndarray, Callable[[], dict[str, Any]]]:
    """The out-of-fold probabilities of a row of slots, and what makes its model: the mix that is likeliest."""
    labels = np.array([row.right for row in rows])
    mix, scale, shift, probabilities = likeliest(*out_of_fold(rows, pages, folds), labels)

    def model() -> dict[str, Any]:
        fitted = fit(rows)
        return model_json(fitted, mix, scale, shift, SLOT_THRESHOLD) if fitted else {}

    return probabilities, model


def _train_type(
    kind: str, rows: Sequence[Row], sets: Sequence[tuple[Path, Sequence[GoldPage]]], threshold: float, folds: int, out: Path | None
) -> dict[str, dict[str, int]]:
    """Train one type; its cross-validated counts over all sets and over each."""
    gold = [page for _, pages in sets for page in pages]
    labels = np.array([row.right for row in rows])
    most = MORE_FEATURES.get(kind, FEATURES)
    linear, forest = out_of_fold(rows, len(gold), folds, most)
    mix, scale, shift, probabilities = likeliest(linear, forest, labels)
    wanted, found, right = counts_at(kind, kept(rows, probabilities, threshold), gold)
    score = 2 * right / max(1, wanted + found)
    ceiling = counts_at(kind, [row for row in rows if row.right], gold)[2] / max(1, wanted)
    print(f"{kind:<12}{len(rows):>7}{int(labels.sum()) if len(rows) else 0:>7}{ceiling:>9.3f}{mix:>5}{threshold:>6.2f}{wanted:>6}{found:>7}{right:>7}"
          f"{right / max(1, found):>7.3f}{right / max(1, wanted):>7.3f}{score:>7.3f}", flush=True)  # fmt: skip  # a table row
    fitted = fit(rows, most) if out else None
    if out and fitted:
        out.mkdir(parents=True, exist_ok=True)
        content = model_json(fitted, mix, scale, shift, threshold)
        (out / f"{kind}.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    result = {"all": {"gold": wanted, "found": found, "right": right}}
    chosen, first = kept(rows, probabilities, threshold), 0
    for folder, pages in sets:
        apart = [replace(row, page=row.page - first) for row in chosen if first <= row.page < first + len(pages)]
        result[str(folder)] = dict(zip(("gold", "found", "right"), counts_at(kind, apart, pages), strict=True))
        first += len(pages)
    return result


if __name__ == "__main__":
    main()
