"""Dates as they are printed, resolved against the issue date, the page's year, or the date named last.

A reading is ISO 8601 as the guidelines write it: `2021`, `2021-12`, `2021-12-03`, `2021-01/2021-11`, `/2022-04-28`
(up to); without a year that anything settles `08-14`. What allows no reading (近日, 日前) is reported
with the interval None, so that a rule can see that a date was meant.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from extractors import date_words as words
from extractors.clock import Clock, When, issue_of, placed, printed_year
from extractors.numerals import chinese_value, digit_string
from extractors.reading import DateMention
from ontology.values import DateInterval


def find_dates(text: str, issue_date: str | None, *, default_year: int | None = None) -> tuple[DateMention, ...]:
    """All dates of a text, sorted, never overlapping.

    `issue_date` is ISO, as precise as known, or None; `default_year` is the year of days printed without one where no
    issue date is known (else the latest year that the text prints).
    """
    issue = issue_of(issue_date)
    clock = Clock(issue, issue.year or default_year or printed_year(text))
    found: list[DateMention] = []
    at = 0
    while start := words.START.search(text, at):
        mention = _date_at(text, start.start(), clock)
        if mention is None:
            at = _past(text, start.start())
            continue
        found.append(mention)
        at = max(mention.end, start.end())
    return tuple(found)


def _past(text: str, at: int) -> int:
    """Behind the run of digits at `at`, so that a number's middle is never read as a day."""
    end = at + 1
    while end < len(text) and text[at].isdigit() and text[end].isdigit():
        end += 1
    return end


def _date_at(text: str, start: int, clock: Clock) -> DateMention | None:
    for read in (_vague, _holiday, _week, _plan, _decade, _years, _months, _days, _dotted, _later, _point, _day_word):
        mention = read(text, start, clock)
        if mention is not None:
            return mention
    return None


def _mention(text: str, start: int, end: int, reading: str) -> DateMention:
    """The mention of a reading, opened at one side where 截至 stands before it."""
    up_to = words.UP_TO.search(text, max(0, start - 4), start)
    if up_to and reading:
        return DateMention(up_to.start(), end, _interval("/" + reading.rpartition("/")[2]))
    return DateMention(start, end, _interval(reading))


def _interval(reading: str) -> DateInterval | None:
    """The interval of a reading, None where the calendar has none such."""
    if not reading:
        return None
    try:
        return DateInterval.parse(reading)
    except ValueError:
        return None


def _vague(text: str, start: int, clock: Clock) -> DateMention | None:
    if found := words.LAST_YEAR.match(text, start):
        return DateMention(start, found.end(), _interval(str(clock.year - 1) if clock.year else ""))
    found = words.VAGUE.match(text, start)
    return DateMention(start, found.end(), None) if found else None


def _week(text: str, start: int, clock: Clock) -> DateMention | None:
    found = words.WEEKDAY.match(text, start)
    if not found:
        return _whole_week(text, start, clock)
    issue = clock.issue
    if not issue.day or not found["which"]:
        return DateMention(start, found.end(), None)
    wanted = "一二三四五六日".find(found["day"].replace("天", "日"))
    days = wanted - date(issue.year, issue.month, issue.day).weekday() + 7 * words.WEEKS[found["which"]]
    when = issue.moved(days)
    clock.name(when, found.end())
    return DateMention(start, found.end(), _interval(when.text()))


def _whole_week(text: str, start: int, clock: Clock) -> DateMention | None:
    """上周, 本周: from its Monday to its Sunday."""
    found = words.WEEK.match(text, start)
    if not found:
        return None
    issue = clock.issue
    if not issue.day:
        return DateMention(start, found.end(), None)
    monday = issue.moved(7 * words.WEEKS[found["which"]] - date(issue.year, issue.month, issue.day).weekday())
    return DateMention(start, found.end(), _interval(f"{monday.text()}/{monday.moved(6).text()}"))


def _holiday(text: str, start: int, clock: Clock) -> DateMention | None:
    """A holiday's own day, its month for the days around it, the month that its eve lies in."""
    found = words.HOLIDAY.match(text, start)
    if not found:
        return None
    month, day = words.HOLIDAYS[found["day"]]
    year = _year_of(found, clock)
    when = When(clock.month_year(month, day, text, start) if year is None else year, month, day)
    if found["at"] == "前夕":
        when = when.moved(-1) if when.year else When()
    if not found["at"].startswith("当"):
        when = replace(when, day=0)
    return DateMention(start, found.end(), _interval(when.text() if when.year else ""))


def _plan(text: str, start: int, _clock: Clock) -> DateMention | None:
    found = words.PLAN.match(text, start)
    if not found:
        return None
    first = words.PLANS[found["plan"]]
    reading = {"末": str(first + 4), "收官之年": str(first + 4), "开局之年": str(first)}.get(found["at"], f"{first}/{first + 4}")
    return DateMention(start, found.end(), _interval(reading))


def _decade(text: str, start: int, _clock: Clock) -> DateMention | None:
    found = words.DECADE.match(text, start)
    if not found or _inside_number(text, start):
        return None
    first = int(found["century"] or "19") * 100 + _number(found["decade"])
    return DateMention(start, found.end(), _interval(f"{first}/{first + 9}"))


def _years(text: str, start: int, clock: Clock) -> DateMention | None:
    found = words.YEARS.match(text, start)
    if not found or _inside_number(text, start):
        return None
    clock.name(When(int(found["to"])), found.end())
    return DateMention(start, found.end(), _interval(f"{found['from']}/{found['to']}"))


def _inside_number(text: str, start: int) -> bool:
    return bool(start) and (text[start - 1].isdigit() or (text[start - 1] in ".," and start > 1 and text[start - 2].isdigit()))


def _year_of(found: re.Match[str], clock: Clock) -> int | None:
    """The year that an expression prints or counts from, 0 where it cannot be known, None where it names none."""
    if found["year"]:
        return int(digit_string(found["year"].translate(str.maketrans("○Ｏ", "〇〇"))))
    word = found["rel"]
    if not word:
        return None
    if word in words.RELATIVE_YEARS:
        return clock.year + words.RELATIVE_YEARS[word] if clock.year else 0
    named = clock.last.year or clock.year
    return named + words.NAMED_YEARS[word] if named else 0


def _months(text: str, start: int, clock: Clock) -> DateMention | None:
    found = words.MONTHS.match(text, start) or words.TWO_MONTHS.match(text, start)
    if not found or _inside_number(text, start):
        return None
    first, last = int(found["from"]), int(found["to"])
    if found.re is words.TWO_MONTHS and last != first + 1:
        return None
    year = _year_of(found, clock)
    if year is None:
        year = clock.month_year(last, 0, text, start)
    left, right = When(year, first), When(year, last)
    if first >= last or not right.real():
        return None
    clock.name(right, found.end())
    return DateMention(start, found.end(), _interval(f"{left.text()}/{right.text()}"))


def _days(text: str, start: int, clock: Clock) -> DateMention | None:
    found = words.DAYS.match(text, start)
    if not found or _inside_number(text, start):
        return None
    first, last = int(found["from"]), int(found["to"])
    month = int(found["month"]) if found["month"] else 0
    year = _year_of(found, clock)
    left = placed(When(year or 0, month, first), year, text, start, clock)
    right = replace(left, day=last)
    if not left.month or first >= last or not right.real():
        return None
    clock.name(right, found.end())
    return DateMention(start, found.end(), _interval(f"{left.text()}/{right.text()}"))


def _dotted(text: str, start: int, clock: Clock) -> DateMention | None:
    found = words.DOTTED.match(text, start)
    if not found or _inside_number(text, start):
        return None
    when = When(int(found["year"]), int(found["month"]), int(found["day"] or 0))
    if not when.real():
        return None
    clock.name(when, found.end())
    connect = re.compile(r" ?[-—–~～至到]{1,3} ?").match(text, found.end())
    right = words.DOTTED.match(text, connect.end()) if connect else None
    if right:
        last = When(int(right["year"]), int(right["month"]), int(right["day"] or 0))
        clock.name(last, right.end())
        return DateMention(start, right.end(), _interval(f"{when.text()}/{last.text()}"))
    return _mention(text, start, found.end(), when.text())


def _point(text: str, start: int, clock: Clock) -> DateMention | None:
    found = words.POINT.match(text, start)
    if not found or not found.group().strip() or _inside_number(text, start):
        return None
    read = _read_point(found, text, clock)
    if read is None:
        return None
    if not _stands_alone(found, text):
        return None
    left, last = read
    end = _trimmed(text, found.end())
    clock.name(last or left, end)
    if last is not None:
        return _mention(text, start, end, f"{left.text()}/{last.text()}")
    connect = words.CONNECT.match(text, end)
    right = words.POINT.match(text, connect.end()) if connect else None
    if right and right.group().strip() and (right["month"] or right["day"] or right["year"]):
        other = _read_right(right, left, clock)
        if other is not None:
            end = _trimmed(text, right.end())
            clock.name(other, end)
            return DateMention(start, end, _interval(f"{left.text()}/{other.text()}"))
    return _mention(text, start, end, left.text() if left.year or left.month else "")


def _trimmed(text: str, end: int) -> int:
    """The end without the blank, comma or 的 that a year may be printed with (今年，8月)."""
    while text[end - 1] in " ，的":
        end -= 1
    return end


def _stands_alone(found: re.Match[str], text: str) -> bool:
    """Whether a day without a month can be a date: 18日, but not 9号台风, 30日内, 2日报."""
    if not found["day"] or found["month"] or found["rel_month"]:
        return True
    if words.NO_DAY.match(text, found.end()):
        return False
    return "号" not in found.group() or bool(
        words.DAY_AS_NUMBER.match(text, found.end()) and words.BREAK.search(text, max(0, found.start() - 1), found.start())
    )


def _read_right(found: re.Match[str], left: When, clock: Clock) -> When | None:
    """The second end of a range; what it does not print it takes from the first."""
    year, month, day = _year_of(found, clock), _number(found["month"]), _number(found["day"])
    if found["part"] or not (month or day or year) or (day and not month and not left.month):
        return None
    if year is None:
        year = left.year + (1 if month and month < left.month and left.year else 0)
    when = When(year, month or (left.month if day else 0), day)
    return when if when.real() and (when.year, when.month, when.day) > (left.year, left.month, left.day) else None


def _number(printed: str | None) -> int:
    if not printed:
        return 0
    if printed[0].isdigit():
        return int(printed)
    value = chinese_value(printed)
    return int(value) if value is not None else 99


def _read_point(found: re.Match[str], text: str, clock: Clock) -> tuple[When, When | None] | None:
    """What an expression means: a point, or the first and last month of a part of a year."""
    year, month, day = _year_of(found, clock), _number(found["month"]), _number(found["day"])
    start = found.start()
    if found["part"]:
        return _read_part(found["part"], year, clock)
    if found["rel_month"]:
        when = _relative_month(found["rel_month"], clock)
        return (replace(when, day=day), None) if when.month else (When(), None)
    chinese_month = bool(found["month"]) and not found["month"][0].isdigit()
    if chinese_month and year is None and not day and not found["third"] and not found.group().endswith("份"):
        return None
    if year is None and not month and not day:
        return None
    if year is None and not month and not found["day"][0].isdigit():
        return None  # 一日, 三日: a number of days
    when = placed(When(year or 0, month, day), year, text, start, clock) if month or day else When(year or 0)
    return (when, None) if when.real() else None


def _relative_month(word: str, clock: Clock) -> When:
    base = clock.last if word[0] in "当同" and clock.last.month else clock.issue
    if not base.month:
        return When()
    months = base.year * 12 + base.month - 1 + words.RELATIVE_MONTHS.get(word, 0)
    return When(months // 12, months % 12 + 1) if base.year else When(0, base.month)


def _read_part(part: str, year: int | None, clock: Clock) -> tuple[When, When | None] | None:
    """The months of a half, quarter or run of months; the beginning of a year is the year, its end its December."""
    if year is None and part in ("初", "底", "末"):
        return None
    there = clock.year if year is None else year
    if not there:
        return When(), None
    if part.endswith(("底", "末")):
        return When(there, 12), None
    if part.endswith("初"):
        return When(there), None
    first, last = words.HALVES.get(part, (1, 0))
    if "季度" in part:
        count = _number(part.strip("第前个季度").replace("两", "二"))
        first, last = (1 if part[0] == "前" else 3 * count - 2), 3 * count
    elif part.endswith("个月"):
        last = _number(part[1:-2])
    return (When(there, first), When(there, last)) if 1 <= last <= 12 else None


def _later(text: str, start: int, clock: Clock) -> DateMention | None:
    """两年后, 3个月后: counted from the date named last; nothing where none was, or where the future is meant."""
    found = words.LATER_ON.match(text, start)
    if not found or _inside_number(text, start) or not clock.last.year or "将" in text[start : start + 16]:
        return None
    half = found["count"] == "半"
    count = 6 if half else _number(found["count"])
    if found["unit"] == "年" and not half:
        when = When(clock.last.year + count)
    elif not clock.last.month or (found["unit"] == "天" and not clock.last.day):
        return None
    elif found["unit"] == "天":
        when = clock.last.moved(count)
    else:
        months = clock.last.year * 12 + clock.last.month - 1 + count
        when = When(months // 12, months % 12 + 1)
    issue = clock.issue
    if issue.year and (when.year, when.month) > (issue.year, issue.month or 12):
        return None
    clock.name(when, found.end())
    return DateMention(start, found.end(), _interval(when.text()))


def since(text: str, mention: DateMention) -> DateInterval | None:
    """The open interval of 自2017年成立以来 or 2019年至今 (`2017/`), None where the date opens none.

    The mention itself keeps the printed point, when the thing began; a count since then takes this interval.
    """
    if mention.interval is None or "/" in mention.interval.text or not mention.interval.start:
        return None
    return _interval(mention.interval.text + "/") if words.SINCE.match(text, mention.end) else None


def _day_word(text: str, start: int, clock: Clock) -> DateMention | None:
    found = words.DAY_WORD.match(text, start)
    if not found:
        return None
    word = found.group()
    if word in words.NAMED_DAYS:
        when = clock.last if clock.last.day else When()
        when = when.moved(words.NAMED_DAYS[word])
    else:
        base = clock.issue if clock.issue.day or not clock.dateline.day else clock.dateline
        when = base.moved(words.RELATIVE_DAYS[word]) if base.month else When()
    if when.day:
        clock.name(when, found.end())
    return DateMention(start, found.end(), _interval(when.text() if when.month else ""))
