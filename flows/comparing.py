"""When a filler found and a filler wanted are the same: the scoring rules of `docs/guidelines.md`.

The thresholds are part of the measuring convention, so that figures stay comparable with those of others who score by
it: changing one changes every figure ever reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

FactDict = Mapping[str, Any]

NUMBER_SLOTS = frozenset({"value", "amount", "change", "rank"})
# How alike (SequenceMatcher ratio) two fillers must be where words may differ.
_ALIKE = {
    "meeting": {"name": 0.6, "agenda": 0.6},
    "award": {"honour": 0.6, "recipient": 0.8},
    "statement": {"quote": 0.5},
    "action": {"verb": 0.6, "patient": 0.6, "purpose": 0.5, "agent": 0.8},
    "measure": {"indicator": 0.5, "subject": 0.8},
    "transfer": {"purpose": 0.5, "payee": 0.7},
    "cooperation": {"object": 0.5},
    "programme": {"target": 0.6, "name": 0.85, "area": 0.8},
    "resident": {"role": 0.6},
    "byline": {"role": 0.7},
    "post": {"title": 0.85},
}
# Slots in which it is enough that one filler contains the other (at least 2 characters, 6 for quotes, and 30 % of the longer).
_CONTAINED = frozenset({"quote", "agenda", "patient", "indicator", "verb", "honour", "object", "purpose", "role"})
_UNITS = {"人民币": "元", "cny": "元", "rmb": "元", "块": "元", "公里": "千米", "％": "%", "个百分点": "百分点"}
_IGNORED = re.compile(r"[\s\u3000《》〈〉“”‘’\"'「」『』【】·•,，。;；:：、!！?？()（）\-—]+")
_PARENT = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:省|市|州|盟|县|区|旗|镇|乡|街道)")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:市|州|盟|县|区|旗|镇|乡|街道|村|社区)")


@lru_cache(maxsize=200_000)
def _plain(text: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).lower()


def scoring_form(filler: object) -> str:
    """A filler without what does not count: punctuation, spaces, width, case."""
    return _plain(str(filler))


def fillers(filler: object) -> list[Any]:
    """The fillers of a slot as a list, empty where there are none."""
    if filler is None or filler in ("", []):
        return []
    return list(filler) if isinstance(filler, list | tuple) else [filler]


def numbers(filler: object) -> list[float] | None:
    """The number, or both ends of a range; None where it is no number."""
    if isinstance(filler, list | tuple):
        parts = [numbers(part) for part in filler]
        return [part[0] for part in parts if part] if parts and all(parts) else None
    try:
        return [float(str(filler).replace(",", ""))]
    except ValueError:
        return None


def same_number(wanted: object, found: object) -> bool:
    """Whether two numbers or ranges agree to a millionth."""
    left, right = numbers(wanted), numbers(found)
    if not left or not right or len(left) != len(right):
        return False
    return all(abs(one - other) <= 1e-6 * max(1.0, abs(one)) for one, other in zip(left, right, strict=True))


@lru_cache(maxsize=200_000)
def _ratio(wanted: str, found: str) -> float:
    return SequenceMatcher(None, wanted, found, autojunk=False).ratio()


def without_parents(name: str) -> str:
    """An organisation's name without the places above the one that it begins with: 云和县浮云街道办事处 → 浮云街道办事处."""
    while (parent := _PARENT.match(name)) and _PLACE.match(name, parent.end()):
        name = name[parent.end() :]
    return name


@lru_cache(maxsize=500_000)
def _alike_text(kind: str, slot: str, wanted: str, found: str) -> bool:
    choices = [scoring_form(choice) for choice in wanted.split("|")]
    got = scoring_form(found)
    if slot == "unit":
        return _UNITS.get(got, got) in {_UNITS.get(choice, choice) for choice in choices}
    if got in choices:
        return True
    if (kind, slot) == ("post", "organization"):
        return without_parents(got) in {without_parents(choice) for choice in choices}
    threshold = _ALIKE.get(kind, {}).get(slot)
    return threshold is not None and bool(got) and any(_near(slot, choice, got, threshold) for choice in choices)


def _near(slot: str, wanted: str, got: str, threshold: float) -> bool:
    if slot == "quote" and len(got) > 3 * len(wanted) + 40:
        return False  # so much text always contains something
    short, long = (wanted, got) if len(wanted) <= len(got) else (got, wanted)
    if slot in _CONTAINED:
        least = 6 if slot == "quote" else 2
        if len(short) >= least and short in long and len(short) >= 0.3 * len(long):
            return True
        if slot == "quote" and wanted[:10] and wanted[:10] in got:
            return True
    return len(short) > 2 and _ratio(wanted, got) >= threshold


def alike(kind: str, slot: str, wanted: object, found: object) -> bool:
    """Whether a found filler is right for a wanted one (`A|B` lists the spellings that are right)."""
    if slot in NUMBER_SLOTS:
        return same_number(wanted, found)
    return _alike_text(kind, slot, str(wanted), str(found))


def hits(kind: str, slot: str, wanted: FactDict, found: FactDict) -> int:
    """How many of a slot's wanted fillers are found, each found filler counting once."""
    if slot in NUMBER_SLOTS:
        return int(slot in wanted and slot in found and same_number(wanted[slot], found[slot]))
    left = fillers(found.get(slot))
    count = 0
    for filler in fillers(wanted.get(slot)):
        for at, other in enumerate(left):
            if alike(kind, slot, filler, other):
                del left[at]
                count += 1
                break
    return count


def count(slot: str, fact: FactDict) -> int:
    """How many fillers a slot has; a range is one."""
    if slot in NUMBER_SLOTS:
        return int(fact.get(slot) not in (None, "", []))
    return len(fillers(fact.get(slot)))


def core_right(kind: str, core: Iterable[str], wanted: FactDict, found: FactDict) -> bool:
    """Whether all that makes a fact right is right."""
    if kind == "cooperation":
        same = hits(kind, "party", wanted, found)
        return same >= 2 and 2 * same >= count("party", found)
    if kind == "measure" and not hits(kind, "subject", wanted, found):
        # Whom it counts for is as right a subject as the thing counted.
        if not wanted.get("area"):
            return False
        wanted = {**wanted, "subject": wanted["area"], "area": None}
        return bool(hits(kind, "subject", wanted, found)) and core_right(kind, core, wanted, found)
    if not all(hits(kind, slot, wanted, found) for slot in core):
        return False
    if kind == "transfer":
        payer, payee = found.get("payer"), found.get("payee")
        if payer and scoring_form(payer) == scoring_form(payee):
            return False
        sides = [side for side in ("payer", "payee") if fillers(wanted.get(side))]
        return not sides or any(hits(kind, side, wanted, found) for side in sides)
    return True
