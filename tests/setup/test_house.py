"""The rules of the house that no linter knows."""

from __future__ import annotations

import re
import tokenize
from io import StringIO
from pathlib import Path

import pytest

from tests.setup.repository import ROOT, files, modules

LONGEST = 400
# What names a place of its writers' and would be dead words to a reader; put together here so that this file does not name them.
PLACES = ("/wo" + "rk/", "fa" + "rm-", ".lib" + "rary", "sha" + "red/")
SILENCER = re.compile(r"#\s*(?:noqa|type:\s*ignore)")
# The rule's code, a dash or another number sign, then why; one comment may serve both kinds.
WITH_REASON = re.compile(r"#\s*noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s+[-–—#]\s*\S.*\S|#\s*type:\s*ignore\[[\w-]+(?:,\s*[\w-]+)*\]\s+[-–—#]\s*\S.*\S")


@pytest.fixture(scope="module")
def sources() -> dict[Path, str]:
    return {path.relative_to(ROOT): path.read_text("utf-8") for path in modules()}


def test_modules_are_short_enough_to_read_at_once(sources: dict[Path, str]) -> None:
    assert {str(path): text.count("\n") for path, text in sources.items() if text.count("\n") >= LONGEST} == {}


def test_every_silenced_rule_says_why(sources: dict[Path, str]) -> None:
    silent: list[str] = []
    for path, text in sources.items():
        comments = (token for token in tokenize.generate_tokens(StringIO(text).readline) if token.type == tokenize.COMMENT)
        silent += (f"{path}:{token.start[0]}: {token.string}" for token in comments if SILENCER.search(token.string) and not WITH_REASON.search(token.string))
    assert not silent


@pytest.mark.parametrize("comment", ["# noqa", "# noqa: S603", "# type: ignore", "# type: ignore[arg-type]", "# noqa - because", "# type: ignore[x]  #"])
def test_a_silenced_rule_without_code_or_reason_is_seen(comment: str) -> None:
    assert SILENCER.search(comment)
    assert not WITH_REASON.search(comment)


def test_nothing_names_a_place_that_readers_do_not_have() -> None:
    found: list[str] = []
    for path in files():
        if path.parent == ROOT / "requirements" and path.suffix == ".txt":
            continue  # hashes and names of packages only
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found += (f"{path.relative_to(ROOT)}:{number}: {place}" for place in PLACES if place in line)
    assert not found


def test_every_package_says_what_it_is() -> None:
    for package in ("flows", "ontology", "extractors", "loaders"):
        text = (ROOT / package / "__init__.py").read_text("utf-8")
        assert text.startswith('"""'), package
