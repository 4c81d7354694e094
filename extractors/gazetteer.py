"""The gazetteer: China's administrative places down to the township, Lishui's down to the village, found in texts by automaton.

Full names and everyday short forms (莲都 for 莲都区, 景宁 and 景宁县 for 景宁畲族自治县) are known; which of several places of one
name is meant is decided by the place that an article speaks from.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import ahocorasick

from ontology.names import place_spellings

FILE = Path(__file__).parent / "data" / "gazetteer" / "places.tsv.gz"
Level = Literal["province", "prefecture", "county", "township", "village"]
LEVELS: tuple[str, ...] = get_args(Level)
CODE_LENGTH = {"province": 2, "prefecture": 4, "county": 6, "township": 9, "village": 12}
_SHORTEST_STEM = 2  # 和县, 沛县 keep their suffix


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative place. Codes of a level begin with the code of what they lie in, villages' are our own."""

    code: str
    name: str
    level: Level
    parent: str | None


@dataclass(frozen=True, slots=True)
class GazetteerMatch:
    """A name found in a text, and all places that bear it. `is_short` tells that the suffix is missing."""

    start: int
    end: int
    places: tuple[Place, ...]
    is_short: bool


class Gazetteer:
    """All places, by code and by name. One a process: `Gazetteer.load()`."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        """A gazetteer of the given places."""
        self._by_code = {place.code: place for place in places}
        self._children: dict[str, list[Place]] = {}
        self._full: dict[str, list[Place]] = {}
        self._short: dict[str, list[Place]] = {}
        for place in places:
            self._children.setdefault(place.parent or "", []).append(place)
            self._full.setdefault(place.name, []).append(place)
            for short in short_forms(place):
                self._short.setdefault(short, []).append(place)
        self._automaton = ahocorasick.Automaton()
        for name in sorted({*self._full, *self._short}):
            self._automaton.add_word(name, name)
        self._automaton.make_automaton()

    @classmethod
    @cache
    def load(cls) -> Gazetteer:
        """The shipped gazetteer."""
        lines = gzip.decompress(FILE.read_bytes()).decode().splitlines()
        rows = (line.split("\t") for line in lines)
        return cls(tuple(Place(code, name, level, parent or None) for code, name, level, parent in rows))  # type: ignore[arg-type]  # written by our own tool

    def __iter__(self) -> Iterator[Place]:
        """All places, by code."""
        return iter(self._by_code.values())

    def by_code(self, code: str) -> Place | None:
        """The place of that code; a longer code that is unknown leads to nothing."""
        return self._by_code.get(code)

    def named(self, name: str) -> tuple[Place, ...]:
        """All places of that full name; where there is none, all that the short form may mean. Higher levels first."""
        found = self._full.get(name) or self._short.get(name) or ()
        return tuple(sorted(found, key=lambda place: (LEVELS.index(place.level), place.code)))

    def parents(self, place: Place) -> tuple[Place, ...]:
        """What the place lies in, narrowest first."""
        chain = []
        while place.parent:
            place = self._by_code[place.parent]
            chain.append(place)
        return tuple(chain)

    def children(self, code: str) -> tuple[Place, ...]:
        """What lies directly in the place of that code."""
        return tuple(self._children.get(code, ()))

    def at_level(self, code: str, level: Level) -> Place | None:
        """The place of that level which a code lies in or is."""
        place = self._by_code.get(code)
        while place and place.level != level:
            place = self._by_code.get(place.parent) if place.parent else None
        return place

    def resolve(self, name: str, within: str = "") -> Place | None:
        """Which place of that name is meant from `within` (a code): the one that is or holds it, else the nearest one around it.

        The county is asked first, then its prefecture, its province, the nation; on each step the name must be unique on
        its highest level (浙江丽水 is the city, not a township). None where it stays open.
        """
        found = self.named(name)
        if not found:
            return None
        here = self._by_code.get(within)
        around = (here, *self.parents(here)) if here else ()
        for place in found:
            if place in around:
                return place
        for area in around:
            inside = [place for place in found if area in self.parents(place)]
            if inside:
                return _only(inside)
        return _only(list(found))

    def near_miss(self, name: str, county: str) -> Place | None:
        """The one place of the county whose name differs in one character (a print error), same suffix; else None."""
        found = {
            place
            for place in self._inside(county)
            if len(place.name) == len(name) > _SHORTEST_STEM and place.name[-1] == name[-1] and sum(a != b for a, b in zip(place.name, name, strict=True)) == 1
        }
        return found.pop() if len(found) == 1 else None

    def _inside(self, code: str) -> Iterator[Place]:
        for place in self.children(code):
            yield place
            yield from self._inside(place.code)

    def find(self, text: str) -> list[GazetteerMatch]:
        """The longest names in a text that do not overlap, from the left."""
        spans = sorted((end - len(name) + 1, -(end + 1), name) for end, name in self._automaton.iter(text))
        matches: list[GazetteerMatch] = []
        taken = 0
        for start, minus_end, name in spans:
            if start >= taken:
                matches.append(GazetteerMatch(start, -minus_end, self.named(name), name not in self._full))
                taken = -minus_end
        return matches


def short_forms(place: Place) -> tuple[str, ...]:
    """The everyday short forms of a place's name; townships and villages are not shortened (和平 is a word)."""
    if place.level in ("township", "village"):
        return ()
    forms = [form for form in place_spellings(place.name) if len(form) >= _SHORTEST_STEM]
    if place.level == "province":
        forms += [stem for stem in ("内蒙古", "新疆", "西藏", "宁夏", "广西") if place.name.startswith(stem)]
    return tuple(form for form in dict.fromkeys(forms) if form != place.name)


def _only(places: list[Place]) -> Place | None:
    highest = min(LEVELS.index(place.level) for place in places)
    top = [place for place in places if LEVELS.index(place.level) == highest]
    return top[0] if len(top) == 1 else None
