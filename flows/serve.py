"""The scheduled run: a local Prefect server with measured settings, and the flow served by the clock."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.config import quiet_prefect

TIMEZONE = "Asia/Shanghai"
START_SECONDS = 120.0


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_environment(port: int) -> dict[str, str]:
    """The environment of a server on that port: this machine only, telling nobody."""
    quiet_prefect()
    ports = {"PREFECT_SERVER_API_HOST": "127.0.0.1", "PREFECT_SERVER_API_PORT": str(port), "PREFECT_SERVER_UI_API_URL": f"http://127.0.0.1:{port}/api"}
    return {**os.environ, **ports}


def server_command(port: int) -> list[str]:
    """The command that runs the server in the foreground."""
    return [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]


def run_server(port: int) -> int:
    """Run a server until it is stopped; its exit code."""
    return subprocess.run(server_command(port), env=server_environment(port), check=False).returncode  # noqa: S603 - our own interpreter and constants


@contextmanager
def local_server(port: int | None = None) -> Iterator[str]:
    """A server in the background, ready; the URL of its API. Stopped at the end of the block. Raises RuntimeError where it does not start."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}/api"
    process = subprocess.Popen(server_command(port), env=server_environment(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - as above
    try:
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the Prefect server stopped with code {process.returncode}; run `xianzhi server` to see why")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:  # noqa: S310 - a loopback address made here
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"the Prefect server was not ready after {START_SECONDS:.0f} s")


def serve(inbox: Path, graph: Path, *, cron: str, place: str | None = None) -> None:
    """Serve the flow by the clock until stopped: one run at a time, the whole inbox each time, nothing done where nothing is new."""
    quiet_prefect()
    if os.environ.get("PREFECT_API_URL"):
        _serve(inbox, graph, cron, place)
        return
    with local_server() as url:
        os.environ["PREFECT_API_URL"] = url
        _serve(inbox, graph, cron, place)


def _serve(inbox: Path, graph: Path, cron: str, place: str | None) -> None:
    from prefect.schedules import Cron

    from flows.build_graph import build_graph

    build_graph.serve(
        name=f"refresh-{inbox.name}",
        schedule=Cron(cron, timezone=TIMEZONE),
        limit=1,
        global_limit=1,
        parameters={"inputs": [str(inbox.resolve())], "graph": str(graph.resolve()), "place": place},
        print_starting_message=True,
    )
