"""The command line on a real server: what is loaded, asked and shown is what the embedded store holds, and refusals are told."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.config import BuildOptions
from flows.showing import shown
from flows.stages import build
from flows.stores import StoreKind, open_store
from loaders.graph_schema import ENTITY_LABELS
from loaders.neo4j_store import Neo4jStore
from loaders.queries import question, questions
from tests.conftest import ROOT, SEEDS
from tests.golden.answers import expectations
from tests.neo4j.database import empty

pytestmark = pytest.mark.neo4j
runner = CliRunner()
PAGES = sorted(SEEDS.glob("*.txt"))


@pytest.fixture(scope="module")
def environment(empty_database):
    """The environment of a user of the configured server."""
    target = empty_database
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEO4J_URI", target.uri)
        patch.setenv("NEO4J_PASSWORD", target.password)
        yield target


@pytest.fixture(scope="module")
def loaded(environment, seeds_graph):
    """The graph of the seeds, loaded by the command."""
    assert "created" in run("load", "neo4j", "--graph", seeds_graph).stdout
    return environment


def run(*words: str | Path, code: int = 0) -> Result:
    result = runner.invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    assert os.environ.get("NEO4J_PASSWORD", "-none-") not in result.output
    return result


def test_the_same_again_changes_nothing(loaded, seeds_graph):
    assert run("load", "neo4j", "--graph", seeds_graph).stdout == f"neo4j     {loaded.uri}, database neo4j: nothing changed\n"
    assert "nothing changed" in run("load", "neo4j", "--graph", seeds_graph, "--check").stdout


def test_it_holds_what_the_embedded_store_holds(loaded, seeds_graph):
    with open_store(StoreKind.neo4j, seeds_graph) as neo4j, open_store(StoreKind.embedded, seeds_graph) as embedded:
        assert neo4j.counts() == embedded.counts()
        assert neo4j.dump() == embedded.dump()


@pytest.mark.parametrize("name", sorted(expectations()))
def test_every_question_has_the_same_answer(loaded, seeds_graph, name):
    values = [f"{key}={value}" for key, value in (expectations()[name].get("with") or {}).items()]
    command = ("ask", name, *values, "--graph", seeds_graph, "--format", "json")
    neo4j, embedded = (json.loads(run(*command, *store).stdout) for store in (("--store", "neo4j"), ()))
    if "UNION" in question(name).text:  # Cypher has no order over both parts
        neo4j, embedded = (sorted(rows, key=str) for rows in (neo4j, embedded))
    assert neo4j == embedded


def test_every_question_is_asked():
    assert {each.name for each in questions().values()} <= set(expectations())


def test_every_tenth_entity_is_shown_alike(loaded, seeds_graph):
    compared = 0
    with open_store(StoreKind.neo4j, seeds_graph) as neo4j, open_store(StoreKind.embedded, seeds_graph) as embedded:
        for label in ENTITY_LABELS:
            rows = embedded.query(f"MATCH (n:`{label}`) RETURN n.id AS id, n.name AS name ORDER BY id").rows
            for at, (id_, name) in enumerate(rows[::10]):
                asked = str(name if at % 2 else id_)
                assert shown(neo4j, asked) == shown(embedded, asked)
                compared += 1
    assert compared > 50
    assert run("show", "政采贷", "--store", "neo4j").stdout == run("show", "政采贷", "--graph", seeds_graph).stdout


@pytest.mark.parametrize(
    "command", [("show", "无此人"), ("show", "张壮"), ("ask", "villages-of-county", "COUNTY=无此地"), ("ask", "posts-of-person", "PERSON=无")]
)
def test_what_is_not_there_is_told_alike(loaded, seeds_graph, command):
    assert run(*command, "--store", "neo4j", code=2).stderr == run(*command, "--graph", seeds_graph, code=2).stderr


def test_cypher_answers_alike_and_only_reads(loaded, seeds_graph):
    query = "MATCH (p:Person)-[h:HOLDS_POST]->(o {name: $BODY}) RETURN p.name AS person, h.titles AS titles, h.first_seen AS day ORDER BY person"
    command = ("cypher", query, "--param", "BODY=莲都区委", "--graph", seeds_graph)
    for form in ("table", "csv", "json"):
        assert run(*command, "--format", form, "--store", "neo4j").stdout == run(*command, "--format", form).stdout
    for wrong in ("MATCH (n) DETACH DELETE n", "CALL dbms.listConfig() YIELD name RETURN name", "MATCH (n:Persn) RETURN n.name AS name"):
        assert run("cypher", wrong, "--store", "neo4j", code=2).stderr.strip()
    assert json.loads(run("cypher", "MATCH (n:Page) RETURN count(*) AS n", "--store", "neo4j", "--format", "json").stdout) == [{"n": len(PAGES)}]


# refusals


def test_a_wrong_password_is_told(loaded, seeds_graph, monkeypatch):
    monkeypatch.setenv("NEO4J_PASSWORD", "certainly-wrong-password")
    for command in (("load", "neo4j", "--graph", seeds_graph), ("cypher", "RETURN 1 AS one", "--store", "neo4j")):
        assert "NEO4J_PASSWORD" in run(*command, code=2).stderr


def test_a_wrong_database_is_told(loaded, seeds_graph, monkeypatch):
    assert "nowhere" in run("load", "neo4j", "--graph", seeds_graph, "--database", "nowhere", code=2).stderr
    monkeypatch.setenv("NEO4J_DATABASE", "nowhere")
    assert "NEO4J_DATABASE" in run("show", "张壮雄", "--store", "neo4j", code=2).stderr


def test_nobody_at_the_address_is_told(loaded, seeds_graph):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"bolt://127.0.0.1:{probe.getsockname()[1]}"
        assert address in run("load", "neo4j", "--graph", seeds_graph, "--uri", address, code=2).stderr


def test_a_missing_environment_is_told(loaded, seeds_graph, monkeypatch):
    monkeypatch.delenv("NEO4J_URI")
    monkeypatch.delenv("NEO4J_PASSWORD")
    told = run("load", "neo4j", "--graph", seeds_graph, code=2).stderr
    assert "NEO4J_URI" in told
    assert "NEO4J_PASSWORD" in told


def test_nodes_of_others_are_not_touched(environment, seeds_graph, tmp_path):
    empty(environment)
    with Neo4jStore(environment) as store:
        store._driver.execute_query("CREATE (:Person {id: 'theirs', name: 'theirs'})", database_=environment.database)
    assert "--replace" in run("load", "neo4j", "--graph", seeds_graph, code=2).stderr
    assert "removed   Person 1" in run("load", "neo4j", "--graph", seeds_graph, "--replace").stdout


# the stage


def test_builds_keep_the_database_equal_to_the_graph(environment, tmp_path):
    empty(environment)
    graph, inbox = tmp_path / "graph", tmp_path / "inbox"
    inbox.mkdir()
    build(BuildOptions((PAGES[0],), graph, workers=1))
    shutil.copy(PAGES[0], inbox)
    assert "created" in run("build", inbox, "--graph", graph).stdout  # nothing new published, but the database was empty
    assert "nothing changed" in run("build", inbox, "--graph", graph).stdout
    shutil.copy(PAGES[1], inbox)
    (inbox / PAGES[0].name).unlink()
    assert "removed" in run("build", inbox, "--graph", graph, "--workers", "1").stdout
    with open_store(StoreKind.neo4j, graph) as neo4j, open_store(StoreKind.embedded, graph) as embedded:
        assert neo4j.dump() == embedded.dump()


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_a_flow_run_loads_as_its_last_stage(environment, tmp_path, password):
    empty(environment)
    build(BuildOptions((PAGES[0],), tmp_path / "graph", workers=1))
    given = environment.password if password == "right" else "certainly-wrong-password"
    changes = {"NEO4J_PASSWORD": given, "PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_API_URL": "", "PREFECT_LOGGING_LEVEL": "DEBUG"}
    command = [sys.executable, "-m", "flows.build_graph", str(PAGES[0]), "--graph", str(tmp_path / "graph")]
    done = subprocess.run(command, env={**os.environ, **changes}, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert given not in done.stdout + done.stderr
    assert done.returncode == (0 if password == "right" else 1), done.stderr[-3000:]
    if password == "right":
        assert f"{environment.uri}, database neo4j: " in done.stdout
        assert "Page 1" in done.stdout
    else:
        assert "stage neo4j failed" in done.stdout
        assert "CompletedWithErrors" in done.stderr
