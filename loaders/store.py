"""What any graph store must do, whichever it is: take a projection, answer a query, tell what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from loaders.graph_model import Projection
from loaders.graph_schema import graph_schema
from ontology.canonical import as_line

Value = str | int | float | bool | date | list["Value"] | dict[str, "Value"] | None
Parameters = Mapping[str, Value]


class QueryError(ValueError):
    """A query that cannot be answered: not allowed, not understood, or a parameter missing; the message says which and where."""


class QueryTimeoutError(QueryError):
    """A query that took longer than its limit."""


class StoreError(Exception):
    """A store that cannot be reached, entered or used as asked; the message says what to do about it."""


class StoreGoneError(StoreError):
    """A store that does not answer, or not now: trying again later may help."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may cost: seconds of running, rows of answer."""

    seconds: float = 30.0
    rows: int = 10_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Result:
    """A query's answer: its columns and rows, plain values only. `cut` tells that the row limit cut it off."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    cut: bool = False

    def records(self) -> list[dict[str, Any]]:
        """The rows as mappings from column to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class GraphStore(Protocol):
    """A store of the property graph."""

    def load(self, projection: Projection) -> object:
        """Make the store hold this graph and nothing else; what is given back, if anything, is the store's own report."""
        ...

    def query(self, text: str, parameters: Parameters | None = None, limits: Limits = DEFAULT_LIMITS) -> Result:
        """Answer one reading statement; QueryError for one that is not allowed or fails, QueryTimeoutError after its seconds."""
        ...

    def counts(self) -> dict[str, int]:
        """How many nodes each label and how many relationships each type has, as `Projection.counts` (without the zeros)."""
        ...

    def dump(self) -> list[str]:
        """All nodes and relationships as canonical JSON lines, sorted: two stores that hold one graph give one dump."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


def plain_value(value: object) -> Value:
    """A store's value as a plain one: whole floats become ints, mappings and lists are gone through; what is unknown raises TypeError."""
    if value is None or isinstance(value, (bool, str, int, date)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        missing_too = "_label" not in value  # of a node or relationship only the properties it has are told
        return {str(name): plain_value(each) for name, each in value.items() if not str(name).startswith("_") and (missing_too or each is not None)}
    if isinstance(value, (list, tuple)):
        return [plain_value(each) for each in value]
    raise TypeError(f"the store gave a {type(value).__name__}")


def dump_line(name: str, values: Mapping[str, object]) -> str:
    """One node or relationship as a canonical line: its missing properties left out, dates as ISO text."""
    plain = {key: plain_value(value) for key, value in values.items() if value is not None}
    return as_line([name, {key: value.isoformat() if isinstance(value, date) else value for key, value in plain.items()}])


def unknown_name(name: str, kind: str) -> str:
    """What to say of a name that the store does not know, beside those there are; empty where the schema has it (nothing bears it yet).

    `kind`: `label`, `relationship type` or `property`.
    """
    schema = graph_schema()
    if kind == "property":
        return "" if name in _properties() else f"no property {name}; {where_property_is(name)}"
    if name in schema.nodes or name in schema.relations:
        return ""
    return f"no label or relationship {name}; labels: {', '.join(schema.nodes)}; relationships: {', '.join(schema.relations)}"


def where_property_is(name: str) -> str:
    """The labels and relationships that have this property, or, where none has, the properties of nodes."""
    schema = graph_schema()
    having = [label for label, properties in schema.nodes.items() if any(each.name == name for each in properties)]
    having += [relation for relation, shape in schema.relations.items() if any(each.name == name for each in shape.properties)]
    if having:
        return f"it is a property of {', '.join(having)}"
    return f"properties of nodes: {', '.join(sorted({each.name for properties in schema.nodes.values() for each in properties}))}"


def _properties() -> set[str]:
    schema = graph_schema()
    return {each.name for properties in (*schema.nodes.values(), *(relation.properties for relation in schema.relations.values())) for each in properties}
