"""The shipped judge: no feature that a model knows holds a part of a person's name."""

from __future__ import annotations

import pytest

from extractors.judge import load_models

PERSONS = ("person", "author")  # slots that persons alone fill


@pytest.mark.parametrize("kind", sorted(load_models()))
def test_a_model_knows_no_person(kind):
    features = load_models()[kind].features
    assert not [name for name in features if name.split("=")[0] in {f"{slot}:{part}" for slot in PERSONS for part in ("first", "last2")}]
    assert len(features) == len(set(features)) > 50
