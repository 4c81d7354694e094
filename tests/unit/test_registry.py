"""Finders: the house's own by module name, other people's by entry point and only on request."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from extractors import registry
from extractors.registry import GROUP, known_types, load_finder
from ontology.schema import load_schema


def test_every_type_of_the_schema_has_its_finder_sorted():
    assert known_types() == tuple(sorted(load_schema().facts))


def test_helpers_are_no_types():
    assert not any(name.startswith("_") for name in known_types())


def test_an_entry_point_is_asked_only_on_request(monkeypatch):
    def points(*, group, name):
        assert group == GROUP
        return [EntryPoint(name, "extractors.facts.byline:find", group)] if name == "rumour" else []

    monkeypatch.setattr(registry, "entry_points", points)
    with pytest.raises(LookupError, match="no finder for 'rumour': neither"):
        load_finder("rumour")
    assert load_finder("rumour", third_party=True) is load_finder("byline")
    with pytest.raises(LookupError, match="'gossip'"):
        load_finder("gossip", third_party=True)
