"""Loading into a real Neo4j: only what changed, whole again after every accident, never against another load."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import pytest
from neo4j import GraphDatabase, ManagedTransaction
from neo4j.exceptions import ServiceUnavailable

from loaders import neo4j_load
from loaders.graph_model import Projection, Row
from loaders.neo4j_load import ForeignDataError, SupersededError
from loaders.neo4j_ranges import digests, groups_of
from loaders.neo4j_store import Neo4jStore
from loaders.neo4j_target import Neo4jTarget
from loaders.store import QueryError, StoreError, StoreGoneError
from tests.golden import gold_facts
from tests.neo4j.database import read_only
from tools.synthetic_graph import synthetic

pytestmark = pytest.mark.neo4j


@dataclass(frozen=True)
class Hand:
    """Somebody who changes the database without the loader."""

    target: Neo4jTarget

    def does(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        with GraphDatabase.driver(self.target.uri, auth=(self.target.user, self.target.password), notifications_min_severity="OFF") as driver:
            return [record.data() for record in driver.execute_query(statement, parameters, database_=self.target.database).records]


@pytest.fixture
def target(empty_database):
    """The server with nothing in its database but constraints and indexes: making these anew for every test takes seconds."""
    Hand(empty_database).does("MATCH (n) DETACH DELETE n")
    return empty_database


@pytest.fixture
def store(target):
    with Neo4jStore(target) as opened:
        yield opened


def dump_of(projection: Projection, path) -> list[str]:
    from loaders.embedded import EmbeddedStore

    with EmbeddedStore.create(path / "graph.lbug") as embedded:
        embedded.load(projection)
        return embedded.dump()


def without(projection: Projection, label: str, node_id: str) -> Projection:
    """The graph without one node and what hangs on it."""
    nodes = {name: {key: row for key, row in rows.items() if (name, key) != (label, node_id)} for name, rows in projection.nodes.items()}
    relations = {
        (name, ends): {pair: row for pair, row in rows.items() if (ends[0], pair[0]) != (label, node_id) and (ends[1], pair[1]) != (label, node_id)}
        for (name, ends), rows in projection.relations.items()
    }
    return Projection(nodes, {key: rows for key, rows in relations.items() if rows})


def with_node(projection: Projection, label: str, row: Row) -> Projection:
    return Projection({**projection.nodes, label: {**projection.nodes.get(label, {}), str(row[0]): row}}, projection.relations)


def test_the_gold_facts_are_held_as_the_embedded_store_holds_them(store, tmp_path):
    graph = gold_facts.projection()
    report = store.load(graph, digest="one")
    assert report.first
    assert sum(report.created.values()) == sum(graph.counts().values())
    assert store.dump() == dump_of(graph, tmp_path)
    assert store.holds("one")
    assert not store.holds("two")


def test_the_same_again_writes_nothing(store, target):
    store.load(gold_facts.projection(), digest="one")
    before = Hand(target).does("MATCH (l:XianzhiLoad) RETURN l.epoch AS epoch")
    assert store.load(gold_facts.projection(), digest="one").unchanged
    assert store.load(gold_facts.projection(), digest="one", check=True).unchanged
    assert before[0]["epoch"] == 1


def test_only_what_changed_is_written_and_what_is_withdrawn_goes(store, tmp_path):
    graph = gold_facts.projection()
    store.load(graph)
    person = sorted(graph.nodes["Person"])[3]
    changed = list(graph.nodes["Meeting"][sorted(graph.nodes["Meeting"])[0]])
    changed[1] = "另一个名字"
    after = with_node(without(graph, "Person", person), "Meeting", tuple(changed))
    report = store.load(after)
    assert report.removed["Person"] == 1
    assert report.changed == {"Meeting": 1}
    assert report.created == {}
    assert store.dump() == dump_of(after, tmp_path)
    back = store.load(graph)
    assert back.created["Person"] == 1
    assert back.created.keys() == report.removed.keys()


def test_an_emptied_graph_empties_the_database_and_nothing_of_others(store, target):
    store.load(gold_facts.projection())
    Hand(target).does("CREATE (:Notebook {id: 'mine'})")
    store.load(Projection())
    assert store.counts() == {}
    assert Hand(target).does("MATCH (n:Notebook) RETURN n.id AS id") == [{"id": "mine"}]


def test_others_properties_and_relationships_stay_on_what_stays(store, target):
    graph = gold_facts.projection()
    store.load(graph)
    meeting = sorted(graph.nodes["Meeting"])[0]
    Hand(target).does("MATCH (m:Meeting {id: $id}) SET m.checked_by = '老王' CREATE (m)-[:SEEN_BY]->(:Reader {id: 'r'})", id=meeting)
    row = list(graph.nodes["Meeting"][meeting])
    row[1] = "另一个名字"
    store.load(with_node(graph, "Meeting", tuple(row)))
    text = "MATCH (m:Meeting {id: $id})-[:SEEN_BY]->(r) RETURN m.name AS name, m.checked_by AS by, r.id AS r"
    assert Hand(target).does(text, id=meeting) == [{"name": "另一个名字", "by": "老王", "r": "r"}]


@pytest.mark.parametrize(
    ("harm", "noticed"),
    [
        ("MATCH (n:Person) WITH n ORDER BY n.id LIMIT 1 DETACH DELETE n", True),
        ("MATCH (:Fact)-[r:HAS_PERSON]->() WITH r LIMIT 5 DELETE r", True),
        ("MATCH (f:Fact)-[:HAS_PERSON]->(p:Person) WITH f, p LIMIT 3 CREATE (f)-[:HAS_PERSON]->(p)", True),
        ("CREATE (:Person {id: 'person/3311/nobody', name: 'nobody'})", True),
        ("MATCH (n:Evidence) WITH n ORDER BY n.id LIMIT 7 SET n.quote = 'forged'", False),
        ("MATCH (n:Fact) WITH n ORDER BY n.id LIMIT 7 SET n.confidence = 1, n.agenda = ['forged']", False),
        ("MATCH (:Person)-[r:HOLDS_POST]->() WITH r LIMIT 2 SET r.titles = ['forged']", False),
    ],
)
def test_what_other_hands_did_is_mended(store, target, harm, noticed):
    graph = gold_facts.projection()
    store.load(graph, digest="one")
    sound = store.dump()
    Hand(target).does(harm)
    assert store.dump() != sound
    report = store.load(graph, digest="one")  # counts tell what was made or removed; values are compared where asked
    assert report.unchanged != noticed
    assert store.load(graph, digest="one", check=True).unchanged == noticed
    assert store.dump() == sound
    assert store.load(graph, digest="one", check=True).unchanged


def test_nodes_that_it_did_not_load_are_never_removed_unasked(store, target):
    Hand(target).does("CREATE (:Person {id: 'theirs', name: '别人的'}), (:Person {name: 'without id'})")
    with pytest.raises(ForeignDataError, match="2 Person"):
        store.load(gold_facts.projection())
    assert store.counts() == {"Person": 2}
    Hand(target).does("MATCH (p:Person) WHERE p.id IS NULL DELETE p")
    assert store.load(gold_facts.projection(), replace=True).removed["Person"] == 1
    assert store.counts() == {name: number for name, number in gold_facts.projection().counts().items() if number}


def test_a_large_load_that_breaks_off_anywhere_is_made_whole_by_the_next(target, monkeypatch, tmp_path):
    monkeypatch.setattr(neo4j_load, "ONE_TRANSACTION", 0)  # many transactions, as for a large graph
    first, second = synthetic(3), synthetic(5)
    row = list(second.nodes["Person"]["person/1"])
    row[1] = "改了名"
    second = without(with_node(second, "Person", tuple(row)), "Person", "person/2")
    whole = dump_of(second, tmp_path)
    with Neo4jStore(target) as store:
        steps = count_steps(monkeypatch, store, second)
        for broken_at in range(1, steps + 1, 3):
            store.load(first, digest="first")
            break_at(monkeypatch, broken_at)
            with pytest.raises(StoreGoneError):
                store.load(second, digest="second")
            monkeypatch.undo()
            monkeypatch.setattr(neo4j_load, "ONE_TRANSACTION", 0)
            assert not store.holds("second")
            store.load(second, digest="second")
            assert store.dump() == whole, f"broken at step {broken_at} of {steps}"
            assert store.load(second, digest="second", check=True).unchanged
            break_at(monkeypatch, broken_at)  # and broken on the way back, then forward again: digests of neither graph may be believed
            with pytest.raises(StoreGoneError):
                store.load(first, digest="first")
            monkeypatch.undo()
            monkeypatch.setattr(neo4j_load, "ONE_TRANSACTION", 0)
            store.load(second, digest="second")
            assert store.dump() == whole, f"broken at step {broken_at} on the way back"


def count_steps(monkeypatch, store: Neo4jStore, graph: Projection) -> int:
    steps = 0
    plain = neo4j_load.Loading._transaction

    def counting(self, session, work):
        nonlocal steps
        steps += 1
        plain(self, session, work)

    with monkeypatch.context() as patch:
        patch.setattr(neo4j_load.Loading, "_transaction", counting)
        store.load(graph)
    assert steps > 5
    return steps


def break_at(monkeypatch, step: int) -> None:
    plain = neo4j_load.Loading._transaction
    done = 0

    def breaking(self, session, work):
        nonlocal done
        done += 1
        if done >= step:
            raise StoreGoneError("the server went away")
        plain(self, session, work)

    monkeypatch.setattr(neo4j_load.Loading, "_transaction", breaking)


def test_a_batch_whose_answer_was_lost_goes_in_once(store, monkeypatch):
    graph = synthetic(2)
    lost: list[int] = []
    plain = ManagedTransaction._commit

    def losing(self):
        plain(self)
        lost.append(len(lost))
        if len(lost) % 2:  # in the database, but the driver never hears of it and tries again
            raise ServiceUnavailable("answer lost")

    monkeypatch.setattr(neo4j_load, "ONE_TRANSACTION", 0)
    monkeypatch.setattr(ManagedTransaction, "_commit", losing)
    store.load(graph, digest="one")
    assert len(lost) > 20
    assert store.counts() == {name: number for name, number in graph.counts().items() if number}


def test_of_two_loads_at_once_one_wins_and_the_database_is_whole(target, monkeypatch, tmp_path):
    monkeypatch.setattr(neo4j_load, "ONE_TRANSACTION", 0)
    graphs = {"a": synthetic(6), "b": without(synthetic(7), "Person", "person/1")}
    outcomes: dict[str, object] = {}
    start = threading.Barrier(2)

    def load(name: str) -> None:
        with Neo4jStore(target) as store:
            start.wait()
            try:
                outcomes[name] = store.load(graphs[name], digest=name)
            except StoreError as error:
                outcomes[name] = error

    for _ in range(4):
        threads = [threading.Thread(target=load, args=(name,)) for name in graphs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(not isinstance(each, StoreError) or isinstance(each, SupersededError) for each in outcomes.values()), outcomes
        with Neo4jStore(target) as store:
            held = [name for name in graphs if store.holds(name)]
            assert len(held) == 1
            assert not isinstance(outcomes[held[0]], StoreError)
            assert store.load(graphs[held[0]], digest=held[0], check=True).unchanged


def test_a_small_change_is_seen_whole_or_not_at_all(store, target, monkeypatch):
    store.load(synthetic(4), digest="four")
    seen = set()
    text = "MATCH (a:Article) WITH count(a) AS articles MATCH (:Fact)-[r:HAS_PERSON]->() RETURN articles, count(r) AS number"
    plain = neo4j_load._apply
    before = Hand(target).does(text)[0]

    def looking(tx, batch):
        plain(tx, batch)
        seen.add(tuple(Hand(target).does(text)[0].values()))

    monkeypatch.setattr(neo4j_load, "_apply", looking)
    store.load(synthetic(5), digest="five")
    assert seen == {tuple(before.values())}
    assert Hand(target).does(text)[0]["articles"] == 5


def test_a_killed_server_is_told_and_the_next_load_is_whole(own_server, own_target, monkeypatch, tmp_path):
    monkeypatch.setattr(neo4j_load, "ONE_TRANSACTION", 0)
    monkeypatch.setattr("loaders.neo4j_target.RETRY_SECONDS", 1.0)
    graph = synthetic(40)
    done = []

    def progress(ready: int, total: int) -> None:
        done.append(ready)
        if len(done) == 3:
            own_server.kill()

    with Neo4jStore(own_target) as store, pytest.raises(StoreGoneError, match="no answer"):
        store.load(graph, digest="forty", progress=progress)
    own_server.restart()
    with Neo4jStore(own_target) as store:
        assert 0 < sum(store.counts().values()) < sum(graph.counts().values())
        store.load(graph, digest="forty")
        assert store.dump() == dump_of(graph, tmp_path)
        assert store.holds("forty")


def test_who_may_only_read_is_told(own_server, own_target):
    with read_only(own_server), Neo4jStore(own_target) as store, pytest.raises(StoreError, match="may only read"):
        store.load(Projection())


def test_refusals_are_told_without_the_password(neo4j_target):
    wrong = Neo4jTarget(neo4j_target.uri, "neo4j", "s3cret-word")
    with pytest.raises(StoreError, match="refuses user neo4j") as told:
        Neo4jStore(wrong)
    assert "s3cret-word" not in f"{told.value}{told.value.__cause__}{wrong!r}"
    with pytest.raises(StoreError, match="no running database 'nowhere'"):
        Neo4jStore(Neo4jTarget(neo4j_target.uri, "neo4j", neo4j_target.password, "nowhere"))
    with pytest.raises(StoreGoneError, match="no answer"):
        Neo4jStore(Neo4jTarget("bolt://127.0.0.1:1", "neo4j", "s3cret-word"))


@pytest.mark.parametrize(
    "text",
    [
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL db.index.fulltext.createNodeIndex('x', ['Person'], ['name'])",
        "MATCH (n) CALL (n) { DETACH DELETE n } RETURN 1",
        "MATCH (n:Person) RETURN n.name AS name; MATCH (m) DELETE m",
        "SHOW USERS",
    ],
)
def test_a_query_only_reads(store, text):
    with pytest.raises(QueryError):
        store.query(text)


def test_full_text_finds_names_sentences_and_articles(store):
    store.load(gold_facts.projection())
    text = (
        "CALL db.index.fulltext.queryNodes('entity_names', $words) YIELD node, score RETURN node.name AS name, score AS score ORDER BY score DESC, name LIMIT 5"
    )
    assert store.query(text, {"words": "政采贷"}).rows[0][0] == "政采贷"
    text = "CALL db.index.fulltext.queryNodes($index, $words) YIELD node RETURN count(node) AS number"
    for index in ("sentences", "articles"):
        assert store.query(text, {"index": index, "words": "政府采购"}).rows[0][0] > 0


def test_the_bookkeeping_says_what_is_held(store, target):
    graph = gold_facts.projection()
    store.load(graph, digest="one")
    rows = Hand(target).does("MATCH (r:XianzhiRange) RETURN r.id AS id, r.digests AS digests")
    assert {row["id"]: sorted(row["digests"]) for row in rows} == {group.id: sorted(digests(rows).values()) for group, rows in groups_of(graph).items()}
