"""Where the names of programmes stand in an article: in quotation marks, or ended by a head noun (工程, 行动, 平台)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.facts._heads import head_of, head_pattern, heads, marks_of_words
from extractors.reading import Reading, Word, within
from extractors.shapes import lexicon

_MARKED = re.compile(r"(?P<mark>[“‘「『\"])(?P<inner>[^“”‘’「」『』\"。！？；\n]{2,34})[”’」』\"]|《(?P<title>[^《》\n。！？]{2,60})》")
_PLUS = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,8}(?P<plus>[+＋])[\u4e00-\u9fffA-Za-z]{1,8}?(?=[的等，。、,；”]|模式|方式|机制|服务|"
    r"[+＋])(?:[+＋][\u4e00-\u9fffA-Za-z]{1,8}?(?=[的等，。、,；”]|模式|方式|机制|服务|[+＋]))*"
)
_TAIL = re.compile(r"的?(?:[\u4e00-\u9fffA-Za-z0-9+＋]{0,14})")
_TAIL_STOP = re.compile(r"[的是在为和与及等对向从被让将把了由以于使就都也还并或已]|通过|开展|推进|活动现场|正式|引领|带动|助力|推动|促进|成为|走进|获|入选")

LAUNCH = lexicon("launch_verbs")
_BEFORE_NAME = re.compile(
    rf"(?:{'|'.join(LAUNCH)})(?:了|起|实施|建设|开展|好|出)?(?:的|以|一[个项批支套]|首个|新的|全国首个|全省首个|"
    rf"全市首个)?[\u4e00-\u9fffA-Za-z0-9.、·（）()\d]{{0,12}}$"
)
_RIGHT_BEFORE = re.compile(rf"(?P<verb>{'|'.join(sorted(set(LAUNCH), key=lambda verb: (-len(verb), verb)))})(?:了|起|好|实施|建设)?的?$")
_GENERIC = re.compile(
    r"^(?:重点|重大|系列|相关|有关|各类|各项|多个|这些|一批|新|大|小|本|该|此次|本次|每次|一系列|主题|集体|志愿服务|志愿|公益|文体|文化|"
    r"社会实践|实践|党建|工作|管理|服务|基础设施|民生|扶贫|产业|农业|工业|旅游|建设|配套|惠民|专项|教育"
    r"|培训|宣传|监督|工程|招商|优质|新型|示范|特色|产业化|综合|项目|活动|投资|生产|群众|线上|线下|数字|智能|便民|养老|健康|文明|安全|经济|主要|"
    r"两个|三个|十大|首个|全国|全省|全市|全县|网络|互联网|集中|日常|常态化|长效|良好|完善|有效"
    r"|奖励|帮扶|补贴|优惠|扶持|惠企|惠农|国家|相应|具体|帮扶项目|现场|大型|户外|节目|暑期|志愿者|党员|青年|群众性|联合|合作|共建|交流|调研|"
    r"慰问|走访|采访|宣讲|直播|签约|推介|启动|开工|微信)+$"
)
_LOOSE = re.compile(r"做法|方式|路径|[两三四五六七八九十]大|等")  # a tail that only describes the name before it
_KEEP_TAGS = frozenset(("n", "nr", "ns", "nt", "nw", "nz", "vn", "an", "a", "m", "q", "LOC", "ORG", "PER", "TIME", "f", "s", "t", "xc", "vd", "ad", "v"))
_STOP_WORDS = frozenset(LAUNCH) | frozenset(lexicon("name_stops"))
_INNER_MARKS = frozenset("·—-－+＋（）()“”‘’、")
_NOT_HEAD_AFTER = re.compile(
    r"[化室师员者板长费款性局院厅厂量金]|部(?!署)|书(?!记)|力(?!度|争)|感(?!受)|群(?!众)|商(?!业|户)|业(?!主)|方(?!面|便|式)|组(?!织)|期(?!间)|中(?=心|学)|验(?=收|室)|负责|单位|人员|公司|主任|建设局|委员会|管委会"
)
_NUMBER_OF_NAME = re.compile(r"[一二三四五六七八九十]+大?|\d{4}年?|[\d+＋]+|.*[\u4e00-\u9fff]{4,}")
_LONGEST = 32
_PIECE = re.compile(r"(?<![^ \n])[\u4e00-\u9fffA-Za-z0-9]{2,10}(?![^ \n])")
_SORTS = "(?:平台|系统|APP|App|小程序|应用|产品|品牌)"
_BEHIND_SORT = re.compile(rf"{_SORTS}(?P<name>[\u4e00-\u9fffA-Za-z]{{2,5}})")
_AGAIN, _OFTEN, _SHOWN = 4, 3, 6  # printings that a name set apart has, that one behind a sort has, that are read at most


@dataclass(frozen=True, slots=True)
class Name:
    """A printed name of a programme: [start, end) in the text, the name as a slot writes it, its head noun and how it stands."""

    start: int
    end: int
    name: str
    head: str
    how: str  # quoted, title, bare
    inner: str = ""  # what stands inside the quotation marks
    marks: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind that the head noun tells, empty where there is none."""
        return heads().get(self.head, "")


def find_names(reading: Reading) -> Iterator[Name]:
    """All printed stretches that may be a programme's name, in the order of the text."""
    quoted = [*_quoted(reading), *_joined_by_plus(reading)]
    quoted += [each for each in _set_apart(reading) if not any(other.start < each.end and each.start < other.end for other in quoted)]
    taken = [(each.start, each.end) for each in quoted]
    bare = [each for each in _bare(reading) if not any(start < each.end and each.start < end for start, end in taken)]
    bare = [each for each in bare if not any(other.start <= each.start and each.end < other.end for other in bare)]
    yield from sorted([*quoted, *bare], key=lambda each: (each.start, each.end))


def _set_apart(reading: Reading) -> list[Name]:
    """Names whose quotation marks are lost: set apart by blanks in the headline, or right behind 平台, 系统 …, and printed again below."""
    text = reading.text
    names: dict[str, str] = {}
    if reading.headline:
        for piece in _PIECE.finditer(text, reading.headline.start, reading.headline.end):
            names.setdefault(piece.group(), "spaced")
    for found in _BEHIND_SORT.finditer(text):
        for size in range(5, 1, -1):
            name = found["name"][:size]
            if len(name) == size and text.count(name) >= _OFTEN:
                names.setdefault(name, "sort")
                break
    kinds = {mention.name: mention.kind for mention in reading.mentions} | {text[each.start : each.end]: each.kind for each in reading.mentions}
    found_names: list[Name] = []
    for name, how in names.items():
        times = text.count(name)
        if times < _AGAIN or kinds.get(name) in ("Place", "Person", "Group"):
            continue
        places = [at.start() for at in re.finditer(re.escape(name), text)][:_SHOWN]
        sort = re.search(rf"{_SORTS}(?={re.escape(name)})", text)
        head = head_of(name) or (sort.group() if sort else "")
        # as if its quotation marks were there
        marks = ("tail=none", f"inner_head={bool(head_of(name))}", "comma=False", f"apart={how}", f"apart_times={min(times, 8)}")
        found_names += [Name(at, at + len(name), name, head, "quoted", name, (*marks, *_context(text, at, at + len(name)))) for at in places]
    return found_names


def clean(text: str) -> str:
    """A name without quotation marks."""
    return re.sub(r"[“”‘’《》「」『』\"]", "", text).strip()


def _quoted(reading: Reading) -> Iterator[Name]:
    text = reading.text
    for found in _MARKED.finditer(text):
        inner = (found["inner"] or found["title"]).strip()
        if found["title"]:
            yield Name(found.start(), found.end(), inner, head_of(inner), "title", inner, _context(text, found.start(), found.end()))
            continue
        end, tail = _tail(text, found.end(), _verb_behind(reading, found.end()))
        start = found.start()
        head = head_of(tail) or head_of(inner)
        name = inner + (tail.removeprefix("的") if head_of(tail) and not _LOOSE.search(tail) else "")
        marks: tuple[str, ...] = (
            f"tail={'head' if head_of(tail) else 'none'}",
            f"inner_head={bool(head_of(inner))}",
            f"comma={any(mark in inner for mark in '，,、：')}",
        )
        if "+" in inner or "＋" in inner:
            marks += ("plus",)
            head = head or "模式"
        yield Name(start, end if head_of(tail) else found.end(), name, head, "quoted", inner, (*marks, *_context(text, start, end)))


def _context(text: str, start: int, end: int) -> tuple[str, ...]:
    left = text[max(0, start - 26) : start]
    left = re.split(r"[，。；：！？\n]", left)[-1]
    found = _RIGHT_BEFORE.search(left)
    verb = found["verb"] if found else ""
    near = bool(_BEFORE_NAME.search(left))
    return (f"verb={verb or ('near' if near else 'none')}", f"next={text[end : end + 1]}", f"next2={text[end : end + 2]}")


def _verb_behind(reading: Reading, at: int) -> int:
    """Where the first verb behind a place stands that ends a name."""
    text = reading.text
    first = bisect_left(reading.words, at, key=lambda word: word.start)
    return next((word.start for word in reading.words[first : first + 9] if word.tag == "v" and _stops(text[word.start : word.end], word)), len(text))


def _tail(text: str, end: int, limit: int) -> tuple[int, str]:
    """The head noun's phrase behind a closing quotation mark, before `limit`: where it ends, and its text; empty where there is none."""
    stretch = _TAIL.match(text, end)
    if not stretch:
        return end, ""
    limit = max(end, min(limit, stretch.end()))
    stop = _TAIL_STOP.search(text, end + 1 if text.startswith("的", end) else end, limit)
    if stop:
        limit = stop.start()
    best = end
    for head in head_pattern().finditer(text, end, limit):
        if len(head.group()) > 1 and not _NOT_HEAD_AFTER.match(text, head.end()):
            best = head.end()
            if text[best : best + 1] not in ("", "项") and head.group() not in ("专项", "计划", "管理", "服务", "志愿服务"):
                break
    return best, text[end:best]


def _joined_by_plus(reading: Reading) -> Iterator[Name]:
    """Names such as 党支部+合作社+农户 that stand without quotation marks."""
    text = reading.text
    for found in _PLUS.finditer(text):
        if found.start() and text[found.start() - 1] in "“‘《":
            continue
        start = _left_edge(reading, found.start("plus")) if reading.words else found.start()
        start = max(start, found.start())
        end, tail = _tail(text, found.end(), _verb_behind(reading, found.end()))
        inner = text[start : found.end()]
        name = inner + (tail.removeprefix("的") if head_of(tail) and not _LOOSE.search(tail) else "")
        yield Name(start, end if head_of(tail) else found.end(), name, head_of(tail) or "模式", "plus", inner, _context(text, start, end))


def _bare(reading: Reading) -> Iterator[Name]:
    """Names without quotation marks: a head noun at a word's end, and the nouns before it."""
    text = reading.text
    ends = {word.end for word in reading.words}
    for head in head_pattern().finditer(text):
        size = len(head.group())
        if (size == 1 and head.group() not in "贷节") or (ends and head.end() not in ends) or _NOT_HEAD_AFTER.match(text, head.end()):
            continue
        start = _left_edge(reading, head.start())
        inside = text[start : head.start()]
        if not 3 <= head.end() - start <= _LONGEST or start == head.start():
            continue
        name = clean(text[start : head.end()])
        marks = (f"generic={bool(_GENERIC.match(inside))}", *_context(text, start, head.end()))
        yield Name(start, head.end(), name, head.group(), "bare", "", marks)


def _left_edge(reading: Reading, at: int) -> int:
    """Where the noun phrase that runs up to `at` begins."""
    words = reading.words
    index = bisect_left(words, at, key=lambda word: word.end)
    if not words or index >= len(words):
        return at
    start = at
    if words[index].end > at:  # the head noun's word begins before it
        start = min(at, words[index].start)
        index -= 1
    floor = max(0, at - _LONGEST)
    depth = 0
    while index >= 0 and words[index].start >= floor:
        word = words[index]
        text = reading.text[word.start : word.end]
        if text in "）)":
            depth += 1
        elif text in "（(":
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and text not in _INNER_MARKS - frozenset("、“”‘’") and (word.tag not in _KEEP_TAGS or "\n" in text or _stops(text, word)):
            break
        start = word.start
        index -= 1
    return _without_lead(reading, _to_last_place(reading, start, at), at)


def _stops(text: str, word: Word) -> bool:
    """Whether no name runs over a word: a launching verb, or a verb that quoted names seldom hold; verbs used as nouns (改造工程) may stand inside."""
    if text in _STOP_WORDS:
        return word.tag != "vn"
    return word.tag == "v" and len(text) > 1 and marks_of_words().get(text, 0) < -1


def _to_last_place(reading: Reading, start: int, at: int) -> int:
    """The edge moved to the last of a chain of places that the name begins with: of 青田县方山乡龙现村… what 龙现村 begins."""
    first = reading.mention_at(start)
    while first and first.kind == "Place" and (second := reading.mention_at(first.end)) and second.kind in ("Place", "Organization") and second.end < at:
        start, first = second.start, second
    return start


def _without_lead(reading: Reading, start: int, at: int) -> int:
    """The edge moved past what begins no name: counts (一批, 3个), adverbs, times like 近日, verbs that govern the rest."""
    moved = True
    while moved and start < at:
        moved = False
        words = within(reading.words, start, at)[:1]
        if not words:
            break
        word = words[0]
        text = reading.text[word.start : word.end]
        counts = re.fullmatch(r"(?:[一二三两几数多\d]+|首|全|多)(?:个|项|批|支|套|场|次|大|种|家|类|条|座)?", text)
        rest = at - word.end
        if (
            (word.tag == "v" and rest >= 2 and marks_of_words().get(text, 0) <= 0)
            or (word.tag == "PER" and rest >= 4)
            or (word.tag == "a" and len(text) == 1)
            or (word.tag == "m" and not _NUMBER_OF_NAME.fullmatch(text))
            or word.tag in ("ad", "vd", "f")
            or (word.tag in ("TIME", "t") and not re.search(r"\d{4}", text))
            or (counts and word.tag == "m" and not text.endswith("大"))
            or word.tag == "q"
            or text in "—-－·、"
        ):
            start, moved = word.end, True
    return start
