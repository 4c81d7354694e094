"""Chains of places, what lies in them and who lives there, on invented sentences."""

from __future__ import annotations

import pytest

from extractors.facts import located, resident
from tests.unit.reading_of_text import read


def lying(text: str, *, place: str = "331121") -> set[tuple[str, str]]:
    return {(str(each.slots["part"][0].value), str(each.slots["whole"][0].value)) for each in located.find(read(text, place=place))}


def living(text: str) -> set[tuple[str, str]]:
    return {(str(each.slots["person"][0].value), str(each.slots["place"][0].value)) for each in resident.find(read(text))}


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("浙江宁波镇海区的居民参加了活动。", "镇海区", "宁波市"),
        ("记者来到陇南市徽县人民政府。", "徽县", "陇南市"),
        ("近日，武昌区水果湖街道松林村社区开展义诊。", "松林村社区", "水果湖街道"),
        ("方山乡红湾、松坪、石门等3个村种了水稻。", "松坪村", "方山乡"),
        ("走进方山乡龙现村田鱼养殖基地，鱼儿正欢。", "田鱼养殖基地", "龙现村"),
        ("龙现村红色邻里会客厅二楼坐满了人。", "红色邻里会客厅", "龙现村"),
    ],
)
def test_what_lies_where(text: str, part: str, whole: str) -> None:
    assert (part, whole) in lying(text)


@pytest.mark.parametrize(
    "text",
    [
        "今天，浙江西部、江西南部有雨。",  # directions
        "方山乡老旧小区正在改造。",  # a kind of place
        "位于方山乡的宁波市绿野农业有限公司开业了。",  # the city that a firm's name begins with
    ],
)
def test_what_names_no_place_lies_nowhere(text: str) -> None:
    assert not {part for part, _ in lying(text)} & {"西部", "南部", "老旧小区", "宁波市"}


@pytest.mark.parametrize(
    ("text", "person", "place"),
    [
        ("家住龙现村8组的王建国说，路修好了。", "王建国", "龙现村8组"),
        ("近日，青田县方山乡龙现村热闹起来。市民周明远说，这里空气好。", "周明远", "青田县"),
        ("龙现村很热闹。祯埠镇党委书记林一凡走访了老兵周明远。", "周明远", "祯埠镇"),
        ("周明远，男，汉族，浙江青田，1970年3月出生，大学学历。", "周明远", "青田县"),
    ],
)
def test_who_lives_where(text: str, person: str, place: str) -> None:
    assert (person, place) in living(text)


def test_a_call_ends_the_name() -> None:
    assert not {name for name, _ in living("龙现村的张阿姨手拿着扇子。")} - {"张阿姨"}
