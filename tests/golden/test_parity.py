"""Cypher and SPARQL give equal rows over a larger graph: the gold facts four times, each time of other people, bodies and programmes."""

from __future__ import annotations

import pytest

from loaders import rdf
from loaders.embedded import EmbeddedStore
from loaders.oxigraph import build_store
from loaders.queries import ask, questions
from loaders.sparql import SparqlStore
from loaders.sparql_questions import ask_sparql
from loaders.store import Limits
from tests.golden import gold_facts
from tools.bench import replicated
from tools.questions_page import comparable

COPIES = 4
EACH = 6  # values tried of each sort
WHOLE = Limits(rows=100_000)
NAMES = {  # of whom most is known first
    "place": "MATCH (p:Place)<-[:HAS_COUNTY]-(f:Fact) RETURN p.name AS name, count(*) AS number ORDER BY number DESC, name",
    "body": "MATCH (o:Organization)<-[:HAS_ORGANIZATION]-(f:Fact) RETURN o.name AS name, count(*) AS number ORDER BY number DESC, name",
    "person": "MATCH (p:Person)<-[]-(f:Fact) RETURN p.name AS name, count(*) AS number ORDER BY number DESC, name",
    "programme": "MATCH (p:Programme)<-[]-(f:Fact) RETURN p.name AS name, count(*) AS number ORDER BY number DESC, name",
    "meeting": "MATCH (m:Meeting)<-[]-(f:Fact) RETURN m.name AS name, count(*) AS number ORDER BY number DESC, name",
    "office": "MATCH (f:Fact {type: 'post'}) RETURN f.office AS name, count(*) AS number ORDER BY number DESC, name",
}
FIXED = {"date": ["2020-06-02", "2021-12-03", "2022-04-22", "2022-05-01"], "number": ["0", "10000", "1000000", "100000000"]}
PLACES = {"CITY": ["丽水市", "嘉兴市"]}


@pytest.fixture(scope="module")
def graph():
    gold = gold_facts.projection()
    return replicated(gold, COPIES * len(gold.nodes["Article"]))


@pytest.fixture(scope="module")
def store(graph, tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "graph.lbug"
    with EmbeddedStore.create(path) as fresh:
        fresh.load(graph)
    with EmbeddedStore.read(path) as store:
        yield store


@pytest.fixture(scope="module")
def triples(graph, tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "triples"
    build_store(path, rdf.graphs(graph, rdf.Extras()))
    with SparqlStore.read(path) as triples:
        yield triples


@pytest.fixture(scope="module")
def known(store):
    return {sort: [str(row[0]) for row in store.query(text, limits=WHOLE).rows[:EACH]] for sort, text in NAMES.items()} | FIXED


@pytest.mark.parametrize("name", sorted(questions()))
def test_both_languages_give_the_same_rows(store, triples, known, name):
    parameters = questions()[name].parameters
    choices = [PLACES.get(parameter, known[sort]) for parameter, sort in parameters]
    number = max(map(len, choices), default=1)
    rows = 0
    for at in range(number):  # the most frequent of each sort together, then the next
        values = {parameter: choice[at % len(choice)] for (parameter, _), choice in zip(parameters, choices, strict=True)}
        found = ask_sparql(triples, name, values, limits=WHOLE)
        assert comparable(found) == comparable(ask(store, name, values, limits=WHOLE)), values
        rows += len(found.rows)
    assert rows > 0 or name in {"agenda", "office-on-date", "succession"}  # whose values would have to fit each other
