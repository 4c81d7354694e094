"""Places as people write them, in the values of a saved question."""

from __future__ import annotations

from collections.abc import Mapping

from extractors.gazetteer import Gazetteer
from loaders.queries import question


def with_places(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """Values of a question's place parameters by their full names: 景宁县 is 景宁畲族自治县 also where no page printed the short form."""
    sorts = dict(question(name).parameters)
    if "place" not in sorts.values():
        return dict(values)
    known = Gazetteer.load()
    return {key: found.name if sorts.get(key.upper()) == "place" and (found := known.resolve(value)) else value for key, value in values.items()}
