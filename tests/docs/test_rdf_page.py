"""What docs/rdf.md shows is what the exported file says."""

from __future__ import annotations

import re

import pytest

from tools.rdf_page import PAGE, answer, loaded, queries, rewritten
from tools.update_docs import Shown, agrees

TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def store(exported):
    return loaded(exported["trig"])


def test_the_three_questions_have_the_answers_shown(store):
    asked = list(queries(TEXT))
    assert len(asked) == 3
    for query, rows in asked:
        assert len(rows) > 1
        assert answer(store, query) == rows, "`make docs` renews it"


def test_the_fact_shown_is_the_file_s(store):
    fresh = rewritten(TEXT, store)
    # the judge's confidence moves with every training; words do not
    assert agrees(Shown("", tuple(TEXT.splitlines()), loose=True), fresh.splitlines()), "`make docs` renews it"
    assert fresh.count("```") == TEXT.count("```")


def test_the_page_shows_a_fact_with_its_proof():
    [shown] = re.findall(r"```trig\n(.*?)```", TEXT, re.DOTALL)
    assert {"xz:evidence", "xz:rule", "oa:exact", "prov:wasDerivedFrom", "prov:wasAttributedTo"} <= set(re.findall(r"[a-z]+:[A-Za-z]+", shown))
