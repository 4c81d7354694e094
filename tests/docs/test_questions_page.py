"""`docs/questions.md` is what the stores answer, and tells which answers are right."""

from __future__ import annotations

import re

import pytest

from loaders.publication import Publication
from loaders.queries import questions
from tools.answers import expectations, unanswered
from tools.questions_page import page
from tools.update_docs import ROOT

SHOWN = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def fresh(seeds_graph):
    return page(Publication(seeds_graph))


def test_it_is_fresh(fresh):
    assert SHOWN.splitlines() == fresh.splitlines(), "make docs"


def test_every_question_is_there_in_both_languages():
    for name, asked in questions().items():
        (section,) = re.findall(rf"^## {name}\n(.*?)(?=^## |\Z)", SHOWN, re.MULTILINE | re.DOTALL)
        assert asked.zh in section
        assert asked.en in section
        assert "```cypher\n" in section
        assert "```sparql\nPREFIX" in section
        assert "$" not in section  # the values stand in the texts


def test_what_is_not_right_says_why(fresh):
    rows = [line.split(" | ") for line in fresh.splitlines() if re.match(r"\| \[?[a-z-]+[\]0-9 ]", line) and line.count(" | ") == 4]
    told = {re.sub(r"[|\[ ]|\].*", "", row[0]): (row[3], row[4].strip(" |")) for row in rows}
    assert {name for name in told if name in expectations()} == set(expectations())
    for name in expectations():
        assert (told[name][0] != "yes") == bool(told[name][1]) == (name in unanswered())
