"""The Neo4j benchmark without its server: how the graph is made larger and changed, and how figures are told."""

import io
import subprocess
from datetime import date

import pytest
from neo4j.time import Date
from rich.console import Console

from loaders.embedded import EmbeddedStore
from loaders.graph_model import Projection
from loaders.queries import questions
from tests.conftest import ROOT
from tests.golden import gold_facts
from tools.bench_graph import changed, enlarged, read_graph, write_graph
from tools.bench_neo4j import FIXED, FREQUENT, Loaded, best_of, load_table, missing, percentiles, values_of


def size(graph: Projection) -> int:
    return sum(map(len, graph.nodes.values()))


@pytest.fixture(scope="module")
def graph():
    return gold_facts.projection()


def test_a_larger_graph_has_the_same_entities_and_every_relationship_its_ends(graph):
    large = enlarged(graph, 3 * size(graph))
    assert 3 * size(graph) <= size(large) < 3.5 * size(graph)
    assert large.nodes["Person"] == graph.nodes["Person"]
    for (_, (source, target)), rows in large.relations.items():
        assert all(a in large.nodes[source] and b in large.nodes[target] for a, b in rows)
    assert enlarged(graph, 3 * size(graph)) == large


def test_a_direct_relationship_has_the_support_of_all_copies(graph):
    large = enlarged(graph, 3 * size(graph))
    for rows in (rows for (name, _), rows in large.relations.items() if name == "HOLDS_POST"):
        for row in rows.values():
            assert isinstance(row[2], list)
            assert len(row[2]) == row[3]
            assert set(row[2]) <= set(large.nodes["Fact"])


def test_one_article_changed_is_little(graph):
    after = changed(graph)
    assert len(after.nodes["Fact"]) == len(graph.nodes["Fact"]) - 1
    assert sum(after.nodes["Article"][key] != row for key, row in graph.nodes["Article"].items()) == 1


def test_a_graph_survives_its_file(graph, tmp_path):
    write_graph(graph, tmp_path / "graph.jsonl")
    back = read_graph(tmp_path / "graph.jsonl")
    assert back == graph
    assert any(isinstance(cell, date) for row in back.nodes["Fact"].values() for cell in row)


def test_figures_and_ratios():
    done = [Loaded("peer", 12.0, 10, 30), Loaded("xianzhi", 4.0, 10, 30), Loaded("peer", 10.0, 10, 30), Loaded("xianzhi", 2.0, 10, 30)]
    out = io.StringIO()
    Console(file=out, width=120).print(load_table(done, {"the same graph again": 0.5}))
    assert [(each.who, each.seconds) for each in best_of(done)] == [("peer", 10.0), ("xianzhi", 2.0)]
    assert done[-1].speed == 20
    assert "5.0 times as fast" in out.getvalue()
    assert "the same graph again" in out.getvalue()


def test_what_a_load_lost_or_altered_is_seen():
    graph = Projection()
    graph.add_node("Fact", {"id": "f", "type": "post", "start": date(2021, 12, 3), "confidence": 0.5, "agenda": ["一", "二", "一"]})
    graph.add_node("Person", {"id": "p", "name": "甲某", "aliases": []})
    row = graph.nodes["Fact"]["f"]
    stored: dict[str, object] = {"id": "f", "type": "post", "start": Date(2021, 12, 3), "confidence": 0.5, "agenda": ["一", "二"], "uri": "more is no fault"}
    assert missing("Fact", row, stored) == []
    assert missing("Fact", row, {**stored, "start": "2021-12-03", "confidence": None, "agenda": ["一"]}) == ["Fact.confidence", "Fact.start", "Fact.agenda"]
    assert missing("Person", graph.nodes["Person"]["p"], {"id": "p", "name": "甲某"}) == []


def test_percentiles_are_milliseconds():
    assert percentiles([0.002]) == (2.0, 2.0)
    p50, p95 = percentiles([at / 1000 for at in range(1, 101)])
    assert (round(p50, 1), round(p95, 2)) == (50.5, 95.05)


def test_every_parameter_of_every_question_has_a_value_of_the_graph(graph, tmp_path):
    assert {sort for question in questions().values() for _, sort in question.parameters} <= set(FREQUENT) | set(FIXED)
    with EmbeddedStore.create(tmp_path / "graph.lbug") as store:
        store.load(graph)
        for question in questions().values():
            values = values_of(question, store)
            assert set(values) == {name for name, _ in question.parameters}
            assert all(values.values())
            assert "无" not in values.values()


def test_it_says_what_it_needs():
    ran = subprocess.run(["make", "-s", "bench-neo4j", "CORPUS="], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "CORPUS=" in ran.stderr
