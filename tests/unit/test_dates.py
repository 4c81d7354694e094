"""Dates read from invented sentences, one expression a case."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractors.dates import find_dates, since

CASES = Path(__file__).parents[1] / "golden" / "expressions" / "dates.yaml"


def cases() -> Iterator[Any]:
    for group, rows in yaml.safe_load(CASES.read_text(encoding="utf-8")).items():
        issue = group.removeprefix("issue ") if group.startswith("issue ") else None
        for row in rows:
            yield pytest.param(row, issue, id=f"{group}: {row['text']}")


@pytest.mark.parametrize(("row", "issue"), cases())
def test_expression(row: dict[str, Any], issue: str | None) -> None:
    text = row["text"]
    found = find_dates(text, issue)
    if "print" not in row:
        assert found == ()
        return
    mentions = {text[each.start : each.end]: each for each in found}
    assert row["print"] in mentions
    interval = mentions[row["print"]].interval
    assert (interval.text if interval else None) == (str(row["reading"]) if row["reading"] is not None else None)


def test_the_default_year_settles_days_without_one() -> None:
    (mention,) = find_dates("8月14日开会", None, default_year=2020)
    assert mention.interval is not None
    assert mention.interval.text == "2020-08-14"


def test_since_opens_the_interval() -> None:
    text = "自2017年成立以来开展讲座；2018年举办展览"
    first, second = find_dates(text, "2023-07-24")
    opened = since(text, first)
    assert opened is not None
    assert opened.text == "2017/"
    assert since(text, second) is None


def test_an_issue_interval_counts_as_its_last_month() -> None:
    (mention,) = find_dates("今年一季度", "2022-04/2022-05")
    assert mention.interval is not None
    assert mention.interval.text == "2022-01/2022-03"


@given(
    st.text(alphabet="0123456789一二三十年月日号今去本上下周季度至-—.截起前后当天次同旬底初 ", max_size=30),
    st.sampled_from([None, "2022-02-28", "2020", "2021-12"]),
)
def test_any_text_gives_sorted_dates_that_never_overlap(text: str, issue: str | None) -> None:
    found = find_dates(text, issue)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
