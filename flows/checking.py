"""RDF held against the SHACL shapes: `xianzhi check`. A violation is told with the fact that it concerns, its sentence and its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import shacl

from ontology import iri
from ontology.schema import load_schema
from ontology.terms import full

SHAPES = Path(iri.__file__).with_name("shapes.ttl")
FORMATS = {".nq": "nquads", ".trig": "trig", ".ttl": "turtle", ".nt": "ntriples"}
_PARSED = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES}
_CHINESE = re.compile("[\u4e00-\u9fff]")
_STEPS = 3  # statements to walk from what is broken to a fact that speaks of it: selector ← evidence ← fact


@dataclass(frozen=True, slots=True)
class Violation:
    """One result of the validation.

    `node` is what breaks the shape, `path` its property (empty where the node as a whole does), `value` the value at fault;
    `fact` (an id), `sentence`, `page`, `start` and `end` tell where it stands: of the fact itself, or of the first fact that speaks of the node.
    """

    node: str
    path: str
    value: str
    message: str
    shape: str
    constraint: str
    fact: str = ""
    sentence: str = ""
    page: str = ""
    start: int | None = None
    end: int | None = None

    def row(self) -> dict[str, Any]:
        """The violation as a record to print."""
        return {
            "fact": self.fact, "breaks": self.message, "value": self.value, "sentence": self.sentence, "page": self.page,
            "start": self.start, "end": self.end, "node": self.node, "path": self.path, "shape": self.shape, "constraint": self.constraint,
        }  # fmt: skip  # one record


@dataclass(frozen=True, slots=True)
class Checked:
    """How many statements were held against the shapes, and what breaks one; no violation means that the graph conforms."""

    statements: int
    violations: tuple[Violation, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether nothing breaks a shape."""
        return not self.violations


def check_file(path: Path) -> Checked:
    """Check an RDF file by its ending; ValueError for another ending and for what does not parse."""
    format_ = FORMATS.get(path.suffix)
    if format_ is None:
        raise ValueError(f"{path}: cannot tell the format; known are {', '.join(FORMATS)}")
    return check(path.read_text(encoding="utf-8"), format_)


def check(text: str, format_: str = "nquads") -> Checked:
    """Hold an RDF text against the shapes; ValueError where it does not parse."""
    results = _shapes().validate_text(text, format=format_).results
    statements = text.count("\n") if format_ == "nquads" else sum(1 for _ in ox.parse(text.encode(), format=_PARSED[format_]))
    if not results:
        return Checked(statements)
    places = _Places(text, format_)
    found = (_violation(result, places) for result in results)
    return Checked(
        statements, tuple(sorted(found, key=lambda each: (each.page, each.start or 0, each.fact, each.node, each.path, each.constraint, each.value)))
    )


@cache
def _shapes() -> shacl.Shapes:
    return shacl.Shapes.from_file(str(SHAPES))


def _violation(result: shacl.Result, places: _Places) -> Violation:
    fact = places.fact(result.focus_node)
    sentence, page, start, end = places.proof(fact or result.focus_node)
    return Violation(
        node=_short(result.focus_node), path=_short(result.path or ""), value=_short(result.value or ""), message=_message(result),
        shape=(result.source_shape or "").rpartition("#")[2].rstrip(">"), constraint=result.component.removesuffix("ConstraintComponent"),
        fact=iri.id_of(fact.strip("<>")).removeprefix("fact/") if fact else "", sentence=sentence, page=page, start=start, end=end,
    )  # fmt: skip  # what belongs together stands together


def _message(result: shacl.Result) -> str:
    """The English one of the messages, which come without their languages."""
    return next((text for text in result.messages if not _CHINESE.search(text)), result.message or "")


def _short(term: str) -> str:
    """A term of N-Triples for people: `id:fact/…`, `xz:postPerson`, `"text"`."""
    if not term.startswith("<"):
        return term
    name = term.strip("<>")
    return f"id:{name.removeprefix(iri.ID)}" if name.startswith(iri.ID) else iri.curie(name)


class _Places:
    """Where in the pages things stand, read from the RDF itself."""

    def __init__(self, text: str, format_: str) -> None:
        self._store = ox.Store()
        self._store.bulk_load(text.encode(), format=_PARSED[format_])
        self._facts = {iri.fact_class(name) for name in load_schema().facts}

    def fact(self, node: str) -> str | None:
        """The node itself if it is a fact, else the first fact, by its IRI, from which a few statements lead to it; None where there is none."""
        wave: set[object] = {_node(node)}
        for _ in range(_STEPS):
            if found := sorted(str(each) for each in wave if self._is_fact(each)):
                return found[0]
            named = (each for each in wave if isinstance(each, ox.NamedNode | ox.BlankNode))
            wave = {quad.subject for each in named for quad in self._store.quads_for_pattern(None, None, each)}
        return None

    def proof(self, node: str) -> tuple[str, str, int | None, int | None]:
        """Sentence, page, start and end of a fact's evidence, or of the evidence itself; empty where the RDF does not tell."""
        start_at = _node(node)
        evidence = self._one(start_at, "evidence") or start_at
        selector, page = self._one(evidence, "oa:hasSelector"), self._one(evidence, "oa:hasSource")
        name = self._one(page, "dcterms:source") or self._one(page, "rdfs:label") or page
        start, end = (_whole(self._one(selector, each)) for each in ("oa:start", "oa:end"))
        return _plain(self._one(selector, "oa:exact")), _plain(name), start, end

    def _is_fact(self, node: object) -> bool:
        kinds = self._store.quads_for_pattern(node, ox.NamedNode(full("rdf:type")), None) if isinstance(node, ox.NamedNode) else ()
        return any(isinstance(quad.object, ox.NamedNode) and quad.object.value in self._facts for quad in kinds)

    def _one(self, subject: object, name: str) -> ox.NamedNode | ox.Literal | ox.BlankNode | None:
        if not isinstance(subject, ox.NamedNode | ox.BlankNode):
            return None
        found = [quad.object for quad in self._store.quads_for_pattern(subject, ox.NamedNode(full(name)), None)]
        return min((each for each in found if isinstance(each, ox.NamedNode | ox.Literal | ox.BlankNode)), key=str, default=None)


def _node(term: str) -> ox.NamedNode | ox.BlankNode | None:
    if term.startswith("<"):
        return ox.NamedNode(term.strip("<>"))
    return ox.BlankNode(term.removeprefix("_:")) if term.startswith("_:") else None


def _plain(term: object) -> str:
    return term.value if isinstance(term, ox.Literal | ox.NamedNode) else ""


def _whole(term: object) -> int | None:
    text = _plain(term)
    return int(text) if text.isdecimal() else None
