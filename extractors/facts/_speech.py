"""Verbs of saying, and where the words that they report stand: before, behind, in quotation marks or without."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.reading import Reading
from ontology.records import Span

_SAY = (
    "说道|说|表示|介绍说|介绍道|介绍|指出|强调|告诉|回应称|回应|坦言|感慨|感叹|透露|解释说|解释道|解释|回忆道|回忆|补充道|"
    "补充|谈及|谈到|呼吁|直言|笑称|称赞道|建议道|"
    "认为|称|表态|承诺|宣布|提出|提醒|答道|回答|问道|反问|笑道|赞不绝口|道谢|讲道|分析道|分析|评价道|评价|赞叹|倡议|念叨|总结道|总结说|写道|喊道|吆喝|答|问|道"
)
_WISH = "希望|鼓励|勉励|叮嘱|嘱咐|嘱托|感谢|祝福|祝愿|赞扬|称赞|肯定|要求|期待|号召|寄语|激励"
_TOPIC_VERBS = "汇报|通报|阐述|讲述|分享|致辞|致欢迎辞|致贺辞|点评|点赞|(?<=作)[^，。]{2,24}报告|给予(?=[^，。]{0,8}(?:肯定|评价|赞))|致以|论述"
_NAMING = frozenset(["介绍", "表示", "提出", "宣布", "指出", "强调", "回忆", "分析", "透露", "评价"])
SAY = re.compile(rf"(?:{_SAY})(?:说|道|称)?")
WISH = re.compile(rf"(?:{_WISH})")
_TOPIC = re.compile(rf"(?:{_TOPIC_VERBS})")
_PHRASE = re.compile(r"(?:代表|对|就|围绕|向|为|从)[^，。；：对就]{2,60}$")
_LEADS_TO_QUOTE = re.compile(r"(?=[：:]“)")
_VERB_TAGS = frozenset(("v", "vd", "vn", "ad"))
_ENDS = "。！？!?\n"
# What may follow 说 and make it no verb of saying.
_NO_SAY = re.compile(r"^(?:明|服|法|到底|起来|不定|实话|白了|白|辞|教|来|不清|好|得上|一不二|是|过|唱|和|理)")
_NO_BEFORE = {
    "说": re.compile(r"(?:据|可以|应该|不得不|虽然|所|没|不|再|听|小|传|学|游|诉|解|话|述|知|难|常|都|老|来|按理|可|怎么|实|评|叙|胡)$"),
    "称": re.compile(r"(?:据|号|堪|自|又|被|职|简|名|统|俗|尊|宣|命|人|可|美|通|代|谎|全)$"),
    "问": re.compile(r"(?:慰|访|学|顾|疑|询|过|提|追|审|质|请|发|设|拷|借|试)$"),
    "答": re.compile(r"(?:报|解|应|作|问|对)$"),
    "道": re.compile(r"(?!)"),
}
_ENDING = re.compile(
    r"(?:说|说道|表示|介绍|介绍说|介绍道|坦言|感慨|感叹|称|解释|解释说|解释道|回忆|回忆道|透露|指出|强调|告诉|笑道|讲道|"
    r"总结道|总结说|直言|认为|回应|补充道|补充说|建议道|问|答|问道|答道|道谢|赞不绝口|吆喝|呼吁|提醒|分析|评价道|念叨|赞叹)"
)
_WISHED = re.compile(r"(?!的|和|与|、|。|书|下|出)")
_SHORTEST_WISH = 6
BODILESS = re.compile(
    r"(?:会议|大会|全会|报告|意见|通知|公告|方案|办法|条例|规定|决定|文件|通报|讲话|文章|数据|据悉|据了解|据介绍|记者|"
    r"论坛|活动|座谈会|推进会|动员会|调度会|常委会|倡议书|《[^》]*》|”|要求|规划|纲要|法律|制度)[\u4e00-\u9fff]{0,2}$"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A verb of saying with what is said: `place` is before, after, quoted_before, quoted_after or topic."""

    start: int
    end: int
    verb: str
    quote: Span
    place: str


def opening(text: str, at: int) -> int:
    """Where the sentence that holds `at` begins, a quotation before it left out: “…。”张三说 begins at 张三."""
    for place in range(at - 1, -1, -1):
        char = text[place]
        if char in _ENDS or char in "；;":
            return place + 1
        if char in '”"' and place > 0 and text[place - 1] in "。！？!?，,…～":
            return place + 1
    return 0


def ending(text: str, at: int) -> int:
    """Where the sentence that holds `at` ends, its mark included; marks inside quotation marks do not end it."""
    depth = 0
    for place in range(at, len(text)):
        char = text[place]
        if char in "“":
            depth += 1
        elif char in "”":
            depth = max(0, depth - 1)
            if depth == 0 and place > 0 and text[place - 1] in "。！？!?…":
                return place + 1
        elif char in _ENDS and depth == 0:
            return place + 1
    return len(text)


def said(reading: Reading) -> list[Said]:
    """Every verb of saying outside quotation marks with the words it reports, in reading order."""
    found: list[Said] = []
    text = reading.text
    for verb in SAY.finditer(text):
        if _is_speech(reading, verb.start(), verb.end()):
            quote = _quote_of(reading, verb.start(), verb.end(), verb.group())
            if quote is not None:
                found.append(quote)
    known = {each.end for each in found}
    by_end = {word.end: word for word in reading.words}
    for lead in _LEADS_TO_QUOTE.finditer(text):
        said_by = by_end.get(lead.start())
        if said_by is not None and said_by.end not in known and said_by.tag in _VERB_TAGS and not reading.in_quote(said_by.start):
            quote = _quote_of(reading, said_by.start, said_by.end, text[said_by.start : said_by.end])
            if quote is not None:
                found.append(Said(quote.start, quote.end, "other", quote.quote, quote.place))
    told = [each.quote for each in found if each.place != "topic"]
    spoken = {each.start for each in found}
    for verb in _TOPIC.finditer(text):
        topic = _topic(text, verb.start(), verb.end(), verb.group())
        if topic is not None and not reading.in_quote(verb.start()) and not _inside(told, verb.start()) and not SAY.search(text[verb.end() : topic.quote.end]):
            found.append(topic)
    for verb in WISH.finditer(text):
        inside = _inside(told, verb.start()) and not re.search(r"[，；。](?:并|也|同时|还)(?:也|还)?$", text[max(0, verb.start() - 5) : verb.start()])
        if verb.start() in spoken or inside or reading.in_quote(verb.start()) or not _WISHED.match(text, verb.end()):
            continue
        begin = verb.end() + (text[verb.end() : verb.end() + 1] in "，：:")
        end = ending(text, begin)
        if end - begin >= _SHORTEST_WISH:
            found.append(Said(verb.start(), verb.end(), verb.group(), Span(begin, end), "wish" if begin == verb.end() else "wish_after"))
    return sorted(found, key=lambda each: (each.start, each.end))


def _inside(spans: list[Span], at: int) -> bool:
    return any(span.start <= at < span.end for span in spans)


def _is_speech(reading: Reading, start: int, end: int) -> bool:
    text = reading.text
    verb = text[start:end]
    if reading.in_quote(start):
        return False
    refused = _NO_BEFORE.get(verb)
    if refused and (_NO_SAY.match(text[end : end + 4]) or refused.search(text[max(0, start - 4) : start])):
        return False
    if verb in ("道", "问", "答"):
        return text[end : end + 1] in "，：:。" and (verb != "道" or bool(re.search(r"[说地着]$|”[^。]*$", text[max(0, start - 1) : start])))
    return True


def _quote_of(reading: Reading, start: int, end: int, verb: str) -> Said | None:
    text = reading.text
    rest = re.match(
        r"(?:[^，。：:；“”]{0,16}?(?:记者|大家|他们|游客|孩子们|队员|老人|群众|村民)(?:们)?(?:说|道)?)?(?P<mark>[，,：:]?)\s*(?P<open>“?)", text[end:]
    )
    assert rest is not None  # every part of the pattern may be empty
    mark, at = rest["mark"], end + rest.end()
    before = None if mark in ("：", ":") and rest["open"] else _quoted_before(text, start)
    if before is not None:
        return Said(start, end, verb, _first_words(text, before), "quoted_before")
    close = text.find("”", at) if rest["open"] else -1
    if close > at and (text[close - 1] in "。！？!?…，～" or text[close + 1 : close + 2] in "。！？，；\n"):
        return Said(start, end, verb, _first_words(text, Span(at, close)), "quoted_after")
    if rest["open"]:
        at -= 1
    if mark:
        stop = ending(text, at)
        return Said(start, end, verb, Span(at, stop), "after") if stop - at >= 4 else None
    if text[end : end + 1] in "。！!" or end == len(text):
        begin = opening(text, start)
        if not _ENDING.fullmatch(verb):
            return None
        earlier = Span(opening(text, begin - 1), begin) if begin > 0 else None
        return Said(start, end, verb, earlier, "before") if earlier and earlier.end - earlier.start >= 6 else None
    return _reported(text, start, end, verb)


def _reported(text: str, start: int, end: int, verb: str) -> Said | None:
    """What follows a verb with no mark: a topic (介绍了情况, 对…表示感谢) or words in indirect speech (称会反映)."""
    phrase = _PHRASE.search(text[opening(text, start) : start])
    if verb in _NAMING and (phrase or text[end : end + 1] == "了"):
        return _topic(text, start, end, verb)
    stop = ending(text, end)
    return Said(start, end, verb, Span(end, stop), "reported") if stop - end >= 4 else None


def _topic(text: str, start: int, end: int, verb: str) -> Said | None:
    """A topic: from the phrase that leads to the verb, or the verb, to the end of its clause."""
    left = opening(text, start)
    phrase = _PHRASE.search(text[left:start])
    first = left + phrase.start() if phrase else start
    stop = next((place for place in range(end, len(text)) if text[place] in "，。；！？\n"), len(text))
    return Said(start, end, verb, Span(first, stop), "topic") if stop - first >= 4 else None


def _quoted_before(text: str, at: int) -> Span | None:
    begin = opening(text, at)
    if begin == 0 or text[begin - 1] not in '”"':
        return None
    start = text.rfind("“", 0, begin - 1)
    claimed = start > 0 and (text[start - 1] in "：:" or (text[start - 1] in "，," and SAY.search(text[max(0, start - 8) : start])))
    return Span(start + 1, begin - 1) if start >= 0 and not claimed else None


def _first_words(text: str, quote: Span) -> Span:
    """The first sentence of a quotation, or the first few where they are short."""
    end = quote.start
    while end < quote.end:
        stop = next((place + 1 for place in range(end, quote.end) if text[place] in _ENDS), quote.end)
        end = stop
        if end - quote.start >= 16:
            break
    return Span(quote.start, end)


def bare_quotes(reading: Reading, claimed: list[Said]) -> list[Span]:
    """Whole sentences in quotation marks that no verb of saying reports."""
    taken = [each.quote for each in claimed]
    found = []
    for quote in reading.quotes:
        words = reading.text[quote.start : quote.end]
        if len(words) >= 8 and words[-1:] in "。！？!?，…" and not any(quote.overlaps(each) for each in taken):
            found.append(_first_words(reading.text, quote))
    return found
