"""What the commands read from a published graph's truth file: pages, and facts and articles as lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from extractors.gazetteer import Gazetteer
from flows.errors import NotFound
from flows.lines import article_line, fact_line
from loaders.publication import Publication
from loaders.truth import Truth
from ontology.records import Page

_NAMED = 20  # pages that a message names at most


@contextmanager
def truth_of(graph: Path) -> Iterator[Truth]:
    """The published graph's truth file; raises loaders.publication.NothingPublishedError where there is none."""
    with Truth.read(Publication(graph).current().truth) as truth:
        yield truth


def sources_of(truth: Truth) -> dict[str, str]:
    """The file name of every page's first source, by page id."""
    return {page.id: PurePath(sources[0]).name if sources else page.id for page, _, sources in truth.pages()}


def one_page(truth: Truth, name: str) -> Page:
    """The page that a name means (file name, path, id or a beginning of one); NotFound where there is none or are several."""
    found = truth.find_pages(name)
    if len(found) != 1:
        sources = sources_of(truth)
        if not found:
            raise NotFound(f"no page {name!r}; the pages are: {', '.join(sorted(sources.values())[:_NAMED])}")
        names = sorted(f"{sources[page.id]} ({page.id})" for page in found)
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        raise NotFound(f"{name!r} could be {', '.join(names[:_NAMED])}{more}")
    return found[0]


def fact_lines(
    truth: Truth, *, fact_type: str | None = None, page: str | None = None, county: str | None = None, since: date | None = None, until: date | None = None
) -> Iterator[dict[str, Any]]:
    """The facts that pass all filters, as JSON lines' objects; `page` and `county` by any of their names."""
    sources = sources_of(truth)
    page_id = one_page(truth, page).id if page else None
    code = county_code(county) if county else None
    for fact in truth.facts(fact_type=fact_type, page=page_id, county=code, since=since, until=until):
        yield fact_line(fact, sources[fact.page])


def article_lines(truth: Truth) -> Iterator[dict[str, Any]]:
    """All articles, as JSON lines' objects."""
    sources = sources_of(truth)
    for article in truth.articles():
        yield article_line(article, sources[article.page])


def county_code(name: str) -> str:
    """The administrative code of a place by code, full name or short form (景宁, 景宁县); NotFound where it is unknown or ambiguous."""
    gazetteer = Gazetteer.load()
    if gazetteer.by_code(name):
        return name
    found = gazetteer.resolve(name)
    if found is None:
        options = [f"{place.code} {place.name}" for place in gazetteer.named(name)[:6]]
        raise NotFound(f"no place {name!r}" if not options else f"{name!r} is ambiguous; give a code: {', '.join(options)}")
    return found.code
