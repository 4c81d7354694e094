"""Terms in N-Quads spelling, and the cells of a fact's row as statements: what `loaders.rdf` writes graphs of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from loaders.graph_model import Cell
from loaders.graph_schema import graph_schema
from ontology import iri
from ontology.schema import FactType, Slot, load_schema

_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')
_ECHAR = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


XSD = iri.PREFIXES["xsd"]


def short(curie: str) -> str:
    """A prefixed name in full, in angle brackets."""
    prefix, _, name = curie.partition(":")
    return f"<{iri.PREFIXES[prefix]}{name}>"


def text_of(value: str) -> str:
    """A plain string literal in N-Quads spelling."""
    return f'"{_SPECIAL.sub(_escaped, value)}"'


def _escaped(found: re.Match[str]) -> str:
    return _ECHAR.get(found[0]) or f"\\u{ord(found[0]):04X}"


def chinese(value: str) -> str:
    """A text in Chinese."""
    return f"{text_of(value)}@zh"


def typed(value: str, datatype: str) -> str:
    """A literal of a datatype of XML Schema, by its local name."""
    return f'"{value}"^^<{XSD}{datatype}>'


def decimal_of(value: float) -> str:
    """A number as xsd:decimal, without needless zeros: `3`, `26.2`."""
    return typed(str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f"), "decimal")


def day(value: date) -> str:
    """An xsd:date."""
    return typed(value.isoformat(), "date")


def own(name: str) -> str:
    """A term of the ontology by its local name."""
    return f"<{iri.term(name)}>"


Write = Callable[[Cell], str]  # a cell of a row as a term


@dataclass(frozen=True, slots=True)
class Column:
    """A cell of a fact's row as a statement: its place in the row, the property, how the value is written; `many` cells are lists."""

    at: int
    property: str
    write: Write
    many: bool = False


def _write_enum(scheme: str) -> Write:
    def write(value: Cell) -> str:
        return f"<{_code(scheme, str(value))}>"

    return write


@cache
def _code(scheme: str, value: str) -> str:
    return iri.code_iri(scheme, value)


def _write_text(value: Cell) -> str:
    return text_of(str(value))


def number_of(value: Cell) -> str:
    """A cell that holds a number, as xsd:decimal."""
    assert isinstance(value, int | float)
    return decimal_of(value)


def day_of(value: Cell) -> str:
    """A cell that holds a day."""
    assert isinstance(value, date)
    return day(value)


def unit_of(value: Cell) -> str:
    """A unit by its printed name."""
    return f"<{iri.unit_iri(str(value))}>"


@cache
def places_in_row(label: str) -> dict[str, int]:
    """Where each property stands in a row of the label."""
    return {each.name: at for at, each in enumerate(graph_schema().nodes[label])}


def _slot_column(fact_type: FactType, slot: Slot) -> Column:
    if slot.type == "enum":
        write = _write_enum(f"{fact_type.name}.{slot.name}")
    elif slot.type == "number":
        write = number_of
    else:
        write = unit_of if slot.range == "Unit" else _write_text
    return Column(places_in_row("Fact")[slot.name], f"<{iri.slot_property(fact_type.name, slot.name)}>", write, many=slot.many)


@cache
def columns(fact_type: str) -> tuple[Column, ...]:
    """What of a fact's row becomes a statement of its own."""
    at = places_in_row("Fact")
    common = (
        ("realis", _write_enum("realis")), ("confidence", number_of), ("rule", _write_text), ("as_of", day_of),
        ("office", _write_text), ("seen_from", day_of), ("seen_to", day_of),
    )  # fmt: skip  # a table
    found = [Column(at[name], f"<{iri.direct_property(name)}>", write) for name, write in common]
    known = load_schema().facts[fact_type]
    found += [_slot_column(known, slot) for slot in known.slots if slot.type not in {"entity", "date"}]
    return tuple(found)
