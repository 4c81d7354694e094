"""The RDF as files: TriG and Turtle to read, N-Quads to load fast. The same graph gives the same bytes.

Everything of the data is told relative to one base in TriG and Turtle (`<person/3311/张壮雄>`): their prefixed names would
need a backslash before every slash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import BinaryIO

import pyoxigraph as ox

from loaders.rdf import quads_of
from ontology.iri import ID, PREFIXES

Graph = tuple[str, Iterable[str]]


class RdfFormat(StrEnum):
    """The forms of the RDF. Turtle knows no named graphs: it has every statement without its graph."""

    trig = "trig"
    nquads = "nquads"
    turtle = "turtle"


_PREFIXES = {name: namespace for name, namespace in PREFIXES.items() if name not in {"id", "sh"}}  # `id` is the base, no shapes are in the data
_HEADER = "".join((f"@base <{ID}> .\n", *(f"@prefix {name}: <{namespace}> .\n" for name, namespace in _PREFIXES.items()))).encode()


def write_rdf(file: BinaryIO, graphs: Iterable[Graph], format_: RdfFormat) -> int:
    """Write the graphs of `loaders.rdf.graphs` to a binary file; how many statements they have."""
    if format_ is not RdfFormat.nquads:
        file.write(_HEADER)
    write, number = _WRITERS[format_], 0
    for graph, given in graphs:
        statements = list(given)
        number += len(statements)
        file.write(write(graph, statements))
    return number


def _nquads(graph: str, statements: list[str]) -> bytes:
    return "".join(quads_of(graph, statements)).encode()


def _trig(graph: str, statements: list[str]) -> bytes:
    return _pretty(_nquads(graph, statements), ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG)


def _turtle(_: str, statements: list[str]) -> bytes:
    return _pretty("".join(f"{each} .\n" for each in statements).encode(), ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE)


_WRITERS: dict[RdfFormat, Callable[[str, list[str]], bytes]] = {RdfFormat.trig: _trig, RdfFormat.nquads: _nquads, RdfFormat.turtle: _turtle}


def _pretty(lines: bytes, given: ox.RdfFormat, wanted: ox.RdfFormat) -> bytes:
    """The lines in the wanted form, without the head that every part would repeat."""
    written = ox.serialize(ox.parse(lines, format=given), format=wanted, prefixes=_PREFIXES, base_iri=ID)
    assert written is not None  # no output was named
    return b"".join(_body(written))


def _body(written: bytes) -> Iterator[bytes]:
    lines = iter(written.splitlines(keepends=True))
    for line in lines:
        if not line.startswith((b"@base ", b"@prefix ")):
            yield b"\n" + line
            break
    yield from lines
