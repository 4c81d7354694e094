import re
from typing import Any

import pytest

from loaders.queries import ask, known_name, names_in, question, questions, read_question
from loaders.store import Limits, QueryError, Result


class FakeStore:
    """A store that knows some names and gives every question its parameters back."""

    def __init__(self, names):
        self.names = names

    def query(self, text, parameters=None, limits=None):
        for label, rows in self.names.items():
            if text.startswith(f"MATCH (n:`{label}`)"):
                return Result(("name", "aliases", "code"), tuple(rows))
        return Result(("parameters",), () if text.startswith("MATCH (n:") else ((dict(parameters or {}),),))


STORE: Any = FakeStore({
    "Place": [("景宁畲族自治县", ["景宁", "景宁县"], "331127"), ("景宁村", ["景宁"], "331102001001"), ("鼓楼区", [], "320106"), ("鼓楼", ["鼓楼区"], "")],
    "Organization": [("莲都区委", ["中共莲都区委"], ""), ("甲公司", ["甲"], ""), ("乙公司", ["甲"], "")],
    "Meeting": [("某区委常委会议", [], "")],
})  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "given", "known"),
    [
        ("place", "景宁", "景宁畲族自治县"),
        ("place", "景宁县", "景宁畲族自治县"),
        ("place", "景宁畲族自治县", "景宁畲族自治县"),
        ("place", "鼓楼区", "鼓楼区"),
        ("body", "中共莲都区委", "莲都区委"),
        ("body", "中国共产党莲都区委员会", "莲都区委"),
        ("meeting", "某区委常委会会议", "某区委常委会议"),
    ],
)
def test_names_are_brought_to_the_graphs_spelling(sort, given, known):
    assert known_name(names_in(STORE), sort, given) == known


def test_unknown_and_open_names_are_errors():
    with pytest.raises(QueryError, match="no body '没有的机构'"):
        known_name(names_in(STORE), "body", "没有的机构")
    with pytest.raises(QueryError, match="no person '无此人'"):
        known_name(names_in(STORE), "person", "无此人")
    with pytest.raises(QueryError, match="no place '无此县'"):
        known_name(names_in(STORE), "place", "无此县")
    with pytest.raises(QueryError, match="乙公司"):
        known_name(names_in(STORE), "body", "甲")


def test_parameters_are_read_by_their_sort():
    asked = ask(STORE, "office-on-date", {"office": "区委书记", "ORGANIZATION": "中共莲都区委", "DATE": "2020-06-02"})
    assert asked.rows == (({"OFFICE": "书记", "ORGANIZATION": "莲都区委", "DATE": "2020-06-02"},),)
    assert ask(STORE, "big-sums", {"AMOUNT": "1000000000"}).rows == (({"AMOUNT": 1e9},),)


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("no-such", {}, "there are: .*agenda"),
        ("credit-of-county", {}, "needs COUNTY="),
        ("loans", {"COUNTY": "x"}, "takes no parameters"),
        ("office-on-date", {"OFFICE": "书记", "ORGANIZATION": "莲都区委", "DATE": "2021-12"}, "no day"),
        ("big-sums", {"AMOUNT": "viel"}, "no number"),
    ],
)
def test_wrong_use_is_told(name, values, why):
    with pytest.raises(QueryError, match=why):
        ask(STORE, name, values)


def test_a_question_goes_by_its_other_names():
    assert question("office-in-a-gap") is question("office-on-date")
    names = [name for each in questions().values() for name in (each.name, *each.also)]
    assert len(names) == len(set(names)) == 23


def test_every_question_says_what_it_asks_in_two_languages_and_declares_its_parameters():
    for each in questions().values():
        assert each.zh.endswith(("？", "。"))
        assert each.en.isascii()
        assert {name for name, _ in each.parameters} == set(re.findall(r"\$(\w+)", each.text))


@pytest.mark.parametrize(("text", "why"), [("// zh: 问。\nRETURN 1 AS x", "no en"), ("// zh: 问。\n// en: Ask.\n// X: thing\nRETURN $X AS x", "thing")])
def test_a_bad_head_is_an_error(tmp_path, text, why):
    path = tmp_path / "q.cypher"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QueryError, match=why):
        read_question(path)


def test_limits_reach_the_store():
    class Noting(FakeStore):
        def query(self, text, parameters=None, limits=None):
            self.limits = limits
            return Result((), ())

    store: Any = Noting({})
    ask(store, "loans", {}, limits=Limits(1, 2))
    assert store.limits == Limits(1, 2)


UNIQUE = {"proof": {"fact"}, "posts-of-person": {"organization", "title"}}  # columns that no two rows have alike


@pytest.mark.parametrize("name", sorted(questions()))
def test_the_rows_of_a_question_have_one_order(name):
    """Where two rows may tie, two stores answer in two orders."""
    for part in re.split(r"\nUNION(?: ALL)?\n", question(name).text):
        returned, _, ordered = part.rpartition("RETURN")[2].partition("ORDER BY")
        columns = set(re.findall(r"AS (`\w+`|\w+)", returned))
        assert columns
        assert (UNIQUE.get(name) or columns) <= set(re.findall(r"`\w+`|\w+", ordered))
