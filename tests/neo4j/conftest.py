"""The server of the tests: one that is configured, emptied before a module, or one of their own to kill."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from loaders.neo4j_target import Neo4jTarget
from tests.neo4j.database import URI, configured, empty
from tools.neo4j_server import MissingError, Server, throwaway


@pytest.fixture(scope="session")
def neo4j_target() -> Neo4jTarget:
    """The configured server, whatever its database holds."""
    target = configured()
    if not target:
        pytest.skip(f"{URI} is not set: make test-neo4j starts a server for these tests")
    return target


@pytest.fixture(scope="session")
def neo4j_uri(neo4j_target: Neo4jTarget) -> str:
    return neo4j_target.uri


@pytest.fixture(scope="session")
def neo4j_password(neo4j_target: Neo4jTarget) -> str:
    return neo4j_target.password


@pytest.fixture(scope="session")
def neo4j_browser(neo4j_target: Neo4jTarget) -> str:
    """The HTTP address of the same server, without a path."""
    address = os.environ.get("XIANZHI_TEST_NEO4J_BROWSER")
    if not address:
        pytest.skip("XIANZHI_TEST_NEO4J_BROWSER is not set: make test-browser starts a server with Neo4j Browser")
    return address


@pytest.fixture(scope="module")
def empty_database(neo4j_target: Neo4jTarget) -> Neo4jTarget:
    """The configured server with nothing in its database when the module begins."""
    empty(neo4j_target)
    return neo4j_target


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A started server of the module's own, to kill and start again; a test leaves it running for the next one."""
    try:
        with throwaway(heap="512m") as server:
            yield server
    except MissingError as error:
        pytest.skip(str(error))


@pytest.fixture
def own_target(own_server: Server) -> Neo4jTarget:
    """How to enter the module's own server."""
    return Neo4jTarget(own_server.uri, "neo4j", own_server.password)
