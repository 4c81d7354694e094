"""Errors against gold as one HTML file: article by article, every fact that is missed, wrong, partly right or right, with its sentence marked.

A fact is partly right where its core slots are right and an extra one is not, or where a fact found and one wanted, both without a partner,
are of one type, stand in one sentence and agree in a core slot: then the two are shown side by side, slot by slot.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any, Literal

from flows.comparing import FactDict, count, hits
from flows.scoring import GoldPage, Matched, extras, home_of, matched
from ontology.colours import fact_colour
from ontology.records import Span
from ontology.schema import FactType, load_schema

TEMPLATE = Path(__file__).with_name("errors.html")
Verdict = Literal["missed", "wrong", "partly", "right"]
VERDICTS: dict[Verdict, str] = {"missed": "遗漏", "wrong": "错误", "partly": "部分正确", "right": "正确"}
_CHECKED = {name: "" if name == "right" else " checked" for name in VERDICTS}
_REALIS = {"actual": "实际", "planned": "计划", "expected": "预期", "rule": "规定", "ceiling": "上限", "negated": "未发生"}
_BOUNDS = {"about": "约", "at_least": "至少", "at_most": "至多", "over": "超过", "under": "不到"}
_KINDS = {"news": "新闻", "brief": "简讯", "photo": "图片", "commentary": "评论", "interview": "访谈", "fragment": "残篇"}
_STOP = re.compile(r"[。！？；]|\n(?=[\s\u3000])")  # a line may be wrapped anywhere; a blank line or an indent begins a paragraph
_EMPTY: tuple[object, ...] = (None, "", [])
_NEAR = 120  # characters of a sentence shown to each side of the evidence at most


@dataclass(frozen=True, slots=True)
class Row:
    """One fact as it was wanted and as it was found (one of them None), and where its evidence stands in the page (None: not to be found)."""

    verdict: Verdict
    type: str
    want: FactDict | None
    got: FactDict | None
    span: Span | None
    article: int


def rows(gold: GoldPage, found: Sequence[FactDict], text: str) -> list[Row]:
    """All facts of a page, wanted and found, by article and place."""
    made = [row for each in matched(gold, found) for row in _rows_of_type(gold, each, text)]
    return sorted(made, key=lambda row: (row.article, row.span.start if row.span else len(text), row.type, row.verdict))


def _rows_of_type(gold: GoldPage, each: Matched, text: str) -> Iterator[Row]:
    kind = each.fact_type
    for w, f in each.pairs:
        want, got = each.want[w], each.got[f]
        good = all(hits(kind.name, slot, want, got) == count(slot, want) == count(slot, got) for slot in extras(kind))
        yield Row("right" if good else "partly", kind.name, want, got, _place(gold, got, text) or _place(gold, want, text), home_of(gold, want))
    lone_w = [each.want[w] for w in range(len(each.want)) if w not in {pair[0] for pair in each.pairs}]
    lone_f = [each.got[f] for f in range(len(each.got)) if f not in {pair[1] for pair in each.pairs}]
    for want in lone_w:
        span = _place(gold, want, text)
        near = [(_agreeing(kind, want, got), -at) for at, got in enumerate(lone_f) if _together(span, _place(gold, got, text), text)]
        best, at = max(near, default=(0, 0))
        if best:
            got = lone_f.pop(-at)
            yield Row("partly", kind.name, want, got, _place(gold, got, text) or span, home_of(gold, want))
        else:
            yield Row("missed", kind.name, want, None, span, home_of(gold, want))
    for got in lone_f:
        yield Row("wrong", kind.name, None, got, _place(gold, got, text), home_of(gold, got))


def _agreeing(kind: FactType, want: FactDict, got: FactDict) -> int:
    return sum(hits(kind.name, slot, want, got) > 0 for slot in kind.core)


def _together(left: Span | None, right: Span | None, text: str) -> bool:
    """Whether two pieces of evidence stand in one sentence."""
    if not left or not right:
        return False
    return left.overlaps(right) or not _STOP.search(text, min(left.end, right.end), max(left.start, right.start))


def _place(gold: GoldPage, fact: FactDict, text: str) -> Span | None:
    """Where a fact's evidence stands: at its offsets, or where its words are found in its article, then anywhere."""
    proof = fact.get("evidence")
    if isinstance(proof, Mapping):
        start, end = proof.get("start"), proof.get("end")
        return Span(start, end) if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text) else None
    words = str(proof or "").replace("\n", "")
    home = home_of(gold, fact)
    spans = [Span(*each) for each in gold.articles[home].spans] if home < len(gold.articles) else []
    for span in (*spans, Span(0, len(text))):
        at = [index for index in range(span.start, min(span.end, len(text))) if text[index] != "\n"]
        found = "".join(text[index] for index in at).find(words) if words else -1
        if found >= 0:
            return Span(at[found], at[found + len(words) - 1] + 1)
    return None


def page(gold: Sequence[GoldPage], facts: Mapping[str, Sequence[FactDict]], texts: Mapping[str, str], kinds: Mapping[str, Sequence[str]] | None = None) -> str:
    """The HTML file over all pages; `kinds` are the articles' kinds by source, shown where given."""
    sections, total = [], Counter[tuple[str, str]]()
    for each in gold:
        text = texts[each.source]
        made = rows(each, facts.get(each.source, ()), text)
        total.update((row.verdict, row.type) for row in made)
        sections += [
            _section(each, number, [row for row in made if row.article == number], text, (kinds or {}).get(each.source, ()))
            for number in range(len(each.articles) + 1)
        ]
    labels = {name: fact_type.label.zh for name, fact_type in load_schema().facts.items()}
    numbers = {verdict: sum(number for (kind, _), number in total.items() if kind == verdict) for verdict in VERDICTS}
    used = [name for name in labels if any(kind == name for _, kind in total)]
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        colours="\n".join(f".{name} {{ background: {fact_colour(name)} }}" for name in labels),
        verdicts="".join(
            f'<label class="v-{name}"><input type="checkbox" name="verdict" value="{name}"{_CHECKED[name]}>{label} {numbers[name]}</label>'
            for name, label in VERDICTS.items()
        ),
        types="".join(
            f'<label class="{name}"><input type="checkbox" name="type" value="{name}" checked>{labels[name]} '
            f"{sum(number for (verdict, kind), number in total.items() if kind == name and verdict != 'right')}</label>"
            for name in used
        ),
        articles="".join(sections),
    )  # fmt: skip  # one field a line


def _section(gold: GoldPage, number: int, mine: Sequence[Row], text: str, kinds: Sequence[str]) -> str:
    if not mine:
        return ""
    known = number < len(gold.articles)
    title = (gold.articles[number].title or f"第 {number + 1} 篇") if known else "版面其余部分"
    kind = _KINDS.get(kinds[number], "") if known and number < len(kinds) else ""
    counts = Counter(row.verdict for row in mine)
    told = " · ".join(f"{label} {counts[verdict]}" for verdict, label in VERDICTS.items() if counts[verdict])
    cards = "".join(_card(row, text) for row in mine)
    head = f"<h2>{html.escape(title)} <small>{kind} {html.escape(gold.source)} · {told}</small></h2>"
    return f"<section>{head}<ol>{cards}</ol></section>"


def _card(row: Row, text: str) -> str:
    label = load_schema().facts[row.type].label.zh
    note = ""
    if row.got:
        chance = f"{float(row.got['confidence']):.2f}" if "confidence" in row.got else ""
        parts = [str(row.got.get("rule", "")), chance, _REALIS.get(str(row.got.get("realis", "")), "")]
        note = f"<small>{html.escape(' · '.join(part for part in parts if part))}</small>"
    head = f'<b class="v-{row.verdict}">{VERDICTS[row.verdict]}</b> <b class="{row.type}">{label}</b> {note}'
    return f'<li data-type="{row.type}" data-verdict="{row.verdict}">{head}{_sentence(row, text)}<table>{_slots(row)}</table></li>'


def _sentence(row: Row, text: str) -> str:
    """The sentence around the evidence, the evidence marked."""
    if row.span is None:
        words = (row.want or row.got or {}).get("evidence", "")
        return f"<p>（原文中找不到）{html.escape(str(words))}</p>"
    start, end = row.span.start, row.span.end
    left = max((found.end() for found in _STOP.finditer(text, max(0, start - _NEAR), start)), default=max(0, start - _NEAR))
    stop = _STOP.search(text, max(start, end - 1), min(len(text), end + _NEAR))
    right = stop.end() if stop else min(len(text), end + _NEAR)
    before, marked, after = (html.escape(piece.replace("\n", "")) for piece in (text[left:start], text[start:end], text[end : max(end, right)]))
    return f'<p>{before}<mark class="{row.type}">{marked}</mark>{after} <small>{start}–{end}</small></p>'


def _slots(row: Row) -> str:
    """One line a slot: its label, what was wanted, what was found, and whether they agree; of a fact without a partner its own side alone."""
    lines = []
    want, got = row.want or {}, row.got or {}
    for slot in load_schema().facts[row.type].slots:
        wanted, found = want.get(slot.name), got.get(slot.name)
        if slot.derived or (wanted in _EMPTY and found in _EMPTY):
            continue
        sides = f'<td class="want">{_shown(slot.name, wanted)}</td>' if row.want else ""
        sides += f'<td class="got">{_shown(slot.name, found)}</td>' if row.got else ""
        style = "alone"
        if row.want and row.got:
            same = hits(row.type, slot.name, want, got) == max(count(slot.name, want), count(slot.name, got))
            style = "same" if same else ("core differs" if slot.core else "differs")
        lines.append(f'<tr class="{style}"><th>{slot.label.zh}{"＊" if slot.core else ""}</th>{sides}</tr>')
    return "".join(lines)


def _shown(slot: str, filler: Any) -> str:  # noqa: ANN401 - a filler is text, number or a list of them
    if filler in _EMPTY:
        return "—"
    if slot == "bound":
        return _BOUNDS.get(str(filler), html.escape(str(filler)))
    parts = filler if isinstance(filler, list) else [filler]
    return "、".join(html.escape(str(part)).replace("|", " <i>或</i> ") for part in parts)


def kinds_of(folder: Path) -> dict[str, list[str]]:
    """The articles' kinds by source, from a folder of gold files."""
    pages = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return {each["source"]: [article.get("kind", "") for article in each["articles"]] for each in pages}
