"""What is drawn: the neighbourhood of names, one arrow a pair."""

from __future__ import annotations

import networkx as nx
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.networks import near, to_dot


@pytest.fixture
def chain():
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, kind in (("甲", "Person"), ("乙", "Organization"), ("丙", "Place"), ("丁", "Programme"), ("戊", "Group")):
        graph.add_node(name, name=name, kind=kind)
    for source, target, relation in (("甲", "乙", "HOLDS_POST"), ("丙", "乙", "PAID"), ("丁", "丙", "RUNS_IN"), ("丙", "丁", "LAUNCHED")):
        graph.add_edge(source, target, key=relation, type=relation)
    return graph


@pytest.mark.parametrize(("steps", "names"), [(1, "甲乙"), (2, "甲乙丙"), (3, "甲乙丙丁")])
def test_near_walks_both_ways(chain, steps, names):
    assert set(near(chain, ["甲"], steps)) == set(names)


def test_near_of_several_and_of_none(chain):
    assert set(near(chain, ["甲", "丁", "不在"], 1)) == set("甲乙丙丁")
    assert set(near(chain, [], 3)) == set()


def test_one_arrow_a_pair(chain):
    chain.add_edge("甲", "乙", key="PAID", type="PAID")
    text = to_dot(chain)
    assert '"甲" -> "乙" [label="HOLDS_POST, PAID"];' in text
    assert text.count("->") == 4
    assert '"戊"' not in text  # nothing leads to it


def test_export_around_a_name(seeds_graph, tmp_path):
    def export(*words: str) -> tuple[int, str]:
        path = tmp_path / "part.dot"
        result = CliRunner().invoke(app, ["export", str(path), "--graph", str(seeds_graph), *words])
        return result.exit_code, path.read_text(encoding="utf-8") if path.exists() else result.stderr

    code, whole = export("--format", "dot")
    assert code == 0
    code, part = export("--format", "dot", "--around", "政采贷", "--steps", "1")
    assert code == 0
    assert "政采贷" in part
    assert "LAUNCHED" in part
    assert 0 < part.count("->") < whole.count("->") / 4


@pytest.mark.parametrize(
    "words", [("--format", "facts", "--around", "政采贷"), ("--format", "dot", "--around", "无此物"), ("--format", "dot", "--around", "政采贷", "--steps", "0")]
)
def test_around_wrongly_used(seeds_graph, tmp_path, words):
    assert CliRunner().invoke(app, ["export", str(tmp_path / "x"), "--graph", str(seeds_graph), *words]).exit_code == 2
    assert not (tmp_path / "x").exists()


def test_a_projection_becomes_a_network_that_graphml_holds(tmp_path):
    from datetime import date

    from flows.networks import network, write_graphml
    from loaders.graph_model import Projection

    projection = Projection()
    person = projection.add_node("Person", {"id": "person/-/甲", "name": "甲", "aliases": []})
    body = projection.add_node("Organization", {"id": "organization/-/乙", "name": "乙<&>", "aliases": []})
    projection.add_node("Article", {"id": "a-1", "title": "无关"})
    projection.relate("HOLDS_POST", ("Person", "Organization"), person, body, ["fact1"], 1, date(2022, 5, 6), None, ["局长", "书记"])
    projection.relate("MENTIONS", ("Article", "Person"), "a-1", person)
    graph = network(projection)
    assert dict(graph.nodes(data="kind")) == {person: "Person", body: "Organization"}
    ((_, _, data),) = graph.edges(data=True)
    assert data["type"] == "HOLDS_POST"
    assert "局长、书记" in data.values()
    assert "2022-05-06" in data.values()
    write_graphml(graph, tmp_path / "graph.graphml")
    again = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert again.nodes[body]["name"] == "乙<&>"
    assert again.number_of_edges() == 1


def test_dot_quotes_what_names_hold():
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", name='甲"\\\n乙', kind="Person")
    graph.add_node("b", name="丙", kind="Place")
    graph.add_edge("a", "b", key="IN", type="IN")
    assert '"a" [label="甲\\"\\\\ 乙"' in to_dot(graph)
