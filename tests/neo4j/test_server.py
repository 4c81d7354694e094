"""What `tools.neo4j_server` starts is a Neo4j that lets in who knows the password, and keeps its data when it is killed."""

from __future__ import annotations

import stat
import subprocess
import sys
from urllib.request import urlopen

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, Neo4jError

from loaders.neo4j_target import Neo4jTarget
from tests.neo4j.database import empty, read_only
from tests.setup.repository import ROOT
from tools.neo4j_server import Server

pytestmark = pytest.mark.neo4j


def tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tools.neo4j_server", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def count(target: Neo4jTarget) -> int:
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver:
        return int(driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"])


def test_a_started_server_is_told_where_it_is_and_never_its_password(own_server: Server) -> None:
    said = tool("status", "--home", str(own_server.home))
    assert said.returncode == 0
    assert f"export NEO4J_URI={own_server.uri} NEO4J_USERNAME=neo4j" in said.stdout
    assert own_server.browser in said.stdout
    assert own_server.password not in said.stdout
    assert stat.S_IMODE(own_server.password_file.stat().st_mode) == 0o600
    again = tool("start", "--home", str(own_server.home))
    assert again.returncode == 0
    assert again.stdout == said.stdout


def test_only_the_password_lets_in(own_target: Neo4jTarget) -> None:
    assert count(own_target) >= 0
    with GraphDatabase.driver(own_target.uri, auth=("neo4j", "wrong" + own_target.password)) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()
    with GraphDatabase.driver(own_target.uri) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()


def test_what_was_written_is_there_after_a_kill(own_server: Server, own_target: Neo4jTarget) -> None:
    empty(own_target)
    with GraphDatabase.driver(own_target.uri, auth=(own_target.user, own_target.password)) as driver:
        driver.execute_query("UNWIND range(1, 1000) AS n CREATE (:Kept {n: n})")
    before = own_server.uri, own_server.http, own_server.password
    own_server.kill()
    assert own_server.pid is None
    own_server.start()
    assert (own_server.uri, own_server.http, own_server.password) == before
    assert count(own_target) == 1000


def test_stop_ends_it_and_start_finds_the_data(own_server: Server, own_target: Neo4jTarget) -> None:
    with GraphDatabase.driver(own_target.uri, auth=(own_target.user, own_target.password)) as driver:
        driver.execute_query("CREATE (:Stopped)")
    before, home = count(own_target), str(own_server.home)
    info = ("database", "info", "neo4j")
    refused = own_server.admin(*info)
    assert refused.returncode != 0
    assert "in use" in refused.stderr
    assert "stopped" in tool("stop", "--home", home).stdout
    assert tool("status", "--home", home).returncode == 3
    assert "no server runs" in tool("stop", "--home", home).stdout
    with pytest.raises(OSError, match="refused"):
        own_server.connect()
    said = own_server.admin(*info)
    assert said.returncode == 0, said.stderr
    assert "neo4j" in said.stdout
    own_server.start()
    assert count(own_target) == before


def test_a_server_can_be_made_to_refuse_writing(own_server: Server, own_target: Neo4jTarget) -> None:
    before = count(own_target)
    with (
        read_only(own_server),
        GraphDatabase.driver(own_target.uri, auth=(own_target.user, own_target.password)) as driver,
        pytest.raises(Neo4jError, match="read-only"),
    ):
        driver.execute_query("CREATE (:Refused)")
    assert count(own_target) == before


def test_emptying_leaves_nothing(empty_database: Neo4jTarget) -> None:
    with GraphDatabase.driver(empty_database.uri, auth=(empty_database.user, empty_database.password)) as driver:
        driver.execute_query("CREATE CONSTRAINT `a``b` FOR (n:A) REQUIRE n.id IS UNIQUE")
        driver.execute_query("CREATE FULLTEXT INDEX words FOR (n:A) ON EACH [n.name] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}")
        driver.execute_query("CREATE (:A {id: 1, name: '县志'})-[:B]->(:A {id: 2})")
        empty(empty_database)
        assert count(empty_database) == 0
        assert driver.execute_query("SHOW CONSTRAINTS").records == []
        assert {record["type"] for record in driver.execute_query("SHOW INDEXES").records} <= {"LOOKUP"}


def test_browser_is_served(own_server: Server) -> None:
    with urlopen(own_server.http + "/browser/") as page:
        assert b"Neo4j Browser" in page.read()
