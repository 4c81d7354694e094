"""Every example and near miss of the fact types' YAML files, through the pipeline; every YAML file has its finder and back.

What a YAML file gives as an example must be among the finders' proposals: the judge weighs a candidate by the article
around it, which a lone sentence lacks. A near miss must not be among the facts that the whole pipeline keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import extractors.facts
from extractors.pipeline import Extractor
from flows.comparing import core_right, hits
from flows.lines import slot_values
from ontology.records import Declared, Page
from ontology.schema import HERE, Example, FactType, load_schema

TYPES = load_schema().facts
EXAMPLES = [pytest.param(kind, each, id=f"{kind.name}-{number}") for kind in TYPES.values() for number, each in enumerate(kind.examples, 1)]
NEAR_MISSES = [pytest.param(kind, each, id=f"{kind.name}-{number}") for kind in TYPES.values() for number, each in enumerate(kind.near_misses, 1)]
LEAST_EXAMPLES, LEAST_MISSES = 4, 3


def read(example: Example) -> tuple[Page, Declared]:
    """The example as a page of its own."""
    return Page.of(example.text), Declared(issue_date=example.issue_date, place=example.place)


def proposals(kind: FactType, example: Example) -> list[dict[str, Any]]:
    """What the finders propose of this type in the example."""
    readings = Extractor.load().candidates(*read(example))
    return [{"type": kind.name, **slot_values(kind, each.slots)} for _, found in readings for each in found if each.type == kind.name]


def is_told(kind: FactType, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether a proposal is the wanted fact, in the core slots that the example gives and in the others as well."""
    given = [name for name in kind.core if name in wanted]
    others = [name for name in wanted if name not in kind.core]
    return core_right(kind.name, given, {"type": kind.name, **wanted}, found) and all(hits(kind.name, name, wanted, found) > 0 for name in others)


def test_every_type_has_a_finder_and_every_finder_a_type() -> None:
    folder = Path(extractors.facts.__file__).parent
    finders = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}
    assert finders == set(TYPES) == {path.stem for path in (HERE / "facts").glob("*.yaml")}


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_a_type_says_by_examples_what_it_means(kind: FactType) -> None:
    assert len(kind.examples) >= LEAST_EXAMPLES
    assert len(kind.near_misses) >= LEAST_MISSES


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_is_found(kind: FactType, example: Example) -> None:
    found = proposals(kind, example)
    missing = [dict(wanted) for wanted in example.find if not any(is_told(kind, wanted, each) for each in found)]
    assert not missing, f"{example.text}: proposed {found}"


@pytest.mark.parametrize(("kind", "example"), NEAR_MISSES)
def test_a_near_miss_is_not_kept(kind: FactType, example: Example) -> None:
    kept = [fact for fact in Extractor.load().extract(*read(example)).facts if fact.type == kind.name]
    assert not kept, f"{example.text}: {example.why}"
