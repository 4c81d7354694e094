"""How long the check against the shapes takes, beside pySHACL on the same statements in the same run: `python -m tools.bench_shacl CORPUS`.

The graph is extracted from the corpus's first articles and made larger by the same articles on further pages. Both read the
shapes and the N-Quads text and validate; a number of facts is spoilt, so that there is something to report, and both must report the same.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pyshacl
import rdflib
import shacl
import typer
from rdflib import RDF, SH

from flows.checking import SHAPES, check
from loaders.rdf import Extras, nquads
from ontology.iri import ONTOLOGY_GRAPH, term
from tools.bench_graph import graph_of

ROUNDS = 5
_SPOILT = 50  # one in so many confidences is left out


def statements(corpus: Path, articles: int, wanted: int, cache: Path) -> list[str]:
    """So many N-Quads lines of the corpus's graph, with some of them spoilt; whole graphs, so a few more."""
    lines: list[str] = []
    nodes = wanted // 8  # a node makes some seven statements; the loop below mends what that guess lacks
    while len(lines) < wanted:
        graph, _ = graph_of(corpus, articles, nodes, cache)
        lines = list(nquads(graph, Extras(version="bench")))
        nodes = int(nodes * max(1.05, wanted / len(lines)))
    confidence = f"<{term('confidence')}>"
    told = [number for number, line in enumerate(lines) if confidence in line and f"<{ONTOLOGY_GRAPH}>" not in line]
    gone = set(told[::_SPOILT])
    return [line for number, line in enumerate(lines) if number not in gone]


def by_pyshacl(text: str) -> int:
    """The number of pySHACL's results, reading included."""
    read = rdflib.Dataset(default_union=True)
    read.parse(data=text, format="nquads")
    data = rdflib.Graph()
    for subject, predicate, thing, _ in read.quads():
        data.add((subject, predicate, thing))
    _, report, _ = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(SHAPES), inference="none")
    assert isinstance(report, rdflib.Graph)
    return sum(1 for _ in report.subjects(RDF.type, SH.ValidationResult))


def by_shacl(text: str) -> int:
    """The number of results of the package that `xianzhi check` uses, reading included."""
    return len(shacl.Shapes.from_file(str(SHAPES)).validate_text(text, format="nquads").results)


def by_check(text: str) -> int:
    """The same with each violation's fact, sentence and page, as `xianzhi check` tells it."""
    return len(check(text).violations)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a function took, as medians: seconds of processor time of all threads, seconds of the clock; and what it gave back."""

    processor: float
    clock: float
    found: int


def taken_by(function: Callable[[str], int], text: str, rounds: int) -> Taken:
    """Run the function so many times."""
    processor, clock, found = [], [], 0
    for _ in range(rounds):
        started, used = time.perf_counter(), time.process_time()
        found = function(text)
        processor.append(time.process_time() - used)
        clock.append(time.perf_counter() - started)
    return Taken(statistics.median(processor), statistics.median(clock), found)


def main(
    corpus: Annotated[Path, typer.Argument(help="news.jsonl, may be gzipped")],
    wanted: Annotated[int, typer.Option("--statements", help="how many statements at least")] = 100_000,
    articles: Annotated[int, typer.Option(help="articles to extract")] = 200,
    cache: Annotated[Path, typer.Option(help="folder that keeps the graph for the next run")] = Path(".bench"),
) -> None:
    """Print what both take, and how many times as long pySHACL takes."""
    cache.mkdir(exist_ok=True)
    lines = statements(corpus, articles, wanted, cache)
    text = "".join(lines)
    print(f"{len(lines):,} statements, read and held against the shapes; seconds of processor time, so that a busy machine does not blur it")
    peer = taken_by(by_pyshacl, text, 1)
    print(f"  {'pySHACL':<44}{peer.processor:7.2f} s  (clock {peer.clock:.2f} s)  {peer.found} results")
    for name, function in (("shacl", by_shacl), ("xianzhi check (fact, sentence and page too)", by_check)):
        taken = taken_by(function, text, ROUNDS)
        if taken.found != peer.found:
            raise SystemExit(f"{name} found {taken.found} results, pySHACL {peer.found}")
        ratio = peer.processor / taken.processor
        print(f"  {name:<44}{taken.processor:7.2f} s  (clock {taken.clock:.2f} s)  {taken.found} results, {ratio:.0f} times as fast")


if __name__ == "__main__":
    typer.run(main)
