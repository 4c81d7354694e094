"""Copies from news portals: one line, with 原标题 before the headline and the portal's and the editors' words around the article."""

from __future__ import annotations

import re

from ontology.records import Span

_HEAD = re.compile(r"\s*(?:(?:原标题\s*[：:])|(?:(?:本文)?(?:转自|来源)\s*[：:]\s*[\u4e00-\u9fff]{2,5}(?:[－—-][\u4e00-\u9fff]{2,4}频道|日报|晚报|网|报)))\s*")
_INSIDE = re.compile(
    r"\s*广告 [^。]{0,60}?×\s*|·{5,}以上广告·{5,}(?:正文)?"
    r"|[\u4e00-\u9fff]{0,4}编辑[：:](?:[\u4e00-\u9fff]{2,3}[,，、 ])+[\u4e00-\u9fff]{2,3}(?=据|近日|日前|[“\d])"
)
_ROLES = (
    r"(?:(?:责任|文字|执行|值班|美术|视觉|新媒体|本期|图文|图片)?编辑|责编|编审|校对|审核|审校|审稿|初审|复审|终审|[一二三]审"
    r"|监制|总监制|主编|值班编委|值班主任|统筹|排版|制作|视频剪辑|供图)"
)
_NAMES = r"(?:[\u4e00-\u9fff·]{2,4}[\s、，,/]*){1,5}"
_TAILS = tuple(
    re.compile(pattern)
    for pattern in (
        r"返回搜狐，查看更多.*$",
        rf"[（(]?{_ROLES}\s*[：:丨|/]\s*[^，。！？“”]{{0,40}}[）)]?$",
        rf"{_ROLES}\s+{_NAMES}$",
        rf"{_ROLES}[：:]?$",
        r"[（(](?:转自|来源|图据|图源|(?:部分)?图片由)[^（）()。]{2,24}[）)]$",
        r"(?:本文)?(?:来源|转自|图据|图源)\s*[：:](?![^。]*(?:记者|通讯员))[^，。！？“”]{0,30}$",
        r"\s图据受访者$|分享让更多人看到$|网友[\u4e00-\u9fff]{2,4}留言$|此文内容为[^。]{2,12}，仅供参考。$",
        r"《\s*[\u4e00-\u9fff]{2,6}\s*》\s*[（(][^（）()]{4,20}版\s*[）)]$",
        r"(?:点击|扫码|长按|戳|欢迎|关注)[^。，]{0,40}(?:关注|原文|阅读|二维码|公众号)[^。]{0,20}$",
        r"(?:END|↓+|推荐阅读.{0,200}|往期回顾.{0,200}|投稿[^。]{0,60})$",
    )
)
_MARKERS = re.compile(r"爆料|维权通道|新闻热线|投稿邮箱|版权归|转载(?:请|或)|侵权|联系我们|政企内容服务|公众号|二维码|客户端下载|更多资讯")
_SENTENCE = re.compile(r"[。！？!?][”）)]?(?=[^”）)])")
_LONGEST_NOTICE = 220  # characters of a portal's notice at the end


def portal_spans(text: str, start: int, end: int) -> list[Span]:
    """The stretches of [start, end) that are the article itself."""
    head = _HEAD.match(text, start, end)
    begin, stop = (head.end() if head else start), _end(text, start, end)
    spans: list[Span] = []
    for found in _INSIDE.finditer(text, begin, stop):
        if found.start() > begin:
            spans.append(Span(begin, found.start()))
        begin = found.end()
    if stop > begin:
        spans.append(Span(begin, stop))
    return spans


def _end(text: str, start: int, end: int) -> int:
    """Where the article ends: what the portal and the editors have put behind it is peeled off from the end."""
    while True:
        before = end
        end = start + len(text[start:end].rstrip())
        for tail in _TAILS:
            if found := tail.search(text, max(start, end - _LONGEST_NOTICE), end):
                end = found.start()
        end = _without_notice(text, start, end)
        if end == before:
            return end


def _without_notice(text: str, start: int, end: int) -> int:
    """The end without a last sentence that speaks for the portal (爆料, 版权 …), whatever its length up to a bound."""
    first = max(start, end - _LONGEST_NOTICE)
    stops = [found.end() for found in _SENTENCE.finditer(text, first, max(first, end - 1))]
    last = stops[-1] if stops else end
    return last if last > start and _MARKERS.search(text, last, end) else end
