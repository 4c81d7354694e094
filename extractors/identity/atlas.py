"""The gazetteer as identity needs it: which administrative place a key means, and what stands before a name without belonging to it."""

from __future__ import annotations

from collections.abc import Iterable

from ontology.names import near_miss, place_spellings, plain
from ontology.records import MentionKey
from ontology.resolution import PlaceRecord

_COUNTY = 6  # digits of a county's code
PREFECTURE_DIGITS = 4
_SHORTEST = 2  # characters that must be left of a name when its parents are cut off, beside its suffix


class Atlas:
    """Administrative places by code and by parent."""

    def __init__(self, places: Iterable[PlaceRecord] = ()) -> None:
        """Index the places."""
        self._by_code = {place.code: place for place in sorted(places)}
        self._below: dict[str, list[PlaceRecord]] = {}
        for place in self._by_code.values():
            if place.parent:
                self._below.setdefault(place.parent, []).append(place)
        self._inside_by_name: dict[str, dict[str, list[PlaceRecord]]] = {}
        self._known: dict[MentionKey, PlaceRecord | None] = {}

    def full_name(self, code: str) -> str:
        """The full name of the code's place, empty where it is unknown."""
        return self._by_code[code].name if code in self._by_code else ""

    def place(self, key: MentionKey) -> PlaceRecord | None:
        """The administrative place that a place's (or an acting place's) key means, None where it means no such place.

        The scope may be the place's own code or that of a place it lies in. One character misprinted is mended where it
        leaves one place of that county.
        """
        if key.kind not in {"Place", "Organization"}:
            return None
        if key not in self._known:
            self._known[key] = self._find(plain(key.name), key.scope, exact=key.kind == "Organization")
        return self._known[key]

    def _find(self, name: str, scope: str, *, exact: bool) -> PlaceRecord | None:
        own = self._by_code.get(scope)
        if own is None:
            return None
        if own.name in (name, self.without_parents(name, scope)) or (not exact and (name in place_spellings(own.name) or near_miss(name, own.name))):
            return own
        if exact:
            return None
        if named := self._names_inside(scope).get(name):
            return named[0] if len(named) == 1 else None
        near = [place for place in self._inside(scope) if place.level == "township" and near_miss(name, place.name)] if len(scope) == _COUNTY else []
        return near[0] if len(near) == 1 else None

    def _names_inside(self, code: str) -> dict[str, list[PlaceRecord]]:
        if code not in self._inside_by_name:
            names: dict[str, list[PlaceRecord]] = {}
            for place in self._inside(code):
                for name in (place.name, *place_spellings(place.name)):
                    names.setdefault(name, []).append(place)
            self._inside_by_name[code] = names
        return self._inside_by_name[code]

    def _inside(self, code: str) -> list[PlaceRecord]:
        below = self._below.get(code, [])
        if len(code) < PREFECTURE_DIGITS:
            return below  # a whole province is searched one level down only
        return [each for place in below for each in (place, *self._inside(place.code))]

    def without_parents(self, name: str, scope: str) -> str:
        """An organisation's name without the names of what its place lies in, its own place spelled in full.

        云和县浮云街道 is 浮云街道 there; 莲都财政局 is 莲都区财政局.
        """
        own = self._by_code.get(scope)
        if own is None:
            return name
        parent = self._by_code.get(own.parent)
        parents = []
        while parent:
            parents.append(parent)
            parent = self._by_code.get(parent.parent)
        for each in reversed(parents):
            name = _cut(name, each)
        for short in place_spellings(own.name):
            if name.startswith(short) and not name.startswith(own.name) and len(name) > len(short):
                return own.name + name[len(short) :]
        return name


def _cut(name: str, place: PlaceRecord) -> str:
    for spelling in (place.name, *place_spellings(place.name)):
        rest = name.removeprefix(spelling)
        if rest != name and len(rest) > _SHORTEST:
            return rest
    return name
