"""Write the figures of `docs/accuracy.md` from a run: `make evaluate AS=seeds`, `AS=training GOLD=… TEXTS=…`, `AS=held-out GOLD=… TEXTS=…`.

`seeds` and `held-out` extract the pages with the shipped judges and score them; `training` cross-validates: every page is judged by judges that have seen
neither it nor its slots (five folds by page; the seeds are trained on as well). Prints totals alone, never a fact, so that pages
which nobody may look at can be scored. The page's blocks, the first table, the drawing and the figures that README.md quotes are rewritten.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from flows.certainty import Bin, articles, calibration_error, intervals, reliability
from flows.comparing import FactDict
from flows.evaluate import by_source, extracted, read_texts, slot_tallies
from flows.scoring import GoldPage, Score, f1, read_gold, score, score_page
from tools.damage import DAMAGES, Damage, damaged

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "accuracy.md"
README = ROOT / "README.md"
DRAWING = ROOT / "docs" / "img" / "reliability.svg"
SEEDS = ROOT / "seeds"
SETS = {"seeds": "seeds", "training": "training pages", "held-out": "held-out pages"}  # how a run names them → how the page does
_COLOURS = {"seeds": "#4477aa", "training": "#228833", "held-out": "#ee6677"}  # Paul Tol's bright set
_WIDTH, _MARGIN = 360, 46  # of the drawing, pixels
_QUOTED = re.compile(r"(fact F1 )[\d.]+( in\s+cross-validation.*?, )[\d.]+( on pages that nobody)", re.DOTALL)


def block(text: str, name: str) -> str:
    """The text between a block's marks."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    if found is None:
        raise ValueError(f"docs/accuracy.md has no block {name!r}")
    return found[1]


def with_block(text: str, name: str, content: str) -> str:
    """The page with a block's content renewed."""
    return text.replace(f"<!-- {name} -->\n{block(text, name)}<!-- /{name} -->", f"<!-- {name} -->\n{content}<!-- /{name} -->")


def section(result: Score, slots: Mapping[tuple[str, str], float] | None) -> str:
    """A set's tables: figures by type with intervals, extra slots (None: not measured), and confidence against what is right."""
    spread, rows = intervals(result.pages), []
    for name, row in result.by_type().items():
        label = name if name == "all" else f"`{name}`"
        slot = f"{row.slot_f1:.2f}" if slots is not None and (row.gold_extra or row.found_extra) else "–"
        low, high = spread[name].low, spread[name].high
        rows.append(
            f"| {label} | {row.gold} | {row.found} | {row.right} | {row.precision:.2f} | {row.recall:.2f} | {row.f1:.3f} | {low:.2f}–{high:.2f} | {slot} |"
        )
    bins = reliability([chance for page in result.pages for chance in page.chances])
    head = "| type | gold | found | right | precision | recall | F1 | 95 % | slot F1 |\n|---|---|---|---|---|---|---|---|---|\n"
    told = [f"{len(result.pages)} pages; intervals drawn from {articles(result.pages)} articles.", f"{head}{_lines(rows)}".rstrip("\n")]
    if slots:
        told.append(f"Extra slots, F1 on the facts that are right: {_slots(slots)}.")
    if result.boundaries is not None:
        proofs, right = (sum(getattr(page, name) for page in result.pages) for name in ("evidence", "evidence_right"))
        told.append(f"Article boundaries, B-cubed F1 over characters: {result.boundaries:.3f}. Evidence that stands at its offsets: {right} of {proofs}.")
    told.append(f"Confidence: expected calibration error {calibration_error(bins):.3f}.\n\n{_bins_table(bins)}".rstrip("\n"))
    return "\n\n".join(told) + "\n"


def _lines(rows: Sequence[str]) -> str:
    return "".join(f"{row}\n" for row in rows)


def _slots(slots: Mapping[tuple[str, str], float]) -> str:
    by_type: dict[str, list[str]] = {}
    for (kind, slot), figure in sorted(slots.items()):
        by_type.setdefault(kind, []).append(f"{slot} {figure:.2f}")
    return "; ".join(f"`{kind}` {', '.join(each)}" for kind, each in by_type.items())


def _bins_table(bins: Sequence[Bin]) -> str:
    head = "| confidence | facts | mean confidence | share right |\n|---|---|---|---|\n"
    return head + _lines([f"| {each.low:.1f}–{each.high:.1f} | {each.facts} | {each.confidence:.2f} | {each.right:.2f} |" for each in bins])


def slot_figures(gold: Sequence[GoldPage], facts: Sequence[FactDict]) -> dict[tuple[str, str], float]:
    """The F1 of every extra slot that the gold or the facts fill."""
    tallies = slot_tallies(gold, by_source(facts))
    return {key: f1(row.precision, row.recall) for key, row in tallies.items() if row.gold or row.found}


def as_shipped(gold_folder: Path, texts_folder: Path) -> tuple[Score, dict[tuple[str, str], float]]:
    """Pages extracted as the program is shipped, scored."""
    gold = read_gold(gold_folder)
    texts = read_texts(texts_folder, gold)
    facts, laid = extracted(texts_folder, gold)
    return score(gold, facts, texts=texts, articles=laid), slot_figures(gold, facts)


def cross_validated(gold_folder: Path, texts_folder: Path) -> Score:
    """Pages judged by judges that have not seen them; the seeds are trained on too."""
    from tools import train_judge  # noqa: PLC0415 - scikit-learn and scipy are only needed for this set

    folders = [(texts_folder, gold_folder), (SEEDS, SEEDS / "gold")]
    sets = [(pages, read_gold(gold)) for pages, gold in folders]
    rows, _ = train_judge.rows_of(sets, train_judge.rankings_of(sets, folders, train_judge.FOLDS))
    found: dict[int, list[FactDict]] = {}
    for kind, each in rows.items():
        for row in train_judge.held_out(kind, each, sum(len(gold) for _, gold in sets), train_judge.FOLDS):
            found.setdefault(row.page, []).append(row.fact)
    return Score([score_page(page, found.get(number, ())) for number, page in enumerate(sets[0][1])])


def damage_table(damages: Sequence[Damage] = DAMAGES) -> str:
    """Fact F1 on the seeds as they are and after each damage."""
    gold = read_gold(SEEDS / "gold")
    rows = [_damage_row("none", as_shipped(SEEDS / "gold", SEEDS)[0])] if damages == DAMAGES else []
    return damage_head() + _lines([*rows, *(_damage_row(each.name, under(each, gold)) for each in damages)])


def damage_head() -> str:
    """The head of the table of damages."""
    return "| damage | precision | recall | F1 | 95 % | slot F1 | boundaries | evidence at its offsets |\n|---|---|---|---|---|---|---|---|\n"


def under(damage: Damage, gold: Sequence[GoldPage]) -> Score:
    """The seeds scored after a damage."""
    texts = read_texts(SEEDS, gold)
    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for page in gold:
            text, changed = damaged(damage, page, texts[page.source])
            (Path(folder) / page.source).write_text(text, encoding="utf-8", newline="\n")
            pages.append(changed)
        facts, laid = extracted(Path(folder), pages)
        return score(pages, facts, texts=read_texts(Path(folder), pages), articles=laid)


def _damage_row(name: str, result: Score) -> str:
    row, spread = result.by_type()["all"], intervals(result.pages)["all"]
    proofs, right = (sum(getattr(page, each) for page in result.pages) for each in ("evidence", "evidence_right"))
    return (
        f"| {name} | {row.precision:.2f} | {row.recall:.2f} | {row.f1:.3f} | {spread.low:.2f}–{spread.high:.2f} | {row.slot_f1:.2f} "
        f"| {result.boundaries or 0:.3f} | {right} of {proofs} |"
    )


def with_set(text: str, name: str, content: str) -> str:
    """The page with a set's block renewed, and its row of the first table."""
    text = with_block(text, SETS[name], content)
    total = re.search(r"^\| all \|.*\| ([\d.]+) \| ([\d.]+–[\d.]+) \| [\d.–]+ \|$", content, re.MULTILINE)
    assert total is not None  # section() writes this row
    return re.sub(rf"^(\| {SETS[name]} \|.*\| )[\d.–]+ \| [\d.]+ \|$", rf"\g<1>{total[2]} | {float(total[1]):.2f} |", text, flags=re.MULTILINE)


def drawing(text: str) -> str:
    """The page's tables of confidence as a reliability plot: mean confidence to the right, share of right facts upwards, an area a number of facts."""
    size = _WIDTH - 2 * _MARGIN

    def x(share: float) -> float:
        return _MARGIN + size * share

    def y(share: float) -> float:
        return _WIDTH - _MARGIN - size * share

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_WIDTH}" font-family="sans-serif" font-size="11">',
        f'<rect width="{_WIDTH}" height="{_WIDTH}" fill="#fff"/>',
        f'<rect x="{x(0):.0f}" y="{y(1):.0f}" width="{size}" height="{size}" fill="none" stroke="#999"/>',
        f'<line x1="{x(0):.0f}" y1="{y(0):.0f}" x2="{x(1):.0f}" y2="{y(1):.0f}" stroke="#bbb" stroke-dasharray="4 3"/>',
        *(f'<text x="{x(at / 5):.0f}" y="{y(0) + 15:.0f}" text-anchor="middle">{at / 5:.1f}</text>' for at in range(6)),
        *(f'<text x="{x(0) - 6:.0f}" y="{y(at / 5) + 4:.0f}" text-anchor="end">{at / 5:.1f}</text>' for at in range(6)),
        f'<text x="{x(0.5):.0f}" y="{y(0) + 34:.0f}" text-anchor="middle">confidence</text>',
        f'<text transform="translate(14 {y(0.5):.0f}) rotate(-90)" text-anchor="middle">share of right facts</text>',
    ]
    for at, (name, title) in enumerate(SETS.items()):
        points = bins_of(block(text, title))
        parts.append(f'<text x="{x(0) + 10:.0f}" y="{y(1) + 18 + 15 * at:.0f}" fill="{_COLOURS[name]}">{title}</text>')
        if not points:
            continue
        line = " ".join(f"{x(confidence):.1f},{y(right):.1f}" for _, confidence, right in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{_COLOURS[name]}" stroke-width="1.5"/>')
        most = max(facts for facts, _, _ in points)
        parts += [
            f'<circle cx="{x(confidence):.1f}" cy="{y(right):.1f}" r="{2 + 5 * (facts / most) ** 0.5:.1f}" fill="{_COLOURS[name]}" fill-opacity="0.6"/>'
            for facts, confidence, right in points
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def bins_of(content: str) -> list[tuple[int, float, float]]:
    """The facts, mean confidence and share right of every row of a block's table of confidence."""
    rows = re.findall(r"^\| [\d.]+–[\d.]+ \| (\d+) \| ([\d.]+) \| ([\d.]+) \|$", content, re.MULTILINE)
    return [(int(facts), float(confidence), float(right)) for facts, confidence, right in rows]


def quoted(readme: str, page: str) -> str:
    """README.md with the two figures that it quotes from the page."""
    first, second = (re.search(rf"^\| {name} \|.*\| ([\d.]+) \|$", page, re.MULTILINE) for name in ("training pages", "held-out pages"))
    return _QUOTED.sub(rf"\g<1>{first[1]}\g<2>{second[1]}\g<3>", readme) if first and second else readme


def write(text: str) -> None:
    """Write the page, its drawing and what README.md quotes."""
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    DRAWING.write_text(drawing(text), encoding="utf-8", newline="\n")
    README.write_text(quoted(README.read_text(encoding="utf-8"), text), encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure one set of pages and write its figures into the page."""
    parser = argparse.ArgumentParser(prog="python -m tools.accuracy", description=main.__doc__)
    parser.add_argument("set", choices=sorted(SETS))
    parser.add_argument("gold", type=Path, nargs="?", default=SEEDS / "gold")
    parser.add_argument("texts", type=Path, nargs="?", default=SEEDS)
    options = parser.parse_args(arguments)
    measured = (cross_validated(options.gold, options.texts), None) if options.set == "training" else as_shipped(options.gold, options.texts)
    content = section(*measured)
    text = with_set(PAGE.read_text(encoding="utf-8"), options.set, content)
    if options.set == "seeds":
        text = with_block(text, "damage", damage_table())
    write(text)
    print(content)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
