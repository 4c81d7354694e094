"""Measures: a number that says something of somebody, with its indicator, subject, area, period, change and rank."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from extractors.changes import change_after, rank_near
from extractors.facts._around import Around, slots
from extractors.facts._indicators import Indicator, indicator_of, person_unit, unit_class
from extractors.facts.transfer import MONEY, WORTH, deal_of
from extractors.owners import Owner, owners
from extractors.reading import Candidate, QuantityMention, Reading, literal, within
from extractors.realis import planned_prefix, realis
from extractors.standing import Anchor
from ontology.records import EntityKind, Filler, MentionKey, Span

_GROWTH_DOWN = re.compile(r"下降|减少|降低|下滑|回落|缩减|压缩|负增长|降幅|跌|缩短|收窄|减")
_TRANSFER_WORDS = re.compile(r"发放|补助|补贴|奖励|捐|贷款|授信|资助|拨付|奖金|兑现|领取")
_NO_COUNT = frozenset(("世纪", "届"))  # they number what they stand with
# What is counted only to be listed or spoken of: aspects, steps, tasks.
_ABSTRACT = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}?)(?:方面|环节|发力点|着力点|切入点|篇章|方向|关键词?|阶段|步骤|维度|层面|举措|措施|建议|意见|定位|目标|任务|要求|问题|特点|优势|主题|板块|部分|要点|抓手|理念|原则|中心(?!小学|村|镇|学校))"
)
_LONGEST_NAME = 40  # characters
_NAME_TAGS = frozenset(("n", "nz", "nw", "nt", "ns", "nr", "LOC", "ORG", "vn", "an", "a", "s", "f"))
_PROGRAMME_END = re.compile(r"(?:项目|工程|园区?|基地|中心|平台|行动|计划|基金|生产线|大桥|公路)$")
_MOST, _LEAST = 3, 0.05  # subjects proposed for a number, and how likely a second or third must be


def find(reading: Reading) -> Iterator[Candidate]:
    """Every number that may be a measure, with up to three subjects of whom it may be said."""
    around = Around(reading)
    told = _told_changes(reading)
    for number in reading.quantities:
        if number.form in ("level", "fraction", "change") and number.start not in told and not _in_name(reading, number):
            yield from _candidates(reading, around, number)


def _in_name(reading: Reading, number: QuantityMention) -> bool:
    """Whether what reads like a number is part of a name (九台银行) or of a longer word (技惊四座)."""
    names = within(reading.mentions, max(0, number.start - _LONGEST_NAME), number.start + _LONGEST_NAME)
    if any(each.start <= number.start < each.end and each.kind != "Group" for each in names):
        return True
    at = bisect_right(reading.words, number.start, key=lambda word: word.start) - 1
    word = reading.words[at] if at >= 0 else None
    return word is not None and word.start < number.start and number.end <= word.end and word.tag not in ("m", "q", "TIME")


def _told_changes(reading: Reading) -> frozenset[int]:
    """Where the changes stand that belong to a level before them: they are no measures of their own."""
    told: set[int] = set()
    numbers = [each for each in reading.quantities if each.form in ("level", "change", "fraction")]
    for left, right in pairwise(numbers):
        if left.form == "level" and right.form == "change" and change_after(reading.text, left, reading.quantities) is not None:
            told.add(right.start)
    return frozenset(told)


def _candidates(reading: Reading, around: Around, number: QuantityMention) -> Iterator[Candidate]:
    indicator = indicator_of(reading, number)
    quantity = number.quantity
    unit = quantity.unit or person_unit(indicator.text)
    if quantity.unit in _NO_COUNT:
        return
    if not quantity.unit and not (indicator.text and (quantity.low >= 1000 or quantity.bound)):
        return
    clause, sentence = reading.clause(number.start), reading.sentence(number.start)
    anchor = anchor_of(number)
    subjects = owners(reading, anchor, "subject", most=_MOST, least=_LEAST)
    areas = owners(reading, anchor, "area", most=1)
    area = areas[0].filler if areas else None
    rank = rank_near(reading.text, number, reading.quantities) if number.form == "level" else None
    value, growth = _value(reading, number)
    date = around.date(number.start, number.end) or around.date_before(number.start, 1)
    how_real = realis(reading.text, sentence, number.start)
    text = _named_indicator(reading, number, indicator)
    start = min(indicator.start, number.start) if indicator.text else number.start
    end = max(number.end, indicator.end)
    described = described_behind(reading, number)
    shapes: list[tuple[Filler, EntityKind, str, tuple[str, ...]]] = [
        (owner.filler, owner.mention.kind, owner.mention.name, (*owner.seen("subject"), *_of_owner(owner))) for owner in subjects
    ]
    if described is not None:
        name = str(described.value)
        kind: EntityKind = described.key.kind if described.key else "Group"
        shapes = [each for each in shapes if each[2] != name]
        shapes.append((described, kind, name, (f"behind={name[-2:]}", f"behind_length={min(6, len(name) // 2)}", f"unit&behind={unit_class(unit)}")))
    for filler, sort, named, seen in shapes:
        yield Candidate(
            type="measure",
            slots=slots(
                subject=filler,
                indicator=literal(text, indicator.start, indicator.end) if text and indicator.end > indicator.start else None,
                value=Filler(value, None, Span(number.start, number.end)),
                unit=literal(unit),
                period=date,
                change=growth,
                rank=Filler(rank) if rank is not None else None,
                area=area,
                bound=literal(quantity.bound) if quantity.bound else None,
            ),
            start=max(clause.start, start) if start >= clause.start else start,
            end=end,
            rule=number.form,
            realis=how_real,
            features=(
                *seen,
                f"owner_kind={sort}",
                f"owner_is_area={bool(area and area.value == named)}",
                f"described={described is not None}",
                f"unit={unit if len(unit) < 4 else unit[-2:]}",
                f"unit_class={unit_class(unit)}",
                f"side={indicator.side}",
                f"indicator_end={text[-2:]}",
                f"indicator_head={text[-1:]}",
                f"form={number.form}",
                f"bound={quantity.bound}",
                f"changed={growth is not None}",
                f"small={quantity.high <= 3}",
                f"transfer={bool(_TRANSFER_WORDS.search(reading.text, clause.start, min(clause.end, number.end + 12)))}",
                f"before={reading.text[max(0, number.start - 1) : number.start]}",
                f"before2={reading.nameless(number.start - 2, number.start)}",
                f"next={reading.text[number.end : number.end + 1]}",
                f"next2={reading.text[number.end : number.end + 2]}",
                f"dated={date is not None}",
                f"unitless={not quantity.unit}",
                f"abstract={bool(_ABSTRACT.match(reading.text, number.end))}",
                *_deal(reading, number),
            ),
        )


def _of_owner(owner: Owner) -> Iterator[str]:
    return (f"who:{each}" for each in owner.features if "&" not in each)


def described_behind(reading: Reading, number: QuantityMention) -> Filler | None:
    """What a number stands before as its measure: 总投资20亿元的|氢能源项目, 1.5公里的|水泥路; None where nothing follows so."""
    if reading.text[number.end : number.end + 1] != "的":
        return None
    start = end = number.end + 1
    ceiling = min(reading.clause(number.start).end, start + _LONGEST_NAME)
    at = bisect_right(reading.words, start, key=lambda word: word.start) - 1
    for word in reading.words[max(0, at) :]:
        mention = reading.mention_at(end)
        if mention is not None and mention.end <= ceiling and mention.kind != "Person":
            end = mention.end
        elif word.start >= end:
            if word.start > end or word.end > ceiling or word.tag not in _NAME_TAGS:
                break
            end = word.end
    name = reading.text[start:end]
    if len(name) < 2 or "\n" in name:
        return None
    last = reading.mention_before(end)
    if last is not None and last.start >= start:
        return Filler(last.name, last.key, last.span)
    kind: EntityKind = "Programme" if _PROGRAMME_END.search(name) else "Group"
    return Filler(name, MentionKey(kind, name, reading.article.id if kind == "Group" else reading.place.prefecture), Span(start, end))


def _deal(reading: Reading, number: QuantityMention) -> Iterator[str]:
    """Of money: the verb of giving that governs it, where there is one; then a transfer tells it, not a measure."""
    if number.quantity.unit.partition("/")[0] in MONEY:
        deal = deal_of(reading, number)
        yield f"deal={deal.verb or 'noun' if deal else 'none'}"
        if deal:
            yield f"deal_takes={deal.takes}"
            yield f"deal_near={min(4, deal.distance // 4)}"
            yield f"worth={bool(WORTH.search(reading.text, max(0, number.start - 10), number.start))}"


def anchor_of(number: QuantityMention) -> Anchor:
    """The place from which the subject of a number is looked for."""
    return Anchor(number.start, number.end, (f"unit:{unit_class(number.quantity.unit)}",))


def _named_indicator(reading: Reading, number: QuantityMention, indicator: Indicator) -> str:
    """The indicator, with the page's word of planning before it and the kind of change behind it."""
    text = indicator.text
    if number.form == "change":
        down = _GROWTH_DOWN.search(reading.text, max(0, number.start - 8), number.start)
        text = re.sub(r"(?:同比|环比)?(?:增长|下降|增加|减少|提高|上升|增速|增幅)?$", "", text)
        text += (down.group() if down else "增长") if text else ""
    prefix = planned_prefix(reading.text, number.start)
    if prefix and text and not text.startswith(prefix):
        text = prefix + text
    return text


def _value(reading: Reading, number: QuantityMention) -> tuple[int | float | tuple[int | float, int | float], Filler | None]:
    """The value, and the signed change: of a growth without a level the value has no sign."""
    value = number.quantity.value
    if number.form == "change" and number.quantity.unit in ("%", "百分点", "倍"):
        unsigned = tuple(sorted(abs(each) for each in value)) if isinstance(value, tuple) else abs(value)
        signed = Filler(number.quantity.low, None, Span(number.start, number.end)) if number.quantity.unit == "%" else None
        return (unsigned[0], unsigned[1]) if isinstance(unsigned, tuple) else unsigned, signed
    if number.form == "change":
        return (abs(value[0]), abs(value[1])) if isinstance(value, tuple) else abs(value), None
    change = change_after(reading.text, number, reading.quantities)
    return value, Filler(change) if change is not None else None
