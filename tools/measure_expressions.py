"""How many annotated numbers, hedges, changes, ranks, dates and plans the readers of expressions find.

    python -m tools.measure_expressions GOLD_DIR TEXT_DIR [--declared] [--misses]

A number counts as found where its value and unit stand among the readings of its article; bound, change and rank are
counted on the numbers found; a date where a reading of its article equals it (for an interval's ends: since and until). The issue
date comes from the file name; with --declared from the annotation where the name has none.
This measures readers, not facts: whose number it is does not matter here.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractors.changes import change_after, rank_near
from extractors.dates import find_dates, since
from extractors.quantities import find_quantities
from extractors.reading import QuantityMention
from extractors.realis import realis
from ontology.records import Span

_SAME_UNIT = {"人民币": "元", "块": "元", "公里": "千米", "％": "%", "个百分点": "百分点"}
_PLANNED = ("预计", "计划", "拟", "力争", "目标", "有望", "将", "原计划")
_ISSUE = re.compile(r"_(\d{4}-\d\d(?:-\d\d)?)\.txt$")

Gold = dict[str, Any]


def main() -> None:
    """Read the folders and print one line a kind: right, of how many, share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--declared", action="store_true")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    seconds: dict[str, float] = defaultdict(float)
    for source, text, issue, facts in _articles(args.gold, args.texts, declared=args.declared):
        of["characters"] += len(text)
        began = time.perf_counter()
        quantities = find_quantities(text)
        seconds["quantities"] += time.perf_counter() - began
        began = time.perf_counter()
        dates = find_dates(text, issue)
        seconds["dates"] += time.perf_counter() - began
        points = {each.interval.text for each in dates if each.interval}
        opened = {interval.text for each in dates if (interval := since(text, each))}
        ends = {end for point in points for end in point.split("/") if end}
        for fact in facts:
            for kind, good in (*_numbers(text, quantities, fact), *_dates(fact, points | opened, points | ends)):
                of[kind] += 1
                right[kind] += good
                if args.misses and not good:
                    print(kind, source, json.dumps(fact, ensure_ascii=False))
    for kind in sorted(of.keys() - {"characters"}):
        print(f"{kind:<10}{right[kind]:>6} of {of[kind]:>5}  {right[kind] / of[kind]:.4f}")
    for kind, spent in seconds.items():
        print(f"{kind}: {of['characters'] / spent:,.0f} characters a second")


def _articles(gold: Path, texts: Path, *, declared: bool) -> Iterator[tuple[str, str, str | None, list[Gold]]]:
    for path in sorted(gold.glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        raw = (texts / page["source"]).read_text(encoding="utf-8")
        named = _ISSUE.search(page["source"])
        issue = named[1] if named else page.get("issue_date") if declared else None
        for article in page["articles"]:
            text = "".join(raw[start:end].replace("\n", "") for start, end in article["spans"])
            yield page["source"], text, issue, article["facts"]


def _numbers(text: str, quantities: Sequence[QuantityMention], fact: Gold) -> Iterator[tuple[str, bool]]:
    if fact["type"] not in ("measure", "transfer"):
        return
    evidence = fact["evidence"].replace("\n", "")
    at = text.find(evidence)
    same = [each for each in quantities if _same(each, fact)]
    yield "number", bool(same)
    if not same:
        return
    near = [each for each in same if at <= each.start <= at + len(evidence)] or same
    mention = next((each for each in near if each.quantity.bound == fact.get("bound")), near[0])
    yield "bound", mention.quantity.bound == fact.get("bound")
    own = mention.quantity.low if mention.form == "change" and mention.quantity.unit == "%" else None
    change = own if own is not None else change_after(text, mention, quantities)
    if "change" in fact or change is not None:
        yield "change", change == fact.get("change")
    rank = rank_near(text, mention, quantities)
    if "rank" in fact or rank is not None:
        yield "rank", rank == fact.get("rank")
    planned = any(name.startswith(_PLANNED) for name in fact.get("indicator", "").split("|"))
    found = realis(text, _sentence(text, mention.start), mention.start) in ("planned", "expected")
    if planned or found:
        yield "planned", planned == found


def _same(mention: QuantityMention, fact: Gold) -> bool:
    wanted = fact.get("value", fact.get("amount"))
    numbers = sorted(wanted) if isinstance(wanted, list) else [wanted, wanted]
    found = sorted(map(abs, (mention.quantity.low, mention.quantity.high)))
    if any(abs(one - other) > 1e-6 * max(1, abs(one)) for one, other in zip(numbers, found, strict=True)):
        return False
    units = {_SAME_UNIT.get(unit, unit) for unit in fact.get("unit", "元").split("|")}
    return _SAME_UNIT.get(mention.quantity.unit, mention.quantity.unit) in units


def _sentence(text: str, at: int) -> Span:
    start = max((found.end() for found in re.finditer("[。；！？]", text[:at])), default=0)
    end = re.compile("[。；！？]|$").search(text, at)
    return Span(start, end.start() if end else len(text))


def _dates(fact: Gold, readings: set[str], ends: set[str]) -> Iterator[tuple[str, bool]]:
    for slot in ("date", "period", "since", "until"):
        if slot in fact:
            yield "date", bool(set(fact[slot].split("|")) & (readings if slot in ("date", "period") else ends))


if __name__ == "__main__":
    main()
