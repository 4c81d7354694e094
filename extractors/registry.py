"""Where the fact finders are found: the module of a type's name in `extractors.facts`, or, on request, an entry point."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import cast

from extractors.reading import Finder
from ontology.schema import load_schema

GROUP = "xianzhi.extractors"  # entry points of this group are finders by other distributions


def known_types() -> tuple[str, ...]:
    """The fact types of the schema that have a finder here, sorted."""
    return tuple(name for name in sorted(load_schema().facts) if find_spec(f"extractors.facts.{name}") is not None)


def load_finder(name: str, *, third_party: bool = False) -> Finder:
    """The finder of that name; LookupError where there is none. Entry points are asked only with `third_party`."""
    if find_spec(f"extractors.facts.{name}") is not None:
        return cast("Finder", import_module(f"extractors.facts.{name}").find)
    if third_party:
        for point in entry_points(group=GROUP, name=name):
            return cast("Finder", point.load())
    raise LookupError(f"no finder for {name!r}: neither extractors/facts/{name}.py nor an entry point of {GROUP}")
