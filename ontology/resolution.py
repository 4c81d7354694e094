"""What the resolution says: which mention keys mean one entity. Made by `extractors/identity`, kept and projected by `loaders`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ontology.records import EntityKind, MentionKey

PlaceLevel = Literal["country", "province", "prefecture", "county", "township", "village"]


@dataclass(frozen=True, slots=True, order=True)
class PlaceRecord:
    """One administrative place of the gazetteer: its code, full name, level and the code it lies in (empty for a province)."""

    code: str
    name: str
    level: PlaceLevel
    parent: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """Somebody or something in the graph: what one or several mention keys mean.

    `id` is the id of the representative key; `name` the spelling to show; `aliases` every other spelling, sorted;
    `scope` the narrowest scope of its keys; `code` a place's own administrative code, empty where it has none.
    """

    id: str
    kind: EntityKind
    name: str
    aliases: tuple[str, ...] = ()
    scope: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """All entities, sorted by id, and the entity id of each mention key's id (the alias table)."""

    entities: tuple[Entity, ...]
    table: Mapping[str, str]
    _by_id: dict[str, Entity] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the entities; a table that points nowhere raises ValueError."""
        object.__setattr__(self, "_by_id", {entity.id: entity for entity in self.entities})
        if lost := set(self.table.values()) - set(self._by_id):
            raise ValueError(f"the alias table names no entity: {sorted(lost)[:3]}")

    def entity(self, key: MentionKey) -> Entity:
        """The entity that the key means; KeyError for a key that was not resolved."""
        return self._by_id[self.table[key.id]]

    def by_id(self, entity_id: str) -> Entity:
        """The entity of that id, or of an old id that was merged into another; KeyError where there is none."""
        return self._by_id[self.table.get(entity_id, entity_id)]

    def lines(self) -> tuple[str, ...]:
        """The resolution table as canonical JSON lines, one an entity, each with the ids of its keys: the same bytes for the same keys."""
        keys: dict[str, list[str]] = {entity.id: [] for entity in self.entities}
        for key, entity_id in self.table.items():
            keys[entity_id].append(key)
        return tuple(
            json.dumps(
                {"id": entity.id, "kind": entity.kind, "name": entity.name, "aliases": list(entity.aliases), "scope": entity.scope, "code": entity.code,
                 "keys": sorted(keys[entity.id])},
                ensure_ascii=False, separators=(",", ":"))
            for entity in self.entities
        )  # fmt: skip


def resolution_of(lines: Iterable[str]) -> Resolution:
    """The resolution that `Resolution.lines` wrote."""
    entities: list[Entity] = []
    table: dict[str, str] = {}
    for line in lines:
        raw = json.loads(line)
        entities.append(Entity(raw["id"], raw["kind"], raw["name"], tuple(raw["aliases"]), raw["scope"], raw["code"]))
        table |= dict.fromkeys(raw["keys"], raw["id"])
    return Resolution(tuple(entities), table)
