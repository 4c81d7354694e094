"""Apache Jena reads the export without a warning, counts what the others count, and answers all questions as Oxigraph does."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from flows.lookup import truth_of
from flows.stages import projected
from loaders.publication import Publication
from loaders.queries import arguments, question
from loaders.sparql import SparqlStore
from loaders.sparql_questions import filled, names_in_rdf
from tests.rdf.test_export import asked, store  # noqa: F401 - a fixture
from tools.answers import expectations
from tools.jena_commands import command_line
from tools.neo4j_install import HOST, MissingError, free_port
from tools.rdf_page import PAGE, answer, loaded, queries

pytestmark = pytest.mark.jena

UNION = ("--set", "tdb2:unionDefaultGraph=true")
STARTING = 120  # seconds that a server may take


def command(name, *arguments):
    try:
        return command_line(name, [str(each) for each in arguments])
    except MissingError as error:
        pytest.skip(str(error))


def jena(name, *arguments):
    """What a command of Jena prints; a warning of it fails the test."""
    done = subprocess.run(command(name, *arguments), capture_output=True, text=True, encoding="utf-8", check=False)
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


@pytest.fixture(scope="module")
def another(database, tmp_path_factory):
    """The same for the commands: a server lets nobody else open its own."""
    return shutil.copytree(database, tmp_path_factory.mktemp("jena") / "DB")


@pytest.fixture(scope="module")
def server(database, another, tmp_path_factory):
    """The query address of a Fuseki over that database, whose default graph is the union of all."""
    port, log = free_port(), tmp_path_factory.mktemp("fuseki") / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command("fuseki-server", "--tdb2", f"--loc={database}", *UNION, "--localhost", f"--port={port}", "/graph"), stdout=said, stderr=said
        )
    address = f"http://{HOST}:{port}/graph/query"
    try:
        for _ in range(STARTING):
            assert process.poll() is None, log.read_text()
            try:
                csv_of(address, "ASK {}")
                break
            except urllib.error.URLError:
                time.sleep(1)
        yield address
    finally:
        process.kill()
        process.wait()


def csv_of(address, text):
    sent = urllib.request.Request(address, urllib.parse.urlencode({"query": text}).encode(), {"Accept": "text/csv"})
    with urllib.request.urlopen(sent, timeout=60) as received:
        return received.read().decode()


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def plain(cell):
    """A cell as text or number that is equal for equal values: CSV tells no types."""
    text = "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)
    try:
        return float(text)
    except ValueError:
        return text


def test_every_form_is_valid_and_has_the_same_count(exported, store):  # noqa: F811 - a fixture
    for form, path in exported.items():
        assert f"= {len(store):,}" in jena("riot", f"--syntax={form}", "--check", "--strict", "--count", path), form


def test_the_loaded_database_counts_the_same(server, store):  # noqa: F811 - a fixture
    in_graphs, in_union = (table(csv_of(server, f"SELECT (COUNT(*) AS ?n) {{ {part} }}")) for part in ("GRAPH ?g { ?s ?p ?o }", "?s ?p ?o"))
    assert int(in_graphs[0]["n"]) == int(in_union[0]["n"]) == len(store) == int(asked(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0][0].value)


@pytest.mark.parametrize("name", expectations())
def test_jena_answers_as_oxigraph_does(name, server, seeds_graph):
    known = question(name)
    with SparqlStore.read(Publication(seeds_graph).current().triples) as opened:
        text = filled(known, arguments(known, expectations()[name].get("with", {}), names_in_rdf(opened)))
        wanted = opened.query(text)
    rows = table(csv_of(server, text))
    assert sorted(repr([plain(row[column]) for column in wanted.columns]) for row in rows) == sorted(repr([plain(cell) for cell in row]) for row in wanted.rows)


@pytest.mark.parametrize("number", range(3))
def test_jena_gives_the_answers_that_the_page_shows(number, another, exported, tmp_path):
    query, columns = list(queries(PAGE.read_text(encoding="utf-8")))[number]
    (tmp_path / "question.rq").write_text(query, encoding="utf-8")
    printed = table(jena("tdb2.tdbquery", "--loc", another, *UNION, "--results=csv", f"--query={tmp_path / 'question.rq'}"))
    wanted = answer(loaded(exported["trig"]), query)
    assert wanted[0] == columns[0]
    assert [[plain(row[column]) for column in wanted[0]] for row in printed] == [[plain(cell) for cell in row] for row in wanted[1:]]


def test_a_turtle_file_is_asked_without_a_database(exported, seeds_graph, tmp_path):
    with truth_of(seeds_graph) as truth:
        facts = projected(truth).counts()["Fact"]
    data = tmp_path / "graph.ttl"
    data.write_bytes(exported["turtle"].read_bytes())
    [row] = table(jena("arq", f"--data={data}", "--results=csv", "PREFIX xz: <https://w3id.org/xianzhi/ns#> SELECT (COUNT(?f) AS ?n) { ?f xz:rule ?r }"))
    assert int(row["n"]) == facts
