"""The commands that speak with a graph store: `cypher`, `ask` and `show` ask one, `load` fills one. `flows.cli` registers them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.config import DEFAULT_GRAPH
from flows.console import Graph, as_number, out, pair, print_csv, print_questions, progress_bar, told
from flows.stores import StoreKind, open_store, open_triples
from loaders.store import Limits, Result

# What only some commands need is imported by them: `xianzhi ask` is not to wait for spaCy.

Store = Annotated[StoreKind, typer.Option("--store", help="which store is asked; neo4j: the one that NEO4J_URI and NEO4J_PASSWORD name")]


class RowFormat(StrEnum):
    """How rows are printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Language(StrEnum):
    """In which language a saved question is asked: of the property graph, or of the same graph's RDF."""

    cypher = "cypher"
    sparql = "sparql"


class LoadTarget(StrEnum):
    """What can be loaded beside the embedded store, which every build makes."""

    neo4j = "neo4j"


def cypher(
    statement: Annotated[str, typer.Argument(help="one reading Cypher statement")],
    graph: Graph = DEFAULT_GRAPH,
    store: Store = StoreKind.embedded,
    param: Annotated[list[str] | None, typer.Option("--param", help="NAME=VALUE, used as $NAME; numbers are numbers")] = None,
    format_: Annotated[RowFormat, typer.Option("--format", help="how to print")] = RowFormat.table,
    seconds: Annotated[float, typer.Option(help="time limit")] = 30.0,
    rows: Annotated[int, typer.Option(help="row limit")] = 10_000,
) -> None:
    """Ask the graph in Cypher: one statement that only reads, values as parameters."""
    with told():
        values = {name: as_number(value) for name, value in map(pair, param or ())}
        with open_store(store, graph) as opened:
            result = opened.query(statement, values, Limits(seconds, rows))
    print_result(result, format_)


def ask(
    question: Annotated[str | None, typer.Argument(help="name of a saved question; none: the list")] = None,
    values: Annotated[list[str] | None, typer.Argument(help="NAME=VALUE …")] = None,
    graph: Graph = DEFAULT_GRAPH,
    store: Store = StoreKind.embedded,
    format_: Annotated[RowFormat, typer.Option("--format", help="how to print")] = RowFormat.table,
    language: Annotated[Language, typer.Option("--language", help="cypher, or sparql: of the published RDF store")] = Language.cypher,
    show_text: Annotated[bool, typer.Option("--show", help="print the question's Cypher or SPARQL instead of its answer")] = False,
) -> None:
    """Ask a saved question; without one, list them with the sorts of their parameters. `COUNTY=景宁` means 景宁畲族自治县."""
    from flows.places import with_places
    from loaders.queries import ask as answer
    from loaders.queries import question as known_question
    from loaders.queries import questions

    with told():
        if question is None:
            print_questions(questions().values())
            return
        if show_text:
            known = known_question(question)
            sys.stdout.write(known.sparql if language is Language.sparql else known.text)
            return
        named = with_places(question, dict(map(pair, values or ())))
        if language is Language.sparql:
            result = _ask_sparql(question, named, graph, store)
        else:
            with open_store(store, graph) as opened:
                result = answer(opened, question, named)
    print_result(result, format_)


def _ask_sparql(question: str, values: Mapping[str, str], graph: Path, store: StoreKind) -> Result:
    from loaders.sparql_questions import ask_sparql

    if store is not StoreKind.embedded:
        raise ValueError(f"--store {store} is asked in Cypher; --language sparql asks the published RDF store")
    with open_triples(graph) as opened:
        return ask_sparql(opened, question, values)


def show(name: Annotated[str, typer.Argument(help="a name, an alias or an id")], graph: Graph = DEFAULT_GRAPH, store: Store = StoreKind.embedded) -> None:
    """Show what the graph knows of somebody or something, in order of time, each fact with sentence, page and offsets."""
    from flows.showing import shown, shown_lines

    with told(), open_store(store, graph) as opened:
        found = shown(opened, name)
    for each in found:
        for text, style in shown_lines(each):
            out.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def load(
    target: Annotated[LoadTarget, typer.Argument(help="the store to load")],
    graph: Graph = DEFAULT_GRAPH,
    uri: Annotated[str | None, typer.Option(help="address of the server; else NEO4J_URI")] = None,
    user: Annotated[str | None, typer.Option(help="user; else NEO4J_USERNAME, else neo4j")] = None,
    database: Annotated[str | None, typer.Option(help="database; else NEO4J_DATABASE, else neo4j")] = None,
    check: Annotated[bool, typer.Option("--check", help="read all that the database holds, and mend what other hands changed")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="let the graph take the place of nodes of its labels that xianzhi did not load")] = False,
) -> None:
    """Load the published graph into Neo4j: at first all of it, later what has changed since; the same again changes nothing.

    The password is taken from NEO4J_PASSWORD alone: on a command line others could read it. Exit code 0 when the database holds
    the graph, 2 when it cannot be reached or entered, or may not be written.
    """
    from flows.neo4j_stage import load_published
    from flows.summary import loaded_lines
    from loaders.neo4j_target import Neo4jTarget

    del target  # there is one so far
    with told():
        named = Neo4jTarget.from_environment(os.environ, uri=uri, user=user, database=database)
        with progress_bar() as bar:
            job = bar.add_task("load", total=None)
            done = load_published(graph, named, progress=lambda ready, total: bar.update(job, completed=ready, total=total), check=check, replace=replace)
    for line in loaded_lines(done):
        out.print(line, markup=False, highlight=False, soft_wrap=True)


def print_result(result: Result, format_: RowFormat) -> None:
    """An answer's rows in the wanted form."""
    from flows.rows import print_rows

    if format_ is RowFormat.table:
        print_rows(out, result)
    elif format_ is RowFormat.csv:
        print_csv(result.records(), result.columns)
    else:
        sys.stdout.write(json.dumps(result.records(), ensure_ascii=False, indent=2, default=str) + "\n")
