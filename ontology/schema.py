"""The schema: entity kinds and fact types, read strictly from `kinds.yaml` and `facts/*.yaml`.

An unknown key, a missing label or a slot that names no kind is an error that names file and key. The reference table, the
property graph's roles, the ontology, the SHACL shapes and the example tests come from what is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from ontology.iri import PREFIXES
from ontology.records import EntityKind

SlotType = Literal["entity", "text", "number", "date", "enum"]
HERE = Path(__file__).parent

_FACT_KEYS = {"name", "label", "definition", "slots", "direct", "examples", "near_misses"}
_SLOT_KEYS = {"type", "accepts", "values", "core", "identity", "many", "derived", "label", "range", "rdf"}
_DIRECT_KEYS = {"type", "from", "to", "collect", "type_by"}


class SchemaError(ValueError):
    """A schema file says something that the schema does not know; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Kind:
    """An entity kind: a node label of the property graph and a class of the ontology, below the classes of other vocabularies in `rdf`."""

    name: EntityKind
    label: Bilingual
    definition: Bilingual
    scope: str
    rdf: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of a fact type. `core` slots make a fact right, `identity` slots make its id, `many` takes a list.

    A `derived` slot is the project's own, not one of the guidelines'. In RDF the slot's property is one below those in `rdf`;
    `labels` name an enumeration's values, and `range` the class of the ontology (`Unit`) whose members a text names.
    """

    name: str
    type: SlotType
    label: Bilingual
    accepts: tuple[EntityKind, ...] = ()
    values: tuple[str, ...] = ()
    core: bool = False
    identity: bool = False
    many: bool = False
    derived: bool = False
    labels: tuple[Bilingual, ...] = ()
    range: str = ""
    rdf: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """The relationship type that leads from a fact to this slot's entity."""
        return f"HAS_{self.name.upper()}"


@dataclass(frozen=True, slots=True)
class Direct:
    """A direct relationship between two slots' entities, for clicking.

    `collect` gathers a slot's values as a list property; `by` picks another relationship type by an enum slot's value.
    """

    type: str
    source: str
    target: str
    collect: tuple[tuple[str, str], ...] = ()
    by_slot: str | None = None
    by_values: tuple[tuple[str, str], ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """Every relationship type that this rule can make."""
        return (self.type, *(name for _, name in self.by_values))


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the facts that must be found in it, or (a near miss) must not be: then `find` is empty."""

    text: str
    find: tuple[Mapping[str, Any], ...] = ()
    why: str = ""
    place: str | None = None
    issue_date: str | None = None


@dataclass(frozen=True, slots=True)
class FactType:
    """One fact type: what it says, its slots, and where they go; `rdf` are the classes of other vocabularies that it is one of."""

    name: str
    label: Bilingual
    definition: Bilingual
    slots: tuple[Slot, ...]
    direct: tuple[Direct, ...] = ()
    examples: tuple[Example, ...] = ()
    near_misses: tuple[Example, ...] = ()
    rdf: tuple[str, ...] = ()

    def slot(self, name: str) -> Slot:
        """The slot of that name; KeyError where there is none."""
        for slot in self.slots:
            if slot.name == name:
                return slot
        raise KeyError(f"{self.name} has no slot {name!r}")

    @property
    def core(self) -> tuple[str, ...]:
        """Names of the core slots, in the file's order."""
        return tuple(slot.name for slot in self.slots if slot.core)

    @property
    def identity(self) -> tuple[str, ...]:
        """Names of the slots that make a fact's id, in the file's order."""
        return tuple(slot.name for slot in self.slots if slot.identity)


@dataclass(frozen=True, slots=True)
class Schema:
    """All kinds and fact types, each by name, in alphabetical order of their files."""

    kinds: Mapping[str, Kind]
    facts: Mapping[str, FactType]


@cache
def load_schema(folder: Path = HERE) -> Schema:
    """Read the schema files below `folder`; what is wrong in one raises SchemaError."""
    kinds = {name: _kind(name, raw) for name, raw in read_mapping(folder / "kinds.yaml").items()}
    facts = {}
    for path in sorted((folder / "facts").glob("*.yaml")):
        fact = _fact(path, read_mapping(path))
        if fact.name != path.stem:
            raise SchemaError(f"{path.name}: name {fact.name!r} is not the file's")
        facts[fact.name] = fact
    return Schema(kinds, facts)


def read_mapping(path: Path) -> dict[str, Any]:
    """A YAML file that holds a mapping; SchemaError where it holds none."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict):
        raise SchemaError(f"{path.name}: not a mapping")
    return raw


def only(where: str, raw: object, keys: set[str]) -> dict[str, Any]:
    """The mapping, which has no other keys than these; SchemaError, naming `where`, otherwise."""
    if not isinstance(raw, dict):
        raise SchemaError(f"{where}: not a mapping")
    if unknown := set(raw) - keys:
        raise SchemaError(f"{where}: unknown key {sorted(unknown)}")
    return raw


def bilingual(where: str, raw: object) -> Bilingual:
    """A text in both languages; SchemaError, naming `where`, where it is none."""
    found = only(where, raw, {"zh", "en"})
    if set(found) != {"zh", "en"}:
        raise SchemaError(f"{where}: needs zh and en")
    return Bilingual(**found)


def vocabulary_names(where: str, raw: object) -> tuple[str, ...]:
    """Names of other vocabularies, such as `org:Membership`; SchemaError, naming `where`, for a prefix that is not known."""
    if not isinstance(raw, list | tuple):
        raise SchemaError(f"{where}: rdf is no list")
    if unknown := [name for name in raw if str(name).partition(":")[0] not in PREFIXES]:
        raise SchemaError(f"{where}: unknown prefix {unknown}")
    return tuple(map(str, raw))


def _kind(name: str, raw: object) -> Kind:
    where = f"kinds.yaml: {name}"
    found = only(where, raw, {"label", "definition", "scope", "rdf"})
    if name not in get_args(EntityKind):
        raise SchemaError(f"{where}: unknown kind")
    label, definition = bilingual(where, found["label"]), bilingual(where, found["definition"])
    return Kind(name, label, definition, found["scope"], vocabulary_names(where, found.get("rdf", ())))  # type: ignore[arg-type]  # checked above


def _fact(path: Path, raw: dict[str, Any]) -> FactType:
    where = path.name
    found = only(where, raw, _FACT_KEYS | {"rdf"})
    if missing := _FACT_KEYS - set(found):
        raise SchemaError(f"{where}: no {sorted(missing)}")
    slots = tuple(_slot(f"{where}: {name}", name, slot) for name, slot in found["slots"].items())
    names = {slot.name for slot in slots}
    direct = tuple(_direct(where, each, names) for each in found["direct"])
    examples = tuple(_example(where, each, names) for each in found["examples"])
    misses = tuple(_example(where, each, names) for each in found["near_misses"])
    label, definition = bilingual(where, found["label"]), bilingual(where, found["definition"])
    return FactType(found["name"], label, definition, slots, direct, examples, misses, vocabulary_names(where, found.get("rdf", ())))


def _slot(where: str, name: str, raw: object) -> Slot:
    found = only(where, raw, _SLOT_KEYS)
    if found.get("type") not in get_args(SlotType):
        raise SchemaError(f"{where}: type {found.get('type')!r}")
    accepts = tuple(found.get("accepts", ()))
    if unknown := set(accepts) - set(get_args(EntityKind)):
        raise SchemaError(f"{where}: accepts {sorted(unknown)}")
    if (found["type"] == "entity") != bool(accepts):
        raise SchemaError(f"{where}: an entity slot, and no other, says what it accepts")
    if (found["type"] == "enum") != ("values" in found):
        raise SchemaError(f"{where}: an enum slot, and no other, says its values")
    if found.get("range", "Unit") != "Unit" or ("range" in found and found["type"] != "text"):
        raise SchemaError(f"{where}: range {found['range']!r}: a text may name a Unit, nothing else")
    values = found.get("values", {})
    if not isinstance(values, dict):
        raise SchemaError(f"{where}: values without labels")
    return Slot(
        name, found["type"], bilingual(where, found.get("label")), accepts, tuple(values),
        labels=tuple(bilingual(f"{where}: {value}", label) for value, label in values.items()),
        range=found.get("range", ""), rdf=vocabulary_names(where, found.get("rdf", ())),
        **{flag: bool(found.get(flag, False)) for flag in ("core", "identity", "many", "derived")},
    )  # fmt: skip  # what belongs together stands together


def _direct(where: str, raw: object, slots: set[str]) -> Direct:
    found = only(where, raw, _DIRECT_KEYS)
    by = found.get("type_by") or {}
    collect = tuple((found.get("collect") or {}).items())
    used = {found["from"], found["to"], *(slot for _, slot in collect)} | ({by["slot"]} if by else set())
    if unknown := used - slots:
        raise SchemaError(f"{where}: direct {found['type']} names no slot {sorted(unknown)}")
    return Direct(found["type"], found["from"], found["to"], collect, by.get("slot"), tuple((by.get("values") or {}).items()))


def _example(where: str, raw: object, slots: set[str]) -> Example:
    found = only(where, raw, {"text", "find", "why", "place", "issue_date"})
    find = tuple(found.get("find", ()))
    for fact in find:
        if unknown := set(fact) - slots:
            raise SchemaError(f"{where}: example names no slot {sorted(unknown)}")
    return Example(found["text"], find, found.get("why", ""), found.get("place"), found.get("issue_date"))
