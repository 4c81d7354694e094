"""What holds for every test: no telemetry, no colours, no terminal's width."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before anything is imported that reads them.
os.environ.update({"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "160", "PREFECT_API_URL": ""})


ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the seeds, published in a folder of its own; nobody writes to it."""
    from flows.config import BuildOptions
    from flows.stages import build

    graph = tmp_path_factory.mktemp("seeds") / "graph"
    build(BuildOptions((SEEDS,), graph, workers=1))
    return graph
