"""What a graph knows of somebody or something, asked of any store in Cypher that all of them understand.

Labels, roles and properties come from the schema, values are parameters, and every order is made here: no store's own
order shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.gazetteer import Gazetteer
from flows.errors import NotFound
from loaders.graph_schema import ENTITY_LABELS, fact_slots, graph_schema
from loaders.store import GraphStore, Limits
from ontology.names import plain
from ontology.schema import Slot, load_schema

_ALL = Limits(seconds=60.0, rows=1_000_000)
_NEAR = 10  # near names that a message tells at most
_ABOUT = ("id", "type", "realis", "start", "end", "date_text", "as_of", "as_of_text", "low", "high")
_LABELS = {label.lower(): label for label in ENTITY_LABELS}  # by the beginning of an entity's id


@dataclass(frozen=True, slots=True)
class Known:
    """An entity as the graph holds it."""

    id: str
    label: str
    name: str
    aliases: tuple[str, ...]
    scope: str


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact as it is shown: `day` as printed, in brackets where it is the issue's, `text` its slots by their Chinese labels."""

    day: str
    type: str
    text: str
    realis: str
    quote: str
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shown:
    """An entity, the county it belongs to (empty where it has none) and its facts in order of time."""

    entity: Known
    county: str
    facts: tuple[ShownFact, ...]


def shown(store: GraphStore, name: str) -> list[Shown]:
    """All entities of that name (its shown name, an alias, or an id, also an old one), each with what the graph knows of it."""
    return [Shown(entity, county_name(entity.scope), _facts(store, entity)) for entity in found(store, name)]


def found(store: GraphStore, name: str) -> list[Known]:
    """The entities that a name means, by id; NotFound tells near names."""
    entities = _by_id(store, name) or _named(store, (name, plain(name)))
    form = plain(name)
    if not entities:  # rare: a name that the graph spells with marks or in another width
        every = [each for label in ENTITY_LABELS for each in _entities(store, label, "", {})]
        entities = [each for each in every if form in map(plain, (each.name, *each.aliases))]
        if not entities:
            close = sorted({each.name for each in every if form in plain(each.name)})[:_NEAR]
            raise NotFound(f"the graph knows no {name!r}" + (f"; it knows {', '.join(close)}" if close else ""))
    exact = [each for each in entities if name == each.id or plain(each.name) == form]
    return sorted(exact or entities, key=lambda each: each.id)


def county_name(scope: str) -> str:
    """The names that an administrative code stands for, widest first (丽水市莲都区); empty where a scope is no code."""
    gazetteer = Gazetteer.load()
    place = gazetteer.by_code(scope)
    if place is None:
        return ""
    chain = [place, *gazetteer.parents(place)]
    return "".join(each.name for each in reversed(chain) if each.level != "province")


def _by_id(store: GraphStore, name: str) -> list[Known]:
    """The entity of an id, or those that an old id was merged into: of its kind and name, in a scope that holds the old one or lies in it."""
    kind, _, rest = name.partition("/")
    scope, slash, last = rest.partition("/")
    if not slash or kind not in _LABELS:
        return []
    label = _LABELS[kind]
    if there := _entities(store, label, "WHERE n.id = $ID", {"ID": name}):
        return there
    scope, last = (part.replace("%2F", "/").replace("%25", "%") for part in ("" if scope == "-" else scope, last))
    return [each for each in _named(store, (last,), (label,)) if each.scope.startswith(scope) or scope.startswith(each.scope)]


def _named(store: GraphStore, names: Sequence[str], labels: Sequence[str] = ENTITY_LABELS) -> list[Known]:
    test = " OR ".join(f"n.name = $NAME{at} OR $NAME{at} IN n.aliases" for at in range(len(names)))
    values = {f"NAME{at}": each for at, each in enumerate(names)}
    return [each for label in labels for each in _entities(store, label, f"WHERE {test}", values)]


def _entities(store: GraphStore, label: str, test: str, values: Mapping[str, str]) -> list[Known]:
    text = f"MATCH (n:`{label}`) {test} RETURN n.id AS id, n.name AS name, n.aliases AS aliases, n.scope AS scope"
    rows = store.query(text, dict(values), _ALL).records()
    return [Known(row["id"], label, row["name"] or "", tuple(row["aliases"] or ()), row["scope"] or "") for row in rows]


def _roles(label: str) -> str:
    """The roles that an entity of this label can have in a fact, as a pattern's type."""
    slots = {slot.role for fact in load_schema().facts.values() for slot in fact.slots if slot.type == "entity"}
    return "|".join(f"`{role}`" for role in sorted(slots) if ("Fact", label) in graph_schema().relations[role].ends)


def _facts(store: GraphStore, entity: Known) -> tuple[ShownFact, ...]:
    told = f"MATCH (n:`{entity.label}` {{id: $ID}})<-[:{_roles(entity.label)}]-(f:Fact)"
    columns = ", ".join(f"f.`{name}` AS `{name}`" for name in dict.fromkeys((*_ABOUT, *(each.name for each in fact_slots(load_schema())))))
    proof = "e.quote AS proof, e.start AS proof_start, e.`end` AS proof_end, p.id AS page_id, p.name AS page_name"  # a slot is called quote
    text = f"{told} MATCH (f)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(:Article)-[:`ON`]->(p:Page) RETURN DISTINCT {columns}, {proof}"
    rows = store.query(text, {"ID": entity.id}, _ALL).records()
    fillers = _fillers(store, entity, told, sorted({row["type"] for row in rows}))
    return tuple(_shown(row, fillers.get(row["id"], {})) for row in sorted(rows, key=_by_time))


def _fillers(store: GraphStore, entity: Known, told: str, types: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """The names of all entities in these facts, by fact and role."""
    roles = sorted({slot.role for name in types for slot in load_schema().facts[name].slots if slot.type == "entity"})
    if not roles:
        return {}
    # a second MATCH, for within one no relationship is gone twice, and the entity itself is a filler too
    parts = [f"{told} MATCH (f)-[:`{role}`]->(x) RETURN DISTINCT f.id AS fact, '{role}' AS role, x.id AS id, x.name AS name" for role in roles]
    found: dict[str, dict[str, list[str]]] = {}
    for row in sorted(store.query(" UNION ALL ".join(parts), {"ID": entity.id}, _ALL).rows, key=lambda row: [str(each) for each in row]):
        fact, role, _, name = map(str, row)
        found.setdefault(fact, {}).setdefault(role, []).append(name)
    return found


def _by_time(row: Mapping[str, Any]) -> tuple[str, str, int, str, str]:
    day = row["start"] or row["end"] or row["as_of"]
    return (day.isoformat() if day else "9999", row["page_id"], row["proof_start"], row["type"], row["id"])


def _shown(row: Mapping[str, Any], names: Mapping[str, Sequence[str]]) -> ShownFact:
    fact_type = load_schema().facts[row["type"]]
    # of several in one slot in the order of the sentence
    ordered = {role: sorted(each, key=lambda name: (row["proof"].find(name) % (len(row["proof"]) + 1), name)) for role, each in names.items()}
    parts = [f"{slot.label.zh} {text}" for slot in fact_type.slots if (text := _slot(slot, row, ordered))]
    issued = f"({row['as_of_text']})" if row["as_of_text"] else ""
    return ShownFact(row["date_text"] or issued, fact_type.label.zh, " · ".join(parts), row["realis"], row["proof"], row["page_name"] or row["page_id"],
                     row["proof_start"], row["proof_end"])  # fmt: skip  # what it says, then where


def _slot(slot: Slot, row: Mapping[str, Any], names: Mapping[str, Sequence[str]]) -> str:
    """A slot's fillers as text, empty where it has none; dates stand before the fact."""
    if slot.type == "entity":
        return "、".join(names.get(slot.role, ()))
    if slot.type == "date":
        return ""
    value = row[slot.name]
    if value is None and slot.name in {"value", "amount"} and row["low"] is not None:
        return f"{row['low']}–{row['high']}"
    return "、".join(value) if isinstance(value, list) else "" if value is None else str(value)


def shown_lines(each: Shown) -> Iterator[tuple[str, str | None]]:
    """One entity for the terminal: lines, each with its style."""
    kind = load_schema().kinds[each.entity.label].label.zh
    also = f"  又名 {'、'.join(each.entity.aliases)}" if each.entity.aliases else ""
    yield f"{each.entity.name}  {kind}" + (f"  {each.county}" if each.county else "") + also, "bold"
    yield f"  {each.entity.id}, {len(each.facts)} facts", "dim"
    for fact in each.facts:
        yield f"  {fact.day:<12} {fact.type} {fact.text}" + ("" if fact.realis == "actual" else f"  [{fact.realis}]"), None
        yield f"{'':15}“{fact.quote}”  {fact.source} {fact.start}–{fact.end}", "dim"
