import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from loaders.embedded import EmbeddedStore
from loaders.graph_model import Projection
from loaders.oxigraph import build_store, read_store
from loaders.publication import DamagedError, LockedError, NothingPublishedError, NotWholeError, Publication, code_version, digest_of
from loaders.rdf import Extras, graphs
from loaders.truth import Truth
from ontology.iri import PREFIXES, kind_class

ROOT = Path(__file__).parents[2]
TYPE = PREFIXES["rdf"] + "type"

# Publishes builds of growing content for ever: build N holds N persons in store and truth alike.
WRITER = """
import sys
from pathlib import Path
from tests.unit.test_publication import publish
from loaders.publication import Publication
publication = Publication(Path(sys.argv[1]))
number = int(publication.find().digest) if publication.find() else 0
while True:
    number += 1
    publish(publication, number)
    print(number, flush=True)
"""


def publish(publication, number):
    with publication.writing(wait=5) as draft:
        graph = Projection()
        for each in range(number):
            graph.add_node("Person", {"id": f"person/{each}", "name": str(each)})
        with Truth.open_or_create(draft.truth) as truth, truth.changes():
            truth._db.execute("INSERT OR REPLACE INTO meta VALUES ('persons', ?)", (str(number),))
        with EmbeddedStore.create(draft.store) as store:
            store.load(graph)
        build_store(draft.triples, graphs(graph, Extras()))
        return draft.publish(f"{number:08}", {"persons": number})


def persons(publication):
    """What store, truth and information of the published build say, which must agree."""
    build = publication.current()
    with EmbeddedStore.read(build.store) as store, Truth.read(build.truth) as truth:
        told = truth._db.execute("SELECT value FROM meta WHERE name = 'persons'").fetchone()[0]
        counted = store.counts().get("Person", 0)
    triples = read_store(build.triples)
    people = sum(1 for _ in triples.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(kind_class("Person"))))
    assert people == counted == int(told) == build.info["persons"] == int(build.digest)
    return counted


def test_a_build_is_published_whole_and_the_one_before_it_is_kept(tmp_path):
    publication = Publication(tmp_path / "graph")
    with pytest.raises(NothingPublishedError, match="xianzhi build"):
        publication.current()
    for number in (1, 2, 3):
        publish(publication, number)
        assert persons(publication) == number
    assert sorted(path.name for path in publication.builds.iterdir()) == ["00000002", "00000003"]
    assert sorted(path.name for path in publication.current().folder.iterdir()) == ["build.json", "graph.lbug", "graph.oxigraph", "truth.sqlite"]


def test_the_same_content_publishes_nothing(tmp_path):
    publication = Publication(tmp_path / "graph")
    first = publish(publication, 1)
    before = first.store.stat().st_mtime_ns
    assert publish(publication, 1) == first
    assert first.store.stat().st_mtime_ns == before


def test_what_is_not_whole_is_not_published(tmp_path):
    publication = Publication(tmp_path / "graph")
    publish(publication, 1)
    with publication.writing() as draft, pytest.raises(NotWholeError, match=r"graph\.lbug"):
        draft.publish("2")
    with publication.writing() as draft:
        draft.store.touch()
        with pytest.raises(NotWholeError, match=r"graph\.oxigraph"):
            draft.publish("2")
        draft.triples.mkdir()
        (draft.folder / "graph.lbug.wal").touch()
        with pytest.raises(NotWholeError, match="wal"):
            draft.publish("2")
    assert persons(publication) == 1
    assert len(list(publication.builds.iterdir())) == 1


def test_a_second_writer_is_told_who_builds(tmp_path):
    publication = Publication(tmp_path / "graph")
    with publication.writing(), pytest.raises(LockedError, match=rf"process {os.getpid()} on .*, since"), Publication(tmp_path / "graph").writing():
        raise AssertionError("two writers at once")
    with publication.writing():
        pass


def _killed_at_random(folder, times, seed):
    publication, delay = Publication(folder), random.Random(seed)
    publish(publication, 1)
    seen = 1
    for _ in range(times):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()  # it has published once; now in the midst of the next
        time.sleep(delay.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        now = persons(publication)
        assert now > seen
        seen = now
    return seen


def test_a_killed_writer_leaves_a_whole_graph(tmp_path):
    assert _killed_at_random(tmp_path / "graph", 3, seed=1) > 3


@pytest.mark.slow
def test_a_hundred_killed_writers_leave_a_whole_graph(tmp_path):
    assert _killed_at_random(tmp_path / "graph", 100, seed=2) > 100


def test_the_digest_is_over_content_and_versions(tmp_path):
    assert digest_of(["a", "b"], "v1") == digest_of(iter(["a", "b"]), "v1")
    assert len({digest_of(["a", "b"], "v1"), digest_of(["b", "a"], "v1"), digest_of(["a", "b"], "v2"), digest_of(["ab"], "v1")}) == 4
    (tmp_path / "a.py").write_text("1")
    one = code_version([tmp_path / "a.py"])
    (tmp_path / "a.py").write_text("2")
    assert code_version([tmp_path / "a.py"]) != one


def test_build_information_is_kept(tmp_path):
    publication = Publication(tmp_path / "graph")
    build = publish(publication, 1)
    assert json.loads((build.folder / "build.json").read_text()) == {"digest": "00000001", "persons": 1}


@pytest.mark.parametrize("content", [b"", b"junk", b"\xff\xfe", b"[]"])
def test_a_build_whose_information_is_junk_is_told_and_replaced(tmp_path, content):
    publication = Publication(tmp_path)
    build = publish(publication, 1)
    (build.folder / "build.json").write_bytes(content)
    with pytest.raises(DamagedError, match="build it anew"):
        publication.current()
    assert publish(publication, 2) == publication.current()


@pytest.mark.parametrize("content", [b"", b"no store at all" * 1000])
def test_a_damaged_store_says_what_to_do(tmp_path, content):
    build = publish(Publication(tmp_path), 1)
    build.store.write_bytes(content)
    with pytest.raises(DamagedError, match="remove the folder"):
        EmbeddedStore.read(build.store)
