"""What changed since a database was last loaded, without reading the database: digests of ranges of ids.

The rows of a group (a label, or a relationship type with its ends) are cut, in the order of their ids, into ranges of some
hundreds; where a range begins is decided by the hash of an id alone, so that a new or withdrawn row moves no border but its
own. The database keeps each range's digest. A load compares them with the digests of the graph it brings, and reads and
writes only within the ranges that differ.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from loaders.graph_model import Projection, Row
from loaders.graph_schema import Ends, Property, graph_schema
from loaders.neo4j_schema import LOAD_LABEL, RANGE_LABEL

MEAN_IDS = 256  # ids in a range, on average
LOAD_ID = "load"
LOAD_PROPERTIES = (
    Property("id", "string"), Property("state", "string"), Property("digest", "string"), Property("epoch", "integer"), Property("step", "integer"),
    Property("names", "strings"), Property("numbers", "strings"),
)  # fmt: skip  # one table
RANGE_PROPERTIES = (Property("id", "string"), Property("starts", "strings"), Property("ends", "strings"), Property("digests", "strings"))


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Rows that are stored alike: the nodes of a label (`ends` is None), or the relationships of a type between two labels."""

    name: str
    ends: Ends | None = None

    @property
    def id(self) -> str:
        """The group's name in the database's bookkeeping: `Fact`, `HAS_PERSON Fact Person`."""
        return " ".join((self.name, *(self.ends or ())))

    @classmethod
    def of_id(cls, text: str) -> Group:
        """The group of such a name; one that the schema no longer has is kept, so that its rows are removed."""
        name, *ends = text.split(" ")
        return cls(name, (ends[0], ends[1]) if ends else None)

    @property
    def properties(self) -> Sequence[Property]:
        """The properties of its rows, beside a relationship's ends; none where the schema no longer has it."""
        if self.ends is None:
            return graph_schema().nodes.get(self.name, (Property("id", "string"),))
        relation = graph_schema().relations.get(self.name)
        return relation.properties if relation else ()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of ids (of nodes, or of the nodes that relationships lead from); no `end`: to the last."""

    start: str
    end: str | None


Digests = Mapping[Span, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """A group's rows in the order of their keys (id, or from and to)."""

    keys: Sequence[str]  # what ranges are cut by: id, or from
    rows: Sequence[Row]

    def within(self, span: Span) -> Sequence[Row]:
        """The rows of a range."""
        last = len(self.keys) if span.end is None else bisect_left(self.keys, span.end)
        return self.rows[bisect_left(self.keys, span.start) : last]


def groups_of(projection: Projection) -> dict[Group, Rows]:
    """The projection's rows by group, nodes before relationships."""
    found = {}
    for label in sorted(projection.nodes):
        rows = projection.nodes[label]
        keys = sorted(rows)
        found[Group(label)] = Rows(keys, [rows[key] for key in keys])
    for (relation, ends), related in sorted(projection.relations.items()):
        pairs = sorted(related)
        found[Group(relation, ends)] = Rows([source for source, _ in pairs], [related[pair] for pair in pairs])
    return found


def digests(rows: Rows) -> dict[Span, str]:
    """The digest of each range; together they cover every id there can be, so also an empty group has one."""
    borders = [at for at, (before, key) in enumerate(pairwise(rows.keys), start=1) if key != before and crc32(key.encode()) % MEAN_IDS == 0]
    starts = [0, *borders]
    ends = [*borders, len(rows.keys)]
    found = {}
    for first, last in zip(starts, ends, strict=True):
        digest = hashlib.blake2b(digest_size=12)
        for row in rows.rows[first:last]:
            digest.update(repr(row).encode())
        span = Span("" if first == 0 else rows.keys[first], rows.keys[last] if last < len(rows.keys) else None)
        found[span] = digest.hexdigest()
    return found


def differing(held: Digests, wanted: Digests) -> list[Span]:
    """The ranges in which the database may hold something else, neighbours joined."""
    spans: list[Span] = []
    for span, digest in sorted(wanted.items(), key=lambda item: item[0].start):
        if held.get(span) == digest:
            continue
        if spans and spans[-1].end == span.start:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def same(held: Digests, wanted: Digests) -> dict[Span, str]:
    """What is held of the wanted ranges."""
    return {span: digest for span, digest in held.items() if wanted.get(span) == digest}


def range_row(group: Group, ranges: Digests) -> Row:
    """A group's ranges as the row of one bookkeeping node: ids behind a `=`, an open end as `-`, so that no element is empty (neo4j-admin has none)."""
    spans = sorted(ranges, key=lambda span: span.start)
    ends = ["-" if span.end is None else f"={span.end}" for span in spans]
    return (group.id, [f"={span.start}" for span in spans], ends, [ranges[span] for span in spans])


def ranges_of(starts: Iterable[str], ends: Iterable[str], found: Iterable[str]) -> dict[Span, str]:
    """The ranges that a bookkeeping node tells."""
    return {Span(start[1:], None if end == "-" else end[1:]): digest for start, end, digest in zip(starts, ends, found, strict=True)}


def load_row(counts: Mapping[str, int], digest: str) -> Row:
    """The row of the bookkeeping node of a database that holds a whole graph."""
    names = sorted(counts)
    return (LOAD_ID, "whole", digest, 0, 0, names, [str(counts[name]) for name in names])


def bookkeeping(projection: Projection, digest: str) -> Iterator[tuple[str, Sequence[Property], list[Row]]]:
    """What a database that was filled without the loader must hold besides, so that the next load is incremental.

    Labels outside the graph's schema, their properties and rows. `digest` is the build's.
    """
    yield LOAD_LABEL, LOAD_PROPERTIES, [load_row({name: number for name, number in projection.counts().items() if number}, digest)]
    yield RANGE_LABEL, RANGE_PROPERTIES, [range_row(group, digests(rows)) for group, rows in groups_of(projection).items()]
