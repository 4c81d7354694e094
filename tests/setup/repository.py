"""What the tests of the set-up look at: the repository's own files and its lock files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("3.11", "3.12", "3.13")
OURS = ("flows", "ontology", "extractors", "loaders", "tests", "tools", ".ci", "docs", "requirements", "seeds", "notebooks")
TEXTS = frozenset({".py", ".toml", ".yaml", ".yml", ".md", ".txt", ".sh", ".cypher", ".rq", ".html", ".json", ".jsonl", ".tsv", ".csv", ".in", ".ipynb"})


def modules() -> list[Path]:
    """Every Python module of ours."""
    return [path for path in files() if path.suffix == ".py"]


def files() -> list[Path]:
    """Every text file of ours, found by folder, so that a copy without git is checked too."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in OURS:
        found += (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path for path in found if path.suffix in TEXTS or not path.suffix)


def project() -> dict[str, Any]:
    """`pyproject.toml`, parsed."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def declared(*, dev: bool) -> list[Requirement]:
    """The requirements that `pyproject.toml` names."""
    table = project()["project"]
    return [Requirement(line) for line in [*table["dependencies"], *(table["optional-dependencies"]["dev"] if dev else ())]]


def locked(name: str) -> dict[str, list[tuple[Requirement, list[str]]]]:
    """A lock file's requirements by normalised name, each with its hashes; one package may be there more than once, by platform."""
    found: dict[str, list[tuple[Requirement, list[str]]]] = {}
    text = (ROOT / "requirements" / name).read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line.split(" --hash=")[0].strip())
            found.setdefault(canonicalize_name(requirement.name), []).append((requirement, re.findall(r"--hash=(\S+)", line)))
    return found


def version(requirement: Requirement) -> str:
    """The one version that a locked requirement allows."""
    (only,) = requirement.specifier
    return only.version
