"""A real Neo4j Community with its Browser on this machine, without a container engine: Java 17 or 21 and, the first time, Maven.

    python -m tools.neo4j_server start [--bolt-port N] [--http-port N] [--home DIR] [--cache DIR] [--heap 1g]
    python -m tools.neo4j_server status | stop
    python -m tools.neo4j_server run -- COMMAND…     # a throw-away server for the time of COMMAND, whose exit code it gives
    python -m tools.neo4j_server fetch               # only the jars, which the first start else fetches
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

from tools.neo4j_install import CACHE_VARIABLE, MissingError, ServerError, default_cache, find_java, is_free, jars
from tools.neo4j_process import BOLT, HTTP, USER, Server, throwaway

__all__ = ["MissingError", "Server", "ServerError", "main", "throwaway"]


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


def _start(server: Server, options: argparse.Namespace) -> int:
    if not server.pid:
        bolt = options.bolt_port if options.bolt_port is not None else (BOLT if is_free(BOLT) else 0)
        http = options.http_port if options.http_port is not None else (HTTP if is_free(HTTP) else 0)
        server = Server(server.home, bolt_port=bolt, http_port=http, cache=server.cache, heap=options.heap)
        server.start()
    print(summary(server))
    return 0


def _guard(server: Server, *, remove: bool) -> int:
    sys.stdin.read()
    Server.at(server.home).stop()  # as it is now: ports and process may have changed since
    if remove:
        shutil.rmtree(server.home, ignore_errors=True)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.neo4j_server", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="start|stop|status|run|fetch|admin")
    for name in ("start", "stop", "status", "run", "fetch", "admin", "guard"):
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
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks: 0 done, 2 an error that its message explains, 3 (status) no server runs, 4 no Java or Maven here."""
    own, rest = _cut(sys.argv[1:] if arguments is None else arguments)
    parser = _arguments()
    options = parser.parse_args(own)
    if (options.command in {"run", "admin"}) != bool(rest):
        parser.error("run -- COMMAND…, admin -- ARGUMENTS…: what is run stands behind --; other commands take nothing there")
    cache: Path = options.cache or default_cache()
    home: Path = getattr(options, "home", None) or cache / "home"
    try:
        return _do(options, rest, home, cache)
    except ServerError as error:
        print(f"neo4j_server: {error}", file=sys.stderr)
        return 4 if isinstance(error, MissingError) else 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _cut(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """What stands before the first `--`, and what behind it."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at + 1 :]


def _do(options: argparse.Namespace, rest: Sequence[str], home: Path, cache: Path) -> int:
    server = Server.at(home, cache)
    match options.command:
        case "start":
            return _start(server, options)
        case "stop":
            pid = server.pid
            server.stop()
            print(f"stopped (process {pid})" if pid else f"no server runs on {server.home}")
        case "status":
            pid = server.pid
            print(summary(server) if pid else f"no server runs on {server.home}")
            return 0 if pid else 3
        case "run":
            return run(rest, cache=cache, heap=options.heap)
        case "fetch":
            find_java()
            print(jars(cache))
        case "admin":
            return server.admin(*rest, capture=False).returncode
        case "guard":
            return _guard(server, remove=options.remove)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
