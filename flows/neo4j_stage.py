"""The published graph into Neo4j: by command, and as the optional last stage of a build.

The stage runs where NEO4J_URI is set in the environment of the run. It takes no credentials: what it calls reads them from
there, so that they stand in no parameter, name or record of a run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.stages import Loaded, Progress, Report, Stage, projected, projected_digest
from loaders.publication import Publication
from loaders.store import StoreError, StoreGoneError
from loaders.truth import Truth

if TYPE_CHECKING:  # the driver is imported where it is used: a build without Neo4j does not wait for it
    from loaders.neo4j_target import Neo4jTarget

STAGE = "neo4j"


def wanted(environ: Mapping[str, str]) -> bool:
    """Whether a build is to load its graph into Neo4j."""
    return bool(environ.get("NEO4J_URI"))


def load_published(graph: Path, target: Neo4jTarget, *, progress: Progress | None = None, check: bool = False, replace: bool = False) -> Loaded:
    """Make the database hold the graph published in this folder; what was done.

    `check` reads all that the database holds, also where its record says that it is up to date; `replace` lets the graph take the
    place of nodes of its labels that were not loaded by this program. Raises loaders.publication.NothingPublishedError where there is no graph,
    loaders.store.StoreError where the database cannot be reached, entered or written.
    """
    from loaders.neo4j_store import Neo4jStore

    build = Publication(graph).current()
    with Neo4jStore(target) as store, Truth.read(build.truth) as truth:  # first the store: a wrong password is told at once
        digest = projected_digest(truth, build)
        if not check and store.holds(digest):
            return Loaded(target.shown)
        done = store.load(projected(truth), digest=digest, progress=progress, check=check, replace=replace)
    return Loaded(target.shown, dict(done.created), dict(done.changed), dict(done.removed), done.seconds)


def load_from_environment(graph: Path) -> Loaded:
    """The stage: load the published graph into the database that the environment names; errors as `load_published`."""
    from loaders.neo4j_target import Neo4jTarget

    return load_published(graph, Neo4jTarget.from_environment(os.environ))


def then_load(done: Report, stage: Stage) -> Report:
    """The report with what the last stage did, where it is wanted. Its failure is told in the report; the published graph stays."""
    if not wanted(os.environ):
        return done
    started = time.perf_counter()
    try:
        loaded = stage(STAGE, load_from_environment, done.graph)
    except StoreError as error:
        loaded = Loaded(fault=str(error))
    except Exception as error:
        loaded = Loaded(fault=f"{type(error).__name__}: {error}")
    return replace(done, loaded=loaded, seconds=done.seconds + time.perf_counter() - started, stages=dict(stage.seconds))


def may_pass(error: object) -> bool:
    """Whether the stage's error may be over at the next try: the server does not answer, or not now."""
    return isinstance(error, StoreGoneError)
