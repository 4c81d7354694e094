"""What dates are counted from: a point in time as far as it is known, and the clock that a page's reading keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

_PRINTED_YEAR = re.compile(r"(?<![\d.到至\-—])20[0-3]\d(?![\d.万亿元%])")
_FUTURE = re.compile(r"(?:将于|将在|定于|拟于|计划于?|预计|力争|到|至|将|于)[^，。；]{0,3}$")
_LATER = 45  # days after the issue date that a date without a year may still lie in its year


@dataclass(frozen=True, slots=True)
class When:
    """A point in time as far as it is known; a year of 0 is not known."""

    year: int = 0
    month: int = 0
    day: int = 0

    def text(self) -> str:
        """The point as the guidelines write it."""
        parts = [f"{self.year:04}"] if self.year else []
        parts += [f"{self.month:02}"] if self.month else []
        return "-".join([*parts, f"{self.day:02}"] if self.day else parts)

    def real(self) -> bool:
        """Whether the calendar has such a day."""
        if not self.month:
            return True
        if not 1 <= self.month <= 12:
            return False
        if not self.day:
            return True
        try:
            date(self.year or 2000, self.month, self.day)
        except ValueError:
            return False
        return True

    def before(self, other: When) -> bool:
        """Whether this point is no later than the other, as far as that one is known."""
        return bool(other.year) and (self.year, self.month, self.day) <= (other.year, other.month or 12, other.day or 31)

    def moved(self, days: int) -> When:
        """The day so many days later."""
        if not (self.month and self.day):
            return self
        later = date(self.year or 2001, self.month, self.day) + timedelta(days)
        return When(later.year if self.year else 0, later.month, later.day)


@dataclass(slots=True)
class Clock:
    """What relative dates are counted from: the issue date, the page's year, and the date named last."""

    issue: When
    year: int
    last: When = When()
    last_at: int = -1
    dateline: When = When()  # the first whole day named, which 今天 means where no issue day is known

    def month_year(self, month: int, day: int, text: str, start: int) -> int:
        """The year of a month (and day) printed without one."""
        if self.last.year and self.last.month and self.last_at >= 0 and not re.search(r"[。！？\n]", text[self.last_at : start]):
            later = When(self.last.year + 1, month, day or 1)  # 2021年12月…，次月 goes on into the next year
            return later.year if month < self.last.month and later.before(self.issue) else self.last.year
        if not self.issue.year:
            return self.year
        if not self.issue.month:
            return self.issue.year
        issue = date(self.issue.year, self.issue.month, self.issue.day or 28)
        try:
            there = date(self.issue.year, month, day or 1)
        except ValueError:
            return self.issue.year
        late = (there - issue).days > _LATER
        return self.issue.year - (1 if late and not _FUTURE.search(text, max(0, start - 8), start) else 0)

    def name(self, when: When, end: int) -> None:
        """Remember a date as the one named last."""
        self.last, self.last_at = when, end
        if when.day and not self.dateline.day:
            self.dateline = when


def issue_of(issue_date: str | None) -> When:
    """The issue date as a point; of an interval the month of its end, of an impossible day its month."""
    if not issue_date:
        return When()
    left, slash, right = issue_date.partition("/")
    when = When(*(int(part) for part in (right or left).split("-")))
    return replace(when, day=0) if slash or not when.real() else when


def printed_year(text: str) -> int:
    """The latest year that a text prints, targets (到2025年) left out; 0 where it prints none.

    Counted on 29 annotated articles without issue date: the latest year is right more often than the most frequent one.
    """
    return max((int(found) for found in _PRINTED_YEAR.findall(text)), default=0)


def placed(when: When, year: int | None, text: str, start: int, clock: Clock) -> When:
    """A month and day with the year, and a day alone with the month, that the page gives them."""
    if not when.month:
        return _day_alone(when.day, text, start, clock)
    if year is not None:
        return when
    return replace(when, year=clock.month_year(when.month, when.day, text, start))


def _day_alone(day: int, text: str, start: int, clock: Clock) -> When:
    """A day without its month: of the date named last where that is near the issue date, else the last such day up to the issue."""
    issue, last = clock.issue, clock.last
    near = last.month and (not issue.month or abs((last.year or issue.year) * 12 + last.month - issue.year * 12 - issue.month) <= 2)
    if near and text[max(0, start - 1) : start] != "月":
        return When(last.year, last.month, day)
    if issue.month and (not issue.day or day <= issue.day):
        return When(issue.year, issue.month, day)
    if issue.month:
        return When(issue.year, issue.month - 1, day) if issue.month > 1 else When(issue.year - 1, 12, day)
    return When()
