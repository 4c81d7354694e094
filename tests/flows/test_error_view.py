"""The page of errors: which facts go side by side, where their sentences are, and that it is one safe file."""

from __future__ import annotations

import re

from flows.error_view import page, rows
from flows.scoring import GoldArticle, GoldPage

TEXT = "标题\n去年，青田县有企\n业5家<b>。丽水市有学校7所。\n别的一篇：云和县有桥3座。"


def measure(subject, value, unit, evidence, **slots):
    return {"type": "measure", "subject": subject, "value": value, "unit": unit, "evidence": evidence, **slots}


def found(subject, value, unit, start, end, **slots):
    return measure(subject, value, unit, {"start": start, "end": end, "text": TEXT[start:end].replace("\n", "")}, rule="level", confidence=0.5, **slots)


GOLD = GoldPage(
    "a.txt",
    (
        one := measure("青田县", 5, "家", "企业5家", indicator="企业"),
        two := measure("丽水市|丽水", 7, "所", "学校7所"),
        three := measure("云和县", 3, "座", "桥3座"),
    ),
    ([[0, 28]], [[28, 41]]),
    (GoldArticle("第一篇", [[0, 28]], (one, two)), GoldArticle("<第二篇>", [[28, 41]], (three,))),
)
FOUND = [
    found("青田县", 5, "家", 10, 15, indicator="学校", bound="over"),  # an extra slot is wrong
    found("松阳县", 7, "所", TEXT.index("学校"), TEXT.index("学校") + 4),  # whose it is, is wrong
    found("云和县", 9, "座", 0, 2),
]


def test_facts_are_missed_wrong_partly_right_or_right():
    made = rows(GOLD, FOUND, TEXT)
    assert [(row.verdict, (row.want or row.got or {})["value"], row.article) for row in made] == [
        ("wrong", 9, 0),
        ("partly", 5, 0),
        ("partly", 7, 0),
        ("missed", 3, 1),
    ]
    assert made[2].want is two
    assert made[2].got is FOUND[1]
    assert [row.verdict for row in rows(GOLD, [{**one, "evidence": {"start": 10, "end": 15, "text": ""}}], TEXT)] == ["right", "missed", "missed"]


def test_gold_is_found_over_a_line_break():
    missed = rows(GOLD, [], TEXT)[0]
    assert missed.span is not None
    assert TEXT[missed.span.start : missed.span.end] == "企\n业5家"


def test_evidence_that_is_nowhere_is_said_to_be():
    lost = GoldPage("a.txt", (fact := measure("青田县", 5, "家", "没有这句"),), (), (GoldArticle("", [], (fact,)),))
    assert rows(lost, [], TEXT)[0].span is None
    assert "原文中找不到" in page([lost], {}, {"a.txt": TEXT})


def test_the_page_marks_the_sentence_and_loads_nothing():
    shown = page([GOLD], {"a.txt": FOUND}, {"a.txt": TEXT}, {"a.txt": ["news", "brief"]})
    assert '<mark class="measure">企业5家</mark>&lt;b&gt;。' in shown
    assert "&lt;第二篇&gt;" in shown
    assert "简讯" in shown
    assert "丽水市 <i>或</i> 丽水" in shown
    assert "超过" in shown
    assert not re.search(r'(?:src|href)="|https?://|@import|\$[a-z]', shown)
    assert len(re.findall(r"<li ", shown)) == 4
    assert shown.count('<tr class="core differs">') == 1
