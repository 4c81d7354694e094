"""Finders by module name; optional extractors by entry point, and only on request."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

import pytest

from extractors import registry
from extractors.registry import GROUP, FinderError, known_types, load_finder, load_optional
from ontology.schema import load_schema


def test_every_type_of_the_schema_has_its_finder_sorted():
    assert known_types() == tuple(sorted(load_schema().facts))


def test_helpers_are_no_types():
    assert not any(name.startswith("_") for name in known_types())


def points(*, group: str) -> list[EntryPoint]:
    assert group == GROUP
    return [EntryPoint("rumour", "extractors.spacy_names:from_pipeline", group), EntryPoint("broken", "extractors.nowhere:make", group)]


def test_an_optional_extractor_is_asked_for_by_name(monkeypatch):
    monkeypatch.setattr(registry, "entry_points", points)
    with pytest.raises(FinderError, match=r"no optional extractor 'gossip'.*: broken, rumour"):
        load_optional("gossip:x")
    with pytest.raises(FinderError, match="optional extractor 'broken:x': ModuleNotFoundError"):
        load_optional("broken:x")
    with pytest.raises(FinderError, match="which pipeline"):  # the entry point was called with what stands behind the colon: nothing
        load_optional("rumour")


def test_the_shipped_one_is_installed_as_an_entry_point():
    assert "spacy" in {point.name for point in entry_points(group=GROUP)}, "make venv"


def test_a_fact_type_without_a_module_has_no_finder():
    with pytest.raises(LookupError, match="no finder for 'rumour'"):
        load_finder("rumour")
