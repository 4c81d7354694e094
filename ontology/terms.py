"""The terms of the ontology that no fact type makes, the units known by name, read strictly from `terms.yaml` and `units.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ontology.iri import PREFIXES, direct_property, fact_class, kind_class, term
from ontology.schema import HERE, Bilingual, Schema, SchemaError, bilingual, load_schema, only, read_mapping, vocabulary_names


@dataclass(frozen=True, slots=True)
class TermClass:
    """A class of the ontology beside fact types and kinds."""

    name: str
    label: Bilingual
    definition: Bilingual
    rdf: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermProperty:
    """A property with the classes of its subjects, and those of its objects or, for a literal, the datatype (`xsd:date`).

    A subject has one value at most, and one for certain where it is `required`; a code is of `scheme`.
    """

    name: str
    label: Bilingual
    definition: Bilingual
    domain: tuple[str, ...]
    range: tuple[str, ...] = ()
    datatype: str = ""
    rdf: tuple[str, ...] = ()
    required: bool = False
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Inverse:
    """The other reading of a relation; it is named, and not written in the data."""

    name: str
    label: Bilingual
    rdf: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermRelation:
    """A relation of the graph as a property between two entities (`mentions` leads from an article). `inverse` is None for a symmetric one."""

    type: str
    label: Bilingual
    domain: tuple[str, ...]
    range: tuple[str, ...]
    inverse: Inverse | None = None
    rdf: tuple[str, ...] = ()
    slots: tuple[tuple[str, str, str], ...] = ()  # fact type, slot it leads from, slot it leads to

    @property
    def iri(self) -> str:
        """The property's IRI."""
        return direct_property(self.type)


@dataclass(frozen=True, slots=True)
class Scheme:
    """An enumeration: a scheme of codes, with each value's label."""

    name: str
    label: Bilingual
    values: Mapping[str, Bilingual]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit known by its printed name; `qudt` is the same unit there, empty where there is none."""

    symbol: str
    label: Bilingual
    qudt: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """All of them, by name, in the order of the files; `schemes` has those of enum slots too (`programme.kind`)."""

    classes: Mapping[str, TermClass]
    properties: Mapping[str, TermProperty]
    relations: Mapping[str, TermRelation]
    schemes: Mapping[str, Scheme]
    units: Mapping[str, Unit] = field(default_factory=dict)


@cache
def load_terms(folder: Path = HERE) -> Terms:
    """Read the files of `folder`; what is wrong in one raises SchemaError, as does a relation that one side has and the other lacks."""
    schema = load_schema(folder)
    raw = only("terms.yaml", read_mapping(folder / "terms.yaml"), {"classes", "properties", "relations", "schemes"})
    classes = {name: _class(f"terms.yaml: {name}", name, each) for name, each in raw["classes"].items()}
    known = {*classes, *schema.kinds, *(_local(fact_class(name)) for name in schema.facts)}
    properties = {name: _property(f"terms.yaml: {name}", name, each, known) for name, each in raw["properties"].items()}
    ends = dict(_ends(schema))
    if lost := set(ends) - set(raw["relations"]):
        raise SchemaError(f"terms.yaml: no relation {sorted(lost)}")
    relations = {name: _relation(f"terms.yaml: {name}", name, each, ends.get(name), known) for name, each in raw["relations"].items()}
    schemes = {name: _scheme(f"terms.yaml: {name}", name, each) for name, each in raw["schemes"].items()} | dict(_slot_schemes(schema))
    if unknown := {each.scheme for each in properties.values() if each.scheme} - set(schemes):
        raise SchemaError(f"terms.yaml: unknown scheme {sorted(unknown)}")
    units = {str(name): _unit(f"units.yaml: {name}", str(name), each) for name, each in read_mapping(folder / "units.yaml").items()}
    return Terms(classes, properties, relations, schemes, units)


def full(name: str) -> str:
    """The IRI of a term as the files name it: `Fact` is the ontology's own, `org:Membership` another's."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon else term(name)


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _class(where: str, name: str, raw: object) -> TermClass:
    found = only(where, raw, {"label", "definition", "rdf"})
    return TermClass(name, bilingual(where, found.get("label")), bilingual(where, found.get("definition")), vocabulary_names(where, found.get("rdf", ())))


def _classes(where: str, raw: object, known: set[str]) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise SchemaError(f"{where}: needs classes, as a list")
    own = [name for name in raw if ":" not in name]
    if unknown := set(own) - known:
        raise SchemaError(f"{where}: unknown class {sorted(unknown)}")
    vocabulary_names(where, [name for name in raw if ":" in name])
    return tuple(raw)


def _property(where: str, name: str, raw: object, known: set[str]) -> TermProperty:
    found = only(where, raw, {"label", "definition", "domain", "range", "rdf", "required", "scheme"})
    literal = isinstance(found.get("range"), str)
    if literal and not found["range"].startswith("xsd:"):
        raise SchemaError(f"{where}: range {found['range']!r} is no datatype")
    return TermProperty(
        name, bilingual(where, found.get("label")), bilingual(where, found.get("definition")), _classes(where, found.get("domain"), known),
        () if literal else _classes(where, found.get("range"), known), found["range"] if literal else "", vocabulary_names(where, found.get("rdf", ())),
        required=found.get("required", False), scheme=found.get("scheme", ""),
    )  # fmt: skip  # what belongs together stands together


_Ends = tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str, str], ...]]


def _ends(schema: Schema) -> Iterator[tuple[str, _Ends]]:
    """Each direct relation with the kinds at its ends and the slots it comes from."""
    for fact in schema.facts.values():
        for direct in fact.direct:
            source, target = (tuple(sorted(fact.slot(name).accepts)) for name in (direct.source, direct.target))
            for type_ in direct.types:
                yield type_, (source, target, ((fact.name, direct.source, direct.target),))


def _relation(where: str, name: str, raw: object, ends: _Ends | None, known: set[str]) -> TermRelation:
    found = only(where, raw, {"label", "inverse", "rdf"} | (set() if ends else {"domain", "range"}))
    if ends is None:
        ends = _classes(where, found.get("domain"), known), _classes(where, found.get("range"), known), ()
    inverse = None
    if found.get("inverse") != "itself":
        other = only(f"{where}: inverse", found.get("inverse"), {"name", "label", "rdf"})
        inverse = Inverse(other["name"], bilingual(f"{where}: inverse", other.get("label")), vocabulary_names(where, other.get("rdf", ())))
    return TermRelation(name, bilingual(where, found.get("label")), ends[0], ends[1], inverse, vocabulary_names(where, found.get("rdf", ())), ends[2])


def _scheme(where: str, name: str, raw: object) -> Scheme:
    found = only(where, raw, {"label", "values"})
    return Scheme(name, bilingual(where, found.get("label")), {value: bilingual(f"{where}: {value}", each) for value, each in found["values"].items()})


def _slot_schemes(schema: Schema) -> Iterator[tuple[str, Scheme]]:
    for fact in schema.facts.values():
        for slot in fact.slots:
            if slot.type == "enum":
                name = f"{fact.name}.{slot.name}"
                label = Bilingual(f"{fact.label.zh}的{slot.label.zh}", f"{slot.label.en} ({fact.label.en})")
                yield name, Scheme(name, label, dict(zip(slot.values, slot.labels, strict=True)))


def _unit(where: str, symbol: str, raw: object) -> Unit:
    found = only(where, raw, {"label", "qudt"})
    qudt = found.get("qudt", "")
    if qudt and not qudt.startswith("unit:"):
        raise SchemaError(f"{where}: qudt {qudt!r} is no unit:…")
    return Unit(symbol, bilingual(where, found.get("label")), qudt)


def class_iris() -> dict[str, str]:
    """The IRI of every class of the ontology by its local name."""
    schema = load_schema()
    iris = [*map(term, load_terms().classes), *map(kind_class, schema.kinds), *map(fact_class, schema.facts)]
    return {_local(iri): iri for iri in iris}
