"""Every competency question over the gold facts, in both stores: the same answers, and the right ones."""

import pytest

from loaders.embedded import EmbeddedStore
from loaders.neo4j_store import Neo4jStore
from loaders.queries import ask, questions
from loaders.store import QueryError
from tests.golden import gold_facts
from tests.golden.answers import expectations, wrong

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    with EmbeddedStore.create(tmp_path_factory.mktemp("gold") / "graph.lbug") as store:
        store.load(gold_facts.projection())
        yield store


@pytest.fixture(scope="module")
def neo4j(empty_database):
    with Neo4jStore(empty_database) as store:
        store.load(gold_facts.projection())
        yield store


def test_the_dump_is_the_same(embedded, neo4j):
    assert neo4j.dump() == embedded.dump()
    assert neo4j.counts() == embedded.counts() == {name: number for name, number in gold_facts.projection().counts().items() if number}


@pytest.mark.parametrize("name", expectations())
def test_the_answer_is_the_same_and_right(embedded, neo4j, name):
    expected = expectations()[name]
    found = ask(neo4j, name, expected.get("with", {}))
    assert found == ask(embedded, name, expected.get("with", {}))
    if name != "proof":  # whose expectation is a rule, tested over the embedded store
        assert wrong(expected, found, gold_facts.spellings()) == []


def names_of(store, label):
    return [row[0] for row in store.query(f"MATCH (n:`{label}`) RETURN DISTINCT n.name AS name ORDER BY name").rows]


def answer(store, name, values):
    try:
        return ask(store, name, values)
    except QueryError as error:  # a name that several bear
        return str(error)


@pytest.mark.parametrize(("label", "sort"), [("Person", "person"), ("Programme", "programme"), ("Place", "place")])
def test_whoever_is_asked_for_the_answers_are_the_same(embedded, neo4j, label, sort):
    asked = [question for question in questions().values() if [kind for _, kind in question.parameters] == [sort]]
    names = names_of(embedded, label)[::7]
    assert len(asked) * len(names) > 10
    for question in asked:
        for name in names:
            values = {question.parameters[0][0]: name}
            assert answer(neo4j, question.name, values) == answer(embedded, question.name, values)
