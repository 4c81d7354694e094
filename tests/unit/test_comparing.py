"""When two fillers are the same: one hand-made case for each rule of the guidelines."""

from __future__ import annotations

import pytest

from flows.comparing import alike, core_right, count, hits, numbers, same_number, scoring_form, without_parents
from ontology.schema import load_schema


def right(kind, wanted, found):
    return core_right(kind, load_schema().facts[kind].core, wanted, found)


def test_punctuation_spaces_width_and_case_do_not_count():
    assert scoring_form("《ＡＢＣ·浙 丽贷》") == scoring_form("abc浙丽贷")
    assert scoring_form("“”，。") == ""


@pytest.mark.parametrize(
    ("kind", "slot", "wanted", "found", "same"),
    [
        ("post", "person", "周启航", "周启航", True),
        ("post", "person", "周启航", "周启", False),
        ("located", "whole", "景宁畲族自治县|景宁县|景宁", "景宁县", True),
        ("located", "whole", "景宁畲族自治县|景宁县|景宁", "景", False),
        ("programme", "name", "浙丽贷", "“浙丽贷”", True),
        # words may differ
        ("meeting", "name", "青田县委常委会会议", "县委常委会会议", True),
        ("meeting", "name", "青田县委常委会会议", "春耕现场会", False),
        ("award", "honour", "全国文明村镇", "文明村镇", True),
        ("statement", "quote", "要抓好春耕备耕", "会议强调要抓好春耕备耕工作", True),
        ("post", "title", "党组书记、局长", "党组书记局长", True),
        ("post", "title", "副县长", "县长", False),
        ("transfer", "payee", "小微企业主", "小微企业", True),
        # enough that one contains the other, from two characters and 30 % on
        ("measure", "indicator", "产值", "规上工业产值", True),
        ("measure", "indicator", "值", "规上工业产值", False),
        ("measure", "indicator", "产值", "全县规模以上工业企业上半年累计总产值", False),
        ("action", "patient", "困难家庭", "困难家庭和老人", True),
        ("action", "agent", "县消防队", "县消防救援大队全体指战员", False),
        # a quote is right by its first ten characters, and never when it swallows the article
        ("statement", "quote", "要抓好春耕备耕和粮食生产这件大事", "他说要抓好春耕备耕和粮食，其余另议", True),
        ("statement", "quote", "抓好春耕备耕", "抓好春耕备耕" + "很长的话" * 30, False),
        # units
        ("measure", "unit", "元", "人民币", True),
        ("measure", "unit", "个百分点", "百分点", True),
        ("measure", "unit", "％", "%", True),
        ("measure", "unit", "公里", "千米", True),
        ("measure", "unit", "户", "家", False),
        # a body without the places above its own
        ("post", "organization", "云和县浮云街道办事处", "浮云街道办事处", True),
        ("post", "organization", "青田县委", "遂昌县委", False),
        ("action", "agent", "云和县浮云街道办事处", "浮云街道", False),
    ],
)
def test_fillers(kind, slot, wanted, found, same):
    assert alike(kind, slot, wanted, found) is same


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        (120, 120.0, True),
        (120, "120", True),
        ("1,200", 1200, True),
        ([7000, 8000], [7000, 8000], True),
        ([7000, 8000], 7000, False),
        (0, 0, True),
        (1e9, 1e9 + 1, True),
        (26.2, 26.3, False),
        ("许多", 1, False),
        (None, None, False),
    ],
)
def test_numbers_agree_to_a_millionth(wanted, found, same):
    assert same_number(wanted, found) is same


def test_a_range_is_one_filler():
    assert numbers([7000, "8,000"]) == [7000.0, 8000.0]
    assert count("value", {"value": [7000, 8000]}) == 1
    assert hits("measure", "value", {"value": [7000, 8000]}, {"value": [7000, 8000]}) == 1
    assert count("value", {"value": 0}) == 1
    assert count("value", {}) == 0


def test_every_found_filler_counts_once():
    assert hits("meeting", "attendee", {"attendee": ["甲某", "乙某", "丙某"]}, {"attendee": ["乙某", "甲某", "甲某"]}) == 2
    assert hits("meeting", "attendee", {"attendee": ["甲某", "甲某"]}, {"attendee": ["甲某"]}) == 1
    assert hits("meeting", "attendee", {"attendee": "甲某"}, {"attendee": ["甲某"]}) == 1
    assert hits("meeting", "attendee", {}, {"attendee": ["甲某"]}) == 0
    assert count("attendee", {"attendee": ["甲某", "乙某"]}) == 2


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("云和县浮云街道办事处", "浮云街道办事处"),
        ("丽水市云和县浮云街道办事处", "浮云街道办事处"),
        ("青田县委", "青田县委"),
        ("浙江省丽水市经信局", "丽水市经信局"),
    ],
)
def test_parents_of_a_body(name, short):
    assert without_parents(name) == short


def test_the_area_of_a_measure_is_a_subject_too():
    wanted = {"subject": "网络零售额|电商产业", "area": "青田县", "value": 5, "unit": "元"}
    assert right("measure", wanted, {"subject": "青田县", "value": 5, "unit": "元"})
    assert right("measure", wanted, {"subject": "电商产业", "value": 5, "unit": "元"})
    assert not right("measure", wanted, {"subject": "遂昌县", "value": 5, "unit": "元"})
    assert not right("measure", wanted, {"subject": "青田县", "value": 6, "unit": "元"})
    assert not right("measure", {**wanted, "area": None}, {"subject": "青田县", "value": 5, "unit": "元"})


def test_one_side_of_a_transfer_is_enough_and_sides_are_two():
    wanted = {"amount": 5, "payer": "某银行", "payee": "某公司"}
    assert right("transfer", wanted, {"amount": 5, "payer": "某银行", "payee": "别人"})
    assert right("transfer", wanted, {"amount": 5, "payee": "某公司"})
    assert not right("transfer", wanted, {"amount": 5, "payer": "某公司", "payee": "某银行"})
    assert not right("transfer", wanted, {"amount": 5})
    assert not right("transfer", wanted, {"amount": 5, "payer": "某银行", "payee": "某银行"})
    assert right("transfer", {"amount": 5}, {"amount": 5, "payer": "谁"})


def test_two_parties_and_half_of_those_found():
    wanted = {"party": ["甲县", "乙大学", "丙公司"]}
    assert right("cooperation", wanted, {"party": ["乙大学", "甲县"]})
    assert right("cooperation", wanted, {"party": ["甲县", "乙大学", "丁", "戊"]})
    assert not right("cooperation", wanted, {"party": ["甲县", "乙大学", "丁", "戊", "己"]})
    assert not right("cooperation", wanted, {"party": ["甲县", "丁"]})


def test_all_core_slots_must_be_right():
    wanted = {"person": "周启航", "organization": "青田县委", "title": "书记|县委书记"}
    assert right("post", wanted, {"person": "周启航", "organization": "青田县委", "title": "县委书记"})
    assert not right("post", wanted, {"person": "周启航", "organization": "青田县委"})
    assert not right("post", wanted, {"person": "周启航", "organization": "青田县政府", "title": "书记"})
