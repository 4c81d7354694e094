"""The flow's last stage on a real Prefect server: tried again where the database does not answer, and no password in anything recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request

import pytest

from flows.serve import local_server, server_environment
from tests.conftest import ROOT, SEEDS
from tests.flows.fake_neo4j import PASSWORD, URI

pytestmark = pytest.mark.server
PAGE = sorted(SEEDS.glob("*.txt"))[0]
# One run of the flow with a store whose next connections fail with the given errors; then how it ended and how often it was tried.
CODE = """
import sys
import pytest
import flows.build_graph as flow
from loaders.store import StoreError, StoreGoneError
from tests.flows.fake_neo4j import Database, install
flow.NEO4J_DELAYS = [0.0, 0.0, 0.0]
page, graph, *errors = sys.argv[1:]
database = Database(failures=[{"gone": StoreGoneError, "wrong": StoreError}[each]("Neo4j: " + each) for each in errors])
with pytest.MonkeyPatch.context() as patch:
    install(patch, database)
    state = flow.build_graph([page], graph, return_state=True)
print("state", state.name, len(database.targets), state.message)
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    home = tmp_path_factory.mktemp("prefect")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(home))
        patch.setenv("PREFECT_LOGGING_TO_API_BATCH_INTERVAL", "0.2")
        with local_server() as url:
            yield url


def run(api, graph, *errors):
    environment = {**server_environment(0), "PREFECT_API_URL": api, "PREFECT_LOGGING_LEVEL": "DEBUG"}
    command = [sys.executable, "-c", CODE, str(PAGE), str(graph), *errors]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert PASSWORD not in done.stdout + done.stderr
    assert done.returncode == 0, done.stderr[-3000:]
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("state ")]
    return line.split(" ", 3)[1:]


def recorded(api, path):
    body = json.dumps({"limit": 200}).encode()
    request = urllib.request.Request(f"{api}/{path}/filter", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read().decode()


def test_the_stage_is_a_task_with_retries_that_records_no_password(api, tmp_path):
    graph = tmp_path / "graph"
    name, tries, message = run(api, graph, "gone", "gone")
    assert (name, tries) == ("Completed", "3")
    assert f"{URI}, database neo4j" in message
    assert run(api, tmp_path / "graph", "wrong")[:2] == ["CompletedWithErrors", "1"]  # the password will be wrong the next time too
    assert run(api, graph, "gone", "gone", "gone", "gone")[:2] == ["CompletedWithErrors", "4"]
    name, _, message = run(api, graph)
    assert name == "Completed"  # nothing new was published, but the database held nothing
    everything = {path: recorded(api, path) for path in ("flow_runs", "task_runs", "logs", "artifacts", "flows", "deployments", "variables")}
    assert "neo4j" in everything["task_runs"]
    assert "database neo4j" in everything["artifacts"]
    assert "stage neo4j failed" in everything["artifacts"]
    assert not [path for path, text in everything.items() if PASSWORD in text]
    assert os.environ.get("NEO4J_PASSWORD") is None
