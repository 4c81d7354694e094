"""Sentences, clauses and quotations of an article's joined text, by its punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ontology.records import Span

_SENTENCE_END = re.compile(r"[。！？；!?;]+[”’」』）)》】]*|…{1,2}[”’]?(?=[\u4e00-\u9fff“])|\.{3,}(?=[\u4e00-\u9fff“])|\n+")
_CLAUSE_END = re.compile(r"[，：—]+[”’」』）)》】]*|[,:](?!\d)")
_LONGEST_DECK = 50  # characters: a longer line is text
_NO_DECK = re.compile(r"[。；]|[，、,：:]$|^[\s（(/□■◎●]*(?:本报|记者|通讯员|阅读提示)|记者\s|^[□■◎●]")
_QUOTED = re.compile(r"“([^“”\n]*)(?:”|(?=\n|$|“))|「([^「」\n]*)」|『([^『』\n]*)』|\"([^\"\n“”]+)\"")


def split_sentences(text: str, headline: Span | None = None) -> tuple[Span, ...]:
    """The sentences, together covering the text; a headline is one of its own."""
    cuts = [found.end() for found in _SENTENCE_END.finditer(text)]
    if headline is not None:
        cuts = [cut for cut in cuts if not headline.start < cut < headline.end] + [headline.start, headline.end]
    return tuple(_between(cuts, 0, len(text)))


def split_clauses(text: str, sentences: tuple[Span, ...]) -> tuple[Span, ...]:
    """The sentences cut further behind commas and colons."""
    cuts = [found.end() for found in _CLAUSE_END.finditer(text)] + [each.end for each in sentences]
    return tuple(_between(cuts, 0, len(text)))


def find_quotes(text: str) -> tuple[Span, ...]:
    """What stands inside quotation marks, marks excluded; an unclosed quotation runs to its paragraph's end."""
    spans = []
    for found in _QUOTED.finditer(text):
        group = found.lastindex
        if group and found.start(group) < found.end(group):
            spans.append(Span(found.start(group), found.end(group)))
    return tuple(spans)


def find_headline(text: str, title: str) -> Span | None:
    """Where the article's title stands at the text's beginning, None where it does not: blanks may differ."""
    at = 0
    for char in title:
        if char.isspace():
            continue
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text) or text[at] != char:
            return None
        at += 1
    return Span(0, _deck_end(text, at)) if 0 < at < len(text) else None


def _deck_end(text: str, end: int) -> int:
    """Where a headline of several lines ends: a deck or second headline is a short line that ends no sentence and names no reporter."""
    while text[end : end + 1] == "\n" and (stop := text.find("\n", end + 1)) >= 0:
        line = text[end + 1 : stop]
        if not 0 < len(line) <= _LONGEST_DECK or _NO_DECK.search(line):
            break
        end = stop
    return end


def _between(cuts: list[int], start: int, end: int) -> Iterator[Span]:
    for cut in sorted({*cuts, end}):
        if start < cut <= end:
            yield Span(start, cut)
            start = cut
