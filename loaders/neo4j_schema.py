"""The statements that make Neo4j's constraints and indexes, from the graph schema.

What is unique comes first, since the loader finds nodes by it; the full-text indexes use the `cjk` analyser (bigrams), as
Chinese is written without blanks.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from loaders.graph_schema import ENTITY_LABELS, graph_schema

# How far a value may be indexed by range: 8,167 bytes less what the server adds to it (Neo4j Operations Manual, index limitations).
MAX_INDEXED = 8_000
LOAD_LABEL, RANGE_LABEL = "XianzhiLoad", "XianzhiRange"  # the loader's own nodes, outside the graph's schema
_ANALYSER = "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Looked up by value in the saved questions (the profiles that tell are made by tools/bench_neo4j.py).
_RANGES = (("Fact", "type"), ("Fact", "start"), ("Place", "code"), ("Page", "name"))


def quoted(name: str) -> str:
    """A label, type or property name as Cypher text. All come from the ontology; one that is no plain word raises ValueError."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"no name for a label, relationship or property: {name!r}")
    return f"`{name}`"


def constraints() -> list[str]:
    """One statement for every label: ids are unique."""
    return [
        f"CREATE CONSTRAINT {quoted(_named(label, 'id'))} IF NOT EXISTS FOR (n:{quoted(label)}) REQUIRE n.id IS UNIQUE"
        for label in (LOAD_LABEL, RANGE_LABEL, *graph_schema().nodes)
    ]


def indexes(unindexed: Collection[str] = ()) -> list[str]:
    """The range indexes; the names of `unindexed` labels hold values too long for one, so theirs is dropped."""
    found = []
    for label, name in [*((label, "name") for label in ENTITY_LABELS), *_RANGES]:
        if name == "name" and label in unindexed:
            found.append(f"DROP INDEX {quoted(_named(label, name))} IF EXISTS")
        else:
            found.append(f"CREATE INDEX {quoted(_named(label, name))} IF NOT EXISTS FOR (n:{quoted(label)}) ON (n.{quoted(name)})")
    return found


def full_text_indexes() -> list[str]:
    """The full-text indexes: `entity_names`, `sentences`, `articles`."""
    entities = "|".join(map(quoted, ENTITY_LABELS))
    return [
        f"CREATE FULLTEXT INDEX entity_names IF NOT EXISTS FOR (n:{entities}) ON EACH [n.name, n.aliases] {_ANALYSER}",
        f"CREATE FULLTEXT INDEX sentences IF NOT EXISTS FOR (n:`Evidence`) ON EACH [n.quote] {_ANALYSER}",
        f"CREATE FULLTEXT INDEX articles IF NOT EXISTS FOR (n:`Article`) ON EACH [n.title, n.text] {_ANALYSER}",
    ]


def _named(label: str, name: str) -> str:
    return f"xianzhi_{label}_{name}".lower()
