"""The ontology's own graph: the committed Turtle file as N-Quads statements in the file's order."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from ontology import iri

FILE = Path(iri.__file__).with_name("xianzhi.ttl")


@cache
def ontology_statements() -> tuple[str, ...]:
    """The statements of the ontology file, each once; its blank nodes (class expressions) are named in the order they come, the same each time."""
    if not FILE.exists():
        return ()
    names: dict[str, str] = {}

    def spelled(term: object) -> str:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term.value, f"_:o{len(names) + 1}")
        return str(term)

    triples = ox.parse(FILE.read_bytes(), format=ox.RdfFormat.TURTLE)
    return tuple(dict.fromkeys(" ".join(map(spelled, (each.subject, each.predicate, each.object))) for each in triples))
