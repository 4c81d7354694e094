"""The unit that follows a printed number: matched longest first, with its class and the way a fact writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

UnitClass = Literal["money", "size", "share", "time", "age", "count"]

_LEXICON = Path(__file__).parent / "data" / "lexicon"
_AFTER_SCORE = re.compile(r"[，。；、！？,.;!?)）”’\s的呢制和以左多余]|$")
_MILE = re.compile(r"里(?=[路地远长外山水，。、；的]|$)")
_CUBIC = re.compile(r"[水土石沙砂木混的，。、；]|$")
_ARABIC_ONLY = frozenset(("两", "升", "方", "分", "尺", "丈", "担", "期", "股", "m", "克", "孔", "字", "集", "节", "垄", "池", "通"))
_HALF_INSIDE = re.compile(r"个(多|半)(月|小时|钟头|星期|礼拜|学期|季度|世纪|工作日)")
_SMALLER = {"亩": "分", "斤": "两", "元": "角", "块": "毛"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit at a place: where it ends, how a fact writes it, its class.

    `inside` is a hedge or a half printed inside the unit (3个多月: 多, 两个半小时: 半).
    """

    end: int
    written: str
    kind: UnitClass
    inside: str = ""


@cache
def unit_lexicon() -> dict[str, tuple[str, UnitClass]]:
    """Printed unit → (how a fact writes it, its class), from `data/lexicon/units.txt`."""
    lexicon: dict[str, tuple[str, UnitClass]] = {}
    for line in _lines("units.txt"):
        kind, *units = line.split()
        known = next((each for each in get_args(UnitClass) if each == kind), None)
        if known is None:
            raise ValueError(f"units.txt: no class of units: {kind!r}")
        for unit in units:
            printed, _, written = unit.partition("=")
            lexicon[printed] = (written or printed, known)
    return lexicon


@cache
def _guards() -> dict[str, str]:
    return dict(line.split() for line in _lines("unit_guards.txt"))


@cache
def _by_first() -> dict[str, tuple[str, ...]]:
    first: dict[str, list[str]] = {}
    for printed in unit_lexicon():
        first.setdefault(printed[0], []).append(printed)
    return {char: tuple(sorted(units, key=len, reverse=True)) for char, units in first.items()}


def _lines(name: str) -> list[str]:
    text = (_LEXICON / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def fixed_numbers() -> re.Pattern[str]:
    """Matches a word that begins with a numeral and counts nothing, from `data/lexicon/fixed_numbers.txt`."""
    words = sorted({word for line in _lines("fixed_numbers.txt") for word in line.split()}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))


def unit_at(text: str, at: int, *, arabic: bool = True) -> Unit | None:
    """The unit printed at `at`, a space before it allowed; None where none stands there.

    `arabic` tells whether the number before it is in Western digits: some units (升, 方, 两) are believed only there.
    """
    if text.startswith(" ", at):
        at += 1
    if at >= len(text):
        return None
    if text[at] == "个" and (found := _HALF_INSIDE.match(text, at)):
        return Unit(found.end(), "个" + found[2], "time", found[1])
    for printed in _by_first().get(text[at], ()):
        if text.startswith(printed, at) and _stands(text, at, printed, arabic):
            written, kind = unit_lexicon()[printed]
            return Unit(at + len(printed), written, kind)
    return None


def _stands(text: str, at: int, printed: str, arabic: bool) -> bool:
    end = at + len(printed)
    following = text[end : end + 1]
    if len(printed) > 1 or not following:
        return not (printed.isascii() and following.isascii() and following.isalpha())
    if not arabic and printed in _ARABIC_ONLY:
        return False
    if following in _guards().get(printed, ""):
        return printed == "支" and text.startswith("支队伍", at)
    if printed == "分":
        return bool(_AFTER_SCORE.match(following))
    if printed == "里":
        return bool(_MILE.match(text, at))
    if printed == "方":
        return bool(_CUBIC.match(following))
    if printed == "支":
        return not text.startswith("支队", at) or text.startswith("支队伍", at)
    return not (printed.isascii() and following.isascii() and following.isalnum())


def smaller_unit(unit: str) -> str | None:
    """The unit ten times smaller that may follow without a mark of its own: 两亩一分."""
    return _SMALLER.get(unit)
