"""What the SPARQL 1.1 protocol says of requests and answers, as plain functions: which query a request asks, and which format it wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import parse_qsl

from loaders.sparql import Dataset
from loaders.sparql_results import GRAPH_FORMATS, RESULT_FORMATS

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
MAX_FIELDS = 200  # of a form or an address

# Further media types by which clients ask for a format.
_ALSO = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "ntriples": ("text/plain",),
    "rdfxml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle",),
}


class RefusedError(Exception):
    """A request that is not answered: with which status, why, and with which headers."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        """Say it."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that a request asks: its text, the graphs it reads, and the format that an address names (`format=csv`)."""

    text: str
    dataset: Dataset = field(default_factory=Dataset)
    format: str = ""


def asked(method: str, address: str, content_type: str, body: bytes) -> Asked | None:
    """The query of a request; None for a GET without one, which asks for the service's description.

    `address` is the part of the URL after `?`. Raises RefusedError: 400 for a request that is none, 405 for another method, 415
    for another media type.
    """
    fields = _fields(address)
    if method in {"GET", "HEAD"}:
        return _asked(fields) if fields and any(name in {"query", "update"} for name, _ in fields) else None
    if method != "POST":
        raise RefusedError(405, f"{method} is not taken here: ask with GET or POST", {"Allow": "GET, HEAD, POST"})
    sort, _, parameters = content_type.partition(";")
    sort = sort.strip().lower()
    if sort not in {FORM, QUERY}:
        why = "this service only reads: it takes no updates" if sort == "application/sparql-update" else f"{sort or 'a body without a type'} is not taken"
        raise RefusedError(415, f"{why}; send {QUERY}, or {FORM} with query=…", {"Accept-Post": f"{QUERY}, {FORM}"})
    charset = parameters.lower().partition("charset=")[2].strip(' "')
    if charset not in {"", "utf-8", "utf8"}:
        raise RefusedError(415, f"the charset {charset} is not taken: send UTF-8")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"the body is not UTF-8 (byte {error.start})") from error
    if sort == FORM:
        return _asked([*fields, *_fields(text)])
    return _asked([*(each for each in fields if each[0] != "query"), ("query", text)])


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise RefusedError(400, "percent-encoded characters are not UTF-8") from error
    except ValueError as error:
        raise RefusedError(400, f"more than {MAX_FIELDS} fields") from error


def _asked(fields: Sequence[tuple[str, str]]) -> Asked:
    def of(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in fields if key == name)

    if of("update") or of("using-graph-uri") or of("using-named-graph-uri"):
        raise RefusedError(400, "this service only reads: it takes no updates")
    queries = of("query")
    if len(queries) != 1:
        raise RefusedError(400, "one query is wanted: query=…" if not queries else f"one query is wanted, not {len(queries)}")
    return Asked(queries[0], Dataset(of("default-graph-uri"), of("named-graph-uri")), next(iter(of("format")), ""))


def chosen(accept: str, offered: Sequence[str], named: str = "") -> str:
    """The format, of those that the answer can be written in, that a request wants; RefusedError 406 where it wants none of them.

    `accept` is its header (empty: anything is right), `named` a format that its address names, which goes first where it is offered.
    """
    types = {name: (media_type(name).partition(";")[0], *_ALSO.get(name, ())) for name in offered}
    for name, known in types.items():
        if named and (named == name or named in known):
            return name
    wanted = list(_accepted(accept or "*/*"))
    best = max(types, key=lambda name: _wish(types[name], wanted))  # of equals the first offered
    if not _wish(types[best], wanted):
        raise RefusedError(406, f"nothing here is {accept}; there are {', '.join(known[0] for known in types.values())}")
    return best


def media_type(name: str) -> str:
    """The media type of a format, with its charset where it has one."""
    return RESULT_FORMATS[name][0] if name in RESULT_FORMATS else GRAPH_FORMATS[name][0]


def _accepted(header: str) -> Iterable[tuple[str, float]]:
    """The media ranges of an Accept header with their qualities; what is no number counts as 1."""
    for part in header.split(","):
        sort, *parameters = (each.strip() for each in part.split(";"))
        quality = 1.0
        for each in parameters:
            name, _, value = each.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 1.0
        yield sort.lower(), quality


def _wish(known: Sequence[str], wanted: Sequence[tuple[str, float]]) -> float:
    """How much a format is wanted, by its media type, for which the most specific range decides, or by another that is named outright."""
    named = [quality for sort, quality in wanted if sort in known[1:]]
    for range_ in (known[0], f"{known[0].partition('/')[0]}/*", "*/*"):
        if found := [quality for sort, quality in wanted if sort == range_]:
            return max(found + named)
    return max(named, default=0.0)
