"""How fast the RDF is written and loaded beside rdflib, and how fast the questions are answered in SPARQL, on a graph of a million statements.

    python -m tools.bench_rdf CORPUS [--statements 1000000] [--articles 300] [--peer 200000] [--repeat 20] [--cache DIR] [--quick]

CORPUS is `news.jsonl` or `news.jsonl.gz`: one object a line with `text` and, where known, `date`. Its first articles are extracted once
and multiplied (tools/bench_graph.py). Everything is measured in one run. Rates are statements a second of processor time, all threads
together, so that a busy machine does not blur them; seconds of the clock stand beside. rdflib gets the first graphs of the same file,
`--peer` statements or a few more, since the whole takes it minutes. The property graph's own load stands below, in nodes and relationships.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import rdflib
from rich.console import Console
from rich.table import Table

from loaders.embedded import EmbeddedStore
from loaders.graph_model import Projection
from loaders.graph_schema import graph_schema
from loaders.oxigraph import build_store, memory_store
from loaders.queries import Question, ask, questions
from loaders.rdf import Extras, graphs
from loaders.rdf_files import RdfFormat, write_rdf
from loaders.sparql import SparqlStore
from loaders.sparql_questions import ask_sparql
from loaders.store import QueryError, Result
from ontology.schema import load_schema
from tools.bench_graph import enlarged, graph_of
from tools.bench_neo4j import FIXED, FREQUENT, Latency, percentiles, values_of

WIDTH = 116  # of the tables, also where it is no terminal that reads them
LEAST_TIMES = {"write trig": 5.0, "write nquads": 5.0, "load in memory": 5.0, "load on disk": 2.0}  # as fast as rdflib, which loads into memory
CANDIDATES = 60  # names that are tried until a question has an answer
MOST_P95 = 200.0  # milliseconds of a question over a million statements
OURS, PEER = "xianzhi", "rdflib"
MADE, PROPERTY_GRAPH = "make from the property graph", "the same as property graph"

Graphs = list[tuple[str, list[str]]]
Both = tuple[Latency, Latency, bool]  # a question in Cypher, in SPARQL, and whether the rows are the same


@dataclass(frozen=True, slots=True)
class Timed:
    """One measurement: what was done with how many statements, in seconds of the clock and of the processor."""

    what: str
    who: str
    statements: int
    clock: float
    processor: float

    @property
    def rate(self) -> float:
        """Statements a second of processor time."""
        return self.statements / max(self.processor, 1e-9)


def extras_like(graph: Projection) -> Extras:
    """Extras for a graph without records: each dated fact's day in the first date slot of its type."""
    at = {each.name: place for place, each in enumerate(graph_schema().nodes["Fact"])}
    slots = {each.name: next((slot.name for slot in each.slots if slot.type == "date"), "") for each in load_schema().facts.values()}
    dated = {fact: (slots[str(row[at["type"]])], str(row[at["date_text"]])) for fact, row in graph.nodes.get("Fact", {}).items() if row[at["date_text"]]}
    return Extras({fact: [(slot, text)] for fact, (slot, text) in dated.items() if slot and "/" not in text}, version="bench")


def of_size(graph: Projection, statements: int) -> Projection:
    """The graph with its articles over and over until it makes about so many statements."""
    own = sum(len(each) for _, each in graphs(graph, extras_like(graph)))
    shared = sum(len(each) for name, each in graphs(graph, extras_like(graph)) if "/graph/article/" not in name)
    nodes = sum(map(len, graph.nodes.values()))
    of_articles = sum(len(graph.nodes.get(label, {})) for label in ("Page", "Article", "Fact", "Evidence"))
    missing = statements - own
    return enlarged(graph, nodes + round(missing * of_articles / max(own - shared, 1))) if missing > 0 else graph


def timed(what: str, who: str, work: Callable[[], int]) -> Timed:
    """Do the work, which gives the number of its statements, and time it."""
    clock, processor = time.perf_counter(), time.process_time()
    statements = work()
    return Timed(what, who, statements, time.perf_counter() - clock, time.process_time() - processor)


def ours(graph: Projection, extras: Extras, folder: Path) -> tuple[Graphs, list[Timed]]:
    """The graph's statements, and how long it took to make them of the property graph, to write them and to load them into Oxigraph."""
    whole: Graphs = []

    def make() -> int:
        whole.extend(graphs(graph, extras))
        return sum(len(each) for _, each in whole)

    def write(form: RdfFormat) -> int:
        with (folder / f"whole.{form}").open("wb") as file:
            return write_rdf(file, whole, form)

    done = [timed(MADE, OURS, make)]
    done += [timed(f"write {form}", OURS, partial(write, form)) for form in RdfFormat]
    done.append(timed("load in memory", OURS, lambda: len(memory_store(whole))))
    done.append(timed("load on disk", OURS, lambda: build_store(folder / "store", whole)))
    return whole, done


def part_of(whole: Graphs, statements: int) -> Graphs:
    """The first graphs that have so many statements together; all of them where 0 is given."""
    found: Graphs = []
    for each in whole:
        found.append(each)
        statements -= len(each[1])
        if statements <= 0 and statements + len(each[1]) > 0:
            break
    return found


def peer(part: Graphs) -> Iterator[Timed]:
    """What rdflib takes to load both forms with named graphs into its memory, and to write them from there."""
    for form in (RdfFormat.nquads, RdfFormat.trig):
        file = io.BytesIO()
        write_rdf(file, part, form)
        dataset = rdflib.Dataset(default_union=True)
        yield timed(f"load {form}", PEER, partial(_load, dataset, file.getvalue(), form))
        yield timed(f"write {form}", PEER, partial(_write, dataset, form))


def _load(dataset: rdflib.Dataset, data: bytes, form: RdfFormat) -> int:
    dataset.parse(data=data, format=form.value)
    return sum(len(graph) for graph in dataset.graphs())


def _write(dataset: rdflib.Dataset, form: RdfFormat) -> int:
    dataset.serialize(io.BytesIO(), format=form.value, encoding="utf-8")
    return sum(len(graph) for graph in dataset.graphs())


def telling_values(question: Question, store: EmbeddedStore) -> dict[str, str]:
    """Values for a question's parameters: of what the graph speaks of most, the first with which the question has an answer, if any has."""
    values = values_of(question, store)
    named = [(name, sort) for name, sort in question.parameters if sort not in FIXED]
    if len(named) != 1:
        return values
    [(name, sort)] = named
    frequent = FREQUENT.get(name) or FREQUENT[sort]
    for candidate, *_ in store.query(frequent.replace("LIMIT 1", f"LIMIT {CANDIDATES}")).rows:
        tried = {**values, name: str(candidate)}
        with suppress(QueryError):  # a name that several bear
            if ask(store, question.name, tried).rows:
                return tried
    return values


def latencies(embedded: EmbeddedStore, sparql: SparqlStore, repeat: int) -> dict[str, Both]:
    """Of each question in Cypher and in SPARQL, names found and all, and whether both gave the same rows."""
    found = {}
    for question in questions().values():
        values = telling_values(question, embedded)
        try:
            cypher, rows = _latency(partial(ask, embedded, question.name, values), repeat)
            other, same = _latency(partial(ask_sparql, sparql, question.name, values), repeat)
        except QueryError as error:  # a name that several bear
            print(f"{question.name}: {error}", file=sys.stderr)
            continue
        found[question.name] = (cypher, other, rows == same)
    return found


def _latency(work: Callable[[], Result], repeat: int) -> tuple[Latency, list[str]]:
    rows = sorted(map(repr, work().rows))
    seconds = []
    for _ in range(repeat):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return Latency(*percentiles(seconds), len(rows)), rows


def rate_table(done: Sequence[Timed], sizes: Mapping[str, int]) -> Table:
    """What was done how fast, and how many times as fast as rdflib."""
    table = Table(title="Writing and loading RDF, one run", width=WIDTH)
    for column in ("what", "who", "statements", "seconds", "of processor", "statements/s", "times rdflib", "MB"):
        table.add_column(column, justify="left" if column in {"what", "who"} else "right")
    for each in done:
        times = times_peer(each, done)
        size = f"{sizes[each.what] / 1e6:.0f}" if each.who == OURS and each.what in sizes else ""
        shown = f"{times:.1f}" if times and each.who == OURS else ""
        table.add_row(each.what, each.who, f"{each.statements:,}", f"{each.clock:.1f}", f"{each.processor:.1f}", f"{each.rate:,.0f}", shown, size)
    return table


def times_peer(one: Timed, done: Sequence[Timed]) -> float | None:
    """How many times as fast as rdflib's best of the same sort (writing that form, or loading); None where it did none."""
    rates = [each.rate for each in done if each.who == PEER and (each.what == one.what or (one.what.startswith("load") and each.what.startswith("load")))]
    return one.rate / max(rates) if rates else None


def question_table(found: Mapping[str, Both]) -> Table:
    """The questions' p50 and p95 in milliseconds in both languages."""
    table = Table(title="Questions, milliseconds (p50 / p95)", width=WIDTH)
    for column in ("question", "rows", "Cypher, embedded store", "SPARQL, Oxigraph", "same rows"):
        table.add_column(column, justify="left" if column == "question" else "right")
    for name, (cypher, sparql, same) in found.items():
        table.add_row(name, str(sparql.rows), f"{cypher.p50:.1f} / {cypher.p95:.1f}", f"{sparql.p50:.1f} / {sparql.p95:.1f}", "yes" if same else "no")
    return table


def verdict(done: Sequence[Timed], found: Mapping[str, Both]) -> list[str]:
    """What is not as it should be."""
    wrong = []
    for each in done:
        times = times_peer(each, done)
        least = LEAST_TIMES.get(each.what, 0.0) if each.who == OURS else 0.0
        if times is not None and times < least:
            wrong.append(f"{each.what}: {times:.1f} times rdflib, at least {least:.0f} wanted")
    wrong += [f"{name}: p95 {sparql.p95:.0f} ms, at most {MOST_P95:.0f} wanted" for name, (_, sparql, _) in found.items() if sparql.p95 > MOST_P95]
    return wrong + [f"{name}: Cypher and SPARQL differ" for name, (_, _, same) in found.items() if not same]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0 whether limits are kept or not, 2 where the corpus cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_rdf", description="RDF written, loaded and asked, beside rdflib.")
    parser.add_argument("corpus", type=Path, help="news.jsonl or news.jsonl.gz, one object with a text a line")
    parser.add_argument("--articles", type=int, default=300, help="how many articles are extracted")
    parser.add_argument("--statements", type=int, default=1_000_000, help="statements of the graph, made of the extracted articles over and over")
    parser.add_argument("--peer", type=int, default=200_000, help="statements that rdflib gets; 0: all")
    parser.add_argument("--repeat", type=int, default=20, help="how often each question is asked")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "xianzhi-bench", help="folder where the extracted graph is kept")
    parser.add_argument("--quick", action="store_true", help="20 articles, 20,000 statements, each question 3 times: to see that it works")
    options = parser.parse_args(arguments)
    articles, statements, part, repeat = (20, 20_000, 5_000, 3) if options.quick else (options.articles, options.statements, options.peer, options.repeat)
    try:
        small, _ = graph_of(options.corpus, articles, 1, options.cache)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    graph = of_size(small, statements)
    extras = extras_like(graph)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, done = ours(graph, extras, folder)
        sizes = {f"write {form}": (folder / f"whole.{form}").stat().st_size for form in RdfFormat}
        sizes["load on disk"] = sum(path.stat().st_size for path in (folder / "store").iterdir())
        done += peer(part_of(whole, part))
        with EmbeddedStore.create(folder / "graph.lbug") as embedded, SparqlStore.read(folder / "store") as sparql:
            done.append(timed(PROPERTY_GRAPH, OURS, lambda: _loaded(embedded, graph)))
            found = latencies(embedded, sparql, repeat)
    console = Console(width=WIDTH)
    counts = graph.counts()
    console.print(f"{counts.get('Article', 0):,} articles, {counts.get('Fact', 0):,} facts, {done[0].statements:,} statements", highlight=False)
    console.print(rate_table(done, sizes))
    console.print(question_table(found))
    for each in verdict(done, found):
        console.print(each, markup=False, highlight=False)
    return 0


def _loaded(store: EmbeddedStore, graph: Projection) -> int:
    store.load(graph)
    return sum(graph.counts().values())


if __name__ == "__main__":
    sys.exit(main())
