"""Quantities read from invented sentences, one expression a case, and what goes with a level."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractors.changes import change_after, rank_near
from extractors.numerals import chinese_range, chinese_value
from extractors.quantities import find_quantities
from ontology.records import Span

CASES = Path(__file__).parents[1] / "golden" / "expressions" / "quantities.yaml"


def cases() -> Iterator[Any]:
    for group, rows in yaml.safe_load(CASES.read_text(encoding="utf-8")).items():
        for row in rows:
            yield pytest.param(row, id=f"{group}: {row['text']}")


@pytest.mark.parametrize("row", cases())
def test_expression(row: dict[str, Any]) -> None:
    text = row["text"]
    found = find_quantities(text)
    if "print" not in row:
        assert found == ()
        return
    mentions = {text[each.start : each.end]: each for each in found}
    assert row["print"] in mentions
    mention = mentions[row["print"]]
    value = tuple(row["value"]) if isinstance(row["value"], list) else row["value"]
    assert mention.quantity.value == value
    assert mention.quantity.unit == row["unit"]
    assert mention.quantity.bound == row.get("bound")
    assert mention.quantity.basis == row.get("basis")
    assert mention.form == row.get("form", "level")


def test_folding_is_exact() -> None:
    (mention,) = find_quantities("贷款2131.20万元")
    assert mention.quantity.value == 21312000
    assert isinstance(mention.quantity.value, int)


def test_a_number_inside_a_blocked_span_is_a_name() -> None:
    text = "依托30条举措平台办理20件"
    forms = [each.form for each in find_quantities(text, [Span(2, 8)])]
    assert forms == ["name", "level"]


def test_a_single_number_of_each_magnitude() -> None:
    assert chinese_value("三百二十") == 320
    assert chinese_value("一万零五十") == 10050
    assert chinese_value("三万五") == 35000
    assert chinese_value("两千三") == 2300
    assert chinese_value("一亿二千万") == 120000000
    assert chinese_value("三点五万") == 35000
    assert chinese_range("七八千") == (Decimal(7000), Decimal(8000))
    assert chinese_range("八一") is None
    assert chinese_range("一九九八") is None


@pytest.mark.parametrize(
    ("text", "printed", "change"),
    [
        ("实现网络零售额104.31亿元,首破百亿,同比增长26.2%", "104.31亿元", 26.2),
        ("出口额12亿元，位列全市第一，较去年下降3.5%。", "12亿元", -3.5),
        ("投入1.5亿元，比去年多了一倍", "1.5亿元", 100),
        ("募集368万元，新增困难户较上年下降5%", "368万元", None),
        ("产值20亿元、税收3亿元，增长8%", "20亿元", None),
        ("产值20亿元。税收增长8%", "20亿元", None),
    ],
)
def test_change_after(text: str, printed: str, change: float | None) -> None:
    found = find_quantities(text)
    level = next(each for each in found if text[each.start : each.end] == printed)
    assert change_after(text, level, found) == change


@pytest.mark.parametrize(
    ("text", "printed", "rank"),
    [
        ("总量达748亿元,总量位居全市第一", "748亿元", 1),
        ("收入475亿元、增长16%，税收246亿元、增长15%，总量均居全市第二", "475亿元", 2),
        ("收入475亿元、增长16%，税收246亿元、增长15%，总量居全市第二", "475亿元", None),
        ("位列261个城市中的第6位", "261个", None),
        ("收入3亿元，居全省首位", "3亿元", 1),
        ("收入3亿元。另一项居全省第一", "3亿元", None),
    ],
)
def test_rank_near(text: str, printed: str, rank: int | None) -> None:
    found = find_quantities(text)
    level = next(each for each in found if text[each.start : each.end] == printed)
    assert rank_near(text, level, found) == rank


@given(st.text(alphabet="0123456789一二三十百千万亿多余近约至-—.，元个第年月日%/半成分之岁 上中每", max_size=40))
def test_any_text_gives_sorted_mentions_that_never_overlap(text: str) -> None:
    found = find_quantities(text)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(each.quantity.low <= each.quantity.high for each in found)
