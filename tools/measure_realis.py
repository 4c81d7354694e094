"""How well plans, expectations, rules and ceilings are told from what happened, against annotated articles.

    python -m tools.measure_realis GOLD TEXTS [GOLD TEXTS ...] [--misses]

The gold does not say how a fact is meant, but some of it shows: the indicator of a planned number begins with the page's word of
planning; an action, an award or a cooperation in the gold happened (intentions yield none). Three figures:

- `planned`: of numbers whose indicator says so, how many are read as planned or expected; and the other way round, precision;
- `ceiling`: of numbers annotated with at_most, how many are read as ceiling or rule (or planned);
- `happened`: of actions, awards and cooperations, and of numbers annotated as neither planned nor bounded above, how many are read as actual.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractors.quantities import find_quantities
from extractors.realis import realis
from extractors.sentences import find_headline, split_sentences
from ontology.records import Realis, Span

PLANS = ("预计", "计划", "拟", "力争", "目标", "有望", "将", "原计划", "规划", "预期", "可望", "争取", "预估", "估计", "测算")
_DEEDS = ("action", "award", "cooperation")
Gold = Mapping[str, Any]


def places(gold: Path, texts: Path) -> Iterator[tuple[str, Gold, str, Span, int]]:
    """The facts that show how they are meant: what they show, the fact, the article's text, the sentence, the position asked for."""
    for path in sorted(gold.glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        raw = (texts / page["source"]).read_text(encoding="utf-8-sig")
        for article in page["articles"]:
            text = "".join(raw[start:end].replace("\n", "") for start, end in article["spans"])
            sentences = split_sentences(text, find_headline(text, article["title"]))
            for fact in article["facts"]:
                at = _position(fact, text)
                if at is not None and (shows := _shows(fact)):
                    yield shows, fact, text, next((each for each in sentences if each.start <= at < each.end), Span(0, len(text))), at


def _position(fact: Gold, text: str) -> int | None:
    """Where a fact's number or verb stands; None where that is not certain."""
    evidence = fact["evidence"].replace("\n", "")
    start = text.find(evidence)
    if start < 0:
        return None
    if fact["type"] in _DEEDS:
        verbs = [each for each in str(fact.get("verb", "")).split("|") if each and each in evidence]
        return start + evidence.find(verbs[0]) if verbs else start + len(evidence) - 1
    wanted = fact.get("value", fact.get("amount"))
    low = wanted[0] if isinstance(wanted, list) else wanted
    if low is None:
        return None
    found = [each.start for each in find_quantities(text) if abs(abs(each.quantity.low) - abs(low)) < 1e-6 and start <= each.start < start + len(evidence)]
    return found[0] if len(found) == 1 else None


def _shows(fact: Gold) -> str:
    if fact["type"] in _DEEDS:
        return "happened"
    if fact["type"] != "measure":
        return ""
    if any(name.startswith(PLANS) for name in str(fact.get("indicator", "")).split("|")):
        return "planned"
    return "ceiling" if fact.get("bound") == "at_most" else "happened"


def fits(shown: str, read: Realis) -> bool:
    """Whether a reading fits what the gold shows."""
    if shown == "planned":
        return read in ("planned", "expected")
    if shown == "ceiling":
        return read in ("ceiling", "rule", "planned")
    return read == "actual"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print right, of how many and share for each; the precision of what is read as planned; with --misses every other one."""
    parser = argparse.ArgumentParser(prog="python -m tools.measure_realis", description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="GOLD TEXTS")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args(arguments)
    if len(options.folders) % 2:
        parser.error("folders come in pairs: GOLD TEXTS")
    right, total, read_as = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for gold, texts in zip(options.folders[::2], options.folders[1::2], strict=True):
        for shown, fact, text, sentence, at in places(gold, texts):
            read = realis(text, sentence, at)
            kind = f"{shown} ({'deeds' if fact['type'] in _DEEDS else 'numbers'})"
            total[kind] += 1
            right[kind] += fits(shown, read)
            if fact["type"] == "measure":
                read_as[shown, read] += 1
            if options.misses and not fits(shown, read):
                print(f"{kind} read as {read}: {text[max(sentence.start, at - 60) : at]}【{text[at : at + 10]}】{text[at + 10 : min(sentence.end, at + 30)]}")
    for kind in sorted(total):
        print(f"{kind:<22}{right[kind]:>6} of {total[kind]:>5}  {right[kind] / total[kind]:.3f}")
    claimed = Counter[str]()
    for (shown, meant), number in read_as.items():
        if meant in ("planned", "expected"):
            claimed[shown] += number
    if claimed.total():
        print(f"{'planned, precision':<22}{claimed['planned']:>6} of {claimed.total():>5}  {claimed['planned'] / claimed.total():.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
