"""Which place a bare level means, and the everyday names of bodies."""

from __future__ import annotations

import pytest

from extractors.context import Context, everyday, firm_stem, longest_names, tidy
from extractors.gazetteer import Gazetteer
from extractors.places import find_places
from tests.unit.reading_of_text import read


def context(text: str, place: str = "331121") -> Context:
    reading = read(text, place=place)
    made = Context(reading, Gazetteer.load())
    made.read_places(find_places(reading, Gazetteer.load().find(text)))
    return made


@pytest.mark.parametrize(
    ("text", "level", "name"),
    [
        ("遂昌县今年丰收，县里开了会。", "县", "遂昌县"),  # named in the sentence
        ("今年丰收，县里开了会。", "县", "青田县"),  # the article's own
        ("会议传达了市里的要求。", "市", "丽水市"),
        ("会议传达了省里的要求。", "省", "浙江省"),
        ("方山乡修了路。乡里还办了节。", "乡", "方山乡"),  # named before
    ],
)
def test_a_bare_level_means_a_place(text: str, level: str, name: str) -> None:
    place = context(text).of_level(level, len(text) - 3)
    assert place is not None
    assert place.name == name


def test_a_level_that_nothing_settles_means_none() -> None:
    assert context("今年丰收。").of_level("镇", 2) is None


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("中共莲都区委员会", "莲都区委"),
        ("莲都区人民政府", "莲都区政府"),
        ("洪山区区委", "洪山区委"),
        ("“田鱼”协会", "田鱼协会"),
        ("丽水市中级人民法院", "丽水市中级人民法院"),
    ],
)
def test_everyday_bodies(printed: str, name: str) -> None:
    assert tidy(printed) == name


def test_bodies_of_autonomous_counties_bear_the_short_name() -> None:
    assert everyday("景宁畲族自治县") == "景宁县"
    assert everyday("青田县") == "青田县"


def test_short_names_find_their_long_ones() -> None:
    assert firm_stem("云岭公司") == "云岭"
    names = ["浙江云岭茶业有限公司", "云岭公司", "石山公司", "青田县人民医院", "人民医院"]
    assert longest_names(names) == {"云岭公司": "浙江云岭茶业有限公司", "人民医院": "青田县人民医院"}


def test_a_township_behind_its_county_is_never_one_of_another_province() -> None:
    (found,) = [each for each in read("记者来到景宁大源乡采访。").mentions if each.name == "大源乡"]
    assert found.scope.startswith("331127")  # printed for 大漈乡
