"""Which server the tests may use, and how its database is emptied. Tests outside this folder that need it import from here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from neo4j import GraphDatabase, Session

from loaders.neo4j_target import Neo4jTarget
from tools.neo4j_server import Server

URI, PASSWORD = "XIANZHI_TEST_NEO4J_URI", "XIANZHI_TEST_NEO4J_PASSWORD"
BATCH = 5_000  # nodes deleted in one transaction: millions in one would not fit the server's memory


def configured() -> Neo4jTarget | None:
    """The tests' own server, or None. Never the user's: the variables are others than those of the product."""
    uri = os.environ.get(URI)
    return Neo4jTarget(uri, "neo4j", os.environ.get(PASSWORD, "")) if uri else None


def empty(target: Neo4jTarget) -> None:
    """Remove all nodes, relationships, constraints and indexes of the database."""
    with GraphDatabase.driver(target.uri, auth=(target.user, target.password)) as driver, driver.session(database=target.database) as session:
        session.run(f"MATCH (n) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF {BATCH} ROWS").consume()
        for name in _names(session, "SHOW CONSTRAINTS YIELD name"):
            session.run(f"DROP CONSTRAINT {name} IF EXISTS").consume()
        for name in _names(session, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"):
            session.run(f"DROP INDEX {name} IF EXISTS").consume()


@contextmanager
def read_only(server: Server) -> Iterator[None]:
    """The server refuses all writing meanwhile; it is started anew before and after."""
    setting = "server.databases.default_to_read_only"  # Community has one user with all rights: the database itself has to refuse
    server.settings[setting] = "true"  # only now: a database cannot be made read-only
    server.restart()
    try:
        yield
    finally:
        del server.settings[setting]
        server.restart()


def _names(session: Session, query: str) -> list[str]:
    return ["`" + str(record["name"]).replace("`", "``") + "`" for record in session.run(query)]
