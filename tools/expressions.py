"""The suite of printed numbers and dates: what each means by the guidelines, and whether a reader agrees.

`tests/golden/expressions/suite.txt` holds the cases (its head says how they are written). `python -m tools.compare_expressions`
prints how many this project's readers get right, and JioNLP's beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.changes import change_after, rank_near
from extractors.dates import find_dates
from extractors.quantities import find_quantities
from extractors.reading import QuantityMention
from ontology.values import BOUNDS, Number

SUITE = Path(__file__).parent.parent / "tests" / "golden" / "expressions" / "suite.txt"
_FORMS = frozenset(("change", "rank", "fraction", "ordinal", "age", "name", "article"))
_NO_MEASURE = frozenset(("name", "article", "ordinal", "age"))  # what the guidelines count as no measure: telling them apart is the reader's own matter
_CURRENCIES = frozenset(("元", "美元", "港元", "日元", "欧元", "英镑"))
_ISSUE = re.compile(r"issue (\d\S*)$")


@dataclass(frozen=True, slots=True)
class Expression:
    """One case: the sentence, where the expression stands in it (empty: nothing is to be read), and what it means.

    `issue` is the issue date of a case of dates. `reading` is an ISO date; for a number its value or range, unit, bound, basis
    and form, with the change and the rank that its sentence gives it; None where the page allows none.
    """

    section: str
    text: str
    start: int
    end: int
    reading: tuple[str, ...] | None
    issue: str | None = None

    @property
    def printed(self) -> str:
        """The expression itself."""
        return self.text[self.start : self.end]

    @property
    def kind(self) -> str:
        """What the case tests: dates, money, or other numbers."""
        if self.section.startswith("dates"):
            return "dates"
        return "money" if self.reading and set(self.reading[1].split("/")) & _CURRENCIES else "other numbers"


def read_suite(path: Path = SUITE) -> list[Expression]:
    """The cases of a suite; a line that is none raises ValueError with its number."""
    cases, section = [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("== "):
            section = line.strip("= ")
            continue
        sentence, _, reading = line.partition(" | ")
        start, end = sentence.find("["), sentence.find("]") - 1
        if (start < 0) is bool(reading) or (start >= 0) is not bool(reading):
            raise ValueError(f"{path}:{number}: brackets and a reading go together")
        issue = found[1] if (found := _ISSUE.search(section)) else None
        meant = None if not reading or reading == "-" else tuple(reading.split())
        cases.append(Expression(section, sentence.replace("[", "").replace("]", ""), max(start, 0), max(end, 0), meant, issue))
    return cases


def agrees(case: Expression) -> bool:
    """Whether this project's reader finds the expression and reads it as the case says."""
    return _date_agrees(case) if case.kind == "dates" else _number_agrees(case)


def _date_agrees(case: Expression) -> bool:
    found = find_dates(case.text, case.issue)
    readings = [each.interval.text if each.interval else "" for each in found if each.start < case.end and case.start < each.end]
    if case.end == 0:
        return not any(each.interval for each in found)
    return not any(readings) if case.reading is None else readings == [case.reading[0]]


def _number_agrees(case: Expression) -> bool:
    found = find_quantities(case.text)
    there = [each for each in found if each.start < case.end and case.start < each.end]
    if case.end == 0:
        return all(each.form in _NO_MEASURE for each in found)
    if case.reading is None or _NO_MEASURE & set(case.reading):
        return all(each.form in _NO_MEASURE for each in there)
    return len(there) == 1 and told(case.text, there[0], found) == _wanted(case.reading)


def _wanted(reading: tuple[str, ...]) -> dict[str, object]:
    low, _, high = reading[0].partition("..")
    meant: dict[str, object] = {"low": float(low), "high": float(high or low), "unit": reading[1].replace("-", "")}
    for token in reading[2:]:
        name, _, value = token.partition("=")
        if token in BOUNDS:
            meant["bound"] = token
        elif token in _FORMS:
            meant["form"] = token
        elif token.startswith("/"):
            meant["basis"] = token[1:]
        else:
            meant[name] = float(value)
    return meant


def told(text: str, mention: QuantityMention, found: tuple[QuantityMention, ...]) -> dict[str, object]:
    """What a reading says, in the suite's terms; what it leaves open is left out."""
    quantity = mention.quantity
    says: dict[str, object] = {"low": float(quantity.low), "high": float(quantity.high), "unit": quantity.unit}
    words = {"bound": quantity.bound, "basis": quantity.basis, "form": None if mention.form == "level" else mention.form}
    numbers: dict[str, Number | None] = {}
    if mention.form != "rank":
        numbers = {"change": None if mention.form == "change" else change_after(text, mention, found), "rank": rank_near(text, mention, found)}
    says |= {name: word for name, word in words.items() if word is not None}
    return says | {name: float(number) for name, number in numbers.items() if number is not None}


def wrong(cases: list[Expression]) -> Iterator[str]:
    """A line for every case that is read otherwise, with what was read instead."""
    for case in cases:
        if agrees(case):
            continue
        if case.kind == "dates":
            read: object = [(case.text[each.start : each.end], each.interval.text if each.interval else None) for each in find_dates(case.text, case.issue)]
        else:
            found = find_quantities(case.text)
            read = [(case.text[each.start : each.end], told(case.text, each, found)) for each in found]
        yield f"{case.section}: {case.text} [{case.printed}] is {' '.join(case.reading) if case.reading else 'nothing'}, read as {read}"
