"""The published triple store: an Oxigraph folder beside the embedded property graph, filled in one go and then only read.

A folder is written inside a draft by one process, closed, and published by the same rename as everything else. Readers open
it read-only: they take no lock, and any number may.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from loaders.publication import broken_triples, require_triples
from loaders.rdf import quads_of

_CHUNK = 1 << 20  # bytes handed over at a time


class _Stream(io.RawIOBase):
    """Lines as a file that is read once, so that a large graph is never in memory as one text."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = memoryview(self._more())
        if size is None or size < 0:
            return bytes(self._left) + b"".join(iter(self._more, b""))
        found, self._left = self._left[:size], self._left[size:]
        return bytes(found)

    def _more(self) -> bytes:
        found, length = [], 0
        for line in self._lines:
            found.append(line)
            length += len(line)
            if length >= _CHUNK:
                break
        return "".join(found).encode()


def _lines(graphs: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    for graph, statements in graphs:
        yield from quads_of(graph, statements)


def memory_store(graphs: Iterable[tuple[str, Iterable[str]]]) -> ox.Store:
    """A store in memory that holds these graphs of `loaders.rdf.graphs`."""
    return _filled(ox.Store(), graphs)


def build_store(path: Path, graphs: Iterable[tuple[str, Iterable[str]]]) -> int:
    """Make a store of these graphs in a folder that is not there yet, and close it; how many statements it holds. FileExistsError where the folder is."""
    if path.exists():
        raise FileExistsError(path)
    store = _filled(ox.Store(path), graphs)
    store.flush()
    return len(store)  # the last reference goes, and with it the store is closed


def _filled(store: ox.Store, graphs: Iterable[tuple[str, Iterable[str]]]) -> ox.Store:
    store.bulk_load(_Stream(_lines(graphs)), format=ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]  # anything with `read` is taken
    return store


def read_store(path: Path) -> ox.Store:
    """A published store, read-only. DamagedError where it is missing or not whole: the message says what to do."""
    require_triples(path)
    try:
        return ox.Store.read_only(str(path))
    except OSError as error:
        raise broken_triples(path, error) from error
