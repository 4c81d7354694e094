"""The places, bodies and projects of an article in printed order, as chains of places read them: names of bodies cut at their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from extractors.gazetteer import Gazetteer
from extractors.reading import Mention, Reading

_RANKS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2, ("地区", "盟", "自治州", "州")),
    (1, ("自治区", "省")),
    (6, ("街道办事处", "街道办", "街道", "镇", "乡", "苏木", "管理区", "农场")),
    (8, ("小区", "花园", "家园", "新村", "自然村", "组", "屯", "湾", "苑", "坊", "大厦", "广场")),
    (7, ("村委会", "社区居委会", "居委会", "村", "社区", "嘎查", "居民区")),
    (5, ("开发区", "经开区", "高新区", "新区", "试验区", "示范区", "度假区", "园区", "工业区", "新片区", "风景区")),
    (4, ("县", "自治县", "旗", "区")),
    (3, ("市",)),
)
BODIES = re.compile(
    r"(?:委|政府|政协|人大|人大常委会|纪委|监委|局|委员会|党委|党支部|党总支"
    r"|党组|人武部|联|工会|法院|检察院|支部|办|办公室|(?<![客展大餐])厅|队|协会|组)$"
)
UNKNOWN = 9
COUNTY = 4
VILLAGE_RANK = 7
_VILLAGE_NAME = 3  # characters of a place that is cut off another
_READ_BY_ENDING = frozenset(("suffix", "ending"))
_HAN = re.compile(r"[\u4e00-\u9fff](?<![的在到和与及至、县市区镇乡村省州办向为由从对以于赴是有])")
_GROUP = re.compile(r"(?:第?[一二三四五六七八九十\d]{1,2}|[\u4e00-\u9fff]{2}村)(?:村民小组|组)(?!成|织|长|员)")
_VILLAGE = re.compile(
    r"[\u4e00-\u9fff](?<![的在等和与及是有党各多我该村全两某])[\u4e00-\u9fff]{1,3}?(?:街道|社区|"
    r"[镇乡村])(?![民里级镇庄官干委支两“]|党|[\u4e00-\u9fff]?书记)"
)
_NO_HEAD = re.compile(r"(?:[乡农驻强]村|城市|委市|派市|街道城市|.手市)$")
_NO_BEGIN = frozenset(("v", "vd", "p", "d", "r", "c", "u", "xc", "a", "ad", "m", "f"))
LEAST_NAME = 4  # characters that a facility's own name has at least
HEAD = re.compile(
    r"(?:(?:[\u4e00-\u9fff]{2,10}?(?:自治区|自治州|自治县)|[\u4e00-\u9fff]{1,6}?(?:街道办事处|街道|社区|[省市州县旗镇乡村]|"
    r"(?<![园发小社校灾景山库新验范假])区(?!域|块|间|位|别)))(?![民长级镇里居道]|民委)|[\u4e00-\u9fff]{1,4}社区(?=居委会))"
)


def rank(name: str) -> int:
    """How deep a place lies by its last characters: 1 province … 8 hamlet; 9 where the name does not tell."""
    fitting = [(len(end), depth) for depth, ends in _RANKS for end in ends if name.endswith(end)]
    return max(fitting)[1] if fitting else UNKNOWN


def find_spots(reading: Reading) -> list[Mention]:
    """The places, bodies and projects of an article in order, bodies cut at the places that their names begin with.

    余杭区|委, 刘冲村|润蛭养殖基地. Villages, groups and facilities that no layer knows are read behind a known place.
    """
    known = {reading.text[each.start : each.end]: each for each in reading.mentions if each.kind == "Place" and each.source != "relative"}
    cut: list[Mention] = []
    for mention in reading.mentions:
        if mention.kind in ("Place", "Organization", "Programme"):
            cut.extend(_cut(reading, mention, known))
    spots: list[Mention] = []
    for number, spot in enumerate(cut):
        if (
            spots
            and spots[-1].kind == ("Place")
            and spot.start - spots[-1].end == 1
            and spot.source in _READ_BY_ENDING
            and _HAN.match(reading.text[spot.start - 1])
        ):
            spot = replace(spot, start=spot.start - 1, name=reading.text[spot.start - 1] + spot.name)  # noqa: PLW2901 - 下 of 下恰藏村
        if spots and _torn(spots[-1], spot):
            before = spots.pop()
            spot = replace(spot, start=before.start, name=before.name + spot.name)  # noqa: PLW2901 - 库坑|垵村 is one village
        spots.append(spot)
        ceiling = cut[number + 1].start if number + 1 < len(cut) else len(reading.text)
        while spots[-1].kind == "Place" and (more := _behind(reading, spots[-1], ceiling)):
            spots.append(more)
    return spots


def _torn(left: Mention, right: Mention) -> bool:
    """Whether two adjacent places are one village's name that the tagger tore apart."""
    bare = left.kind == right.kind == "Place" and left.source == "lac" and left.end == right.start and rank(left.name) == UNKNOWN
    return bare and rank(right.name) == VILLAGE_RANK and len(right.name) <= _VILLAGE_NAME


def _behind(reading: Reading, place: Mention, ceiling: int) -> Mention | None:
    """A village, group or facility printed right behind a place, up to the next mention."""
    at = place.end
    if at >= ceiling or (place.source == "relative" and not reading.text.startswith("该", place.start)):
        return None
    group = _GROUP.match(reading.text, at, ceiling)
    if group and place.name.endswith(("村", "社区")):
        return Mention(at, group.end(), "Place", place.name + group.group(), place.scope, (group.group(),), "read")
    if rank(place.name) < COUNTY:
        return None
    if not begins_well(reading, at):
        return None
    village = _VILLAGE.match(reading.text, at, ceiling)
    if village and rank(village.group()) > rank(place.name):
        return Mention(at, village.end(), "Place", village.group(), place.scope, source="read")
    return None


def _cut(reading: Reading, mention: Mention, known: Mapping[str, Mention]) -> Iterator[Mention]:
    text, at = reading.text, mention.start
    while (end := _head(text, at, mention, known)) is not None:
        spot = known.get(text[at:end])
        yield Mention(at, end, "Place", spot.name if spot else text[at:end], spot.scope if spot else "", source="head")
        at = end
    if at == mention.start:
        yield mention
        return
    rest = text[at : mention.end].strip(" 　")
    if mention.kind == "Place":
        yield replace(mention, start=at, name=rest, source="rest")
    elif len(rest) >= LEAST_NAME and not BODIES.search(rest):
        name = re.sub(r"[“”\"《》]", "", rest)
        yield Mention(at, mention.end, mention.kind, name if len(rest) > LEAST_NAME else mention.name, mention.scope, source="rest")


def _head(text: str, at: int, mention: Mention, known: Mapping[str, Mention]) -> int | None:
    """Where the place that a longer name begins with ends; None where it begins with none."""
    for size in range(min(12, mention.end - at - 1), 1, -1):
        long = size >= _VILLAGE_NAME or _is_county(text[at : at + size])
        if long and (size < _VILLAGE_NAME or text[at : at + size] in known) and rank(text[at : at + size]) < UNKNOWN and _may_cut(text, at + size, mention):
            return at + size
    found = HEAD.match(text, at, mention.end)
    if found is None or _NO_HEAD.search(found.group()) or len(found.group()) < _VILLAGE_NAME or not _may_cut(text, found.end(), mention):
        return None
    return found.end()


@cache
def _is_county(name: str) -> bool:
    """Whether a name of two characters is a county's full name: 徽县."""
    return name[-1] in "县市区旗" and any(place.level == "county" and place.name == name for place in Gazetteer.load().named(name))


def _may_cut(text: str, at: int, mention: Mention) -> bool:
    """Whether a place's name may be cut at `at`: what is left must be a place's name too."""
    return mention.kind != "Place" or (mention.end - at >= _VILLAGE_NAME and rank(text[at : mention.end]) < UNKNOWN)


def begins_well(reading: Reading, at: int) -> bool:
    """Whether the word at `at` may begin a name: no verb, pronoun, particle, number."""
    index = bisect_right(reading.words, at, key=lambda word: word.start) - 1
    return index < 0 or reading.words[index].tag not in _NO_BEGIN
