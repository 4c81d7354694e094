"""Apache Jena reads the export without a warning, counts what the others count, and answers the questions as Oxigraph does."""

from __future__ import annotations

import csv
import io
import subprocess

import pytest

from flows.lookup import truth_of
from flows.stages import projected
from loaders.publication import Publication
from loaders.queries import arguments, question
from loaders.sparql import SparqlStore
from loaders.sparql_questions import filled, names_in_rdf
from tests.rdf.test_export import asked, store  # noqa: F401 - a fixture
from tools.jena_commands import command_line
from tools.neo4j_install import MissingError
from tools.rdf_page import PAGE, answer, loaded, queries

pytestmark = pytest.mark.jena

QUESTIONS = [
    ("loans", {}),
    ("credit-of-county", {"COUNTY": "莲都区"}),
    ("office-on-date", {"OFFICE": "书记", "ORGANIZATION": "莲都区委", "DATE": "2020-06-02"}),
    ("lent-by-county", {"CITY": "丽水市"}),
    ("programmes-of-county", {"COUNTY": "云和县"}),
    ("big-sums", {"AMOUNT": "1000000000"}),
]


def jena(name, *arguments):
    """What a command of Jena prints; a warning of it fails the test."""
    try:
        command = command_line(name, [str(each) for each in arguments])
    except MissingError as error:
        pytest.skip(str(error))
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "WARN" not in done.stderr, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def database(exported, tmp_path_factory):
    """A TDB2 database that Jena's loader made of the TriG file."""
    folder = tmp_path_factory.mktemp("jena") / "DB"
    jena("tdb2.tdbloader", "--loc", folder, exported["trig"])
    return folder


def test_every_form_is_valid_and_has_the_same_count(exported, store):  # noqa: F811 - fixtures
    names = {"trig": "trig", "nquads": "nquads", "turtle": "turtle"}
    for form, path in exported.items():
        assert f"= {len(store):,}" in jena("riot", f"--syntax={names[form]}", "--check", "--count", path), form


def _table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_loaded_database_counts_the_same(database, store):  # noqa: F811 - fixtures
    [row] = _table(jena("tdb2.tdbquery", "--loc", database, "--results=csv", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))
    assert int(row["n"]) == len(store)
    [row] = _table(jena("tdb2.tdbquery", "--loc", database, "--set", "tdb2:unionDefaultGraph=true", "--results=csv", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    assert int(row["n"]) == len(store) == int(asked(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0][0].value)


@pytest.mark.parametrize(("name", "values"), QUESTIONS, ids=[name for name, _ in QUESTIONS])
def test_jena_answers_as_oxigraph_does(name, values, database, seeds_graph, tmp_path):
    known = question(name)
    with SparqlStore.read(Publication(seeds_graph).current().triples) as opened:
        text = filled(known, arguments(known, values, names_in_rdf(opened)))
        wanted = opened.query(text)
    assert wanted.rows
    (tmp_path / "question.rq").write_text(text, encoding="utf-8")
    printed = jena("tdb2.tdbquery", "--loc", database, "--set", "tdb2:unionDefaultGraph=true", "--results=csv", f"--query={tmp_path / 'question.rq'}")
    assert [tuple(_plain(row[column]) for column in wanted.columns) for row in _table(printed)] == [tuple(_plain(cell) for cell in row) for row in wanted.rows]


@pytest.mark.parametrize("number", range(3))
def test_jena_gives_the_answers_that_the_page_shows(number, database, exported, tmp_path):
    query, columns = list(queries(PAGE.read_text(encoding="utf-8")))[number]
    (tmp_path / "question.rq").write_text(query, encoding="utf-8")
    printed = _table(jena("tdb2.tdbquery", "--loc", database, "--set", "tdb2:unionDefaultGraph=true", "--results=csv", f"--query={tmp_path / 'question.rq'}"))
    wanted = answer(loaded(exported["trig"]), query)
    assert wanted[0] == columns[0]
    assert [[_plain(row[column]) for column in wanted[0]] for row in printed] == [[_plain(cell) for cell in row] for row in wanted[1:]]


def _plain(cell):
    """A cell as text that is equal for equal values: CSV tells no types."""
    text = "" if cell is None else str(cell)
    try:
        return float(text)
    except ValueError:
        return text.casefold() if isinstance(cell, bool) else text


def test_a_turtle_file_is_asked_without_a_database(exported, seeds_graph):
    with truth_of(seeds_graph) as truth:
        facts = projected(truth).counts()["Fact"]
    text = "PREFIX xz: <https://w3id.org/xianzhi/ns#> SELECT (COUNT(?f) AS ?n) { ?f xz:rule ?r }"
    data = exported["turtle"].with_suffix(".ttl")
    data.write_bytes(exported["turtle"].read_bytes())
    [row] = _table(jena("arq", f"--data={data}", "--results=csv", text))
    assert int(row["n"]) == facts
