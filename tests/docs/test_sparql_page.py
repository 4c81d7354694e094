"""What docs/sparql.md shows of an endpoint is what one says."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal

from flows.stores import open_triples
from tools import sparql_habits
from tools.sparql_page import PAGE, curl, rewritten

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_examples_print_what_is_shown(seeds_graph):
    assert rewritten(TEXT, seeds_graph) == TEXT, "make docs"


def test_every_rule_of_the_table_is_measured():
    shown = TEXT.partition("<!-- habits -->")[2].partition("<!-- /habits -->")[0]
    assert [habit.rule for habit in sparql_habits.HABITS] == [line.split("|")[1].strip() for line in shown.splitlines() if " ms |" in line]


def test_both_ways_of_writing_give_the_same_rows(seeds_graph):
    with open_triples(seeds_graph) as store:
        for habit in sparql_habits.HABITS:
            slow, quick = (store.query(text, {"PLACE": Literal("丽水市", language="zh")}).records() for text in (habit.slow, habit.quick))
            assert slow, habit.rule
            assert sorted(map(str, (sorted(row.items(), key=str) for row in slow))) == sorted(map(str, (sorted(row.items(), key=str) for row in quick))), (
                habit.rule
            )


def test_other_options_of_curl_are_not_guessed():
    with pytest.raises(ValueError, match="--upload-file"):
        curl("curl --upload-file x http://127.0.0.1:1/")
