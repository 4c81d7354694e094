"""The graph that the Neo4j benchmark loads: extracted from a corpus once, made larger by the same articles on further pages, kept as a file.

The file is the cache of the next run and what the peers, in an environment of their own, read: one group of rows a line, in JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

from extractors.pipeline import Extractor, fingerprint
from flows.stages import projection_version
from flows.validate import validate
from loaders.graph_model import Cell, Projection, Row
from loaders.graph_schema import Ends, Property, graph_schema
from tools.bench import projected, read_corpus

OWN = ("Page", "Article", "Fact", "Evidence")  # what an article has for itself; entities are the same in all articles


def graph_of(corpus: Path, articles: int, nodes: int, cache: Path) -> tuple[Projection, Path]:
    """The graph of a corpus's first articles with so many nodes or a few more, and its file, which an earlier run may have left.

    A corpus without an article, or with a line that has no text, raises ValueError.
    """
    works = read_corpus(corpus, articles)
    if not works:
        raise ValueError(f"{corpus}: no article")
    digest = hashlib.sha256(f"{fingerprint()} {projection_version()} {nodes}".encode())
    for work in works:
        digest.update(f"{work.page.id} {work.declared.issue_date}\n".encode())
    path = cache / f"{digest.hexdigest()[:16]}.jsonl"
    if not path.exists():
        extractor = Extractor.load()
        graph = projected([validate(extractor.extract(work.page, work.declared)) for work in works])
        write_graph(enlarged(graph, nodes), path)
    return read_graph(path), path


def enlarged(graph: Projection, nodes: int) -> Projection:
    """The graph with its articles over and over, on further pages, until it has so many nodes.

    Each copy has its own page, article, facts and evidence and speaks of the same entities, so that these are spoken of more
    often and direct relationships have more support, as in a larger corpus. A graph without articles stays as it is.
    """
    owner = _owners(graph)
    members: dict[str, list[tuple[str, str]]] = {}
    for node, article in owner.items():
        members.setdefault(article, []).append(node)
    whole = Projection({label: dict(rows) for label, rows in graph.nodes.items()}, {})
    copies: dict[str, list[int]] = {article: [] for article in members}
    missing = nodes - sum(map(len, graph.nodes.values()))
    for number, article in _turns(list(members)):
        if missing <= 0:
            break
        copies[article].append(number)
        for label, node_id in members[article]:
            whole.nodes[label][_copied(node_id, number)] = (_copied(node_id, number), *graph.nodes[label][node_id][1:])
        missing -= len(members[article])
    for (relation, ends), rows in graph.relations.items():
        whole.relations[relation, ends] = dict(_related(relation, ends, rows, owner, copies))
    return whole


def _turns(articles: list[str]) -> Iterator[tuple[int, str]]:
    for number in count(1) if articles else ():
        for article in articles:
            yield number, article


def _owners(graph: Projection) -> dict[tuple[str, str], str]:
    """To which article each page, article, fact and piece of evidence belongs; a page of several articles to its first."""
    owner = {("Article", article): article for article in graph.nodes.get("Article", {})}
    for source, target in graph.relations.get(("ON", ("Article", "Page")), {}):
        owner.setdefault(("Page", target), source)
    for source, target in graph.relations.get(("FROM", ("Evidence", "Article")), {}):
        owner["Evidence", source] = target
    for source, target in graph.relations.get(("EVIDENCED_BY", ("Fact", "Evidence")), {}):
        owner["Fact", source] = owner["Evidence", target]
    return owner


def _copied(node_id: str, number: int) -> str:
    return f"{node_id}~{number}"


def _related(
    relation: str, ends: Ends, rows: dict[tuple[str, str], Row], owner: dict[tuple[str, str], str], copies: dict[str, list[int]]
) -> Iterator[tuple[tuple[str, str], Row]]:
    direct = "fact_ids" in {each.name for each in graph_schema().relations[relation].properties}
    for (source, target), row in rows.items():
        if direct:
            facts = row[2]
            assert isinstance(facts, list)
            many = sorted(each for fact in facts for each in (fact, *(_copied(fact, number) for number in copies[owner["Fact", fact]])))
            yield (source, target), (source, target, many, len(many), *row[4:])
            continue
        yield (source, target), row
        for number in copies.get(owner.get((ends[0], source), ""), ()):
            pair = (_copied(source, number), _copied(target, number) if ends[1] in OWN else target)
            yield pair, (*pair, *row[2:])


def changed(graph: Projection) -> Projection:
    """The graph after one article was changed: the last one's title, and its last fact withdrawn with all that only this fact brought."""
    owner = _owners(graph)
    article = next(reversed(graph.nodes["Article"]))
    fact = next((each for each in reversed(graph.nodes.get("Fact", {})) if owner["Fact", each] == article), None)
    after = Projection({label: dict(rows) for label, rows in graph.nodes.items()}, {key: dict(rows) for key, rows in graph.relations.items()})
    title = [each.name for each in graph_schema().nodes["Article"]].index("title")
    row = graph.nodes["Article"][article]
    after.nodes["Article"][article] = (*row[:title], f"{row[title]}（更正）", *row[title + 1 :])
    if fact is None:
        return after
    del after.nodes["Fact"][fact]
    proofs = {target for source, target in graph.relations["EVIDENCED_BY", ("Fact", "Evidence")] if source == fact}
    for (relation, ends), rows in graph.relations.items():
        if ends[0] == "Fact":
            after.relations[relation, ends] = {pair: each for pair, each in rows.items() if pair[0] != fact}
        elif "fact_ids" in {each.name for each in graph_schema().relations[relation].properties}:
            after.relations[relation, ends] = dict(_without(fact, rows))
    for proof in proofs - {target for _, target in after.relations["EVIDENCED_BY", ("Fact", "Evidence")]}:
        del after.nodes["Evidence"][proof]
        del after.relations["FROM", ("Evidence", "Article")][proof, article]
    return after


def _without(fact: str, rows: dict[tuple[str, str], Row]) -> Iterator[tuple[tuple[str, str], Row]]:
    for pair, row in rows.items():
        facts = row[2]
        assert isinstance(facts, list)
        left = [each for each in facts if each != fact]
        if left:
            yield pair, (*pair, left, len(left), *row[4:])


def write_graph(graph: Projection, path: Path) -> None:
    """Write the graph, one group of rows a line; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    schema = graph_schema()
    with draft.open("w", encoding="utf-8") as file:
        for label, nodes in graph.nodes.items():
            file.write(_line({"label": label}, schema.nodes[label], nodes.values()))
        for (relation, ends), related in graph.relations.items():
            file.write(_line({"type": relation, "ends": ends}, _columns(relation), related.values()))
    draft.replace(path)


def _columns(relation: str) -> tuple[Property, ...]:
    return (Property("from", "string"), Property("to", "string"), *graph_schema().relations[relation].properties)


def _line(head: dict[str, object], columns: Iterable[Property], rows: Iterable[Row]) -> str:
    group = {**head, "columns": [[each.name, each.type] for each in columns], "rows": list(rows)}
    return json.dumps(group, ensure_ascii=False, default=date.isoformat) + "\n"


def read_graph(path: Path) -> Projection:
    """The graph of a file that `write_graph` wrote."""
    graph = Projection()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            group = json.loads(line)
            days = [at for at, (_, sort) in enumerate(group["columns"]) if sort == "date"]
            rows = [_row(cells, days) for cells in group["rows"]]
            if "label" in group:
                graph.nodes[group["label"]] = {str(row[0]): row for row in rows}
            else:
                graph.relations[group["type"], tuple(group["ends"])] = {(str(row[0]), str(row[1])): row for row in rows}
    return graph


def _row(cells: list[Cell], days: list[int]) -> Row:
    for at in days:
        if cells[at]:
            cells[at] = date.fromisoformat(str(cells[at]))
    return tuple(cells)
