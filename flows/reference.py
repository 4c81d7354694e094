"""The reference of fact types, written from the schema: `python -m flows.reference docs/fact-types.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from ontology.schema import Direct, FactType, Slot, load_schema

_HEAD = """# Fact types

Written by `python -m flows.reference docs/fact-types.md` from `ontology/facts/*.yaml` and `ontology/kinds.yaml`; a test holds it fresh.
What counts as a fact, and how fillers are named, is in the [guidelines](guidelines.md); the words used here are in the [glossary](glossary.md).

- **core** slots make a fact right when it is held against gold; **identity** slots make its id: two facts of one article that agree in them are one.
- A slot marked **many** holds a list. Dates may be partial or intervals (`2021-12`, `2021-01/2021-11`); sums are in 元.
- Every fact also has its evidence (text and offsets), `realis`, the place it counts for, the issue date, the rule that proposed it and a confidence.
- In the graph a fact is a node `Fact`; `HAS_…` leads from it to each entity in its slots. Direct relationships join two slots' entities,
  one a pair, for clicking.
"""


def reference() -> str:
    """The whole reference as Markdown."""
    schema = load_schema()
    lines = [_HEAD, "| type | 中文 | says |", "|---|---|---|"]
    lines += [f"| [`{fact.name}`](#{fact.name}) | {fact.label.zh} | {_first(fact.definition.en)} |" for fact in schema.facts.values()]
    lines += ["", "## Kinds of entities", "", "| kind | 中文 | is | two of one name are told apart by |", "|---|---|---|---|"]
    lines += [f"| `{kind.name}` | {kind.label.zh} | {kind.definition.en} {kind.definition.zh} | {kind.scope} |" for kind in schema.kinds.values()]
    for fact in schema.facts.values():
        lines += ["", *_section(fact)]
    return "\n".join(lines) + "\n"


def types_table() -> str:
    """The fact types in one table, for the README."""
    rows = [f"| `{fact.name}` {fact.label.zh} | {_first(fact.definition.en)} | {_core(fact)} |" for fact in load_schema().facts.values()]
    return "\n".join(["| type | says | core slots |", "|---|---|---|", *rows])


def _core(fact: FactType) -> str:
    return ", ".join(f"`{name}`" for name in fact.core)


def _first(text: str) -> str:
    """The first clause: the definition up to its first full stop or semicolon."""
    return re.split(r"[.;] ", text, maxsplit=1)[0].rstrip(".") + "."


def _section(fact: FactType) -> Iterator[str]:
    yield f"## {fact.name}"
    yield ""
    yield f"{fact.label.zh} · {fact.label.en}. {fact.definition.en}"
    yield ""
    yield fact.definition.zh
    yield ""
    yield "| slot | 中文 | holds | |"
    yield "|---|---|---|---|"
    for slot in fact.slots:
        yield f"| `{slot.name}` | {slot.label.zh} | {_holds(slot)} | {_marks(slot)} |"
    if fact.direct:
        yield ""
        yield "Direct relationships: " + "; ".join(_relationship(direct) for direct in fact.direct) + "."


def _holds(slot: Slot) -> str:
    if slot.type == "entity":
        return ", ".join(slot.accepts)
    return "one of " + ", ".join(f"`{value}`" for value in slot.values) if slot.values else slot.type


def _marks(slot: Slot) -> str:
    marks = {"core": slot.core, "identity": slot.identity, "many": slot.many, "the project's own": slot.derived}
    return ", ".join(name for name, holds in marks.items() if holds)


def _relationship(direct: Direct) -> str:
    text = f"`({direct.source})-[:{direct.type}]->({direct.target})`"
    if direct.collect:
        text += " with " + ", ".join(f"`{name}`" for name, _ in direct.collect)
    if direct.by_values:
        text += ", " + ", ".join(f"`{name}` where `{direct.by_slot}` is `{value}`" for value, name in direct.by_values)
    return text


def main(path: Annotated[Path, typer.Argument(help="file to write")]) -> None:
    """Write the reference of fact types."""
    path.write_text(reference(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    typer.run(main)
