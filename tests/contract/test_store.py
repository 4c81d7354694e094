"""What any graph store must do. A store joins by an entry in STORES; Neo4j's is asked only where the tests have a server (marker neo4j)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from loaders.embedded import EmbeddedStore
from loaders.graph_model import Projection
from loaders.graph_schema import graph_schema
from loaders.neo4j_store import Neo4jStore
from loaders.queries import ask, questions
from loaders.store import GraphStore, Limits, QueryError, QueryTimeoutError, dump_line
from tests.neo4j.database import configured, empty

EXAMPLES = {
    "place": "某县",
    "body": "某县委",
    "person": "甲某",
    "programme": "帮帮贷",
    "meeting": "某会",
    "office": "书记",
    "date": "2021-12-03",
    "number": "5",
    "text": "某",
}


def embedded(folder: Path) -> GraphStore:
    return EmbeddedStore.create(folder / "graph.lbug")


def neo4j(_: Path) -> GraphStore:
    target = configured()
    assert target, "tests/conftest.py skips what is marked neo4j where no server is named"
    empty(target)
    return Neo4jStore(target)


STORES: dict[str, Callable[[Path], GraphStore]] = {"embedded": embedded, "neo4j": neo4j}
PARAMS = [pytest.param(name, marks=[pytest.mark.neo4j] if name == "neo4j" else []) for name in sorted(STORES)]

# Names as nobody would choose them and some page may hold: every one must come out of a store as it went in.
HOSTILE = (
    "`) DETACH DELETE n //", "\"; MATCH (n) DELETE n; \"", "'; DROP TABLE x; --", "{name: $x} }) {", "\\u0027 \\' \\", "a\0b", "\x01\x1f\x7f\u0085\u2028\u200b",
    "\ttab\r\nline", "${jndi:ldap://x}", "𠮷野家\U0010ffff", "e\u0301", " lead and trail ", "null", "$rows", "长" * 100_000, "",
)  # fmt: skip  # one table


def graph() -> Projection:
    found = Projection()
    county = found.add_node("Place", {"id": "place/1", "name": "某县", "aliases": ["某"], "code": "331102", "level": "county"})
    town = found.add_node("Place", {"id": "place/2", "name": "某镇", "aliases": [], "code": "331102001", "level": "township"})
    found.relate("WITHIN", ("Place", "Place"), town, county, "gazetteer")
    person = found.add_node("Person", {"id": "person/1", "name": "甲某", "aliases": ["老甲", '带"引号"、逗号,和\n换行']})
    body = found.add_node("Organization", {"id": "organization/1", "name": "某县委", "aliases": [], "sort": "public"})
    fact = found.add_node(
        "Fact", {"id": "f1", "type": "post", "office": "书记", "confidence": 0.25, "start": date(2021, 12, 3), "agenda": ["一", "二"], "realis": "actual"}
    )
    found.relate("HAS_PERSON", ("Fact", "Person"), fact, person)
    found.relate("HAS_PERSON", ("Fact", "Person"), fact, person)
    found.relate("HAS_ORGANIZATION", ("Fact", "Organization"), fact, body)
    found.relate("HOLDS_POST", ("Person", "Organization"), person, body, ["f1"], 1, date(2021, 12, 3), None, ["书记"])
    for number, name in enumerate(HOSTILE):
        other = found.add_node("Person", {"id": f"person/hostile/{number}/{name[:300]}", "name": name, "aliases": [name, ""], "scope": name})
        found.relate("HOLDS_POST", ("Person", "Organization"), other, body, ["f1"], 1, None, None, [name])
    return found


@pytest.fixture(scope="module", params=PARAMS)
def store(request, tmp_path_factory):
    opened = STORES[request.param](tmp_path_factory.mktemp(request.param))
    opened.load(graph())
    yield opened
    opened.close()


def test_it_holds_what_was_given(store):
    given = graph()
    lines = [
        dump_line(label, dict(zip([each.name for each in graph_schema().nodes[label]], row, strict=True)))
        for label, rows in given.nodes.items()
        for row in rows.values()
    ]
    for (relation, _), rows in given.relations.items():
        names = ["from", "to", *(each.name for each in graph_schema().relations[relation].properties)]
        lines += [dump_line(relation, dict(zip(names, row, strict=True))) for row in rows.values()]
    assert store.counts() == given.counts()
    assert store.dump() == sorted(lines)


def test_a_query_gives_plain_values_in_columns(store):
    text = (
        "MATCH (p:Person)<-[:HAS_PERSON]-(f:Fact) WHERE f.start <= date($day) "
        "RETURN p.name AS name, f.start AS day, f.agenda AS agenda, f.confidence AS sure, f.`end` AS `end`"
    )
    answer = store.query(text, {"day": "2021-12-03"})
    assert answer.columns == ("name", "day", "agenda", "sure", "end")
    assert answer.rows == (("甲某", date(2021, 12, 3), ["一", "二"], 0.25, None),)


def test_values_are_parameters_and_never_text(store):
    evil = "' OR 1=1 RETURN p //"
    assert store.query("MATCH (p:Person) WHERE p.name = $name RETURN p.id AS id", {"name": evil}).rows == ()
    assert store.query("RETURN $value AS value", {"value": evil}).rows == ((evil,),)
    assert store.query("UNWIND $many AS each RETURN each AS one ORDER BY one", {"many": [2, 1]}).rows == ((1,), (2,))


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_found_and_come_back_unharmed(store, name):
    text = "MATCH (p:Person {name: $name})-[r:HOLDS_POST]->(:Organization) RETURN p.name AS name, p.aliases AS aliases, r.titles AS titles"
    assert store.query(text, {"name": name}).rows == ((name, [name, ""], [name]),)


def test_nothing_is_written_or_read_outside(store, tmp_path):
    target = tmp_path / "out.csv"
    for text in (
        f"COPY (MATCH (p:Person) RETURN p.name) TO '{target}'",
        "LOAD FROM '/etc/passwd' RETURN *",
        "MATCH (p:Person) SET p.name = 'x'",
        "MATCH (n) DETACH DELETE n",
    ):
        with pytest.raises(QueryError):
            store.query(text)
    assert not target.exists()
    assert store.counts() == graph().counts()


def test_rows_and_seconds_are_limited(store):
    cut = store.query("UNWIND range(1, 100) AS number RETURN number AS n ORDER BY n", limits=Limits(rows=3))
    assert (cut.rows, cut.cut) == (((1,), (2,), (3,)), True)
    assert not store.query("UNWIND range(1, 3) AS number RETURN number AS n", limits=Limits(rows=3)).cut
    endless = "UNWIND range(1, 30000) AS a UNWIND range(1, 30000) AS b WITH a, b WHERE a * b % 7 = 8 RETURN count(*) AS n"
    with pytest.raises(QueryTimeoutError, match="seconds"):
        store.query(endless, limits=Limits(seconds=0.2))


def test_a_bad_query_says_what_is_wrong(store):
    with pytest.raises(QueryError, match="Nobody"):
        store.query("MATCH (n:Nobody) RETURN n.name AS name")


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_is_understood(store, name):
    answer = ask(store, name, {parameter: EXAMPLES[sort] for parameter, sort in questions()[name].parameters})
    assert answer.columns
