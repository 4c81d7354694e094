"""Where extractors are found: a fact type's finder in the module of its name in `extractors.facts`, an optional one at its entry point."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Protocol, cast

from extractors.reading import Candidate, Finder, Mention, Reading
from ontology.schema import load_schema

# Entry points of this group are optional extractors, of this distribution (`spacy`) or of others; none is used unless it is asked for.
# Each is a function that takes what stands behind the colon of `NAME:ARGUMENT` and gives an `Optional`.
GROUP = "xianzhi.extractors"


class FinderError(ValueError):
    """A finder's module or an optional extractor that cannot be used; the message names it and says why."""


class Optional(Protocol):
    """An optional extractor: adds mentions where the mention layer has none, and candidates for the judge."""

    @property
    def version(self) -> str:
        """What its results depend on beside the article: a part of the extraction's fingerprint."""
        ...

    def __call__(self, reading: Reading) -> Iterator[Mention | Candidate]:
        """What it finds in an article that has all layers up to the mentions; offsets into the article's text."""
        ...


def known_types() -> tuple[str, ...]:
    """The fact types of the schema that have a finder here, sorted."""
    return tuple(name for name in sorted(load_schema().facts) if find_spec(f"extractors.facts.{name}") is not None)


def load_finder(name: str) -> Finder:
    """The finder of that name; LookupError where there is none, FinderError where its module fails."""
    if find_spec(f"extractors.facts.{name}") is None:
        raise LookupError(f"no finder for {name!r}: no extractors/facts/{name}.py")
    try:
        return cast("Finder", import_module(f"extractors.facts.{name}").find)
    except Exception as error:  # whatever a module may raise while it is run
        raise FinderError(f"extractors/facts/{name}.py: {type(error).__name__}: {error}") from error


def check_finders() -> None:
    """Import every finder once, so that a broken one is one FinderError and not a fault of every page."""
    for name in known_types():
        load_finder(name)


def load_optional(asked: str) -> Optional:
    """The optional extractor `NAME` or `NAME:ARGUMENT`; FinderError where there is none of that name, or where it cannot be made."""
    name, _, argument = asked.partition(":")
    points = {point.name: point for point in entry_points(group=GROUP)}
    if name not in points:
        known = ", ".join(sorted(points)) or "none is installed"
        raise FinderError(f"no optional extractor {name!r} (entry points of {GROUP}: {known})")
    try:
        return cast("Optional", points[name].load()(argument))
    except FinderError:
        raise
    except Exception as error:  # whatever other people's code may raise
        raise FinderError(f"optional extractor {asked!r}: {type(error).__name__}: {error}") from error
