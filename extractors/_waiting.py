"""Stand-ins until the colleagues' modules are there; this file goes away then."""
# mypy: ignore-errors
# ruff: noqa
from __future__ import annotations
try:
    from extractors.articles import split
except ImportError:
    from ontology.records import Article, Span
    def split(page):
        text = page.text
        title = text.strip()[:20].split("\n")[0]
        return (Article(Article.id_of(page.id, 1), page.id, 1, title, "news", (Span(0, len(text)),)),) if text.strip() else ()
try:
    from extractors.joining import join
except ImportError:
    def join(page, spans):
        at = [i for s in spans for i in range(s.start, s.end)]
        text = page if isinstance(page, str) else page.text
        return "".join(text[i] for i in at), tuple(at)
try:
    from extractors.declared import article_place
except ImportError:
    from extractors.reading import Place4
    def article_place(text, declared):
        return Place4()
try:
    from extractors.dates import find_dates
except ImportError:
    def find_dates(text, issue_date):
        return ()
try:
    from extractors.gazetteer import Gazetteer
except ImportError:
    class Gazetteer:
        @classmethod
        def load(cls):
            return cls()
        def find(self, text):
            return []
try:
    from extractors.mentions import find_mentions
except ImportError:
    from extractors.reading import Mention
    def find_mentions(reading, gazetteer):
        kinds = {"PER": "Person", "LOC": "Place", "ORG": "Organization"}
        return tuple(Mention(w.start, w.end, kinds[w.tag], reading.text[w.start:w.end], source="lac") for w in reading.words if w.tag in kinds)
from extractors import segmenter as _s
def blank_pipeline():
    import spacy
    return _s.blank_pipeline() if (_s.MODEL / "weights.npz").exists() or any(_s.MODEL.glob("*weights*")) else spacy.blank("zh")
