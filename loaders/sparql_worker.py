"""The process that asks an Oxigraph store: it can be killed, which a query within the own process cannot.

Run as a file, `python -P sparql_worker.py STORE MEMORY IN OUT` with the bytes of memory its queries may use and two inherited pipes; it
imports nothing of the project, so it starts in a fraction of a second. A request is a JSON object, an answer a pickled tuple whose first item says what it is:
`("solutions", names, rows, cut)`, `("boolean", value)`, `("triples", triples, cut)` or `("error", kind, message)`.
"""

from __future__ import annotations

import contextlib
import json
import pickle
import resource
import signal
import sys
from collections.abc import Iterator
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QueryBoolean, QuerySolutions, Store

GRACE = 1.0  # seconds after its limit at which a query ends even where nobody is left to kill it


def main() -> None:
    """Open the store, say so, and answer until the other end closes."""
    path, memory, incoming, outgoing = sys.argv[1:]
    requests, answers = Connection(int(incoming), writable=False), Connection(int(outgoing), readable=False)
    try:
        store = Store.read_only(path)
    except (OSError, ValueError) as error:
        answers.send(("error", "store", str(error)))
        return
    _limit(int(memory))
    answers.send(("ready",))
    while True:
        try:
            request = json.loads(requests.recv_bytes())
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, request["seconds"] + GRACE)  # its default ends the process, whatever Rust is doing
        answer = pickle.dumps(_answered(store, request), protocol=5)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.send_bytes(answer)


def _limit(memory: int) -> None:
    """Let the process use so many bytes of address space beyond what it has with the store open, where the system tells and limits it."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # where memory runs out it ends at once, and leaves nothing
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _answered(store: Store, request: dict[str, Any]) -> tuple[object, ...]:
    try:
        return _answer(store, request)
    except SyntaxError as error:
        return ("error", "syntax", str(error))
    except (ValueError, RuntimeError, OSError) as error:
        return ("error", "query", str(error))


def _answer(store: Store, request: dict[str, Any]) -> tuple[object, ...]:
    limit = request["rows"]
    if request["default_graphs"] or request["named_graphs"]:  # the caller's dataset, which goes before the query's own
        default: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode(each) for each in request["default_graphs"]]
        named: list[NamedNode | BlankNode] = [NamedNode(each) for each in request["named_graphs"]]
        results = store.query(request["text"], prefixes=request["prefixes"], default_graph=default, named_graphs=named)
    else:
        results = store.query(request["text"], prefixes=request["prefixes"], use_default_graph_as_union=not request["own_dataset"])
    if isinstance(results, QueryBoolean):
        return ("boolean", bool(results))
    if isinstance(results, QuerySolutions):
        rows = [tuple(row) for row in islice(results, limit + 1)]
        return ("solutions", tuple(each.value for each in results.variables), rows[:limit], len(rows) > limit)
    triples = list(islice(_distinct(results), limit + 1))
    return ("triples", triples[:limit], len(triples) > limit)


def _distinct(triples: Any) -> Iterator[object]:  # noqa: ANN401 - QueryTriples, of which a graph holds each triple once
    seen = set()
    for each in triples:
        if each not in seen:
            seen.add(each)
            yield each


if __name__ == "__main__":
    main()
