"""What any graph store must do, whichever it is: take a projection, answer a query, tell what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from loaders.graph_model import Projection

Value = str | int | float | bool | date | list["Value"] | dict[str, "Value"] | None
Parameters = Mapping[str, Value]


class QueryError(ValueError):
    """A query that cannot be answered: not allowed, not understood, or a parameter missing; the message says which and where."""


class QueryTimeoutError(QueryError):
    """A query that took longer than its limit."""


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

    def load(self, projection: Projection) -> None:
        """Make the store hold this graph and nothing else."""
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
        return {str(name): plain_value(each) for name, each in value.items() if not str(name).startswith("_")}
    if isinstance(value, (list, tuple)):
        return [plain_value(each) for each in value]
    raise TypeError(f"the store gave a {type(value).__name__}")
