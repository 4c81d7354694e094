"""Measures, transfers, programmes, awards and cooperations proposed from hand-made readings: no tagger, no gazetteer."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.facts import award, cooperation, measure, programme, transfer
from extractors.facts._heads import head_of, heads
from extractors.facts._programme_names import find_names
from extractors.quantities import find_quantities
from extractors.reading import Candidate, Mention, Reading, Word
from extractors.sentences import find_quotes, split_clauses, split_sentences
from ontology.records import Article, Declared, EntityKind, Span

KINDS: tuple[tuple[tuple[str, ...], EntityKind], ...] = ((("县", "区", "乡", "村"), "Place"), (("银行", "大学", "局", "公司", "法院"), "Organization"))


def reading(text: str, *names: str) -> Reading:
    """A reading of one article whose mentions are the given names wherever they stand, one word a character."""
    mentions = []
    for name in names:
        person: EntityKind = "Person"
        kind = next((kind for ends, kind in KINDS if name.endswith(ends)), person)
        at = text.find(name)
        while at >= 0:
            mentions.append(Mention(at, at + len(name), kind, name))
            at = text.find(name, at + 1)
    sentences = split_sentences(text)
    return Reading(
        article=Article("p-1", "p", 1, "", "news", (Span(0, len(text)),)),
        declared=Declared(),
        text=text,
        to_page=tuple(range(len(text))),
        sentences=sentences,
        clauses=split_clauses(text, sentences),
        quotes=find_quotes(text),
        mentions=tuple(sorted(mentions, key=lambda each: each.start)),
        quantities=find_quantities(text),
    )


def values(candidates: list[Candidate], slot: str) -> list[Any]:
    """The first filler of a slot in every candidate that has it."""
    return [each.slots[slot][0].value for each in candidates if slot in each.slots]


def test_the_longest_head_noun_tells_the_kind() -> None:
    assert head_of("品质养老三年行动计划(2021-2023年)") == "三年行动计划"
    assert heads()[head_of("助农贷")] == "credit_product"
    assert head_of("张三") == ""


def test_quoted_names_take_the_head_noun_behind_them() -> None:
    names = [each.name for each in find_names(reading("甲县开展“清风进万家”主题活动，推出《甲县英才办法》。", "甲县"))]
    assert names == ["清风进万家主题活动", "甲县英才办法"]


def test_names_of_kinds_joined_by_plus_are_mechanisms() -> None:
    found = list(programme.find(reading("甲县采取“支部+农户”模式。", "甲县")))
    assert values(found, "name") == ["支部+农户模式"]
    assert values(found, "kind") == ["mechanism"]


def test_one_candidate_for_a_name_said_twice() -> None:
    found = list(programme.find(reading("甲县推出“助农贷”。“助农贷”利率低。", "甲县")))
    assert values(found, "name") == ["助农贷"]
    assert values(found, "launched_by") == ["甲县"]


def test_unquoted_names_end_at_their_head_and_begin_behind_the_verb() -> None:
    text = "甲县实施河道治理工程。"
    words = [("甲县", "LOC"), ("实施", "v"), ("河道", "n"), ("治理", "vn"), ("工程", "n"), ("。", "w")]
    at, layer = 0, []
    for word, tag in words:
        layer.append(Word(at, at + len(word), tag))
        at += len(word)
    plain = reading(text, "甲县")
    tagged = Reading(**{name: getattr(plain, name) for name in Reading.__slots__ if name != "words"}, words=tuple(layer))
    assert [each.name for each in find_names(tagged)] == ["河道治理工程"]


def test_a_measure_has_its_subject_value_unit_bound_and_growth() -> None:
    found = list(measure.find(reading("甲县产值超过12亿元，同比增长5%。", "甲县")))
    assert len(found) == 1
    first = found[0]
    assert first.slots["subject"][0].value == "甲县"
    assert (first.slots["value"][0].value, first.slots["unit"][0].value) == (1_200_000_000, "元")
    assert (first.slots["bound"][0].value, first.slots["change"][0].value) == ("over", 5)


def test_ages_and_numbers_of_names_are_no_measures() -> None:
    assert not list(measure.find(reading("65岁的王大爷支持“山区26县”政策。", "甲县")))


@pytest.mark.parametrize(
    ("text", "payer", "payee", "amount", "kind"),
    [
        ("甲银行向乙公司发放贷款300万元。", "甲银行", "乙公司", 3_000_000, "loan"),
        ("乙公司向丙村捐赠5万元。", "乙公司", "丙村", 50_000, "donation"),
    ],
)
def test_a_transfer_goes_from_the_subject_to_whom_it_is_directed(text: str, payer: str, payee: str, amount: int, kind: str) -> None:
    found = next(iter(transfer.find(reading(text, "甲银行", "乙公司", "丙村"))))
    assert [found.slots[slot][0].value for slot in ("payer", "payee", "amount", "kind")] == [payer, payee, amount, kind]


@pytest.mark.parametrize("text", ["甲县项目总投资3亿元。", "甲县投入2亿元。", "甲县存款余额9亿元。"])
def test_own_investment_and_balances_are_no_transfers(text: str) -> None:
    assert not list(transfer.find(reading(text, "甲县")))


def test_every_honour_of_a_list_is_one_award() -> None:
    found = list(award.find(reading("甲县获评“全国文明县”“全国卫生县”。", "甲县")))
    assert values(found, "honour") == ["全国文明县", "全国卫生县"]
    assert set(values(found, "recipient")) == {"甲县"}


def test_people_listed_with_unit_and_title_are_all_honoured() -> None:
    found = list(award.find(reading("丙院医师周明远、丁局科员何秀兰入选“年度最美人物”。", "丙院", "丁局", "周明远", "何秀兰")))
    assert {"周明远", "何秀兰"} <= set(values(found, "recipient"))


def test_what_no_mention_covers_is_honoured_as_printed() -> None:
    found = list(award.find(reading("古井街巷改造项目获评“全省十大更新案例”。")))
    assert values(found, "recipient") == ["古井街巷改造项目"]
    assert not list(award.find(reading("在大家的努力下获评“全省十大更新案例”。")))


def test_the_recipient_has_the_level_of_the_honour() -> None:
    found = list(award.find(reading("甲县丁村获评全国文明村。", "甲县", "丁村")))
    assert values(found, "recipient")[0] == "丁村"


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("甲县与戊大学签订战略合作协议。", ["甲县", "戊大学"]),
        ("己局联合庚法院开展普法活动。", ["己局", "庚法院"]),
        ("比赛由己局、庚法院共同主办。", ["己局", "庚法院"]),
    ],
)
def test_parties_of_a_cooperation(text: str, parties: list[str]) -> None:
    found = list(cooperation.find(reading(text, "甲县", "戊大学", "己局", "庚法院")))
    assert [[each.value for each in candidate.slots["party"]] for candidate in found] == [parties]


def test_side_by_side_is_no_cooperation() -> None:
    assert not list(cooperation.find(reading("甲县与丁村都下了雨。", "甲县", "丁村")))


def test_a_number_inside_a_name_is_no_measure() -> None:
    text = "三台农商银行今年新增网点8个。"
    assert values(list(measure.find(reading(text, "三台农商银行"))), "value") == [8]


def test_winners_and_honours_that_stand_apart_are_paired_in_order() -> None:
    found = list(award.find(reading("周启航、林若水、叶知秋分别获得金牌、银牌、铜牌。", "周启航", "林若水", "叶知秋")))
    assert [(each.slots["recipient"][0].value, each.slots["honour"][0].value) for each in found] == [
        ("周启航", "金牌"),
        ("林若水", "银牌"),
        ("叶知秋", "铜牌"),
    ]


def test_what_others_give_is_taken_by_the_subject() -> None:
    found = list(transfer.find(reading("周启航先后收受他人给予的财物共计30万元。", "周启航")))
    assert found[0].rule == "takes"
    assert all("payer" not in each.slots or each.slots["payer"][0].value != "周启航" for each in found)
