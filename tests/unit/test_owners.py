"""To whom a number or a verb belongs, in invented sentences."""

from __future__ import annotations

import pytest

from extractors.owners import Role, owners
from tests.unit.reading_of_text import read


@pytest.mark.parametrize(
    ("text", "word", "role", "name"),
    [
        ("龙现村有稻田460亩。", "460", "subject", "龙现村"),
        ("浙江云岭茶业有限公司今年产茶30吨。", "30吨", "subject", "浙江云岭茶业有限公司"),
        ("在青田县方山乡，浙江云岭茶业有限公司新建了一座工厂。", "新建", "agent", "浙江云岭茶业有限公司"),
        ("周启航来到龙现村，走访慰问了老党员。", "走访", "agent", "周启航"),
    ],
)
def test_the_likeliest_owner(text: str, word: str, role: Role, name: str) -> None:
    assert owners(read(text), text.index(word), role=role)[0].mention.name == name


def test_owners_are_ranked_and_named_once() -> None:
    text = "青田县委书记周启航说，青田县今年新增企业120家，龙现村新增3家。"
    found = owners(read(text), text.index("120"), most=8)
    assert [each.probability for each in found] == sorted((each.probability for each in found), reverse=True)
    assert len({each.mention.name for each in found}) == len(found)
    assert 0.999 < sum(each.probability for each in owners(read(text), text.index("120"), most=99)) < 1.001
    assert all(each.how for each in found)


def test_what_a_quotation_names_does_not_own_what_stands_outside() -> None:
    text = "“我们找了龙现村。”周启航说，全县今年修路40公里。"
    assert "龙现村" not in [each.mention.name for each in owners(read(text), text.index("40"), most=8) if each.how.startswith(("clause", "earlier"))]


def test_only_the_kinds_asked_for() -> None:
    text = "周启航来到龙现村，走访慰问了老党员。"
    assert {each.mention.kind for each in owners(read(text), text.index("走访"), kinds=("Person",))} == {"Person"}
