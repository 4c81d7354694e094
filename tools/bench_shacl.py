"""How long the check against the shapes takes, beside pySHACL on the same statements in the same run: `python -m tools.bench_shacl CORPUS`.

The graph is extracted from the corpus's first articles and made larger by the same articles on further pages. Both read the
shapes and the N-Quads text and validate; a number of facts is spoilt, so that there is something to report, and both must report the same.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
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


def seconds_of(function: Callable[[str], int], text: str, rounds: int) -> tuple[float, int]:
    """The median of the seconds that the function took, and what it gave back."""
    taken, found = [], 0
    for _ in range(rounds):
        started = time.perf_counter()
        found = function(text)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken), found


def main(
    corpus: Annotated[Path, typer.Argument(help="news.jsonl, may be gzipped")],
    wanted: Annotated[int, typer.Option("--statements", help="how many statements at least")] = 100_000,
    articles: Annotated[int, typer.Option(help="articles to extract")] = 200,
    cache: Annotated[Path, typer.Option(help="folder that keeps the graph for the next run")] = Path(".bench"),
) -> None:
    """Print the seconds of both, and how many times as long pySHACL takes."""
    cache.mkdir(exist_ok=True)
    lines = statements(corpus, articles, wanted, cache)
    text = "".join(lines)
    print(f"{len(lines):,} statements, read and held against the shapes")
    peer, expected = seconds_of(by_pyshacl, text, 1)
    print(f"  {'pySHACL':<42}{peer:8.2f} s  {expected} results")
    for name, function in (("shacl", by_shacl), ("xianzhi check (fact, sentence and page too)", by_check)):
        taken, found = seconds_of(function, text, ROUNDS)
        if found != expected:
            raise SystemExit(f"{name} found {found} results, pySHACL {expected}")
        print(f"  {name:<42}{taken:8.2f} s  {found} results  {peer / taken:6.0f} times as fast")


if __name__ == "__main__":
    typer.run(main)
