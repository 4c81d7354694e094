"""The ontology: fresh, whole, well named, and free of contradiction."""

from __future__ import annotations

import re

import owlrl
import pytest
import rdflib
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, SDO, TIME, DefinedNamespace

from flows.ontology_page import ontology_page
from loaders.rdf import nquads
from ontology import iri, owl, shacl
from ontology.schema import HERE, Bilingual, SchemaError, load_schema
from ontology.terms import load_terms
from tests.conftest import ROOT
from tests.unit.test_graph_model import graph
from tests.unit.test_rdf import EXTRAS, FACTS

ONTOLOGY = Graph().parse(owl.FILE)
OURS = (iri.NS, iri.CODE, iri.ID, iri.BASE)
BUILT_IN = tuple(map(str, (RDF, RDFS, OWL, XSD)))
# What the vocabularies without a closed list in rdflib define and we use, looked up in their files: QUDT 2.1, Web Annotation.
KNOWN = {
    iri.PREFIXES["qudt"]: {"QuantityValue", "Unit", "hasUnit", "numericValue", "symbol"},
    iri.PREFIXES["oa"]: {"SpecificResource", "TextPositionSelector", "TextQuoteSelector", "end", "exact", "hasSelector", "hasSource", "start"},
}
DEFINED: dict[str, type[DefinedNamespace]] = {str(each): each for each in (DCTERMS, ORG, PROV, SDO, SKOS, TIME)}


def own(kind: URIRef) -> list[URIRef]:
    return sorted(each for each in ONTOLOGY.subjects(RDF.type, kind) if isinstance(each, URIRef) and each.startswith(iri.NS))


PROPERTIES = sorted({*own(OWL.ObjectProperty), *own(OWL.DatatypeProperty)})


def exists(term: str) -> bool:
    """Whether the vocabulary that a borrowed term belongs to defines it."""
    for namespace, names in KNOWN.items():
        if term.startswith(namespace):
            return term.removeprefix(namespace) in names
    for namespace, defined in DEFINED.items():
        if term.startswith(namespace):
            return URIRef(term) in defined
    return term.startswith(BUILT_IN)


def test_a_term_that_nobody_defines_is_noticed():
    assert exists(str(SDO.Person))
    assert not any(exists(iri.PREFIXES[prefix] + "nonsense") for prefix in ("schema", "org", "prov", "skos", "time", "dcterms", "qudt", "oa"))


def data() -> Graph:
    found = rdflib.Dataset(default_union=True)
    found.parse(data="".join(nquads(graph(*FACTS), EXTRAS)), format="nquads")
    told = Graph()
    for subject, predicate, thing, where in found.quads():
        if str(where) != iri.ONTOLOGY_GRAPH:
            told.add((subject, predicate, thing))
    return told


# fresh


def test_the_files_are_fresh():
    assert owl.FILE.read_text(encoding="utf-8") == owl.ontology().turtle(), "python -m ontology.owl"
    assert shacl.FILE.read_text(encoding="utf-8") == shacl.shapes().turtle(), "python -m ontology.shacl"
    assert (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8") == ontology_page(), "make docs"


def test_the_module_stays_small():
    assert len((HERE / "owl.py").read_text(encoding="utf-8").splitlines()) < 250


def test_another_ontology_has_another_version(monkeypatch):
    header = URIRef(iri.ONTOLOGY)
    (version,) = ONTOLOGY.objects(header, OWL.versionIRI)
    assert re.fullmatch(re.escape(iri.ONTOLOGY) + "/[0-9a-f]{12}", str(version))
    monkeypatch.setattr(owl, "TITLE", Bilingual("别的", "another"))
    (other,) = owl.ontology().graph.objects(header, OWL.versionIRI)
    assert other != version


# well named


@pytest.mark.parametrize("kind", [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty])
def test_every_term_has_label_and_definition_in_both_languages(kind):
    terms = own(kind)
    assert len(terms) > 20
    for term in terms:
        for said in (RDFS.label, SKOS.definition):
            assert sorted(text.language or "" for text in ONTOLOGY.objects(term, said) if isinstance(text, Literal)) == ["en", "zh"], (term, said)


def test_every_code_has_a_label_in_both_languages_and_its_notation():
    codes = list(ONTOLOGY.subjects(RDF.type, SKOS.Concept))
    assert len(codes) > 40
    for code in codes:
        assert sorted(text.language or "" for text in ONTOLOGY.objects(code, SKOS.prefLabel) if isinstance(text, Literal)) == ["en", "zh"]
        (scheme,) = ONTOLOGY.objects(code, SKOS.inScheme)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in ONTOLOGY
        (notation,) = ONTOLOGY.objects(code, SKOS.notation)
        assert str(code) == f"{scheme}-{notation}"


def test_every_property_has_one_domain_and_one_range():
    assert len(PROPERTIES) > 100
    for term in PROPERTIES:
        for end in (RDFS.domain, RDFS.range):
            assert len(list(ONTOLOGY.objects(term, end))) == 1, (term, end)


def test_every_slot_and_relation_has_its_property_below_a_general_one():
    for fact in load_schema().facts.values():
        for slot in fact.slots:
            term = URIRef(iri.slot_property(fact.name, slot.name))
            assert list(ONTOLOGY.objects(term, RDFS.subPropertyOf)), term
            assert next(ONTOLOGY.objects(term, RDFS.domain)) == URIRef(iri.fact_class(fact.name))
        for direct in fact.direct:
            assert {URIRef(iri.direct_property(name)) for name in direct.types} <= set(PROPERTIES)


def test_no_two_things_have_one_name():
    schema, terms = load_schema(), load_terms()
    names = [iri.kind_class(kind) for kind in schema.kinds] + [iri.fact_class(name) for name in schema.facts] + [iri.term(name) for name in terms.classes]
    names += [iri.slot_property(fact.name, slot.name) for fact in schema.facts.values() for slot in fact.slots] + [iri.term(name) for name in terms.properties]
    names += [each.iri for each in terms.relations.values()] + [iri.term(each.inverse.name) for each in terms.relations.values() if each.inverse]
    assert len(names) == len(set(names))


def test_inverses_are_mutual():
    for one, other in ONTOLOGY.subject_objects(OWL.inverseOf):
        assert (other, OWL.inverseOf, one) in ONTOLOGY
    assert list(ONTOLOGY.subjects(RDF.type, OWL.SymmetricProperty)) == [URIRef(iri.term("cooperatesWith"))]


# whole


def test_no_term_dangles():
    declared = {term for term in ONTOLOGY.subjects(RDF.type, None) if isinstance(term, URIRef)}
    used = {term for triple in ONTOLOGY for term in triple if isinstance(term, URIRef)}
    for term in used:
        name = str(term)
        if name.startswith((iri.NS, iri.CODE)):
            assert term in declared, term
        elif not name.startswith((iri.BASE, iri.PREFIXES["unit"])) and name not in iri.PREFIXES.values():
            assert exists(name), term
    for term in declared - set(ONTOLOGY.subjects(RDF.type, SKOS.Concept)):
        if not str(term).startswith(OURS):
            assert (term, RDFS.isDefinedBy, None) in ONTOLOGY, term


def test_no_term_is_two_things():
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    found = [term for kind in kinds for term in ONTOLOGY.subjects(RDF.type, kind)]
    assert len(found) == len(set(found))


def test_whatever_is_said_is_said_with_a_declared_property():
    declared = {term for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty) for term in ONTOLOGY.subjects(RDF.type, kind)}
    assert {term for term in ONTOLOGY.predicates() if term not in declared and not str(term).startswith(BUILT_IN)} == set()


def test_the_data_use_no_term_that_is_not_declared():
    declared = set(ONTOLOGY.subjects(RDF.type, None))
    found = data()
    terms = set(found.predicates()) | set(found.objects(None, RDF.type)) | {each for each in found.objects() if str(each).startswith((iri.CODE, iri.NS))}
    assert len(terms) > 60
    for term in terms:
        assert term in declared if str(term).startswith(OURS) else exists(str(term)), term
    assert not [term for triple in found for term in triple if isinstance(term, rdflib.BNode)]


def test_the_shapes_speak_of_declared_terms_only():
    declared = set(ONTOLOGY.subjects(RDF.type, None))
    for term in {term for triple in shacl.shapes().graph for term in triple if str(term).startswith((iri.NS, iri.CODE)) and isinstance(term, URIRef)}:
        assert term in declared, term


# free of contradiction


def contradictions(found: Graph) -> list[str]:
    closure = owlrl.OWLRL.OWLRL_Semantics(found, False, False, False)
    closure.closure()
    return list(closure.error_messages)


@pytest.fixture(scope="module")
def closed() -> tuple[Graph, list[str]]:
    """Ontology and a sample of data, closed under OWL 2 RL, with the contradictions found."""
    found = Graph()
    for triple in (*ONTOLOGY, *data()):
        found.add(triple)
    return found, contradictions(found)


def test_ontology_and_data_do_not_contradict_themselves(closed):
    assert closed[1] == []


def test_what_follows_is_what_was_meant(closed):
    found, _ = closed
    for name in ("org:Membership", "xz:Fact", "prov:Entity"):
        prefix, local = name.split(":")
        assert (URIRef(iri.fact_iri("f1")), RDF.type, URIRef(iri.PREFIXES[prefix] + local)) in found
    assert list(found.triples((None, URIRef(iri.PREFIXES["org"] + "member"), None)))
    held = set(found.subject_objects(URIRef(iri.term("holdsPost"))))
    assert held
    assert held <= {(person, body) for body, person in found.subject_objects(URIRef(iri.term("postHeldBy")))}


@pytest.mark.parametrize(
    ("subject", "predicate", "thing"),
    [
        (iri.fact_iri("x"), RDF.type, iri.kind_class("Person")),
        (iri.fact_iri("x"), RDF.type, iri.fact_class("award")),
        (iri.entity_iri("person/-/甲"), iri.term("within"), iri.entity_iri("place/1/乙")),
        (iri.fact_iri("x"), iri.slot_property("post", "person"), iri.entity_iri("place/1/乙")),
    ],
)
def test_a_contradiction_is_found(subject, predicate, thing):
    found = consistent()
    found.add((URIRef(subject), URIRef(predicate), URIRef(thing)))
    assert contradictions(found)


def consistent() -> Graph:
    """A post, a person and a place, with what the ontology says that could be broken."""
    found = Graph()
    about = {iri.term("within"), iri.slot_property("post", "person")}
    lists = {node for members in ONTOLOGY.objects(None, OWL.members) for node in _nodes(members)}
    for triple in ONTOLOGY:
        subject, predicate, thing = triple
        apart = subject in lists or predicate == OWL.members or thing == OWL.AllDisjointClasses
        below = predicate == RDFS.subClassOf and isinstance(thing, URIRef) and thing.startswith(iri.NS)
        if apart or below or str(subject) in about:
            found.add(triple)
    for node, kind in (("person/-/甲", "Person"), ("place/1/乙", "Place")):
        found.add((URIRef(iri.entity_iri(node)), RDF.type, URIRef(iri.kind_class(kind))))
    found.add((URIRef(iri.fact_iri("x")), RDF.type, URIRef(iri.fact_class("post"))))
    return found


def _nodes(node: rdflib.term.Node) -> set[rdflib.term.Node]:
    found = set()
    while node != RDF.nil:
        found.add(node)
        node = next(ONTOLOGY.objects(node, RDF.rest))
    return found


def test_without_it_there_is_none():
    assert contradictions(consistent()) == []


# the files that it is made of


def spoilt(folder, change):
    for name in ("kinds.yaml", "terms.yaml", "units.yaml"):
        (folder / name).write_text((HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "facts").mkdir()
    for path in (HERE / "facts").glob("*.yaml"):
        (folder / "facts" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    terms = yaml.safe_load((folder / "terms.yaml").read_text(encoding="utf-8"))
    change(terms)
    (folder / "terms.yaml").write_text(yaml.safe_dump(terms, allow_unicode=True), encoding="utf-8")
    return load_terms(folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda terms: terms.update(colours={}), r"terms\.yaml: unknown key \['colours'\]"),
        (lambda terms: terms["classes"]["Fact"].update(label={"zh": "事实"}), r"terms\.yaml: Fact: needs zh and en"),
        (lambda terms: terms["properties"]["rule"].pop("definition"), r"terms\.yaml: rule: not a mapping"),
        (lambda terms: terms["properties"]["rule"].pop("domain"), r"terms\.yaml: rule: needs classes"),
        (lambda terms: terms["properties"]["rule"].update(domain=["Rumour"]), r"terms\.yaml: rule: unknown class \['Rumour'\]"),
        (lambda terms: terms["properties"]["rule"].update(range="text"), r"terms\.yaml: rule: range 'text' is no datatype"),
        (lambda terms: terms["properties"]["realis"].update(scheme="mood"), r"terms\.yaml: unknown scheme \['mood'\]"),
        (lambda terms: terms["relations"].pop("LAUNCHED"), r"terms\.yaml: no relation \['LAUNCHED'\]"),
        (lambda terms: terms["relations"]["LAUNCHED"].update(domain=["Person"]), r"terms\.yaml: LAUNCHED: unknown key \['domain'\]"),
        (lambda terms: terms["relations"]["LAUNCHED"].pop("inverse"), r"terms\.yaml: LAUNCHED: inverse: not a mapping"),
        (lambda terms: terms["relations"]["MEMBER"].update(rdf=["foaf:member"]), r"terms\.yaml: MEMBER: unknown prefix"),
    ],
)
def test_the_files_are_read_strictly(tmp_path, change, words):
    with pytest.raises(SchemaError, match=words):
        spoilt(tmp_path, change)


def test_units_have_labels_and_those_that_count_are_no_exact_match():
    counted = URIRef(iri.unit_iri("户"))
    assert set(ONTOLOGY.objects(counted, SKOS.broadMatch)) == {URIRef(iri.PREFIXES["unit"] + "NUM")}
    assert set(ONTOLOGY.objects(URIRef(iri.unit_iri("元")), SKOS.exactMatch)) == {URIRef(iri.PREFIXES["unit"] + "CCY_CNY")}
    for unit in ONTOLOGY.subjects(RDF.type, URIRef(iri.term("Unit"))):
        assert len(list(ONTOLOGY.objects(unit, RDFS.label))) == 2
        assert len(list(ONTOLOGY.objects(unit, URIRef(iri.PREFIXES["qudt"] + "symbol")))) == 1


# names


@given(st.text(max_size=30))
def test_an_id_comes_back_from_its_iri_whatever_is_in_it(name):
    found = iri.entity_iri(f"person/3311/{name}")
    assert iri.id_of(found) == f"person/3311/{name}"
    NamedNode(found)  # refuses what is no IRI
    assert URIRef(found).n3() == f"<{found}>"


@pytest.mark.parametrize(
    "name", ["张壮雄", "甲·乙（丙）", "5G+", "a/b", "100%", "a b", "<b>", "问?", "#1", "..", "a/../b", "\u3000", "\ud800", "\ufeff", "[甲]", "\U0001fffe"]
)
def test_names_that_would_break_an_iri(name):
    found = iri.entity_iri(name)
    assert iri.id_of(found) == name
    assert not re.search(r"[\s<>\"{}|\\^`\[\]]|/\.\.?(?:/|$)", found.removeprefix(iri.ID))
    NamedNode(found)


def test_what_can_stay_readable_does():
    assert iri.entity_iri("person/3311/张壮雄") == "https://w3id.org/xianzhi/id/person/3311/张壮雄"
    assert iri.unit_iri("元/度") == "https://w3id.org/xianzhi/id/unit/元/度"
    assert iri.period_iri("2021-01/2021-03") == "https://w3id.org/xianzhi/id/period/2021-01--2021-03"
    assert iri.evidence_iri("abc", 1, 9) == "https://w3id.org/xianzhi/id/page/abc#char=1,9"
    assert iri.fact_class("meeting") == iri.term("MeetingFact")
    assert iri.kind_class("Meeting") == iri.term("Meeting")
    assert iri.slot_property("programme", "launched_by") == iri.term("programmeLaunchedBy")
    assert iri.direct_property("HOLDS_POST") == iri.term("holdsPost")
    assert iri.curie(iri.code_iri("programme.kind", "credit_product")) == "code:programme.kind-credit_product"
    assert iri.curie("http://example.org/x") == "<http://example.org/x>"
    with pytest.raises(ValueError, match="no IRI of the data"):
        iri.id_of(iri.NS)
