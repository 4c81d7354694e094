"""The Prefect flow on a real local server: one run by hand, one fired by the clock."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.serve import local_server, server_environment
from tests.conftest import ROOT, SEEDS

pytestmark = pytest.mark.server
PAGE = sorted(SEEDS.glob("*.txt"))[0]


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    home = tmp_path_factory.mktemp("prefect")
    before = os.environ.get("PREFECT_HOME")
    os.environ["PREFECT_HOME"] = str(home)
    try:
        with local_server() as url:
            yield url
    finally:
        os.environ.pop("PREFECT_HOME") if before is None else os.environ.update(PREFECT_HOME=before)


def run(api: str, code: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
    environment = {**server_environment(0), "PREFECT_API_URL": api}
    return subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


def test_a_flow_run_publishes_and_then_is_up_to_date(api, tmp_path):
    call = f"build_graph([{str(PAGE)!r}], {str(tmp_path / 'graph')!r}, return_state=True).name"
    code = f"from flows.build_graph import build_graph\nfor _ in range(2):\n    print('state', {call})"
    done = run(api, code)
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line for line in done.stdout.splitlines() if line.startswith("state")] == ["state Completed", "state UpToDate"]
    assert (tmp_path / "graph" / "current").exists()


def test_a_faulty_page_completes_with_errors(api, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    inputs = [str(PAGE), str(tmp_path / "empty.txt")]
    code = f"from flows.build_graph import build_graph\nprint('state', build_graph({inputs!r}, {str(tmp_path / 'graph')!r}, return_state=True).name)"
    assert "state CompletedWithErrors" in run(api, code).stdout


def test_a_scheduled_run_fires(api, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / PAGE.name).write_bytes(PAGE.read_bytes())
    graph = tmp_path / "graph"
    environment = {**server_environment(0), "PREFECT_API_URL": api}
    command = [sys.executable, "-m", "flows.cli", "schedule", str(inbox), "--graph", str(graph), "--cron", "* * * * *"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        until = time.monotonic() + 200
        while not (graph / "current").exists() and time.monotonic() < until and process.poll() is None:
            time.sleep(1)
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=30)
    assert (graph / "current").exists(), output[-3000:]
    assert Path(graph / "builds").is_dir()
