"""Places, residents, transfers and patients proposed from read texts, all invented."""

from __future__ import annotations

import pytest

from extractors.facts import action, located, resident, transfer
from extractors.reading import Candidate
from tests.unit.reading_of_text import read


def values(candidate: Candidate, *slots: str) -> tuple[str, ...]:
    """The first fillers of the slots, empty where there is none."""
    return tuple(str(candidate.slots[slot][0].value) if slot in candidate.slots else "" for slot in slots)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("记者来到仁庄镇雅林村稻鱼养殖基地，看到鱼儿成群。", "稻鱼养殖基地", "雅林村"),
        ("近日，仁庄镇雅林村“暖心小食堂”开门迎客。", "暖心小食堂", "雅林村"),
        ("位于青田县仁庄镇的青田绿野农业有限公司今年扩建厂房。", "青田绿野农业有限公司", "仁庄镇"),
    ],
)
def test_what_stands_behind_a_place_may_lie_in_it(text: str, part: str, whole: str) -> None:
    assert (part, whole) in {values(each, "part", "whole") for each in located.find(read(text))}


def test_what_only_happens_in_a_place_does_not_lie_there() -> None:
    found = {values(each, "part")[0] for each in located.find(read("仁庄镇雅林村组织党员干部走访慰问困难群众。"))}
    assert not found - {"雅林村"}


def test_a_person_is_told_to_be_a_grower_of_a_place() -> None:
    found = [values(each, "person", "place", "role") for each in resident.find(read("陈建国是青田县仁庄镇种粮大户，今年收成很好。"))]
    assert ("陈建国", "仁庄镇", "种粮大户") in found


def test_who_is_told_by_age_belongs_to_the_village_of_the_sentence() -> None:
    found = [values(each, "person", "place") for each in resident.find(read("在仁庄镇雅林村，76岁的陈建国正在晒谷。"))]
    assert ("陈建国", "雅林村") in found


def test_what_is_said_of_the_payees_is_no_part_of_them() -> None:
    found = [values(each, "payee") for each in transfer.find(read("青田县慈善总会捐赠善款50万元，资助200名贫困学生完成学业。"))]
    assert found
    assert all("完成" not in payee for (payee,) in found)


def test_when_something_was_done_is_no_part_of_the_patient() -> None:
    found = {values(each, "patient")[0] for each in action.find(read("青田县志愿者慰问困难群众后，返回县城。"))}
    assert "困难群众" in found
    assert not any(patient.endswith("后") for patient in found)
