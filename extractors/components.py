"""The pipeline's components: each gives one layer of an article as an extension of its spaCy `Doc`.

A component reads the layers it requires and assigns its own; options are keyword-only. Tokens are spaCy's, but no layer
depends on them: all stand off the text by character offsets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extractors.dates import find_dates
from extractors.declared import article_place
from extractors.gazetteer import Gazetteer
from extractors.mentions import find_mentions
from extractors.places import sound_matches
from extractors.quantities import find_quantities
from extractors.reading import Candidate, HomePlace, Mention, Reading, Word
from extractors.registry import load_finder, load_optional
from extractors.sentences import find_headline, find_quotes, split_clauses, split_sentences
from extractors.tagger import load_tagger

# Layer → its value before its component has run. `article`, `declared` and `to_page` are set when the Doc is made.
LAYERS: dict[str, Any] = {
    "article": None,
    "declared": None,
    "text": "",  # as the Doc's own, which is put together anew from its tokens at every call
    "to_page": (),
    "headline": None,
    "sentences": (),
    "clauses": (),
    "quotes": (),
    "words": (),
    "gazetteer": (),
    "place": HomePlace(),
    "quantities": (),
    "dates": (),
    "mentions": (),
    "candidates": (),
    "faults": (),
}
for _name, _default in LAYERS.items():
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=_default)

Component = Callable[[Doc], Doc]


def reading_of(doc: Doc) -> Reading:
    """The article of a `Doc` with all layers that it has by now."""
    layers = doc._
    return Reading(
        article=layers.article,
        declared=layers.declared,
        text=layers.text,
        to_page=layers.to_page,
        place=layers.place,
        sentences=layers.sentences,
        clauses=layers.clauses,
        quotes=layers.quotes,
        headline=layers.headline,
        words=layers.words,
        mentions=layers.mentions,
        quantities=layers.quantities,
        dates=layers.dates,
    )


@Language.component("sentences", assigns=["doc._.headline", "doc._.sentences", "doc._.clauses", "doc._.quotes"])
def sentences(doc: Doc) -> Doc:
    """Headline, sentences, clauses and quotations."""
    doc._.headline = find_headline(doc._.text, doc._.article.title)
    doc._.sentences = split_sentences(doc._.text, doc._.headline)
    doc._.clauses = split_clauses(doc._.text, doc._.sentences)
    doc._.quotes = find_quotes(doc._.text)
    return doc


class TagWords:
    """Words with part-of-speech and name tags; the sentences of many articles are tagged together."""

    def __init__(self, *, batch: int) -> None:
        """A tagger that takes `batch` articles at a time."""
        self._batch = batch

    def __call__(self, doc: Doc) -> Doc:
        """One article's words."""
        self._tag([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 0, **_: object) -> Iterator[Doc]:
        """Many articles' words, in order."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size or self._batch)):
            self._tag(batch)
            yield from batch

    @staticmethod
    def _tag(docs: Sequence[Doc]) -> None:
        places = [(doc, span) for doc in docs for span in doc._.sentences]
        tagged = load_tagger().tag([doc._.text[span.start : span.end] for doc, span in places])
        words: dict[int, list[Word]] = {id(doc): [] for doc in docs}
        for (doc, span), sentence in zip(places, tagged, strict=True):
            words[id(doc)].extend(Word(span.start + word.start, span.start + word.end, word.tag) for word in sentence)
        for doc in docs:
            doc._.words = tuple(words[id(doc)])


@Language.factory("words", requires=["doc._.sentences"], assigns=["doc._.words"], default_config={"batch": 32})
def words(nlp: Language, name: str, *, batch: int) -> TagWords:  # noqa: ARG001 - the factory interface of spaCy
    """Words with part-of-speech and name tags."""
    return TagWords(batch=batch)


@Language.factory("gazetteer", assigns=["doc._.gazetteer"])
def gazetteer(nlp: Language, name: str) -> Component:  # noqa: ARG001 - the factory interface of spaCy
    """Administrative places, villages and neighbourhoods by the shipped lists."""
    known = Gazetteer.load()

    def find(doc: Doc) -> Doc:
        doc._.gazetteer = tuple(known.find(doc._.text))
        return doc

    return find


@Language.component("place", requires=["doc._.words", "doc._.gazetteer"], assigns=["doc._.place"])
def place(doc: Doc) -> Doc:
    """The place that the article speaks from."""
    doc._.place = article_place(doc._.text, doc._.declared, sound_matches(reading_of(doc), doc._.gazetteer))
    return doc


@Language.component("quantities", assigns=["doc._.quantities"])
def quantities(doc: Doc) -> Doc:
    """Printed numbers with their readings."""
    doc._.quantities = tuple(find_quantities(doc._.text))
    return doc


@Language.component("dates", assigns=["doc._.dates"])
def dates(doc: Doc) -> Doc:
    """Printed dates, resolved by the issue date."""
    doc._.dates = tuple(find_dates(doc._.text, doc._.declared.issue_date))
    return doc


@Language.component("mentions", requires=["doc._.sentences", "doc._.words", "doc._.gazetteer", "doc._.place"], assigns=["doc._.mentions"])
def mentions(doc: Doc) -> Doc:
    """Persons, bodies, places, programmes and groups, with the names that the guidelines want."""
    doc._.mentions = find_mentions(reading_of(doc), doc._.gazetteer)
    return doc


@Language.factory("optional", requires=["doc._.mentions"], assigns=["doc._.mentions", "doc._.candidates", "doc._.faults"], default_config={"extractors": []})
def optional(nlp: Language, name: str, *, extractors: list[str]) -> Component:  # noqa: ARG001 - the factory interface of spaCy
    """What optional extractors add: mentions where there are none, and candidates."""
    asked = {each: load_optional(each) for each in extractors}

    def find(doc: Doc) -> Doc:
        for each, extractor in asked.items():
            try:
                found = list(extractor(reading_of(doc)))
            except Exception as error:
                doc._.faults += (f"{each}: {type(error).__name__}: {error}",)
                continue
            doc._.mentions = with_more(doc._.mentions, [one for one in found if isinstance(one, Mention)])
            doc._.candidates += tuple(one for one in found if isinstance(one, Candidate))
        return doc

    return find


def with_more(mentions: Sequence[Mention], more: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions, sorted, with those of the others that overlap none."""
    taken = {at for each in mentions for at in range(each.start, each.end)}
    added = []
    for each in more:
        if each.name and each.start < each.end and taken.isdisjoint(range(each.start, each.end)):
            taken.update(range(each.start, each.end))
            added.append(each)
    return tuple(sorted([*mentions, *added], key=lambda each: each.start))


_READ = [f"doc._.{layer}" for layer in LAYERS if layer not in ("article", "declared", "text", "to_page", "candidates", "faults")]


@Language.factory("facts", requires=_READ, assigns=["doc._.candidates", "doc._.faults"])
def facts(nlp: Language, name: str, *, types: list[str]) -> Component:  # noqa: ARG001 - the factory interface of spaCy
    """Candidates of the given fact types, for the judge."""
    finders = {each: load_finder(each) for each in types}

    def find(doc: Doc) -> Doc:
        reading = reading_of(doc)
        found: list[Candidate] = []
        faults: list[str] = []
        for each, finder in finders.items():
            try:
                found.extend(finder(reading))
            except Exception as error:
                faults.append(f"{each}: {type(error).__name__}: {error}")
        doc._.candidates += tuple(found)
        doc._.faults += tuple(faults)
        return doc

    return find
