"""A Neo4j store that is none: it keeps what it was told, answers from the embedded graph and can fail in every way."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from loaders.embedded import EmbeddedStore
from loaders.graph_model import Projection
from loaders.neo4j_load import LoadReport
from loaders.neo4j_target import Neo4jTarget
from loaders.publication import Publication
from loaders.store import DEFAULT_LIMITS, Limits, Parameters, Result

URI, PASSWORD = "bolt://db.example:7687", "geheim-4711"


@dataclass
class Database:
    """What stands behind every connection of one test."""

    digest: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    targets: list[Neo4jTarget] = field(default_factory=list)
    options: list[dict[str, bool]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)  # of the next connections, first to last
    loads: int = 0
    closed: int = 0
    graph: Path | None = None  # whose published graph answers queries

    def store(self, target: Neo4jTarget) -> FakeStore:
        self.targets.append(target)
        if self.failures:
            raise self.failures.pop(0)
        return FakeStore(self, target)


class FakeStore:
    def __init__(self, database: Database, target: Neo4jTarget) -> None:
        self.database = database
        self.target = target

    def holds(self, digest: str) -> bool:
        return self.database.digest == digest

    def load(
        self, projection: Projection, *, digest: str = "", progress: Callable[[int, int], None] | None = None, check: bool = False, replace: bool = False
    ) -> LoadReport:
        database = self.database
        database.options.append({"check": check, "replace": replace})
        database.loads += 1
        if progress:
            progress(1, 2)
        before, after = database.counts, projection.counts()
        database.digest, database.counts = digest, after
        created = {name: number - before.get(name, 0) for name, number in after.items() if number > before.get(name, 0)}
        removed = {name: number - after.get(name, 0) for name, number in before.items() if number > after.get(name, 0)}
        return LoadReport(created=created, removed=removed, first=not before, unchanged=before == after, seconds=1.5)

    def query(self, text: str, parameters: Parameters | None = None, limits: Limits = DEFAULT_LIMITS) -> Result:
        assert self.database.graph is not None
        with EmbeddedStore.read(Publication(self.database.graph).current().store) as store:
            return store.query(text, parameters, limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.database.closed += 1


def install(monkeypatch: Any, database: Database) -> Database:
    """Put it in the store's place, and its address and password into the environment."""
    import loaders.neo4j_store

    monkeypatch.setattr(loaders.neo4j_store, "Neo4jStore", database.store)
    monkeypatch.setenv("NEO4J_URI", URI)
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    assert os.environ["NEO4J_URI"] == URI
    return database
