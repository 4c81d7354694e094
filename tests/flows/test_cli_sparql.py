"""`xianzhi sparql` and `xianzhi serve-sparql` as they are typed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.flows.triples import RUNAWAY, published

LABELS = "SELECT ?s ?label { ?s rdfs:label ?label } ORDER BY ?label"


@pytest.fixture(scope="module")
def graph(tmp_path_factory) -> Path:
    return published(tmp_path_factory.mktemp("asked") / "graph")


@pytest.fixture
def run(graph):
    def call(*words: str, code: int = 0, stdin: str | None = None):
        result = CliRunner().invoke(app, ["sparql", "--graph", str(graph), *words], input=stdin)
        assert result.exit_code == code, result.output
        return result

    return call


def test_rows_are_a_table_with_short_iris(run):
    lines = run(LABELS).stdout.splitlines()
    assert [line.split() for line in lines] == [["s", "label"], ["id:place2", "乙县"], ["id:place1", "甲县"], ["id:body1", "甲县<b>委</b>"]]


def test_sentences_stand_beside_their_rows(run):
    text = 'SELECT ?s ("一句话" AS ?quote) ("a.txt" AS ?source) (3 AS ?start) (9 AS ?end) { ?s xz:population ?n }'
    assert "一句话 (a.txt 3–9)" in run(text).stdout


def test_formats(run):
    assert json.loads(run(LABELS, "--format", "json").stdout)["results"]["bindings"][0]["label"] == {"type": "literal", "value": "乙县", "xml:lang": "zh"}
    assert run(LABELS, "--format", "csv").stdout.splitlines()[1] == "https://w3id.org/xianzhi/id/place2,乙县"
    assert run(LABELS, "--format", "tsv").stdout.splitlines()[1] == '<https://w3id.org/xianzhi/id/place2>\t"乙县"@zh'
    assert run(LABELS, "--format", "xml").stdout.startswith("<?xml")
    assert run("ASK { ?s ?p ?o }").stdout.split() == ["answer", "True"]
    assert json.loads(run("ASK { ?s ?p ?o }", "--format", "json").stdout)["boolean"] is True


def test_graphs_are_turtle_unless_asked_otherwise(run):
    text = "CONSTRUCT WHERE { ?s xz:ofPlace ?o }"
    assert len(list(ox.parse(run(text).stdout, format=ox.RdfFormat.TURTLE))) == 1
    assert len(list(ox.parse(run(text, "--format", "ntriples").stdout, format=ox.RdfFormat.N_TRIPLES))) == 1
    assert run(text, "--format", "table").stdout.split() == ["subject", "predicate", "object", "id:body1", "xz:ofPlace", "id:place1"]
    assert "cannot be written as csv" in run(text, "--format", "csv", code=2).stderr


@pytest.mark.parametrize(("value", "rows"), [("甲县@zh", 1), ("甲县", 0), ('" } DROP ALL #', 0)])
def test_parameters(run, value, rows):
    assert len(json.loads(run("SELECT ?s { ?s rdfs:label $NAME }", "--param", f"NAME={value}", "--format", "json").stdout)["results"]["bindings"]) == rows


def test_parameters_of_other_sorts(run):
    assert "id:place1" in run("SELECT ?s { ?s xz:population ?n FILTER(?n > $MORE) }", "--param", "MORE=1000").stdout
    assert "id:body1" in run("SELECT ?s { ?s xz:ofPlace $P }", "--param", "P=id:place1").stdout


def test_a_file_or_standard_input(run, tmp_path):
    (tmp_path / "q.rq").write_text(f"# zh: 名字\n{LABELS}", encoding="utf-8")
    assert "乙县" in run("--file", str(tmp_path / "q.rq")).stdout
    assert "乙县" in run("--file", "-", stdin=LABELS).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give a query"),
        ((LABELS, "--file", "q.rq"), "give a query"),
        (("--file", "nowhere.rq"), "nowhere.rq"),
        (("SELECT * { ?s ?p }",), "line 1, column 19: not understood here or shortly before: SELECT * { ?s ?p }⟨here⟩"),
        (("DROP ALL",), "DROP is not allowed"),
        (("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",), "SERVICE is not allowed"),
        (("SELECT * { ?s ?p $WHO }",), "no value given for $WHO"),
        ((LABELS, "--param", "WHO=1"), "names no $WHO"),
        ((LABELS, "--param", "WHO"), "NAME=VALUE is wanted"),
        ((RUNAWAY, "--seconds", "0.3"), "longer than 0.3 seconds"),
    ],
)
def test_what_is_wrong_is_one_clear_line(run, words, said):
    result = run(*words, code=2)
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


def test_a_cut_is_told(run):
    assert "cut off after 2 rows" in run(LABELS, "--rows", "2").stdout
    cut = run(LABELS, "--rows", "2", "--format", "csv")
    assert len(cut.stdout.splitlines()) == 3
    assert "cut off after 2 rows" in cut.stderr


def test_no_graph_is_told(tmp_path):
    for command in ("sparql", "serve-sparql"):
        result = CliRunner().invoke(app, [command, *(["ASK {}"] if command == "sparql" else ["--port", "0"]), "--graph", str(tmp_path)])
        assert (result.exit_code, "no graph here yet" in result.stderr) == (2, True)


def test_the_endpoint_serves_until_it_is_stopped(graph):
    command = [sys.executable, "-m", "flows.cli", "serve-sparql", "--graph", str(graph), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=None) as process:
        assert process.stdout is not None
        process.stdout.readline()
        endpoint = process.stdout.readline().split()[1]
        with urllib.request.urlopen(f"{endpoint}?query=ASK%20%7B%7D", timeout=30) as reply:
            assert json.load(reply)["boolean"] is True
        process.send_signal(signal.SIGINT)
        assert process.wait(30) in {0, -signal.SIGINT, 130}


def test_who_asks_does_not_wait_for_what_reads_pages(graph):
    code = (
        "import sys; from typer.testing import CliRunner; from flows.cli import app\n"
        f"done = CliRunner().invoke(app, ['sparql', 'ASK {{}}', '--graph', {str(graph)!r}]); assert done.exit_code == 0, done.output\n"
        "print(sorted({'spacy', 'prefect', 'onnxruntime', 'rdflib', 'starlette'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
