"""A page with its facts marked: stretches of text that share the same facts, for the terminal and as one HTML file."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Any

from rich.text import Text

from ontology.colours import fact_colour
from ontology.schema import load_schema

TEMPLATE = Path(__file__).with_name("marked_page.html")

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A longest stretch of text that the same facts cover; `facts` are indexes, narrowest evidence first."""

    start: int
    end: int
    facts: tuple[int, ...]


def stretches(length: int, facts: Sequence[Line]) -> list[Stretch]:
    """The whole text as stretches, in order, those without a fact too."""
    spans = [(fact["evidence"]["start"], fact["evidence"]["end"]) for fact in facts]
    edges = sorted({0, length, *(edge for span in spans for edge in span if 0 <= edge <= length)})
    by_width = sorted(range(len(spans)), key=lambda at: (spans[at][1] - spans[at][0], at))
    return [Stretch(start, end, tuple(at for at in by_width if spans[at][0] <= start and end <= spans[at][1])) for start, end in pairwise(edges)]


def slots_text(fact: Line) -> str:
    """A fact's slots in one line, by their Chinese labels."""
    parts = []
    for slot in load_schema().facts[fact["type"]].slots:
        if slot.name in fact:
            value = fact[slot.name]
            shown = "、".join(map(str, value)) if isinstance(value, list) and slot.many else str(value)
            parts.append(f"{slot.label.zh} {shown}")
    return " · ".join(parts)


def for_terminal(text: str, facts: Sequence[Line]) -> Text:
    """The page for a terminal: each stretch in the colour of its narrowest fact, numbers where evidence ends."""
    shown = Text()
    ends: dict[int, list[int]] = {}
    for at, fact in enumerate(facts):
        ends.setdefault(fact["evidence"]["end"], []).append(at + 1)
    for stretch in stretches(len(text), facts):
        style = f"black on {fact_colour(facts[stretch.facts[0]]['type'])}" if stretch.facts else ""
        shown.append(text[stretch.start : stretch.end], style=style)
        if stretch.end in ends:
            shown.append("[" + ",".join(map(str, ends[stretch.end])) + "]", style="dim")
    return shown


def for_browser(title: str, text: str, facts: Sequence[Line]) -> str:
    """The page as one self-contained HTML file; what comes from the page is escaped."""
    body = []
    for stretch in stretches(len(text), facts):
        piece = html.escape(text[stretch.start : stretch.end])
        if stretch.facts:
            kind = facts[stretch.facts[0]]["type"]
            hint = html.escape("\n".join(_hint(facts[at]) for at in stretch.facts), quote=True)
            piece = f'<mark class="{kind}" data-facts="{" ".join(map(str, stretch.facts))}" title="{hint}">{piece}</mark>'
        body.append(piece)
    used = sorted({fact["type"] for fact in facts})
    labels = {name: fact_type.label.zh for name, fact_type in load_schema().facts.items()}
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=html.escape(title),
        count=len(facts),
        colours="\n".join(f".{name} {{ background: {fact_colour(name)} }}" for name in labels),
        legend="".join(
            f'<label class="{name}"><input type="checkbox" checked value="{name}">{labels[name]} '
            f"{sum(fact['type'] == name for fact in facts)}</label>" for name in used
        ),
        text="".join(body),
        cards="".join(_card(at, fact, labels) for at, fact in enumerate(facts)),
    )  # fmt: skip  # one field a line


def _hint(fact: Line) -> str:
    return f"{fact['type']}: {slots_text(fact)} ({fact['rule']}, {fact['confidence']:.2f})"


def _card(at: int, fact: Line, labels: Mapping[str, str]) -> str:
    proof = fact["evidence"]
    return (
        f'<li id="f{at}" data-type="{fact["type"]}"><b class="{fact["type"]}">{labels[fact["type"]]}</b> {html.escape(slots_text(fact))}'
        f"<blockquote>{html.escape(proof['text'])}</blockquote>"
        f"<small>{html.escape(fact['rule'])} · {fact['confidence']:.2f} · {fact['realis']} · {proof['start']}–{proof['end']}</small></li>"
    )
