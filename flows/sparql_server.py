"""`xianzhi serve-sparql`: a read-only SPARQL 1.1 endpoint on loopback over the published graph, and a page to ask it.

    /sparql   the protocol: GET ?query=, POST as a form or as application/sparql-query; GET without a query: the service's description
    /         the page

Every query runs in one of a few worker processes (loaders/sparql.py), with limits of time, rows, memory and length. Each looks
which build is published before it asks, so that a graph built anew is what the next query reads.
"""

from __future__ import annotations

import queue
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import anyio
import uvicorn
from pyoxigraph import NamedNode, Triple
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from flows.console import out
from flows.sparql_page import page
from flows.sparql_protocol import Asked, RefusedError, asked, chosen, media_type
from loaders.publication import DamagedError, NothingPublishedError, Publication
from loaders.sparql import SparqlStore
from loaders.sparql_results import Triples, formats_of, written
from loaders.store import DEFAULT_LIMITS, Limits, QueryError, QueryTimeoutError, StoreError

HOST = "127.0.0.1"
MAX_BODY = 1 << 20  # bytes of a request's body
MAX_ADDRESS = 1 << 18  # bytes of a request's line and headers: a long query in percent-encoded Chinese
BODY_SECONDS = 10.0  # for a client to send its body
WAIT_SECONDS = 5.0  # for a worker to be free
CUT = "X-Cut-Off-After"  # the header that tells of a row limit

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMAT = "http://www.w3.org/ns/formats/"
_SAFE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
_PAGE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


class Pool:
    """The stores that answer: so many queries at a time, each with the build that is published when it begins."""

    def __init__(self, graph: Path, workers: int, wait: float = WAIT_SECONDS) -> None:
        """Name the graph's folder, how many queries run at a time, and how many seconds others wait for their turn."""
        self._publication = Publication(graph)
        self._wait = wait
        self._free: queue.Queue[SparqlStore | None] = queue.Queue()
        for _ in range(workers):
            self._free.put(None)

    @contextmanager
    def store(self) -> Iterator[SparqlStore]:
        """A store of the published build, for this caller alone; RefusedError 503 where none is free in time."""
        try:
            store = self._free.get(timeout=self._wait)
        except queue.Empty:
            raise RefusedError(503, "all workers are busy; ask again in a moment", {"Retry-After": "5"}) from None
        try:
            path = self._publication.current().triples
            if store is not None and store.path != path:
                store.close()
                store = None
            if store is None:
                store = SparqlStore.read(path)
            yield store
        finally:
            self._free.put(store)

    def close(self) -> None:
        """End the workers that are free."""
        while not self._free.empty():
            if store := self._free.get():
                store.close()


@dataclass(frozen=True, slots=True)
class Service:
    """What the routes share."""

    pool: Pool
    limits: Limits

    async def sparql(self, request: Request) -> Response:
        """The protocol's endpoint."""
        wanted = asked(request.method, request.url.query, request.headers.get("content-type", ""), await _body(request))
        accept = request.headers.get("accept", "")
        if wanted is None:
            name = chosen(accept, ("turtle", "ntriples", "rdfxml"))
            return Response(written(described(str(request.url.replace(query="", fragment=""))), name), media_type=media_type(name))
        return await run_in_threadpool(self._answered, wanted, accept)

    def _answered(self, wanted: Asked, accept: str) -> Response:
        with self.pool.store() as store:
            answer = store.answer(wanted.text, None, self.limits, dataset=wanted.dataset, strict=False)
        name = chosen(accept, formats_of(answer), wanted.format)
        return Response(written(answer, name), media_type=media_type(name), headers={**_SAFE, **({CUT: str(self.limits.rows)} if answer.cut else {})})

    async def page(self, request: Request) -> Response:
        """The page; what is wrong with a query is told in it."""
        fields = dict(request.query_params)
        body, status = await run_in_threadpool(page, fields, self.pool.store, self.limits)
        return Response(body, status, media_type="text/html; charset=utf-8", headers=_PAGE)


async def _body(request: Request) -> bytes:
    """A request's body; RefusedError 413 for one that is too long, 408 for one that does not come."""
    found = bytearray()
    try:
        with anyio.fail_after(BODY_SECONDS):
            async for chunk in request.stream():
                found += chunk
                if len(found) > MAX_BODY:
                    raise RefusedError(413, f"longer than {MAX_BODY >> 10} KiB", {"Connection": "close"})
    except TimeoutError:
        raise RefusedError(408, "the body did not come in time", {"Connection": "close"}) from None
    return bytes(found)


def described(endpoint: str) -> Triples:
    """The service's description in the words of the W3C: what it is, which formats it gives, that its default graph is the union of all."""
    a, service, dataset = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(endpoint), NamedNode(f"{endpoint}#dataset")
    graph = NamedNode(f"{endpoint}#default-graph")
    formats = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "RDF_XML")
    said: list[tuple[NamedNode, NamedNode, NamedNode]] = [
        (service, a, NamedNode(f"{_SD}Service")),
        (service, NamedNode(f"{_SD}endpoint"), service),
        (service, NamedNode(f"{_SD}supportedLanguage"), NamedNode(f"{_SD}SPARQL11Query")),
        (service, NamedNode(f"{_SD}feature"), NamedNode(f"{_SD}UnionDefaultGraph")),
        *((service, NamedNode(f"{_SD}resultFormat"), NamedNode(_FORMAT + name)) for name in formats),
        (service, NamedNode(f"{_SD}defaultDataset"), dataset),
        (dataset, a, NamedNode(f"{_SD}Dataset")),
        (dataset, NamedNode(f"{_SD}defaultGraph"), graph),
        (graph, a, NamedNode(f"{_SD}Graph")),
    ]
    return Triples(tuple(Triple(subject, predicate, value) for subject, predicate, value in said))


def application(graph: Path, *, limits: Limits = DEFAULT_LIMITS, workers: int = 2, origins: tuple[str, ...] = (), wait: float = WAIT_SECONDS) -> Starlette:
    """The service as an ASGI application. Web pages of `origins` may ask it too; no others, and only under names of this machine."""
    service = Service(Pool(graph, workers, wait), limits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        service.pool.close()

    # A page elsewhere whose name leads here (DNS rebinding) sends its own name.
    middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])]
    if origins:
        middleware.append(
            Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"], allow_headers=["Content-Type"], expose_headers=[CUT])
        )
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]  # those that are not taken are told so by `asked`
    return Starlette(
        routes=[Route("/sparql", service.sparql, methods=methods), Route("/", service.page)],
        middleware=middleware,
        exception_handlers={
            RefusedError: _refused, QueryTimeoutError: partial(_failed, 503), QueryError: partial(_failed, 400),
            StoreError: partial(_failed, 503), NothingPublishedError: partial(_failed, 503), DamagedError: partial(_failed, 503),
        },
        lifespan=lifespan,
    )  # fmt: skip  # one table


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return _plain(error.status, error.message, error.headers)


def _failed(status: int, _: Request, error: Exception) -> Response:
    return _plain(status, str(error), {})


def _plain(status: int, message: str, headers: Mapping[str, str]) -> Response:
    return PlainTextResponse(f"{message}\n", status, headers={**_SAFE, **headers})


def listening(port: int) -> socket.socket:
    """A socket on loopback; OSError says that the port is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen()
    except OSError as error:
        found.close()
        raise OSError(f"port {port} on {HOST} cannot be used ({error.strerror}); name another with --port") from error
    return found


def server(app: Starlette) -> uvicorn.Server:
    """The server, with what bounds a request before it comes to the application."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            h11_max_incomplete_event_size=MAX_ADDRESS,
            limit_concurrency=64,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=1,
            server_header=False,
            access_log=False,
            log_level="warning",
        )
    )


@contextmanager
def running(graph: Path, **options: Any) -> Iterator[int]:  # noqa: ANN401 - those of `application`
    """The service in a thread of this process, on any free port, which is given; it ends with the block."""
    with listening(0) as found:
        service = server(application(graph, **options))
        thread = Thread(target=service.run, kwargs={"sockets": [found]})
        thread.start()
        try:
            yield found.getsockname()[1]
        finally:
            service.should_exit = True
            thread.join()


def serve(graph: Path, *, port: int, limits: Limits, workers: int, origins: tuple[str, ...]) -> None:
    """Serve until stopped. NothingPublishedError and DamagedError where there is nothing to serve, OSError where the port is taken."""
    SparqlStore.read(Publication(graph).current().triples).close()
    with listening(port) as found:
        address = f"http://{HOST}:{found.getsockname()[1]}"
        out.print(f"page      {address}/\nendpoint  {address}/sparql\nCtrl-C ends it", markup=False, highlight=False)
        server(application(graph, limits=limits, workers=workers, origins=origins)).run(sockets=[found])
