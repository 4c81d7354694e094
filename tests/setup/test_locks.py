"""The lock files say what `pyproject.toml` allows, by hash, and the environment is what they say."""

from __future__ import annotations

import sys
from importlib.metadata import distribution, packages_distributions
from importlib.metadata import version as installed

import pytest
from packaging.requirements import Requirement

from tests.setup.repository import PYTHONS, ROOT, declared, locked, project, version

SYSTEMS = ("linux", "darwin", "win32")
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("kind", ["run", "dev"])
def test_every_declared_requirement_is_locked_within_its_bounds(kind: str, python: str) -> None:
    lock = locked(f"{kind}-{python}.txt")
    for wanted in declared(dev=kind == "dev"):
        entries = lock.get(wanted.name.lower())
        assert entries, f"{wanted.name} is in pyproject.toml and not in {kind}-{python}.txt: make lock"
        for entry, _ in entries:
            assert wanted.specifier.contains(version(entry)), f"{entry} does not satisfy {wanted}: make lock"


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("kind", ["run", "dev"])
def test_every_locked_requirement_has_one_version_and_hashes(kind: str, python: str) -> None:
    for entries in locked(f"{kind}-{python}.txt").values():
        for entry, hashes in entries:
            assert [clause.operator for clause in entry.specifier] == ["=="]
            assert hashes, f"{entry} has no hash"
            assert all(one.startswith("sha256:") for one in hashes)


@pytest.mark.parametrize("python", PYTHONS)
def test_what_runs_is_what_was_tested(python: str) -> None:
    run, dev = locked(f"run-{python}.txt"), locked(f"dev-{python}.txt")
    for system in SYSTEMS:
        wanted = {name: _there(entries, python, system) for name, entries in run.items()}
        # where something that only the tests need brings a package to one more system, the shipped lock may leave it out there
        assert {name: found for name, found in wanted.items() if found} == {name: _there(dev.get(name, []), python, system) for name in wanted if wanted[name]}


def _there(entries: list[tuple[Requirement, list[str]]], python: str, system: str) -> list[str]:
    """What of a package's entries is installed on a system by CPython, in its latest and its first release of that version."""
    place = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "sys_platform": system, "python_version": python}
    place |= {"os_name": "nt" if system == "win32" else "posix", "platform_system": {"win32": "Windows", "darwin": "Darwin"}.get(system, "Linux")}
    releases = [{**place, "python_full_version": f"{python}.{patch}"} for patch in (0, 9)]
    return [f"{release['python_full_version']} {entry.name}{entry.specifier}" for release in releases for entry, _ in entries
            if entry.marker is None or entry.marker.evaluate(release)]  # fmt: skip  # one question


@pytest.mark.parametrize("python", PYTHONS)
def test_the_build_tools_that_come_first_are_those_of_the_lock(python: str) -> None:
    build, dev = locked("build.txt"), locked(f"dev-{python}.txt")
    assert {"pip", "setuptools", "wheel"} <= build.keys()
    assert all([str(entry) for entry, _ in build[name]] == [str(entry) for entry, _ in dev[name]] for name in build)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("bound", ["prefect<3.10,>=3.8.8", "fastapi<0.151", "sqlalchemy<2.1"])
def test_what_the_server_starts_with_stays_pinned(bound: str, python: str) -> None:
    wanted = Requirement(bound)
    assert str(wanted) in {str(requirement) for requirement in declared(dev=False)}
    for entry, _ in locked(f"run-{python}.txt")[wanted.name]:
        assert wanted.specifier.contains(version(entry))


def test_the_environment_is_what_the_lock_says() -> None:
    wrong = []
    for entries in locked(f"dev-{HERE}.txt").values():
        for entry, _ in entries:
            if (entry.marker is None or entry.marker.evaluate()) and installed(entry.name) != version(entry):
                wrong.append(f"{entry.name}: {installed(entry.name)} installed, {version(entry)} locked")
    assert not wrong, "make venv"


def test_the_package_is_marked_private_and_is_ours() -> None:
    table = project()["project"]
    assert "Private :: Do Not Upload" in table["classifiers"]
    assert table["requires-python"] == ">=3.11,<3.14"
    # A stranger's package of the same name, or of one of our folders' names, would be found here.
    assert distribution("xianzhi").metadata["Summary"] == table["description"]
    for package in ("flows", "ontology", "extractors", "loaders"):
        assert set(packages_distributions().get(package, ["xianzhi"])) == {"xianzhi"}, f"another distribution brings a package {package}"
        assert (ROOT / package / "__init__.py").is_file()
