"""The saved questions in SPARQL: names brought to the graph's spelling by SPARQL too, values put in the place of `$NAME`.

`ask_sparql` asks a store; `filled` gives the text to take elsewhere: whole, with its prefixes, for any SPARQL 1.1 endpoint whose
default graph is the union of all graphs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from pyoxigraph import Literal

from loaders.queries import LABELS, NameRow, Names, Question, arguments, question
from loaders.sparql_guard import Given, prepared
from loaders.store import DEFAULT_LIMITS, Limits, QueryError, Result, Value
from ontology.iri import PREFIXES, kind_class

LANGUAGE = "zh"  # of all names
_PREFIXES = "".join(f"PREFIX {each}: <{PREFIXES[each]}>\n" for each in ("rdfs", "skos", "xz"))
_WRITTEN = ("?thing rdfs:label $WRITTEN ; ", "?thing skos:altLabel $WRITTEN ; ")
_EVERY = ("?thing ",)


class SparqlAnswers(Protocol):
    """What answers SPARQL over the union of all graphs, `$NAME` in the text being the value of a parameter."""

    def query(self, text: str, parameters: Mapping[str, Given] | None = None, limits: Limits = DEFAULT_LIMITS) -> Result:
        """Answer one SELECT with plain values; loaders.store.QueryError where it cannot be answered."""
        ...


def ask_sparql(store: SparqlAnswers, name: str, values: Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS) -> Result:
    """The answer to a saved question, by SPARQL: columns, rows and errors as those of `loaders.queries.ask`."""
    asked = question(name)
    return store.query(asked.sparql, terms(asked, arguments(asked, values, names_in_rdf(store))), limits)


def filled(asked: Question, values: Mapping[str, Value]) -> str:
    """The question's SPARQL with these values (as `loaders.queries.arguments` gives them) in their places; QueryError where one is missing."""
    return prepared(asked.sparql, terms(asked, values)).text


def terms(asked: Question, values: Mapping[str, Value]) -> dict[str, Given]:
    """The values as the data have them: names in Chinese, days as days; numbers, offices and texts as they are."""
    sorts = dict(asked.parameters)
    return {name: _term(sorts[name], value) for name, value in values.items()}


def _term(sort: str, value: Value) -> Given:
    if sort in LABELS:
        return Literal(str(value), language=LANGUAGE)
    if sort == "date":
        return date.fromisoformat(str(value))
    if not isinstance(value, (str, int, float)):
        raise QueryError(f"no value of a question: {value!r}")
    return value


def names_in_rdf(store: SparqlAnswers) -> Names:
    """The names that an RDF store knows, as `loaders.queries.names_in` gives those of a property graph."""

    def told(sort: str, written: str, what: str) -> list[tuple[str, str]]:
        """Things of a sort with one of their values; a branch for each kind, since what follows a union is looked up for the whole store."""
        kinds = (f"a <{kind_class(label)}> ; {what} ?value" for label in LABELS[sort])
        branches = " UNION ".join(f"{{ {start}{kind} }}" for kind in kinds for start in (_WRITTEN if written else _EVERY))
        text = f"{_PREFIXES}SELECT ?thing ?value WHERE {{ {branches} }}"
        given = {"WRITTEN": Literal(written, language=LANGUAGE)} if written else {}
        return sorted({(str(thing), str(value)) for thing, value in store.query(text, given, Limits(rows=1_000_000)).rows})

    def names(sort: str, written: str) -> list[NameRow]:
        aliases: dict[str, list[str]] = {}
        for thing, alias in told(sort, written, "skos:altLabel"):
            aliases.setdefault(thing, []).append(alias)
        codes = dict(told(sort, written, "xz:administrativeCode")) if "Place" in LABELS[sort] else {}
        return [(name, tuple(aliases.get(thing, ())), codes.get(thing, "")) for thing, name in told(sort, written, "rdfs:label")]

    return names
