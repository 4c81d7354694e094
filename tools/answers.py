"""Comparing a question's answer with what `ontology/questions/questions.yml` expects, and what is known to be missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import yaml

from loaders.queries import FOLDER
from loaders.store import Result


@cache
def expectations() -> dict[str, dict[str, Any]]:
    """What each competency question asks with which values, and the answer that is right; by its id."""
    return {each["id"]: each for each in yaml.safe_load((FOLDER / "questions.yml").read_text(encoding="utf-8"))}


@cache
def unanswered() -> dict[str, list[dict[str, str]]]:
    """What the graph that is built of the seeds lacks for a question, each with `fact` and `sentence`; by the question's id."""
    return {each["id"]: each["missing"] for each in yaml.safe_load((FOLDER / "unanswered.yml").read_text(encoding="utf-8"))}


def wrong(expected: Mapping[str, Any], result: Result, spellings: Mapping[str, set[str]] | None = None) -> list[str]:
    """What is wrong with an answer, empty where it is right.

    Rows are compared in the columns that an expected row names; `spellings` says what else a filler may be called.
    """
    right, also = expected["answer"], expected.get("also_right", [])
    known = spellings or {}
    rows = result.records()
    faults = [f"missing: {row}" for row in right if not any(_same(row, got, known) for got in rows)]
    if expected.get("match") != "contains":
        faults += [f"too many: {got}" for got in rows if not any(_same(row, got, known) for row in (*right, *also))]
    return faults


def _same(wanted: object, got: Mapping[str, Any], spellings: Mapping[str, set[str]]) -> bool:
    if not isinstance(wanted, Mapping):
        return _equal(wanted, next(iter(got.values())), spellings)
    wanted = dict(wanted)
    if page := wanted.pop("page", None):  # the number with which the file's name begins
        return str(got["page"]).startswith(page) and _same(wanted, got, spellings)
    return all(_equal(value, got.get(column), spellings) for column, value in wanted.items())


def _equal(wanted: object, got: object, spellings: Mapping[str, set[str]]) -> bool:
    if isinstance(wanted, bool) or isinstance(got, bool):
        return wanted is got
    if isinstance(got, date):
        got = got.isoformat()
    if isinstance(wanted, (int, float)):
        return isinstance(got, (int, float)) and float(wanted) == float(got)
    alternatives = set(str(wanted).split("|"))
    return got in alternatives or bool(spellings.get(str(got), set()) & alternatives)
