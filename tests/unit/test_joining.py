"""Joined text: what is closed up, what is kept, and that every character leads back to its own on the page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.articles import split
from extractors.joining import join, plain
from ontology.records import Page, Span
from tests.conftest import SEEDS

COLUMN = """青田县方山乡的稻田里，农技员正在向种粮大户
讲解早稻育秧的要点，今年全乡计划种植早稻一
千二百亩，比去年多出三成，种子和肥料都已备
齐。乡里还请来了省农科院的专家，每周到田头
来两次，看苗、问病、开方。
"""


def joined(text, *spans):
    page = Page.of(text)
    return join(page, [Span(*each) for each in spans] or [Span(0, len(text))])


def test_wrapped_lines_are_closed_up():
    text, _ = joined(COLUMN)
    assert "种粮大户讲解早稻" in text
    assert "一千二百亩" in text
    assert "备齐。" in text


def test_a_blank_line_in_mid_word_is_closed_up():
    text, _ = joined("会议指出，今年以来各乡镇认真落实粮食生产责任，全力推进高标准农\n\n田建设，取得了明显成效。\n\n会议要求，继续抓好落实。\n")
    assert "高标准农田建设" in text
    assert "成效。\n会议要求" in text


def test_blanks_between_names_are_one_blank():
    text, _ = joined("（记者 周启航\u3000\u3000通讯员  李明海）\n")
    assert text == "（记者 周启航 通讯员 李明海）"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("全县投入 120 万元。", "全县投入 120万元。"),
        ("2022 年 5 月 6 日，开会。", "2022年5月6日，开会。"),
        ("增长 8. 5 %。", "增长 8.5%。"),
        ("共 1 200 亩。", "共 1200 亩。"),
    ],
)
def test_blanks_inside_numbers_and_dates_go(printed, read):
    assert joined(printed)[0] == read


def test_marks_and_letters_take_their_common_forms():
    text, _ = joined("会议指出,ＡＢＣ公司投入１２０万元。⻘田县的Wi-Fi,3,000户。")
    assert text == "会议指出，ABC公司投入120万元。青田县的Wi-Fi,3,000户。"


@pytest.mark.parametrize("radical", ["\u2ed8青", "\u2f8f行", "\u2ed4门", "\u2ecb车", "\u2ea0民", "\u2f08人"])
def test_radicals_that_stand_for_characters_become_them(radical):
    assert plain(radical[0]) == radical[1]


def test_spans_come_in_the_order_given_and_nothing_else_does():
    text, offsets = joined("甲村开会。\n乙村修路。\n丙村种树。\n", (12, 17), (0, 5))
    assert text.replace("\n", "") == "丙村种树。甲村开会。"
    assert set(offsets) <= {*range(12, 18), *range(5)}


def test_no_spans_no_text():
    assert join(Page.of("甲村开会。"), []) == ("", ())


def holds(page: Page, spans: list[Span]) -> None:
    """Every joined character is its page character in its common form, a full-width mark, or a line break; each lies in a span."""
    text, offsets = join(page, spans)
    assert len(text) == len(offsets)
    wide = dict(zip(",:;?!(),:;?!()", "，：；？！（），：；？！（）", strict=True))
    for char, at in zip(text, offsets, strict=True):
        assert 0 <= at < len(page.text)
        if char == "\n":
            assert any(span.start <= at <= span.end for span in spans)
            continue
        assert any(span.start <= at < span.end for span in spans)
        printed = page.text[at]
        assert char in (plain(printed), wide.get(printed)) or (char == " " and printed.isspace())


LETTERS = st.text(st.sampled_from("青田县会议指出要抓好春耕记者周启航２０2万元年月%．，。：“”（）,:()⻘\u3000 \t\n\n"), min_size=1, max_size=120)


@settings(max_examples=200, deadline=None)
@given(LETTERS)
def test_offsets_lead_back_letter_by_letter(text):
    holds(Page.of(text), [Span(0, len(text))])


@settings(max_examples=100, deadline=None)
@given(LETTERS, st.lists(st.tuples(st.integers(0, 120), st.integers(1, 40)), max_size=4))
def test_offsets_lie_in_the_spans(text, cuts):
    spans, taken = [], 0
    for start, length in sorted(cuts):
        first, last = max(start, taken), min(start + length, len(text))
        if first < last:
            spans.append(Span(first, last))
            taken = last
    holds(Page.of(text), spans[::-1])


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem[:3])
def test_the_seeds_articles_lead_back_too(seed):
    page = Page.of(seed.read_text(encoding="utf-8"))
    articles = split(page)
    assert articles
    for article in articles:
        holds(page, list(article.spans))
        text, offsets = join(page, article.spans)
        kept = {at for char, at in zip(text, offsets, strict=True) if not char.isspace()}
        printed = {at for span in article.spans for at in range(span.start, span.end) if not page.text[at].isspace()}
        assert kept == printed  # no character is lost
