"""Rows as parameters of Cypher statements: what must be written so that a database's rows become the wanted ones.

Names of labels, types and properties come from the graph schema and stand quoted in the text; every value is a parameter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from loaders.graph_model import Cell, Row
from loaders.neo4j_ranges import Group, Span
from loaders.neo4j_schema import quoted

Kind = Literal["created", "changed", "removed"]
BATCH_COST = 2_500  # of a batch: one a row, and one more for every thousand characters; of 1,000 to 40,000 this one loaded fastest
_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Batch:
    """One statement with its rows, and what the server is to say of it."""

    group: Group
    kind: Kind
    statement: str
    rows: Sequence[Any]


@dataclass(slots=True)
class Changes:
    """What differs in one group: new rows, changed ones, keys of those to remove."""

    group: Group
    created: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    removed: list[tuple[str, ...]] = field(default_factory=list)

    def __len__(self) -> int:
        """How many rows are touched."""
        return len(self.created) + len(self.changed) + len(self.removed)

    def compare(self, held: Iterable[Row], wanted: Sequence[Row]) -> None:
        """Take in what differs between the rows a database holds in a range and those it is to hold there."""
        width = 1 if self.group.ends is None else 2  # cells of the key
        there: dict[tuple[Cell, ...], Row] = {}
        doubled = set()
        for row in held:
            key = row[:width]
            if key in there:
                doubled.add(key)  # two relationships where one belongs: somebody's hand; both go, one comes
            there[key] = row
        for row in wanted:
            key = row[:width]
            before = there.pop(key, None)
            if before is None or key in doubled:
                self.created.append(row)
            elif _differs(before, row):
                self.changed.append(row)
            if key in doubled:
                self.removed.append(_key(key))
        self.removed.extend(_key(key) for key in there)

    def batches(self, kind: Kind) -> Iterator[Batch]:
        """The statements of one kind of change, each with as many rows as a transaction can take."""
        if kind == "removed":
            for part in _parts(self.removed):
                yield Batch(self.group, kind, remove(self.group), part)
            return
        rows, statement = (self.created, create(self.group)) if kind == "created" else (self.changed, change(self.group))
        for part in _parts(rows):
            yield Batch(self.group, kind, statement, [_parameter(self.group, row, missing=kind == "changed") for row in part])


def _key(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(map(str, cells))


def _differs(before: Row, after: Row) -> bool:
    """Compared by value and type: 1 and 1.0 are equal in Python, not in a database."""
    return before != after or [type(cell) for cell in before] != [type(cell) for cell in after]


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    start, cost = 0, 0.0
    for at, row in enumerate(rows):
        cost += 1 + sum(len(cell) for cell in row if isinstance(cell, str)) / _CHARACTERS
        if cost >= BATCH_COST:
            yield rows[start : at + 1]
            start, cost = at + 1, 0.0
    if start < len(rows):
        yield rows[start:]


def _parameter(group: Group, row: Row, *, missing: bool) -> object:
    """A row as a statement takes it; properties that a changed row lacks are given as null, which removes them."""
    cells = row if group.ends is None else row[2:]
    values = {each.name: cell for each, cell in zip(group.properties, cells, strict=True) if missing or cell is not None}
    return values if group.ends is None else [row[0], row[1], values]


def create(group: Group) -> str:
    """The statement that makes new nodes or relationships of `$rows`."""
    if group.ends is None:
        return f"UNWIND $rows AS row CREATE (n:{quoted(group.name)}) SET n = row"
    return f"{_both_ends(group)} CREATE (a)-[r:{quoted(group.name)}]->(b) SET r = row[2]"


def change(group: Group) -> str:
    """The statement that sets the properties of nodes or relationships that are there; what others have added to them stays."""
    if group.ends is None:
        return f"UNWIND $rows AS row MATCH (n:{quoted(group.name)} {{id: row.id}}) SET n += row"
    return f"{_both_ends(group)} MATCH (a)-[r:{quoted(group.name)}]->(b) SET r += row[2]"


def remove(group: Group) -> str:
    """The statement that removes nodes (with all relationships that others have tied to them) or relationships."""
    if group.ends is None:
        return f"UNWIND $rows AS row MATCH (n:{quoted(group.name)} {{id: row[0]}}) DETACH DELETE n"
    return f"{_both_ends(group)} MATCH (a)-[r:{quoted(group.name)}]->(b) DELETE r"


def _both_ends(group: Group) -> str:
    source, target = group.ends or ("", "")
    return f"UNWIND $rows AS row MATCH (a:{quoted(source)} {{id: row[0]}}) MATCH (b:{quoted(target)} {{id: row[1]}})"


def fetch(group: Group, span: Span) -> tuple[str, dict[str, str]]:
    """The statement that reads a group's rows in a range, with its parameters.

    The index is named, since it alone orders ids as Python does: a filter in memory would compare UTF-16 units.
    """
    label = quoted(group.ends[0] if group.ends else group.name)
    limits = f"n.id >= $start{' AND n.id < $end' if span.end is not None else ''}"
    parameters = {"start": span.start} | ({"end": span.end} if span.end is not None else {})
    if group.ends is None:
        return f"MATCH (n:{label}) USING INDEX n:{label}(id) WHERE {limits} RETURN n.id AS id, properties(n) AS row", parameters
    pattern = f"(n:{label})-[r:{quoted(group.name)}]->(b:{quoted(group.ends[1])})"
    return f"MATCH {pattern} USING INDEX n:{label}(id) WHERE {limits} RETURN n.id AS a, b.id AS b, properties(r) AS row", parameters


def summed(batches: Iterable[Batch], kind: Kind) -> Mapping[str, int]:
    """How many rows of one kind of change, by label or type."""
    found: Counter[str] = Counter()
    for batch in batches:
        if batch.kind == kind:
            found[batch.group.name] += len(batch.rows)
    return dict(sorted(found.items()))
