"""The commands that speak SPARQL: `sparql` asks the published graph's RDF, `serve-sparql` lets other programs ask. `flows.cli` registers them."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.config import DEFAULT_GRAPH
from flows.console import Graph, err, out, pair, told
from loaders.store import Limits


class SparqlFormat(StrEnum):
    """How an answer is printed: a table for people, else a format of the W3C."""

    table = "table"
    json = "json"
    csv = "csv"
    tsv = "tsv"
    xml = "xml"
    turtle = "turtle"
    ntriples = "ntriples"


def sparql(
    query: Annotated[str | None, typer.Argument(help="one SPARQL query; without it --file")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="a file that holds the query; -: standard input")] = None,
    graph: Graph = DEFAULT_GRAPH,
    param: Annotated[list[str] | None, typer.Option("--param", help="NAME=VALUE for $NAME: text, name@zh, 12, 2021-12-03, id:place/331102")] = None,
    format_: Annotated[SparqlFormat | None, typer.Option("--format", help="how to print; a table, of CONSTRUCT and DESCRIBE Turtle")] = None,
    seconds: Annotated[float, typer.Option(min=0.001, help="time limit")] = 30.0,
    rows: Annotated[int, typer.Option(min=1, help="limit of rows or triples")] = 10_000,
) -> None:
    """Ask the graph's RDF in SPARQL: SELECT, ASK, CONSTRUCT, DESCRIBE; the project's prefixes are known, all graphs are read as one."""
    from flows.rows import print_rows
    from flows.stores import open_triples
    from loaders.sparql_guard import term_of
    from loaders.sparql_results import Triples, result_of, written

    with told():
        text = _text(query, file)
        values = {name: term_of(value) for name, value in map(pair, param or ())}
        with open_triples(graph) as store:
            answer = store.answer(text, values, Limits(seconds, rows))
        if format_ is SparqlFormat.table or (format_ is None and not isinstance(answer, Triples)):
            print_rows(out, result_of(answer, short=True))
            return
        data = written(answer, (format_ or SparqlFormat.turtle).value)
    sys.stdout.write(data.decode())
    sys.stdout.write("" if data.endswith(b"\n") else "\n")
    if answer.cut:
        err.print(f"cut off after {rows} rows", style="yellow", highlight=False)


def _text(query: str | None, file: Path | None) -> str:
    """The query of the one or the other; ValueError where both are given or none."""
    if (query is None) == (file is None):
        raise ValueError("give a query, or a file that holds one: xianzhi sparql 'SELECT …', or --file QUERY.rq")
    if query is not None:
        return query
    assert file is not None
    try:
        return sys.stdin.read() if file == Path("-") else file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{file}: not UTF-8") from error


def serve_sparql(
    graph: Graph = DEFAULT_GRAPH,
    port: Annotated[int, typer.Option(min=0, max=65535, help="port on 127.0.0.1; 0: any that is free")] = 7878,
    seconds: Annotated[float, typer.Option(min=0.001, help="time limit of a query")] = 30.0,
    rows: Annotated[int, typer.Option(min=1, help="limit of rows or triples of an answer")] = 10_000,
    workers: Annotated[int, typer.Option(min=1, help="queries that run at the same time")] = 2,
    allow_origin: Annotated[list[str] | None, typer.Option(help="web page's origin that may ask too (CORS); may be given more than once")] = None,
) -> None:
    """Serve the published graph as a read-only SPARQL 1.1 endpoint on this machine, with a page to ask it at /, until stopped.

    A graph that is built anew meanwhile is what the next query reads.
    """
    from flows.sparql_server import serve

    with told():
        serve(graph, port=port, limits=Limits(seconds, rows), workers=workers, origins=tuple(allow_origin or ()))
