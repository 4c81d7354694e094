"""Splitting a page into its articles: what belongs together, in reading order, and what belongs to none.

Headline groups and datelines open an article. A stretch of body that begins in mid-sentence goes back to the stretch that broke
off, a headline to the body whose words it shares. Page heads, column heads and portal noise belong to no article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from extractors.headlines import glued_headline
from extractors.layout import DATELINE, Line, lines_of
from extractors.portal import portal_spans
from extractors.strands import Paragraph, bigrams, paragraphs_of, strands
from ontology.records import Article, ArticleKind, Page, Span

_TURN = re.compile(r"[（(](?:下转|上接|紧接)[^）)]{1,12}[）)]")
_PHOTO = re.compile(r"(?:图为|图片|文/图|摄(?:影)?[）)]?\s*$|资料图|供图)")
_COLUMN_HEAD = 12  # characters: no column head is longer
_SHARED = 0.34  # share of a headline's words that its article has, at least
_GLUED = 160  # characters at an article's beginning in which a glued headline and what tells its end stand
_BRIEF = 150  # characters: an article shorter than this is a brief


def split(page: Page) -> tuple[Article, ...]:
    """The articles of a page, in reading order of their first spans."""
    lines = lines_of(page.text)
    if len(lines) <= 2 and all(line.kind in ("body", "headline", "noise") for line in lines):
        spans = [span for line in lines if line.kind != "noise" for span in portal_spans(page.text, line.start, line.end)]
        return (_article(page, 1, lines, spans),) if spans else ()
    articles = []
    for number, group in enumerate(sorted(_groups(lines), key=lambda group: min(line.start for line in group)), 1):
        articles.append(_article(page, number, group, spans_of(page.text, group)))
    return tuple(articles)


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of every article, in reading order."""
    paragraphs, loose = paragraphs_of(lines)
    if not paragraphs:
        return [loose] if loose else []
    found = strands(paragraphs, loose)
    groups = {number: (list(heads), members) for number, (heads, members) in enumerate(found) if members}
    words = {number: bigrams(" ".join(paragraphs[at].text for at in members)) for number, (_, members) in groups.items()}
    for heads, members in found:
        if not members:
            _place_heads(heads, groups, words)
    ordered = []
    for number, (heads, members) in sorted(groups.items()):
        kept = [line for line in heads if len(line.text) > _COLUMN_HEAD or len(heads) == 1 or _share(line, words[number]) > 0]
        ordered.append(_with_heads(sorted(kept, key=lambda line: line.start), [paragraphs[at] for at in members]))
    return ordered


def _with_heads(heads: Sequence[Line], paragraphs: Sequence[Paragraph]) -> list[Line]:
    """An article's lines in reading order: its headlines first, a subhead above its paragraph."""
    inside = {line for paragraph in paragraphs[1:] for line in paragraph.heads if line in heads} if len(heads) > 1 else set()
    if inside and len(inside) == len(heads):
        inside.discard(heads[0])
    lines = [line for line in heads if line not in inside]
    for paragraph in paragraphs:
        lines.extend(line for line in paragraph.heads if line in inside)
        lines.extend(paragraph.lines)
    return lines


def _place_heads(heads: Sequence[Line], groups: Mapping[int, tuple[list[Line], list[int]]], words: Mapping[int, Counter[str]]) -> None:
    """Headlines that no paragraph chose go to the article that has their words, kickers to the headline beside them; column heads to none."""
    for line in heads:
        best = max(groups, key=lambda number: (_share(line, words[number]), -number))
        if _share(line, words[best]) < _SHARED:
            beside = [number for number, (others, _) in groups.items() if any(0 < other.start - line.end <= 3 for other in others)]
            if len(line.text) <= _COLUMN_HEAD or not beside:
                continue
            best = beside[0]
        groups[best][0].append(line)


def _share(line: Line, words: Counter[str]) -> float:
    own = bigrams(line.text)
    return sum(word in words for word in own) / len(own) if own else 0.0


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
    if not heads and (glued := glued_headline(page.text[first : first + _GLUED].lstrip())):
        title = page.text[first : first + _GLUED].lstrip()[:glued]
    if not title or len(title) > 60:
        title = re.split(r"[。！？，\n]", page.text[first : first + 60].strip())[0][:30]
    return Article(Article.id_of(page.id, number), page.id, number, title, _kind(body), tuple(spans))


def _kind(body: str) -> ArticleKind:
    if _TURN.search(body):
        return "fragment"
    if re.search(r"本报评论员|评论员[\s　]|[一二三四五六七八九]论", body[:80]):
        return "commentary"
    if re.search(r"^访|专访|对话", body[:60]):
        return "interview"
    if len(body) < 300 and _PHOTO.search(body) and not any(DATELINE.match(line) for line in body.splitlines()):
        return "photo"
    return "brief" if len(body) < _BRIEF else "news"
