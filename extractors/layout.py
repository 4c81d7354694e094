"""The lines of a page: which are headlines, bylines, page heads or noise, and which continue the line before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractors.seams import seam
from ontology.records import Span

LineKind = Literal["headline", "byline", "body", "head", "noise"]

ENDS = "。！？!?…”’》）)；"
_PAGE_HEAD = re.compile(
    r"^(?:第?\s*[0-9A-Z一二三四五六七八九十]{1,3}\s*版?\s*[:：·]?\s*)?(?:要闻|综合|本地|新闻|时政|专版|广告|副刊|民生|经济|社会|县域|头版|深度|关注|视点|视界|聚焦|版)(?:新闻)?(?:\s*[·:：]\s*\S{1,6})?$"
    r"|^第\s*[0-9A-Z一二三四五六七八九十]+\s*版.{0,12}$|^[A-Z]?\d{1,2}\s*(?:版|本地|要闻|综合).{0,12}$"
    r"|^(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?\s*星期.{0,30}$"
)
_NOISE = re.compile(
    r"^(?:返回搜狐.*|责任编辑.*|责编.{0,20}|.{0,6}编辑\s*[:：].{0,40}|校对\s*[:：].{0,20}|来源\s*[:：].{0,30}|投稿.{0,40}|扫码.{0,20}|点击.{0,20}|往期.{0,20}"
    r"|.{0,12}(?:二维码|公众号).{0,20}|版式\s*[:：].{0,20}|审核\s*[:：].{0,20}|监制\s*[:：].{0,20})$"
)
_REPORTER = re.compile(r"记者|通讯员|摄")
_CREDIT_LINE = re.compile(r"^[^，。！？“”]{0,16}(?:记者|通讯员|采写|供稿|作者)[\s:：｜|]*[^，。！？“”的在对与和]{2,24}$")
CREDIT = re.compile(r"(?:摄|供图|文/图|供稿|报道|(?:记者|通讯员|作者)[\s:：]*[\u4e00-\u9fff]{2,8})[)）]?$")
_HINT = r"^(?:阅读提示|内容提要|核心提示|新闻提示|导读|编者按|提要)$"  # stands above a text that belongs to the article
_ROLE = r"(?:本报)?(?:全媒体|融媒体?|见习|首席|特约|实习|摄影)?(?:记者|通讯员|评论员|作者|实习生)"
_BYLINE = re.compile(rf"^[\s□■◎●▲△○◆☆★（(/]*(?:{_ROLE}|文/|图/|摄影)[\s:：]*[\u4e00-\u9fff·\s、/：:（）()]{{0,50}}$|^[□■◎●▲△].{{1,40}}$")
DATELINE = re.compile(
    r"^\s*(?:本报讯|本报[\u4e00-\u9fff]{0,4}\d|[\u4e00-\u9fff]{2,8}(?:日报|晚报|新闻网|网|社|客户端|新闻)[\u4e00-\u9fff]{0,4}(?:讯|\d{1,2}月\d{1,2}日(?:电|讯|消息))"
    r"|[（(]?(?:本报|特约)?记者[^，。]{1,20}(?:通讯员[^，。]{1,20})?[)）])"
)
_BRACKETED = re.compile(r"^[（(][^（）()]*[)）]$")
_LONGEST_HEADLINE = 50
_MOST_COMMAS = 2  # in a headline
_SHORTEST_HEADLINE = 7  # characters, where no wider gap sets the line off: shorter ones are the rest of a torn word
_COLUMN_HEAD = 12  # characters: no column head is longer
_MARKS = re.compile(r"[，。！？：；、,!?:()（）]")
_HEADLINE = 1.9  # votes that make a headline
_AFTER_HEAD = 0.7  # votes for a line under a page or column head
_SURE = 2.0  # nats of a seam from which on two lines are likely one word's halves
_NEVER_LAST = "的了和与在是为将及或被把对从向以"  # characters on which no headline ends
_BELOW, _BELOW_LENGTH = 12, 250  # lines and characters below a headline in which its words recur
_COLUMN = range(10, 41)  # characters that a column's line may have
_RAGGED = 4  # characters by which lines of one column differ: half-width marks and indents; in a narrow one fewer
_RAGGED_PART = 5  # a fifth of the line at most
_NEAR = 3  # lines above and below that tell whether a line stands in a column
_LEAST_NEAR = 3  # of them must be as long as it


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: [start, end) without surrounding blanks, what it is, and how many blank lines stand before it.

    `wrapped` tells that it stands in a column of wrapped lines, `apart` that a wider gap than usual on this page is before it.
    """

    start: int
    end: int
    text: str
    kind: LineKind
    blanks: int
    wrapped: bool
    apart: bool = False

    @property
    def span(self) -> Span:
        """Where it stands on the page."""
        return Span(self.start, self.end)

    @property
    def complete(self) -> bool:
        """Whether it ends a sentence."""
        return self.text[-1] in ENDS


@dataclass(frozen=True, slots=True)
class _Raw:
    start: int
    text: str
    blanks: int
    width: int  # of its column, 0 where it is not in one
    apart: bool
    tight: bool  # a narrower gap than usual is before it: it goes on in the line before


def lines_of(text: str) -> list[Line]:
    """The lines of a page with their kinds."""
    raw = _raw(text)
    lines: list[Line] = []
    for at, each in enumerate(raw):
        kind = _kind(raw, at, lines[-1] if lines else None)
        lines.append(Line(each.start, each.start + len(each.text), each.text, kind, each.blanks, each.width > 0, each.apart))
    return lines


def _raw(text: str) -> list[_Raw]:
    found: list[tuple[int, str, int]] = []
    at = blanks = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            found.append((at + line.index(stripped[0]), stripped, blanks))
            blanks = 0
        else:
            blanks += 1
        at += len(line) + 1
    usual = Counter(before for _, _, before in found[1:]).most_common(1)[0][0] if len(found) > 1 else 0
    widths = _columns([len(line) for _, line, _ in found])
    return [
        _Raw(start, line, before, width, before > usual or not at, before < usual and at > 0)
        for at, ((start, line, before), width) in enumerate(zip(found, widths, strict=True))
    ]


def _columns(lengths: Sequence[int]) -> list[int]:
    """For every line the width of the column that it stands in, 0 where lines are not wrapped; a paragraph's short last line has it too."""
    widths: list[int] = []
    for at, length in enumerate(lengths):
        around = [*lengths[max(0, at - _NEAR) : at], *lengths[at + 1 : at + 1 + _NEAR]]
        alike = [each for each in around if abs(each - length) <= min(_RAGGED, length // _RAGGED_PART)]
        if length in _COLUMN and len(alike) >= _LEAST_NEAR:
            widths.append(max(*alike, length))
        elif widths and widths[-1] and length < widths[-1] and abs(lengths[at - 1] - widths[-1]) <= _RAGGED:
            widths.append(widths[-1])
        else:
            widths.append(0)
    return widths


def _kind(raw: Sequence[_Raw], at: int, before: Line | None) -> LineKind:
    text = raw[at].text
    if _NOISE.match(text) and not _REPORTER.search(text):
        return "noise"
    if _PAGE_HEAD.match(text):
        return "head"
    if re.match(_HINT, text):
        return "byline"
    if len(text) <= _LONGEST_HEADLINE and (_BYLINE.match(text) or _CREDIT_LINE.match(text)):
        return "byline"
    if _may_be_headline(raw[at]) and _headline_score(raw, at, before) >= _HEADLINE:
        return "headline"
    return "head" if _is_column_head(raw, at, before) else "body"


def _is_column_head(raw: Sequence[_Raw], at: int, before: Line | None) -> bool:
    """A few words without a mark, nothing broken off before them, a headline's line behind them."""
    line, after = raw[at], raw[at + 1] if at + 1 < len(raw) else None
    ended = before is None or before.kind != "body" or before.complete or bool(CREDIT.search(before.text))
    few = len(line.text) <= _COLUMN_HEAD and not line.width and not _MARKS.search(line.text)
    return few and ended and after is not None and _may_be_headline(after) and len(after.text) > _SHORTEST_HEADLINE


def _may_be_headline(line: _Raw) -> bool:
    text = line.text
    return not (
        len(text) > _LONGEST_HEADLINE
        or _BRACKETED.match(text)
        or text[-1] in "。；，、,：:;"
        or "。" in text[:-1]
        or _commas(text) > _MOST_COMMAS
        or DATELINE.match(text)
    )


def _commas(text: str) -> int:
    return text.count("，") + text.count(",")


def _headline_score(raw: Sequence[_Raw], at: int, before: Line | None) -> float:
    """How much speaks for a headline, in votes: the gaps, what stands before and behind, its form, its words in the text below."""
    line, after = raw[at], raw[at + 1] if at + 1 < len(raw) else None
    text = line.text
    score = (
        1.5 * line.apart - 0.7 * _commas(text) + 0.5 * bool(re.search(r"[\s：:｜|！!—]", text[1:-1])) + 0.5 * (len(text) >= _COLUMN_HEAD) + (text[0] in "【[")
    )
    if after is not None:
        score += after.apart - 2 * after.tight - (seam(text, after.text) >= _SURE)
        if DATELINE.match(after.text) or _BYLINE.match(after.text):
            score += 2
        elif line.width and after.width and not after.apart:
            score -= 2 if before is not None and before.wrapped and abs(len(before.text) - len(text)) <= _RAGGED else 1
        below = "".join(each.text for each in raw[at + 1 : at + 1 + _BELOW])[:_BELOW_LENGTH]
        score += 3 if _plain(below).startswith(_plain(text)[:8]) else 2 * max(_shared(text, below), _elsewhere(raw, at))
    if before is None or before.kind != "body" or before.complete or CREDIT.search(before.text):
        score += 1 + _AFTER_HEAD * (before is not None and before.kind in ("head", "noise"))
    elif len(before.text) >= _SHORTEST_HEADLINE or before.wrapped:
        score -= 1 + 1.5 * before.wrapped
    if len(text) < _SHORTEST_HEADLINE:
        score -= 3
    if text[-1] in "！？!?”）)…" and "，" in text:
        score -= 1
    return score - 1.5 * (text[-1] in _NEVER_LAST)


def _elsewhere(raw: Sequence[_Raw], at: int) -> float:
    """How many of a line's words stand together somewhere on the page: a headline may be far from its text."""
    if raw[at].width and not raw[at].apart:
        return 0.0
    others = [each.text for number, each in enumerate(raw) if number != at and not (_may_be_headline(each) and not each.width)]
    return max((_shared(raw[at].text, "".join(others[first : first + _BELOW])[:_BELOW_LENGTH]) for first in range(len(others))), default=0.0)


def _plain(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff0-9A-Za-z]", "", text)


def _shared(text: str, below: str) -> float:
    pairs = {text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalnum()}
    return sum(pair in below for pair in pairs) / len(pairs) if pairs else 0.0


def continues(before: Line, after: Line) -> bool:
    """Whether the second line goes on in the first one's sentence or paragraph, so that nothing stands between them."""
    if before.kind != "body" or after.kind != "body":
        return before.kind == after.kind == "headline" and before.wrapped and after.wrapped
    return not before.complete
