"""Where the names of programmes and meetings begin and end, in invented texts."""

from __future__ import annotations

import pytest

from extractors.facts import meeting, programme
from extractors.facts._heads import heads, marks_of_words
from extractors.options import Scene, options
from extractors.reading import Candidate, literal
from ontology.records import Span
from tests.unit.reading_of_text import read


def programmes(text: str) -> list[str]:
    return [str(each.slots["name"][0].value) for each in programme.find(read(text))]


def meetings(text: str) -> list[str]:
    return [str(each.slots["name"][0].value) for each in meeting.find(read(text))]


def test_counted_words_are_marked_by_how_they_stand_to_names():
    marks = marks_of_words()
    assert set(marks.values()) <= {-2, -1, 1, 2}
    assert marks["召开"] < 0 < marks["行动"]
    assert {word.removeprefix("head") for word in marks if word.startswith("head")} <= heads().keys()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("近日，青田县召开会议推进农田改造提升工程。", "农田改造提升工程"),  # a verb used as a noun stays
        ("青田县在方山乡龙现村建成田鱼养殖示范基地。", "田鱼养殖示范基地"),
        ("张壮雄宣布启动农村饮水安全工程。", "农村饮水安全工程"),  # neither person nor verb begins it
    ],
)
def test_a_bare_name_begins_behind_what_no_name_holds(text, name):
    assert name in programmes(text)


def test_a_verb_behind_a_quotation_ends_the_name():
    assert "三修投入资金" not in programmes("今年青田县“三修”投入资金3亿元，“三修”惠及居民。")


def test_of_hosts_and_helpers_the_host_runs_it():
    text = "由青田县卫健局主办、方山乡协办、温溪镇承办的“健康行”活动启动。“健康行”活动惠及老人。"
    (found,) = (each for each in programme.find(read(text)) if "健康行" in str(each.slots["name"][0].value))
    assert [str(each.value) for each in found.slots["operator"]] == ["温溪镇"]
    assert [str(each.value) for each in found.slots["partner"]] == ["方山乡"]


def test_neither_credits_nor_relative_years_begin_a_meetings_name():
    (name,) = meetings("（记者赵朗）首届杨梅产业发展研讨会5月3日在温溪镇举行。")
    assert name.endswith("首届杨梅产业发展研讨会")
    assert "记者" not in name
    assert not any(name.startswith("今年") for name in meetings("今年杨梅产业发展研讨会5月3日在温溪镇举行。"))


def test_a_meeting_of_no_particular_body_is_none():
    assert meetings("青田县委召开农村工作会议。会上传达了上级会议精神。") == ["青田县委农村工作会议"]


def test_a_count_since_a_date_may_run_to_the_issue():
    text = "自2017年成立以来，青田县茶叶协会培训茶农800人。"
    at = text.index("800")
    measured = Candidate("measure", {"value": (literal("800", at, at + 3),)}, 0, len(text), "level")
    assert "2017/2022" in {each.filler.value for each in options(Scene(read(text)), measured, "period")}


def test_bodies_before_any_printing_of_a_speaker_are_offered():
    text = "青田县农业农村局局长周明远来到温溪镇。周明远说：“路要修好。”"
    at, said = text.index("周明远说"), text.index("路要")
    spoken = Candidate("statement", {"speaker": (literal("周明远", at, at + 3),), "quote": (literal("路要修好", said, said + 4),)}, at, len(text), "quoted")
    scene = Scene(read(text))
    first = next(each for each in options(scene, spoken, "organization") if each.filler.value == "青田县农业农村局")
    assert "before0" in first.how
    assert scene.spots(spoken, "organization") == [Span(at, at + 3), Span(text.index("周明远"), text.index("周明远") + 3)]
