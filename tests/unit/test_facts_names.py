"""Who is named, who speaks, whose post and whose number it is: what only an article's other words settle, on invented sentences."""

from __future__ import annotations

import pytest

from extractors.facts import measure, post, statement
from extractors.persons import find_persons
from extractors.reading import Candidate
from tests.unit.reading_of_text import read


def slots(found: list[Candidate], *names: str) -> set[tuple[str, ...]]:
    return {tuple(str(each.slots[name][0].value) for name in names) for each in found}


def said(text: str) -> set[tuple[str, ...]]:
    return slots(list(statement.find(read(text))), "speaker", "quote")


def held(text: str) -> set[tuple[str, ...]]:
    return slots(list(post.find(read(text))), "person", "organization", "title")


def counted(text: str) -> set[tuple[str, ...]]:
    return slots(list(measure.find(read(text))), "subject", "value")


def test_a_name_is_as_long_as_the_article_has_it_elsewhere() -> None:
    names = {each.name for each in find_persons(read("9岁的周明含是小议员。周明含说，她提了建议。"))}
    assert names == {"周明含"}


def test_what_stands_behind_a_colon_is_what_is_said() -> None:
    found = said("“这样很好。”村民叶小兰说。局长周明远坦承：“我们还有不足，要抓紧改。”主任李立强表示：“一定整改到位，请大家监督。”")
    assert ("周明远", "我们还有不足，要抓紧改。") in found or ("周明远", "我们还有不足，要抓紧改") in found
    assert not any(speaker == "李立强" and "不足" in quote for speaker, quote in found)


def test_nobody_of_whom_others_speak_speaks_on() -> None:
    found = said("李立强告诉记者，他是应书记叶小兰之邀来的。他说，村里的支持让他很感动。")
    assert any(speaker == "李立强" and "支持" in quote for speaker, quote in found)
    assert not any(speaker == "叶小兰" for speaker, _ in found)


@pytest.mark.parametrize(
    ("text", "person", "organization", "title"),
    [
        ("在丽水市水利局挂职的遂昌干部周明远说，收获很大。", "周明远", "丽水市水利局", "挂职干部"),
        ("2021年3月，李立强挂职任云和县副县长。", "李立强", "云和县政府", "副县长"),
        ("青田县方山乡龙现村村长周明远说，今年收成好。", "周明远", "龙现村", "村长"),
    ],
)
def test_whose_post_it_is(text: str, person: str, organization: str, title: str) -> None:
    assert (person, organization, title) in held(text)


@pytest.mark.parametrize(
    ("text", "subject", "value"),
    [
        ("青田县引进总投资20.8亿元的氢能项目。", "氢能项目", "2080000000"),
        ("村里修了1.5公里的水泥路。", "水泥路", "1.5"),
    ],
)
def test_what_a_number_stands_before_is_offered_as_its_subject(text: str, subject: str, value: str) -> None:
    assert (subject, value) in counted(text)
