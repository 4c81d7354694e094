"""How many of the fillers that annotators named are among the mentions the extractor finds in their article.

    python -m tools.mention_recall GOLD_DIR PAGES_DIR [--misses SLOT] [--sample N]

GOLD_DIR holds one JSON file a page in the form of `docs/guidelines.md`; PAGES_DIR the pages that they name. The articles are the
annotators' own, so that splitting does not count here. `--sample` prints N person mentions with their surroundings.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractors.components import reading_of
from extractors.pipeline import Extractor
from extractors.reading import Mention, Reading
from flows.comparing import scoring_form
from ontology.records import Article, Declared, Page, Span

# What is asked for: a name for the report → (fact type, slot); `*` any type.
SLOTS: dict[str, tuple[tuple[str, str], ...]] = {
    "person": (("post", "person"), ("resident", "person"), ("byline", "person")),
    "organization": (("post", "organization"), ("statement", "organization")),
    "speaker": (("statement", "speaker"),),
    "part": (("located", "part"),),
    "whole": (("located", "whole"),),
    "resident_place": (("resident", "place"),),
    "area": (("programme", "area"), ("measure", "area")),
    "launched_by": (("programme", "launched_by"),),
    "programme": (("programme", "name"),),
    "recipient": (("award", "recipient"),),
    "grantor": (("award", "grantor"),),
    "party": (("cooperation", "party"),),
    "payer": (("transfer", "payer"),),
    "payee": (("transfer", "payee"),),
    "convener": (("meeting", "convener"),),
    "agent": (("action", "agent"),),
    "subject": (("measure", "subject"),),
}


def articles_of(gold: dict[str, Any], page: Page) -> Iterator[tuple[Article, list[dict[str, Any]]]]:
    """The annotated articles of a page with their facts."""
    for number, each in enumerate(gold["articles"], 1):
        spans = tuple(Span(start, end) for start, end in each["spans"])
        yield Article(Article.id_of(page.id, number), page.id, number, each["title"], each["kind"], spans), each["facts"]


def readings_of(gold_dir: Path, pages: Path) -> Iterator[tuple[Reading, list[dict[str, Any]]]]:
    """Every annotated article as the extractor reads it, with its gold facts."""
    extractor = Extractor.load()
    for path in sorted(gold_dir.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        page = Page.of((pages / gold["source"]).read_text(encoding="utf-8"))
        rows = list(articles_of(gold, page))
        declared = Declared(issue_date=gold.get("issue_date"))
        docs = extractor.read(page, [article for article, _ in rows], declared, facts=False)
        for doc, (_, facts) in zip(docs, rows, strict=True):
            for reason in doc._.faults:
                print(f"{path.stem}: {reason}", file=sys.stderr)
            yield reading_of(doc), facts


def choices(filler: object) -> list[list[str]]:
    """The fillers of a slot, each as its normalised alternatives."""
    fillers = filler if isinstance(filler, list) else [filler]
    return [[scoring_form(choice) for choice in str(each).split("|")] for each in fillers if each]


def shown(reading: Reading, mention: Mention) -> str:
    """A mention with what stands around it."""
    text, around = reading.text, 8
    left, right = text[max(0, mention.start - around) : mention.start], text[mention.end : mention.end + around]
    return f"{left}[{text[mention.start : mention.end]}]{right} = {mention.name} ({mention.source})".replace("\n", "↵")


def main(arguments: list[str] | None = None) -> int:
    """Print the shares (of fillers found under a mention's name or an alias; under its name), and on request what was missed."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--misses", default="", help="slots of the report, comma-separated, whose misses are printed")
    parser.add_argument("--sample", type=int, default=0, help="print so many mentions of --kind")
    parser.add_argument("--kind", default="Person")
    options = parser.parse_args(arguments)
    found, named, asked = Counter[str](), Counter[str](), Counter[str]()
    misses: dict[str, list[str]] = defaultdict(list)
    seen: list[str] = []
    for reading, facts in readings_of(options.gold, options.pages):
        first = {scoring_form(each.name) for each in reading.mentions}
        names = first | {scoring_form(alias) for each in reading.mentions for alias in each.aliases}
        for report, wanted in SLOTS.items():
            for fact in facts:
                for kind, slot in wanted:
                    if fact["type"] == kind and slot in fact:
                        for alternatives in choices(fact[slot]):
                            asked[report] += 1
                            hit = bool(names & set(alternatives))
                            found[report] += hit
                            named[report] += bool(first & set(alternatives))
                            if not hit:
                                misses[report].append(f"{reading.article.title[:12]:12} {'|'.join(alternatives[:6])}  << {fact.get('evidence', '')[:80]}")
        seen.extend(shown(reading, each) for each in reading.mentions if each.kind == options.kind)
    for report in SLOTS:
        share, by_name = found[report] / max(1, asked[report]), named[report] / max(1, asked[report])
        print(f"{report:16} {found[report]:5} of {asked[report]:5}  {share:.3f}   by name {by_name:.3f}")
    for report in filter(None, options.misses.split(",")):
        print(f"## missed: {report}", *misses[report], sep="\n  ")
    for line in random.Random(0).sample(seen, min(options.sample, len(seen))):
        print("  ", line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
