"""SPARQL over a published Oxigraph store: queries that only read, with limits that hold.

Oxigraph has no time limit, so a query runs in a worker process that is killed when its seconds are over. One worker stays
with a store that is open, so only the first query waits for its start. The default graph is the union of all named graphs
and the project's prefixes are known, unless a query or its caller says otherwise.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from loaders import sparql_worker
from loaders.publication import broken_triples, require_triples
from loaders.sparql_guard import Given, Prepared, plain_message, prepared, tokens
from loaders.sparql_results import Answer, Solutions, Triples, Truth, result_of
from loaders.store import DEFAULT_LIMITS, Limits, QueryError, QueryTimeoutError, Result, StoreError
from ontology.iri import PREFIXES

MEMORY = 2 << 30  # bytes that a query may use beyond what its process has with the store open
MAX_ANSWER = 256 << 20  # bytes of an answer on its way from the worker
_OPENING = 60.0  # seconds for a worker to open its store


@dataclass(frozen=True, slots=True)
class Dataset:
    """Which graphs a query reads, as IRIs; nothing given: the query's own FROM, else all graphs as one."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


ALL = Dataset()


class SparqlStore:
    """A published Oxigraph store, open for reading. Several threads may ask; one query runs at a time."""

    def __init__(self, path: Path, memory: int) -> None:
        """Name the store's folder; callers use `read`. The worker starts with the first query."""
        self.path = path
        self._memory = memory
        self._worker: _Worker | None = None
        self._lock = Lock()

    @classmethod
    def read(cls, path: Path, *, memory: int = MEMORY) -> Self:
        """The store in a folder; DamagedError where there is none. One that is not whole raises it when it is asked.

        `memory` is how many bytes a query may use, beyond what its process has with the store open.
        """
        require_triples(path)
        return cls(path, memory)

    def query(self, text: str, parameters: Mapping[str, Given] | None = None, limits: Limits = DEFAULT_LIMITS) -> Result:
        """Answer one query with plain values; see `answer`. ASK gives one row `answer`; CONSTRUCT and DESCRIBE subject, predicate, object."""
        return result_of(self.answer(text, parameters, limits))

    def answer(
        self, text: str, parameters: Mapping[str, Given] | None = None, limits: Limits = DEFAULT_LIMITS, *, dataset: Dataset = ALL, strict: bool = True
    ) -> Answer:
        """Answer one query with RDF terms.

        `$NAME` stands for the value of a parameter (see `sparql_guard.prepared` for `strict`). A query that is not allowed,
        not understood, nested too deeply or in need of too much memory raises QueryError with line and column where it has one, one that takes longer
        than its seconds QueryTimeoutError; of an answer of more rows or triples than its limit the first ones come, marked as cut.
        """
        ready = prepared(text, parameters, strict=strict)
        request = {
            "text": ready.text, "prefixes": PREFIXES, "seconds": limits.seconds, "rows": limits.rows, "own_dataset": _own_dataset(text),
            "default_graphs": dataset.default_graphs, "named_graphs": dataset.named_graphs,
        }  # fmt: skip  # one request
        with self._lock:
            if self._worker is None:
                self._worker = _Worker(self.path, self._memory)
            try:
                found = self._worker.ask(request)
            except QueryError:  # it is dead: the next query starts another
                self._stop()
                raise
        return _told(found, ready)

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._stop()

    def __enter__(self) -> Self:
        """Enter: the store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close at the end of the block."""
        self.close()


def _own_dataset(text: str) -> bool:
    """Whether the query says by FROM which graphs it reads: then nothing is added to them."""
    return any(token.sort == "word" and token.text.upper() == "FROM" for token in tokens(text))


def _told(found: tuple[Any, ...], query: Prepared) -> Answer:
    match found:
        case ("solutions", names, rows, cut):
            return Solutions(names, tuple(rows), cut)
        case ("boolean", value):
            return Truth(value)
        case ("triples", triples, cut):
            return Triples(tuple(triples), cut)
        case ("error", _, message):
            raise QueryError(plain_message(str(message), query))
        case _:
            raise StoreError(f"the store's process gave {found[:1]}")


class _Worker:
    """The process that holds the store open."""

    def __init__(self, path: Path, memory: int) -> None:
        """Start it and wait until the store is open; DamagedError where it cannot be."""
        (their_in, our_out), (our_in, their_out) = os.pipe(), os.pipe()
        command = [sys.executable, "-P", sparql_worker.__file__, str(path), str(memory), str(their_in), str(their_out)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - own file, own Python
                command,
                pass_fds=(their_in, their_out),
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # Rust tells there, frame by frame, where memory ran out
                env={**os.environ, "RUST_BACKTRACE": "0"},
                start_new_session=True,  # the interrupt typed in a terminal is this process's to act on
            )
        finally:
            os.close(their_in)
            os.close(their_out)
            self._requests, self._answers = Connection(our_out, readable=False), Connection(our_in, writable=False)
        try:
            opened = pickle.loads(self._received(_OPENING))  # noqa: S301 - what the own process sends
        except QueryError as error:
            self.close()
            raise StoreError(f"{path}: the process that opens it ended ({error})") from error
        if opened[0] != "ready":
            self.close()
            raise broken_triples(path, opened[2])

    def ask(self, request: Mapping[str, object]) -> tuple[Any, ...]:
        """The answer to a request; QueryError where the process ended over it, which it also does when the time is over."""
        seconds = request["seconds"]
        assert isinstance(seconds, (int, float))
        try:
            self._requests.send_bytes(json.dumps(request).encode())
        except OSError as error:
            raise QueryError("the store's process has ended; ask again") from error
        found = pickle.loads(self._received(seconds))  # noqa: S301 - what the own process sends
        assert isinstance(found, tuple)
        return found

    def _received(self, seconds: float) -> bytes:
        try:
            if self._answers.poll(seconds):
                return self._answers.recv_bytes(MAX_ANSWER)
        except EOFError:
            ended = self._process.wait()
            if ended != -signal.SIGALRM:
                raise QueryError("the query is too large for the memory it may use, or nested too deeply: narrow its pattern, or return less") from None
        except OSError as error:  # longer than it may be
            raise QueryError(f"the answer is larger than {MAX_ANSWER >> 20} MiB: return less") from error
        raise QueryTimeoutError(f"the query took longer than {seconds:g} seconds")

    def close(self) -> None:
        """End the process at once; nothing is lost, it only reads."""
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()
