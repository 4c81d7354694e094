"""How fast the whole extraction is beside jieba alone and LAC alone, how much memory it takes, and how long loading takes.

    python -m tools.bench CORPUS [--articles 300] [--load 10000] [--quick]

CORPUS is `news.jsonl` or `news.jsonl.gz`: one object a line with `text` and, where known, `date`. Everything is measured in one
run on the same articles; speed on one core, in seconds of processor time, so that a busy machine does not blur it. Loading
and building are told in seconds of the clock.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import jieba
from rich.console import Console
from rich.table import Table

from extractors.identity.resolve import resolve
from extractors.pipeline import Extractor
from extractors.sentences import split_sentences
from extractors.tagger import load_tagger
from flows.config import BuildOptions
from flows.stages import build, place_records
from flows.validate import validate
from loaders.embedded import EmbeddedStore
from loaders.graph_model import Cell, Projection, project
from loaders.graph_schema import graph_schema
from ontology.records import Declared, Extraction, Page
from ontology.values import DateInterval

LEAST_SPEED = 8_000  # characters a second of the whole extraction on one core
MOST_LOAD = 6.0  # seconds of the embedded load of LOADED articles
LOADED = 10_000
REBUILT = 100  # articles of the build that is run twice
WIDTH = 110  # of the table, also where it is no terminal that reads it


@dataclass(frozen=True, slots=True)
class Work:
    """One article of the corpus."""

    page: Page
    declared: Declared


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, the figure as shown, the limit beside it and whether it is kept (None: there is none)."""

    what: str
    figure: str
    limit: str = ""
    kept: bool | None = None


def read_corpus(path: Path, number: int) -> list[Work]:
    """The first articles of a corpus; a line without text raises ValueError with its number."""
    return list(islice(_works(path), number))


def _works(path: Path) -> Iterator[Work]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            row = json.loads(line)
            text = row.get("text") if isinstance(row, dict) else None
            if text is None:
                raise ValueError(f"{path}:{number}: no text")
            if text.strip():
                yield Work(Page.of(text.replace("\r\n", "\n")), Declared(issue_date=_date(row.get("date"))))


def _date(given: object) -> str | None:
    try:
        return DateInterval.parse(str(given)).text if given else None
    except ValueError:
        return None


@contextmanager
def one_core() -> Iterator[None]:
    """Keep the process on one core, where the system lets it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def seconds_of(function: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """The seconds that a call takes, by the given clock."""
    began = clock()
    function()
    return clock() - began


def peak() -> float:
    """The most memory that this process has had, in MB."""
    kilobytes = 1 if sys.platform == "darwin" else 1024  # macOS tells bytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobytes / 1e6


def speeds(works: Sequence[Work]) -> tuple[list[Figure], list[Extraction]]:
    """Characters a second of the extraction, of jieba and of LAC on the same articles; the extractions."""
    characters = sum(len(work.page.text) for work in works)
    texts = [work.page.text for work in works]
    sentences = [[text[each.start : each.end] for each in split_sentences(text)] for text in texts]
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    extractor, tagger = Extractor.load(), load_tagger()
    extractor.extract(Page.of("莲都区委召开会议。"), Declared())  # what is read at the first use is no speed
    done: list[Extraction] = []
    with one_core():
        whole = seconds_of(lambda: done.extend(validate(extractor.extract(work.page, work.declared)) for work in works))
        memory = peak()
        cut = seconds_of(lambda: [sum(1 for _ in jieba.cut(text)) for text in texts])
        tagged = seconds_of(lambda: [tagger.tag(each) for each in sentences])
    rates = [characters / max(each, 1e-9) for each in (whole, cut, tagged)]
    facts = sum(len(each.facts) for each in done)
    return [
        Figure("articles, characters, facts", f"{len(works):,}, {characters:,}, {facts:,}"),
        Figure("whole extraction", f"{rates[0]:,.0f} characters/s", f"at least {LEAST_SPEED:,}", rates[0] >= LEAST_SPEED),
        Figure("jieba alone", f"{rates[1]:,.0f} characters/s, {rates[1] / rates[0]:.1f} times the whole"),
        Figure("LAC alone", f"{rates[2]:,.0f} characters/s, {rates[2] / rates[0]:.1f} times the whole"),
        Figure("peak memory of the extraction", f"{memory:,.0f} MB"),
    ], done  # fmt: skip  # a table reads better


def projected(done: Sequence[Extraction]) -> Projection:
    """The graph of these extractions."""
    pages = {each.page.id: each for each in done}
    facts = [fact for each in pages.values() for fact in each.facts]
    mentions = [row for each in pages.values() for row in each.mentions]
    keys = {key for _, key in mentions} | {filler.key for fact in facts for _, fillers in fact.slots for filler in fillers if filler.key}
    aliases = [pair for each in pages.values() for pair in each.aliases]
    places = place_records()
    return project(
        pages=[(each.page, each.declared, (f"{each.page.id}.txt",)) for each in pages.values()],
        articles=[article for each in pages.values() for article in each.articles],
        facts=facts,
        mentions=mentions,
        resolution=resolve(sorted(keys), aliases=aliases, places=places),
        places=places,
    )


def replicated(graph: Projection, articles: int) -> Projection:
    """The graph over and over, with other ids and names each time, until it has so many articles; places are the same in all."""
    whole = Projection()
    own = len(graph.nodes.get("Article", {}))
    for copy in range(-(-articles // own) if own else 0):
        left = articles - copy * own
        kept = set(islice(graph.nodes["Article"], left))
        for label, rows in graph.nodes.items():
            columns = [each.name for each in graph_schema().nodes[label]]
            for row in rows.values():
                if label != "Article" or str(row[columns.index("id")]) in kept:
                    whole.add_node(label, _renamed(label, dict(zip(columns, row, strict=True)), copy))
        for (relation, ends), related in graph.relations.items():
            names = [each.name for each in graph_schema().relations[relation].properties]
            for (source, target), row in related.items():
                if all(label != "Article" or each in kept for label, each in zip(ends, (source, target), strict=True)):
                    values = [_ids(value, copy) if name == "fact_ids" else value for name, value in zip(names, row[2:], strict=True)]
                    whole.relate(relation, ends, _id(ends[0], source, copy), _id(ends[1], target, copy), *values)
    return whole


def _renamed(label: str, row: Mapping[str, Cell], copy: int) -> dict[str, Cell]:
    name = row.get("name")
    return {**row, "id": _id(label, str(row["id"]), copy), **({"name": f"{name}{copy}"} if name and label != "Place" else {})}


def _id(label: str, given: str, copy: int) -> str:
    return given if label == "Place" else f"{given}~{copy}"


def _ids(value: Cell, copy: int) -> Cell:
    return [f"{each}~{copy}" for each in value] if isinstance(value, list) else value


def load_figures(done: Sequence[Extraction], articles: int) -> list[Figure]:
    """Seconds of the embedded load of so many articles, made of the extractions' graph over and over."""
    graph = replicated(projected(done), articles)
    counts = graph.counts()
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore.create(Path(folder) / "graph.lbug") as store:
        began = time.process_time()
        seconds = seconds_of(lambda: store.load(graph), time.perf_counter)
        processor = time.process_time() - began
    limit = MOST_LOAD * articles / LOADED
    return [
        Figure(
            f"embedded load of {counts.get('Article', 0):,} articles",
            f"{seconds:.1f} s ({processor:.1f} s of processor)",
            f"at most {limit:.1f} s",
            seconds <= limit,
        ),
        Figure("nodes and relationships of it, facts", f"{sum(counts.values()):,}, {counts.get('Fact', 0):,}"),
    ]


def build_figures(works: Sequence[Work]) -> list[Figure]:
    """Seconds of a build of the articles as files, and of the same again with nothing new."""
    with tempfile.TemporaryDirectory() as name:
        inbox, graph = Path(name) / "inbox", Path(name) / "graph"
        inbox.mkdir()
        for number, work in enumerate(works):
            (inbox / f"{number:05}.txt").write_text(work.page.text, encoding="utf-8")
        first, again = (build(BuildOptions((inbox,), graph)) for _ in range(2))
    return [
        Figure(f"build of {first.pages:,} articles", f"{first.seconds:.1f} s"),
        Figure("the same again, nothing new", f"{again.seconds:.2f} s", "publishes nothing", not again.published),
    ]


def table_of(figures: Sequence[Figure]) -> Table:
    """The figures with their limits."""
    table = Table("measured", "figure", "limit", "kept", title="benchmark")
    for each in figures:
        table.add_row(each.what, each.figure, each.limit, "" if each.kept is None else "yes" if each.kept else "no")
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0 whether limits are kept or not, 2 where the corpus cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description="Speed, memory and load beside jieba and LAC.")
    parser.add_argument("corpus", type=Path, help="news.jsonl or news.jsonl.gz, one object with a text a line")
    parser.add_argument("--articles", type=int, default=300, help="how many articles are extracted")
    parser.add_argument("--load", type=int, default=LOADED, help="how many articles are loaded, made of the extracted ones over and over")
    parser.add_argument("--quick", action="store_true", help="20 articles and a load of 100: to see that it works")
    options = parser.parse_args(arguments)
    number, load = (20, 100) if options.quick else (options.articles, options.load)
    try:
        works = read_corpus(options.corpus, number)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if not works:
        print(f"{options.corpus}: no article", file=sys.stderr)
        return 2
    figures, done = speeds(works)
    figures += load_figures(done, load)
    figures += build_figures(works[:REBUILT])
    figures.append(Figure("peak memory of all", f"{peak():,.0f} MB"))
    Console(width=WIDTH).print(table_of(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
