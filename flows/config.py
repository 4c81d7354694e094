"""What a build is told: where pages are, where the graph goes, what is declared of the pages, how many workers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_GRAPH = Path("graph")
DEFAULT_WORKERS = 0  # processes for extraction; 0: one a core. A single page starts none.

# Prefect and its server stay on this machine and tell nobody; must be set before Prefect is imported. The sources of the
# settings and the reasons are in docs/decisions/0006-prefect.md.
PREFECT_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "2",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_LOGGING_LEVEL": "WARNING",
}


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """One build's options. `place` is a name or an administrative code; `workers` 0 means as many as there are cores.

    `extractors` names optional ones (`spacy:zh_core_web_sm`). `allow_empty` lets a build of which no page could be read replace the graph by an empty one.
    """

    inputs: tuple[Path, ...]
    graph: Path = DEFAULT_GRAPH
    issue_date: str | None = None
    place: str | None = None
    workers: int = DEFAULT_WORKERS
    allow_empty: bool = False
    extractors: tuple[str, ...] = ()


def quiet_prefect() -> None:
    """Set what keeps Prefect offline and quick, without overriding what the user has set."""
    for name, value in PREFECT_QUIET.items():
        os.environ.setdefault(name, value)


def default_workers() -> int:
    """Processes for `--workers 0`: the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
