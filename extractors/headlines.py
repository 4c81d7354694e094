"""Headlines that a copy has glued to the text below them: where they end."""

from __future__ import annotations

import re

_WINDOW = 70  # characters in which a glued headline ends
_SHORTEST = 8
_MOST_COMMAS = 2
_MEDIA = (
    r"(?:中新[网社]|人民网|新华[网社]|央[广视]网|中国(?:新闻)?网|光明网|红网|荆楚网|大众网|东方网|极目新闻|封面新闻|澎湃新闻|上游新闻|顶端新闻|红星新闻|中国[\u4e00-\u9fff]{2}[报网]"
    r"|[\u4e00-\u9fff]{2}(?:日报|晚报|新闻网|融媒|晨报|商报|广播|卫视))"
)
_BEGINNING = re.compile(
    rf"{_MEDIA}[^，。、]{{0,10}}(?:讯|电|消息|记者|报道|通讯员)"
    r"|本报讯|[□■◎]|[（(]?(?:本报|特约|全媒体|见习)*记者[\s：:]|[（(]通讯员|近日[，,]|日前[，,]|眼下[，,]|连日来[，,]"
    r"|为(?:进一步|深入|切实|扎实|全面|主动|助力|推动|庆祝|迎接|贯彻|落实|加强|提升|丰富)"
    r"|\d{1,2}月\d{1,2}日(?:上午|下午|晚|至|，|,)|\d{4}年\d{1,2}月|据[^，。]{2,12}(?:消息|报道)|今年以来[，,]|昨日|昨天"
)
_IS_TEXT = re.compile(r"讯|消息|电\s|[0-9]日电|记者|报道|通讯员|作者|近日|日前|[。…▼]$|供图|摄$")
_NO_END = "，、,；：:的在于和与自从至对为到是及《（("  # behind these nothing ends


def glued_headline(text: str) -> int:
    """Where the headline at the beginning of a text without line breaks ends, 0 where none can be told.

    It ends where it is printed a second time, or where an article's usual first words stand though no sentence has ended.
    """
    if repeated := _repeated(text):
        return repeated
    window = text[:_WINDOW]
    for found in _BEGINNING.finditer(window):
        head = window[: found.start()].rstrip()
        if len(head) < _SHORTEST:
            continue
        if (
            _IS_TEXT.search(head)
            or re.search(r"[。；\n]", head)
            or head.count("“") != head.count("”")
            or head[-1] in _NO_END
            or len(re.findall(r"[，,]", head)) > _MOST_COMMAS
        ):
            return 0
        return len(head)
    return 0


def _repeated(text: str) -> int:
    first = text[:_SHORTEST]
    again = text.find(first, _SHORTEST, _WINDOW)
    if len(first) < _SHORTEST or again < 0:
        return 0
    head = text[:again].rstrip()
    return len(head) if _plain(text[again:]).startswith(_plain(head)) else 0


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text)
