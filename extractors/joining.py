"""An article's text as a reader joins it, with the page offset of every character.

Wrapped lines are closed up (blank lines in mid-word too), paragraph ends are one line break, blanks that separate names are
one space, blanks inside numbers and dates go, and full-width letters, digits and radicals become their common forms where
one character stands for one; half-width marks between Chinese characters become full-width. Nothing is added but line
breaks, which carry the offset of the break they stand for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from extractors.layout import Line, continues, lines_of
from ontology.records import Page, Span

_BLANKS = " \t\u3000\u00a0"
_INSIDE = re.compile(r"[0-9]|[年月日号时分时个多余亿万元%％.]")
NARROW = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
# Radicals that PDF text layers put for the character they look like, and that Unicode (EquivalentUnifiedIdeograph) equates without normalising.
_RADICALS = dict(zip("⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰", "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙", strict=True))
_KEPT = frozenset("，。！？：；（）、…“”‘’《》—～·．％")  # punctuation stays as printed; its forms tell where a text is from


def join(page: Page, spans: Sequence[Span]) -> tuple[str, tuple[int, ...]]:
    """The joined text of spans of a page in reading order, and the page offset of each of its characters."""
    text = page.text
    chars: list[str] = []
    offsets: list[int] = []
    before: Line | None = None
    edge = -1
    for line, piece, first in _pieces(page, spans):
        if before is not None:
            broken = not continues(before, line) if line is not before else False
            seam = first and line is not before
            if broken and not (seam and before.kind == line.kind == "body" and not before.complete):
                chars.append("\n")
                offsets.append(edge)
        _add(text, piece, chars, offsets)
        before, edge = line, min(piece.end, len(text) - 1)
    return "".join(chars), tuple(offsets)


def _pieces(page: Page, spans: Sequence[Span]) -> list[tuple[Line, Span, bool]]:
    """The parts of lines that lie in the spans, in the spans' order; True for a span's first."""
    lines = lines_of(page.text)
    found = []
    for span in spans:
        first = True
        for line in lines:
            start, end = max(line.start, span.start), min(line.end, span.end)
            if start < end:
                found.append((line, Span(start, end), first))
                first = False
    return found


def _add(text: str, piece: Span, chars: list[str], offsets: list[int]) -> None:
    at = piece.start
    while at < piece.end:
        char = text[at]
        if char in _BLANKS:
            stop = at
            while stop < piece.end and text[stop] in _BLANKS:
                stop += 1
            previous = chars[-1] if chars else "\n"
            following = text[stop] if stop < piece.end else "\n"
            if previous != "\n" and following != "\n" and not (_INSIDE.match(previous) and _INSIDE.match(following)):
                chars.append(" ")
                offsets.append(at)
            at = stop
            continue
        chars.append(_wide(text, at) if char in NARROW else plain(char))
        offsets.append(at)
        at += 1


def _wide(text: str, at: int) -> str:
    """A half-width mark as the full-width one where Chinese stands beside it, so that rules need to know one form only."""
    beside = (text[at - 1] if at else "", text[at + 1] if at + 1 < len(text) else "")
    return NARROW[text[at]] if any("\u3000" <= char <= "\u9fff" or char in "“”‘’）（，。" for char in beside if char) else text[at]


def plain(char: str) -> str:
    """The common form of one character, itself where there is no form of one character."""
    if char < "\u0080" or "\u4e00" <= char <= "\u9fff" or char in _KEPT:
        return char
    form = _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
    return form if len(form) == 1 else char
