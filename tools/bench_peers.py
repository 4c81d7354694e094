"""Loading the benchmark's graph with the two peers, each in its recommended way; runs in the peers' own environment.

    python -m tools.bench_peers graphrag|rdflib GRAPH [--batch N]

The database is named by NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD. The last line printed is JSON: the seconds of loading alone, without
reading the file, making the peer's own objects and connecting; what was written is for the caller to count. Imports nothing of this project.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

Group = dict[str, Any]
BASE = "https://example.org/graph/"  # of the triples' addresses; the part after the last slash becomes label, type or property


def groups(path: Path) -> Iterator[Group]:
    """The graph's groups of rows: `label`, or `type` and `ends`, with `columns` (name and sort) and `rows`; days are dates."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            group = json.loads(line)
            days = [at for at, (_, sort) in enumerate(group["columns"]) if sort == "date"]
            for row in group["rows"]:
                for at in days:
                    row[at] = date.fromisoformat(row[at]) if row[at] else None
            yield group


def properties(group: Group, row: Sequence[Any]) -> dict[str, Any]:
    """A row's properties that are there, without a relationship's ends."""
    names = (name for name, _ in group["columns"])
    return {name: value for name, value in zip(names, row, strict=True) if value is not None and name not in {"from", "to"}}


def graphrag(path: Path, batch: int | None) -> float:
    """Seconds of neo4j-graphrag's Neo4jWriter: labels, ids and all properties as they are; it needs APOC on the server."""
    from neo4j import GraphDatabase  # noqa: PLC0415 - each peer is imported where it is measured
    from neo4j_graphrag.components.kg_writer import Neo4jWriter  # noqa: PLC0415 - each peer is imported where it is measured
    from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship  # noqa: PLC0415 - each peer is imported where it is measured

    nodes, relationships = [], []
    for group in groups(path):
        if "label" in group:
            label = group["label"]
            nodes += [Neo4jNode(id=f"{label} {row[0]}", label=label, properties=properties(group, row)) for row in group["rows"]]
            continue
        (left, right), kind = group["ends"], group["type"]
        relationships += [
            Neo4jRelationship(start_node_id=f"{left} {row[0]}", end_node_id=f"{right} {row[1]}", type=kind, properties=properties(group, row))
            for row in group["rows"]
        ]
    graph = Neo4jGraph(nodes=nodes, relationships=relationships)
    uri, user, password = _access()
    with GraphDatabase.driver(uri, auth=(user, password)) as driver:
        driver.verify_connectivity()
        writer = Neo4jWriter(driver, **({"batch_size": batch} if batch else {}))
        began = time.perf_counter()
        outcome = asyncio.run(writer.run(graph))
        seconds = time.perf_counter() - began
    if outcome.status != "SUCCESS":
        raise RuntimeError(f"Neo4jWriter: {outcome.metadata}")
    return seconds


def rdflib(path: Path, batch: int | None) -> float:
    """Seconds of rdflib-neo4j's store: the graph as triples, subject by subject, so that each node is written once.

    Triples have no place for the properties of relationships, and none for empty lists: it writes that much less. Lists are declared as
    multivalued; names are the local parts of addresses, as the graph has them.
    """
    from rdflib import Graph  # noqa: PLC0415 - each peer is imported where it is measured
    from rdflib_neo4j import HANDLE_MULTIVAL_STRATEGY, HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig  # noqa: PLC0415 - each peer is imported where it is measured

    triples, lists = _triples(path)
    uri, user, password = _access()
    config = Neo4jStoreConfig(
        auth_data={"uri": uri, "database": "neo4j", "user": user, "pwd": password},
        custom_prefixes={"g": BASE},
        batching=True,
        **({"batch_size": batch} if batch else {}),
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.IGNORE,
        handle_multival_strategy=HANDLE_MULTIVAL_STRATEGY.ARRAY,
        multival_props_names=[("g", name) for name in lists],
    )
    graph = Graph(store=Neo4jStore(config=config))  # connects, and makes the constraint on Resource.uri that its manual asks for
    began = time.perf_counter()
    for triple in triples:
        graph.add(triple)
    graph.close(commit_pending_transaction=True)
    return time.perf_counter() - began


def _triples(path: Path) -> tuple[list[tuple[Any, Any, Any]], list[str]]:
    """The graph as triples, all of a subject together, and the names of the properties that are lists."""
    from rdflib import RDF, Literal, URIRef  # noqa: PLC0415 - each peer is imported where it is measured

    def node(label: str, node_id: str) -> URIRef:
        return URIRef(f"{BASE}{label}/{quote(node_id)}")

    subjects: dict[URIRef, list[tuple[Any, Any, Any]]] = {}
    lists: set[str] = set()
    for group in groups(path):
        names = {name: URIRef(BASE + name) for name, _ in group["columns"]}
        if "label" in group:
            lists |= {name for name, sort in group["columns"] if sort == "strings"}
            for row in group["rows"]:
                subject = node(group["label"], row[0])
                found = subjects[subject] = [(subject, RDF.type, URIRef(BASE + group["label"]))]
                for name, value in properties(group, row).items():
                    found += [(subject, names[name], Literal(each)) for each in (value if isinstance(value, list) else [value])]
            continue
        (left, right), kind = group["ends"], URIRef(BASE + group["type"])
        for row in group["rows"]:
            subject = node(left, row[0])
            subjects[subject].append((subject, kind, node(right, row[1])))
    return [triple for found in subjects.values() for triple in found], sorted(lists)


def _access() -> tuple[str, str, str]:
    return os.environ["NEO4J_URI"], os.environ["NEO4J_USERNAME"], os.environ["NEO4J_PASSWORD"]


LOADERS = {"graphrag": graphrag, "rdflib": rdflib}


def main(arguments: Sequence[str] | None = None) -> int:
    """Load and print the seconds."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_peers", description=main.__doc__)
    parser.add_argument("peer", choices=sorted(LOADERS))
    parser.add_argument("graph", type=Path)
    parser.add_argument("--batch", type=int, help="rows of a batch; the peer's own default where it is not given")
    options = parser.parse_args(arguments)
    with redirect_stdout(sys.stderr):  # the peers print as they please
        seconds = LOADERS[options.peer](options.graph, options.batch)
    print(json.dumps({"seconds": seconds}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
