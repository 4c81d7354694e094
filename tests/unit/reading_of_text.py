"""Readings of invented texts, for the tests of the layers."""

from __future__ import annotations

from extractors.components import reading_of
from extractors.pipeline import Extractor
from extractors.reading import Reading
from ontology.records import Article, Declared, Page, Span


def read(text: str, *, place: str = "331121", issue_date: str = "2022-05-06", title: str = "") -> Reading:
    """The reading of a text as one article of a paper of 青田县."""
    page = Page.of(text)
    article = Article(Article.id_of(page.id, 1), page.id, 1, title, "news", (Span(0, len(text)),))
    (doc,) = Extractor.load().read(page, (article,), Declared(issue_date=issue_date, place=place), facts=False)
    assert doc._.faults == ()
    return reading_of(doc)
