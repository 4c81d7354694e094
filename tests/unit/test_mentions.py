"""Which names the mention layer finds in invented sentences, and under which name."""

from __future__ import annotations

import itertools

import pytest

from extractors.persons import could_be_name, find_persons
from tests.unit.reading_of_text import read

PERSONS = {
    "县委书记周启航主持会议。": ["周启航"],
    "村民赵洪连参加了培训。": ["赵洪连"],
    "方山乡党委委员、副乡长陈有金表示，今年要再建一座。": ["陈有金"],
    "本报记者 江 耘 通讯员 方立新 摄": ["江耘", "方立新"],
    "副县长李明海、周伟、叶栋出席。": ["李明海", "周伟", "叶栋"],
    "“这里的水真清。”许大娘说。": ["许大娘"],
    "书记王启明来了，王书记说，路要修好。": ["王启明", "王启明"],
    "负责人阿吉别克·买买提说，订单不断。": ["阿吉别克·买买提"],
    "田鱼和黄桃卖得很好。": [],
}


@pytest.mark.parametrize(("text", "names"), PERSONS.items())
def test_persons(text: str, names: list[str]) -> None:
    assert [each.name for each in read(text).mentions if each.kind == "Person"] == names


MENTIONS = [
    ("青田县方山乡龙现村发展稻鱼共生。", "Place", "青田县", "331121"),
    ("青田县方山乡龙现村发展稻鱼共生。", "Place", "龙现村", None),
    ("会议由区委副书记主持，莲都区的干部参加。", "Organization", "莲都区委", "331102"),
    ("县委组织部部署了工作。", "Organization", "青田县委组织部", "331121"),
    ("中共青田县委员会发出通知。", "Organization", "青田县委", "331121"),
    ("青田县人民政府发布公告。", "Organization", "青田县政府", "331121"),
    ("市经信局来青田调研。", "Organization", "丽水市经信局", "3311"),
    ("景宁的茶园开采了。", "Place", "景宁畲族自治县", "331127"),
    ("该县今年新增企业12家，青田县因此受表彰。", "Place", "青田县", "331121"),
    ("浙江云岭茶业有限公司成立。该公司年产茶叶30吨。", "Organization", "浙江云岭茶业有限公司", None),
    ("浙江云岭茶业有限公司成立，云岭公司年产茶叶30吨。", "Organization", "浙江云岭茶业有限公司", None),
    ("返乡大学生参加了活动。", "Group", "返乡大学生", None),
    ("《青田县稻鱼共生保护办法》印发。", "Programme", "青田县稻鱼共生保护办法", None),
    ("县农商银行推出“田鱼贷”产品。", "Organization", "青田县农商银行", "331121"),
    ("方山乡党委、乡政府研究决定。", "Organization", "方山乡党委", None),
    ("方山乡党委、乡政府研究决定。", "Organization", "方山乡政府", None),
]


@pytest.mark.parametrize(("text", "kind", "name", "scope"), MENTIONS)
def test_mentions(text: str, kind: str, name: str, scope: str | None) -> None:
    found = [each for each in read(text).mentions if each.kind == kind]
    assert name in [each.name for each in found]
    if scope is not None:
        assert next(each for each in found if each.name == name).scope == scope


@pytest.mark.parametrize("text", ["乡村振兴离不开合作。", "公安机关查处了案件。", "要大兴调查研究之风。", "农业农村工作会议召开。"])
def test_words_are_no_counties(text: str) -> None:
    assert [each.name for each in read(text).mentions if each.kind == "Place" and each.scope != "331121"] == []


def test_mentions_are_sorted_and_do_not_overlap() -> None:
    mentions = read("青田县委书记周启航来到方山乡龙现村，看望村民赵洪连。县委组织部、县农业农村局负责人陪同。").mentions
    assert all(left.end <= right.start for left, right in itertools.pairwise(mentions))


def test_the_longest_name_of_a_firm_keeps_the_short_one_as_alias() -> None:
    mention = next(each for each in read("浙江云岭茶业有限公司成立，云岭公司年产茶叶30吨。").mentions if each.kind == "Organization")
    assert "云岭公司" in mention.aliases


def test_a_name_needs_a_surname() -> None:
    assert could_be_name("周启航")
    assert not could_be_name("项目")
    assert not could_be_name("的周")


def test_places_are_no_persons() -> None:
    reading = read("马良镇整理土地，马良镇党委书记陈启明说。")
    assert [each.name for each in find_persons(reading)] == ["陈启明"]
