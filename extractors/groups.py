"""Groups of people and firms that act without a name, offices without a name, and programmes in quotation or title marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.reading import Reading
from extractors.shapes import GROUP_HEAD, NOT_IN_NAMES, lexicon

_MODIFIERS = frozenset(["n", "vn", "nz", "a", "b", "f", "s", "an", "j", "nw"])
_MODIFYING = frozenset(lexicon("group_verbs"))
_LONGEST = 9
_NO_MODIFIERS: frozenset[str] = NOT_IN_NAMES - {"相关", "有关", "各", "各级", "工作"}
_FOLLOWING = frozenset(["n", "vn", "nz", "PER", "nr", "LOC", "ORG", "an"])
_PROGRAMME_HEADS = (
    "工程|行动|计划|项目|活动|平台|小程序|系统|机制|模式|制度|体系|办法|意见|方案|规划|条例|通知|规定|政策|品牌|基金|贷|卡|码|服务队|志愿队|工作室|团队|课堂|讲堂"
    "|学堂|驿站|书屋|食堂|广场|中心|站|馆|园|基地|联盟|节|赛|展|试点|示范区|先锋|公约|清单|指数|热线|专线|网|APP|app|地图|大脑|合作社|公司|集团|村|社区|队"
    "|团|组|称号|奖"
)

_TITLED = re.compile(r"《([^《》\n]{2,40})》")
_BEHIND = "|".join(
    head for head in _PROGRAMME_HEADS.split("|") if len(head) > 1 and head not in ("社区", "称号")
)  # one character behind a mark begins another word
_QUOTED = re.compile(rf"“([^“”\n，。！？；：]{{2,20}})”((?:[\u4e00-\u9fff]{{0,8}}?(?:{_BEHIND}))?)")
_PAPERS = re.compile(r"(?:日报|晚报|时报|早报|周刊|杂志|新闻|画报)$")


@dataclass(frozen=True, slots=True)
class Described:
    """A printed group or programme with its name."""

    start: int
    end: int
    name: str
    aliases: tuple[str, ...]
    source: str


def find_groups(reading: Reading) -> Iterator[Described]:
    """Groups: a head noun of the lexicon with the modifiers in front of it."""
    text, words = reading.text, reading.words
    for at, word in enumerate(words):
        if word.tag not in ("n", "nz", "vn", "r", "nr", "ORG", "an", "m") or not GROUP_HEAD.search(text, max(word.start, word.end - 8), word.end):
            continue
        printed = text[word.start : word.end]
        if not GROUP_HEAD.fullmatch(printed) and word.end - word.start > 6:
            continue
        following = words[at + 1] if at + 1 < len(words) else None
        end = word.end
        if following and text[following.start : following.end] == "们":
            end = following.end
            following = words[at + 2] if at + 2 < len(words) else None
        if (
            following
            and following.start == end
            and following.tag in _FOLLOWING
            and not GROUP_HEAD.fullmatch(text, following.start, following.end)
            and following.tag in ("PER", "nr", "n", "nz")
        ):
            continue
        if following and GROUP_HEAD.fullmatch(text, following.start, following.end) and following.start == end:
            continue
        start, back = word.start, at - 1
        while (
            back >= 0
            and words[back].end == start
            and end - words[back].start <= _LONGEST + (word.end - word.start)
            and (words[back].tag in _MODIFIERS or text[words[back].start : words[back].end] in _MODIFYING)
            and text[words[back].start : words[back].end] not in _NO_MODIFIERS
        ):
            start = words[back].start
            back -= 1
        name = text[start:end]
        bare = name.removesuffix("们")
        head = printed if printed != bare else ""
        yield Described(start, end, name, tuple(dict.fromkeys(form for form in (bare, head) if form and form != name)), "group")


def find_titled(reading: Reading) -> Iterator[Described]:
    """Programmes: in 《》, or in quotation marks with the head noun behind them."""
    text = reading.text
    for found in _TITLED.finditer(text):
        if not _PAPERS.search(found.group(1)):
            yield Described(found.start(), found.end(), found.group(1), (), "title_marks")
    for found in _QUOTED.finditer(text):
        inner, head = found.group(1), found.group(2)
        if head:
            yield Described(found.start(), found.end(), inner + head, (inner,), "quote")
        elif len(inner) <= 12 and re.search(rf"(?:{_PROGRAMME_HEADS})$", inner):
            yield Described(found.start(), found.end(), inner, (), "quote")
