"""Parts of the finders of posts, statements, bylines and places that need no pipeline."""

from __future__ import annotations

import pytest

from extractors import titles
from extractors.facts import _post_bodies as bodies
from extractors.facts import _speech as speech
from extractors.facts._people import looks_like_name
from extractors.facts._spots import rank


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("莲都区委书记", "书记"),
        ("县政府常务副县长", "常务副县长"),
        ("村党支部第一书记", "第一书记"),
        ("区人大代表", "人大代表"),
        ("该公司总经理", "总经理"),
        ("中学校长", "校长"),
    ],
)
def test_the_longest_title_ends_there(text: str, title: str) -> None:
    start = titles.title_before(text, len(text))
    assert start is not None
    assert text[start:] == title


def test_what_is_no_title_is_none() -> None:
    assert titles.title_before("莲都区碧湖镇", 6) is None


@pytest.mark.parametrize(("title", "core"), [("常务副局长", "局长"), ("主任助理", "主任"), ("书记", "书记")])
def test_core_of_a_title(title: str, core: str) -> None:
    assert titles.core_of(title) == core


@pytest.mark.parametrize(
    ("printed", "everyday"),
    [("遂昌县县委", "遂昌县委"), ("中共遂昌县委", "遂昌县委"), ("“山海”服务队", "山海服务队"), ("道县委", "道县县委")],
)
def test_everyday_names_of_bodies(printed: str, everyday: str) -> None:
    assert bodies.tidy(printed) == everyday


@pytest.mark.parametrize(("name", "base"), [("莲都区委", "莲都区"), ("碧湖镇党委", "碧湖镇"), ("丽水市水利局党组", "丽水市水利局"), ("龙现村村委会", "龙现村")])
def test_the_place_or_body_that_a_body_belongs_to(name: str, base: str) -> None:
    assert bodies.base_of(name) == base


def test_a_party_body_is_not_all_of_its_owner() -> None:
    assert bodies.without_party("莲都区人大常委会党组") == "莲都区人大常委会"
    assert bodies.without_party("莲都区委") == "莲都区委"


@pytest.mark.parametrize(("name", "like"), [("周明远", True), ("欧阳明远", True), ("的了", False), ("周明远说话", False)])
def test_what_looks_like_a_name(name: str, like: bool) -> None:
    assert looks_like_name(name) is like


def test_a_sentence_begins_behind_a_quotation() -> None:
    text = "“收成好。”周明远说。"
    assert text[speech.opening(text, text.index("说")) :] == "周明远说。"


def test_marks_in_a_quotation_do_not_end_a_sentence() -> None:
    text = "周明远说：“好。很好。”他笑了。"
    assert text[: speech.ending(text, 0)] == "周明远说：“好。很好。”"


def test_places_lie_deeper_by_their_endings() -> None:
    depths = [rank(name) for name in ("浙江省", "丽水市", "青田县", "方山乡", "龙现村", "毛竹自然村")]
    assert depths == sorted(depths)
    assert len(set(depths)) == len(depths)
