"""The questions over the graph that the pipeline makes of the seeds. Which of them are right is kept here, and nowhere else."""

import pytest

from extractors.identity.resolve import resolve
from extractors.pipeline import Extractor
from loaders.embedded import EmbeddedStore
from loaders.graph_model import project
from loaders.queries import ask
from ontology.records import Declared, Page
from tests.golden.answers import expectations, wrong
from tests.golden.gold_facts import SEEDS, gazetteer_records

RIGHT: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def extractions():
    extractor = Extractor.load()
    return [(path.name, extractor.extract(Page.of(path.read_text(encoding="utf-8")), Declared())) for path in sorted(SEEDS.glob("*.txt"))]


@pytest.fixture(scope="module")
def store(tmp_path_factory, extractions):
    places = gazetteer_records()
    every = [each for _, each in extractions]
    mentions = [(fact.article, filler.key) for each in every for fact in each.facts for _, fillers in fact.slots for filler in fillers if filler.key]
    mentions += [mention for each in every for mention in each.mentions]
    path = tmp_path_factory.mktemp("seeds") / "graph.lbug"
    with EmbeddedStore.create(path) as fresh:
        fresh.load(project(
            pages=[(each.page, each.declared, (source,)) for source, each in extractions],
            articles=[article for each in every for article in each.articles],
            facts=[fact for each in every for fact in each.facts],
            mentions=mentions,
            resolution=resolve([key for _, key in mentions], aliases=[pair for each in every for pair in each.aliases], places=places),
            places=places,
        ))  # fmt: skip
    with EmbeddedStore.read(path) as store:
        yield store


@pytest.mark.parametrize("name", RIGHT)
def test_the_seeds_answer(store, name):
    expected = expectations()[name]
    assert wrong(expected, ask(store, name, expected.get("with", {}))) == []


def test_proof_of_a_programme(store, extractions):
    found = ask(store, "proof", expectations()["proof"]["with"]).records()
    pages = {source: each.page.text for source, each in extractions}
    assert found
    for row in found:
        assert pages[row["page"]][row["start"] : row["end"]].replace("\n", "") == row["quote"].replace("\n", "")
