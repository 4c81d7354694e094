"""Persons: the tagger's, checked; those that only their surroundings show; later occurrences and short forms of both."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from extractors import titles
from extractors.reading import Reading, Word
from extractors.shapes import lexicon, longest_first

_FILE = Path(__file__).parent / "data" / "lexicon" / "surnames.txt"
_COMMON = 420  # of the list's names so many are common enough to tell a name by; the rest are words as often
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_JOINED = re.compile(r"[\u4e00-\u9fff]{1,10}(?:[·•・‧][\u4e00-\u9fff]{1,12})+")
_DOTS = frozenset("·•・‧")
_PART = re.compile(
    r"[\u4e00-\u9fff]{1,6}?(?=(?:说|称|表示|介绍|告诉|在|是|和)?$)"
)  # a further part of a foreign name, without a verb that the tagger left on it
_FRUIT = ("桃", "梨", "橘")
_NOT_GIVEN = frozenset("的了是在和与及等说对向从到将把被让给也又就还并称要会不介指认告提带负出下个们这那你我他她它您二三四五六七八九十")
# Single characters after a two-character name that are the next word, not its third character.
_VERBISH = frozenset("说是在也和任为从向对将被正还都便就已曾又与及到拿把给用让称讲带率坐站走看笑想做来去听问写等摄同作指表介告认出参主赴获当叫道率家的了、，每")
# A two-character word of these ends is as often a product or a plant as a person.
_THINGS = frozenset("鱼桃茶酒米梨枣果菜瓜豆花草药鸡鸭猪牛羊蜂蜜油糖糕饼饭面粉丝绸布纸笔车船机柑橘柚莓菇笋竹木杉松柏石金银铜铁水电气风光")
_WORDS = frozenset(lexicon("not_persons"))
# What a person does right after the name, or is before it.
_AFTER = re.compile(
    r"[（(]?(?:共同|宣布|说|表示|介绍|告诉|指出|强调|坦言|认为|称|透露|感慨|笑|道|回忆|出席|参加|带队|一行|率|主持|致辞|作|讲话|汇报|要求|女|男|等|"
    r"[、，。：；,:; \u3000”）)]|同志|先生|女士|任|为|是|在|也|及|和|与|从|向|对|将|被|便|就|已|正)"
)
# Callings before a name beside the titles.
_CALLINGS = longest_first(*lexicon("callings"))
_CALLING = re.compile(rf"(?:{_CALLINGS}|叫作|名为|姓名|为|是|与|和|对)$")
_NOUN_CALLING = re.compile(rf"(?:{_CALLINGS})$")
_WEAK = re.compile(r"(?:群众|居民|代表|干部|学生|党员|村民|市民|青年|游客|农民|志愿者|老师|员工|职工|领导|专家|书记员)$")  # as often the head of a group
_UNNAMED = frozenset(["d", "p", "c", "r", "m", "u", "ad", "f"])  # tags of words that begin no name
_CALL_END = re.compile(r"(?:同志|先生|女士|书记|主任|记者|老师|阿婆|大娘|大爷|奶奶|爷爷|护士长|等|老人|一行|教授)$")
_BYLINE = re.compile(
    r"(?:(?:(?:本报|本网|见习|实习|全媒体|特约|融媒体|首席)?(?:记者|通讯员|实习生|摄影|摄影记者|特约通讯员|作者|撰稿|撰文|文/图|图/文|文图|图文|供稿|报道员"
    r"|(?<![\u4e00-\u9fff])(?:文|图|摄)(?=[/／:：|｜丨 \u3000]))) ?[/／:："
    r"|｜丨]?[ \u3000]?)((?:(?:[\u4e00-\u9fff·]{2,12}"
    r"|[\u4e00-\u9fff][ \u3000][\u4e00-\u9fff](?![\u4e00-\u9fff]))[ \u3000、，,/]{0,3}){1,8})"
)
_BRACKETED = re.compile(
    r"[（(]((?:[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff]"
    r"|[\u4e00-\u9fff]{2,5}·[\u4e00-\u9fff]{2,6})(?:[ \u3000、](?:[\u4e00-\u9fff]{2,4}"
    r"|[\u4e00-\u9fff]{2,5}·[\u4e00-\u9fff]{2,6}))*)[）)]"
)
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])(?P<a>[\u4e00-\u9fff])[ \u3000](?P<b>[\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_ITEM = re.compile(r"[\u4e00-\u9fff·]+")
_CALLS = "大娘|大爷|大妈|大伯|大叔|大哥|大姐|大嫂|阿姨|阿婆|阿公|奶奶|爷爷|婆婆|师傅|老人|老汉|老师|女士|先生|小姐|某某|某|伯伯|叔叔|嫂子|妈妈|爸爸"
_SHORT = re.compile(
    rf"(?P<family>[\u4e00-\u9fff])(?P<call>{_CALLS}|书记|主任|局长|部长|校长|院长|镇长|乡长|县长|区长|市长|所长|队长|站长|经理|总经理"
    rf"|董事长|董事|总|医生|教授|法官|警官|会长|支书|村长|主席|副书记|副主任|副局长|副县长|副区长|副市长|副院长|副校长)(?![\u4e00-\u9fff]?[长副])"
)
_CALLED = re.compile(rf"[\u4e00-\u9fff](?:{_CALLS})")
_AGED = re.compile(r"\d岁的?$")
_OLD = re.compile(r"(?P<old>[老小阿])(?P<family>[\u4e00-\u9fff])(?=[说的在从和一也把是家每就告表介，。、还])")


@dataclass(frozen=True, slots=True)
class Named:
    """A printed person. `name` is the full name where the article has it."""

    start: int
    end: int
    name: str
    source: str


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    names = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return frozenset(name for name in names[:_COMMON] if len(name) == 1), frozenset(name for name in names if len(name) == 2)


def has_surname(text: str) -> bool:
    """Whether a text begins with a common family name."""
    single, double = _surnames()
    return text[:1] in single or text[:2] in double


def could_be_name(text: str) -> bool:
    """Whether a text could be a Chinese person's name by surname, length and characters."""
    if not _HAN.fullmatch(text) or text in _WORDS or any(char in _NOT_GIVEN for char in text[1:]):
        return False
    single, double = _surnames()
    if text[:2] in double and len(text) in (3, 4):
        return True
    return text[0] in single and len(text) in (2, 3)


def find_persons(reading: Reading, places: Collection[str] = ()) -> list[Named]:
    """All persons of an article, sorted, not overlapping; what is in `places` is none."""
    text = reading.text
    found: dict[int, Named] = {}
    for each in (*_tagged(reading), *_listed(text), *_titled(reading)):
        if each.name in places or _is_place(text, each):
            continue
        known = found.get(each.start)
        if known is None or known.end < each.end:
            found[each.start] = each
    kept = _lengthened(text, _as_elsewhere(text, _without_overlaps(found.values())))
    kept = _without_overlaps((*kept, *_again(text, kept)))
    kept = [_with_last(text, each) for each in kept]
    starts = {word.start for word in reading.words}
    return _without_overlaps((*kept, *(each for each in _short_forms(text, kept) if each.start in starts)))


def _with_last(text: str, person: Named) -> Named:
    """The name with the 和 that the tagger took for a word: before 、 in a list 和 joins nothing."""
    last = text[person.end : person.end + 2]
    if len(person.name) == 2 and last[:1] == "和" and last[1:] in ("、", "，", "等") and text[person.start - 1 : person.start] in ("、", "，"):
        return replace(person, end=person.end + 1, name=person.name + "和")
    return person


def _is_place(text: str, person: Named) -> bool:
    """Whether what looks like a name stands for a place or a people in the same article: 陶朱 where it says 陶朱街道."""
    if person.name[-1] in "县镇村乡省区" or person.name.endswith(("街道", "社区")):
        return True
    if len(person.name) > 3 or _titled_before(text, person.start):
        return False
    return re.search(re.escape(person.name) + r"(?:县|区|镇|村|乡|市|街道|社区|家院子|氏|族|书院|路|湖)", text) is not None


def _tagged(reading: Reading) -> Iterator[Named]:
    """The tagger's persons that a name's form or the surroundings confirm."""
    text, words = reading.text, reading.words
    sure: set[str] = set()
    unsure = []
    for at, word in enumerate(words):
        if word.tag != "PER" or (word.start and text[word.start - 1] in _DOTS):
            continue
        start, end = _bounds(text, words, at)
        printed = text[start:end]
        if end - start < 2 or not _plausible(printed):
            continue
        long = len(printed) > 2 and has_surname(printed) and printed[-1] not in "鱼桃茶酒米卖熟" and printed[1:2] not in _FRUIT
        if _JOINED.fullmatch(printed) or long or _in_context(text, start, end):
            sure.add(printed)
            yield Named(start, end, _bare(printed), "lac")
        else:
            unsure.append((start, end, printed))
    for start, end, printed in unsure:
        if printed in sure or (
            has_surname(printed) and printed[-1] not in _THINGS and printed[1:2] not in _FRUIT and text[end : end + 1] not in tuple("村镇路街县市乡报")
        ):
            yield Named(start, end, _bare(printed), "lac")


def _bounds(text: str, words: Sequence[Word], at: int) -> tuple[int, int]:
    """Where the tagged person begins and ends: calls cut off, further parts of a foreign name and a torn-off character added."""
    word = words[at]
    start, end = word.start, word.end
    while start < end and text[start] in " \u3000":
        start += 1
    following = at + 1
    while following < len(words) and text[words[following].start] in _DOTS and words[following].end - words[following].start == 1:
        following += 1
        part = _PART.match(text, words[following].start, words[following].end) if following < len(words) and words[following].tag != "w" else None
        if part:
            end = part.end()
            following += 1
            while following < len(words) and words[following].tag == "PER":
                end = words[following].end
                following += 1
    if text[start:end].find("·") < 0:
        called = _CALLED.match(text, start, end)
        if called and called.end() < end:
            return start, called.end()  # the tagger left the next word on it: 张阿姨|手拿着
        if end - start == 2 and _AGED.search(text, max(0, start - 6), start) and (third := _third(text, words, at)):
            return start, third
        end = start + len(_CALL_END.sub("", text[start:end])) if end - start > 2 else end
        if end == word.end and end - start < 3 and at + 1 < len(words) and (_titled_before(text, start) or titles.title_at(text, start + 3, start + 12)):
            after = words[at + 1]
            size = after.end - after.start
            if (
                size == 3 - (end - start)
                and _HAN.fullmatch(text, after.start, after.end)
                and (size == 2 or text[after.start] not in _VERBISH)
                and after.tag != "w"
            ):
                end = after.end
        before = words[at - 1] if at else None
        if (
            before
            and before.end == start
            and before.end - before.start == 1
            and has_surname(text[before.start])
            and _titled_before(text, before.start)
            and titles.title_before(text, start, max(0, start - 14)) is None
        ):
            start = before.start
    return start, end


def _third(text: str, words: Sequence[Word], at: int) -> int | None:
    """The end of a name whose third character the tagger took for a verb of its own: behind it a verb follows."""
    after = words[at + 1] if at + 1 < len(words) else None
    if after is None or after.end - after.start != 1 or after.tag == "w" or text[after.start] in _VERBISH or not _HAN.fullmatch(text, after.start, after.end):
        return None
    return after.end if re.match(r"[是说在告，、]", text[after.end : after.end + 1]) else None


def _titled_before(text: str, start: int) -> bool:
    return titles.title_before(text, start, max(0, start - 14)) is not None or bool(_CALLING.search(text, max(0, start - 6), start))


def _plausible(printed: str) -> bool:
    bare = printed.replace(" ", "")
    return (
        bool(_JOINED.fullmatch(bare))
        or (
            bool(_HAN.fullmatch(bare))
            and 2 <= len(bare) <= 6
            and bare not in _WORDS
            and not (len(bare) > 3 and re.search(r"[村镇乡]", bare))  # a village with what follows it
            and not re.search(r"[某的]|^(?:老|小|阿).$|大[娘爷妈]$", bare)
        )
        or bool(re.fullmatch(r"[A-Z][A-Za-z]+(?:[ .][A-Z][A-Za-z.]*)*", printed))
    )


def _bare(printed: str) -> str:
    return re.sub(r"[ \u3000\n]", "", printed)


def _in_context(text: str, start: int, end: int) -> bool:
    if _titled_before(text, start):
        return bool(_AFTER.match(text, end)) or end >= len(text)
    return bool(re.match(r"(?:说|表示|介绍|告诉记者|指出|强调|坦言|认为|透露|感慨|回忆|一行|同志|先生|女士)", text[end : end + 4]))


def _titled(reading: Reading) -> Iterator[Named]:
    """Names after a title or a calling, and between names of a list, that the tagger did not see."""
    text = reading.text
    tags = {word.start: word for word in reading.words}
    ends = {word.end for word in reading.words}
    covered = {at for word in reading.words if word.tag == "PER" for at in range(word.start, word.end)}
    for word in reading.words:
        starts = [word.start]
        if word.tag in ("ORG", "LOC") and word.end - word.start > 4:
            starts += [word.end - 3, word.end - 2]
        for start in starts:
            if start in covered:
                continue
            if not has_surname(text[start : start + 2]):
                if (
                    word.tag in ("nz", "nr", "nw")
                    and 2 < word.end - word.start <= 5
                    and titles.title_before(text, start, max(0, start - 14)) is not None
                    and not _WEAK.search(text, max(0, start - 4), start)
                    and _AFTER.match(text, word.end)
                ):
                    yield Named(start, word.end, text[start : word.end], "title")
                continue
            if word.start == start and word.tag in _UNNAMED:
                continue
            title = titles.title_before(text, start, max(0, start - 14)) is not None or _NOUN_CALLING.search(text, max(0, start - 6), start)
            if title and _WEAK.search(text, max(0, start - 4), start) and not (word.tag in ("PER", "nr", "nz") or (word.end - start == 1 and word.tag == "n")):
                continue
            if title or (text[start - 1 : start] == "、" and start - 2 in covered):
                yield from _sized(text, start, tags, ends, "title" if title else "list")


def _sized(text: str, start: int, words: Mapping[int, Word], ends: set[int], source: str) -> Iterator[Named]:
    """The name that begins there, longer before shorter, where a word ends and a fitting one follows."""
    for size in (4, 3, 2):
        end = start + size
        printed = text[start:end]
        if len(printed) < size or not could_be_name(printed) or end not in ends:
            continue
        whole = words.get(start)
        if (
            whole
            and whole.end == end
            and ((size == 2 and whole.tag not in ("n", "nz", "nr", "nw", "vn", "ORG", "LOC")) or printed in titles.CORES or printed in _WORDS)
        ):
            continue
        following = words.get(end)
        if (
            end == len(text)
            or _AFTER.match(text, end)
            or (following and following.tag in ("v", "d", "p", "ad", "u", "r", "w") and not (whole and whole.end == end and size == 2))
        ):
            yield Named(start, end, printed, source)
            return


def _listed(text: str) -> Iterator[Named]:
    """Names of bylines: behind 记者, 通讯员, 摄影 …, or alone in brackets."""
    for found in _BYLINE.finditer(text):
        yield from _items(text, found.start(1), found.end(1), trusting=True)
    for found in _BRACKETED.finditer(text):
        items = [item.group() for item in _ITEM.finditer(found.group(1))]
        named = sum(could_be_name(item) or bool(_JOINED.fullmatch(item)) for item in items)
        if named * 2 > len(items) and (len(items) > 1 or (len(items[0]) > 2 and found.end() > len(text) - 80)):
            yield from _items(text, found.start(1), found.end(1), trusting=len(items) > 1)


def _items(text: str, start: int, end: int, *, trusting: bool) -> Iterator[Named]:
    at = start
    for found in _SPACED.finditer(text, start, end):
        if could_be_name(found["a"] + found["b"]):
            yield Named(found.start(), found.end(), found["a"] + found["b"], "byline")
    for found in _ITEM.finditer(text, start, end):
        item = found.group()
        if could_be_name(item) or _JOINED.fullmatch(item) or (trusting and at > start and len(item) in (2, 3) and has_surname(item) and item not in _WORDS):
            yield Named(found.start(), found.end(), item, "byline")
            at = found.end()


def _as_elsewhere(text: str, persons: Iterable[Named]) -> list[Named]:
    """Names as the article's other places show them: 周明|远 where 远 always follows, 周明 where 周明深 stands once beside 周明."""
    return [_as_everywhere(text, each) if len(each.name) == 2 else _as_mostly(text, each) for each in persons]


def _as_everywhere(text: str, person: Named) -> Named:
    ends = [found.end() for found in re.finditer(re.escape(person.name), text)]
    last = {text[end : end + 1] for end in ends}
    behind = {text[end + 1 : end + 2] for end in ends}
    if len(ends) < 2 or len(last) > 1 or len(behind) < 2 or text[person.start : person.end] != person.name:
        return person
    char = last.pop()
    if not _HAN.fullmatch(char) or char in _VERBISH or not could_be_name(person.name + char) or any(titles.title_at(text, end, end + 8) for end in ends):
        return person
    return replace(person, end=person.end + 1, name=person.name + char)


def _as_mostly(text: str, person: Named) -> Named:
    short = person.name[:2]
    if len(person.name) != 3 or text.count(person.name) > 1 or text[person.start : person.end] != person.name or not could_be_name(short):
        return person
    others = [found.end() for found in re.finditer(re.escape(short), text) if found.start() != person.start]
    if others and all(_AFTER.match(text, end) for end in others) and not _AFTER.match(text, person.end):
        return replace(person, end=person.end - 1, name=short)
    return person


def _lengthened(text: str, persons: Iterable[Named]) -> list[Named]:
    """Names cut short (盛文 for 盛文军) made whole where the article has the longer one more than once, or at a title."""
    persons = list(persons)
    names = sorted({each.name for each in persons}, key=lambda name: (-len(name), name))
    result = []
    for each in persons:
        longer = next((name for name in names if len(name) == len(each.name) + 1 and name.startswith(each.name) and text.startswith(name, each.start)), None)
        result.append(Named(each.start, each.start + len(longer), longer, each.source) if longer else each)
    return _without_overlaps(result)


def _again(text: str, known: Iterable[Named]) -> Iterator[Named]:
    """Every further occurrence of a full name."""
    for name in sorted({each.name for each in known if each.source == "lac" or (len(each.name) > 2 and each.source in ("byline", "title"))}):
        at = text.find(name)
        while at >= 0:
            yield Named(at, at + len(name), name, "again")
            at = text.find(name, at + len(name))


def _short_forms(text: str, known: Iterable[Named]) -> Iterator[Named]:
    """许大娘, 易某, and 王书记, 老王 where the article has the one full name that they mean."""
    full = sorted({each.name for each in known if _HAN.fullmatch(each.name)})
    for found in _SHORT.finditer(text):
        family, call = found["family"], found["call"]
        if not has_surname(family) or (found.start() and text[found.start() - 1] in "老小某阿"):
            continue
        same = [name for name in full if name.startswith(family)]
        private = re.fullmatch(_CALLS, call)
        if private:
            yield Named(found.start(), found.end(), same[0] if len(same) == 1 and call not in ("某", "某某") else found.group(), "call")
        elif len(same) == 1:
            yield Named(found.start(), found.start() + 1, same[0], "call")
    for found in _OLD.finditer(text):
        same = [name for name in full if name.startswith(found["family"])]
        if len(same) == 1:
            yield Named(found.start(), found.end(), same[0], "call")


def _without_overlaps(persons: Iterable[Named]) -> list[Named]:
    kept: list[Named] = []
    taken: set[int] = set()
    order = {"lac": 0, "byline": 1, "title": 2, "list": 2, "again": 3, "call": 4}
    for each in sorted(persons, key=lambda one: (order[one.source], -(one.end - one.start), one.start)):
        if taken.isdisjoint(range(each.start, each.end)):
            kept.append(each)
            taken.update(range(each.start, each.end))
    return sorted(kept, key=lambda one: one.start)
