"""One Neo4j process on this machine: start, stop, kill, start again, and never left behind."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.neo4j_install import HOST, ROOT, ServerError, answers_bolt, conf_text, default_cache, find_java, free_port, is_free, jars, java_command, locked, tail

USER = "neo4j"
BOLT, HTTP = 7687, 7474  # Neo4j's own ports
START_SECONDS = 240  # a cold start takes seven seconds; a busy machine of one core far more
STOP_SECONDS = 60
_IN_USE = ("Address already in use", "BindException")


class Server:
    """A Neo4j with its data in `home`. A port of 0 means any free one, chosen at the first start and then kept.

    `settings` are further lines of `neo4j.conf`, taken at each start; `plugins` is a folder of jars with procedures. As a context manager it
    starts on entering and stops on leaving; a server so entered is also stopped when this process dies without leaving.
    """

    def __init__(
        self,
        home: Path,
        *,
        bolt_port: int = 0,
        http_port: int = 0,
        cache: Path | None = None,
        heap: str = "1g",
        pagecache: str = "256m",
        settings: Mapping[str, str] | None = None,
        plugins: Path | None = None,
    ) -> None:
        self.plugins = plugins
        self.home = home.expanduser().resolve()
        self.cache = cache.expanduser().resolve() if cache else default_cache()
        self.bolt_port, self.http_port = bolt_port, http_port
        self.heap, self.pagecache, self.settings = heap, pagecache, dict(settings or {})
        if plugins:
            self.settings["server.directories.plugins"] = str(plugins)
        self._chosen = {name for name, port in (("bolt_port", bolt_port), ("http_port", http_port)) if not port}
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._state = self.home / "server.json"
        self.password_file = self.home / "password"

    @classmethod
    def at(cls, home: Path, cache: Path | None = None) -> Self:
        """The server of a home as it was last started, to look at or to stop."""
        server = cls(home, cache=cache)
        state = server._read_state()
        server.bolt_port, server.http_port = state.get("bolt_port", 0), state.get("http_port", 0)
        return server

    @property
    def uri(self) -> str:
        """Where drivers connect."""
        return f"bolt://{HOST}:{self.bolt_port}"

    @property
    def http(self) -> str:
        """The address of the HTTP port."""
        return f"http://{HOST}:{self.http_port}"

    @property
    def browser(self) -> str:
        """The address of Neo4j Browser, with this server filled in."""
        return f"{self.http}/browser/?dbms=bolt://{USER}@{HOST}:{self.bolt_port}"

    @property
    def password(self) -> str:
        """The password of the user neo4j. ServerError where no server was ever started here."""
        try:
            return self.password_file.read_text("utf-8").strip()
        except OSError as error:
            raise ServerError(f"{self.password_file}: no password; the first start makes one.") from error

    @property
    def pid(self) -> int | None:
        """The process that runs on this home, or None."""
        pid = self._read_state().get("pid", 0)
        return pid if pid and f"--home-dir={self.home} " in _command_of(pid) else None

    @property
    def log(self) -> Path:
        """What the server says of itself."""
        return self.home / "logs" / "neo4j.log"

    def connect(self) -> None:
        """Open and close a connection to the Bolt port. OSError where nobody listens."""
        socket.create_connection((HOST, self.bolt_port), timeout=5).close()

    def start(self) -> None:
        """Start and wait until Bolt answers and the log says `Started.`. ServerError, with the end of the log, where it does not."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self.home / "start.lock"):  # two that start at once must not write each other's state
            if self.pid:
                raise ServerError(f"a server runs on {self.home} already (process {self.pid}).")
            self._start_on_ports()

    def _start_on_ports(self) -> None:
        for attempt in range(3):
            self._choose_ports()
            try:
                self._start()
            except ServerError as error:
                # Between choosing a free port and listening on it another process may have taken it.
                if attempt == 2 or not self._chosen or not any(sign in str(error) for sign in _IN_USE):
                    raise
                for name in self._chosen:
                    setattr(self, name, 0)
            else:
                return

    def stop(self) -> None:
        """End it in good order (SIGTERM), by force where that takes more than a minute. Nothing where none runs."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL): what it had not written is lost."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop where it runs, and start again with the same data, password and ports."""
        self.stop()
        self.start()

    def admin(self, *arguments: str, capture: bool = True) -> subprocess.CompletedProcess[str]:
        """Run neo4j-admin on this home, for instance `database import full …`. The result tells the exit code and, captured, what it said."""
        self._prepare(anew=False)
        return self._admin(arguments, capture=capture)

    def guard(self, *, remove: bool = False) -> None:
        """From now on stop this server when the calling process ends, however it ends; with `remove` delete the home then."""
        command = [sys.executable, "-m", "tools.neo4j_server", "guard", "--home", str(self.home), *(["--remove"] if remove else [])]
        # It waits for its input's end, which comes when this process is gone; a session of its own, so that Ctrl-C does not end it first.
        self._guard = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def release(self) -> None:
        """Let the guard go, which does its work at once, and wait for it."""
        if self._guard and self._guard.stdin:
            self._guard.stdin.close()
            self._guard.wait()
            self._guard = None

    def __enter__(self) -> Self:
        self.guard()
        try:
            self.start()
        except BaseException:
            self.release()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        self.release()

    def _read_state(self) -> dict[str, int]:
        try:
            state = json.loads(self._state.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def _choose_ports(self) -> None:
        for name, option in (("bolt_port", "--bolt-port"), ("http_port", "--http-port")):
            port = getattr(self, name)
            if not port:
                setattr(self, name, free_port())
            elif not is_free(port):
                raise ServerError(
                    f"port {port} of {HOST} is taken. `python -m tools.neo4j_server stop` ends a server of this tool; "
                    f"{option} N names another port, 0 any free one."
                )

    def _prepare(self, *, anew: bool = True) -> None:
        """Folders, configuration (kept where it is, unless anew) and, the first time, the password."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in ("conf", "logs", "data", "import", "plugins"):
            (self.home / folder).mkdir(exist_ok=True)
        conf = self.home / "conf" / "neo4j.conf"
        if anew or not conf.exists():
            ports = self.bolt_port or BOLT, self.http_port or HTTP
            conf.write_text(conf_text(*ports, heap=self.heap, pagecache=self.pagecache, settings=self.settings), "utf-8")
        if not self.password_file.exists():
            self._set_password()

    def _set_password(self) -> None:
        fresh = self.home / "password.new"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(16))
        # Told by a file of arguments: what stands in a command line every user of the machine can read.
        said = self._admin(("dbms", "set-initial-password", f"@{fresh}"), quick=True)
        if said.returncode:
            raise ServerError(
                f"{self.home}: the first password could not be set; a folder with data of another server? --home names another.\n{said.stderr.strip()}"
            )
        fresh.rename(self.password_file)

    def _admin(self, arguments: Sequence[str], *, capture: bool = True, quick: bool = False) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        # The launcher starts a second Java, sized for bulk imports; a small command does without and is done in a quarter of the time.
        machine = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"] if quick else []
        main = "org.neo4j.cli.AdminTool" if quick else "org.neo4j.server.startup.Neo4jAdminCommand"
        command = [str(find_java()), "-Dfile.encoding=UTF-8", *machine, "-cp", f"{jars(self.cache)}/*", main, *arguments]
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=capture, text=True, check=False)

    def _start(self) -> None:
        java, lib = find_java(), jars(self.cache)
        self._prepare()
        console = self.home / "logs" / "console.log"
        before = self.log.stat().st_size if self.log.exists() else 0
        with console.open("wb") as output:
            self._process = subprocess.Popen(
                java_command(java, lib, self.home, heap=self.heap, plugins=self.plugins),
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for who asked for the server
            )
        self._state.write_text(json.dumps({"pid": self._process.pid, "bolt_port": self.bolt_port, "http_port": self.http_port}), "utf-8")
        try:
            self._wait_until_started(before, console)
        except BaseException:
            self.kill()
            raise

    def _wait_until_started(self, before: int, console: Path) -> None:
        end = time.monotonic() + START_SECONDS
        why = f"did not start within {START_SECONDS} seconds"
        while time.monotonic() < end:
            if self._process and self._process.poll() is not None:
                why = f"ended with code {self._process.returncode}"
                break
            if b"Started." in _from(self.log, before) and answers_bolt(self.bolt_port):
                return
            time.sleep(0.2)
        said = _from(self.log, before).decode("utf-8", errors="replace").splitlines()[-15:] or [tail(console)]
        raise ServerError(f"Neo4j {why}. The end of {self.log}:\n" + "\n".join(said))

    def _end(self, how: signal.Signals) -> None:
        pid = self.pid
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
            if not self._gone(STOP_SECONDS):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                self._gone(STOP_SECONDS)
        if self._process:
            self._process.wait()
            self._process = None

    def _gone(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while self.pid and time.monotonic() < end:
            if self._process:
                self._process.poll()  # takes leave of a child, which else counts as running
            time.sleep(0.1)
        return self.pid is None


@contextlib.contextmanager
def throwaway(*, cache: Path | None = None, heap: str = "1g", settings: Mapping[str, str] | None = None, plugins: Path | None = None) -> Iterator[Server]:
    """A started server with a fresh, empty database on free ports; stopped and deleted at the end, also when this process is killed."""
    home = Path(tempfile.mkdtemp(prefix="xianzhi-neo4j-"))
    server = Server(home, cache=cache, heap=heap, settings=settings, plugins=plugins)
    server.guard(remove=True)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.release()


def _command_of(pid: int) -> str:
    """The command line of a running process; empty for one that is gone or only waits to be taken leave of."""
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="surrogateescape")
        return ""
    return subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


def _from(path: Path, start: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(start)
            return file.read()
    except OSError:
        return b""
