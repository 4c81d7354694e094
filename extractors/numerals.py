"""Numbers as they are printed: Arabic, full-width and Chinese numerals, multipliers folded in, ranges of two digits.

`numeral_at` reads the longest number that begins at a place; what is vague (十几, 数百, 几千) or no number at all
(一一, 八一) comes back as None. Values are exact decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ontology.values import Bound

_DIGIT = {each: value for value, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
CHINESE = "零〇一二两三四五六七八九十百千万亿"

_MULTIPLIER = r"万亿|[十百千]?亿|[十百千]?万(?!岁)|[百千](?![瓦米克伏卡帕分赫焦乏])"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?![\d,])|\d{1,3}(?:，\d{3})+(?![\d，])|\d+"
# a hedge written into the number (10余万, 两千多); the look-aheads keep 余杭, 多元化, 来自 out
_INNER = r"(?P<inner> ?[余多来几] ?(?=[百千万亿]))?"
_OUTER = r"(?P<outer> ?(?:余(?![杭款额下姚])|多(?!元化|功能|样)|来(?=[个名人户家亩斤岁年天元块里米])|几(?![乎何])))?"
_PRINTED_ARABIC = re.compile(
    rf"(?P<digits>(?:{_ARABIC})(?:[.．]\d+)?) ?{_INNER}(?P<times>{_MULTIPLIER})?"
    rf"(?P<more>\d+(?:\.\d+)?[百千万]?(?![瓦米克伏卡帕\d.]))?{_OUTER}"
)
_PRINTED_CHINESE = re.compile(
    rf"(?P<digits>[{CHINESE}]+(?:点[零〇一二三四五六七八九]+[十百千万亿]*)?){_INNER}"
    rf"(?P<times>(?<=[余多来几])(?:{_MULTIPLIER}))?{_OUTER}"
)
_PAIR = re.compile(r"[一二两三四五六七八九]{2}")
_NEIGHBOURS = {*("一二", "一两", "二三", "两三", "三四", "四五", "五六", "六七", "七八", "八九", "三五")}
_BARE = frozenset(("百", "千", "万", "亿", "百万", "千万", "百亿", "千亿", "万亿"))
_DIGITS_ALONE = re.compile(r"[零〇一二三四五六七八九]{3,}")
_WIDE = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed number: where it ends, its value or the two ends of its range, what it hedges, how it is written.

    `factor` is the multiplier that was printed beside the digits (1, 10000 …), so that a range's first half can
    share it; `bare` tells a multiplier without digits (万元, 百家), `arabic` digits of the Western kind.
    """

    end: int
    low: Decimal
    high: Decimal
    bound: Bound | None
    factor: int
    arabic: bool
    bare: bool = False


def numeral_at(text: str, start: int) -> Numeral | None:
    """The number printed at `start`, None where none or only a vague one stands there."""
    if text[start] in CHINESE:
        return _chinese_at(text, start)
    return _arabic_at(text, start)


def numeral_end(text: str, start: int) -> int:
    """Where the run of numeral characters at `start` ends, whether or not it makes a number."""
    found = (_PRINTED_CHINESE if text[start] in CHINESE else _PRINTED_ARABIC).match(text, start)
    return found.end() if found else start + 1


def _arabic_at(text: str, start: int) -> Numeral | None:
    found = _PRINTED_ARABIC.match(text, start)
    if not found:
        return None
    digits, inner, times, more, outer = found.group("digits", "inner", "times", "more", "outer")
    factor = multiplier(times) if times else 1
    value = Decimal(digits.translate(_WIDE).replace(",", "")) * factor
    end = found.end() if text[found.end() - 1] != " " else found.end() - 1
    if more and not times:
        more, end = None, found.end("digits")
    if more:
        value += _second_chunk(more, factor)
    return Numeral(end, value, value, _hedge(inner, outer), factor, arabic=True)


def _second_chunk(printed: str, factor: int) -> Decimal:
    """The 2000万 of 1亿2000万 and the 5千 of 3万5千; a lone digit counts the next place (3万5 is 35,000)."""
    if printed[-1] in "百千万":
        return Decimal(printed[:-1].translate(_WIDE)) * multiplier(printed[-1])
    plain = Decimal(printed.translate(_WIDE))
    return plain * factor / 10 if len(printed) == 1 else plain


def _chinese_at(text: str, start: int) -> Numeral | None:
    found = _PRINTED_CHINESE.match(text, start)
    if not found:
        return None
    digits, inner, times, outer = found.group("digits", "inner", "times", "outer")
    end = found.end()
    if digits[-1] == "千" and len(digits) > 1 and text[found.end("digits") : found.end("digits") + 1] in ("瓦", "克", "伏"):
        digits, end = digits[:-1], end - 1
    if "几" in (inner or outer or "") or digits[0] in "零〇" or (digits[0] in "百千万亿" and digits not in _BARE):
        return None
    read = chinese_range(digits)
    if read is None:
        return None
    factor = multiplier(times) if times else 1
    low, high = read[0] * factor, read[1] * factor
    if not times:
        factor = _last_multiplier(digits)
    return Numeral(end, low, high, _hedge(inner, outer), factor, arabic=False, bare=digits[0] in "百千万亿")


def _hedge(inner: str | None, outer: str | None) -> Bound | None:
    mark = (inner or outer or "").strip()
    if not mark:
        return None
    return "about" if mark == "来" else "over"


def multiplier(printed: str) -> int:
    """What a row of multiplier characters multiplies by: 千万 is 10,000,000."""
    product = 1
    for each in printed:
        product *= _SMALL.get(each) or _LARGE[each]
    return product


def _last_multiplier(digits: str) -> int:
    tail = re.search(r"[百千万亿]+$", digits)
    return multiplier(tail.group()) if tail and tail.start() else 1


def chinese_range(digits: str) -> tuple[Decimal, Decimal] | None:
    """A Chinese numeral's value as (low, high): 三百二十 → (320, 320), 七八千 → (7000, 8000); None where it is no number."""
    pair = _PAIR.search(digits)
    if pair and pair.group() in _NEIGHBOURS and not _DIGITS_ALONE.search(digits):
        at = pair.start()
        low = chinese_value(digits[: at + 1] + digits[at + 2 :])
        high = chinese_value(digits[:at] + digits[at + 1 :])
        return (low, high) if low is not None and high is not None and low < high else None
    if pair:
        return None
    value = chinese_value(digits)
    return None if value is None else (value, value)


def chinese_value(digits: str) -> Decimal | None:
    """The value of a single Chinese numeral, None where its characters make none."""
    whole, point, rest = digits.partition("点")
    if point:
        return _with_fraction(whole, rest)
    total = section = digit = 0
    last = 0  # the place value of the last multiplier, for 三万五 and 两千三
    for each in digits:
        if each in _DIGIT:
            if digit:
                return None
            digit = _DIGIT[each]
            last = 1 if each in "零〇" else last
        elif each in _SMALL:
            place = _SMALL[each]
            section += (digit or 1) * place
            digit, last = 0, place
        else:
            section += digit
            whole_part = total + section if each == "亿" else section
            total = (whole_part or 1) * _LARGE[each] + (0 if each == "亿" else total)
            section, digit, last = 0, 0, _LARGE[each]
    if digit and last >= 100:
        digit *= last // 10
    return Decimal(total + section + digit)


def _with_fraction(whole: str, rest: str) -> Decimal | None:
    left = chinese_value(whole)
    if left is None:
        return None
    decimals = rest.rstrip("十百千万亿")
    value = left + Decimal("0." + "".join(str(_DIGIT[each]) for each in decimals))
    return value * multiplier(rest[len(decimals) :])


def digit_string(printed: str) -> str:
    """Chinese digits read one by one, as years and telephone numbers are: 二〇二一 → 2021."""
    return "".join(str(_DIGIT[each]) if each in _DIGIT else each for each in printed).translate(_WIDE)
