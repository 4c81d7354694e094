"""Where the fact finders are found: the module of a type's name in `extractors.facts`, or, on request, an entry point."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import cast

from extractors.reading import Finder
from ontology.schema import load_schema

GROUP = "xianzhi.extractors"  # entry points of this group are finders by other distributions


class FinderError(ValueError):
    """A finder's module that cannot be used; the message names its file and says why."""


def known_types() -> tuple[str, ...]:
    """The fact types of the schema that have a finder here, sorted."""
    return tuple(name for name in sorted(load_schema().facts) if find_spec(f"extractors.facts.{name}") is not None)


def load_finder(name: str, *, third_party: bool = False) -> Finder:
    """The finder of that name; LookupError where there is none, FinderError where its module fails. Entry points only with `third_party`."""
    if find_spec(f"extractors.facts.{name}") is not None:
        try:
            return cast("Finder", import_module(f"extractors.facts.{name}").find)
        except Exception as error:  # whatever a module may raise while it is run
            raise FinderError(f"extractors/facts/{name}.py: {type(error).__name__}: {error}") from error
    if third_party:
        for point in entry_points(group=GROUP, name=name):
            return cast("Finder", point.load())
    raise LookupError(f"no finder for {name!r}: neither extractors/facts/{name}.py nor an entry point of {GROUP}")


def check_finders() -> None:
    """Import every finder once, so that a broken one is one FinderError and not a fault of every page."""
    for name in known_types():
        load_finder(name)
