"""Jena's commands without Java or Maven: what is said then, and what would be run."""

import pytest

from tools import jena_commands
from tools.jena_commands import MISSING, command_line, jars, main
from tools.neo4j_install import MissingError, ServerError


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine with nothing on its PATH and an empty cache."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("XIANZHI_JENA_CACHE", str(tmp_path / "cache"))
    (tmp_path / "bin").mkdir()
    return tmp_path


def stub(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_without_java_or_with_an_old_one_it_says_what_to_install(bare, capsys):
    assert main(["fetch"]) == MISSING
    assert "Java 17" in capsys.readouterr().err
    stub(bare / "bin" / "java", "echo 'openjdk version \"11.0.2\"' >&2")
    assert main(["riot", "x.trig"]) == MISSING


def test_without_maven_it_says_what_to_install(bare):
    with pytest.raises(MissingError, match="apt install maven"):
        jars()


def test_a_failed_fetch_tells_why_and_leaves_nothing(bare):
    stub(bare / "bin" / "mvn", "echo 'no route to Maven Central'; exit 1")
    with pytest.raises(ServerError, match="no route"):
        jars()
    assert [path.name for path in (bare / "cache").iterdir()] == ["fetch.lock"]


def test_fetched_jars_are_used_again_and_commands_go_by_their_usual_names(bare, monkeypatch):
    stub(bare / "bin" / "java", "echo 'openjdk version \"21.0.2\"' >&2")
    monkeypatch.setattr(jena_commands, "jars", lambda: bare / "lib")
    assert command_line("riot", ["--count", "x.trig"])[-5:] == ["-cp", f"{bare / 'lib'}/*", "riotcmd.riot", "--count", "x.trig"]
    assert command_line("tdb2.tdbquery", [])[-1] == "tdb2.tdbquery"


def test_help_tells_how(capsys):
    assert main([]) == 2
    assert main(["--help"]) == 0
    assert "tdb2.tdbloader" in capsys.readouterr().out
