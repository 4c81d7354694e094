"""Values that facts carry: numbers with units and hedges, and whole-day date intervals.

The forms follow `docs/guidelines.md`: the multiplier is folded into the number, the unit is as printed,
dates are ISO 8601 as precise as the page allows, intervals have a slash.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

Number = int | float
Bound = Literal["about", "at_least", "at_most", "over", "under"]
BOUNDS: tuple[str, ...] = get_args(Bound)

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YEARLESS = re.compile(r"(\d{2})(?:-(\d{2}))?")
_LEAP_YEAR = 2000  # has every day that any year has


def plain_number(value: Decimal) -> Number:
    """The number as JSON shall show it: an int where it is whole, else the nearest float."""
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range with its unit, as printed but for the multiplier.

    `low` equals `high` for a single number. `basis` is what the number is counted per (`度` in 元/度, `亩` in 每亩).
    """

    low: Number
    high: Number
    unit: str
    bound: Bound | None = None
    basis: str | None = None

    @property
    def value(self) -> Number | tuple[Number, Number]:
        """The number, or the pair of a range."""
        return self.low if self.low == self.high else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class DateInterval:
    """A date or an interval as the guidelines write it, with its first and last whole day.

    `start` or `end` is None where that side is open (`/2022-04-28`); both are where the year is not known (`08-14`, `/08-14`, `06/08`).
    """

    text: str
    start: date | None
    end: date | None

    @classmethod
    def parse(cls, text: str) -> DateInterval:
        """Read `2021`, `2021-12`, `2021-12-03`, `2021-01/2021-11`, `/2022-04-28`, `08-14` or `08`; what is none of these raises ValueError."""
        left, slash, right = text.partition("/")
        if not slash:
            right = left
        if not left and not right:
            raise ValueError(f"no date: {text!r}")
        if all(_is_yearless(part) for part in (left, right) if part):
            return cls(text, None, None)
        start = _edge(left, last=False) if left else None
        end = _edge(right, last=True) if right else None
        if start and end and start > end:
            raise ValueError(f"interval ends before it starts: {text!r}")
        return cls(text, start, end)


def _is_yearless(text: str) -> bool:
    """Whether a text is a month or a day of one, without its year."""
    found = _YEARLESS.fullmatch(text)
    if not found:
        return False
    try:
        date(_LEAP_YEAR, int(found[1]), int(found[2] or 1))
    except ValueError:
        return False
    return True


def _edge(text: str, *, last: bool) -> date:
    found = _POINT.fullmatch(text)
    if not found:
        raise ValueError(f"no date: {text!r}")
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None  # the pattern demands a year
    if day is not None and month is not None:
        return date(year, month, day)
    if month is not None:
        return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    return date(year, 12, 31) if last else date(year, 1, 1)
