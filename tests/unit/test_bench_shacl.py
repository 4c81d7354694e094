"""The benchmark of the check: both validators are asked the same and find the same."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from tools.bench_shacl import by_check, by_pyshacl, by_shacl, taken_by

CASE = Path(__file__).parents[1] / "golden" / "shapes" / "period-a-text.ttl"


def test_all_three_find_the_same():
    graph = ox.NamedNode("https://w3id.org/xianzhi/id/graph/article/1-1")
    triples = ox.parse(CASE.read_bytes(), format=ox.RdfFormat.TURTLE)
    quads = (ox.Quad(each.subject, each.predicate, each.object, graph) for each in triples)
    text = "".join(f"{quad} .\n" for quad in quads)
    assert taken_by(by_check, text, 2).found == by_shacl(text) == by_pyshacl(text) == 2
