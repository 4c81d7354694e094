"""Every competency question, over the gold facts: right in itself, whatever the extraction finds."""

import pyoxigraph
import pytest
from rdflib import Dataset

from loaders import rdf
from loaders.embedded import EmbeddedStore
from loaders.oxigraph import build_store
from loaders.queries import arguments, ask, names_in, question, questions
from loaders.sparql import SparqlStore
from loaders.sparql_questions import ask_sparql, filled
from loaders.sparql_results import plain
from loaders.store import QueryError, Result
from tests.golden import gold_facts
from tests.golden.answers import expectations, wrong
from tools.questions_page import comparable


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("gold") / "graph.lbug"
    with EmbeddedStore.create(path) as fresh:
        fresh.load(gold_facts.projection())
    with EmbeddedStore.read(path) as store:
        yield store


@pytest.fixture(scope="module")
def triples(tmp_path_factory):
    path = tmp_path_factory.mktemp("gold") / "triples"
    build_store(path, rdf.graphs(gold_facts.projection(), rdf.Extras()))
    with SparqlStore.read(path) as triples:
        yield triples


@pytest.mark.parametrize("name", expectations())
def test_sparql_answers_as_cypher_does(store, triples, name):
    """And so as expected, which the next test and that of `proof` hold of Cypher."""
    values = expectations()[name].get("with", {})
    found = ask_sparql(triples, name, values)
    assert comparable(found) == comparable(ask(store, name, values))
    assert found.rows or not expectations()[name]["answer"]


@pytest.fixture(scope="module")
def in_rdflib():
    """The same RDF in a store that is not ours, whose plan of a query is another."""
    data = Dataset(default_union=True)
    data.parse(data="".join(rdf.nquads(gold_facts.projection(), rdf.Extras())), format="nquads")
    return data


@pytest.mark.parametrize("name", expectations())
def test_rdflib_answers_the_same(store, in_rdflib, name):
    asked, values = question(name), expectations()[name].get("with", {})
    found = in_rdflib.query(filled(asked, arguments(asked, values, names_in(store))))
    rows = tuple(tuple(None if cell is None else plain(from_n3(cell.n3())) for cell in row) for row in found)
    assert comparable(Result(tuple(map(str, found.vars)), rows)) == comparable(ask(store, name, values))


def from_n3(text):
    """A term of rdflib as one of Oxigraph."""
    (triple,) = pyoxigraph.parse(f"<x:s> <x:p> {text} .", format=pyoxigraph.RdfFormat.TURTLE)
    return triple.object


@pytest.mark.parametrize("name", [name for name in expectations() if name != "proof"])
def test_gold_facts_give_the_expected_answer(store, name):
    expected = expectations()[name]
    assert wrong(expected, ask(store, name, expected.get("with", {})), gold_facts.spellings()) == []


def test_proof_names_every_fact_with_its_sentence_on_the_page(store):
    values = expectations()["proof"]["with"]
    found = ask(store, "proof", values).records()
    pages = {source: each.page.text for source, each in gold_facts.extractions()}
    facts = [fact for _, each in gold_facts.extractions() for fact in each.facts]
    about = {
        fact.id
        for fact in facts
        for _, fillers in fact.slots
        for filler in fillers
        if filler.key and filler.key.kind == "Programme" and filler.value == values["PROGRAMME"]
    }
    assert len(about) > 1
    assert {row["fact"] for row in found} == about
    for row in found:
        assert pages[row["page"]][row["start"] : row["end"]].replace("\n", "") == row["quote"]


def test_a_county_is_known_by_its_everyday_names(store, triples):
    full = ask(store, "villages-of-county", {"COUNTY": "景宁畲族自治县"})
    assert full.rows
    for name in ("景宁县", "景宁"):
        assert ask(store, "villages-of-county", {"COUNTY": name}) == full
        assert ask_sparql(triples, "villages-of-county", {"COUNTY": name}).rows == full.rows


def test_an_office_may_carry_its_body(store, triples):
    values = {"OFFICE": "区委书记", "ORGANIZATION": "中共莲都区委员会", "DATE": "2020-06-02"}
    assert [row[0] for row in ask(store, "office-on-date", values).rows] == ["徐光文"]
    assert [row[0] for row in ask_sparql(triples, "office-on-date", values).rows] == ["徐光文"]


@pytest.mark.parametrize("values", [{"county": "没有的县"}, {}, {"COUNTY": "莲都区", "CITY": "丽水市"}])
def test_wrong_use_is_told_alike(store, triples, values):
    with pytest.raises(QueryError) as in_cypher:
        ask(store, "credit-of-county", values)
    with pytest.raises(QueryError) as in_sparql:
        ask_sparql(triples, "credit-of-county", values)
    assert str(in_sparql.value) == str(in_cypher.value)


def test_every_competency_question_has_its_file():
    assert {question(name).name for name in expectations()} == set(questions())
