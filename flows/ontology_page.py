"""The reference of the ontology, written from the schema: `python -m flows.ontology_page docs/ontology.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from ontology.iri import CODE, ID, NS, PREFIXES, SHAPES, curie, fact_class, kind_class, slot_property, term
from ontology.rules import ATTRIBUTES, Rule, rules_of
from ontology.schema import FactType, Slot, load_schema
from ontology.terms import TermProperty, TermRelation, full, load_terms

_HEAD = f"""# The ontology

Written by `make docs` from `ontology/facts/*.yaml`, `kinds.yaml`, `terms.yaml` and `units.yaml`; a test holds it fresh. The same files make
[`ontology/xianzhi.ttl`](../ontology/xianzhi.ttl) (OWL 2) and [`ontology/shapes.ttl`](../ontology/shapes.ttl) (SHACL), and the build sets aside
every fact that would break a shape. What the fact types mean is told in [fact-types.md](fact-types.md).

| prefix | namespace | holds |
|---|---|---|
| `xz:` | `{NS}` | classes and properties |
| `code:` | `{CODE}` | codes of enumerations, SKOS concepts: `code:realis-actual` |
| `id:` | `{ID}` | all that the data speak of: `id:person/3311/张壮雄` |
| `shape:` | `{SHAPES}#` | SHACL shapes |

Every other prefix is the usual one: {{others}}.

- Every class and property has a label and a definition in Chinese and English. Entities have their names as `rdfs:label` and
  `skos:prefLabel` in Chinese, other spellings as `skos:altLabel`; the texts in slots are plain strings.
- A fact has the class of its type and a property for each slot; numbers are `xsd:decimal`, dates lead to an `xz:Period` with first and last
  whole day, units to an `xz:Unit` with its `qudt:symbol`.
- A fact is proved by its `xz:evidence`, a stretch of a page: `oa:hasSelector` leads to its position (`oa:start`, `oa:end`, in characters of the
  page's text) and its words (`oa:exact`).
- Each article has a named graph (`id:graph/article/…`) that says what it was derived from and by which software; `id:graph/resolution` holds
  what articles share, `id:graph/places` the gazetteer, `id:graph/ontology` the ontology.
"""


def ontology_page() -> str:
    """The whole reference as Markdown."""
    schema, terms = load_schema(), load_terms()
    others = ", ".join(f"`{prefix}:`" for prefix in PREFIXES if prefix not in {"xz", "code", "id"})
    lines = [_HEAD.replace("{others}", others), "## Classes", "", "| class | 中文 | is | below |", "|---|---|---|---|"]
    lines += [_class_row(term(each.name), each.label.zh, each.definition.en, each.rdf) for each in terms.classes.values()]
    lines += [_class_row(kind_class(each.name), each.label.zh, each.definition.en, ("Entity", *each.rdf)) for each in schema.kinds.values()]
    lines += [_class_row(fact_class(each.name), each.label.zh, each.definition.en, ("Fact", *each.rdf)) for each in schema.facts.values()]
    lines += ["", "## Properties that facts share", "", *_properties(terms.properties, "Fact")]
    for fact in schema.facts.values():
        lines += ["", *_fact(fact, terms.properties)]
    lines += ["", "## Other properties", "", *_properties(terms.properties, "")]
    lines += ["", "## Relations", "", "Written from one entity to the other; the inverse is named and not written.", ""]
    lines += ["| relation | 中文 | from | to | below | inverse |", "|---|---|---|---|---|---|", *map(_relation, terms.relations.values())]
    lines += ["", "## Codes", "", "| scheme | codes |", "|---|---|"]
    for scheme in terms.schemes.values():
        lines.append(f"| `code:{scheme.name}` {scheme.label.zh} | " + ", ".join(f"`{value}` {label.zh}" for value, label in scheme.values.items()) + " |")
    lines += [
        "",
        "## Units",
        "",
        "Units that pages print often; any other has its `qudt:symbol` only. What counts things is below QUDT's number (`unit:NUM`).",
        "",
    ]
    lines += ["| unit | is | QUDT |", "|---|---|---|"]
    lines += [f"| `{unit.symbol}` | {unit.label.en} | {_code(unit.qudt)} |" for unit in terms.units.values()]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{curie(full(name))}`" for name in names)


def _class_row(iri: str, zh: str, definition: str, below: tuple[str, ...]) -> str:
    return f"| `{curie(iri)}` | {zh} | {definition} | {_names(below)} |"


_GENERAL = {"participant", "textValue", "numberValue", "codeValue", "dateValue"}


def _properties(properties: Mapping[str, TermProperty], owner: str) -> Iterator[str]:
    yield "| property | 中文 | is | of | holds | how many | below |"
    yield "|---|---|---|---|---|---|---|"
    for each in properties.values():
        if ("Fact" in each.domain) is (owner == "Fact"):
            holds = f"`{each.datatype}`" if each.datatype else f"`code:{each.scheme}-…`" if each.scheme else _names(each.range)
            many = "" if each.name in _GENERAL else _how_many(int(each.required), 1)
            yield f"| `xz:{each.name}` | {each.label.zh} | {each.definition.en} | {_names(each.domain)} | {holds} | {many} | {_names(each.rdf)} |"


def _fact(fact: FactType, properties: Mapping[str, TermProperty]) -> Iterator[str]:
    local = curie(fact_class(fact.name))
    yield f"### {local}"
    yield ""
    yield f"{fact.label.zh} · {fact.label.en}" + (f", a {_names(fact.rdf)}" if fact.rdf else "") + f". See [{fact.name}](fact-types.md#{fact.name})."
    yield ""
    yield "| property | 中文 | holds | how many | below |"
    yield "|---|---|---|---|---|"
    rules = {rule.name: rule for rule in rules_of(fact.name) if rule not in ATTRIBUTES}
    for slot in fact.slots:
        yield _slot(fact, slot, rules[slot.name])
    for each in properties.values():
        if local.removeprefix("xz:") in each.domain:
            yield f"| `xz:{each.name}` | {each.label.zh} | `{each.datatype}` | {_how_many(0, 1)} | |"


def _slot(fact: FactType, slot: Slot, rule: Rule) -> str:
    holds = {
        "entity": _names(slot.accepts), "enum": f"`code:{rule.scheme}-…`", "date": "`xz:Period`", "unit": "`xz:Unit`",
        "number": "`xsd:decimal`" + (", or `xz:low` and `xz:high`" if rule.or_range else ""), "text": "`xsd:string`",
    }[rule.holds]  # fmt: skip  # a table
    return f"| `{curie(slot_property(fact.name, slot.name))}` | {slot.label.zh} | {holds} | {_how_many(rule.least, rule.most)} | {_names(slot.rdf)} |"


def _how_many(least: int, most: int | None) -> str:
    return f"{least} or more" if most is None else "1" if least else "at most 1"


def _relation(each: TermRelation) -> str:
    inverse = "itself" if each.inverse is None else f"`xz:{each.inverse.name}` {each.inverse.label.zh}"
    return f"| `{curie(each.iri)}` | {each.label.zh} | {_names(each.domain)} | {_names(each.range)} | {_names(each.rdf)} | {inverse} |"


def main(path: Annotated[Path, typer.Argument(help="file to write")]) -> None:
    """Write the reference of the ontology."""
    path.write_text(ontology_page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    typer.run(main)
