"""The projection: facts, resolution, articles and the gazetteer as nodes and relationships, the same for every store.

Rows are plain tuples in the order of `graph_schema`'s properties; a relationship's row begins with the ids of its ends.
No id occurs twice under a label, and no two relationships of one type join the same two nodes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import PurePath

from loaders import when
from loaders.graph_schema import Ends, graph_schema
from loaders.sightings import office, sighting
from ontology.names import body_sort, place_spellings
from ontology.records import Article, Declared, Evidence, Fact, Filler, MentionKey, Page
from ontology.resolution import Entity, PlaceRecord, Resolution
from ontology.schema import Direct, FactType, load_schema

Cell = str | int | float | date | list[str] | None
Row = tuple[Cell, ...]
_COLLECTIVE = re.compile(r"[、,,和与及]")
_AND_OTHERS = re.compile(r"等.*$")


@dataclass(slots=True)
class Projection:
    """Nodes by label, relationships by type and the labels of their ends; rows by their key, so that none is there twice."""

    nodes: dict[str, dict[str, Row]] = field(default_factory=dict)
    relations: dict[tuple[str, Ends], dict[tuple[str, str], Row]] = field(default_factory=dict)

    def add_node(self, label: str, row: Mapping[str, Cell]) -> str:
        """Add a node, unless its id is there; its id."""
        node_id = str(row["id"])
        rows = self.nodes.setdefault(label, {})
        if node_id not in rows:
            rows[node_id] = tuple(row.get(each.name) for each in graph_schema().nodes[label])
        return node_id

    def relate(self, relation: str, ends: Ends, source: str, target: str, *properties: Cell) -> None:
        """Add a relationship, unless the two are so related already."""
        self.relations.setdefault((relation, ends), {}).setdefault((source, target), (source, target, *properties))

    def counts(self) -> dict[str, int]:
        """How many nodes each label and how many relationships each type has, by name."""
        found: Counter[str] = Counter({label: len(rows) for label, rows in self.nodes.items()})
        for (relation, _), rows in self.relations.items():
            found[relation] += len(rows)
        return dict(sorted(found.items()))


@dataclass(slots=True)
class _Support:
    """What several facts say together of one direct relationship."""

    facts: list[str] = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    collected: dict[str, set[str]] = field(default_factory=dict)

    def add(self, fact_id: str, days: tuple[date | None, date | None], collected: Iterable[tuple[str, str]]) -> None:
        self.facts.append(fact_id)
        first, last = days
        self.first = min((day for day in (self.first, first or last) if day), default=None)
        self.last = max((day for day in (self.last, last or first) if day), default=None)
        for name, value in collected:
            self.collected.setdefault(name, set()).add(value)


def project(
    *,
    pages: Iterable[tuple[Page, Declared, tuple[str, ...]]],
    articles: Iterable[Article],
    facts: Iterable[Fact],
    mentions: Iterable[tuple[str, MentionKey]],
    resolution: Resolution,
    places: Iterable[PlaceRecord],
) -> Projection:
    """The graph of these records.

    `facts` come page by page; `places` is the gazetteer, of which only what is spoken of and what that lies in gets into
    the graph. A key that the resolution does not know raises KeyError.
    """
    builder = _Builder(resolution, places)
    builder.add_articles(pages, articles)
    for article_id, key in mentions:
        builder.add_mention(article_id, key)
    for _, group in groupby(facts, key=lambda fact: fact.page):
        by_article: dict[str, list[Fact]] = {}
        for fact in group:
            by_article.setdefault(fact.article, []).append(fact)
        for same in by_article.values():
            for fact in same:
                builder.add_fact(fact, same)
    builder.finish()
    return builder.graph


class _Builder:
    def __init__(self, resolution: Resolution, places: Iterable[PlaceRecord]) -> None:
        self.graph = Projection()
        self._resolution = resolution
        self._places = {place.code: place for place in places}
        self._schema = load_schema()
        self._support: dict[tuple[str, Ends, str, str], _Support] = {}
        self._kinds: dict[str, Counter[str]] = {}
        self._named_in: dict[str, dict[str, Entity]] = {}  # article id → name → entity, for the members of collective fillers
        self._collective: list[tuple[str, Entity]] = []
        self._entities: dict[str, Entity] = {}
        self._needed: set[str] = set()  # codes of places

    # pages, articles, mentions

    def add_articles(self, pages: Iterable[tuple[Page, Declared, tuple[str, ...]]], articles: Iterable[Article]) -> None:
        contexts: dict[str, tuple[str, Declared]] = {}
        for page, declared, sources in pages:
            source = sources[0] if sources else ""
            contexts[page.id] = (page.text, declared)
            self.graph.add_node("Page", {
                "id": page.id, "name": PurePath(source).name, "source": source, "issue_date": declared.issue_date, "place": declared.place,
                "issue_date_reason": declared.issue_date_reason, "place_reason": declared.place_reason,
            })  # fmt: skip
        for article in articles:
            text, declared = contexts[article.page]
            paper = self._places[declared.place].name if declared.place in self._places else None
            self.graph.add_node("Article", {
                "id": article.id, "title": article.title, "kind": article.kind, "date": when.interval(declared.issue_date).start, "paper": paper,
                "text": "\n".join(text[span.start : span.end] for span in article.spans),
            })  # fmt: skip
            self.graph.relate("ON", ("Article", "Page"), article.id, article.page)

    def add_mention(self, article_id: str, key: MentionKey) -> None:
        entity = self._resolution.entity(key)
        if entity.id not in self._entities:
            self._entities[entity.id] = entity
            if entity.kind == "Group" and _COLLECTIVE.search(entity.name):
                self._collective.append((article_id, entity))
        named = self._named_in.setdefault(article_id, {})
        for name in (key.name, entity.name):
            named.setdefault(name, entity)
        self.graph.relate("MENTIONS", ("Article", entity.kind), article_id, entity.id)

    # facts

    def add_fact(self, fact: Fact, article_facts: list[Fact]) -> None:
        fact_type = self._schema.facts[fact.type]
        ends = {slot.name: self._role(fact, slot.role, fact.fillers(slot.name)) for slot in fact_type.slots if slot.type == "entity"}
        seen = sighting(fact, article_facts) if fact.type == "post" else (None, None)
        self.graph.add_node("Fact", self._fact_row(fact, fact_type, seen))
        self._evidence(fact)
        if fact.county in self._places:
            self.graph.relate("HAS_COUNTY", ("Fact", "Place"), fact.id, self._place(fact.county))
        if fact.type == "programme":
            self._note_kind(fact, ends["name"])
        for direct in fact_type.direct:
            self._direct(fact, direct, ends, seen if fact.type == "post" else when.days(fact))

    def _role(self, fact: Fact, role: str, fillers: Iterable[Filler]) -> list[Entity]:
        found = []
        for filler in fillers:
            # what a finder named no key for is somebody unnamed of this article
            key = filler.key or MentionKey("Group", str(filler.value), fact.article)
            entity = self._resolution.entity(key) if filler.key else Entity(key.id, "Group", key.name, scope=key.scope)
            self._entities.setdefault(entity.id, entity)
            self.graph.relate(role, ("Fact", entity.kind), fact.id, entity.id)
            found.append(entity)
        return found

    def _fact_row(self, fact: Fact, fact_type: FactType, seen: tuple[date | None, date | None]) -> dict[str, Cell]:
        about, issued = when.of(fact), when.interval(fact.as_of)
        row: dict[str, Cell] = {
            "id": fact.id, "type": fact.type, "label": fact_type.label.zh,
            "realis": fact.realis, "rule": fact.rule, "confidence": float(fact.confidence), "county": fact.county,
            "start": about.start, "end": about.end, "date_text": about.text or None, "as_of": issued.start, "as_of_text": fact.as_of,
            "seen_from": seen[0], "seen_to": seen[1],
        }  # fmt: skip
        for slot in fact_type.slots:
            values = [filler.value for filler in fact.fillers(slot.name)]
            if not values or slot.type in {"entity", "date"}:
                continue
            if slot.type != "number":
                row[slot.name] = [str(value) for value in values] if slot.many else str(values[0])
                continue
            low, high = values[0] if isinstance(values[0], tuple) else (values[0], values[0])
            row[slot.name] = float(low) if low == high else None
            if slot.name in {"value", "amount"}:
                row["low"], row["high"] = float(low), float(high)
        if fact.type == "post":
            row["office"] = office(str(fact.value("title") or ""), str(fact.value("organization") or ""))
        return row

    def _evidence(self, fact: Fact) -> None:
        proof: Evidence = fact.evidence
        row: dict[str, Cell] = {"id": f"{fact.article}:{proof.start}-{proof.end}", "quote": proof.text, "start": proof.start, "end": proof.end}
        evidence = self.graph.add_node("Evidence", row)
        self.graph.relate("EVIDENCED_BY", ("Fact", "Evidence"), fact.id, evidence)
        self.graph.relate("FROM", ("Evidence", "Article"), evidence, fact.article)

    def _note_kind(self, fact: Fact, named: list[Entity]) -> None:
        kind = fact.value("kind")
        for entity in named:
            if kind:
                self._kinds.setdefault(entity.id, Counter())[str(kind)] += 1

    def _direct(self, fact: Fact, direct: Direct, ends: Mapping[str, list[Entity]], days: tuple[date | None, date | None]) -> None:
        relation = direct.type
        if direct.by_slot:
            relation = dict(direct.by_values).get(str(fact.value(direct.by_slot)), relation)
        collected = [(name, str(filler.value)) for name, slot in direct.collect for filler in fact.fillers(slot)]
        for source in ends[direct.source]:
            for target in ends[direct.target]:
                if source.id == target.id or (direct.source == direct.target and source.id > target.id):
                    continue  # nobody is related to himself, and partners are related once
                key = (relation, (source.kind, target.kind), source.id, target.id)
                self._support.setdefault(key, _Support()).add(fact.id, days, collected)

    # what needs all facts

    def finish(self) -> None:
        for entity in self._entities.values():
            self._entity_node(entity)
            if entity.kind in {"Organization", "Place"} and not entity.code and entity.scope in self._places:
                self.graph.relate("OF_PLACE", (entity.kind, "Place"), entity.id, self._place(entity.scope))
        self._place_nodes()
        for (relation, ends, source, target), support in self._support.items():
            names = [each.name for each in graph_schema().relations[relation].properties[4:]]
            collected = [sorted(support.collected.get(name, ())) for name in names]
            facts = sorted(support.facts)
            self.graph.relate(relation, ends, source, target, facts, len(facts), support.first, support.last, *collected)
        for article_id, group in self._collective:
            for member in self._members(article_id, group):
                self.graph.relate("MEMBER", ("Group", member.kind), group.id, member.id)

    def _entity_node(self, entity: Entity) -> None:
        if entity.code in self._places:
            self._place(entity.code)
            return
        row: dict[str, Cell] = {"id": entity.id, "name": entity.name, "aliases": list(entity.aliases), "scope": entity.scope}
        if entity.code:
            row["code"] = entity.code
        elif entity.kind == "Organization":
            row["sort"] = body_sort(entity.name)
        elif entity.kind == "Meeting":
            row["date_text"] = entity.scope or None
        elif entity.kind == "Programme" and (kinds := self._kinds.get(entity.id)):
            row["kind"] = min(kinds, key=lambda kind: (-kinds[kind], kind))
        self.graph.add_node(entity.kind, row)

    def _members(self, article_id: str, group: Entity) -> Iterator[Entity]:
        named = self._named_in[article_id]
        for part in _COLLECTIVE.split(_AND_OTHERS.sub("", group.name)):
            member = named.get(part)
            if member and member.kind != "Group":
                yield member

    def _place(self, code: str) -> str:
        """The id of a code's place, which the graph needs from now on."""
        self._needed.add(code)
        return MentionKey("Place", self._places[code].name, code).id

    def _place_nodes(self) -> None:
        """The needed places with all that they lie in."""
        waiting, done = sorted(self._needed), set[str]()
        while waiting:
            code = waiting.pop()
            if code in done:
                continue
            done.add(code)
            record = self._places[code]
            node_id = self._place(code)
            known = self._entities.get(node_id)
            aliases = list(known.aliases) if known else sorted(place_spellings(record.name))
            self.graph.add_node("Place", {"id": node_id, "name": record.name, "aliases": aliases, "scope": code, "code": code, "level": record.level})
            if record.parent in self._places:
                self.graph.relate("WITHIN", ("Place", "Place"), node_id, self._place(record.parent), "gazetteer")
                waiting.append(record.parent)
