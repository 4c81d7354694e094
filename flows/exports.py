"""What `xianzhi export` writes of a published graph, one function a format; each gives back the line that tells what was written."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from flows.console import write_lines
from flows.lookup import truth_of
from flows.stores import StoreKind, open_store


class Export(StrEnum):
    """What is exported."""

    facts = "facts"
    graphml = "graphml"
    dot = "dot"
    neo4j_admin = "neo4j-admin"
    browser = "browser"
    trig = "trig"
    nquads = "nquads"
    turtle = "turtle"


DRAWN = (Export.graphml, Export.dot)


def write_export(format_: Export, path: Path, graph: Path, *, around: Sequence[str] = (), steps: int = 2) -> str:
    """Write the export to the file or folder; `around` and `steps` cut out a part of what is drawn, ValueError where nothing is."""
    if around and format_ not in DRAWN:
        raise ValueError(f"--around is for {' and '.join(DRAWN)}; what {format_} writes is always whole")
    if format_ is Export.facts:
        return _facts(path, graph)
    if format_ is Export.neo4j_admin:
        return _neo4j_admin(path, graph)
    if format_ is Export.browser:
        return _browser(path)
    if format_ in DRAWN:
        return _drawn(format_, path, graph, around, steps)
    return _rdf(format_, path, graph)


def _facts(path: Path, graph: Path) -> str:
    table = path.with_name(path.stem + ".resolution.jsonl")
    with truth_of(graph) as truth:
        write_lines(path, truth.fact_lines())
        write_lines(table, truth.resolution_lines())
    return f"{path}, {table}"


def _drawn(format_: Export, path: Path, graph: Path, around: Sequence[str], steps: int) -> str:
    from flows.networks import near, network, to_dot, write_graphml
    from flows.showing import found
    from flows.stages import projected

    with truth_of(graph) as truth:
        drawn = network(projected(truth))
    if around:
        with open_store(StoreKind.embedded, graph) as store:
            drawn = near(drawn, [each.id for name in around for each in found(store, name)], steps)
    if format_ is Export.graphml:
        write_graphml(drawn, path)
    else:
        path.write_text(to_dot(drawn), encoding="utf-8")
    return f"{path}: {drawn.number_of_nodes()} entities, {drawn.number_of_edges()} relationships"


def _neo4j_admin(path: Path, graph: Path) -> str:
    from flows.stages import projected
    from loaders.neo4j_admin import README, as_imported, write_import
    from loaders.neo4j_ranges import bookkeeping

    with truth_of(graph) as truth:
        projection = projected(truth)
    # With the loader's own record, so that the next load writes only what has changed since; of no build's name, so that it looks at
    # all once, and makes the constraints and indexes that an import does not, and the empty lists.
    files = write_import(projection, path, extra_nodes=bookkeeping(as_imported(projection), ""))
    return f"{path}: {len(files)} files; {path / README} tells how to import them"


def _browser(path: Path) -> str:
    from loaders.browser_files import write_browser_files

    return ", ".join(map(str, write_browser_files(path)))


def _rdf(format_: Export, path: Path, graph: Path) -> str:
    from flows.stages import rdf_graphs
    from loaders.rdf_files import RdfFormat, write_rdf

    with truth_of(graph) as truth, path.open("wb") as file:
        number = write_rdf(file, rdf_graphs(truth), RdfFormat(format_.value))
    return f"{path}: {number} statements"
