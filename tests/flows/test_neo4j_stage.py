"""`xianzhi load neo4j`, `--store neo4j` and the last stage of a build, on a store that is none."""

from __future__ import annotations

import logging
import shutil
import socket
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.config import BuildOptions
from flows.neo4j_stage import load_published, may_pass, then_load
from flows.stages import Loaded, Report, Stage, build, failed_rows
from flows.summary import report_lines, report_markdown
from loaders.neo4j_target import Neo4jTarget
from loaders.publication import Publication
from loaders.queries import questions
from loaders.store import StoreError, StoreGoneError
from tests.conftest import ROOT, SEEDS
from tests.flows.fake_neo4j import PASSWORD, URI, Database, install

runner = CliRunner()
ONE, TWO = sorted(SEEDS.glob("*.txt"))[:2]


@pytest.fixture
def database(monkeypatch):
    return install(monkeypatch, Database())


@pytest.fixture(autouse=True)
def no_password_is_told(capfd, caplog):
    caplog.set_level(logging.DEBUG)
    yield
    told = capfd.readouterr()
    assert PASSWORD not in told.out + told.err + caplog.text


def run(*words: str | Path, code: int = 0) -> Result:
    result = runner.invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    assert PASSWORD not in result.output
    assert PASSWORD not in "".join(traceback.format_exception(*result.exc_info)) if result.exc_info else True
    return result


def words(result: Result) -> str:
    return " ".join(result.output.split())


# the command


def test_a_load_tells_what_it_did_and_the_next_that_nothing_changed(seeds_graph, database):
    first = run("load", "neo4j", "--graph", seeds_graph).stdout
    assert first.startswith(f"neo4j     {URI}, database neo4j: ")
    assert "created" in first
    assert "Page 5" in first
    assert database.digest == Publication(seeds_graph).current().digest
    assert "nothing changed" in run("load", "neo4j", "--graph", seeds_graph).stdout
    assert (database.loads, database.closed) == (1, 2)


def test_options_go_before_the_environment(seeds_graph, database, monkeypatch):
    monkeypatch.setenv("NEO4J_USERNAME", "reader")
    monkeypatch.setenv("NEO4J_DATABASE", "news")
    run("load", "neo4j", "--graph", seeds_graph)
    run("load", "neo4j", "--graph", seeds_graph, "--uri", "neo4j://other:1", "--user", "writer", "--database", "more")
    assert database.targets == [Neo4jTarget(URI, "reader", PASSWORD, "news"), Neo4jTarget("neo4j://other:1", "writer", PASSWORD, "more")]
    assert PASSWORD not in repr(database.targets)


def test_check_and_replace_are_passed_on(seeds_graph, database):
    run("load", "neo4j", "--graph", seeds_graph)
    run("load", "neo4j", "--graph", seeds_graph, "--check")  # also where the record says that nothing is new
    run("load", "neo4j", "--graph", seeds_graph, "--check", "--replace")
    assert database.options == [{"check": False, "replace": False}, {"check": True, "replace": False}, {"check": True, "replace": True}]


def test_there_is_no_option_for_the_password():
    assert "No such option" in run("load", "neo4j", "--password", "x", code=2).output
    assert "NEO4J_PASSWORD alone" in words(run("load", "--help"))


@pytest.mark.parametrize(
    ("unset", "named"),
    [(("NEO4J_URI",), ("NEO4J_URI",)), (("NEO4J_PASSWORD",), ("NEO4J_PASSWORD",)), (("NEO4J_URI", "NEO4J_PASSWORD"), ("NEO4J_URI", "NEO4J_PASSWORD"))],
)
@pytest.mark.parametrize("command", [("load", "neo4j"), ("ask", "villages-of-county", "COUNTY=景宁", "--store", "neo4j"), ("show", "某", "--store", "neo4j")])
def test_what_the_environment_lacks_is_named(seeds_graph, database, monkeypatch, command, unset, named):
    for name in unset:
        monkeypatch.delenv(name)
    told = run(*command, "--graph", seeds_graph, code=2).stderr
    assert all(name in told for name in named)
    assert not database.targets


def test_no_graph_is_2(tmp_path, database):
    assert "xianzhi build" in run("load", "neo4j", "--graph", tmp_path, code=2).stderr
    assert not database.targets


@pytest.mark.parametrize("error", [StoreError("Neo4j: wrong name or password"), StoreGoneError("Neo4j: no answer")])
@pytest.mark.parametrize("command", [("load", "neo4j"), ("cypher", "MATCH (n:Page) RETURN n.id AS id", "--store", "neo4j")])
def test_a_store_that_refuses_is_2(seeds_graph, database, error, command):
    database.failures.append(error)
    assert run(*command, "--graph", seeds_graph, code=2).stderr.strip() == str(error)


def test_nobody_listening_is_told_by_address(seeds_graph, monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
        told = run("load", "neo4j", "--graph", seeds_graph, "--uri", f"bolt://127.0.0.1:{port}", code=2).stderr
    assert f"127.0.0.1:{port}" in told


def test_an_address_with_a_password_is_refused_unseen(seeds_graph, database):
    told = run("load", "neo4j", "--graph", seeds_graph, "--uri", f"bolt://neo4j:{PASSWORD}@db.example:7687", code=2).stderr
    assert "NEO4J_PASSWORD" in told


def test_a_traceback_of_a_load_tells_no_password(seeds_graph, database):
    database.failures.append(RuntimeError("a fault of the program"))
    with pytest.raises(RuntimeError) as raised:
        load_published(seeds_graph, Neo4jTarget(URI, "neo4j", PASSWORD))
    assert PASSWORD not in "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())


def test_a_graph_of_another_version_of_the_program_is_loaded_under_another_name(seeds_graph, database, monkeypatch):
    run("load", "neo4j", "--graph", seeds_graph)
    monkeypatch.setattr("flows.stages.projection_version", lambda: "another")
    run("load", "neo4j", "--graph", seeds_graph)
    assert database.loads == 2
    assert database.digest != Publication(seeds_graph).current().digest


def test_the_driver_is_imported_only_where_it_is_used():
    code = "import sys, flows.cli, flows.neo4j_stage, flows.summary; sys.exit(bool({'neo4j', 'prefect'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# asking


def test_both_stores_answer_alike(seeds_graph, database, tmp_path):
    database.graph = seeds_graph
    for command in (
        ("ask", "credit-of-county", "COUNTY=莲都"),
        ("show", "政采贷"),
        ("show", "丽水市"),
        ("cypher", "MATCH (p:Page) RETURN p.name AS name ORDER BY name", "--format", "json"),
    ):
        embedded = run(*command, "--graph", seeds_graph).stdout
        assert run(*command, "--graph", tmp_path, "--store", "neo4j").stdout == embedded  # the folder has no part in it
        assert embedded.strip()
    assert database.closed == 4


def test_what_asks_nothing_needs_no_store(database):
    assert "MATCH" in run("ask", "credit-of-county", "--show", "--store", "neo4j").stdout
    assert next(iter(questions())) in run("ask", "--store", "neo4j").stdout
    run("ask", "--store", "nowhere", code=2)
    assert not database.targets


# the stage


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The graph of one page, published without Neo4j."""
    graph = tmp_path_factory.mktemp("one") / "graph"
    build(BuildOptions((ONE,), graph, workers=1))
    return graph


@pytest.fixture
def graph(published, tmp_path):
    """A copy of it: a build of the page finds nothing new."""
    shutil.copytree(published, tmp_path / "graph")
    return tmp_path / "graph"


def made(graph: Path, *inputs: Path) -> Report:
    stage = Stage()
    return then_load(build(BuildOptions(inputs, graph, workers=1), stage=stage), stage)


def test_without_an_address_there_is_no_stage(graph, database, monkeypatch):
    monkeypatch.delenv("NEO4J_URI")
    done = made(graph, ONE)
    assert done.loaded is None
    assert "neo4j" not in done.stages
    assert not database.targets


def test_a_build_loads_what_it_published(graph, database):
    done = made(graph, ONE)
    assert done.loaded is not None
    assert done.loaded.created["Page"] == 1
    assert list(done.stages)[-1] == "neo4j"
    assert database.digest == done.digest
    assert done.whole
    assert any(line.startswith(f"neo4j     {URI}, database neo4j: ") for line in report_lines(done))
    more = made(graph, ONE, TWO)
    fewer = made(graph, TWO)
    assert more.published
    assert more.loaded is not None
    assert fewer.loaded is not None
    assert more.loaded.created["Page"] == fewer.loaded.removed["Page"] == 1


def test_nothing_new_is_loaded_where_the_database_holds_another_state(graph, database):
    first = made(graph, ONE)
    again = made(graph, ONE)
    assert again.loaded == Loaded(f"{URI}, database neo4j")
    assert again.loaded.unchanged
    assert database.loads == 1
    database.digest = "older"
    late = made(graph, ONE)
    assert not late.published
    assert database.loads == 2
    assert database.digest == first.digest


@pytest.mark.parametrize("error", [StoreError("Neo4j: wrong name or password"), StoreGoneError("Neo4j: no answer"), RuntimeError("a fault of the program")])
def test_a_failing_stage_is_a_fault_and_the_graph_is_published(graph, database, error):
    database.failures.append(error)
    result = run("build", ONE, "--graph", graph, "--workers", "1", code=1)
    assert str(error) in words(result)
    assert "stage neo4j failed" in words(result)
    assert run("facts", "--graph", graph).stdout
    assert "created" in run("build", ONE, "--graph", graph).stdout  # the next build makes up for it
    assert "nothing changed" in run("build", ONE, "--graph", graph).stdout


def test_an_address_without_a_password_is_a_clear_fault(graph, database, monkeypatch):
    monkeypatch.delenv("NEO4J_PASSWORD")
    assert "no NEO4J_PASSWORD" in words(run("build", ONE, "--graph", graph, code=1))


def test_a_fault_stands_in_tables_and_texts(graph, database):
    database.failures.append(StoreError("Neo4j: no"))
    done = made(graph, ONE)
    assert not done.whole
    assert failed_rows(done)[-1] == ("", "neo4j", "Neo4j: no", "")
    assert "stage neo4j failed" in report_markdown(done)


def test_only_a_server_that_does_not_answer_is_tried_again():
    assert may_pass(StoreGoneError("gone"))
    assert not may_pass(StoreError("wrong password"))
    assert not may_pass(RuntimeError("a fault of the program"))
    assert not may_pass(None)
