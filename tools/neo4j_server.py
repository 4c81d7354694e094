"""A real Neo4j Community with its Browser on this machine, without a container engine: Java 17 or 21 and, the first time, Maven.

    python -m tools.neo4j_server start [--bolt-port N] [--http-port N] [--home DIR] [--cache DIR] [--heap 1g]
    python -m tools.neo4j_server status | stop
    python -m tools.neo4j_server run -- COMMAND…     # a throw-away server for the time of COMMAND, whose exit code it gives
    python -m tools.neo4j_server admin -- ARGUMENTS… # neo4j-admin of that home

It listens on 127.0.0.1 only; authentication is on, the password random and in a file that only its owner reads. COMMAND finds the
server in XIANZHI_TEST_NEO4J_URI, …_PASSWORD and …_BROWSER, and in NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, so that whatever it
runs meets this server and never another. Nothing here needs the virtual environment.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from tools.neo4j_install import CACHE_VARIABLE, ServerError, default_cache, is_free
from tools.neo4j_process import BOLT, HTTP, USER, Server, throwaway

__all__ = ["Server", "ServerError", "main", "throwaway"]


class _Interrupted(BaseException):
    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


def run(command: Sequence[str], *, cache: Path | None, heap: str) -> int:
    """Run the command beside a throw-away server; its exit code, or 128 and the signal's number where a signal ended it or this."""

    def interrupt(signum: int, _: FrameType | None) -> None:
        for one in signals:
            signal.signal(one, signal.SIG_IGN)  # once is enough: the second Ctrl-C must not leave the server running
        raise _Interrupted(signum)

    signals = [one for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) is not signal.SIG_IGN]
    for one in signals:
        signal.signal(one, interrupt)
    try:
        with throwaway(cache=cache, heap=heap) as server:
            return _beside(server, command)
    except _Interrupted as stopped:
        return 128 + stopped.signum


def _beside(server: Server, command: Sequence[str]) -> int:
    tests = {"XIANZHI_TEST_NEO4J_URI": server.uri, "XIANZHI_TEST_NEO4J_PASSWORD": server.password, "XIANZHI_TEST_NEO4J_BROWSER": server.http}
    user = {"NEO4J_URI": server.uri, "NEO4J_USERNAME": USER, "NEO4J_PASSWORD": server.password, CACHE_VARIABLE: str(server.cache)}
    environment = {name: value for name, value in os.environ.items() if name != "NEO4J_DATABASE"} | tests | user
    try:
        child = subprocess.Popen(command, env=environment)
    except OSError as error:
        raise ServerError(f"{command[0]}: {error.strerror}") from error
    try:
        code = child.wait()
    except _Interrupted as stopped:
        # Ctrl-C in a terminal reaches the command too: it may end by itself first.
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(5 if stopped.signum == signal.SIGINT else 0)
        raise
    finally:
        if child.poll() is None:
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(20)
            child.kill()
            child.wait()
    return code if code >= 0 else 128 - code


def summary(server: Server) -> str:
    """Where the server is and how to reach it; the password stays in its file."""
    password = f'"$(cat {shlex.quote(str(server.password_file))})"'
    return f"""\
Neo4j runs on {server.uri} (process {server.pid})
Browser   {server.browser}
user      {USER}
password  in {server.password_file}
export NEO4J_URI={server.uri} NEO4J_USERNAME={USER} NEO4J_PASSWORD={password}"""


def _start(home: Path, cache: Path, options: argparse.Namespace) -> int:
    server = Server.at(home, cache)
    if server.pid:
        print(summary(server))
        return 0
    bolt = options.bolt_port if options.bolt_port is not None else (BOLT if is_free(BOLT) else 0)
    http = options.http_port if options.http_port is not None else (HTTP if is_free(HTTP) else 0)
    server = Server(home, bolt_port=bolt, http_port=http, cache=cache, heap=options.heap)
    server.start()
    print(summary(server))
    return 0


def _guard(home: Path, *, remove: bool) -> int:
    with contextlib.suppress(KeyboardInterrupt):
        sys.stdin.read()
    Server.at(home).stop()
    if remove:
        shutil.rmtree(home, ignore_errors=True)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.neo4j_server", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="start|stop|status|run|admin")
    for name in ("start", "stop", "status", "run", "admin", "guard"):
        one = commands.add_parser(name)
        one.add_argument("--cache", type=Path, help=f"where the jars lie (default: ${CACHE_VARIABLE} or .neo4j)")
        one.add_argument("--heap", default="1g", help="memory of the Java machine (default: 1g)")
        if name != "run":
            one.add_argument("--home", type=Path, help="configuration, data and password (default: home/ in the cache)")
        if name == "start":
            one.add_argument("--bolt-port", type=int, help=f"0 any free one (default: {BOLT}, or a free one)")
            one.add_argument("--http-port", type=int, help=f"0 any free one (default: {HTTP}, or a free one)")
        if name == "guard":
            one.add_argument("--remove", action="store_true")
        if name in {"run", "admin"}:
            one.add_argument("rest", nargs="+", metavar="-- …")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks: 0 done, 2 an error that its message explains, 3 (status) no server runs."""
    options = _arguments().parse_args(arguments)
    cache: Path = options.cache or default_cache()
    home: Path = getattr(options, "home", None) or cache / "home"
    try:
        match options.command:
            case "start":
                return _start(home, cache, options)
            case "stop":
                server = Server.at(home, cache)
                print("stopped" if server.pid else f"no server runs on {server.home}")
                server.stop()
            case "status":
                server = Server.at(home, cache)
                print(summary(server) if server.pid else f"no server runs on {server.home}")
                return 0 if server.pid else 3
            case "run":
                return run(options.rest, cache=options.cache, heap=options.heap)
            case "admin":
                return Server.at(home, cache).admin(*options.rest, capture=False).returncode
            case "guard":
                return _guard(home, remove=options.remove)
    except ServerError as error:
        print(f"neo4j_server: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
