"""The tool that starts a Neo4j, with a stand-in for Java: what it says and leaves behind. `tests/neo4j/test_server.py` meets the real one."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.setup.repository import ROOT
from tools import neo4j_install, neo4j_process
from tools.neo4j_install import MissingError, ServerError, conf_text, find_java, free_port, is_free, jars, jars_folder, java_version, neo4j_version
from tools.neo4j_server import Server, main

# Says that it is Java 17; as the server it opens the Bolt port that the configuration names, shakes hands and writes its log.
STAND_IN = """\
import os, re, signal, socket, sys, time
if "-version" in sys.argv:
    sys.exit('openjdk version "17.0.1" 2021-10-19')
if "org.neo4j.server.CommunityEntryPoint" not in sys.argv:
    sys.exit(0)
home = next(one.split("=", 1)[1] for one in sys.argv if one.startswith("--home-dir="))
log = open(home + "/logs/neo4j.log", "a", buffering=1)
if os.environ.get("STAND_IN") == "broken":
    print("Error starting Neo4j: the disk is full", file=log)
    sys.exit(1)
if os.environ.get("STAND_IN") == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
port = int(re.search(r"bolt.listen_address=127.0.0.1:(\\d+)", open(home + "/conf/neo4j.conf").read())[1])
server = socket.create_server(("127.0.0.1", port))
print("Started.", file=log)
while True:
    connection, _ = server.accept()
    connection.recv(20)
    connection.sendall(bytes([0, 0, 4, 5]))
    connection.close()
"""


def program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that has its jars, and a Java that only stands in."""
    program(tmp_path / "jdk" / "bin" / "java", f"#!{sys.executable}\n{STAND_IN}")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    jars_folder(tmp_path / "cache").mkdir(parents=True)
    return tmp_path / "cache"


@pytest.fixture
def server(cache: Path, tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "home", cache=cache)
    yield server
    server.kill()


def gone(check: Path, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while check.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return not check.exists()


def there(check: Path, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not check.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return check.exists()


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('openjdk version "17-ea" 2021-09-14', 17),
        ('java version "1.8.0_292"', 8),
        ('Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "11.0.2"', 11),
        ("Error: could not find libjvm.so", 0),
    ],
)
def test_the_version_of_java_is_read(said: str, version: int) -> None:
    assert java_version(said) == version


def test_the_configuration_opens_the_server_to_this_machine_only_and_asks_for_a_password() -> None:
    lines = dict(
        line.split("=", 1) for line in conf_text(17687, 17474, heap="1g", pagecache="64m", settings={"server.databases.default_to_read_only": "true"}).split()
    )
    assert {lines[f"server.{kind}.listen_address"] for kind in ("bolt", "http")} == {"127.0.0.1:17687", "127.0.0.1:17474"}
    assert lines["server.default_listen_address"] == "127.0.0.1"
    assert lines["dbms.security.auth_enabled"] == "true"
    assert lines["dbms.usage_report.enabled"] == lines["client.allow_telemetry"] == "false"
    assert lines["server.databases.default_to_read_only"] == "true"


def test_a_setting_of_the_caller_goes_before_ours() -> None:
    text = conf_text(1, 2, heap="1g", pagecache="64m", settings={"db.tx_log.preallocate": "true"})
    assert text.count("db.tx_log.preallocate") == 1
    assert "db.tx_log.preallocate=true\n" in text


def test_no_java_and_an_old_one_are_told_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_install, "JVMS", tmp_path / "none")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError, match=r"Java 17 or 21; no java was found\. .*apt install openjdk-17"):
        find_java()
    old = program(tmp_path / "java", "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    with pytest.raises(MissingError, match=f"{re.escape(str(old))} is Java 11"):
        find_java()
    good = program(tmp_path / "none" / "java-17-x" / "bin" / "java", "#!/bin/sh\necho 'openjdk version \"17.0.2\"' >&2\n")
    assert find_java() == good


def test_jars_are_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = tmp_path / "calls"
    script = (
        f'for a; do case $a in -DoutputDirectory=*) d=${{a#*=}};; esac; done\necho x >>{shlex.quote(str(calls))}\nmkdir -p "$d" && : >"$d/neo4j-server-1.jar"\n'
    )
    program(tmp_path / "bin" / "mvn", f"#!/bin/sh\n{script}")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    first, second = jars(tmp_path / "cache"), jars(tmp_path / "cache")
    assert first == second
    assert [path.name for path in first.iterdir()] == ["neo4j-server-1.jar"]
    assert calls.read_text() == "x\n"


def test_a_failed_fetch_says_why_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "mvn", "#!/bin/sh\necho '[ERROR] Unknown host repo.maven.apache.org'\nexit 1\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    with pytest.raises(ServerError, match=r"(?s)Unknown host.*settings\.xml"):
        jars(tmp_path / "cache")
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["fetch.lock"]


def test_no_maven_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cache: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["fetch", "--cache", str(tmp_path / "empty")]) == 4
    assert re.search("needs mvn, .* apt install maven", capsys.readouterr().err)


def test_start_status_and_stop(server: Server, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--home", str(server.home), "--cache", str(cache)]
    assert main(["status", *where]) == 3
    assert main(["start", "--bolt-port", "0", "--http-port", "0", *where]) == 0
    told = capsys.readouterr().out
    seen = Server.at(server.home, cache)
    assert f"export NEO4J_URI={seen.uri} NEO4J_USERNAME=neo4j" in told
    assert f"http://127.0.0.1:{seen.http_port}/browser/?dbms=bolt://neo4j@127.0.0.1:{seen.bolt_port}" in told
    assert seen.password not in told
    assert seen.password_file.stat().st_mode & 0o777 == 0o600
    assert main(["start", *where]) == 0
    assert main(["status", *where]) == 0
    assert main(["stop", *where]) == 0
    assert seen.pid is None
    assert main(["stop", *where]) == 0
    assert "no server runs" in capsys.readouterr().out


def test_kill_and_restart_keep_ports_and_password(server: Server) -> None:
    server.start()
    before = server.pid, server.uri, server.http, server.password
    with pytest.raises(ServerError, match=r"runs on .* already"):
        server.start()
    server.kill()
    assert server.pid is None
    server.start()
    server.restart()
    assert (server.uri, server.http, server.password) == before[1:]
    assert server.pid not in {None, before[0]}


def test_a_server_that_does_not_heed_is_ended_by_force(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAND_IN", "deaf")
    monkeypatch.setattr(neo4j_process, "STOP_SECONDS", 0.3)
    server.start()
    server.stop()
    assert server.pid is None


def test_a_start_that_fails_shows_the_end_of_the_log(server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STAND_IN", "broken")
    assert main(["start", "--home", str(server.home), "--cache", str(server.cache), "--bolt-port", "0", "--http-port", "0"]) == 2
    assert re.search(r"(?s)ended with code 1\. The end of \S+neo4j\.log:\n.*the disk is full", capsys.readouterr().err)


def test_a_port_that_is_taken_is_named(tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert not is_free(port)
        assert main(["start", "--home", str(tmp_path / "home"), "--cache", str(cache), "--bolt-port", str(port)]) == 2
    assert re.search(f"port {port} of 127.0.0.1 is taken.*--bolt-port N", capsys.readouterr().err)
    assert is_free(free_port())


def test_the_state_of_another_process_is_not_taken_for_the_server(server: Server) -> None:
    server.home.mkdir()
    (server.home / "server.json").write_text(json.dumps({"pid": os.getpid(), "bolt_port": 1, "http_port": 2}))
    assert server.pid is None
    server.stop()


def run_tool(cache: Path, *command: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "tools.neo4j_server", "run", "--cache", str(cache), "--", *command]
    return subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def homes(cache: Path) -> list[Path]:
    return list(cache.parent.glob("xianzhi-neo4j-*"))


def test_run_gives_the_command_a_server_of_its_own_and_its_exit_code(cache: Path) -> None:
    tell = "import json, os, sys; print(json.dumps(dict(os.environ))); print(sys.argv[1:]); sys.exit(7)"
    process = run_tool(cache, sys.executable, "-c", tell, "-m", "--", "x")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 7
    environment, arguments = out.splitlines()
    assert arguments == "['-m', '--', 'x']"
    seen = json.loads(environment)
    assert seen["XIANZHI_TEST_NEO4J_URI"] == seen["NEO4J_URI"]
    assert re.fullmatch(r"bolt://127\.0\.0\.1:\d+", seen["NEO4J_URI"])
    assert re.fullmatch("[0-9a-f]{32}", seen["XIANZHI_TEST_NEO4J_PASSWORD"])
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", seen["XIANZHI_TEST_NEO4J_BROWSER"])
    assert homes(cache) == []
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(seen["NEO4J_URI"].rsplit(":", 1)[1])), timeout=5)


def test_run_tells_a_command_that_is_not_there(cache: Path) -> None:
    process = run_tool(cache, "no-such-command")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "no-such-command: No such file" in err
    assert homes(cache) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_run_leaves_no_server_when_it_is_ended_itself(cache: Path, how: signal.Signals) -> None:
    mark = cache.parent / "runs"
    process = run_tool(cache, sys.executable, "-c", f"import pathlib, sys; pathlib.Path({str(mark)!r}).touch(); sys.stdin.read()")
    assert there(mark)
    (home,) = homes(cache)
    server = Server.at(home, cache)
    assert server.pid
    server.connect()
    process.send_signal(how)
    process.communicate(timeout=60)  # also ends the command that a killed parent leaves: its input is closed
    assert process.returncode == (128 + how if how == signal.SIGTERM else -how)
    assert gone(home)
    with pytest.raises(OSError, match="refused"):
        server.connect()


@pytest.mark.parametrize("arguments", [["run"], ["run", "--"], ["admin"], ["status", "--", "x"], ["fly"], []])
def test_a_command_line_without_sense_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage" in capsys.readouterr().err


def test_the_compose_file_offers_the_same_minor_version_on_this_machine_only() -> None:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["neo4j"]
    minor = ".".join(neo4j_version(neo4j_install.POM.read_text("utf-8")).split(".")[:2])
    assert service["image"] == f"neo4j:{minor}-community"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["environment"]["NEO4J_AUTH"].startswith("neo4j/${NEO4J_PASSWORD:?")
    assert service["healthcheck"]["test"]
    assert (ROOT / "compose.yaml").read_text("utf-8").count("Not run where this was written") == 1
