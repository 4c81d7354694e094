"""The graph as RDF: a projection's nodes and relationships as N-Quads statements, graph by graph, in a fixed order.

One named graph an article (the article, its facts, their evidence, what it mentions), one for the gazetteer's places, one for
the ontology, and the resolution's, which holds what all articles share: entities, merged ids, direct relationships, periods,
units, the software. Every statement stands in one graph only, so that stores that do not drop doubles from the union of graphs
count as those that do. The data have no blank nodes, no clock and no order of their own: the same graph gives the same bytes.

A statement is `subject predicate object` in N-Quads spelling; its graph is told beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial

from loaders.graph_model import Cell, Projection, Row
from loaders.graph_schema import ENTITY_LABELS, graph_schema
from loaders.rdf_ontology import ontology_statements
from loaders.rdf_terms import chinese, columns, day, number_of, own, places_in_row, short, text_of, typed, unit_of
from ontology import iri
from ontology.records import Fact
from ontology.resolution import Resolution
from ontology.schema import load_schema
from ontology.values import DateInterval

Statements = list[str]

_A, _LABEL, _PREF, _ALT = map(short, ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:altLabel"))
_DERIVED, _ATTRIBUTED = map(short, ("prov:wasDerivedFrom", "prov:wasAttributedTo"))
_SOURCE, _SELECTOR = map(short, ("oa:hasSource", "oa:hasSelector"))


@dataclass(frozen=True, slots=True)
class Extras:
    """What the RDF tells beyond the property graph.

    `dates` are the filled date slots of each fact as `(slot, text)`, by fact id; `merged` leads from a merged id to the entity's; `version`
    and `fingerprint` name the software that extracted.
    """

    dates: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    version: str = "0"
    fingerprint: str = ""


def extras_of(facts: Iterable[Fact], resolution: Resolution, *, version: str, fingerprint: str) -> Extras:
    """The extras of these records."""
    schema, dates = load_schema(), {}
    for fact in facts:
        of_type = [slot.name for slot in schema.facts[fact.type].slots if slot.type == "date"]
        if found := [(slot, str(filler.value)) for slot in of_type for filler in fact.fillers(slot)]:
            dates[fact.id] = found
    merged = {old: entity for old, entity in resolution.table.items() if old != entity}
    return Extras(dates, merged, version, fingerprint)


def graphs(projection: Projection, extras: Extras) -> Iterator[tuple[str, Statements]]:
    """Every named graph's IRI with its statements, sorted, in the order of the IRIs; the ontology's statements stay in its file's order."""
    return _Graphs(projection, extras).all()


def nquads(projection: Projection, extras: Extras) -> Iterator[str]:
    """The lines of an N-Quads file, each with its line end."""
    for graph, statements in graphs(projection, extras):
        yield from quads_of(graph, statements)


def quads_of(graph: str, statements: Iterable[str]) -> Iterator[str]:
    """A graph's statements as N-Quads lines."""
    end = f" <{graph}> .\n"
    return (statement + end for statement in statements)


class _Graphs:
    """One projection's graphs. What articles share is gathered while they are written, hence the resolution's graph comes last."""

    def __init__(self, projection: Projection, extras: Extras) -> None:
        self._nodes = projection.nodes
        self._relations = projection.relations
        self._extras = extras
        self._entity = {node: f"<{iri.entity_iri(node)}>" for label in ENTITY_LABELS for node in self._nodes.get(label, {})}
        self._software = f"<{iri.software_iri(extras.version)}>"
        self._periods: dict[str, str] = {}
        self._units: dict[str, str] = {}
        self._roles: dict[str, list[tuple[str, str]]] = defaultdict(list)  # fact id → slot or `county`, entity
        self._mentioned: dict[str, list[str]] = defaultdict(list)  # article id → entities
        self._shared: Statements = []
        self._place_statements: Statements = []
        code = places_in_row("Place")["code"]
        self._place_of = {str(row[code]): self._entity[node] for node, row in self._nodes.get("Place", {}).items() if row[code]}
        self._relate()

    def all(self) -> Iterator[tuple[str, Statements]]:
        found: dict[str, Callable[[], Statements]] = {iri.graph_iri(article): make for article, make in self._articles()}
        found[iri.PLACES_GRAPH] = self._places
        found[iri.ONTOLOGY_GRAPH] = lambda: list(ontology_statements())
        for graph in sorted(found):
            statements = found[graph]()
            yield graph, statements if graph == iri.ONTOLOGY_GRAPH else sorted(statements)
        yield iri.RESOLUTION_GRAPH, sorted(self._resolution())

    def _rows(self, relation: str) -> Iterator[Row]:
        for (name, _), rows in self._relations.items():
            if name == relation:
                yield from rows.values()

    def _pairs(self, relation: str) -> Iterator[tuple[str, str]]:
        return ((str(row[0]), str(row[1])) for row in self._rows(relation))

    def _relate(self) -> None:
        """Sort the relationships by where they are told."""
        schema = graph_schema()
        for name in {relation for relation, _ in self._relations}:
            direct = "support" in {each.name for each in schema.relations[name].properties}
            if name.startswith("HAS_"):
                slot = name.removeprefix("HAS_").lower()
                for source, target in self._pairs(name):
                    self._roles[source].append((slot, self._entity[target]))
            elif name == "MENTIONS":
                for source, target in self._pairs(name):
                    self._mentioned[source].append(self._entity[target])
            elif direct or name in {"MEMBER", "OF_PLACE", "WITHIN"}:
                into = self._place_statements if name == "WITHIN" else self._shared
                into.extend(f"{self._entity[source]} <{iri.direct_property(name)}> {self._entity[target]}" for source, target in self._pairs(name))

    # an article's graph

    def _articles(self) -> Iterator[tuple[str, Callable[[], Statements]]]:
        of_evidence = dict(self._pairs("FROM"))
        proofs = dict(self._pairs("EVIDENCED_BY"))
        pages = dict(self._pairs("ON"))
        facts: dict[str, list[str]] = defaultdict(list)
        for fact, proof in proofs.items():
            facts[of_evidence[proof]].append(fact)
        first: dict[str, str] = {}  # page id → the article in whose graph the page is told
        for article, page in pages.items():
            first[page] = min(first.get(page, article), article, key=_reading_order)
        for article in self._nodes.get("Article", {}):
            page = pages[article]
            yield article, partial(self._article, article, page, facts[article], proofs, tells_page=first[page] == article)

    def _article(self, article: str, page: str, facts: list[str], proofs: Mapping[str, str], *, tells_page: bool) -> Statements:
        graph, node, page_node = f"<{iri.graph_iri(article)}>", f"<{iri.article_iri(article)}>", f"<{iri.page_iri(page)}>"
        at, row = places_in_row("Article"), self._nodes["Article"][article]
        found = [
            f"{graph} {_A} {short('prov:Entity')}", f"{graph} {_DERIVED} {page_node}", f"{graph} {_ATTRIBUTED} {self._software}",
            f"{node} {_A} {own('Article')}", f"{node} {own('page')} {page_node}",
        ]  # fmt: skip  # a table
        texts = (("title", "schema:headline", chinese), ("text", "schema:articleBody", chinese))
        found += [f"{node} {short(name)} {write(str(row[at[column]]))}" for column, name, write in texts if row[at[column]]]
        if isinstance(published := row[at["date"]], date):
            found.append(f"{node} {short('schema:datePublished')} {day(published)}")
        if kind := row[at["kind"]]:
            found.append(f"{node} {own('articleKind')} <{iri.code_iri('article.kind', str(kind))}>")
        found += [f"{node} {own('mentions')} {entity}" for entity in self._mentioned.get(article, ())]
        for proof in {proofs[fact] for fact in facts}:
            found += self._evidence(proof, page, node)
        for fact in facts:
            found += self._fact(fact, self._evidence_node(proofs[fact], page), node)
        if tells_page:
            found += self._page(page, page_node)
        return found

    def _evidence_node(self, proof: str, page: str) -> str:
        at, row = places_in_row("Evidence"), self._nodes["Evidence"][proof]
        return f"<{iri.evidence_iri(page, _whole(row[at['start']]), _whole(row[at['end']]))}>"

    def _evidence(self, proof: str, page: str, article_node: str) -> Iterator[str]:
        at, row = places_in_row("Evidence"), self._nodes["Evidence"][proof]
        start, end = _whole(row[at["start"]]), _whole(row[at["end"]])
        node, selector = self._evidence_node(proof, page), f"<{iri.selector_iri(page, start, end)}>"
        yield f"{node} {_A} {own('Evidence')}"
        yield f"{node} {_SOURCE} <{iri.page_iri(page)}>"
        yield f"{node} {own('article')} {article_node}"
        yield f"{node} {_SELECTOR} {selector}"
        yield f"{selector} {_A} {short('oa:TextPositionSelector')}"
        yield f"{selector} {_A} {short('oa:TextQuoteSelector')}"
        yield f"{selector} {short('oa:start')} {typed(str(start), 'integer')}"
        yield f"{selector} {short('oa:end')} {typed(str(end), 'integer')}"
        yield f"{selector} {short('oa:exact')} {text_of(str(row[at['quote']]))}"

    def _page(self, page: str, node: str) -> Iterator[str]:
        at, row = places_in_row("Page"), self._nodes["Page"][page]
        yield f"{node} {_A} {own('Page')}"
        for column, name in (("name", "rdfs:label"), ("source", "dcterms:source"), ("issue_date", "dcterms:issued")):
            if row[at[column]]:
                yield f"{node} {short(name)} {text_of(str(row[at[column]]))}"
        if place := self._place_of.get(str(row[at["place"]])):
            yield f"{node} {short('dcterms:spatial')} {place}"

    # facts

    def _fact(self, fact: str, proof: str, article_node: str) -> Iterator[str]:
        at, row = places_in_row("Fact"), self._nodes["Fact"][fact]
        node, fact_type = f"<{iri.fact_iri(fact)}>", str(row[at["type"]])
        yield f"{node} {_A} <{iri.fact_class(fact_type)}>"
        yield f"{node} {own('evidence')} {proof}"
        yield f"{node} {own('article')} {article_node}"
        for column in columns(fact_type):
            if (value := row[column.at]) is None:
                continue
            for each in value if column.many and isinstance(value, list) else (value,):
                yield f"{node} {column.property} {column.write(each)}"
        low, high = row[at["low"]], row[at["high"]]
        if low != high:
            yield f"{node} {own('low')} {number_of(low)}"
            yield f"{node} {own('high')} {number_of(high)}"
        if unit := row[at["unit"]]:
            self._units.setdefault(str(unit), unit_of(unit))
        for slot, entity in self._roles.get(fact, ()):
            yield f"{node} {_role(fact_type, slot)} {entity}"
        for slot, text in self._extras.dates.get(fact, ()):
            yield f"{node} <{iri.slot_property(fact_type, slot)}> {self._period(text)}"
        if about := row[at["date_text"]]:
            yield f"{node} {own('time')} {self._period(str(about))}"

    def _period(self, text: str) -> str:
        if text not in self._periods:
            self._periods[text] = f"<{iri.period_iri(text)}>"
        return self._periods[text]

    # what articles share

    def _places(self) -> Statements:
        at, found = places_in_row("Place"), self._place_statements
        for place, row in self._nodes.get("Place", {}).items():
            if not row[at["code"]]:
                continue
            node = self._entity[place]
            found += self._named(node, "Place", row)
            found.append(f"{node} {own('administrativeCode')} {text_of(str(row[at['code']]))}")
            if level := row[at["level"]]:
                found.append(f"{node} {own('level')} <{iri.code_iri('place.level', str(level))}>")
        return found

    def _named(self, node: str, label: str, row: Row) -> Iterator[str]:
        at = places_in_row(label)
        name, aliases = str(row[at["name"]]), row[at["aliases"]]
        yield f"{node} {_A} <{iri.kind_class(label)}>"
        yield f"{node} {_PREF} {chinese(name)}"
        yield f"{node} {_LABEL} {chinese(name)}"
        if isinstance(aliases, list):
            for alias in sorted({*aliases} - {name}):
                yield f"{node} {_ALT} {chinese(alias)}"

    def _resolution(self) -> Iterator[str]:
        yield from self._shared
        for label in ENTITY_LABELS:
            at = places_in_row(label)
            for entity, row in self._nodes.get(label, {}).items():
                if "code" in at and row[at["code"]]:
                    continue  # told among the places
                node = self._entity[entity]
                yield from self._named(node, label, row)
                if "sort" in at and (sort := row[at["sort"]]):
                    yield f"{node} {own('sort')} <{iri.code_iri('organization.sort', str(sort))}>"
                if "kind" in at and (kind := row[at["kind"]]):
                    yield f"{node} {own('kind')} <{iri.code_iri('programme.kind', str(kind))}>"
                if "date_text" in at and (text := row[at["date_text"]]):
                    yield f"{node} {own('dateText')} {text_of(str(text))}"
        for old, entity in self._extras.merged.items():
            if entity in self._entity:
                yield f"<{iri.entity_iri(old)}> {short('dcterms:isReplacedBy')} {self._entity[entity]}"
        for text, node in self._periods.items():
            yield from _period_statements(text, node)
        yield from self._unit_statements()
        yield f"{self._software} {_A} {short('prov:SoftwareAgent')}"
        yield f"{self._software} {short('schema:name')} {text_of('xianzhi')}"
        yield f"{self._software} {short('schema:softwareVersion')} {text_of(self._extras.version)}"
        if self._extras.fingerprint:
            yield f"{self._software} {own('fingerprint')} {text_of(self._extras.fingerprint)}"

    def _unit_statements(self) -> Iterator[str]:
        """Units that the ontology does not describe."""
        known = {statement.partition(" ")[0] for statement in ontology_statements()}
        for unit, node in self._units.items():
            if node not in known:
                yield f"{node} {_A} {own('Unit')}"
                yield f"{node} {short('qudt:symbol')} {text_of(unit)}"
                yield f"{node} {_LABEL} {chinese(unit)}"


@cache
def _role(fact_type: str, slot: str) -> str:
    return own("county") if slot == "county" else f"<{iri.slot_property(fact_type, slot)}>"


def _reading_order(article: str) -> tuple[int, str]:
    """By the article's number on its page, which ends its id."""
    return len(article), article


def _whole(value: Cell) -> int:
    assert isinstance(value, int)
    return value


def _period_statements(text: str, node: str) -> Iterator[str]:
    yield f"{node} {_A} {own('Period')}"
    yield f"{node} {_LABEL} {text_of(text)}"
    first, slash, last = text.partition("/")  # each by itself: one of the two may lack its year
    start, end = DateInterval.parse(first).start if first else None, DateInterval.parse(last if slash else first).end if last or not slash else None
    if start:
        yield f"{node} {own('start')} {day(start)}"
    if end:
        yield f"{node} {own('end')} {day(end)}"
