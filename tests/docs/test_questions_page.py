"""`docs/questions.md` is what the stores answer, and tells which answers are right."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import QuerySolutions

from flows.rows import as_text
from loaders.oxigraph import read_store
from loaders.publication import Publication
from loaders.queries import questions
from loaders.sparql_results import plain
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


@pytest.mark.parametrize("name", questions())
def test_a_text_taken_from_the_page_gives_the_table_below_it(name, seeds_graph):
    """As a newcomer does it: no prefixes and no values but those of the text."""
    (section,) = re.findall(rf"^## {name}\n(.*?)(?=^## |\Z)", SHOWN, re.MULTILINE | re.DOTALL)
    (text,) = re.findall(r"```sparql\n(.*?)```", section, re.DOTALL)
    found = read_store(Publication(seeds_graph).current().triples).query(text, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    rows = [[as_text(plain(solution[variable])) for variable in found.variables] for solution in found]
    table = [line for line in section.partition("`xianzhi ask")[2].split("\n`xianzhi ask")[0].splitlines() if line.startswith("|")]
    told = [[re.sub(r"\\(.)", r"\1", cell) for cell in re.split(r"(?<!\\) \| ", line.strip("| "))] for line in table[2:]]
    assert [variable.value for variable in found.variables] == re.findall(r"\w+", table[0]) if table else not rows
    assert sorted(row[0] for row in told) == sorted(row[0] for row in rows)
    assert sorted(map(" ".join, told)) == sorted(" ".join(row).strip() for row in rows)


def test_what_is_not_right_says_why(fresh):
    rows = [line.split(" | ") for line in fresh.splitlines() if re.match(r"\| \[?[a-z-]+[\]0-9 ]", line) and line.count(" | ") == 4]
    told = {re.sub(r"[|\[ ]|\].*", "", row[0]): (row[3], row[4].strip(" |")) for row in rows}
    assert {name for name in told if name in expectations()} == set(expectations())
    for name in expectations():
        assert (told[name][0] != "yes") == bool(told[name][1]) == (name in unanswered())
