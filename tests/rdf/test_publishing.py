"""The triple store as part of a build: of earlier graphs, of damaged ones, of several readers."""

from __future__ import annotations

import json
import shutil

import pytest

from flows.config import BuildOptions
from flows.stages import build, rdf_graphs
from loaders.embedded import EmbeddedStore
from loaders.oxigraph import memory_store, read_store
from loaders.publication import DamagedError, Publication
from loaders.truth import Truth
from tests.conftest import SEEDS


@pytest.fixture
def graph(seeds_graph, tmp_path):
    """A copy of the seeds' graph that may be spoilt."""
    return shutil.copytree(seeds_graph, tmp_path / "graph")


def number_of(graph):
    return len(read_store(Publication(graph).current().triples))


def test_a_graph_of_an_earlier_version_is_told_and_built_anew_without_reading_its_pages(graph, seeds_graph):
    current = Publication(graph).current()
    shutil.rmtree(current.triples)
    info = current.folder / "build.json"
    info.write_text(json.dumps({**json.loads(info.read_text()), "projection": "earlier"}))
    with pytest.raises(DamagedError, match="xianzhi build"):
        number_of(graph)
    done = build(BuildOptions((SEEDS,), graph))
    assert (done.published, done.extracted) == (True, 0)
    assert number_of(graph) == number_of(seeds_graph)


@pytest.mark.parametrize("missing", ["graph.oxigraph", "graph.lbug"])
def test_a_store_that_somebody_took_away_comes_back_with_the_next_build(graph, seeds_graph, missing):
    gone = Publication(graph).current().folder / missing
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    done = build(BuildOptions((SEEDS,), graph))
    assert (done.published, done.extracted, done.digest) == (True, 0, Publication(seeds_graph).current().digest)
    assert number_of(graph) == number_of(seeds_graph)
    with EmbeddedStore.read(Publication(graph).current().store) as store:
        assert store.counts()["Fact"] == sum(done.facts.values())
    assert not build(BuildOptions((SEEDS,), graph)).published


def test_readers_keep_their_store_while_a_build_replaces_it(graph):
    before = read_store(Publication(graph).current().triples)
    number = len(before)
    page = sorted(SEEDS.glob("*.txt"))[0]
    done = build(BuildOptions((page,), graph))
    assert done.published
    assert len(before) == number > number_of(graph)
    assert sum(1 for _ in before) == number


def test_the_published_store_holds_what_is_exported(seeds_graph):
    current = Publication(seeds_graph).current()
    with Truth.read(current.truth) as truth:
        exported = memory_store(rdf_graphs(truth))
    assert len(exported) == len(read_store(current.triples))
    assert set(exported.named_graphs()) == set(read_store(current.triples).named_graphs())
