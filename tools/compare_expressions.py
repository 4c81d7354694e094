"""Two readers of numbers and dates, this project's and JioNLP's, on the same suite: python -m tools.compare_expressions [--peer DIR] [--errors].

JioNLP runs in an environment of its own, made from `requirements/jionlp.txt` in the folder `--peer`. It reads money and dates; for counts,
sizes, percentages, changes and ranks it offers nothing to compare. It is counted right where anything that it says of the expression means the same:
the value and the currency (hedge, basis and form do not count against it), the first and the last day; a date also where it says a part of
what the guidelines want (the last days of a month for 月底), and whatever it says where the guidelines leave a date out (近三年).
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ontology.values import DateInterval
from tools.accuracy import PAGE, with_block
from tools.bench_neo4j import peers_python
from tools.expressions import SUITE, Expression, agrees, read_suite, wrong

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements" / "jionlp.txt"
READ_BY_PEER = ("money", "dates")


def peer_readings(python: Path, cases: Sequence[Expression]) -> list[list[list[object]]]:
    """What JioNLP says of each case."""
    lines = "".join(
        json.dumps({"kind": case.kind, "printed": case.printed, "text": case.text, "issue": case.issue}, ensure_ascii=False) + "\n" for case in cases
    )
    done = subprocess.run([python, ROOT / "tools" / "jionlp_peer.py"], input=lines, capture_output=True, text=True, check=True, encoding="utf-8")
    return [json.loads(line) for line in done.stdout.splitlines()]


def peer_agrees(case: Expression, says: Sequence[Sequence[object]]) -> bool:
    """Whether anything that JioNLP says means what the case says; a case without a reading is the guidelines' matter alone."""
    if case.reading is None:
        return True
    if case.kind == "dates":
        wanted = DateInterval.parse(case.reading[0])
        if wanted.start is None and wanted.end is None:  # no year is known: month and day count
            days = wanted.text.strip("/").split("/")
            return any([str(each[0])[5 : 5 + len(days[0])], str(each[1])[5 : 5 + len(days[-1])]] == [days[0], days[-1]] for each in says)
        return any(_within(case, wanted, str(each[0]), str(each[1])) for each in says)
    low, _, high = case.reading[0].partition("..")
    currency = case.reading[1].partition("/")[0]
    ends = float(low), float(high or low)
    # a hedged number is told as a range that begins with it (60余万元: 600000 to 700000)
    hedged = any(each in case.reading for each in ("over", "at_least", "about"))
    return any(each[2] == currency and (ends == tuple(each[:2]) or (hedged and each[0] == ends[0])) for each in says)


def _within(case: Expression, wanted: DateInterval, first: str, last: str) -> bool:
    """Whether a span of days is the one wanted, or the part of it that 初, 旬, 底 or 末 means; `inf` is up to now (今年以来)."""
    start, end = str(wanted.start or first), str(wanted.end)
    if re.search("[初旬底末]", case.printed):
        return start <= first <= last <= end
    return first == start and last in (end, "inf")


def rows(cases: Sequence[Expression], says: Sequence[Sequence[Sequence[object]]] | None) -> list[tuple[str, int, int, int | None]]:
    """Kind, expressions, right here, right by JioNLP (None where it was not asked or does not read such things)."""
    total, ours, peers = Counter[str](), Counter[str](), Counter[str]()
    for at, case in enumerate(cases):
        for kind in (case.kind, "all"):
            total[kind] += 1
            ours[kind] += agrees(case)
            peers[kind] += bool(says and case.kind in READ_BY_PEER and peer_agrees(case, says[at]))
    return [(kind, total[kind], ours[kind], peers[kind] if says and kind in READ_BY_PEER else None) for kind in ("money", "dates", "other numbers", "all")]


def markdown(found: Sequence[tuple[str, int, int, int | None]]) -> str:
    """The rows as the table of `docs/accuracy.md`."""
    head = "| kind | expressions | xianzhi right | JioNLP right |\n|---|---|---|---|\n"
    return head + "".join(f"| {kind} | {total} | {_of(ours, total)} | {_of(peer, total)} |\n" for kind, total, ours, peer in found)


def _of(right: int | None, total: int) -> str:
    return "–" if right is None else f"{right} ({right / total:.1%})"


def table(found: Sequence[tuple[str, int, int, int | None]]) -> Table:
    """The rows for a terminal."""
    shown = Table("kind", "expressions", "xianzhi right", "JioNLP right", title="printed numbers and dates, read as the guidelines want them")
    for kind, total, ours, peer in found:
        shown.add_row(kind, str(total), _of(ours, total), _of(peer, total))
    return shown


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and with --errors what this project reads otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tools.compare_expressions", description=main.__doc__)
    parser.add_argument("--suite", type=Path, default=SUITE)
    parser.add_argument("--peer", type=Path, help="folder of JioNLP's environment, made where it is not there; without it JioNLP is left out")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--write", action="store_true", help="write the table into docs/accuracy.md")
    options = parser.parse_args(arguments)
    cases = read_suite(options.suite)
    says = peer_readings(peers_python(options.peer, REQUIREMENTS), cases) if options.peer else None
    console = Console(width=110)
    found = rows(cases, says)
    console.print(table(found))
    if options.write:
        PAGE.write_text(with_block(PAGE.read_text(encoding="utf-8"), "expressions", markdown(found)), encoding="utf-8", newline="\n")
    if options.errors:
        for line in wrong(cases):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
