"""Splitting a page into its articles: what belongs together, in reading order, and what belongs to none.

Headline groups and datelines open an article. A stretch of body that begins in mid-sentence goes back to the stretch that broke
off, a headline to the body whose words it shares. Page heads, column heads and portal noise belong to no article.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.layout import DATELINE, Line, lines_of
from ontology.records import Article, ArticleKind, Page, Span

_PORTAL_HEAD = re.compile(r"^\s*原标题\s*[：:]\s*")
_PORTAL_TAIL = re.compile(
    r"(?:[（(]?(?:责任编辑|责编|编辑|校对|审核|监制|一审|二审|三审|初审|复审|终审|审稿|来源|文字编辑|视频剪辑|供图|主编|总监制|制作|编审|排版|值班编委|编辑丨|责任编辑丨)\s*[：:丨|/][^，。！？]{0,40}[）)]?"
    r"|返回搜狐，查看更多|责任编辑：?|↓+|投稿[^。]{0,60}|(?:点击|扫码|长按|戳|欢迎|关注)[^。，]{0,40}(?:关注|原文|阅读|二维码|公众号)[^。]{0,20}|END|推荐阅读.*|往期回顾.*|\s)+$"
)
_TURN = re.compile(r"[（(](?:下转|上接|紧接)[^）)]{1,12}[）)]")
_PHOTO = re.compile(r"(?:图为|图片|文/图|摄(?:影)?[）)]?\s*$|资料图|供图)")
_COLUMN_HEAD = 12  # characters: no column head is longer
_SHARED = 0.34  # share of a headline's bigrams that its body has, at least
_BRIEF = 150  # characters: an article shorter than this is a brief


@dataclass(slots=True)
class _Block:
    """Lines that follow one another and belong together: headlines first, then body."""

    heads: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)

    @property
    def open_start(self) -> bool:
        return bool(self.body) and not self.heads

    @property
    def open_end(self) -> bool:
        texts = [line for line in self.body if line.kind == "body"]
        return bool(texts) and not texts[-1].complete

    def words(self) -> Counter[str]:
        return bigrams("".join(line.text for line in self.body))


def bigrams(text: str) -> Counter[str]:
    """The pairs of Chinese characters and digits that follow one another in a text."""
    plain = re.sub(r"[^\u4e00-\u9fff0-9A-Za-z]", " ", text)
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1) if " " not in plain[at : at + 2])


def split(page: Page) -> tuple[Article, ...]:
    """The articles of a page, in reading order of their first spans."""
    lines = lines_of(page.text)
    if len(lines) <= 2 and all(line.kind in ("body", "headline", "noise") for line in lines):
        spans = [span for line in lines if line.kind != "noise" for span in _portal(page.text, line)]
        return (_article(page, 1, lines, spans),) if spans else ()
    groups = _attach(_blocks(lines))
    articles = []
    for number, group in enumerate(sorted(groups, key=lambda group: min(line.start for line in group)), 1):
        articles.append(_article(page, number, group, spans_of(page.text, group)))
    return tuple(articles)


def _portal(text: str, line: Line) -> list[Span]:
    """A portal copy without 原标题 before and without the editors' and the portal's lines behind."""
    head = _PORTAL_HEAD.match(line.text)
    start = line.start + (head.end() if head else 0)
    tail = _PORTAL_TAIL.search(text, start, line.end)
    end = tail.start() if tail else line.end
    return [Span(start, end)] if end > start else []


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    """Lines as blocks: a headline, a dateline or a page head after body opens a new one."""
    blocks = [_Block()]
    for at, line in enumerate(lines):
        if line.kind in ("head", "noise"):
            if blocks[-1].body:
                blocks.append(_Block())
            continue
        if line.kind == "headline":
            if blocks[-1].body:
                blocks.append(_Block())
            blocks[-1].heads.append(line)
            continue
        if line.kind == "byline":
            following = next((each for each in lines[at + 1 : at + 3] if each.kind in ("body", "headline")), None)
            opens = bool(following and DATELINE.match(following.text)) and any(each.kind == "body" for each in blocks[-1].body)
            if opens:
                blocks.append(_Block())
        elif DATELINE.match(line.text) and any(each.kind == "body" for each in blocks[-1].body):
            blocks.append(_Block())
        blocks[-1].body.append(line)
    return [block for block in blocks if block.heads or block.body]


def _attach(blocks: Sequence[_Block]) -> list[list[Line]]:
    """Blocks as articles: torn body parts and headlines go where their words are."""
    bodies = [block for block in blocks if block.body]
    if not bodies:
        return [[line for block in blocks for line in block.heads]] if blocks else []
    spread = Counter(word for block in bodies for word in set(block.words()))
    weight = {word: math.log(1 + len(bodies) / (number - 0.5)) for word, number in spread.items()}
    owner = _continued(bodies, weight)
    groups: dict[int, list[Line]] = {at: list(block.body) for at, block in enumerate(bodies) if owner[at] == at}
    for at, block in enumerate(bodies):
        if owner[at] != at:
            groups[owner[at]].extend(block.body)
    words = {at: bigrams("".join(line.text for line in group)) for at, group in groups.items()}
    following = 0
    for block in blocks:
        if block.body:
            following = bodies.index(block)
        elif following + 1 < len(bodies) and bodies[following] in blocks[: blocks.index(block)]:
            following += 1
        _place_heads(block.heads, owner[following], words, weight, groups)
    return [_in_order(group) for group in groups.values()]


def _in_order(group: Sequence[Line]) -> list[Line]:
    """An article's lines in reading order: a headline that stands below the whole body comes first, all else as on the page."""
    bodies = [line.start for line in group if line.kind == "body"]
    last = max(bodies, default=0)
    return sorted(group, key=lambda line: (not (line.kind == "headline" and bodies and line.start > last), line.start))


def _continued(bodies: Sequence[_Block], weight: dict[str, float]) -> list[int]:
    """For every body part the part that it continues, itself where it begins an article."""
    owner = list(range(len(bodies)))
    for at, block in enumerate(bodies):
        first = block.body[0]
        if not block.open_start or DATELINE.match(first.text) or at == 0:
            continue
        options = [
            (similarity(block.words(), bodies[other].words(), weight) + 0.3 * bodies[other].open_end, -abs(at - other), other)
            for other in range(len(bodies))
            if other != at
        ]
        best = max(options, default=None)
        if best is not None and (best[0] > 0.12 or bodies[at - 1].open_end):
            root = best[2]
            while owner[root] != root:
                root = owner[root]
            if root != at:
                owner[at] = root
    return [_root(owner, at) for at in range(len(owner))]


def _root(owner: Sequence[int], at: int) -> int:
    while owner[at] != at:
        at = owner[at]
    return at


def similarity(one: Counter[str], other: Counter[str], weight: dict[str, float]) -> float:
    """Cosine of two bags of bigrams, each pair weighted by how few parts of the page have it."""
    shared = sum(one[word] * other[word] * weight.get(word, 1) ** 2 for word in one.keys() & other.keys())
    norms = [math.sqrt(sum((number * weight.get(word, 1)) ** 2 for word, number in bag.items())) for bag in (one, other)]
    return shared / (norms[0] * norms[1]) if all(norms) else 0.0


def _place_heads(heads: Iterable[Line], following: int, words: dict[int, Counter[str]], weight: dict[str, float], groups: dict[int, list[Line]]) -> None:
    for line in heads:
        own = bigrams(line.text)
        total = sum(weight.get(word, 1.5) for word in own) or 1
        scores = {at: sum(weight.get(word, 0) for word in own if word in bag) / total for at, bag in words.items()}
        best = max(scores, key=lambda at: (scores[at] + (0.2 if at == following else 0), -abs(at - following)))
        if len(line.text) <= _COLUMN_HEAD and scores[best] < _SHARED:
            continue  # a column head: nothing below speaks of it
        groups[best].append(line)


def spans_of(text: str, group: Sequence[Line]) -> list[Span]:
    """The lines of an article as spans: lines that follow one another with nothing but blanks between are one."""
    spans: list[Span] = []
    for line in group:
        if spans and line.start >= spans[-1].end and not text[spans[-1].end : line.start].strip():
            spans[-1] = Span(spans[-1].start, line.end)
        else:
            spans.append(line.span)
    return spans


def _article(page: Page, number: int, group: Sequence[Line], spans: Sequence[Span]) -> Article:
    heads = [line.text for line in group if line.kind == "headline"]
    body = "".join(page.text[span.start : span.end] for span in spans)
    first = min((span.start for span in spans), default=0)
    title = max(heads[:3], key=len) if heads and len(heads[0]) < 12 else heads[0] if heads else ""
    if not title or len(title) > 60:
        title = re.split(r"[。！？，\n]", page.text[first : first + 60].strip())[0][:30]
    return Article(Article.id_of(page.id, number), page.id, number, title, _kind(group, body), tuple(spans))


def _kind(group: Sequence[Line], body: str) -> ArticleKind:
    if _TURN.search(body):
        return "fragment"
    if re.search(r"本报评论员|评论员[\s　]|[一二三四五六七八九]论", body[:80]):
        return "commentary"
    if re.search(r"^访|专访|对话", body[:60]):
        return "interview"
    if len(body) < 300 and _PHOTO.search(body) and not DATELINE.search(body):
        return "photo"
    return "brief" if len(body) < _BRIEF else "news"
