"""`make` is the way in: its targets, and what it says where there is no usable Python."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.setup.repository import ROOT

MAKE, BASH = shutil.which("make"), shutil.which("bash")


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    # A run by `make test` must not hand its own flags on.
    environment = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"}}
    return subprocess.run([str(MAKE), "--no-print-directory", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def venv(folder: Path, python: Path | str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"PATH": path} if path else {})
    command = [str(BASH), "tools/venv.sh", str(folder / "venv"), *([str(python)] if python else [])]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def stub(folder: Path, body: str, name: str = "python3") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!{BASH}\n{body}\n")
    path.chmod(0o755)
    return path


def test_make_alone_tells_its_targets() -> None:
    said = make()
    assert said.returncode == 0
    for target in (
        "venv",
        "graph",
        "test",
        "test-server",
        "test-neo4j",
        "test-browser",
        "test-jena",
        "neo4j-start",
        "neo4j-stop",
        "evaluate",
        "bench",
        "train",
        "lock",
        "clean",
    ):
        assert f"make {target} " in said.stdout


@pytest.mark.parametrize(
    ("answer", "reason"), [("is 3.10, too old", "too old"), ("is 3.14, too new", "too new"), ("is 3.13 without the venv and ensurepip modules", "ensurepip")]
)
def test_a_python_that_will_not_do_is_refused_with_the_reason(tmp_path: Path, answer: str, reason: str) -> None:
    said = venv(tmp_path, stub(tmp_path / "bin", f"echo '{answer}'"))
    assert said.returncode == 2
    assert reason in said.stderr
    assert "Python 3.11, 3.12 or 3.13" in said.stderr
    assert not (tmp_path / "venv").exists()


def test_a_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    said = venv(tmp_path, tmp_path / "nowhere")
    assert said.returncode == 2
    assert f"PYTHON={tmp_path / 'nowhere'} not found" in said.stderr


def test_without_a_usable_python_the_ones_seen_are_told(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    stub(tools, "echo 'is 3.10, too old'")
    dirname = shutil.which("dirname")
    assert dirname
    (tools / "dirname").symlink_to(dirname)
    said = venv(tmp_path, "", path=str(tools))
    assert said.returncode == 2
    assert "python3 is 3.10, too old" in said.stderr
    assert "PYTHON=" in said.stderr


def test_continuous_integration_runs_the_default_suite() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "set -euo pipefail" in script
    assert "\nmake test\n" in script
    assert (
        subprocess.run([str(BASH), "-n", str(ROOT / ".ci" / "run"), str(ROOT / "tools" / "venv.sh"), str(ROOT / "tools" / "lock.sh")], check=False).returncode
        == 0
    )


@pytest.fixture
def integration(tmp_path: Path) -> Path:
    """A copy of what continuous integration runs, with stand-ins for make, the server tool and what the system has."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    stub(tmp_path / "bin", 'echo "make $*"\ncase " $BROKEN " in *" $1 "*) exit 3;; esac', "make")
    for name in ("bash", "dirname"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    stub(tmp_path / "bin", 'echo "${USER_ID:-1000}"', "id")
    (tmp_path / ".venv").mkdir()
    stub(tmp_path / ".venv" / "bin", 'echo "the tool says why"; exit ${FETCH:-0}', "python")
    return tmp_path


def integrate(folder: Path, **environment: str) -> tuple[int, list[str]]:
    said = subprocess.run([folder / ".ci" / "run"], env={"PATH": str(folder / "bin"), **environment}, capture_output=True, text=True, check=False)
    return said.returncode, said.stdout.splitlines()


def test_continuous_integration_without_java_says_what_it_skips(integration: Path) -> None:
    code, lines = integrate(integration, FETCH="4")
    assert code == 0
    assert lines == ["make venv", "make test-server", "SKIPPED: the tests on a real Neo4j and its Browser. the tool says why",
                     "SKIPPED: the tests on Apache Jena. the tool says why", "make test"]  # fmt: skip  # two lines


def test_continuous_integration_without_chromium_says_what_it_skips(integration: Path) -> None:
    code, lines = integrate(integration)
    assert code == 0
    assert lines[:3] == ["make venv", "make test-server", "make test-neo4j"]
    assert lines[3].startswith("SKIPPED: the tests of Neo4j Browser. missing and not root to install: chromium")
    assert lines[4:] == ["make test-jena", "make test"]


def test_continuous_integration_runs_everything_and_remembers_a_failure(integration: Path) -> None:
    stub(integration / "bin", "exit 0", "chromium")
    for name in ("mktemp", "rm", "tail", "tr"):
        (integration / "bin" / name).symlink_to(str(shutil.which(name)))
    stub(integration / "bin", "exit 0", "apt-get")
    code, lines = integrate(integration, BROKEN="test-neo4j", USER_ID="0")
    assert code == 3
    assert lines == ["make venv", "make test-server", "make test-neo4j", "make test-browser", "make test-jena", "make test"]


def test_continuous_integration_fails_where_the_server_cannot_be_fetched(integration: Path) -> None:
    code, lines = integrate(integration, FETCH="2")
    assert code == 2
    assert lines[-1] == "make test"
