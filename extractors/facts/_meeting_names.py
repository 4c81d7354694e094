"""Where a text names a meeting: the name's borders, and what next to it says that the meeting took place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractors.reading import Mention, Reading, Word

_LEXICON = Path(__file__).parent.parent / "data" / "lexicon"
_NOT_BEHIND = r"(?!员|长|堂|馆|场|客|计|费|诊|展中心|议|务委|谈|代表$)"
_NO_MEETING = re.compile(
    r"会议(?:室|中心|厅|纪要|事)|活动(?:室|中心|场所|阵地|站|点|板房|量|空间)|仪式感|论坛报|大会(?:常|代表|堂|主席团成员)|"
    r"座谈(?:了|中)?(?:$|[^，。；会交])"
)
_SERIAL = re.compile(
    r"[”’]?(?:第[一二三四五六七八九十百\d]+次(?:全体)?(?:[（(]扩大[）)])?会议|"
    r"[（(](?:第[一二三四五六七八九十\d]+[场次]|[\u4e00-\u9fff]{2,6}专?场)[）)])"
)
_CLOSED = re.compile(r"“[^“”\n]{1,60}”|‘[^‘’\n]{1,40}’|《[^《》\n]{1,60}》|[（(][^（）()\n]{1,16}[）)]|\"[^\"\n]{1,40}\"")
_INSIDE = frozenset("、·•-—/“”‘’（）()《》")
_PARTICLES = frozenset(["的", "了", "着", "过", "所", "该", "其", "此", "本", "我", "他", "她", "我们", "他们", "大家", "这", "那", "此次", "本次", "这次"])
_KEPT_PREPOSITIONS = frozenset(["关于", "对口"])
_CONVEYED_BEHIND = re.compile(
    r"[”）)]?(?:[^，。；、]{0,6}?(?:精神|要求(?![，,：])|部署|决定|讲话)|[和、与及][^，。；]{4,40}?精神)"
)  # also where the spirit of several meetings is one: A会议和B会议精神
_DAY = re.compile(r"[日号天晚]|上午|下午|近日|日前|昨|当天|凌晨|夜|前夕|月底|月初|中旬|上旬|下旬|\d月$|以来|时$|分$|期间")
_LEAD = re.compile(
    r"^(?:以及|[\s、，,的了“”\"‘’·]|[（(][^（）()]{0,24}(?:记者|摄|图|电|讯)[^（）()]{0,24}[）)]|(?:通讯员|记者)?(?:供图|摄)(?=.)|今年|去年|明年|(?:隆重|成功|顺利|正式|圆满|集中|共同|联合|组织|召开|举办|举行|开展|出席|参加|主持)(?!签约|动员)|(?:\d+|[一二两三四五六七八九十]+|首|多|每|数|此|本|这|该|各)(?:次|场|个|余场|期|届)(?=座|会|活|仪|签|专|主|的|大|动|推|重|现|培|研|论|专)|各类|多种|系列(?=活动)|一系列|专门(?=的|会)|出席(?=会)|同步|共同|一行(?=座)|的)+"
)
_GLUED = re.compile(r"(?:召开|举行|举办|主持|出席|参加|列席|为)(?=[\u4e00-\u9fff]{0,2}$)")
_HELD_BEHIND = re.compile(
    r"^(?:[”’\"]|[（(][^）)]{1,16}[）)])*(?:主题)?(?:活动)?(?:[^，。；：、]{0,2}日(?:上午|下午)?|今日|昨日|今天|近日)?(?:于|在)?[^，。；：召举开闭]{0,30}?(?:正式|隆重|成功|顺利|胜利|如期|圆满|盛大)*(?:召开|举行|举办|开幕|闭幕|启动|启幕|拉开帷幕|结束|落幕|开班|举办完成|完成各项议程)"
)
_AT_BEHIND = re.compile(r"^[”’]?(?:活动)?(?:上|中(?!心)|现场|期间|时的|结束后|后(?!续)|前(?!期)|当天|之前|之后)")
_SAYS_BEHIND = re.compile(r"^[”’]?(?:还|并|同时|要|上)?(?:明确|提出|强调|指出|要求|认为|决定|由|传达|听取|审议|学习|通报|研究|邀请|宣布|表彰|以)")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed name of a meeting: [start, end), its head noun with that noun's sort, the verb before it, and what follows.

    `behind` is `held` (…召开), `at` (…上), `spirit` (…精神), `says` (…强调) or empty.
    """

    start: int
    end: int
    head: str
    sort: str
    verb: str
    verb_start: int
    behind: str

    @property
    def launched(self) -> bool:
        """Whether the text says that it was held."""
        return _use(self.verb) == "launch" or self.behind == "held"


# What begins a standing body's meeting, so that a verb of conveying before it is no part of its name: 贯彻落实|市第十二次党代会.
_OF_A_BODY = re.compile(
    r"(?:全[国省市区县镇乡州]|[省市区县镇乡州](?:第|委|[一二三四五六七八九十\d]+届|[^，。；、]{0,6}(?:全会|党代会|两会))|"
    r"第?[一二三四五六七八九十\d]+届|中央)"
)
_OTHER_ITEMS = ("活动", "节", "精神", "指示", "讲话")  # what stands beside a meeting in a list; 节暨… is one name
_DAY_NAMED = re.compile(r"\d{1,2}[·•．]\d{1,2} ?\Z")


@cache
def _by_word(name: str) -> dict[str, str]:
    """The words of a lexicon file, each with the sort that its line begins with."""
    sorts: dict[str, str] = {}
    for line in (_LEXICON / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sort, *words = line.split()
            sorts.update(dict.fromkeys(words, sort))
    return sorts


def _sorts() -> dict[str, str]:
    return _by_word("meeting_heads.txt")


def _use(word: str) -> str:
    """What a word next to a name is for: launch, attend, convey, stop, or nothing."""
    return _by_word("meeting_words.txt").get(word, "")


@cache
def _head() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(sorted(_sorts(), key=lambda each: (-len(each), each)))}){_NOT_BEHIND}")


def printed_meetings(reading: Reading) -> list[Printed]:
    """All printed names of meetings, in order; of two that share their start the longer."""
    text = reading.text
    masked = _masked(text)
    found: list[Printed] = []
    for head in _head().finditer(text):
        if _NO_MEETING.match(text, head.start()) or (head.group() == "常委会" and not _HELD_BEHIND.match(text[head.end() : head.end() + 8])):
            continue
        end = head.end()
        while serial := _SERIAL.match(text, end):
            end = serial.end()
        each = _printed(reading, masked, head.group(), head.start(), end)
        if each is None:
            continue
        if found and found[-1].start >= each.start and found[-1].end <= each.end:
            found.pop()
        found.append(each)
    return found


def _masked(text: str) -> str:
    """The text with what stands in quotation marks or brackets made unreadable, at the same offsets."""
    return _CLOSED.sub(lambda found: "□" * len(found.group()), text)


def _printed(reading: Reading, masked: str, head: str, head_start: int, end: int) -> Printed | None:
    quote = next((each for each in reading.quotes if each.start <= head_start < each.end), None)
    sentence = reading.sentence(head_start)
    floor = sentence.start
    if quote and quote.start >= floor and end <= quote.end + 1:
        floor = quote.start  # a name inside quotation marks ends with them
    start, verb = _start(reading, masked, floor, head_start, bool(quote), end)
    if dated := _DAY_NAMED.search(reading.text, floor, start):  # an event named by its day: 8·12事故
        start = dated.start()
        before = reading.mention_before(start) or reading.mention_before(start - 1)
        if before and before.kind in ("Place", "Organization") and before.start >= floor and not reading.text[before.end : start].strip():
            start = before.start
            verb = next((each for each in reading.words if each.end == start and _use(reading.text[each.start : each.end]) == "launch"), verb)
    glued = _GLUED.search(reading.text[start:head_start])
    if glued:  # the tagger took 出席会议 for one word
        start += glued.end()
    lead = _LEAD.match(reading.text[start:head_start])
    if lead:
        start += lead.end()
    if glued:
        verb = Word(start - len(glued.group()), start, "v")
    behind = _behind(reading.text[end : end + 60])
    if quote and not behind and end == quote.end:
        behind = _behind(reading.text[end + 1 : end + 60])
    return Printed(start, end, head, _sorts()[head], reading.text[verb.start : verb.end] if verb else "", verb.start if verb else -1, behind)


def _behind(rest: str) -> str:
    if _AT_BEHIND.match(rest):
        return "at"
    if _HELD_BEHIND.match(rest):
        return "held"
    if _CONVEYED_BEHIND.match(rest):
        return "spirit"
    return "says" if _SAYS_BEHIND.match(rest) else ""


def _start(reading: Reading, masked: str, floor: int, head_start: int, quoted: bool, end: int) -> tuple[int, Word | None]:
    """Where the name begins: behind the nearest word to the left that no name holds; and that word if it is a verb."""
    text = masked if not quoted else reading.text
    conveyed = bool(_CONVEYED_BEHIND.match(reading.text, end))
    words = [each for each in reading.words if floor <= each.start < head_start]
    start = head_start
    for word in reversed(words):
        printed = text[word.start : word.end]
        if "□" in printed:
            start = min(start, word.start)
            continue
        if word.end > head_start and not printed.startswith(("召开", "举行")):
            start = min(start, word.start)
            continue
        use = _use(printed)
        if use == "launch" and printed == "组织" and text.startswith("工作", word.end):
            use = ""  # 组织工作会议: the work of organising
        if use == "convey" and _OF_A_BODY.match(text, word.end):
            return word.end, word
        if use in ("launch", "attend") or (conveyed and use == "convey"):
            return word.end, word
        if use == "stop":
            return word.end, _verb_before(reading, words, word)
        if _stops(reading, word, printed, text):
            return word.end, _verb_before(reading, words, word)
        start = word.start
    return start, None


def _verb_before(reading: Reading, words: list[Word], stop: Word) -> Word | None:
    """The verb right before a particle or adverb that ends the name on its left: 召开了, 举行首次."""
    at = words.index(stop)
    for word in reversed(words[max(0, at - 2) : at + 1]):
        if _use(reading.text[word.start : word.end]) in ("launch", "attend", "convey"):
            return word
    return stop if reading.text[stop.start : stop.end] in ("在", "于") else None


def _stops(reading: Reading, word: Word, printed: str, text: str) -> bool:
    if word.tag == "w" or printed.strip("，。；：！？,;:!?\n\r…—　 ") == "":
        return printed not in _INSIDE or (printed == "、" and _ends_name(text, word.start))
    if word.tag == "p":
        return printed not in _KEPT_PREPOSITIONS
    if word.tag in ("u", "xc", "r") and printed in _PARTICLES:
        return True
    if word.tag == "c":
        return printed in ("并", "而", "但", "因", "因此", "如果") or _ends_name(text, word.start)
    if word.tag in ("TIME", "t"):
        return bool(_DAY.search(printed))
    return word.tag == "PER" and not any(each.start <= word.start < each.end for each in reading.quotes)


def _ends_name(text: str, at: int) -> bool:
    """Whether another meeting's name ends there, so that 、 or 和 separates two names."""
    before = text[max(0, at - 3) : at]
    return bool(re.search(r"(?:会|会议|仪式|论坛|沙龙|课堂|班|签约|[”’])$", before)) or (text[at] in "、和" and before.endswith(_OTHER_ITEMS))


def leading_mention(reading: Reading, start: int, end: int) -> Mention | None:
    """The body or place that a meeting's name begins with."""
    return next((each for each in _in(reading, start, end) if each.start <= start + 1 and each.kind in ("Organization", "Place", "Group")), None)


def _in(reading: Reading, start: int, end: int) -> Iterator[Mention]:
    yield from reading.mentions_in(start, end)
