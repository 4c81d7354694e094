"""The saved questions in SPARQL: names brought to the graph's spelling by SPARQL too, values put in the place of their variables.

`ask_sparql` asks a store; `filled` gives the text to take elsewhere: whole, with its prefixes, for any SPARQL 1.1 endpoint whose
default graph is the union of all graphs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from loaders.queries import LABELS, NameRow, Names, Question, arguments, question
from loaders.store import DEFAULT_LIMITS, Limits, QueryError, Result, Value
from ontology.iri import PREFIXES, kind_class

LANGUAGE = "zh"  # of all names
_DATE = NamedNode(PREFIXES["xsd"] + "date")
_DECIMAL = NamedNode(PREFIXES["xsd"] + "decimal")
_NAMES = """SELECT ?thing ?name ?alias ?code WHERE {{
  VALUES ?kind {{ {kinds} }}
  {only}?thing a ?kind ; rdfs:label ?name .
  OPTIONAL {{ ?thing skos:altLabel ?alias }}
  OPTIONAL {{ ?thing xz:administrativeCode ?code }}
}}
ORDER BY ?name ?code ?thing ?alias"""
_ONLY = "{ ?thing rdfs:label ?WRITTEN } UNION { ?thing skos:altLabel ?WRITTEN }\n  "


class SparqlAnswers(Protocol):
    """What answers SPARQL: `parameters` (a term for each name) take the place of the variables so called."""

    def query(self, text: str, parameters: Mapping[str, Literal] | None = None, limits: Limits = DEFAULT_LIMITS) -> Result:
        """Answer one SELECT with plain values."""
        ...


def ask_sparql(store: SparqlAnswers, name: str, values: Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS) -> Result:
    """The answer to a saved question, by SPARQL: columns, rows and errors as those of `loaders.queries.ask`."""
    asked = question(name)
    return store.query(asked.sparql, terms(asked, arguments(asked, values, names_in_rdf(store))), limits)


def terms(asked: Question, values: Mapping[str, Value]) -> dict[str, Literal]:
    """The values as RDF terms: names in Chinese, days and numbers by their types, offices and texts plain."""
    sorts = dict(asked.parameters)
    return {name: _term(sorts[name], value) for name, value in values.items()}


def _term(sort: str, value: Value) -> Literal:
    if sort in LABELS:
        return Literal(str(value), language=LANGUAGE)
    if sort == "date":
        return Literal(str(value), datatype=_DATE)
    if sort == "number":
        return Literal(f"{Decimal(str(value)):f}", datatype=_DECIMAL)
    return Literal(str(value))


def filled(asked: Question, values: Mapping[str, Value]) -> str:
    """The question's SPARQL with these values in the place of its variables; QueryError where one is missing."""
    known = terms(asked, values)
    if missing := [name for name, _ in asked.parameters if name not in known]:
        raise QueryError(f"{asked.name} needs {', '.join(missing)}")
    text = asked.sparql
    for name, term in known.items():
        text = re.sub(rf"\?{name}\b", lambda _, term=term: str(term), text)  # type: ignore[misc]  # mypy knows no default of a lambda
    return text


def names_in_rdf(store: SparqlAnswers) -> Names:
    """The names that an RDF store knows, as `loaders.queries.names_in` gives those of a property graph."""

    def names(sort: str, written: str) -> list[NameRow]:
        kinds = " ".join(f"<{kind_class(label)}>" for label in LABELS[sort])
        prefixes = "".join(f"PREFIX {each}: <{PREFIXES[each]}>\n" for each in ("rdfs", "skos", "xz"))
        text = prefixes + _NAMES.format(kinds=kinds, only=_ONLY if written else "")
        result = store.query(text, {"WRITTEN": Literal(written, language=LANGUAGE)} if written else {}, Limits(rows=1_000_000))
        found: dict[str, tuple[str, set[str], str]] = {}
        for thing, name, alias, code in result.rows:
            known = found.setdefault(str(thing), (str(name), set(), str(code or "")))
            if alias is not None:
                known[1].add(str(alias))
        return [(name, tuple(sorted(aliases)), code) for name, aliases, code in found.values()]

    return names
