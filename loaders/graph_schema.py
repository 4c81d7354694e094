"""The property graph's shape, generated from the schema: node labels with their properties, relationships with their ends.

The same for every store. One label a node; relationship types and labels never differ by case alone (some stores keep
them in one catalogue), hence the prefix of the roles (`HAS_PERSON`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ontology.schema import Schema, load_schema

ValueType = Literal["string", "strings", "number", "integer", "date"]
Ends = tuple[str, str]

ENTITY_LABELS = ("Group", "Meeting", "Organization", "Person", "Place", "Programme")
_ENTITY = (("id", "string"), ("name", "string"), ("aliases", "strings"), ("scope", "string"))
_DIRECT = (("fact_ids", "strings"), ("support", "integer"), ("first_seen", "date"), ("last_seen", "date"))
_FACT = (
    ("id", "string"), ("type", "string"), ("label", "string"), ("realis", "string"), ("rule", "string"), ("confidence", "number"), ("county", "string"),
    ("start", "date"), ("end", "date"), ("date_text", "string"), ("as_of", "date"), ("as_of_text", "string"),
    ("low", "number"), ("high", "number"), ("office", "string"), ("seen_from", "date"), ("seen_to", "date"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a node or relationship; every one but `id` may be missing."""

    name: str
    type: ValueType


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship type: which labels it leads from and to, and its properties."""

    type: str
    ends: tuple[Ends, ...]
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphSchema:
    """Node labels and relationship types by name."""

    nodes: Mapping[str, tuple[Property, ...]]
    relations: Mapping[str, Relation]


@cache
def graph_schema() -> GraphSchema:
    """The shape of the graph that the schema's fact types make."""
    schema = load_schema()
    return GraphSchema(_nodes(schema), {relation.type: relation for relation in (*_fixed(), *_roles(schema), *_directs(schema))})


def _properties(pairs: tuple[tuple[str, str], ...]) -> tuple[Property, ...]:
    return tuple(Property(name, type_) for name, type_ in pairs)  # type: ignore[arg-type]  # the tables of this module hold ValueTypes only


def _nodes(schema: Schema) -> dict[str, tuple[Property, ...]]:
    nodes = {label: _properties(_ENTITY) for label in ENTITY_LABELS}
    nodes["Organization"] += _properties((("sort", "string"),))
    nodes["Place"] += _properties((("code", "string"), ("level", "string")))
    nodes["Programme"] += _properties((("kind", "string"),))
    nodes["Meeting"] += _properties((("date_text", "string"),))
    nodes["Fact"] = _properties(_FACT) + fact_slots(schema)
    nodes["Evidence"] = _properties((("id", "string"), ("quote", "string"), ("start", "integer"), ("end", "integer")))
    nodes["Article"] = _properties((("id", "string"), ("title", "string"), ("date", "date"), ("paper", "string"), ("kind", "string"), ("text", "string")))
    nodes["Page"] = _properties((("id", "string"), ("name", "string"), ("source", "string"), ("issue_date", "string"), ("issue_date_reason", "string"),
                                 ("place", "string"), ("place_reason", "string")))  # fmt: skip
    return nodes


def fact_slots(schema: Schema) -> tuple[Property, ...]:
    """The slots that become properties of a fact: all but entities and dates, one property for slots of one name."""
    found: dict[str, Property] = {}
    for fact_type in schema.facts.values():
        for slot in fact_type.slots:
            if slot.type in {"text", "enum"}:
                found[slot.name] = Property(slot.name, "strings" if slot.many else "string")
            elif slot.type == "number":
                found[slot.name] = Property(slot.name, "number")
    return tuple(found[name] for name in sorted(found))


def _fixed() -> tuple[Relation, ...]:
    every = tuple(ENTITY_LABELS)
    return (
        Relation("EVIDENCED_BY", (("Fact", "Evidence"),)),
        Relation("FROM", (("Evidence", "Article"),)),
        Relation("ON", (("Article", "Page"),)),
        Relation("MENTIONS", tuple(("Article", label) for label in every)),
        Relation("MEMBER", tuple(("Group", label) for label in every if label != "Group")),
        Relation("OF_PLACE", (("Organization", "Place"), ("Place", "Place"))),
        Relation("WITHIN", (("Place", "Place"),), (Property("source", "string"),)),
        Relation("HAS_COUNTY", (("Fact", "Place"),)),
    )


def _roles(schema: Schema) -> tuple[Relation, ...]:
    accepted: dict[str, set[str]] = {}
    for slot in (slot for fact_type in schema.facts.values() for slot in fact_type.slots if slot.type == "entity"):
        accepted.setdefault(slot.role, set()).update(slot.accepts)
    return tuple(Relation(role, tuple(("Fact", label) for label in sorted(labels))) for role, labels in sorted(accepted.items()))


def _directs(schema: Schema) -> tuple[Relation, ...]:
    found: dict[str, Relation] = {}
    for fact_type in schema.facts.values():
        for direct in fact_type.direct:
            sources, targets = (sorted(fact_type.slot(name).accepts) for name in (direct.source, direct.target))
            ends = tuple((source, target) for source in sources for target in targets)
            collected = tuple(Property(name, "strings") for name, _ in direct.collect)
            for type_ in direct.types:
                found[type_] = Relation(type_, ends, _properties(_DIRECT) + collected)
    return tuple(found[name] for name in sorted(found))
