"""Persons as the finders of posts, statements, bylines and residents see them.

The mention layer's persons, plus names that only their surroundings show (after a title, after 村民): a surname and
one or two characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.reading import Reading
from ontology.records import Filler, MentionKey, Span

_DOUBLE = [
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "端木",
    "闻人",
    "南宫",
    "独孤",
    "宇文",
    "长孙",
    "轩辕",
    "呼延",
    "澹台",
    "达瓦",
]
_SINGLE = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边"
    "辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼初菅荣佟言佘危修宗幸应晁楚束沙支候原占油匡褟钮锁降索南巴卡阿普尼多贡次格扎达洛旦桑仁才更吾麻璩浦糟斯相浑邝桓麦"
)
_SURNAMES: frozenset[str] = frozenset(_SINGLE) | frozenset(_DOUBLE)
_NOT_GIVEN = frozenset(
    "的了是在和与及等说为对向从到将把被让给也都就又还并称要会有不表介指强认告提带负主组参出就的，。、：；“”（）()《》？！,.:; 一二三四五六七八九十0123456789"
)
# Words that begin like a name and are none; a family name before a call (许大娘) is one.
_CALLS = "先生|女士|大娘|大爷|大妈|大伯|大叔|大哥|大姐|阿姨|奶奶|爷爷|师傅|老人|老师|同学|小姐|某某|某"
CALLED = re.compile(rf"(?P<name>[\u4e00-\u9fff])(?:{_CALLS})")
_MINORITY = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•・][\u4e00-\u9fff]{1,10})+")
_GUESSED = frozenset(("title", "guess", "call"))
_NO_NAMES = frozenset(("v", "vd", "vn", "d", "ad", "c", "p", "r", "a"))
_WHOLE_WORD = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A printed person: [start, end) in the article's text, bare name, and how it was found."""

    start: int
    end: int
    name: str
    source: str
    scope: str = ""

    @property
    def filler(self) -> Filler:
        """The filler that names this person."""
        return Filler(self.name, MentionKey("Person", self.name, self.scope), Span(self.start, self.end))


@cache
def looks_like_name(text: str) -> bool:
    """Whether a text could be a person's name by its surname, its length and its characters."""
    if _MINORITY.fullmatch(text):
        return True
    if not 2 <= len(text) <= 4 or any(char in _NOT_GIVEN for char in text[1:]):
        return False
    if text[:2] in _DOUBLE:
        return len(text) >= 3
    return text[0] in _SURNAMES and len(text) <= 3


def people(reading: Reading) -> list[Person]:
    """The persons of an article, sorted by start, none overlapping another."""
    found = [Person(each.start, each.end, each.name, each.source or "mention", each.scope) for each in reading.mentions if each.kind == "Person"]
    taken = [(each.start, each.end) for each in reading.mentions]
    for word in reading.words:
        text = reading.text[word.start : word.end]
        if word.tag in ("PER", "nr") and looks_like_name(text) and not _crosses(taken, word.start, word.end):
            found.append(Person(word.start, word.end, text, "tag"))
    calls = (call for call in CALLED.finditer(reading.text) if call["name"] in _SINGLE and not _crosses(taken, call.start(), call.end()))
    found.extend(Person(call.start(), call.end(), call.group(), "called") for call in calls)
    found = [each for each in found if each.source not in _GUESSED or not _is_word(reading, each)]
    found.sort(key=lambda each: (each.start, each.start - each.end))
    kept: list[Person] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _is_word(reading: Reading, person: Person) -> bool:
    """Whether the tagger reads a guessed name as a verb or the like: 强调 behind 书记 is nobody."""
    at = bisect_left(reading.words, person.start, key=lambda word: word.start)
    first = reading.words[at] if at < len(reading.words) else None
    return first is not None and first.start == person.start and first.tag in _NO_NAMES and first.end - first.start >= _WHOLE_WORD


def _crosses(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (start, end))
    return any(left < end and start < right for left, right in taken[max(0, at - 3) : at + 3])


def person_at(persons: Sequence[Person], start: int) -> Person | None:
    """The person whose name begins there."""
    at = bisect_left(persons, start, key=lambda each: each.start)
    return persons[at] if at < len(persons) and persons[at].start == start else None


def persons_in(persons: Sequence[Person], start: int, end: int) -> list[Person]:
    """The persons whose names lie in [start, end)."""
    at = bisect_left(persons, start, key=lambda each: each.start)
    found = []
    for each in persons[at:]:
        if each.start >= end:
            break
        if each.end <= end:
            found.append(each)
    return found


def guess_name(reading: Reading, start: int, stop: str) -> Person | None:
    """A name that no layer knows, read at `start` by its surname; `stop` matches what may follow it."""
    text = reading.text
    for size in (3, 2, 4):
        name = text[start : start + size]
        if len(name) == size and looks_like_name(name) and re.match(stop, text[start + size :]):
            return Person(start, start + size, name, "guess")
    return None
