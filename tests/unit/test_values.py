"""Values: numbers as JSON shows them, quantities, whole-day intervals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.records import MentionKey, Page, Span, digest
from ontology.values import DateInterval, Quantity, plain_number


@pytest.mark.parametrize(("given_", "shown"), [("21312000.00", 21312000), ("26.2", 26.2), ("0", 0), ("1E+4", 10000), ("-3.50", -3.5)])
def test_a_whole_number_is_an_int(given_, shown):
    found = plain_number(Decimal(given_))
    assert found == shown
    assert type(found) is type(shown)


def test_a_range_has_two_ends():
    assert Quantity(7000, 8000, "斤").value == (7000, 8000)
    assert Quantity(5, 5, "户").value == 5


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021-12-03", date(2021, 12, 3), date(2021, 12, 3)),
        ("2021-01/2021-11", date(2021, 1, 1), date(2021, 11, 30)),
        ("2021/2025", date(2021, 1, 1), date(2025, 12, 31)),
        ("/2022-04-28", None, date(2022, 4, 28)),
        ("2022-03/", date(2022, 3, 1), None),
        ("08-14", None, None),
        ("02-29", None, None),
        ("08", None, None),
        ("/06", None, None),
        ("/08-14", None, None),
        ("06/08", None, None),
        ("08-14/08-16", None, None),
    ],
)
def test_intervals_are_whole_days(text, start, end):
    assert DateInterval.parse(text) == DateInterval(text, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "21",
        "02-30",
        "13-01",
        "/99",
        "2022/08",
        "2021-13",
        "2021-02-30",
        "2021-1-3",
        "2022/2021",
        "2021-12-03/2021-11",
        "去年",
        "2021/01/02",
        "2021-12-03T00:00",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        DateInterval.parse(text)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_an_interval_of_two_days_has_those(one, other):
    first, last = min(one, other), max(one, other)
    found = DateInterval.parse(f"{first.isoformat()}/{last.isoformat()}")
    assert (found.start, found.end) == (first, last)


def test_ids_depend_on_parts_and_their_borders():
    assert digest("ab", "c") != digest("a", "bc") != digest("a", "b", "c")
    assert digest("甲") == digest("甲")
    assert len(digest("甲")) == 16
    assert Page.of("甲").id == Page.of("甲").id != Page.of("甲\n").id


def test_an_entitys_id_can_be_read_and_split():
    assert MentionKey("Person", "张三", "3311").id == "person/3311/张三"
    assert MentionKey("Organization", "甲/乙%").id == "organization/-/甲%2F乙%25"


def test_spans_are_half_open():
    assert Span(0, 5).holds(Span(0, 5))
    assert not Span(0, 5).holds(Span(4, 6))
    assert Span(0, 5).overlaps(Span(4, 6))
    assert not Span(0, 5).overlaps(Span(5, 6))
