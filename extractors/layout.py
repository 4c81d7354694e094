"""The lines of a page: which are headlines, bylines, page heads or noise, and which continue the line before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from ontology.records import Span

LineKind = Literal["headline", "byline", "body", "head", "noise"]

ENDS = "。！？!?…”’》）)；"
_PAGE_HEAD = re.compile(
    r"^(?:第?\s*[0-9A-Z一二三四五六七八九十]{1,3}\s*版?\s*[:：·]?\s*)?(?:要闻|综合|本地|新闻|时政|专版|广告|副刊|民生|经济|社会|县域|头版|深度|关注|视点|视界|聚焦|版)(?:\s*[·:：]\s*\S{1,6})?$"
    r"|^第\s*[0-9A-Z一二三四五六七八九十]+\s*版.{0,12}$|^[A-Z]?\d{1,2}\s*(?:版|要闻|综合).{0,10}$"
    r"|^(?:\d{4}年)?\d{1,2}月\d{1,2}日\s*星期.{0,30}$"
)
_NOISE = re.compile(
    r"^(?:返回搜狐.*|责任编辑.*|责编.{0,20}|.{0,6}编辑\s*[:：].{0,40}|校对\s*[:：].{0,20}|来源\s*[:：].{0,30}|投稿.{0,40}|扫码.{0,20}|点击.{0,20}|往期.{0,20}"
    r"|.{0,12}(?:二维码|公众号).{0,20}|版式\s*[:：].{0,20}|审核\s*[:：].{0,20}|监制\s*[:：].{0,20})$"
)
_ROLE = r"(?:本报)?(?:全媒体|融媒体?|见习|首席|特约|实习|摄影)?(?:记者|通讯员|评论员|作者|实习生)"
_BYLINE = re.compile(rf"^[\s□■◎●▲△○◆☆★（(/]*(?:{_ROLE}|文/|图/|摄影)[\s:：]*[\u4e00-\u9fff·\s、/：:（）()]{{0,50}}$|^[□■◎●▲△].{{1,40}}$")
DATELINE = re.compile(
    r"^\s*(?:本报讯|本报[\u4e00-\u9fff]{0,4}\d|[\u4e00-\u9fff]{2,8}(?:日报|晚报|新闻网|网|社|客户端|新闻)[\u4e00-\u9fff]{0,4}(?:讯|\d{1,2}月\d{1,2}日电)|[（(]?(?:本报|特约)?记者[^，。]{1,20}(?:通讯员[^，。]{1,20})?[)）])"
)
_LONGEST_HEADLINE = 46
_LEAST_RUN = 4  # so many lines of one width make a column


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: [start, end) without surrounding blanks, what it is, and how many blank lines stand before it."""

    start: int
    end: int
    text: str
    kind: LineKind
    blanks: int
    wrapped: bool  # in a column of wrapped lines

    @property
    def span(self) -> Span:
        """Where it stands on the page."""
        return Span(self.start, self.end)

    @property
    def complete(self) -> bool:
        """Whether it ends a sentence."""
        return self.text[-1] in ENDS


def lines_of(text: str) -> list[Line]:
    """The lines of a page with their kinds."""
    raw: list[tuple[int, int, int]] = []
    at = blanks = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = at + line.index(stripped[0])
            raw.append((start, start + len(stripped), blanks))
            blanks = 0
        else:
            blanks += 1
        at += len(line) + 1
    widths = _columns([end - start for start, end, _ in raw])
    lines: list[Line] = []
    for (start, end, before), width in zip(raw, widths, strict=True):
        piece = text[start:end]
        kind = _kind(piece, width, lines[-1] if lines else None)
        lines.append(Line(start, end, piece, kind, before, width > 0))
    return lines


def _columns(lengths: list[int]) -> list[int]:
    """For every line the width of the column that it stands in, 0 where lines are not wrapped."""
    widths = [0] * len(lengths)
    for first in range(len(lengths)):
        window = lengths[first : first + 2 * _LEAST_RUN]
        common, _ = Counter(window).most_common(1)[0]
        near = [at for at, length in enumerate(window) if abs(length - common) <= 1]
        if len(near) >= _LEAST_RUN and 8 <= common <= 40:
            for at in range(near[0], near[-1] + 1):
                widths[first + at] = max(widths[first + at], common)
    return widths


def _kind(text: str, width: int, before: Line | None) -> LineKind:
    if _NOISE.match(text):
        return "noise"
    if _PAGE_HEAD.match(text):
        return "head"
    if _BYLINE.match(text) and len(text) <= 60:
        return "byline"
    continues = before is not None and before.kind == "body" and not before.complete
    if len(text) > _LONGEST_HEADLINE or text[-1] in "。；，、,：" or DATELINE.match(text):
        return "body"
    if width and abs(len(text) - width) <= 1 and (continues or text.count("，") + text.count(",") > 0):
        return "body"
    if continues and (width or len(text) < 4):
        return "body"
    if text.count("，") + text.count(",") > 2 or "。" in text[:-1]:
        return "body"
    if text[-1] in "！？!?”）)…" and (continues or "，" in text):
        return "body"
    return "headline"


def continues(before: Line, after: Line) -> bool:
    """Whether the second line goes on in the first one's sentence or paragraph, so that nothing stands between them."""
    if before.kind != "body" or after.kind != "body":
        return before.kind == after.kind == "headline" and before.wrapped and after.wrapped
    return not before.complete
