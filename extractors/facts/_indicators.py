"""What a number says: the noun phrase before or after it that is its indicator."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from extractors.reading import QuantityMention, Reading, within
from extractors.units import unit_lexicon

_LINK = re.compile(
    r"(?:[\s约近超逾达为是有到至共计了：:“”‘’=]|达到|达成|实现|完成|突破|超过|共有|共计|合计|累计|总计|增长到|增加到|提高到|提升到|下降到|降到|"
    r"降至|升至|增至|缩小到|缩短至|压缩到|压缩至|超出|接近|不到|不足|最高|至少|仅|只|分别|已|已经|均|都|高达|多达|约为|只有|仅有|大约|将近|一共|"
    r"总共|就|能|可|可以|可达|能达到|将|将达|"
    r"将达到|稳定在|保持在|控制在|维持在|在|占|占到|占比达|跨过|站上|跃上|迈上|达到了|实现了|完成了|由|从|的|还有|另有|拥有|现有|其中|以上|平均|"
    r"每年|其|也|便|才|又|再|增加|新增到|扩大到|扩大至|拓展到|拓展至|发展到|发展至|推广到|覆盖到)+$"
)
_GROWN = re.compile(
    r"(?:同比|环比|(?:比|较)[^，。；、\d]{1,8}?)?(?:分别|均|平均|预计|总体)?(?:增长率?|下降|增加|减少|提高|上升|提升|降低|增速|增幅|上涨|下滑|回落|降幅|涨幅|压缩|缩短|增|降)"
    r"(?:了|约|近|超过|超|达到|达|为|到|至|\s)*$"
)
_NOUN_TAGS = frozenset(("n", "nr", "ns", "nt", "nw", "nz", "vn", "an", "a", "LOC", "ORG", "PER", "f", "s", "v", "m", "xc", "q", "t", "TIME"))
_AFTER_TAGS = frozenset(("n", "nr", "ns", "nt", "nw", "nz", "vn", "an", "a", "LOC", "ORG", "s", "f", "xc"))
_BREAK_WORDS = frozenset(
    [
        "和",
        "与",
        "及",
        "或",
        "并",
        "让",
        "使",
        "把",
        "被",
        "将",
        "对",
        "向",
        "从",
        "由",
        "在",
        "以",
        "为",
        "给",
        "用",
        "的",
        "了",
        "着",
        "过",
        "是",
        "有",
        "就",
        "也",
        "都",
        "还",
        "又",
        "再",
        "已",
        "等",
        "年",
        "月",
        "日",
        "今年",
        "去年",
        "目前",
        "截至",
        "当年",
        "每年",
        "全年",
        "累计",
        "共",
        "共计",
        "其中",
        "分别",
        "平均",
        "通过",
        "开展",
        "围绕",
        "实现",
    ]
)
_LONGEST = 18
_REST = re.compile(r"[”’]?(?P<what>[\u4e00-\u9fff]{2,12}?)(?=[，。；：、！？\n]|$)")
_PERSONS = re.compile(r"(?:人|者|员|民|工|生|军人|群众|农户|户主|老人|妇女|儿童|青年|干部|党员|代表|家长|游客|专家|医生|教师|学生|居民)$")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator, where it is printed, and on which side of the number."""

    text: str
    start: int
    end: int
    side: str  # before, after, verb (verb before and noun after), none


def unit_class(unit: str) -> str:
    """The class of a unit: money, size, share, time, age, count; empty for none."""
    if not unit:
        return ""
    found = unit_lexicon().get(unit)
    return found[1] if found else ("money" if unit.startswith("元") else "count")


def indicator_of(reading: Reading, number: QuantityMention) -> Indicator:
    """The indicator of a number: what is counted for counters, what is measured else."""
    after = _noun_after(reading, number)
    before = _noun_before(reading, number)
    if unit_class(number.quantity.unit) in ("count", "") and number.form != "fraction":
        if after:
            verb = _verb_before(reading, number)
            if verb:
                text = reading.text[verb[0] : verb[1]] + reading.text[after[0] : after[1]]
                return Indicator(_clean(text), verb[0], after[1], "verb")
            return Indicator(_clean(reading.text[after[0] : after[1]]), *after, "after")
        if before:
            return Indicator(_clean(reading.text[before[0] : before[1]]), *before, "before")
    if before:
        return Indicator(_clean(reading.text[before[0] : before[1]]), *before, "before")
    if after:
        return Indicator(_clean(reading.text[after[0] : after[1]]), *after, "after")
    rest = _REST.match(reading.text, number.end)
    if rest:
        return Indicator(_clean(rest["what"]), rest.start("what"), rest.end("what"), "rest")
    return Indicator("", number.start, number.start, "none")


def person_unit(noun: str) -> str:
    """The unit of a number that is printed without one, by the noun it counts."""
    return "人" if _PERSONS.search(noun) or "人口" in noun else "个"


def _clean(text: str) -> str:
    return re.sub(r"[“”‘’《》\s]", "", text).strip("，,、：:")


def _floor(reading: Reading, number: QuantityMention) -> int:
    """Where the words that may say what a number is begin: its clause, after the number before it and after 、."""
    clause = reading.clause(number.start)
    start = clause.start
    earlier = [each for each in within(reading.quantities, clause.start, number.start) if each.form in ("level", "change", "fraction")]
    if earlier:
        start = earlier[-1].end
    marks = [found.end() for found in re.finditer(r"[、；（）()]", reading.text[start : number.start])]
    if marks and start + marks[-1] < number.start - 1:
        start += marks[-1]
    return start


def _noun_before(reading: Reading, number: QuantityMention) -> tuple[int, int] | None:
    floor = _floor(reading, number)
    end = number.start
    if number.form == "change" and (grown := _GROWN.search(reading.text[floor:end])):
        end = floor + grown.start()
    link = _LINK.search(reading.text[floor:end])
    if link:
        end = floor + link.start()
    if end <= floor:
        return None
    words = reading.words
    index = bisect_left(words, end, key=lambda word: word.end)
    if not words:
        start = max(floor, end - 8)
        return (start, end) if end - start > 1 else None
    start = end
    while index >= 0 and index < len(words) and words[index].start >= floor and end - words[index].start <= _LONGEST:
        word = words[index]
        text = reading.text[word.start : min(word.end, end)]
        if word.tag not in _NOUN_TAGS or text in _BREAK_WORDS or (word.tag == "TIME" and start == end) or not text.strip():
            break
        start = word.start
        index -= 1
    while start < end:
        word_at = next((word for word in within(words, start, end)), None)
        if word_at is None or word_at.tag not in ("TIME", "t", "f", "PER", "q", "LOC", "ORG") or word_at.end >= end:
            break
        start = word_at.end
    return (start, end) if end - start > 1 else None


def _noun_after(reading: Reading, number: QuantityMention) -> tuple[int, int] | None:
    text, words = reading.text, reading.words
    start = number.end
    while start < len(text) and text[start] in " 的“‘左右多余以上" and start - number.end < 4:
        start += 1
    if not words:
        found = re.match(r"[\u4e00-\u9fff]{2,8}", text[start:])
        return (start, start + found.end()) if found else None
    index = bisect_left(words, start + 1, key=lambda word: word.end)
    end = start
    while index < len(words) and end - start < _LONGEST:
        word = words[index]
        piece = text[max(word.start, start) : word.end]
        if piece in "“”‘’" and end > start:
            index += 1
            continue
        if word.tag not in _AFTER_TAGS or piece in _BREAK_WORDS or "\n" in piece:
            break
        end = word.end
        index += 1
    return (start, end) if end - start > 1 else None


def _verb_before(reading: Reading, number: QuantityMention) -> tuple[int, int] | None:
    """The verb right before a count: 覆盖36个行政村, 新建厂房3栋."""
    floor = _floor(reading, number)
    words = within(reading.words, floor, number.start)
    while words and (
        words[-1].tag in ("u", "d", "m", "ad", "w") or reading.text[words[-1].start : words[-1].end] in ("近", "约", "超", "共", "达", "有", "了", "已")
    ):
        words.pop()
    if words and words[-1].tag in ("v", "vn") and words[-1].end - words[-1].start > 1:
        text = reading.text[words[-1].start : words[-1].end]
        if text not in ("达到", "实现", "完成", "超过", "突破", "共有", "拥有", "现有", "包括", "组织", "带领", "来自", "共计", "通过", "为", "由", "是", "有"):
            return words[-1].start, words[-1].end
    return None
