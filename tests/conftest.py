"""What holds for every test: no telemetry, no colours, no terminal's width."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before anything is imported that reads them.
os.environ.update({"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "160", "PREFECT_API_URL": ""})
# A developer's own database has no part in the tests: those that need a server take XIANZHI_TEST_NEO4J_URI.
for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
    os.environ.pop(name, None)

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of a real Neo4j run only on a server that is theirs to empty."""
    if item.get_closest_marker("neo4j") and not os.environ.get("XIANZHI_TEST_NEO4J_URI"):
        pytest.skip("XIANZHI_TEST_NEO4J_URI is not set: make test-neo4j starts a Neo4j for these tests")


@pytest.fixture(scope="session")
def seeds_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the seeds, published in a folder of its own; nobody writes to it."""
    from flows.config import BuildOptions
    from flows.stages import build

    graph = tmp_path_factory.mktemp("seeds") / "graph"
    build(BuildOptions((SEEDS,), graph, workers=1))
    return graph


@pytest.fixture(scope="session")
def exported(seeds_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The seeds' graph as RDF in every form, by its name, as the command writes it."""
    from typer.testing import CliRunner

    from flows.cli import app

    files = {form: tmp_path_factory.mktemp("rdf") / f"graph.{form}" for form in ("trig", "nquads", "turtle")}
    for form, path in files.items():
        done = CliRunner().invoke(app, ["export", "--format", form, str(path), "--graph", str(seeds_graph)])
        assert done.exit_code == 0, done.output
    return files
