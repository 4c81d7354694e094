"""Pages split into their articles: invented pages, each with what its articles must hold, and the seeds against their gold.

`articles/NAME.txt` is a page, `articles/NAME.json` lists its articles in order: title and kind, `parts` that the article holds,
`without` what stands in no article. Every part of another article is none of this one's.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.articles import split
from extractors.layout import lines_of
from extractors.page import read_page
from flows.evaluate import read_texts
from flows.lines import article_line
from flows.scoring import boundaries, read_gold
from ontology.records import Page
from tests.conftest import SEEDS

HERE = Path(__file__).parent / "articles"
CASES = sorted(HERE.glob("*.txt"))
LEAST = 0.85  # B-cubed F1 over the seeds' characters


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_page_comes_apart_where_its_articles_do(case):
    page = read_page(case)
    wanted = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    found = split(page)
    texts = ["".join(page.text[span.start : span.end] for span in article.spans) for article in found]
    assert len(found) == len(wanted), [(article.title, text) for article, text in zip(found, texts, strict=True)]
    for number, (article, text, want) in enumerate(zip(found, texts, wanted, strict=True), 1):
        assert article.number == number
        assert (article.title, article.kind) == (want.get("title", article.title), want["kind"])
        assert [part for part in want["parts"] if part not in text] == []
        others = [part for other in wanted if other is not want for part in other["parts"]] + want.get("without", [])
        assert [part for part in others if part in text] == []


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_spans_are_in_the_page_and_no_character_is_in_two(case):
    page = read_page(case)
    taken = [at for article in split(page) for span in article.spans for at in range(span.start, span.end)]
    assert len(taken) == len(set(taken))
    assert all(0 <= at < len(page.text) for at in taken)


def test_every_case_says_what_it_wants():
    assert {path.stem for path in HERE.glob("*.json")} == {path.stem for path in CASES}
    assert len(CASES) >= 8


def test_kinds_of_lines():
    kinds = {line.text: line.kind for line in lines_of((HERE / "page_head_and_caption.txt").read_text(encoding="utf-8"))}
    assert kinds["03版 要闻"] == "head"
    assert kinds["2022年5月6日 星期五"] == "head"
    assert kinds["北山镇水库大坝加固完工"] == "headline"
    portal = {line.text: line.kind for line in lines_of((HERE / "portal_lines.txt").read_text(encoding="utf-8"))}
    assert portal["责任编辑：某某"] == portal["返回搜狐，查看更多"] == "noise"


@pytest.mark.parametrize("text", ["", "\n\n", "甲", "。", "记者 甲乙丙\n", "返回搜狐，查看更多", "一\n二\n三\n", "甲\n" * 300])
def test_no_page_is_too_odd(text):
    page = Page.of(text)
    for article in split(page):
        assert article.spans
        assert all(text[span.start : span.end].strip() for span in article.spans)


def test_the_seeds_come_apart_as_their_gold_does():
    gold = read_gold(SEEDS / "gold")
    found = {page.source: [article_line(article, page.source)["spans"] for article in split(read_page(SEEDS / page.source))] for page in gold}
    assert boundaries(gold, found, read_texts(SEEDS, gold)) >= LEAST
