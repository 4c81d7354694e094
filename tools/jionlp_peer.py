"""What JioNLP reads of expressions, in an environment of its own: JSON objects in, one a line, and JSON lists out.

In: `kind` (dates or money), `printed` (the expression), `text` (its sentence), `issue` (ISO date or null). Out: all that JioNLP
says of it, given the expression alone, without the hedge before or the marks around it, and the sentence; dates as first and last
day, money as lowest and highest amount with the currency. An empty list: it reads nothing.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
import time
import unicodedata
from collections.abc import Iterator
from typing import Any

_AROUND = re.compile(r"^(?:截[至止]到?|最高|至少|起码|不下|不少于|[“‘])|[”’]|(?:起|末|有余|左右|上下|整)$")


def readings(case: dict[str, Any]) -> list[list[Any]]:
    """All readings of one case."""
    read = _dates if case["kind"] == "dates" else _money
    bare = _AROUND.sub("", case["printed"])
    texts = dict.fromkeys([case["printed"], bare, unicodedata.normalize("NFKC", bare).replace(" ", "")])
    found: list[list[Any]] = []
    for text in texts:
        with contextlib.suppress(Exception):  # it raises what it likes for what it cannot read
            found.extend(read(text, case))
    with contextlib.suppress(Exception):
        found.extend(_in_sentence(case))
    return found


def _base(issue: str | None) -> dict[str, int] | float:
    """What it counts from: the issue date as far as it is known, else today, as is its own default."""
    parts = [int(part) for part in (issue or "").split("-") if part]
    return dict(zip(("year", "month", "day"), parts, strict=False)) or time.time()


def _dates(text: str, case: dict[str, Any]) -> Iterator[list[Any]]:
    import jionlp  # noqa: PLC0415 - only this environment has it

    found = jionlp.parse_time(text, time_base=_base(case["issue"]))
    if found["type"] in ("time_point", "time_span"):
        yield [moment[:10] for moment in found["time"]]


def _money(text: str, case: dict[str, Any]) -> Iterator[list[Any]]:  # noqa: ARG001 - one signature for both
    import jionlp  # noqa: PLC0415 - as above

    yield _amount(jionlp.parse_money(text))


def _amount(found: dict[str, Any]) -> list[Any]:
    numbers = found["num"] if isinstance(found["num"], list) else [found["num"]] * 2
    return [float(numbers[0]), float(numbers[1]), found["case"]]


def _in_sentence(case: dict[str, Any]) -> Iterator[list[Any]]:
    """What it finds in the sentence itself, where that overlaps the expression."""
    import jionlp  # noqa: PLC0415 - as above

    if case["kind"] == "dates":
        found = jionlp.ner.extract_time(case["text"], time_base=_base(case["issue"]))
    else:
        found = jionlp.ner.extract_money(case["text"], with_parsing=True)
    start = case["text"].find(case["printed"])
    for each in found:
        left, right = each["offset"]
        if left < start + len(case["printed"]) and start < right:
            yield [moment[:10] for moment in each["detail"]["time"]] if case["kind"] == "dates" else _amount(each["detail"])


def main() -> None:
    """Read the cases of standard input."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # JioNLP greets where it is imported
    for line in sys.stdin:
        print(json.dumps(readings(json.loads(line)), ensure_ascii=False), file=answers)


if __name__ == "__main__":
    main()
