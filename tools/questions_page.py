"""`docs/questions.md`: every saved question in two languages, in Cypher and in SPARQL, with its answer over the graph built of the seeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flows.rows import as_text
from loaders.browser_files import favourites
from loaders.embedded import EmbeddedStore
from loaders.publication import Publication
from loaders.queries import Question, arguments, ask, names_in, questions
from loaders.sparql import SparqlStore
from loaders.sparql_questions import ask_sparql, filled
from loaders.store import GraphStore, Result
from tools.answers import expectations, unanswered, wrong

HEAD = """# Questions 问题

What the graph is asked, in Cypher and in SPARQL, and what it answers over the five pages in `seeds/` as `make graph` builds them. The files are in
[ontology/questions](../ontology/questions); `xianzhi ask NAME …` asks them of the embedded graph, `xianzhi ask NAME … --language sparql` of the
published RDF. Both give the rows that are shown here; a test holds that they are equal, here, over hand-made facts and over a larger graph.

To ask elsewhere: `xianzhi export --format trig graph.trig` writes one file for any triple store, and every SPARQL text below runs on it as it stands, where
the default graph is the union of all graphs (in Apache Jena `--set tdb2:unionDefaultGraph=true`, in rdflib and Oxigraph a switch: [rdf.md](rdf.md) tells).

"""


class Asked:
    """The published graph's two stores, asked the same."""

    def __init__(self, store: GraphStore, rdf: SparqlStore) -> None:
        """Take the stores, which the caller closes."""
        self.store = store
        self.rdf = rdf

    def answer(self, name: str) -> Result:
        """The answer to a competency question; RuntimeError where the two stores answer differently."""
        values = expectations()[name].get("with", {})
        found = ask(self.store, name, values)
        beside = ask_sparql(self.rdf, name, values)
        if comparable(found) != comparable(beside):
            raise RuntimeError(f"{name}: Cypher and SPARQL answer differently")
        return found

    def sparql(self, question: Question, values: Mapping[str, object]) -> str:
        """The question's SPARQL with values in their places."""
        return filled(question, arguments(question, values, names_in(self.store)))


def comparable(found: Result) -> tuple[tuple[str, ...], list[str]]:
    """An answer's columns and its rows in one order: what has to be equal in every store."""
    return found.columns, sorted(repr(tuple(map(_settled, row))) for row in found.rows)


def _settled(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value  # sums of decimals and of floats


def page(publication: Publication) -> str:
    """The document over the published graph."""
    current = publication.current()
    with EmbeddedStore.read(current.store) as store, SparqlStore.read(current.triples) as rdf:
        asked = Asked(store, rdf)
        answers = {name: asked.answer(name) for name in expectations()}
        return HEAD + "\n".join([*_overview(answers), *(line for each in questions().values() for line in _section(asked, each, answers))])


def is_right(name: str, answer: Result) -> bool:
    """Whether a question is answered as expected; `proof` is, where it has an answer at all (tests look at its sentences)."""
    return bool(answer.rows) if name == "proof" else not wrong(expectations()[name], answer)


def _overview(answers: Mapping[str, Result]) -> Iterator[str]:
    right = sum(is_right(name, answer) for name, answer in answers.items())
    yield f"**{right} of {len(answers)}** are answered as expected from what is extracted; for the others the last column tells what is missing."
    yield from ("", "| question | | rows | answered | what is missing |", "|---|---|---|---|---|")
    for each in questions().values():
        for name in (each.name, *each.also):
            missing = "; ".join(_cell(one["fact"]) for one in unanswered().get(name, ()))
            state = "yes" if is_right(name, answers[name]) else _part(expectations()[name], answers[name])
            title = f"[{name}](#{each.name})" if name == each.name else name
            yield f"| {title} | {_cell(each.zh)} | {len(answers[name].rows)} | {state} | {missing} |"
    yield ""


def _part(expected: Mapping[str, Any], answer: Result) -> str:
    """How many of the expected rows are there."""
    wanted = expected["answer"]
    there = len(wanted) - sum(fault.startswith("missing") for fault in wrong(expected, answer))
    return f"{there} of {len(wanted)} rows" if there else "no"


def _section(asked: Asked, question: Question, answers: Mapping[str, Result]) -> Iterator[str]:
    values = expectations()[question.name].get("with", {})
    cypher = next(each.text for each in favourites() if each.name == question.name)
    cypher = "\n".join(line for line in cypher.splitlines() if not line.startswith("//"))
    sparql = "\n".join(line for line in asked.sparql(question, values).splitlines() if not line.startswith("#"))
    yield from (f"## {question.name}", "", question.zh, "", question.en, "")
    yield from ("```cypher", cypher.strip(), "```", "", "```sparql", sparql.strip(), "```", "")
    for name in (question.name, *question.also):
        given = " ".join(f"{key}={value}" for key, value in expectations()[name].get("with", {}).items())
        yield from (f"`xianzhi ask {name} {given}".rstrip() + "`", "", *_table(answers[name]), "")
        for one in unanswered().get(name, ()):
            yield f"- missing: {one['fact']}: 「{one['sentence']}」"
        if name in unanswered():
            yield ""


def _table(answer: Result) -> Iterable[str]:
    if not answer.rows:
        return ["no rows"]
    head = ["| " + " | ".join(answer.columns) + " |", "|" + "---|" * len(answer.columns)]
    return head + ["| " + " | ".join(_cell(as_text(value)) for value in row) + " |" for row in answer.rows]


def _cell(text: str) -> str:
    return re.sub(r"([|*_<])", r"\\\1", text.replace("\n", " "))
