"""The graph as RDF: what is told of facts, entities, places; spelling; the order tells nothing."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace

import pyoxigraph as ox
import pytest
import rdflib

from loaders.graph_model import Projection
from loaders.oxigraph import build_store, memory_store, read_store
from loaders.publication import DamagedError
from loaders.rdf import Extras, extras_of, graphs, nquads
from loaders.rdf_files import RdfFormat, write_rdf
from loaders.rdf_terms import decimal_of, text_of
from ontology import iri
from ontology.resolution import Resolution
from tests.unit.test_graph_model import ARTICLE, BANKS, BODY, GROUP, LOAN, MEETING, PAGE, PERSON, POST, RANGE, SECOND, graph

FACTS = (POST, MEETING, LOAN, RANGE, SECOND)
EXTRAS = replace(extras_of(FACTS, Resolution((), {}), version="1.2", fingerprint="abc"), merged={"person/-/甲某": PERSON.id})


def told(found: Projection, extras: Extras = EXTRAS) -> set[tuple[str, str, str, str]]:
    """Every statement with its graph, short: prefixed names where there are prefixes, else the spelling of N-Quads."""
    lines = "".join(nquads(found, extras)).encode()
    quads = [each for each in ox.parse(lines, format=ox.RdfFormat.N_QUADS) if each.graph_name != ox.NamedNode(iri.ONTOLOGY_GRAPH)]
    return {tuple(_short(term) for term in (each.subject, each.predicate, each.object, each.graph_name)) for each in quads}  # type: ignore[misc]  # four parts


def _short(term: object) -> str:
    if not isinstance(term, ox.NamedNode):
        return str(term).replace(iri.PREFIXES["xsd"], "xsd:")
    for name, namespace in iri.PREFIXES.items():
        if term.value.startswith(namespace):
            return f"{name}:{term.value.removeprefix(namespace)}"
    return term.value


def about(found: set[tuple[str, str, str, str]], subject: str) -> set[tuple[str, str]]:
    return {(predicate, value) for one, predicate, value, _ in found if one == subject}


def test_a_fact_is_of_its_type_and_has_a_property_for_each_slot():
    found = told(graph(*FACTS))
    assert about(found, "id:fact/f3") == {
        ("rdf:type", "xz:Transfer"),
        ("xz:transferAmount", '"5000000"^^<xsd:decimal>'),
        ("xz:transferPayer", f"id:{GROUP.id}"),
        ("xz:transferPayee", f"id:group/{ARTICLE.id}/企业"),
        ("xz:transferKind", "code:transfer.kind-loan"),
        ("xz:transferPeriod", "id:period/2021-01--2021-11"),
        ("xz:time", "id:period/2021-01--2021-11"),
        ("xz:county", "id:place/331125/云和县"),
        ("xz:realis", "code:realis-actual"),
        ("xz:confidence", '"0.5"^^<xsd:decimal>'),
        ("xz:asOf", '"2021-12-01"^^<xsd:date>'),
        ("xz:rule", '"rule"'),
        ("xz:evidence", f"id:page/{PAGE.id}#char=0,7"),
        ("xz:article", f"id:article/{ARTICLE.id}"),
    }
    assert {("xz:meetingAgenda", '"一事"'), ("xz:meetingAgenda", '"二事"')} <= about(found, "id:fact/f2")
    assert {("xz:low", '"7000"^^<xsd:decimal>'), ("xz:high", '"8000"^^<xsd:decimal>'), ("xz:measureUnit", "id:unit/斤")} <= about(found, "id:fact/f4")
    assert "xz:measureValue" not in {predicate for predicate, _ in about(found, "id:fact/f4")}
    assert {("xz:office", '"书记"'), ("xz:seenFrom", '"2021-12-03"^^<xsd:date>'), ("xz:postTitle", '"区委书记"')} <= about(found, "id:fact/f1")


def test_evidence_selects_its_stretch_of_the_page():
    found = told(graph(*FACTS))
    assert about(found, f"id:page/{PAGE.id}#char=0,7") == {
        ("rdf:type", "xz:Evidence"),
        ("oa:hasSource", f"id:page/{PAGE.id}"),
        ("oa:hasSelector", f"id:selector/{PAGE.id}/0-7"),
        ("xz:article", f"id:article/{ARTICLE.id}"),
    }
    assert about(found, f"id:selector/{PAGE.id}/0-7") == {
        ("rdf:type", "oa:TextPositionSelector"),
        ("rdf:type", "oa:TextQuoteSelector"),
        ("oa:start", '"0"^^<xsd:integer>'),
        ("oa:end", '"7"^^<xsd:integer>'),
        ("oa:exact", '"某区委书记甲某"'),
    }


def test_the_named_graph_of_an_article_tells_page_and_software():
    found = told(graph(*FACTS))
    own = f"id:graph/article/{ARTICLE.id}"
    assert about(found, own) == {
        ("rdf:type", "prov:Entity"),
        ("prov:wasDerivedFrom", f"id:page/{PAGE.id}"),
        ("prov:wasAttributedTo", "id:software/xianzhi-1.2"),
    }
    assert about(found, "id:software/xianzhi-1.2") == {
        ("rdf:type", "prov:SoftwareAgent"),
        ("schema:name", '"xianzhi"'),
        ("schema:softwareVersion", '"1.2"'),
        ("xz:fingerprint", '"abc"'),
    }
    assert about(found, f"id:page/{PAGE.id}") == {
        ("rdf:type", "xz:Page"),
        ("rdfs:label", '"page.txt"'),
        ("dcterms:source", '"dir/page.txt"'),
        ("dcterms:issued", '"2021-12"'),
        ("dcterms:spatial", "id:place/331102/莲都区"),
    }
    assert {("schema:headline", '"题"@zh'), ("schema:datePublished", '"2021-12-01"^^<xsd:date>'), ("xz:articleKind", "code:article.kind-news")} <= about(
        found, f"id:article/{ARTICLE.id}"
    )
    assert {name for *_, name in found} == {own, "id:graph/places", "id:graph/resolution"}


def test_what_articles_share_stands_in_the_resolution_once():
    found = told(graph(*FACTS))
    shared = {each[:3] for each in found if each[3] == "id:graph/resolution"}
    assert {
        (f"id:{PERSON.id}", "xz:holdsPost", f"id:{BODY.id}"),
        (f"id:{PERSON.id}", "rdfs:label", '"甲某"@zh'),
        (f"id:{PERSON.id}", "skos:prefLabel", '"甲某"@zh'),
        ("id:person/-/甲某", "dcterms:isReplacedBy", f"id:{PERSON.id}"),
        (f"id:{BODY.id}", "xz:ofPlace", "id:place/331102/莲都区"),
        (f"id:{BODY.id}", "xz:sort", "code:organization.sort-public"),
        (f"id:{GROUP.id}", "xz:member", f"id:{BANKS[0].id}"),
        (f"id:{GROUP.id}", "xz:lentTo", f"id:group/{ARTICLE.id}/企业"),
        ("id:meeting/2021-12-03/某会", "xz:dateText", '"2021-12-03"'),
        ("id:period/2021-01--2021-11", "xz:end", '"2021-11-30"^^<xsd:date>'),
        ("id:period/2021-01--2021-11", "rdfs:label", '"2021-01/2021-11"'),
    } <= shared
    assert max(Counter(each[:3] for each in found).values()) == 1


def test_places_carry_their_codes():
    found = told(graph(*FACTS))
    assert {each[:3] for each in found if each[3] == "id:graph/places"} >= {
        ("id:place/331102/莲都区", "rdf:type", "xz:Place"),
        ("id:place/331102/莲都区", "rdfs:label", '"莲都区"@zh'),
        ("id:place/331102/莲都区", "skos:altLabel", '"莲都"@zh'),
        ("id:place/331102/莲都区", "xz:administrativeCode", '"331102"'),
        ("id:place/331102/莲都区", "xz:level", "code:place.level-county"),
        ("id:place/331102/莲都区", "xz:within", "id:place/3311/丽水市"),
    }


def test_a_unit_that_the_ontology_does_not_know_is_told_with_its_name():
    odd = replace(
        RANGE, id="f9", slots=tuple((name, tuple(replace(each, value="筐子") for each in rows) if name == "unit" else rows) for name, rows in RANGE.slots)
    )
    assert about(told(graph(RANGE, odd)), "id:unit/筐子") == {("rdf:type", "xz:Unit"), ("qudt:symbol", '"筐子"'), ("rdfs:label", '"筐子"@zh')}
    assert not about(told(graph(RANGE)), "id:unit/斤")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2021-12", {"start": "2021-12-01", "end": "2021-12-31"}),
        ("2019/", {"start": "2019-01-01"}),
        ("/2022-04-28", {"end": "2022-04-28"}),
        ("08-14", {}),
        ("08-14/2022", {"end": "2022-12-31"}),
    ],
)
def test_a_period_has_the_days_that_are_known(text, days):
    found = about(told(graph(POST), Extras({"f1": [("since", text)]})), iri.period_iri(text).replace(iri.ID, "id:"))
    assert found == {("rdf:type", "xz:Period"), ("rdfs:label", f'"{text}"'), *((f"xz:{name}", f'"{day}"^^<xsd:date>') for name, day in days.items())}


@pytest.mark.parametrize(
    ("number", "spelled"), [(3.0, "3"), (26.2, "26.2"), (-0.5, "-0.5"), (1e-7, "0.0000001"), (7.48e10, "74800000000"), (1e22, "10000000000000000000000")]
)
def test_a_number_is_a_decimal_without_needless_zeros(number, spelled):
    assert decimal_of(number) == f'"{spelled}"^^<{iri.PREFIXES["xsd"]}decimal>'


HOSTILE = '“引”"号"\\n\n换\r行\t\x0b\x7f\'<>{}|^`%20 🀄\u2028尾'


def test_any_text_and_any_name_comes_back_from_every_form_and_reader():
    found = Projection()
    person = found.add_node("Person", {"id": f"person/-/{HOSTILE}", "name": HOSTILE, "aliases": [HOSTILE + "甲"]})
    for form, oxigraph in ((RdfFormat.trig, ox.RdfFormat.TRIG), (RdfFormat.nquads, ox.RdfFormat.N_QUADS), (RdfFormat.turtle, ox.RdfFormat.TURTLE)):
        written = io.BytesIO()
        write_rdf(written, graphs(found, Extras()), form)
        labels = {
            each.subject.value: each.object.value
            for each in ox.parse(written.getvalue(), format=oxigraph)
            if isinstance(each.subject, ox.NamedNode) and each.predicate.value.endswith("prefLabel") and "/id/person/" in each.subject.value
        }
        assert {iri.id_of(each): label for each, label in labels.items()} == {person: HOSTILE}
        read = rdflib.Dataset(default_union=True) if form is not RdfFormat.turtle else rdflib.Graph()
        read.parse(data=written.getvalue(), format=form.value)
        [label] = read.objects(rdflib.URIRef(next(iter(labels))), rdflib.SKOS.prefLabel)
        assert str(label) == HOSTILE
    assert text_of('a"b\\c\nd') == '"a\\"b\\\\c\\nd"'


def test_all_forms_say_the_same():
    found, forms = graph(*FACTS), {}
    for form, oxigraph in ((RdfFormat.trig, ox.RdfFormat.TRIG), (RdfFormat.nquads, ox.RdfFormat.N_QUADS), (RdfFormat.turtle, ox.RdfFormat.TURTLE)):
        written = io.BytesIO()
        number = write_rdf(written, graphs(found, EXTRAS), form)
        forms[form] = set(ox.parse(written.getvalue(), format=oxigraph))
        assert len(forms[form]) == number
    assert forms[RdfFormat.trig] == forms[RdfFormat.nquads]
    assert {each.triple for each in forms[RdfFormat.trig]} == {each.triple for each in forms[RdfFormat.turtle]}


def _named(quads) -> set[ox.Quad]:
    """Those without blank nodes, which a store names anew."""
    return {each for each in quads if not isinstance(each.subject, ox.BlankNode) and not isinstance(each.object, ox.BlankNode)}


def test_a_published_store_is_read_only_and_holds_what_was_given(tmp_path):
    given = list(graphs(graph(*FACTS), EXTRAS))
    number = build_store(tmp_path / "store", given)
    with pytest.raises(FileExistsError):
        build_store(tmp_path / "store", given)
    store, in_memory = read_store(tmp_path / "store"), memory_store(given)
    assert _named(store) == _named(in_memory)
    assert number == len(store) == sum(len(statements) for _, statements in given)
    with pytest.raises(RuntimeError, match="read-write"):
        store.update("CLEAR ALL")
    assert len(read_store(tmp_path / "store")) == number


@pytest.mark.parametrize("damage", ["CURRENT", "MANIFEST-*"])
def test_a_store_that_is_not_whole_says_what_to_do(tmp_path, damage):
    build_store(tmp_path / "store", graphs(graph(POST), EXTRAS))
    for path in (tmp_path / "store").glob(damage):
        path.unlink()
    with pytest.raises(DamagedError, match="xianzhi build"):
        read_store(tmp_path / "store")
