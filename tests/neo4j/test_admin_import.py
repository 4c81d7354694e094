"""A real bulk import by neo4j-admin: every node, relationship and property as the graph holds it, and the next load finds nothing to do."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from neo4j.time import Date

from flows.lookup import truth_of
from flows.stages import projected
from loaders.graph_model import Cell, Projection
from loaders.graph_schema import graph_schema
from loaders.neo4j_admin import as_imported, write_import
from loaders.neo4j_ranges import bookkeeping
from loaders.neo4j_store import Neo4jStore
from loaders.neo4j_target import Neo4jTarget
from tests.unit.test_neo4j_admin import hostile
from tools.neo4j_server import Server

pytestmark = pytest.mark.neo4j


def imported(server: Server, projection: Projection, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Export, stop the server, import as the README tells, start it."""
    write_import(projection, folder, extra_nodes=bookkeeping(as_imported(projection), ""))
    server.stop()
    with monkeypatch.context() as within:
        within.chdir(folder)
        said = server.admin("database", "import", "full", "neo4j", "@import.args")
    assert said.returncode == 0, said.stdout[-1500:] + said.stderr[-1500:]
    server.start()


def plain(cell: object) -> object:
    return cell.to_native() if isinstance(cell, Date) else cell


def lines(names: list[str], cells: tuple[Cell, ...]) -> str:
    """A row by its properties with their types (1 is not 1.0, an empty list not a missing one), those that are missing left out."""
    return repr(sorted((name, cell) for name, cell in zip(names, cells, strict=True) if cell is not None))


def wanted(projection: Projection) -> Counter[tuple[str, str]]:
    found = Counter({("", ""): 0})
    for label, rows in projection.nodes.items():
        names = [each.name for each in graph_schema().nodes[label]]
        found.update((label, lines(names, row)) for row in rows.values())
    for (relation, (source, target)), related in projection.relations.items():
        names = ["_from", "_to", *(each.name for each in graph_schema().relations[relation].properties)]
        found.update((f"{source} {relation} {target}", lines(names, row)) for row in related.values())
    return +found


def found(target: Neo4jTarget) -> Counter[tuple[str, str]]:
    """Everything in the database but the loader's own nodes, whatever its label, type or property's name."""
    rows: Counter[tuple[str, str]] = Counter()
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver, driver.session(database=target.database) as session:
        for record in session.run("MATCH (n) WHERE NOT n:XianzhiLoad AND NOT n:XianzhiRange RETURN labels(n) AS labels, properties(n) AS row"):
            rows["+".join(record["labels"]), repr(sorted((name, plain(cell)) for name, cell in record["row"].items()))] += 1
        text = "MATCH (a)-[r]->(b) RETURN labels(a) AS a, type(r) AS type, labels(b) AS b, a.id AS source, b.id AS target, properties(r) AS row"
        for record in session.run(text):
            row = {name: plain(cell) for name, cell in record["row"].items()} | {"_from": record["source"], "_to": record["target"]}
            rows[f"{'+'.join(record['a'])} {record['type']} {'+'.join(record['b'])}", repr(sorted(row.items()))] += 1
    return rows


def compare(target: Neo4jTarget, projection: Projection) -> None:
    there, given = found(target), wanted(projection)
    assert sorted(str(each)[:300] for each in given - there) == []
    assert sorted(str(each)[:300] for each in there - given) == []


@pytest.fixture(scope="module")
def seeds(seeds_graph):
    with truth_of(seeds_graph) as truth:
        return projected(truth)


def test_hostile_values_are_imported_as_they_are_and_a_load_adds_empty_lists(own_server, own_target, tmp_path, monkeypatch):
    graph = hostile()
    graph.add_node("Article", {"id": "long", "text": '长"\n' * 1_500_000})  # more than the importer's own read buffer
    imported(own_server, graph, tmp_path, monkeypatch)
    compare(own_target, as_imported(graph))
    with Neo4jStore(own_target) as store:
        done = store.load(graph)
    assert (done.created, done.removed) == ({}, {})
    assert done.changed == {"ATTENDED": 1, "Meeting": 9, "Organization": 1, "Programme": 1}
    compare(own_target, graph)


def test_an_import_replaces_and_the_next_loads_write_only_what_differs(own_server, own_target, seeds, tmp_path, monkeypatch):
    imported(own_server, seeds, tmp_path, monkeypatch)
    left = as_imported(seeds)
    compare(own_target, left)
    without_list = {label: sum(row != left.nodes[label][key] for key, row in rows.items()) for label, rows in seeds.nodes.items()}
    with Neo4jStore(own_target) as store:
        first = store.load(seeds, digest="build")
        assert (first.created, first.removed) == ({}, {})
        assert first.changed == {label: number for label, number in sorted(without_list.items()) if number}
        assert store.holds("build")
        assert store.query("CALL db.index.fulltext.queryNodes('entity_names', '政采贷') YIELD node RETURN node.name AS name").rows
        newer = Projection({label: dict(rows) for label, rows in seeds.nodes.items()}, dict(seeds.relations))
        newer.add_node("Person", {"id": "new", "name": "新人", "aliases": []})
        evidence = next(iter(newer.nodes["Evidence"]))
        newer.nodes["Evidence"][evidence] = (evidence, "另一句", *newer.nodes["Evidence"][evidence][2:])
        second = store.load(newer, digest="next")
        assert (second.created, second.changed, second.removed) == ({"Person": 1}, {"Evidence": 1}, {})
    compare(own_target, newer)
