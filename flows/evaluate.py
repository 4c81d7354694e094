"""Evaluation: extract annotated pages, hold the facts against their gold, and show figures and errors.

`make evaluate` runs it over the seed pages; `--pages` and `--gold` name others. With `--facts` (and `--articles`) given
files are scored instead of fresh extractions, so that any other tool's output can be held against the same gold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from extractors.declared import from_outside
from extractors.page import read_page
from extractors.pipeline import Extractor
from flows import error_view
from flows.certainty import articles as drawn
from flows.certainty import calibration_error, intervals, reliability
from flows.comparing import FactDict, count, hits
from flows.lines import article_line, fact_line
from flows.scoring import GoldPage, Score, Tally, extras, f1, matched, score
from ontology.schema import load_schema

_CONTEXT = 30  # characters shown to each side of an error's evidence


def slot_tallies(gold: Sequence[GoldPage], facts: Mapping[str, Sequence[FactDict]]) -> dict[tuple[str, str], Tally]:
    """For every extra slot of every type: fillers wanted, found and right, on the facts that are right."""
    rows: dict[tuple[str, str], Tally] = {}
    for page in gold:
        for each in matched(page, facts.get(page.source, ())):
            name = each.fact_type.name
            for want, got in ((each.want[w], each.got[f]) for w, f in each.pairs):
                for slot in extras(each.fact_type):
                    rows.setdefault((name, slot), Tally()).add(Tally(count(slot, want), count(slot, got), hits(name, slot, want, got)))
    return rows


def score_table(result: Score) -> Table:
    """The figures by type as a table."""
    table = Table("type", *(("gold", "found", "right", "P", "R", "F1  (95 %)", "slot F1")), title="facts by type")
    for column in table.columns[1:]:
        column.justify = "right"
    spread = intervals(result.pages)
    for name, row in result.by_type().items():
        wide = f"{row.f1:.3f} {_short(spread[name].low)}–{_short(spread[name].high)}"
        figures = (f"{row.precision:.3f}", f"{row.recall:.3f}", wide, f"{row.slot_f1:.3f}")
        table.add_row(name, str(row.gold), str(row.found), str(row.right), *figures, end_section=name == "transfer")
    return table


def _short(share: float) -> str:
    return "1.0" if share >= 0.995 else f"{share:.2f}"[1:]  # a terminal of 80 columns has room for the table


def slot_table(tallies: Mapping[tuple[str, str], Tally]) -> Table:
    """The extra slots' figures as a table."""
    table = Table("type", "slot", "gold", "found", "right", "F1", title="extra slots, on the facts that are right")
    for (name, slot), row in sorted(tallies.items()):
        if row.gold or row.found:
            table.add_row(name, slot, str(row.gold), str(row.found), str(row.right), f"{f1(row.precision, row.recall):.3f}")
    return table


def errors(result: Score, texts: Mapping[str, str]) -> Iterator[str]:
    """One line an error: missed or wrong, the fact, and the sentence around its evidence."""
    for page in result.pages:
        text = texts.get(page.source, "")
        for fact in page.missed:
            yield f"missed {page.source} {_slots(fact)}  ‹{fact.get('evidence', '')}›"
        for fact in page.wrong:
            yield f"wrong  {page.source} {_slots(fact)}  [{fact.get('rule', '')}] ‹{_around(fact, text)}›"


def _slots(fact: FactDict) -> str:
    slots = load_schema().facts[fact["type"]].slots
    return f"{fact['type']}(" + ", ".join(f"{slot.name}={fact[slot.name]}" for slot in slots if slot.name in fact) + ")"


def _around(fact: FactDict, text: str) -> str:
    proof: Any = fact.get("evidence")
    if not isinstance(proof, Mapping):
        return str(proof or "")
    start, end = int(proof["start"]), int(proof["end"])
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return f"{before}【{text[start:end]}】{after}".replace("\n", " ")


def extracted(folder: Path, gold: Sequence[GoldPage]) -> tuple[list[FactDict], list[FactDict]]:
    """Fresh facts and articles of the gold's pages, as JSON lines' objects."""
    facts: list[FactDict] = []
    articles: list[FactDict] = []
    for page in gold:
        path = folder / page.source
        outcome = Extractor.load().extract(read_page(path), from_outside(path))
        facts += [fact_line(fact, page.source) for fact in outcome.facts]
        articles += [article_line(article, page.source) for article in outcome.articles]
    return facts, articles


def read_texts(folder: Path, gold: Sequence[GoldPage]) -> dict[str, str]:
    """The texts of the gold's pages, as the offsets count them; ValueError names a gold page whose text is not there."""
    for page in gold:
        if not (folder / page.source).is_file():
            raise ValueError(f"{folder}: no {page.source}, for which there is gold")
    return {page.source: (folder / page.source).read_text(encoding="utf-8-sig") for page in gold}


def report(console: Console, gold: Sequence[GoldPage], facts: Sequence[FactDict], articles: Sequence[FactDict] | None, texts: Mapping[str, str],
           *, show_errors: bool = False) -> Score:  # fmt: skip  # what is reported, then how
    """Score and print; returns the score."""
    result = score(gold, facts, texts=texts, articles=articles)
    console.print(score_table(result))
    console.print(slot_table(slot_tallies(gold, by_source(facts))))
    interval = intervals(result.pages)["all"]
    overall = result.by_type()["all"]
    console.print(f"fact F1 {overall.f1:.3f} (95 % interval {interval.low:.3f} to {interval.high:.3f}, bootstrap over {drawn(result.pages)} articles)")
    if bins := reliability([chance for page in result.pages for chance in page.chances]):
        console.print(f"confidence: expected calibration error {calibration_error(bins):.3f}")
    if result.boundaries is not None:
        console.print(f"article boundaries, B-cubed F1 over characters: {result.boundaries:.3f}")
    proofs, right = (sum(getattr(page, name) for page in result.pages) for name in ("evidence", "evidence_right"))
    console.print(f"evidence that stands in the page at its offsets: {right} of {proofs}")
    if show_errors:
        for line in errors(result, texts):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return result


def by_source(facts: Sequence[FactDict]) -> dict[str, list[FactDict]]:
    """Facts by the file name of their page."""
    found: dict[str, list[FactDict]] = {}
    for fact in facts:
        found.setdefault(Path(fact["source"]).name, []).append(fact)
    return found


def write_errors(path: Path, gold: Sequence[GoldPage], facts: Sequence[FactDict], texts: Mapping[str, str], folder: Path) -> None:
    """Write the errors as one HTML file; `folder` holds the gold's files, which tell the articles' kinds."""
    known = [fact for fact in facts if fact["type"] in load_schema().facts]
    path.write_text(error_view.page(gold, by_source(known), texts, error_view.kinds_of(folder)), encoding="utf-8")
