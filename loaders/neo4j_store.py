"""The production store: a Neo4j database, reached by the official driver."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import TracebackType
from typing import Any, Self

from neo4j import ManagedTransaction, NotificationMinimumSeverity, Query, Record, unit_of_work
from neo4j.exceptions import ClientError, Neo4jError, TransientError
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date

from loaders.cypher_guard import check
from loaders.graph_model import Projection
from loaders.graph_schema import graph_schema
from loaders.neo4j_load import FETCH_SIZE, Loading, LoadReport, Progress, counted, survey
from loaders.neo4j_schema import quoted
from loaders.neo4j_target import Neo4jTarget, connect, plain_errors
from loaders.store import DEFAULT_LIMITS, Limits, Parameters, QueryError, QueryTimeoutError, Result, Value, dump_line, plain_value, unknown_name

# Procedures that a query may call here beside what every store answers: they read, and only this database.
PROCEDURES = ("db.index.fulltext.queryNodes",)
# What a server says of a name that its database does not have: from 5.23 on, and before.
_SORT = "(?P<sort>label|relationship type|property)"
_MISSING = (re.compile(rf"The {_SORT} `(?P<name>.+)` does not exist"), re.compile(rf"missing {_SORT}(?: name)? is: `?(?P<name>.+?)`?\)"))


class Neo4jStore:
    """An open Neo4j database."""

    def __init__(self, target: Neo4jTarget) -> None:
        """Connect; loaders.store.StoreError where the server does not answer, refuses the user or is too old."""
        self.target = target
        self._driver = connect(target)

    def load(self, projection: Projection, *, digest: str = "", progress: Progress | None = None, check: bool = False, replace: bool = False) -> LoadReport:
        """Make the database hold this graph and nothing else under the graph's labels; only what differs is written.

        `digest` names the build, for `holds`. `progress` is told how many rows are written and of how many. `check` reads
        everything the database holds instead of trusting its digests, and mends what other hands changed. `replace` lets the
        graph take the place of nodes of its labels that xianzhi did not load; without it they raise ForeignDataError.
        StoreGoneError where the server goes away: the next load makes it whole. SupersededError where another load begins.
        Labels and relationship types outside the graph's schema are never touched, but for what hangs on a removed node.
        """
        with plain_errors(self.target):
            return Loading(self._driver, self.target.database, progress).run(projection, digest=digest, check=check, replace=replace)

    def holds(self, digest: str) -> bool:
        """Whether the database holds this build whole, as far as its bookkeeping and its counts tell."""
        with plain_errors(self.target), self._driver.session(database=self.target.database) as session:
            held = survey(session)
        return held.untouched and held.digest == digest

    def query(self, text: str, parameters: Parameters | None = None, limits: Limits = DEFAULT_LIMITS) -> Result:
        """Answer one reading statement; see `GraphStore.query`. Full-text search is allowed too (`PROCEDURES`)."""
        check(text, given=parameters or {}, procedures=PROCEDURES)
        session = self._driver.session(database=self.target.database, fetch_size=FETCH_SIZE, notifications_min_severity=NotificationMinimumSeverity.WARNING)
        with plain_errors(self.target), session:
            try:
                columns, records = session.execute_read(unit_of_work(timeout=limits.seconds)(_answer), text, dict(parameters or {}), limits.rows)
            except (ClientError, TransientError) as error:
                if (refused := _refused(error, limits)) is None:
                    raise
                raise refused from error
        rows = [tuple(_plain(value) for value in record.values()) for record in records[: limits.rows]]
        return Result(columns, tuple(rows), cut=len(records) > limits.rows)

    def counts(self) -> dict[str, int]:
        """How many nodes and relationships there are, by label and type."""
        with plain_errors(self.target), self._driver.session(database=self.target.database) as session:
            return dict(sorted(session.execute_read(counted).items()))

    def dump(self) -> list[str]:
        """All nodes and relationships of the graph's labels and types as canonical lines, sorted."""
        lines: list[str] = []
        with plain_errors(self.target), self._driver.session(database=self.target.database, fetch_size=FETCH_SIZE) as session:
            for label, properties in graph_schema().nodes.items():
                names = [each.name for each in properties]
                found = session.run(Query(f"MATCH (n:{quoted(label)}) RETURN properties(n) AS row"))
                lines.extend(dump_line(label, {name: _plain(record["row"].get(name)) for name in names}) for record in found)
            for kind, relation in graph_schema().relations.items():
                names = [each.name for each in relation.properties]
                text = f"MATCH (a)-[r:{quoted(kind)}]->(b) RETURN a.id AS a, b.id AS b, properties(r) AS row"
                for record in session.run(Query(text)):
                    values = {name: _plain(record["row"].get(name)) for name in names}
                    lines.append(dump_line(kind, {"from": record["a"], "to": record["b"], **values}))
        return sorted(lines)

    def close(self) -> None:
        """Let go of the server."""
        self._driver.close()

    def __enter__(self) -> Self:
        """Enter: the store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close at the end of the block."""
        self.close()


def _answer(tx: ManagedTransaction, text: str, parameters: dict[str, Any], rows: int) -> tuple[tuple[str, ...], list[Record]]:
    found = tx.run(text, parameters)
    columns = tuple(found.keys())
    records = list(found.fetch(rows + 1))
    for status in found.consume().gql_status_objects:
        named = next(filter(None, (pattern.search(status.status_description) for pattern in _MISSING)), None)
        if named and (message := unknown_name(named["name"], named["sort"])):
            raise QueryError(message)
    return columns, records


def _refused(error: Neo4jError, limits: Limits) -> QueryError | None:
    """The error as one of the query's, where it is; None where the server or the user is at fault."""
    code = str(error.code or "")
    if "TransactionTimedOut" in code or "Terminated" in code:
        return QueryTimeoutError(f"the query took longer than {limits.seconds:g} seconds")
    if code.startswith(("Neo.ClientError.Statement", "Neo.ClientError.Procedure")):
        return QueryError(str(error.message or error).splitlines()[0])
    if "MemoryPool" in code or "OutOfMemory" in code:
        return QueryError("the query is too large for the memory it may use: narrow its pattern, or return less")
    return None


def _plain(value: object) -> Value:
    """The driver's values as plain ones: dates as `datetime.date`, nodes and relationships as their properties."""
    if isinstance(value, Date):
        return value.to_native()
    if isinstance(value, (Node, Relationship)):
        return {name: _plain(each) for name, each in sorted(value.items())}
    if isinstance(value, Path):
        return {"nodes": [_plain(each) for each in value.nodes], "relationships": [_plain(each) for each in value.relationships]}
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (bool, str, int, float, date)):
        return plain_value(value)
    raise QueryError(f"the answer holds a {type(value).__name__}: return plain values, such as toString(…)")
