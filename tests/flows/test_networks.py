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
    assert "莲都区政府采购供应商" in part
    assert 0 < part.count("->") < whole.count("->") / 4


@pytest.mark.parametrize(
    "words", [("--format", "facts", "--around", "政采贷"), ("--format", "dot", "--around", "无此物"), ("--format", "dot", "--around", "政采贷", "--steps", "0")]
)
def test_around_wrongly_used(seeds_graph, tmp_path, words):
    assert CliRunner().invoke(app, ["export", str(tmp_path / "x"), "--graph", str(seeds_graph), *words]).exit_code == 2
    assert not (tmp_path / "x").exists()
