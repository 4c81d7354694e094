"""What holds of facts, once for both readers: the SHACL shapes (`ontology/shacl.py`) and the build's check of records (`flows/validate.py`).

A rule speaks of one slot or attribute of a fact type's records, and of the property that it becomes in RDF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from ontology.iri import slot_property, term
from ontology.records import Realis
from ontology.schema import FactType, Slot, load_schema

Holds = Literal["entity", "unit", "text", "number", "date", "enum", "evidence"]

# A text says something if it has one character that is neither a mark nor a blank: what is compared by the guidelines is then not empty.
SAYS_SOMETHING = "[^\\s\u3000《》〈〉“”‘’\"'「」『』【】·•,，。;；:：、!！?？()（）—-]"
_SAYS_SOMETHING = re.compile(SAYS_SOMETHING)


def says_something(text: str) -> bool:
    """Whether a text is more than marks and blanks."""
    return bool(_SAYS_SOMETHING.search(text))


@dataclass(frozen=True, slots=True)
class Rule:
    """How many values a slot or attribute has, and what each must be.

    `most` is None where any number will do; `kinds` are the classes an entity may have, `values` an enumeration's, of the codes'
    `scheme`; `low` and `high` bound a number on both sides, inclusively. A number with `or_range` may be a range instead.
    """

    name: str
    property: str
    holds: Holds
    least: int = 0
    most: int | None = 1
    kinds: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    scheme: str = ""
    low: float | None = None
    high: float | None = None
    or_range: bool = False
    slot: bool = True


ATTRIBUTES = (
    Rule("realis", term("realis"), "enum", least=1, values=get_args(Realis), scheme="realis", slot=False),
    Rule("confidence", term("confidence"), "number", least=1, low=0, high=1, slot=False),
    Rule("rule", term("rule"), "text", least=1, slot=False),
    Rule("evidence", term("evidence"), "evidence", least=1, slot=False),
)

_RANGED = {"value", "amount"}  # the numbers whose ranges the graph keeps, as low and high


@cache
def rules_of(fact_type: str) -> tuple[Rule, ...]:
    """The rules for facts of a type: its slots in the file's order, then what every fact has."""
    return (*_slots(load_schema().facts[fact_type]), *ATTRIBUTES)


def _slots(fact: FactType) -> tuple[Rule, ...]:
    return tuple(_slot(fact.name, slot) for slot in fact.slots)


def _slot(fact_type: str, slot: Slot) -> Rule:
    return Rule(
        slot.name, slot_property(fact_type, slot.name), "unit" if slot.range else slot.type, least=int(slot.core), most=None if slot.many else 1,
        kinds=slot.accepts, values=slot.values, scheme=f"{fact_type}.{slot.name}" if slot.values else "",
        or_range=slot.type == "number" and slot.name in _RANGED,
    )  # fmt: skip  # what belongs together stands together
