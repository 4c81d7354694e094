"""Which store a command asks: the published embedded graph or its RDF, or the Neo4j database that the environment names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.publication import Publication
from loaders.store import GraphStore

if TYPE_CHECKING:
    from loaders.sparql import SparqlStore


class StoreKind(StrEnum):
    """Where a question is asked."""

    embedded = "embedded"
    neo4j = "neo4j"


@contextmanager
def open_store(kind: StoreKind, graph: Path) -> Iterator[GraphStore]:
    """The chosen store, open for reading.

    `graph` is the folder of the embedded one; Neo4j's address and credentials come from the environment. Raises
    loaders.publication.NothingPublishedError or DamagedError for the one, loaders.store.StoreError for the other.
    """
    if kind is StoreKind.embedded:
        from loaders.embedded import EmbeddedStore

        with EmbeddedStore.read(Publication(graph).current().store) as embedded:
            yield embedded
        return
    from loaders.neo4j_store import Neo4jStore
    from loaders.neo4j_target import Neo4jTarget

    with Neo4jStore(Neo4jTarget.from_environment(os.environ)) as neo4j:
        yield neo4j


@contextmanager
def open_triples(graph: Path) -> Iterator[SparqlStore]:
    """The published graph's RDF, open for SPARQL; NothingPublishedError or DamagedError of `loaders.publication` where it is not there."""
    from loaders.sparql import SparqlStore

    with SparqlStore.read(Publication(graph).current().triples) as store:
        yield store
