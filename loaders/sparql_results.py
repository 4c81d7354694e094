"""Answers of SPARQL queries and the formats they are written in: those of the W3C for results, Turtle and its like for graphs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple, parse_query_results, serialize

from loaders.store import QueryError, Result, Value
from ontology.iri import PREFIXES

RdfTerm = NamedNode | BlankNode | Literal | Triple
XSD = "http://www.w3.org/2001/XMLSchema#"
_WHOLE = frozenset(XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedLong"))
_BROKEN = frozenset(XSD + name for name in ("decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to SELECT: names and rows of terms, None where a variable is unbound. `cut` tells that the row limit cut it off."""

    names: tuple[str, ...]
    rows: tuple[tuple[RdfTerm | None, ...], ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer to ASK."""

    value: bool
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to CONSTRUCT and DESCRIBE: each triple once."""

    triples: tuple[Triple, ...]
    cut: bool = False


Answer = Solutions | Truth | Triples

# Names of formats, each with its media type; the first of each is what is given where nothing is asked for.
RESULT_FORMATS: Mapping[str, tuple[str, QueryResultsFormat]] = MappingProxyType({
    "json": ("application/sparql-results+json", QueryResultsFormat.JSON),
    "xml": ("application/sparql-results+xml", QueryResultsFormat.XML),
    "csv": ("text/csv; charset=utf-8", QueryResultsFormat.CSV),
    "tsv": ("text/tab-separated-values; charset=utf-8", QueryResultsFormat.TSV),
})  # fmt: skip  # a table
GRAPH_FORMATS: Mapping[str, tuple[str, RdfFormat]] = MappingProxyType({
    "turtle": ("text/turtle; charset=utf-8", RdfFormat.TURTLE),
    "ntriples": ("application/n-triples", RdfFormat.N_TRIPLES),
    "rdfxml": ("application/rdf+xml", RdfFormat.RDF_XML),
})  # fmt: skip  # a table


def formats_of(answer: Answer) -> tuple[str, ...]:
    """The names of the formats that this sort of answer can be written in."""
    if isinstance(answer, Triples):
        return tuple(GRAPH_FORMATS)
    return ("json", "xml") if isinstance(answer, Truth) else tuple(RESULT_FORMATS)


def written(answer: Answer, format_: str) -> bytes:
    """The answer in a format, as UTF-8; QueryError for one that this sort of answer cannot be written in."""
    if format_ not in formats_of(answer):
        kind = {Solutions: "rows", Truth: "yes or no", Triples: "a graph"}[type(answer)]
        raise QueryError(f"the answer is {kind}, which cannot be written as {format_}; there are {', '.join(formats_of(answer))}")
    if isinstance(answer, Triples):
        data = serialize(answer.triples, format=GRAPH_FORMATS[format_][1], prefixes=_used_prefixes(answer))
        assert data is not None  # with no output given, it gives back the bytes
        return data
    as_json = json.dumps(_json(answer), ensure_ascii=False).encode()
    if format_ == "json":
        return as_json
    return parse_query_results(as_json, QueryResultsFormat.JSON).serialize(format=RESULT_FORMATS[format_][1]) or b""


def _used_prefixes(answer: Triples) -> dict[str, str]:
    terms = {part.value for triple in answer.triples for part in triple if isinstance(part, NamedNode)}
    terms |= {part.datatype.value for triple in answer.triples if isinstance(part := triple.object, Literal)}
    return {name: iri for name, iri in PREFIXES.items() if any(term.startswith(iri) for term in terms)}


def _json(answer: Solutions | Truth) -> dict[str, object]:
    if isinstance(answer, Truth):
        return {"head": {}, "boolean": answer.value}
    bindings = [{name: _json_term(term) for name, term in zip(answer.names, row, strict=True) if term is not None} for row in answer.rows]
    return {"head": {"vars": list(answer.names)}, "results": {"bindings": bindings}}


def _json_term(term: RdfTerm) -> dict[str, object]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal() if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        case Literal() if term.datatype.value != f"{XSD}string":
            return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
        case Literal():
            return {"type": "literal", "value": term.value}
        case _:
            parts = {name: _json_term(getattr(term, name)) for name in ("subject", "predicate", "object")}
            return {"type": "triple", "value": parts}


def result_of(answer: Answer, *, short: bool = False) -> Result:
    """An answer as columns and rows of plain values: numbers, days, texts without language, IRIs as text, or `short` where a prefix is known."""

    def value(term: RdfTerm | None) -> Value:
        return shortened(term.value) if short and isinstance(term, NamedNode) else plain(term)

    match answer:
        case Truth(true):
            return Result(("answer",), ((true,),))
        case Triples(triples, cut):
            return Result(("subject", "predicate", "object"), tuple(tuple(map(value, triple)) for triple in triples), cut)
        case Solutions(names, rows, cut):
            return Result(names, tuple(tuple(map(value, row)) for row in rows), cut)


def shortened(iri: str) -> str:
    """An IRI for people: with the longest prefix that it begins with, where there is one. No query could always read it back."""
    found = max(((len(begin), name) for name, begin in PREFIXES.items() if iri.startswith(begin) and iri != begin), default=None)
    return f"{found[1]}:{iri[found[0] :]}" if found else f"<{iri}>"


def plain(term: RdfTerm | None) -> Value:
    """A term as a plain value. A number or day that is none comes as the text it is."""
    if term is None:
        return None
    if not isinstance(term, Literal):
        return str(term) if isinstance(term, (BlankNode, Triple)) else term.value
    kind, text = term.datatype.value, term.value
    try:
        if kind in _WHOLE:
            return int(text)
        if kind in _BROKEN:
            number = float(text)
            return int(number) if number.is_integer() else number
        if kind == f"{XSD}date":
            return date.fromisoformat(text)
    except ValueError:
        return text
    return text in {"true", "1"} if kind == f"{XSD}boolean" else text
