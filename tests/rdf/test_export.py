"""The seeds' RDF: the same bytes in any order, loaded by rdflib and Oxigraph with the same counts, well-formed as PROV and Web Annotation ask."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pyoxigraph as ox
import pytest
import rdflib

from flows.lookup import truth_of
from flows.stages import projected
from loaders.oxigraph import read_store
from loaders.publication import Publication
from ontology import iri
from ontology.schema import load_schema
from tests.conftest import ROOT

OXIGRAPH = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "turtle": ox.RdfFormat.TURTLE}
PREFIXES = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in iri.PREFIXES.items())
MOST_PROVENANCE = 3  # triples of a fact that say where it comes from
PROVENANCE = ("xz:evidence", "xz:article", "xz:rule")

# Exports the graph of the first argument with its pages in an order of the second's, and prints the digests of all forms.
SHUFFLED = """
import hashlib, io, random, sys
from itertools import groupby
from pathlib import Path
from flows.lines import known_type
from flows.lookup import truth_of
from flows.stages import place_records, rdf_extras
from loaders.graph_model import project
from loaders.rdf import graphs
from loaders.rdf_files import RdfFormat, write_rdf
turn = random.Random(sys.argv[2])
def mixed(rows):
    rows = list(rows)
    turn.shuffle(rows)
    return rows
with truth_of(Path(sys.argv[1])) as truth:
    facts = [fact for page in mixed([list(rows) for _, rows in groupby(truth.facts(), key=lambda fact: fact.page)]) for fact in page]
    found = project(pages=mixed(truth.pages()), articles=mixed(truth.articles()), facts=map(known_type, facts), mentions=mixed(truth.mentions()),
                    resolution=truth.resolution(), places=mixed(place_records()))
    extras = rdf_extras(truth)
for form in RdfFormat:
    file = io.BytesIO()
    write_rdf(file, graphs(found, extras), form)
    print(form.value, hashlib.sha256(file.getvalue()).hexdigest())
"""


@pytest.fixture(scope="session")
def store(seeds_graph):
    return read_store(Publication(seeds_graph).current().triples)


def asked(store, query):
    return [tuple(row) for row in store.query(PREFIXES + query, use_default_graph_as_union=True)]


def test_any_order_of_pages_and_any_hash_seed_give_the_same_bytes(seeds_graph, exported):
    import hashlib

    running = [
        subprocess.Popen(
            [sys.executable, "-c", SHUFFLED, str(seeds_graph), seed], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, text=True
        )
        for seed in ("1", "2")
    ]
    printed = [each.communicate(timeout=300)[0] for each in running]
    assert [each.returncode for each in running] == [0, 0]
    wanted = "".join(f"{form} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for form, path in exported.items())
    assert printed == [wanted, wanted]


def test_rdflib_and_oxigraph_read_the_same_counts(exported, store):
    for form, path in exported.items():
        read = ox.Store()
        read.load(path=path, format=OXIGRAPH[form])
        assert len(read) == len(store), form
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(exported["trig"], format="trig")
    assert len(list(dataset.quads())) == len(dataset) == len(store)  # no statement in two graphs
    by_graph = Counter(str(name) for *_, name in dataset.quads())
    assert by_graph == {
        graph.value: number for graph, number in ((name, sum(1 for _ in store.quads_for_pattern(None, None, None, name))) for name in store.named_graphs())
    }
    assert len(list(dataset.query(PREFIXES + "SELECT ?fact { ?fact xz:rule ?rule }"))) == len(asked(store, "SELECT ?fact { ?fact xz:rule ?rule }"))


def test_every_node_and_relationship_of_the_property_graph_is_there(seeds_graph, store):
    with truth_of(seeds_graph) as truth:
        graph = projected(truth)
    counts = graph.counts()
    predicates = Counter(each.predicate.value for each in store)
    types = Counter(each.object.value for each in store.quads_for_pattern(None, ox.NamedNode(iri.PREFIXES["rdf"] + "type"), None))
    for name in ("Person", "Organization", "Place", "Programme", "Meeting", "Group", "Article", "Page", "Evidence"):
        assert types[iri.term(name)] == counts.get(name, 0), name
    for fact_type in load_schema().facts.values():
        assert types[iri.fact_class(fact_type.name)] == sum(row[1] == fact_type.name for row in graph.nodes["Fact"].values())
        for relation in (name for direct in fact_type.direct for name in direct.types):
            assert predicates[iri.direct_property(relation)] == counts.get(relation, 0), relation
    roles = sum(number for name, number in counts.items() if name.startswith("HAS_"))
    slots = {iri.slot_property(each.name, slot.name) for each in load_schema().facts.values() for slot in each.slots if slot.type == "entity"}
    assert sum(predicates[each] for each in (*slots, iri.term("county"))) == roles
    for name in ("MENTIONS", "MEMBER", "OF_PLACE", "WITHIN"):
        assert predicates[iri.direct_property(name)] == counts.get(name, 0), name


def test_a_fact_has_three_triples_of_provenance_and_no_more(store):
    told = "|".join((*PROVENANCE, "prov:wasDerivedFrom", "prov:wasAttributedTo", "prov:wasGeneratedBy"))
    found = asked(store, f"SELECT ?fact (COUNT(*) AS ?number) {{ ?fact xz:rule ?rule ; ({told}) ?from }} GROUP BY ?fact")
    assert found
    assert {int(number.value) for _, number in found} == {MOST_PROVENANCE}
    facts = {fact.value for fact, _ in found}
    of_facts = Counter(
        each.subject.value for each in store if each.subject.value in facts and each.predicate.value.startswith((iri.PREFIXES["prov"], iri.PREFIXES["dcterms"]))
    )
    assert not of_facts  # nothing else of these vocabularies


def test_whole_graphs_tell_page_and_software(store):
    graphs = asked(
        store, "SELECT ?graph ?page ?version { ?graph prov:wasDerivedFrom ?page ; prov:wasAttributedTo/schema:softwareVersion ?version . ?page a xz:Page }"
    )
    articles = asked(store, "SELECT ?article { ?article a xz:Article }")
    assert len(graphs) == len(articles) == sum("/graph/article/" in name.value for name in store.named_graphs())


def test_provenance_is_well_formed(store):
    """Both ends of every PROV statement are of the class that PROV-O says, by the ontology that goes along."""
    above: dict[str, set[str]] = {}
    for each in store.quads_for_pattern(None, ox.NamedNode(iri.PREFIXES["rdfs"] + "subClassOf"), None):
        above.setdefault(str(each.subject), set()).add(str(each.object))

    def classes(kind):
        return {kind}.union(*(classes(each) for each in above.get(kind, ())))

    types: dict[str, set[str]] = {}
    for each in store.quads_for_pattern(None, ox.NamedNode(iri.PREFIXES["rdf"] + "type"), None):
        types.setdefault(str(each.subject), set()).update(classes(str(each.object)))
    entity, agents = f"<{iri.PREFIXES['prov']}Entity>", {f"<{iri.PREFIXES['prov']}{name}>" for name in ("Agent", "SoftwareAgent")}
    for predicate, target in (
        (iri.PREFIXES["prov"] + "wasDerivedFrom", {entity}),
        (iri.term("evidence"), {entity}),
        (iri.PREFIXES["prov"] + "wasAttributedTo", agents),
    ):
        told = list(store.quads_for_pattern(None, ox.NamedNode(predicate), None))
        assert told, predicate
        assert not [each for each in told if entity not in types[str(each.subject)] or not target & types[str(each.object)] or each.subject == each.object]
    assert asked(store, "SELECT ?up { xz:evidence rdfs:subPropertyOf ?up FILTER (?up = prov:wasDerivedFrom) }")


def test_selectors_select_what_they_quote(seeds_graph, store):
    """As the Web Annotation model asks: one source, start and end once each, one exact text; and it is the page's text there."""
    with truth_of(seeds_graph) as truth:
        pages = {iri.page_iri(page.id): page.text for page, *_ in truth.pages()}
    selected = "?selector a oa:TextPositionSelector, oa:TextQuoteSelector ; oa:start ?start ; oa:end ?end ; oa:exact ?exact"
    found = asked(
        store,
        f"SELECT ?evidence ?page ?start ?end ?exact {{ ?evidence a xz:Evidence ; oa:hasSource ?page ; oa:hasSelector ?selector . {selected} }}",
    )
    assert len(found) == len(set(found)) == len(asked(store, "SELECT ?evidence { ?evidence a xz:Evidence }"))
    for evidence, page, start, end, exact in found:
        assert pages[page.value][int(start.value) : int(end.value)].replace("\n", "") == exact.value, evidence
        assert evidence.value == f"{page.value}#char={start.value},{end.value}"


def test_the_data_have_no_blank_nodes(store):
    named = [each for each in store if isinstance(each.subject, ox.BlankNode) or isinstance(each.object, ox.BlankNode)]
    assert {each.graph_name.value for each in named} <= {iri.ONTOLOGY_GRAPH}


def test_old_ids_lead_to_what_they_became(seeds_graph, store):
    with truth_of(seeds_graph) as truth:
        merged = {(iri.entity_iri(old), iri.entity_iri(now)) for old, now in truth.resolution().table.items() if old != now}
    assert merged
    assert {(old.value, now.value) for old, now in asked(store, "SELECT ?old ?now { ?old dcterms:isReplacedBy ?now . ?now a ?kind }")} == merged


def test_everything_spoken_of_is_told_and_has_a_class(store):
    """No IRI of the data, the codes or the ontology stands as an object only; old ids alone are of no class."""
    subjects = {str(each.subject) for each in store}
    typed = {str(each.subject) for each in store.quads_for_pattern(None, ox.NamedNode(iri.PREFIXES["rdf"] + "type"), None)}
    ours = {str(each.object) for each in store if str(each.object).startswith((f"<{iri.ID}", f"<{iri.CODE}", f"<{iri.NS}"))}
    assert ours - subjects == set()
    old = {f"<{each.value}>" for (each,) in asked(store, "SELECT ?old { ?old dcterms:isReplacedBy ?now }")}
    assert {each for each in subjects - typed if not each.startswith("_:")} == old
