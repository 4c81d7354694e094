"""The embedded store: LadybugDB, one file, rebuilt by bulk COPY and never updated in place.

What is known of its version 0.22 and lived with here: `read_only` still lets a query write and read files, so every query
passes the guard; `COPY` of one object twice crashes, so every table is copied from its own; duplicate keys are refused by
the projection; its default reserves 8 TiB of address space, so sizes are given; a file left open leaves a WAL, so loading
ends with CHECKPOINT and close.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ladybug
import pyarrow as pa

from loaders.cypher_guard import check
from loaders.graph_model import Projection
from loaders.graph_schema import Ends, Property, graph_schema
from loaders.publication import DamagedError
from loaders.store import (
    DEFAULT_LIMITS,
    Limits,
    Parameters,
    QueryError,
    QueryTimeoutError,
    Result,
    Value,
    dump_line,
    plain_value,
    unknown_name,
    where_property_is,
)  # fmt: skip  # one line

BUFFER_POOL = 512 << 20  # bytes; enough for the bulk load of 10,000 articles
MAX_SIZE = 64 << 30  # bytes of address space that the file may grow into

_TYPES = {"string": "STRING", "strings": "STRING[]", "number": "DOUBLE", "integer": "INT64", "date": "DATE"}
_ARROW = {"string": pa.string(), "strings": pa.list_(pa.string()), "number": pa.float64(), "integer": pa.int64(), "date": pa.date32()}


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the collector of cycles: rows have none, and its walks over millions of them take a third of a load's time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class EmbeddedStore:
    """An open LadybugDB file. `create` a new one for loading, `read` a published one."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        """Open the file; callers use the class methods."""
        self.path = path
        try:
            self._database = ladybug.Database(str(path), buffer_pool_size=BUFFER_POOL, max_db_size=MAX_SIZE, read_only=read_only)
        except RuntimeError as error:
            raise DamagedError(f"{path}: not a whole graph store ({error}); remove the folder {path.parent} and run: xianzhi build") from error
        self._connection = ladybug.Connection(self._database)

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new store in a file that is not there yet; FileExistsError where it is."""
        if path.exists():
            raise FileExistsError(path)
        return cls(path, read_only=False)

    @classmethod
    def read(cls, path: Path) -> Self:
        """A published store, read-only; FileNotFoundError where there is none, loaders.publication.DamagedError where it is not whole."""
        if not path.exists():
            raise FileNotFoundError(path)
        if not path.stat().st_size:  # the store would take it for a new one
            raise DamagedError(f"{path}: empty; remove the folder {path.parent} and run: xianzhi build")
        return cls(path, read_only=True)

    def load(self, projection: Projection) -> None:
        """Make the tables and copy the graph into them; the store must be new."""
        with _collector_paused():
            self._load(projection)

    def _load(self, projection: Projection) -> None:
        ends = _ends(projection)
        self._connection.execute("CALL auto_checkpoint=false")  # one checkpoint at the end, not one a table: three times as fast
        self._connection.execute("BEGIN TRANSACTION")  # one for all tables: each by itself would be written out by itself
        for statement in tables(ends):
            self._connection.execute(statement)
        self._connection.execute("COMMIT")
        for label, properties in graph_schema().nodes.items():
            if rows := projection.nodes.get(label):
                self._copy(f"COPY `{label}` FROM $rows", properties, list(rows.values()))
        for (relation, (source, target)), related in projection.relations.items():
            properties = (Property("from", "string"), Property("to", "string"), *graph_schema().relations[relation].properties)
            choice = f" (from='{source}', to='{target}')" if len(ends[relation]) > 1 else ""
            self._copy(f"COPY `{relation}` FROM $rows{choice}", properties, list(related.values()))
        self._connection.execute("CHECKPOINT")

    def _copy(self, statement: str, properties: Sequence[Property], rows: Sequence[Sequence[object]]) -> None:
        columns = zip(*rows, strict=True)
        arrays = [pa.array(column, _ARROW[each.type]) for each, column in zip(properties, columns, strict=True)]
        table = pa.Table.from_arrays(arrays, names=[each.name for each in properties])
        self._connection.execute(statement, {"rows": table})

    def query(self, text: str, parameters: Parameters | None = None, limits: Limits = DEFAULT_LIMITS) -> Result:
        """Answer one reading statement; see `GraphStore.query`."""
        check(text, given=parameters or {})
        self._connection.set_query_timeout(max(1, int(limits.seconds * 1000)))
        rows: list[tuple[Value, ...]] = []
        try:
            answer = self._execute(text, dict(parameters or {}))
            columns = tuple(answer.get_column_names())
            while answer.has_next() and len(rows) <= limits.rows:
                rows.append(tuple(plain_value(value) for value in answer.get_next()))
        except RuntimeError as error:
            if "Interrupted" in str(error):
                raise QueryTimeoutError(f"the query took longer than {limits.seconds:g} seconds") from error
            raise QueryError(plain_message(str(error))) from error
        return Result(columns, tuple(rows[: limits.rows]), cut=len(rows) > limits.rows)

    def counts(self) -> dict[str, int]:
        """How many nodes and relationships there are, by label and type."""
        found = {}
        for label in graph_schema().nodes:
            found[label] = self._number(f"MATCH (n:`{label}`) RETURN count(*) AS number")
        for relation in graph_schema().relations:
            found[relation] = self._number(f"MATCH ()-[r:`{relation}`]->() RETURN count(r) AS number")
        return {name: number for name, number in sorted(found.items()) if number}

    def _number(self, statement: str) -> int:
        number = next(self._rows(statement))[0]
        assert isinstance(number, int)
        return number

    def _rows(self, statement: str) -> Iterator[Sequence[Any]]:
        answer = self._execute(statement, {})
        while answer.has_next():
            yield tuple(answer.get_next())

    def _execute(self, statement: str, parameters: dict[str, Any]) -> ladybug.QueryResult:
        answer = self._connection.execute(statement, parameters)
        assert isinstance(answer, ladybug.QueryResult)  # a list only comes of several statements
        return answer

    def dump(self) -> list[str]:
        """All nodes and relationships as canonical lines, sorted."""
        lines: list[str] = []
        for label, properties in graph_schema().nodes.items():
            columns = ", ".join(f"n.`{each.name}`" for each in properties)
            names = [each.name for each in properties]
            lines.extend(dump_line(label, dict(zip(names, row, strict=True))) for row in self._rows(f"MATCH (n:`{label}`) RETURN {columns}"))
        for name, relation in graph_schema().relations.items():
            columns = "".join(f", r.`{each.name}`" for each in relation.properties)
            for source, target, *row in self._rows(f"MATCH (a)-[r:`{name}`]->(b) RETURN a.id, b.id{columns}"):
                values = dict(zip((each.name for each in relation.properties), row, strict=True))
                lines.append(dump_line(name, {"from": source, "to": target, **values}))
        return sorted(lines)

    def close(self) -> None:
        """Close the file; after loading nothing is left beside it."""
        self._connection.close()
        self._database.close()

    def __enter__(self) -> Self:
        """Enter: the store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close at the end of the block."""
        self.close()


def plain_message(message: str) -> str:
    """The store's message in the words of the graph: what is unknown beside what there is."""
    if "Unable to allocate memory" in message:
        return "the query is too large for the memory it may use: narrow its pattern, or return less"
    if table := re.search(r"Table (\S+) does not exist", message):
        return unknown_name(table[1], "label") or message
    if found := re.search(r"Cannot find property (\S+) for (\S+?)\.?$", message):
        return f"{found[2]} has no property {found[1]}; {where_property_is(found[1])}"
    return message


def _ends(projection: Projection) -> dict[str, tuple[Ends, ...]]:
    """Between which labels each relationship type is declared: what the graph has, and enough for every query to be understood.

    Roles are declared between all labels that the schema accepts. Direct relationships have too many such pairs (each
    costs the store milliseconds), and no query needs a pair that is not there.
    """
    found = {}
    for name, relation in graph_schema().relations.items():
        declared = relation.ends[:1] if "support" in {each.name for each in relation.properties} else relation.ends
        found[name] = tuple(sorted({*declared, *(ends for kind, ends in projection.relations if kind == name)}))
    return found


def tables(ends: Mapping[str, Sequence[Ends]]) -> list[str]:
    """The statements that make the graph's tables, from the graph schema and the ends of each relationship type."""
    schema = graph_schema()
    nodes = [f"CREATE NODE TABLE `{label}`({_columns(properties)}, PRIMARY KEY (id))" for label, properties in schema.nodes.items()]
    relations = []
    for name, relation in schema.relations.items():
        pairs = ", ".join(f"FROM `{source}` TO `{target}`" for source, target in ends[name])
        columns = f", {_columns(relation.properties)}" if relation.properties else ""
        relations.append(f"CREATE REL TABLE `{name}`({pairs}{columns})")
    return nodes + relations


def _columns(properties: Sequence[Property]) -> str:
    return ", ".join(f"`{each.name}` {_TYPES[each.type]}" for each in properties)
