"""What stands behind the name of a place and may lie in it: a facility, a firm, a project, a street, read to its head noun."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.reading import Reading, Word
from extractors.shapes import lexicon, longest_first

_HEAD = re.compile(rf"(?:{longest_first(*lexicon('facility_heads'))})$")
_NAMING = frozenset(("n", "nz", "nw", "nr", "ns", "nt", "vn", "an", "a", "b", "s", "j", "LOC", "ORG", "xc"))
_INSIDE = frozenset(("m", "q", "f", "TIME"))  # tags that a name has inside, never behind its head noun
# Verbs that names have inside, as nouns would be.
_MAKING = re.compile(
    r"养殖|种植|育苗|育秧|加工|生产|制造|制作|展示|评价|体验|服务|安置|转移|受理|活动|创业|建设|研发|培训|销售|采摘|发电|治理|改造|"
    r"养老|助老|交流|观光|示范|监测|办理|共享|合作|教育|实践|学习|阅读|照料|托育|救助|调解|回收|收购|仓储|储存|集散|分拣|配送|晾晒|避险|避灾"
)
_MARKS = frozenset("“”‘’·（）()+-—－")
_OPENING = frozenset("（()）·—-－+”")
_GAP = re.compile(r"(?:境内|辖区内?|[内里])?的?(?=[^的])")
_COUNT = re.compile(
    r"(?:总投资|占地|面积|投资)?(?:约|近|超|达)?[\d.]+(?:余|多)?[万亿]?(?:余|多)?(?:平方米|公里|[\u4e00-\u9fff])(?:[高长宽深大]?的)?|"
    r"(?:首个|首家|最大的?|唯一的?|一[个座家处条所片栋]|[两三四五六七八九十几][个座家处条所])"
)
_QUOTED = re.compile(r"“(?P<inner>[^“”。！？\n]{2,24})”")
_NOT_BEHIND = re.compile(r"[建长老校员人民主负书工内外上中级里]")
_TORN_HEAD = re.compile(r"会客厅|分中心|之家")  # heads that the tagger cuts
_LONGEST = 28
_MOST = 3


@dataclass(frozen=True, slots=True)
class Site:
    """A printed site: [start, end) in the text, its bare name, its head noun, and marks for the judge."""

    start: int
    end: int
    name: str
    head: str
    marks: tuple[str, ...]


def sites(reading: Reading, at: int, ceiling: int) -> Iterator[Site]:
    """The sites that may be printed from `at` on, right behind a place that ends there; the longest reading first."""
    text = reading.text
    gap = _GAP.match(text, at, ceiling)
    start = gap.end() if gap else at
    count = _COUNT.match(text, start, ceiling)
    begin = count.end() if count else start
    how = (f"gap={text[at:start] or 'none'}", f"counted={count is not None}")
    quoted = _QUOTED.match(text, begin, ceiling)
    ending = _HEAD.search(quoted["inner"]) if quoted else None
    if quoted and ending:
        yield Site(begin, quoted.end(), quoted["inner"], ending.group(), (*how, "quoted=True", "rank=0"))
    found = list(_ends(reading, begin, min(ceiling, begin + _LONGEST)))
    for number, (end, head, marks) in enumerate(reversed(found[-_MOST:])):
        name = re.sub(r"[“”‘’]", "", text[begin:end]).strip(" 　")
        if len(name) > len(head) + 1:
            yield Site(begin, end, name, head, (*how, f"quoted={quoted is not None}", f"rank={number}", f"heads={min(3, len(found))}", *marks))


def _ends(reading: Reading, start: int, stop: int) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Where a name from `start` on may end: behind every head noun, until a word that no name goes on with."""
    text, words = reading.text, reading.words
    following = _words_from(words, start)
    if not following or following[0].start != start or text[start] in _OPENING:
        return
    making = _MAKING.fullmatch(text, start, following[0].end)
    if following[0].tag in ("vd", "p", "d", "c", "r", "u", "f", "TIME") or (following[0].tag == "v" and not making):
        return
    tags: list[str] = []
    headed = opened = False
    for word in following:
        if word.end > stop:
            return
        printed = text[word.start : word.end]
        opened = (opened or "“" in printed or "（" in printed) and "”" not in printed and "）" not in printed
        if not (opened or _goes_on(word, printed, headed=headed) or (tags and _TORN_HEAD.match(text, word.start))):
            return
        tags.append(word.tag)
        head = None if opened else _HEAD.search(text[start : word.end].rstrip("”"))
        if head and not (_NOT_BEHIND.match(text, word.end) and not _edge(reading, word.end)):
            headed = True
            yield word.end, head.group(), (f"begins={tags[0]}", f"ends_tag={word.tag}", f"numbers={'m' in tags}", f"words={min(6, len(tags))}")


def _words_from(words: Sequence[Word], start: int) -> Sequence[Word]:
    """The words from `start` on; what is left of a name's word that begins before it (X社区|党群服务中心) is one too."""
    first = bisect_left(words, start, key=lambda word: word.start)
    before = words[first - 1] if first else None
    if before is not None and before.start < start < before.end and before.tag in ("ORG", "LOC", "nz", "PER"):
        return (Word(start, before.end, "ORG"), *words[first : first + _LONGEST])
    return words[first : first + _LONGEST]


def _goes_on(word: Word, printed: str, *, headed: bool) -> bool:
    """Whether a name may go on with this word; behind a head noun only with nouns."""
    if word.tag in _NAMING or all(char in _MARKS for char in printed) or (word.tag == "v" and _MAKING.fullmatch(printed)):
        return True
    return word.tag in _INSIDE and not headed


def _edge(reading: Reading, position: int) -> bool:
    """Whether a word of more than one character begins at a position."""
    at = bisect_left(reading.words, position, key=lambda word: word.start)
    return at < len(reading.words) and reading.words[at].start == position and reading.words[at].end - position > 1
