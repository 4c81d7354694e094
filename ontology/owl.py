"""The ontology in OWL 2, generated from the schema: `python -m ontology.owl` writes `ontology/xianzhi.ttl`.

Classes of entity kinds and fact types, a property for each slot, relations with their inverses, the codes of enumerations as
SKOS concepts and the known units, all with labels and definitions in Chinese and English and aligned with other vocabularies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Literal, URIRef

from ontology.iri import BASE, ONTOLOGY, PREFIXES, code_iri, fact_class, kind_class, scheme_iri, slot_property, term, unit_iri
from ontology.schema import HERE, Bilingual, FactType, Schema, Slot, load_schema
from ontology.terms import Terms, full, load_terms
from ontology.triples import Triples

FILE = HERE / "xianzhi.ttl"
TITLE = Bilingual("县志本体", "The xianzhi ontology")
DEFINITION = Bilingual(
    "地方报纸页面上的事实：人物、机构、地方、项目与政策、会议，每条事实附有证明它的原句。",
    "Facts of local newspaper pages: people, organizations, places, programmes and meetings; every fact with the sentence that proves it.",
)
_GENERIC = {"entity": "participant", "text": "textValue", "number": "numberValue", "date": "dateValue", "enum": "codeValue"}
_DATATYPES = {"text": XSD.string, "number": XSD.decimal}
# Nothing is two of these at once.
_APART = (("Entity", "Fact", "Article", "Page", "Evidence", "Period", "Unit"), ("Group", "Meeting", "Organization", "Person", "Place", "Programme"))
# Borrowed terms that no class or property of ours is below, by what they are.
_BESIDE = (
    (OWL.Class, (SKOS.ConceptScheme,)),
    (RDFS.Datatype, (XSD.date,)),  # not one of OWL 2's own
    (OWL.AnnotationProperty, (SKOS.prefLabel, SKOS.definition)),
    (OWL.DatatypeProperty, (SKOS.notation, URIRef(full("qudt:symbol")))),
    (OWL.ObjectProperty, (SKOS.inScheme, SKOS.topConceptOf, SKOS.exactMatch, SKOS.broadMatch)),
)  # fmt: skip  # a table
_NAMES_TERMS = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}


def ontology() -> Triples:
    """The whole ontology."""
    return _Builder(load_schema(), load_terms())


class _Builder(Triples):
    def __init__(self, schema: Schema, terms: Terms) -> None:
        super().__init__()
        self._schema, self._terms = schema, terms
        self._header()
        self._classes()
        self._properties()
        self._relations()
        self._codes()
        self._units()
        for number, names in enumerate((*_APART, tuple(fact_class(name) for name in schema.facts))):
            self._disjoint(f"apart{number}", [full(name) if "/" not in name else name for name in names])
        self._borrowed()
        self._version()

    def _term(self, iri: str, kind: URIRef, label: Bilingual, definition: Bilingual) -> None:
        self.link(iri, RDF.type, kind)
        self.say(iri, RDFS.label, label)
        self.say(iri, SKOS.definition, definition)
        self.link(iri, RDFS.isDefinedBy, ONTOLOGY)

    def _header(self) -> None:
        self._term(ONTOLOGY, OWL.Ontology, TITLE, DEFINITION)
        self.graph.remove((URIRef(ONTOLOGY), RDFS.isDefinedBy, None))

    def _version(self) -> None:
        """Name the version by a digest of all that the ontology says: no change keeps the name, and none is needed without one."""
        said = "\n".join(sorted(" ".join(each.n3() for each in triple) for triple in self.graph))
        version = hashlib.sha256(said.encode()).hexdigest()[:12]
        self.link(ONTOLOGY, OWL.versionIRI, f"{BASE}ns/{version}")
        self.value(ONTOLOGY, OWL.versionInfo, Literal(version))

    # classes

    def _classes(self) -> None:
        for each in self._terms.classes.values():
            self._term(term(each.name), OWL.Class, each.label, each.definition)
            self.link(term(each.name), RDFS.subClassOf, *map(full, each.rdf))
        for kind in self._schema.kinds.values():
            self._term(kind_class(kind.name), OWL.Class, kind.label, kind.definition)
            self.link(kind_class(kind.name), RDFS.subClassOf, term("Entity"), *map(full, kind.rdf))
        for fact in self._schema.facts.values():
            iri = fact_class(fact.name)
            self._term(iri, OWL.Class, fact.label, fact.definition)
            self.link(iri, RDFS.subClassOf, term("Fact"), *map(full, fact.rdf))
            self.value(iri, SKOS.notation, Literal(fact.name))

    def _disjoint(self, name: str, classes: Sequence[str]) -> None:
        node = BNode(name)
        self.link(node, RDF.type, OWL.AllDisjointClasses)
        self.link(node, OWL.members, self.listed(name, classes))

    # properties

    def _property(self, iri: str, label: Bilingual, definition: Bilingual, domain: Sequence[str], target: Sequence[str] | URIRef, above: Iterable[str]) -> None:
        literal = isinstance(target, URIRef)
        self._term(iri, OWL.DatatypeProperty if literal else OWL.ObjectProperty, label, definition)
        name = iri.rpartition("#")[2]
        self.link(iri, RDFS.domain, self.one_of(f"{name}.domain", domain))
        self.link(iri, RDFS.range, target if isinstance(target, URIRef) else self.one_of(f"{name}.range", target))
        self.link(iri, RDFS.subPropertyOf, *above)

    def _properties(self) -> None:
        for each in self._terms.properties.values():
            target = URIRef(full(each.datatype)) if each.datatype else [full(name) for name in each.range]
            self._property(term(each.name), each.label, each.definition, [full(name) for name in each.domain], target, map(full, each.rdf))
        for fact in self._schema.facts.values():
            for slot in fact.slots:
                self._slot(fact, slot)

    def _slot(self, fact: FactType, slot: Slot) -> None:
        label = Bilingual(f"{fact.label.zh}的{slot.label.zh}", f"{slot.label.en} ({fact.label.en})")
        holds = Bilingual("，可有多个" if slot.many else "", ", may be several" if slot.many else "")
        definition = Bilingual(
            f"“{fact.label.zh}”事实的“{slot.label.zh}”一项{holds.zh}。", f"What a fact of type “{fact.label.en}” names as its {slot.label.en}{holds.en}."
        )
        target: Sequence[str] | URIRef
        if slot.range:
            target = [term(slot.range)]
        elif slot.type == "entity":
            target = [kind_class(kind) for kind in slot.accepts]
        elif slot.type in _DATATYPES:
            target = _DATATYPES[slot.type]
        else:
            target = [term("Period") if slot.type == "date" else str(SKOS.Concept)]
        above = [] if slot.range else [term(_GENERIC[slot.type])]
        self._property(slot_property(fact.name, slot.name), label, definition, [fact_class(fact.name)], target, [*above, *map(full, slot.rdf)])

    def _relations(self) -> None:
        for each in self._terms.relations.values():
            domain, target = [full(name) for name in each.domain], [full(name) for name in each.range]
            origin = Bilingual("，".join(self._origins(each.slots, "zh")), "; ".join(self._origins(each.slots, "en")))
            definition = Bilingual(f"两个对象的直接关系“{each.label.zh}”{origin.zh}。", f"The direct relation “{each.label.en}” of two things{origin.en}.")
            self._property(each.iri, each.label, definition, domain, target, map(full, each.rdf))
            if each.inverse is None:
                self.link(each.iri, RDF.type, OWL.SymmetricProperty)
                continue
            other = term(each.inverse.name)
            turned = Bilingual(f"“{each.label.zh}”的逆关系。", f"The inverse of “{each.label.en}”.")
            self._property(other, each.inverse.label, turned, target, domain, map(full, each.inverse.rdf))
            self.link(other, OWL.inverseOf, each.iri)
            self.link(each.iri, OWL.inverseOf, other)

    def _origins(self, slots: Iterable[tuple[str, str, str]], language: str) -> Iterable[str]:
        for fact_type, source, target in slots:
            fact = self._schema.facts[fact_type]
            names = [getattr(each.label, language) for each in (fact, fact.slot(source), fact.slot(target))]
            yield "，由“{}”事实的“{}”指向“{}”".format(*names) if language == "zh" else ", from a {}’s {} to its {}".format(*names)

    # codes and units

    def _codes(self) -> None:
        for scheme in self._terms.schemes.values():
            iri = scheme_iri(scheme.name)
            self.link(iri, RDF.type, SKOS.ConceptScheme)
            self.say(iri, SKOS.prefLabel, scheme.label)
            for value, label in scheme.values.items():
                code = code_iri(scheme.name, value)
                self.link(code, RDF.type, SKOS.Concept)
                self.link(code, SKOS.inScheme, iri)
                self.link(code, SKOS.topConceptOf, iri)
                self.say(code, SKOS.prefLabel, label)
                self.value(code, SKOS.notation, Literal(value))

    def _units(self) -> None:
        for unit in self._terms.units.values():
            iri = unit_iri(unit.symbol)
            self.link(iri, RDF.type, term("Unit"))
            self.say(iri, RDFS.label, unit.label)
            self.value(iri, URIRef(full("qudt:symbol")), Literal(unit.symbol))
            if unit.qudt:
                # `个` and `户` both count: what they count is lost in QUDT's number, hence no exact match
                self.link(iri, SKOS.broadMatch if unit.qudt == "unit:NUM" else SKOS.exactMatch, full(unit.qudt))

    # what other vocabularies define

    def _borrowed(self) -> None:
        """Say of each borrowed class and property what it is and who defines it, so that no term dangles and OWL 2 DL tools read on."""
        ours = tuple(PREFIXES[prefix] for prefix in ("xz", "code", "id", "owl", "rdf", "rdfs", "xsd"))
        borrowed = {(kind, name) for kind, names in _BESIDE for name in names}
        for subject, predicate, thing in sorted(self.graph.triples((None, None, None))):
            if isinstance(thing, URIRef) and not str(thing).startswith(ours) and predicate in _NAMES_TERMS:
                kinds = [OWL.Class] if predicate != RDFS.subPropertyOf else self.graph.objects(subject, RDF.type)
                borrowed |= {(kind, thing) for kind in map(URIRef, map(str, kinds)) if kind != OWL.SymmetricProperty}
        for kind, name in sorted(borrowed):
            self.link(name, RDF.type, kind)
            self.link(name, RDFS.isDefinedBy, next(space for space in PREFIXES.values() if str(name).startswith(space)))


def main(path: Path = FILE) -> None:
    """Write the ontology's file."""
    path.write_text(ontology().turtle(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
