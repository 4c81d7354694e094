"""The questions over the graph that a build makes of the seeds. Which of them are not right is kept in `ontology/questions/unanswered.yml`, with the reason."""

import tempfile
from pathlib import Path

import pytest

from flows.config import BuildOptions
from flows.stages import build
from loaders.embedded import EmbeddedStore
from loaders.publication import Publication
from loaders.queries import ask
from loaders.sparql import SparqlStore
from loaders.sparql_questions import ask_sparql
from loaders.truth import Truth
from tests.golden.answers import expectations, unanswered, wrong
from tests.golden.gold_facts import SEEDS
from tools.questions_page import comparable

# `python -m tests.golden.test_questions_of_seeds` prints which questions are right now, and what is wrong with the others.
RIGHT = [name for name in expectations() if name not in unanswered() and name != "proof"]


@pytest.fixture(scope="module")
def published(seeds_graph):
    return Publication(seeds_graph).current()


@pytest.fixture(scope="module")
def store(published):
    with EmbeddedStore.read(published.store) as store:
        yield store


@pytest.fixture(scope="module")
def triples(published):
    with SparqlStore.read(published.triples) as triples:
        yield triples


@pytest.mark.parametrize("name", RIGHT)
def test_the_seeds_answer(store, name):
    expected = expectations()[name]
    assert wrong(expected, ask(store, name, expected.get("with", {}))) == []


@pytest.mark.parametrize("name", unanswered())
def test_what_is_told_to_be_missing_is_missing(store, name):
    expected = expectations()[name]
    assert wrong(expected, ask(store, name, expected.get("with", {}))), "answered now: take it out of unanswered.yml, then `make docs`"


def test_what_is_missing_stands_on_a_page():
    pages = ["".join(path.read_text(encoding="utf-8").split("\n")) for path in SEEDS.glob("*.txt")]
    told = [each["sentence"] for missing in unanswered().values() for each in missing]
    assert [sentence for sentence in told if not any(sentence in page for page in pages)] == []


@pytest.mark.parametrize("name", expectations())
def test_sparql_answers_the_same(store, triples, name):
    values = expectations()[name].get("with", {})
    assert comparable(ask_sparql(triples, name, values)) == comparable(ask(store, name, values))


def test_every_fact_about_a_programme_shows_its_proof(store, published):
    with Truth.read(published.truth) as truth:
        texts = {Path(sources[0]).name: page.text for page, _, sources in truth.pages()}
    rows = ask(store, "proof", expectations()["proof"]["with"]).records()
    assert rows
    for row in rows:
        assert texts[row["page"]][row["start"] : row["end"]].replace("\n", "") == row["quote"]


def test_every_fact_is_proved_at_its_offsets(store, published):
    with Truth.read(published.truth) as truth:
        texts = {page.id: page.text for page, _, _ in truth.pages()}
        facts = list(truth.facts())
    proofs = store.query(
        "MATCH (f:Fact)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(:Article)-[:`ON`]->(g:Page) "
        "RETURN f.id AS fact, g.id AS page, e.quote AS quote, e.start AS start, e.`end` AS `end`"
    ).records()
    assert {row["fact"] for row in proofs} == {fact.id for fact in facts}
    for row in proofs:
        assert texts[row["page"]][row["start"] : row["end"]].replace("\n", "") == row["quote"]


def main() -> None:
    """Build the seeds' graph in a temporary folder and print each question's state."""
    with tempfile.TemporaryDirectory() as folder:
        build(BuildOptions(inputs=(SEEDS,), graph=Path(folder), workers=1))
        with EmbeddedStore.read(Publication(Path(folder)).current().store) as store:
            for name, expected in expectations().items():
                answer = ask(store, name, expected.get("with", {}))
                faults = ([] if answer.rows else ["no fact"]) if name == "proof" else wrong(expected, answer)
                print("right" if not faults else "WRONG", name, *faults, sep="\n    " if faults else " ")


if __name__ == "__main__":
    main()
