"""Meetings and actions proposed from readings of invented texts."""

from __future__ import annotations

from extractors.facts import action, meeting
from extractors.facts._action_verbs import verbs
from extractors.facts._actors import actors
from extractors.facts._meeting_names import printed_meetings
from extractors.facts._patients import patients
from extractors.reading import Candidate
from tests.unit.reading_of_text import read


def values(candidate: Candidate, slot: str) -> list[str]:
    """The fillers of a slot."""
    return [str(each.value) for each in candidate.slots.get(slot, ())]


def names(text: str) -> list[str]:
    """The names of the meetings proposed in a text."""
    return [values(each, "name")[0] for each in meeting.find(read(text))]


def test_a_meeting_gathers_its_slots_over_the_article() -> None:
    text = "5月6日，温溪镇召开杨梅产业推进会。会议由镇长叶小兰主持。会上，张壮雄通报了杨梅销售情况。会议听取了冷链物流建设情况的汇报。"
    (found,) = meeting.find(read(text))
    assert values(found, "name") == ["温溪镇杨梅产业推进会"]
    assert values(found, "convener") == ["温溪镇"]
    assert values(found, "date") == ["2022-05-06"]
    assert values(found, "host") == ["叶小兰"]
    assert "张壮雄" in values(found, "speaker")
    assert any("冷链物流建设情况" in item for item in values(found, "agenda"))


def test_bodies_rooms_and_chances_are_no_meetings() -> None:
    assert names("村民委员会设在会议室楼上，茶叶协会抓住机会，办好工会活动室。") == []


def test_one_meeting_of_each_body_in_a_list() -> None:
    found = names("干部们深入学习浙江省委、丽水市委经济工作会议精神。")
    assert {"浙江省委经济工作会议", "丽水市委经济工作会议"} <= set(found)


def test_a_conveyed_meeting_and_the_one_that_conveys_it_are_two() -> None:
    found = names("青田县委召开常委会会议，传达学习全国生态环境保护大会精神。会议强调，要守住底线。")
    assert len(found) == 2
    assert "全国生态环境保护大会" in found


def test_what_follows_a_name_says_how_it_is_told() -> None:
    reading = read("张壮雄在全县水利工作会议上发言。全县水利工作会议召开。学习全县水利工作会议精神。")
    assert [each.behind for each in printed_meetings(reading)] == ["at", "held", "spirit"]


def test_objects_are_freed_of_counts_and_particles() -> None:
    reading = read("张壮雄走访慰问了30余名退役军人。")
    (verb,) = verbs(reading)
    assert verb.text == "走访慰问"
    assert [str(filler.value) for filler, _ in patients(reading, verb)] == ["退役军人"]


def test_a_light_verb_counts_by_its_object() -> None:
    reading = read("青田县农业农村局对杨梅大棚开展安全检查。")
    found = [each for each in action.find(reading) if values(each, "verb") == ["检查"]]
    assert {"inspect"} == {values(each, "class")[0] for each in found}
    assert "杨梅大棚" in {values(each, "patient")[0] for each in found}


def test_by_names_the_agent_of_a_passive() -> None:
    reading = read("这座便民桥由青田县水利局修建。")
    (verb,) = (each for each in verbs(reading) if each.text == "修建")
    assert "青田县水利局" in {str(each.filler.value) for each in actors(reading, verb)}


def test_a_verb_within_a_body_name_is_none() -> None:
    assert [each.text for each in verbs(read("调研组和检查人员走进会场。")) if each.text in ("调研", "检查")] == []
