"""The graph of entities and their direct relationships as a networkx graph, for GraphML and Graphviz."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from loaders.graph_model import Cell, Projection
from loaders.graph_schema import graph_schema
from ontology.schema import load_schema

COLOURS = {"Person": "#ee8866", "Organization": "#77aadd", "Place": "#bbcc33", "Programme": "#ffaabb", "Meeting": "#eedd88", "Group": "#dddddd"}


def network(projection: Projection) -> nx.MultiDiGraph:  # type: ignore[type-arg]  # networkx is generic in its stubs only
    """Entities as nodes (kind, name), direct relationships as edges (type, support, first and last day seen)."""
    graph = nx.MultiDiGraph()  # type: ignore[var-annotated]  # as above
    schema = graph_schema()
    for label in load_schema().kinds:
        names = [each.name for each in schema.nodes[label]]
        for node_id, row in projection.nodes.get(label, {}).items():
            graph.add_node(node_id, kind=label, name=str(dict(zip(names, row, strict=True))["name"]))
    direct = {name for fact in load_schema().facts.values() for rule in fact.direct for name in rule.types}
    for (relation, _), rows in projection.relations.items():
        if relation in direct:
            columns = [each.name for each in schema.relations[relation].properties]
            for row in rows.values():
                source, target, *values = row
                known = {name: _text(value) for name, value in zip(columns, values, strict=True) if value is not None}
                graph.add_edge(str(source), str(target), key=relation, type=relation, **known)
    return graph


def write_graphml(graph: nx.MultiDiGraph, path: Path) -> None:  # type: ignore[type-arg]  # as above
    """Write GraphML, which Gephi, yEd and Cytoscape read."""
    nx.write_graphml(graph, path, encoding="utf-8", prettyprint=True)


def to_dot(graph: nx.MultiDiGraph) -> str:  # type: ignore[type-arg]  # as above
    """The graph for Graphviz: entities coloured by kind, relationships by name; entities with no relationship are left out."""
    lines = ["digraph xianzhi {", '  graph [rankdir=LR, fontname="Noto Sans CJK SC"];', '  node [shape=box, style="rounded,filled", fontname="Noto Sans CJK SC", fontsize=10];',
             '  edge [fontname="Noto Sans CJK SC", fontsize=8, color="#888888"];']  # fmt: skip  # one attribute line each
    for node, data in sorted(graph.nodes(data=True)):
        if graph.degree(node):
            lines.append(f"  {_quoted(node)} [label={_quoted(data['name'])}, fillcolor={_quoted(COLOURS[data['kind']])}];")
    for source, target, data in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["type"])):
        lines.append(f"  {_quoted(source)} -> {_quoted(target)} [label={_quoted(data['type'])}];")
    return "\n".join([*lines, "}"]) + "\n"


def _text(value: Cell) -> str:
    return "、".join(value) if isinstance(value, list) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
