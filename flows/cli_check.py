"""The command that holds the graph's RDF against the SHACL shapes: `xianzhi check`. `flows.cli` registers it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli_stores import RowFormat
from flows.config import DEFAULT_GRAPH
from flows.console import Graph, err, print_csv, print_json_lines, print_table, told

_COLUMNS = ("fact", "breaks", "value", "sentence", "page", "start", "end")


def check(
    file: Annotated[Path | None, typer.Argument(help="an RDF file (.trig, .nq, .ttl, .nt) instead of the graph's own RDF")] = None,
    graph: Graph = DEFAULT_GRAPH,
    format_: Annotated[RowFormat, typer.Option("--format", help="how to print")] = RowFormat.table,
) -> None:
    """Hold the graph's RDF against its SHACL shapes; each violation with the fact, its sentence and the page.

    Exit code 0 where all conforms, 1 where something does not.
    """
    from flows.checking import check as check_text
    from flows.checking import check_file

    with told():
        checked = check_file(file) if file else check_text(rdf_text(graph))
    rows = [each.row() for each in checked.violations]
    if format_ is RowFormat.json:
        print_json_lines(rows)
    elif format_ is RowFormat.csv:
        print_csv(rows, (*_COLUMNS, "node", "path", "shape", "constraint"))
    elif rows:
        print_table(rows, _COLUMNS)
    told_of = f"{len(rows)} violation{'s' if len(rows) > 1 else ''}" if rows else "no violation"
    err.print(f"{file or graph}: {checked.statements:,} statements, {told_of}", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(0 if checked.conforms else 1)


def rdf_text(graph: Path) -> str:
    """The published graph's RDF as N-Quads."""
    from flows.lookup import truth_of
    from flows.stages import rdf_graphs
    from loaders.rdf import quads_of

    with truth_of(graph) as truth:
        return "".join(line for name, statements in rdf_graphs(truth) for line in quads_of(name, statements))
