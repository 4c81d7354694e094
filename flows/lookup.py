"""What the commands read from a published graph: facts and articles as lines, an entity's facts in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from extractors.gazetteer import Gazetteer
from flows.errors import NotFound
from flows.lines import article_line, fact_line
from loaders import when
from loaders.publication import Publication
from loaders.truth import Truth
from ontology.names import plain
from ontology.records import Fact, Page
from ontology.resolution import Entity, Resolution

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


@dataclass(frozen=True, slots=True)
class Shown:
    """One entity with its county and its facts in order of time, each with the slot that it stands in."""

    entity: Entity
    county: str
    facts: tuple[tuple[Fact, str], ...]


def shown(truth: Truth, name: str) -> list[Shown]:
    """All entities of that name (its shown name, an alias, or an id, also an old one), each with what the graph knows of it."""
    resolution = truth.resolution()
    wanted = _entities(resolution, name)
    facts: dict[str, list[tuple[Fact, str]]] = {entity.id: [] for entity in wanted}
    for fact in truth.facts():
        for slot, fillers in fact.slots:
            for filler in fillers:
                if filler.key and (entity_id := resolution.entity(filler.key).id) in facts:
                    facts[entity_id].append((fact, slot))
    return [Shown(entity, county_name(entity.scope), tuple(sorted(facts[entity.id], key=_by_time))) for entity in wanted]


def _entities(resolution: Resolution, name: str) -> list[Entity]:
    try:
        return [resolution.by_id(name)]
    except KeyError:
        form = plain(name)
        found = [entity for entity in resolution.entities if form in map(plain, (entity.name, *entity.aliases))]
    if not found:
        close = sorted(entity.name for entity in resolution.entities if form in plain(entity.name))[:10]
        raise NotFound(f"the graph knows no {name!r}" + (f"; it knows {', '.join(close)}" if close else ""))
    exact = [entity for entity in found if plain(entity.name) == form]
    return exact or found


def county_name(scope: str) -> str:
    """The names that an administrative code stands for, widest first (丽水市莲都区); empty where a scope is no code."""
    gazetteer = Gazetteer.load()
    place = gazetteer.by_code(scope)
    if place is None:
        return ""
    chain = [place, *gazetteer.parents(place)]
    return "".join(each.name for each in reversed(chain) if each.level != "province")


def _by_time(item: tuple[Fact, str]) -> tuple[str, str, int]:
    fact, _ = item
    first, last = when.days(fact)
    day = first or last
    return (day.isoformat() if day else "9999", fact.page, fact.evidence.start)


def day_text(fact: Fact) -> str:
    """The fact's own date as printed in its slots, else the issue date marked as such, else nothing."""
    for slot in ("date", "period", "since"):
        if value := fact.value(slot):
            return str(value)
    return f"({fact.as_of})" if fact.as_of else ""
