"""Verbs of saying, and where the words that they report stand: before, behind, in quotation marks or without."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.reading import Reading
from ontology.records import Span

_SAY = (
    "说道|说|表示|介绍说|介绍道|介绍|指出|强调|告诉|回应称|回应|坦言|感慨|感叹|透露|解释说|解释道|解释|回忆道|回忆|补充道|补充|谈及|谈到|呼吁|直言|笑称|称赞道|建议道|"
    "认为|称|表态|承诺|宣布|提出|提醒|答道|回答|问道|反问|笑道|赞不绝口|道谢|讲道|分析道|分析|评价道|评价|赞叹|倡议|念叨|总结道|总结说|写道|点赞|喊道|吆喝|答|问|道"
)
_WISH = "希望|鼓励|勉励|叮嘱|嘱咐|嘱托|感谢|祝福|祝愿|赞扬|称赞|肯定|要求|期待|号召|寄语|激励"
_TOPIC_VERBS = "汇报|通报|阐述|讲述|分享|讲解|说明|论述|致辞|致欢迎辞|致贺辞|发言|点评|讲授|报告|给予|送上|致以|提问"
_NAMING = frozenset("介绍 表示 提出 宣布 指出 强调 回忆 分析 透露 评价".split())
SAY = re.compile(rf"(?:{_SAY})(?:说|道|称)?")
WISH = re.compile(rf"(?:{_WISH})")
_TOPIC = re.compile(rf"(?:{_TOPIC_VERBS})")
_PHRASE = re.compile(r"(?:代表|对|就|围绕|向|为|从)[^，。；：对就]{2,60}$")
_ENDS = "。！？!?\n"
# What may follow 说 and make it no verb of saying.
_NO_SAY = re.compile(r"^(?:明|服|法|到底|起来|不定|实话|白了|白|辞|教|来|不清|好|得上|一不二|是|过|唱|和|理)")
_NO_BEFORE = re.compile(r"(?:据|可以|应该|不得不|虽然|所|没|不|再|听|小|传|学|游|诉|解|话|述|知|难|常|都|用|老|俗话|人们|大家|大家都|村民们|居民们|纷纷|号|堪|自|又|被|职|简|名|人|统|俗|尊|声|宣)$")
_NO_DAO = re.compile(r"[\u4e00-\u9fff]$")
BODILESS = re.compile(r"(?:会议|大会|全会|报告|意见|通知|公告|方案|办法|条例|规定|决定|文件|通报|讲话|文章|数据|据悉|据了解|据介绍|记者|论坛|活动|座谈会|推进会|动员会|调度会|常委会|倡议书|《[^》]*》|”|要求|规划|纲要|法律|制度)[\u4e00-\u9fff]{0,2}$")


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
        if char in "”\"" and place > 0 and text[place - 1] in "。！？!?，,…～":
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
    for verb in _TOPIC.finditer(text):
        topic = _topic(text, verb.start(), verb.end(), verb.group())
        if topic is not None and not reading.in_quote(verb.start()):
            found.append(topic)
    spoken = {each.start for each in found}
    for verb in WISH.finditer(text):
        if verb.start() not in spoken and not reading.in_quote(verb.start()):
            end = ending(text, verb.end())
            if end - verb.end() >= 6:
                found.append(Said(verb.start(), verb.end(), verb.group(), Span(verb.end(), end), "wish"))
    return sorted(found, key=lambda each: (each.start, each.end))


def _is_speech(reading: Reading, start: int, end: int) -> bool:
    text = reading.text
    verb = text[start:end]
    if reading.in_quote(start):
        return False
    if verb in ("说", "称", "道", "问", "答") and (_NO_SAY.match(text[end : end + 4]) or _NO_BEFORE.search(text[max(0, start - 4) : start])):
        return False
    if verb in ("道", "问", "答"):
        return text[end : end + 1] in "，：:。" and (verb != "道" or bool(re.search(r"[说地着]$|”[^。]*$", text[max(0, start - 1) : start])))
    return True


def _quote_of(reading: Reading, start: int, end: int, verb: str) -> Said | None:
    text = reading.text
    rest = re.match(r"(?:[^，。：:；“”]{0,16}?(?:记者|大家|他们|游客|孩子们|队员|老人|群众|村民)(?:们)?(?:说|道)?)?(?P<mark>[，,：:]?)\s*(?P<open>“?)", text[end:])
    assert rest is not None  # every part of the pattern may be empty  # noqa: S101 - tells mypy so
    mark, at = rest["mark"], end + rest.end()
    before = _quoted_before(text, start)
    if before is not None:
        return Said(start, end, verb, _first_words(text, before), "quoted_before")
    if rest["open"]:
        close = text.find("”", at)
        return Said(start, end, verb, _first_words(text, Span(at, close if close > 0 else ending(text, at))), "quoted_after")
    if mark:
        stop = ending(text, at)
        return Said(start, end, verb, Span(at, stop), "after") if stop - at >= 4 else None
    if text[end : end + 1] in "。！!" or end == len(text):
        begin = opening(text, start)
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
    if begin == 0 or text[begin - 1] not in "”\"":
        return None
    start = text.rfind("“", 0, begin - 1)
    return Span(start + 1, begin - 1) if start >= 0 else None


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
