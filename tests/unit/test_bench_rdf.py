"""The RDF benchmark without its minutes: the graph's size, the part that rdflib gets, figures and what is told of them."""

import io

import pytest
from rich.console import Console

from loaders.embedded import EmbeddedStore
from loaders.oxigraph import build_store
from loaders.rdf import graphs
from loaders.sparql import SparqlStore
from tests.golden import gold_facts
from tools.bench_neo4j import Latency
from tools.bench_rdf import OURS, PEER, Timed, extras_like, latencies, main, of_size, ours, part_of, peer, question_table, rate_table, times_peer, verdict


@pytest.fixture(scope="module")
def graph():
    return gold_facts.projection()


def number(graph):
    return sum(len(each) for _, each in graphs(graph, extras_like(graph)))


def test_a_graph_is_made_of_about_so_many_statements(graph):
    wanted = 2 * number(graph)
    assert wanted * 0.9 < number(of_size(graph, wanted)) < wanted * 1.2
    assert of_size(graph, 1) is graph


def test_a_part_is_whole_graphs():
    whole = [("a", ["1", "2"]), ("b", ["3"]), ("c", ["4"])]
    assert part_of(whole, 2) == whole[:1]
    assert part_of(whole, 3) == whole[:2]
    assert part_of(whole, 0) == whole


def test_everything_is_measured_once(graph, tmp_path):
    whole, done = ours(graph, extras_like(graph), tmp_path)
    assert [each.what for each in done] == ["make from the property graph", "write trig", "write nquads", "write turtle", "load in memory", "load on disk"]
    assert len({each.statements for each in done}) == 1
    beside = list(peer(whole[:1]))
    assert [each.what for each in beside] == ["load nquads", "write nquads", "load trig", "write trig"]
    assert {each.statements for each in beside} == {len(whole[0][1])}


def test_questions_are_asked_in_both_languages(graph, tmp_path):
    build_store(tmp_path / "store", graphs(graph, extras_like(graph)))
    with EmbeddedStore.create(tmp_path / "graph.lbug") as embedded, SparqlStore.read(tmp_path / "store") as sparql:
        embedded.load(graph)
        found = latencies(embedded, sparql, 1)
    assert len(found) > 10
    assert all(same for *_, same in found.values())


def test_figures_are_told_and_limits_held():
    done = [Timed("write trig", OURS, 100, 1.0, 1.0), Timed("write trig", PEER, 100, 50.0, 50.0), Timed("load in memory", OURS, 100, 1.0, 1.0),
            Timed("load nquads", PEER, 100, 2.0, 2.0), Timed("load trig", PEER, 100, 4.0, 4.0)]  # fmt: skip  # a table
    assert times_peer(done[0], done) == pytest.approx(50)
    assert times_peer(done[2], done) == pytest.approx(2)
    assert times_peer(Timed("write turtle", OURS, 1, 1, 1), done) is None
    found = {"slow": (Latency(1, 2, 3), Latency(100, 250, 3), True), "odd": (Latency(1, 2, 3), Latency(1, 2, 4), False)}
    assert verdict(done, found) == [
        "load in memory: 2.0 times rdflib, at least 5 wanted", "slow: p95 250 ms, at most 200 wanted", "odd: Cypher and SPARQL differ",
    ]  # fmt: skip  # a table
    printed = io.StringIO()
    console = Console(file=printed, width=116)
    console.print(rate_table(done, {"write trig": 5_000_000}))
    console.print(question_table(found))
    assert "50.0" in printed.getvalue()
    assert "100.0 / 250.0" in printed.getvalue()


def test_a_corpus_that_cannot_be_read_is_told(tmp_path, capsys):
    assert main([str(tmp_path / "none.jsonl"), "--cache", str(tmp_path)]) == 2
    assert "none.jsonl" in capsys.readouterr().err
