"""What a person is shown of a build and of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from flows.rows import print_rows
from flows.stages import Loaded, Report
from flows.stores import StoreKind, open_store
from loaders.queries import ask, question
from ontology.records import PageFault
from ontology.schema import load_schema

HEADLINE = "credit-of-county"
SHOWN_FAULTS = 20


def print_report(console: Console, done: Report) -> None:
    """The summary of a build: pages, articles, facts by type, entities by kind, seconds, and every fault with its reason."""
    for line in report_lines(done):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def report_lines(done: Report) -> list[str]:
    """The summary as lines of text."""
    kinds, types = load_schema().kinds, load_schema().facts
    head = f"{done.pages} pages, {done.articles} articles, {sum(done.facts.values())} facts, {sum(done.entities.values())} entities"
    lines = [head + f" in {done.seconds:.1f} s" + ("" if done.published else "; nothing new, nothing published")]
    lines.append("facts     " + ", ".join(f"{types[name].label.zh} {name} {number}" for name, number in done.facts.items()))
    lines.append("entities  " + ", ".join(f"{kinds[name].label.zh} {name} {number}" for name, number in done.entities.items()))
    if done.published:
        lines.append("seconds   " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in done.stages.items()))
    lines.append(f"graph     {done.graph}/builds/{done.digest}")
    if done.loaded and not done.loaded.fault:
        lines += loaded_lines(done.loaded)
    failed = set(done.failed)
    others = "the others are in the graph" if done.pages else "the graph is empty"
    lines += _fault_lines(f"{len(failed)} of the inputs failed; {others}:", [fault for fault in done.faults if fault.source in failed])
    inside = [fault for fault in done.faults if fault.source not in failed]
    lines += _fault_lines(f"{len(inside)} faults inside pages; what they touched is left out, the rest of those pages is in the graph:", inside)
    if done.loaded and done.loaded.fault:
        lines.append(f"stage neo4j failed; the graph is published all the same, and the next build or `xianzhi load neo4j` loads it: {done.loaded.fault}")
    return lines


def loaded_lines(loaded: Loaded) -> list[str]:
    """What a load did, as lines: where, how many and in which time, then by label and type."""
    lines = [f"neo4j     {loaded_text(loaded)}" + ("" if loaded.unchanged else f" in {loaded.seconds:.1f} s")]
    for what, counts in (("created", loaded.created), ("changed", loaded.changed), ("removed", loaded.removed)):
        if counts:
            lines.append(f"{what:<10}" + ", ".join(f"{name} {number}" for name, number in sorted(counts.items())))
    return lines


def loaded_text(loaded: Loaded) -> str:
    """What a load did, in a few words."""
    if loaded.fault:
        return f"neo4j: {loaded.fault}"
    if loaded.unchanged:
        return f"{loaded.store}: nothing changed"
    counts = (("created", loaded.created), ("changed", loaded.changed), ("removed", loaded.removed))
    return f"{loaded.store}: " + ", ".join(f"{sum(each.values())} {what}" for what, each in counts)


def _fault_lines(heading: str, faults: Sequence[PageFault]) -> list[str]:
    if not faults:
        return []
    lines = [f"  {fault.source}: {fault.stage}: {fault.reason}" + (f" ({fault.where})" if fault.where else "") for fault in faults[:SHOWN_FAULTS]]
    more = [f"  … and {len(faults) - SHOWN_FAULTS} more"] if len(faults) > SHOWN_FAULTS else []
    return [heading, *lines, *more]


def report_markdown(done: Report) -> str:
    """The summary as Markdown, for Prefect's artifact."""
    return "# Build\n\n" + "\n".join(f"- {line.strip()}" for line in report_lines(done)) + "\n"


def headline_answer(console: Console, graph: Path, county: str) -> None:
    """Ask the headline question of the published graph and print its answer, each row with the sentence that proves it."""
    asked = question(HEADLINE)
    with open_store(StoreKind.embedded, graph) as store:
        result = ask(store, HEADLINE, {"COUNTY": county})
    console.print(f"{asked.zh}\n{asked.en}  ({county})", highlight=False, markup=False)
    print_rows(console, result)
