"""The parts of the Neo4j loader that need no server: ranges and their digests, changes, statements, targets, messages."""

import logging
import pickle
import traceback
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from neo4j import exceptions

from loaders.graph_model import Projection, Row
from loaders.graph_schema import graph_schema
from loaders.neo4j_changes import BATCH_COST, Changes, change, create, fetch, remove
from loaders.neo4j_ranges import Group, Rows, Span, bookkeeping, differing, digests, groups_of, range_row, ranges_of, same
from loaders.neo4j_schema import MAX_INDEXED, constraints, full_text_indexes, indexes, quoted
from loaders.neo4j_target import Neo4jTarget, check_version, explained, plain_errors
from loaders.store import StoreError, StoreGoneError
from ontology.records import MentionKey
from tools.synthetic_graph import synthetic

TARGET = Neo4jTarget("bolt://db.example:7687", "zhang", "s3cret-word", "news")
KEYS = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=60)


def rows(keys, mark="") -> Rows:
    return Rows(sorted(keys), [(key, f"{key}{mark}") for key in sorted(keys)])


@given(KEYS)
def test_ranges_cover_every_id_without_overlap(keys):
    spans = sorted(digests(rows(keys)), key=lambda span: span.start)
    assert spans[0].start == ""
    assert spans[-1].end is None
    assert [span.end for span in spans[:-1]] == [span.start for span in spans[1:]]
    assert [row for span in spans for row in rows(keys).within(span)] == list(rows(keys).rows)


@given(KEYS, KEYS, st.sets(st.integers(0, 59)))
def test_what_differs_lies_in_the_differing_ranges_and_only_there_anything_is_compared(before, after, marked):
    held, wanted = rows(before), rows(after)
    wanted = Rows(wanted.keys, [(key, f"{key}*" if at in marked else key) for at, key in enumerate(wanted.keys)])
    changes = Changes(Group("Person"))
    for span in differing(digests(held), digests(wanted)):
        changes.compare(held.within(span), wanted.within(span))
    there: dict[Any, Any] = dict(held.rows)  # type: ignore[arg-type]  # pairs, as made above
    for row in (*changes.created, *changes.changed):
        there[row[0]] = row[1]
    for (key,) in changes.removed:
        del there[key]
    assert sorted(there.items()) == list(wanted.rows)
    assert {row[0] for row in changes.created} == set(wanted.keys) - set(held.keys)


def test_one_new_row_moves_no_other_border():
    graph = synthetic(100)
    facts = groups_of(graph)[Group("Fact")]
    more = Rows(*zip(*sorted([*zip(facts.keys, facts.rows, strict=True), ("fact50.new", facts.rows[0])], key=lambda item: item[0]), strict=True))
    old, new = digests(facts), digests(more)
    assert len(old) > 5
    assert len(differing(old, new)) == 1
    assert len(same(old, new)) >= len(old) - 1


def test_ranges_survive_the_bookkeeping():
    wanted = digests(groups_of(synthetic(50))[Group("Evidence")])
    starts, ends, found = (cell for cell in range_row(Group("Evidence"), wanted) if isinstance(cell, list))
    assert ranges_of(starts, ends, found) == wanted


def test_bookkeeping_tells_counts_and_every_group():
    graph = synthetic(2)
    (label, properties, [load]), (_, _, ranges) = bookkeeping(graph, "build")
    told: dict[str, Any] = dict(zip([each.name for each in properties], load, strict=True))
    assert label == "XianzhiLoad"
    assert (told["state"], told["digest"]) == ("whole", "build")
    assert dict(zip(told["names"], map(int, told["numbers"]), strict=True)) == {name: number for name, number in graph.counts().items() if number}
    assert {row[0] for row in ranges} == {group.id for group in groups_of(graph)}


def test_groups_are_named_so_that_they_are_found_again():
    for group in (Group("Fact"), Group("HAS_PERSON", ("Fact", "Person"))):
        assert Group.of_id(group.id) == group
    assert Group("GONE", ("Fact", "Person")).properties == ()


def test_a_doubled_relationship_is_made_one_again():
    changes = Changes(Group("MENTIONS", ("Article", "Person")))
    changes.compare([("a", "p"), ("a", "p"), ("a", "q")], [("a", "p"), ("a", "q")])
    assert (changes.removed, changes.created, changes.changed) == ([("a", "p")], [("a", "p")], [])


def test_values_are_compared_with_their_types():
    changes = Changes(Group("Person"))
    changes.compare([("a", 1), ("b", 1.0)], [("a", 1.0), ("b", 1.0)])
    assert changes.changed == [("a", 1.0)]


def test_batches_are_bounded_by_rows_and_by_text():
    person = Group("Person")
    many = Changes(person, created=[(f"{at}", "名", [], None) for at in range(BATCH_COST + 5)])
    assert max(len(batch.rows) for batch in many.batches("created")) <= BATCH_COST
    assert sum(len(batch.rows) for batch in many.batches("created")) == BATCH_COST + 5
    heavy = Changes(person, created=[(f"{at}", "长" * 1_000_000, [], None) for at in range(25)])
    assert max(len(batch.rows) for batch in heavy.batches("created")) <= BATCH_COST // 1000 + 1
    assert sum(len(batch.rows) for batch in heavy.batches("created")) == 25


def test_a_changed_row_takes_away_what_it_lacks_and_a_new_one_names_only_what_it_has():
    row: Row = ("p", "名", [], None)
    (made,) = Changes(Group("Person"), created=[row]).batches("created")
    (set_,) = Changes(Group("Person"), changed=[row]).batches("changed")
    assert made.rows == [{"id": "p", "name": "名", "aliases": []}]
    assert set_.rows == [{"id": "p", "name": "名", "aliases": [], "scope": None}]


def test_statements_hold_names_of_the_schema_and_no_values():
    schema = graph_schema()
    every = [Group(label) for label in schema.nodes] + [Group(name, ends) for name, relation in schema.relations.items() for ends in relation.ends]
    for group in every:
        for text in (create(group), change(group), remove(group), fetch(group, Span("a", "b"))[0]):
            assert f"`{group.name}`" in text
            assert "'" not in text


@pytest.mark.parametrize("name", ["Person`) DETACH DELETE n //", "", "名", "a b", "x}", "1x"])
def test_a_name_that_is_no_plain_word_never_gets_into_a_statement(name):
    with pytest.raises(ValueError, match="no name"):
        quoted(name)


def test_every_label_has_a_constraint_and_names_too_long_for_an_index_have_none():
    assert {label for label in graph_schema().nodes for text in constraints() if f"`{label}`) REQUIRE n.id IS UNIQUE" in text} == set(graph_schema().nodes)
    assert any(text.startswith("CREATE INDEX `xianzhi_person_name`") for text in indexes())
    assert "DROP INDEX `xianzhi_person_name` IF EXISTS" in indexes({"Person"})
    assert all("'cjk'" in text for text in full_text_indexes())


def test_the_id_of_any_name_fits_an_index():
    names = ["长" * 100_000, "长" * 99_999, "/%" * 5_000]
    ids = [MentionKey("Person", name, "scope" * 1_000).id for name in names]
    assert len(set(ids)) == len(names)
    assert all(len(each.encode()) < MAX_INDEXED for each in ids)
    assert MentionKey("Person", "张壮雄", "3311").id == "person/3311/张壮雄"


def test_the_target_comes_from_the_environment_and_options_go_before_it():
    environ = {"NEO4J_URI": "bolt://a:1", "NEO4J_PASSWORD": "p", "NEO4J_DATABASE": "d"}
    assert Neo4jTarget.from_environment(environ) == Neo4jTarget("bolt://a:1", "neo4j", "p", "d")
    assert Neo4jTarget.from_environment(environ, uri="bolt://b:2", user="u", database="e") == Neo4jTarget("bolt://b:2", "u", "p", "e")


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, "no NEO4J_URI .or --uri. and no NEO4J_PASSWORD"),
        ({"NEO4J_URI": "bolt://a"}, "no NEO4J_PASSWORD"),
        ({"NEO4J_URI": "bolt://me:s3cret-word@a", "NEO4J_PASSWORD": "p"}, "holds a user name or password"),
    ],
)
def test_a_target_that_lacks_something_is_told(environ, message):
    with pytest.raises(StoreError, match=message) as told:
        Neo4jTarget.from_environment(environ)
    assert "s3cret-word" not in str(told.value)


def test_the_password_is_never_shown(caplog):
    caplog.set_level(logging.DEBUG)
    shown = [repr(TARGET), str(TARGET), TARGET.shown]
    with pytest.raises(StoreError) as told, plain_errors(TARGET):
        raise exceptions.ServiceUnavailable("gone")
    shown += traceback.format_exception(told.value)
    assert "s3cret-word" not in "".join(shown) + caplog.text
    assert pickle.loads(pickle.dumps(TARGET)) == TARGET


def error(code: str, message: str = "nothing to add") -> exceptions.Neo4jError:
    return exceptions.Neo4jError._hydrate_neo4j(code=code, message=message)


@pytest.mark.parametrize(
    ("raised", "kind", "message"),
    [
        (error("Neo.ClientError.Security.Unauthorized"), StoreError, "refuses user zhang"),
        (error("Neo.ClientError.Security.AuthenticationRateLimit"), StoreError, "locks user zhang out"),
        (error("Neo.ClientError.Security.CredentialsExpired"), StoreError, "new password first"),
        (error("Neo.ClientError.Security.Forbidden", "Schema operations are not allowed for user"), StoreError, "may only read"),
        (error("Neo.ClientError.Database.DatabaseNotFound"), StoreError, "no running database 'news'"),
        (error("Neo.TransientError.General.OutOfMemoryError", "pool"), StoreGoneError, "could not do it now"),
        (exceptions.ServiceUnavailable("x"), StoreGoneError, "no answer from bolt://db.example:7687"),
        (exceptions.SessionExpired("x"), StoreGoneError, "no answer"),
        (exceptions.ConfigurationError("URI scheme 'htp' is not supported"), StoreError, "no address of a server"),
        (ValueError("bad port"), StoreError, "no address of a server"),
        (error("Neo.DatabaseError.General.UnknownError", "disk full"), StoreError, "disk full"),
    ],
)
def test_the_drivers_errors_are_told_in_words_for_users(raised, kind, message):
    told = explained(raised, TARGET)
    assert type(told) is kind
    assert message in str(told)


def test_too_old_a_server_is_told():
    check_version("Neo4j/5.26.12", TARGET)
    check_version("Neo4j/2025.09.0", TARGET)
    with pytest.raises(StoreError, match=r"Neo4j/4.4.3, too old: 5.0 or later"):
        check_version("Neo4j/4.4.3", TARGET)


def test_an_empty_graph_has_no_groups():
    assert groups_of(Projection()) == {}
