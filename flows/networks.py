"""The graph of entities and their direct relationships as a networkx graph, for GraphML and Graphviz."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import networkx as nx

from loaders.graph_model import Cell, Projection
from loaders.graph_schema import graph_schema
from ontology.colours import KINDS
from ontology.schema import load_schema


def network(projection: Projection) -> nx.MultiDiGraph:  # type: ignore[type-arg]  # networkx is generic in its stubs only
    """Entities as nodes (kind, name), direct relationships (type, support, first and last day seen) and members of groups as edges."""
    graph = nx.MultiDiGraph()  # type: ignore[var-annotated]  # as above
    schema = graph_schema()
    for label in load_schema().kinds:
        names = [each.name for each in schema.nodes[label]]
        for node_id, row in projection.nodes.get(label, {}).items():
            graph.add_node(node_id, kind=label, name=str(dict(zip(names, row, strict=True))["name"]))
    shown = {name for fact in load_schema().facts.values() for rule in fact.direct for name in rule.types} | {"MEMBER"}
    for (relation, _), rows in projection.relations.items():
        if relation in shown:
            columns = [each.name for each in schema.relations[relation].properties]
            for row in rows.values():
                source, target, *values = row
                known = {name: _text(value) for name, value in zip(columns, values, strict=True) if value is not None}
                graph.add_edge(str(source), str(target), key=relation, type=relation, **known)
    return graph


def write_graphml(graph: nx.MultiDiGraph, path: Path) -> None:  # type: ignore[type-arg]  # as above
    """Write GraphML, which Gephi, yEd and Cytoscape read."""
    nx.write_graphml(graph, path, encoding="utf-8", prettyprint=True)


def near(graph: nx.MultiDiGraph, starts: Iterable[str], steps: int) -> nx.MultiDiGraph:  # type: ignore[type-arg]  # as above
    """What lies within so many relationships of these entities, in either direction; entities that the graph does not hold are passed over."""
    found = {node for start in starts if start in graph for node in nx.ego_graph(graph, start, radius=steps, undirected=True)}
    return graph.subgraph(found)


def to_dot(graph: nx.MultiDiGraph) -> str:  # type: ignore[type-arg]  # as above
    """The graph for Graphviz: entities coloured by kind, one arrow a pair with its relationships' names; entities with no relationship are left out."""
    lines = ["digraph xianzhi {", f'  graph [rankdir=LR, fontname="Noto Sans CJK SC", fontsize=10, label=<{_legend()}>];',
             '  node [shape=box, style="rounded,filled", fontname="Noto Sans CJK SC", fontsize=10];',
             '  edge [fontname="Noto Sans CJK SC", fontsize=8, color="#888888"];']  # fmt: skip  # one attribute line each
    for node, data in sorted(graph.nodes(data=True)):
        if graph.degree(node):
            lines.append(f"  {_quoted(node)} [label={_quoted(data['name'])}, fillcolor={_quoted(KINDS[data['kind']])}];")
    names: dict[tuple[str, str], set[str]] = {}
    for source, target, data in graph.edges(data=True):
        names.setdefault((source, target), set()).add(data["type"])
    lines += [f"  {_quoted(source)} -> {_quoted(target)} [label={_quoted(', '.join(sorted(types)))}];" for (source, target), types in sorted(names.items())]
    return "\n".join([*lines, "}"]) + "\n"


def _legend() -> str:
    return "  ".join(f'<font color="{colour}">■</font> {load_schema().kinds[kind].label.zh} {kind}' for kind, colour in KINDS.items())


def _text(value: Cell) -> str:
    return "、".join(value) if isinstance(value, list) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
