"""A graph that is written the same each time: terms by IRI, texts in both languages, lists and unions whose blank nodes are named."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import OWL, RDF, BNode, Graph, Literal, URIRef

from ontology.iri import PREFIXES
from ontology.schema import Bilingual


class Triples:
    """Triples on their way to a Turtle file."""

    def __init__(self) -> None:
        """An empty graph that knows the prefixes."""
        self.graph = Graph(bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            self.graph.bind(prefix, namespace)

    def link(self, subject: str | BNode, predicate: URIRef, *objects: str | BNode) -> None:
        """Add a triple for each object, an IRI or a blank node."""
        start = subject if isinstance(subject, BNode) else URIRef(subject)
        for each in objects:
            self.graph.add((start, predicate, each if isinstance(each, BNode) else URIRef(each)))

    def value(self, subject: str | BNode, predicate: URIRef, value: Literal) -> None:
        """Add a literal."""
        self.graph.add((subject if isinstance(subject, BNode) else URIRef(subject), predicate, value))

    def say(self, subject: str | BNode, predicate: URIRef, text: Bilingual) -> None:
        """Add a text in Chinese and English."""
        self.value(subject, predicate, Literal(text.zh, lang="zh"))
        self.value(subject, predicate, Literal(text.en, lang="en"))

    def listed(self, name: str, items: Sequence[str | BNode | Literal]) -> BNode:
        """An RDF list; its blank nodes are named after `name`, which no other list may have."""
        nodes = [BNode(f"{name}.{number}") for number in range(len(items))]
        for number, (node, item) in enumerate(zip(nodes, items, strict=True)):
            self.graph.add((node, RDF.first, item if isinstance(item, BNode | Literal) else URIRef(item)))
            self.graph.add((node, RDF.rest, nodes[number + 1] if number + 1 < len(nodes) else RDF.nil))
        return nodes[0]

    def one_of(self, name: str, classes: Sequence[str]) -> str | BNode:
        """The class itself, or the union of several, a blank node of that name."""
        if len(classes) == 1:
            return classes[0]
        union = BNode(name)
        self.link(union, RDF.type, OWL.Class)
        self.link(union, OWL.unionOf, self.listed(name, classes))
        return union

    def turtle(self) -> str:
        """The graph as Turtle, the same bytes each time."""
        return self.graph.serialize(format="turtle").strip("\n") + "\n"
