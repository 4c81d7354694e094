"""To whom a number or a verb belongs, in invented sentences."""

from __future__ import annotations

import pytest

from extractors.owners import ROLES, Ranking, Role, listed_with, owners, ranked_by
from extractors.standing import Anchor
from tests.unit.reading_of_text import read


def _at(text: str, word: str) -> Anchor:
    return Anchor(text.index(word), text.index(word) + len(word))


@pytest.mark.parametrize(
    ("text", "word", "role", "name"),
    [
        ("龙现村有稻田460亩。", "460", "subject", "龙现村"),
        ("浙江云岭茶业有限公司今年产茶30吨。", "30吨", "subject", "浙江云岭茶业有限公司"),
        ("在青田县方山乡，浙江云岭茶业有限公司新建了一座工厂。", "新建", "agent", "浙江云岭茶业有限公司"),
        ("周启航来到龙现村，走访慰问了老党员。", "走访", "agent", "周启航"),
        ("青田农商银行今年给龙现村的村民发放贷款30万元。", "30万元", "payer", "青田农商银行"),
    ],
)
def test_the_likeliest_owner(text: str, word: str, role: Role, name: str) -> None:
    assert owners(read(text), _at(text, word), role)[0].mention.name == name


def test_owners_are_ranked_and_named_once() -> None:
    text = "青田县委书记周启航说，青田县今年新增企业120家，龙现村新增3家。"
    found = owners(read(text), _at(text, "120"), "subject", most=8)
    assert [each.probability for each in found] == sorted((each.probability for each in found), reverse=True)
    assert [each.rank for each in found] == list(range(len(found)))
    assert len({each.mention.name for each in found}) == len(found)
    assert 0.999 < sum(each.probability for each in owners(read(text), _at(text, "120"), "subject", most=99)) < 1.001
    assert found[0].margin > 0 > found[1].margin
    assert all(each.how for each in found)


def test_what_a_quotation_names_does_not_own_what_stands_outside() -> None:
    text = "“我们找了龙现村。”周启航说，全县今年修路40公里。"
    near = [each.mention.name for each in owners(read(text), _at(text, "40"), "subject", most=8) if each.how.startswith(("clause", "earlier"))]
    assert "龙现村" not in near


def test_only_the_kinds_asked_for() -> None:
    text = "周启航来到龙现村，走访慰问了老党员。"
    assert {each.mention.kind for each in owners(read(text), _at(text, "走访"), "agent", kinds=("Person",))} == {"Person"}
    assert {each.mention.kind for each in owners(read(text), _at(text, "走访"), "area")} == {"Place"}


def test_a_list_is_taken_whole() -> None:
    text = "龙现村、石平村和大源村获评示范村。"
    reading = read(text)
    assert [each.name for each in listed_with(reading, reading.mentions[1])] == ["龙现村", "石平村", "大源村"]


def test_another_ranking_within_its_block() -> None:
    text = "周启航来到龙现村，走访慰问了老党员。"
    reading = read(text)
    with ranked_by(Ranking.of({"kind=Place": 9.0}, {})):
        assert owners(reading, _at(text, "走访"), "agent")[0].mention.kind == "Place"
    assert owners(reading, _at(text, "走访"), "agent")[0].mention.name == "周启航"


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_weights(role: Role) -> None:
    text = "青田县委书记周启航来到方山乡龙现村，走访慰问了老党员。"
    found = owners(read(text), _at(text, "走访"), role, most=9)
    assert len({each.probability for each in found}) == len(found) > 1


def test_features_hold_no_names() -> None:
    text = "周启航来到龙现村，走访慰问了老党员。"
    (first, *_) = owners(read(text), _at(text, "走访"), "agent")
    assert not any("周启" in each or "龙现" in each for each in (*first.features, *first.seen("agent")))
