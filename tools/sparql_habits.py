"""What two ways of writing one SPARQL query cost in Oxigraph: the table of docs/sparql.md.

    python -m tools.sparql_habits CORPUS [--statements 1000000] [--articles 150] [--cache DIR] [--seconds 120] [--quick]

CORPUS is `news.jsonl` or `news.jsonl.gz`, as for `make bench-rdf`, whose graph this is too: the first articles extracted once, and
multiplied until they make so many statements. Each way is asked three times, one that takes
more than ten seconds once; the best time is told. Both ways give the same rows, or it says so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal

from loaders.oxigraph import build_store
from loaders.rdf import graphs
from loaders.sparql import SparqlStore
from loaders.store import Limits, QueryTimeoutError
from tools.bench_graph import graph_of
from tools.bench_rdf import extras_like, of_size

ROUNDS = 3
QUOTE = "?fact xz:evidence/oa:hasSelector/oa:exact ?quote ."
INSIDE = "?county rdfs:label $PLACE . ?place xz:within* ?county . ?fact xz:county ?place ;"  # what counts for a place and all that lies in it
POSTS = f"{INSIDE} a xz:Post ."
MEASURES = f"{INSIDE} a xz:Measure ."
BUSIEST = "SELECT ?name { ?fact a xz:Post ; xz:county/xz:within+/rdfs:label ?name } GROUP BY ?name ORDER BY DESC(COUNT(*)) ?name LIMIT 1"
OTHER = "?other xz:actionAgent ?who ; a xz:Action ; xz:realis code:realis-actual"


@dataclass(frozen=True, slots=True)
class Habit:
    """A rule for authors, and the two ways of writing that it is about."""

    rule: str
    slow: str
    quick: str


HABITS = (
    Habit(
        "what must be there goes into both branches of UNION, not after it",
        f"SELECT * {{ {{ {POSTS} }} UNION {{ {MEASURES} }} {QUOTE} }}",
        f"SELECT * {{ {{ {POSTS} {QUOTE} }} UNION {{ {MEASURES} {QUOTE} }} }}",
    ),
    Habit(
        "what must be there goes before OPTIONAL",
        f"SELECT * {{ {POSTS} OPTIONAL {{ ?fact xz:postTitle ?title }} {QUOTE} }}",
        f"SELECT * {{ {POSTS} {QUOTE} OPTIONAL {{ ?fact xz:postTitle ?title }} }}",
    ),
    Habit(
        "what must be there goes before BIND",
        f"SELECT * {{ {POSTS} BIND(?fact AS ?post) ?post xz:evidence/oa:hasSelector/oa:exact ?quote }}",
        f"SELECT * {{ {POSTS} {QUOTE} BIND(?fact AS ?post) }}",
    ),
    Habit(
        "what must be there goes into an inner SELECT, not after it",
        f"SELECT * {{ {{ SELECT DISTINCT ?fact {{ {POSTS} }} }} {QUOTE} }}",
        f"SELECT * {{ {{ SELECT DISTINCT ?fact ?quote {{ {POSTS} {QUOTE} }} }} }}",
    ),
    Habit(
        "an OPTIONAL of three steps or more says again which facts are meant",
        f"SELECT * {{ {POSTS} OPTIONAL {{ {QUOTE} }} }}",
        f"SELECT * {{ {POSTS} OPTIONAL {{ ?fact a xz:Post . {QUOTE} }} }}",
    ),
    Habit(
        "an OPTIONAL that needs another one's variable stands inside it",
        f"SELECT * {{ {POSTS} OPTIONAL {{ ?fact xz:postOrganization ?body }} OPTIONAL {{ ?body rdfs:label ?name }} }}",
        f"SELECT * {{ {POSTS} OPTIONAL {{ ?fact xz:postOrganization ?body OPTIONAL {{ ?body rdfs:label ?name }} }} }}",
    ),
    Habit(
        "MINUS, not FILTER NOT EXISTS, where what is left out is told by constants that many facts have",
        f"SELECT * {{ {POSTS} ?fact xz:postPerson ?who FILTER NOT EXISTS {{ {OTHER} }} }}",
        f"SELECT * {{ {POSTS} ?fact xz:postPerson ?who MINUS {{ {OTHER} }} }}",
    ),
    Habit(
        "a name is written with its language, not compared as a string",
        "SELECT ?place { ?place rdfs:label ?name FILTER(STR(?name) = STR($PLACE)) }",
        "SELECT ?place { ?place rdfs:label $PLACE }",
    ),
)


def best(store: SparqlStore, text: str, place: Literal, seconds: float) -> tuple[float, int]:
    """The best time of a query in seconds, and how many rows it gives; over the limit that, and -1 rows."""
    times = []
    rows = 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        try:
            rows = len(store.answer(text, {"PLACE": place}, Limits(seconds, 1_000_000)).rows)  # type: ignore[union-attr]  # SELECTs
        except QueryTimeoutError:
            return seconds, -1
        times.append(time.perf_counter() - began)
        if times[-1] > 10:  # once is enough to see it
            break
    return min(times), rows


def milliseconds(seconds: float) -> str:
    """A time for the table: whole milliseconds, of less than ten with a decimal."""
    number = seconds * 1000
    return f"{number:,.0f} ms" if number >= 10 else f"{number:.1f} ms"


def table(store: SparqlStore, seconds: float) -> list[str]:
    """The rules with the times of both ways, as lines of a Markdown table."""
    (found,) = store.query(BUSIEST, {}, Limits(600)).rows
    place = Literal(str(found[0]), language="zh")
    lines = ["| rule | rows | otherwise | so |", "|---|--:|--:|--:|"]
    for habit in HABITS:
        (slow, many), (quick, rows) = (best(store, text, place, seconds) for text in (habit.slow, habit.quick))
        differ = f" (otherwise {many})" if many not in {rows, -1} else ""
        lines.append(f"| {habit.rule} | {rows:,}{differ} | {'over ' * (many < 0)}{milliseconds(slow)} | {milliseconds(quick)} |")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 2 where the corpus cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tools.sparql_habits", description="Ways of writing SPARQL, timed in Oxigraph.")
    parser.add_argument("corpus", type=Path, help="news.jsonl or news.jsonl.gz, one object with a text a line")
    parser.add_argument("--articles", type=int, default=150, help="how many articles are extracted")
    parser.add_argument("--statements", type=int, default=1_000_000, help="statements of the graph, made of the extracted articles over and over")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "xianzhi-bench", help="folder where the extracted graph is kept")
    parser.add_argument("--seconds", type=float, default=120.0, help="time limit of a query")
    parser.add_argument("--quick", action="store_true", help="20 articles and 20,000 statements: to see that it works")
    options = parser.parse_args(arguments)
    articles, statements = (20, 20_000) if options.quick else (options.articles, options.statements)
    try:
        small, _ = graph_of(options.corpus, articles, 1, options.cache)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    graph = of_size(small, statements)
    with tempfile.TemporaryDirectory() as name:
        held = build_store(Path(name) / "store", graphs(graph, extras_like(graph)))
        with SparqlStore.read(Path(name) / "store") as store:
            print(f"{held:,} statements\n", *table(store, options.seconds), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
