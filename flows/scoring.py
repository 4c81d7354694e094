"""How right extracted facts and article boundaries are, held against gold, page by page.

Facts pair one to one, those with most extra slots in common first; a fact is right when its core slots are. Extra slots
are counted filler by filler on the facts that are right. Article boundaries are B-cubed over the page's characters.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.comparing import FactDict, core_right, count, hits, scoring_form
from ontology.schema import FactType, load_schema

Spans = list[list[int]]

# In these slots A|B says that A and B name the same thing, which then holds in every naming slot of the article.
_NAMING = frozenset({("programme", "name"), ("meeting", "name"), ("post", "organization"), ("post", "person"),
                     ("located", "part"), ("located", "whole"), ("resident", "place")})  # fmt: skip  # a table reads better
_NAMED = frozenset(
    ("subject", "agent", "payer", "payee", "recipient", "speaker", "organization", "party", "launched_by", "operator", "partner", "area", "target",
     "part_of", "convener", "host", "attendee", "place", "product", "grantor", "name", "part", "whole")
)  # fmt: skip  # a table reads better


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """The gold of one article: its title, its spans (none where the gold does not tell) and its facts."""

    title: str
    spans: Spans
    facts: tuple[FactDict, ...]


@dataclass(frozen=True, slots=True)
class GoldPage:
    """The gold of one page: its facts and its articles' spans, and the same by article where the gold comes from a file."""

    source: str
    facts: tuple[FactDict, ...]
    spans: tuple[Spans, ...]
    articles: tuple[GoldArticle, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts of one fact type, from which the figures follow."""

    gold: int = 0
    found: int = 0
    right: int = 0
    gold_extra: int = 0
    found_extra: int = 0
    right_extra: int = 0

    def add(self, other: Tally) -> None:
        """Add another's counts to these."""
        for name in Tally.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def precision(self) -> float:
        """Right among found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Found among wanted."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return f1(self.precision, self.recall)

    @property
    def slot_f1(self) -> float:
        """F1 over the extra slots' fillers of the facts that are right."""
        precision = self.right_extra / self.found_extra if self.found_extra else 0.0
        recall = self.right_extra / self.gold_extra if self.gold_extra else 0.0
        return f1(precision, recall)


@dataclass(frozen=True, slots=True)
class PageScore:
    """The tallies of one page by type, and its errors: facts missed and facts that are wrong.

    `units` are the same tallies by article (and one of what was found outside them), for the bootstrap; `chances` the
    confidence of every found fact that has one, and whether it is right.
    """

    source: str
    tallies: Mapping[str, Tally]
    missed: tuple[FactDict, ...] = ()
    wrong: tuple[FactDict, ...] = ()
    evidence: int = 0
    evidence_right: int = 0
    units: tuple[Mapping[str, Tally], ...] = ()
    chances: tuple[tuple[float, bool], ...] = ()


@dataclass(slots=True)
class Score:
    """The score of several pages."""

    pages: list[PageScore] = field(default_factory=list)
    boundaries: float | None = None
    unknown_types: int = 0

    def by_type(self) -> dict[str, Tally]:
        """The tally of every type over all pages, and of `all`."""
        rows = {name: Tally() for name in _order()}
        total = Tally()
        for page in self.pages:
            for name, tally in page.tallies.items():
                rows[name].add(tally)
                total.add(tally)
        return {**rows, "all": total}


def f1(precision: float, recall: float) -> float:
    """Harmonic mean, 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _order() -> list[str]:
    return list(load_schema().facts)


def extras(fact_type: FactType) -> list[str]:
    """The slots that are scored one by one: neither core nor the project's own."""
    return [slot.name for slot in fact_type.slots if not slot.core and not slot.derived]


def read_gold(folder: Path, *, only: Sequence[str] = ()) -> list[GoldPage]:
    """The gold pages of a folder, in order of file names; `only` keeps those whose source begins with one of these.

    A file that is none raises ValueError with its path and the missing key.
    """
    pages = []
    for path in sorted(folder.glob("*.json")):
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            if only and not any(raw["source"].startswith(name) for name in only):
                continue
            articles = tuple(
                GoldArticle(article.get("title", ""), article.get("spans", []), tuple(with_aliases(article["facts"]))) for article in raw["articles"]
            )
            spans = tuple(article["spans"] for article in raw["articles"] if "spans" in article)
            pages.append(GoldPage(raw["source"], tuple(fact for article in articles for fact in article.facts), spans, articles))
        except KeyError as error:
            raise ValueError(f"{path}: no {error.args[0]!r}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise ValueError(f"{path}: not a gold file ({error})") from error
    return pages


def with_aliases(facts: Sequence[FactDict]) -> list[FactDict]:
    """An article's gold with every name spelt in all the ways that its naming slots allow."""
    same: dict[str, set[str]] = {}
    for fact in facts:
        for slot, filler in fact.items():
            if (fact["type"], slot) in _NAMING and isinstance(filler, str) and "|" in filler:
                group = set(filler.split("|"))
                for name in sorted(group):
                    group |= same.get(name, set())
                same.update(dict.fromkeys(group, group))
    return [{slot: _spelt(filler, same) if slot in _NAMED else filler for slot, filler in fact.items()} for fact in facts]


def _spelt(filler: Any, same: Mapping[str, set[str]]) -> Any:  # noqa: ANN401 - a filler is text, number or a list of them
    if isinstance(filler, list):
        return [_spelt(part, same) for part in filler]
    if not isinstance(filler, str):
        return filler
    names = filler.split("|")
    return "|".join(names + sorted({alias for name in names for alias in same.get(name, ())} - set(names)))


def distinct(fact_type: FactType, facts: Iterable[FactDict]) -> list[FactDict]:
    """The facts without those that say the same again."""
    slots = [*fact_type.core]
    slots += {"transfer": ["payer", "payee"], "measure": ["indicator"]}.get(fact_type.name, [])
    kept: dict[tuple[str, ...], FactDict] = {}
    for fact in facts:
        key = tuple(scoring_form(json.dumps(fact.get(slot), ensure_ascii=False, sort_keys=True)) for slot in slots)
        kept.setdefault(key, fact)
    return list(kept.values())


def pair(fact_type: FactType, wanted: Sequence[FactDict], found: Sequence[FactDict]) -> list[tuple[int, int]]:
    """Indexes of the facts that go together, most extra slots in common first, then in order of appearance."""
    kind, core, extra = fact_type.name, fact_type.core, extras(fact_type)
    options = [
        (-sum(hits(kind, slot, want, got) for slot in extra), w, f)
        for w, want in enumerate(wanted)
        for f, got in enumerate(found)
        if core_right(kind, core, want, got)
    ]
    pairs: list[tuple[int, int]] = []
    used_w: set[int] = set()
    used_f: set[int] = set()
    for _, w, f in sorted(options):
        if w not in used_w and f not in used_f:
            used_w.add(w)
            used_f.add(f)
            pairs.append((w, f))
    return pairs


@dataclass(frozen=True, slots=True)
class Matched:
    """One page's facts of a type: those wanted, those found, and the pairs of indexes that go together."""

    fact_type: FactType
    want: list[FactDict]
    got: list[FactDict]
    pairs: list[tuple[int, int]]


def matched(gold: GoldPage, found: Sequence[FactDict]) -> Iterator[Matched]:
    """A page's facts found, held against its gold, type by type."""
    for name, fact_type in load_schema().facts.items():
        want = distinct(fact_type, (fact for fact in gold.facts if fact["type"] == name))
        got = distinct(fact_type, (fact for fact in found if fact["type"] == name))
        yield Matched(fact_type, want, got, pair(fact_type, want, got))


def score_page(gold: GoldPage, found: Sequence[FactDict], text: str | None = None) -> PageScore:
    """Hold one page's found facts against its gold; with the text, the evidence's offsets are checked too."""
    tallies, missed, wrong, chances = {}, [], [], []
    units: list[dict[str, Tally]] = [{} for _ in range(len(gold.articles) + 1)]
    for each in matched(gold, found):
        tallies[each.fact_type.name] = _tally(each.fact_type, each.want, each.got, each.pairs)
        right_w, right_f = {w for w, _ in each.pairs}, {f for _, f in each.pairs}
        missed += [fact for index, fact in enumerate(each.want) if index not in right_w]
        wrong += [fact for index, fact in enumerate(each.got) if index not in right_f]
        chances += [(float(fact["confidence"]), index in right_f) for index, fact in enumerate(each.got) if "confidence" in fact]
        _add_units(gold, each, units)
    proofs = len(found) if text is not None else 0
    right = sum(evidence_holds(fact, text) for fact in found) if text is not None else 0
    kept = tuple(unit for unit in units if unit)
    return PageScore(gold.source, tallies, tuple(missed), tuple(wrong), proofs, right, kept, tuple(chances))


def _add_units(gold: GoldPage, each: Matched, units: Sequence[dict[str, Tally]]) -> None:
    """Add a type's counts to the articles that they belong to: a right fact to its gold's, a wrong one to where its evidence stands."""
    partner = {f: w for w, f in each.pairs}
    for w, want in enumerate(each.want):
        paired = [pair_ for pair_ in each.pairs if pair_[0] == w]
        unit = units[home_of(gold, want)].setdefault(each.fact_type.name, Tally())
        unit.add(_tally(each.fact_type, [want], [each.got[f] for _, f in paired], [(0, 0)] if paired else []))
    for f, got in enumerate(each.got):
        if f not in partner:
            units[home_of(gold, got)].setdefault(each.fact_type.name, Tally()).found += 1


def home_of(gold: GoldPage, fact: FactDict) -> int:
    """The number of the article that a fact belongs to, by identity for gold and by its evidence for others; behind the last where none is known."""
    for number, article in enumerate(gold.articles):
        if any(fact is own for own in article.facts):
            return number
    proof = fact.get("evidence")
    start = proof.get("start") if isinstance(proof, Mapping) else None
    if isinstance(start, int):
        holders = [number for number, article in enumerate(gold.articles) if any(left <= start < right for left, right in article.spans)]
        return holders[0] if holders else len(gold.articles)
    return 0 if len(gold.articles) == 1 else len(gold.articles)


def _tally(fact_type: FactType, want: Sequence[FactDict], got: Sequence[FactDict], pairs: Sequence[tuple[int, int]]) -> Tally:
    row = Tally(len(want), len(got), len(pairs))
    for slot in extras(fact_type):
        row.gold_extra += sum(count(slot, want[w]) for w, _ in pairs)
        row.found_extra += sum(count(slot, got[f]) for _, f in pairs)
        row.right_extra += sum(hits(fact_type.name, slot, want[w], got[f]) for w, f in pairs)
    return row


def evidence_holds(fact: FactDict, text: str) -> bool:
    """Whether a fact's evidence stands in the page at its offsets."""
    proof = fact.get("evidence")
    if not isinstance(proof, Mapping):
        return False
    try:
        quoted = text[int(proof["start"]) : int(proof["end"])]
    except (KeyError, TypeError, ValueError):
        return False
    return bool(scoring_form(quoted)) and scoring_form(quoted) == scoring_form(proof.get("text", ""))


def boundaries(gold: Iterable[GoldPage], found: Mapping[str, Sequence[Spans]], texts: Mapping[str, str]) -> float:
    """B-cubed F1 of articles over the pages' characters; what belongs to no article is one more cluster of its page."""
    precision = recall = total = 0.0
    for page in gold:
        if not page.spans:
            continue
        text = texts[page.source]
        labels = [_labels(text, spans) for spans in (page.spans, found.get(page.source, ()))]
        pairs = Counter(both for both, char in zip(zip(*labels, strict=True), text, strict=True) if scoring_form(char))
        in_gold, in_found = Counter[int](), Counter[int]()
        for (left, right), number in pairs.items():
            in_gold[left] += number
            in_found[right] += number
        precision += sum(number * number / in_found[right] for (_, right), number in pairs.items())
        recall += sum(number * number / in_gold[left] for (left, _), number in pairs.items())
        total += pairs.total()
    return f1(precision / total, recall / total) if total else 0.0


def _labels(text: str, articles: Sequence[Spans]) -> list[int]:
    labels = [0] * len(text)
    for number, spans in enumerate(articles, 1):
        for start, end in spans:
            labels[start:end] = [number] * len(labels[start:end])
    return labels


def read_lines(path: Path, needed: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file; a line that is none, or lacks a needed key, raises ValueError with file and line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                read = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}:{number}: {error}") from error
            if not isinstance(read, dict):
                raise ValueError(f"{path}:{number}: not a JSON object")
            if missing := [key for key in needed if key not in read]:
                raise ValueError(f"{path}:{number}: no {missing[0]!r}")
            yield read


def score(gold: Sequence[GoldPage], facts: Iterable[FactDict], *, texts: Mapping[str, str] | None = None,
          articles: Iterable[FactDict] | None = None) -> Score:  # fmt: skip  # one line each for what goes together
    """Score facts (and articles) by source page; texts by source are needed for evidence and boundaries."""
    by_source: dict[str, list[FactDict]] = {page.source: [] for page in gold}
    result = Score()
    for fact in facts:
        if fact.get("type") not in load_schema().facts:
            result.unknown_types += 1
        elif (source := Path(fact["source"]).name) in by_source:
            by_source[source].append(fact)
    for page in gold:
        result.pages.append(score_page(page, by_source[page.source], texts[page.source] if texts else None))
    if articles is not None and texts is not None:
        laid: dict[str, list[Spans]] = {}
        for article in articles:
            laid.setdefault(Path(article["source"]).name, []).append(article["spans"])
        result.boundaries = boundaries(gold, laid, texts)
    return result
