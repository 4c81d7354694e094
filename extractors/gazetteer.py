"""The gazetteer: China's administrative places down to the township, Lishui's down to the village, found in texts by automaton.

Full names and everyday short forms (莲都 for 莲都区, 景宁 and 景宁县 for 景宁畲族自治县) are known; which of several places of one
name is meant is decided by the place that an article speaks from. The files and their sources: docs/data-card.md.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import ahocorasick

from ontology.names import near_miss, place_spellings

FOLDER = Path(__file__).parent / "data" / "gazetteer"
FILE = FOLDER / "places.tsv.gz"
Level = Literal["province", "prefecture", "county", "township", "village"]
LEVELS: tuple[str, ...] = get_args(Level)
_SHORTEST_STEM = 2  # 和县, 沛县 keep their suffix
_CODE_STEPS = (12, 9, 6, 4, 2)  # digits of a code of each level
_BRACKETED = re.compile(r"（[^）]*）")
_BANNER_SIDES = tuple("左右前中后")  # 巴林左旗 is never called 巴林左


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative place. Codes of a level begin with the code of what they lie in; villages' last three digits are our own."""

    code: str
    name: str
    level: Level
    parent: str | None


@dataclass(frozen=True, slots=True)
class GazetteerMatch:
    """A name found in a text, and all places that bear it, higher levels first. `is_short` tells that the suffix is missing."""

    start: int
    end: int
    places: tuple[Place, ...]
    is_short: bool


class Gazetteer:
    """All places, by code and by name. One a process: `Gazetteer.load()`."""

    def __init__(self, places: tuple[Place, ...], customary: Mapping[str, tuple[str, ...]] | None = None, common: frozenset[str] = frozenset()) -> None:
        """A gazetteer of the given places.

        `customary`: full name → short forms that no rule gives (浦东 for 浦东新区). `common`: names that are common words as well.
        """
        self._by_code = {place.code: place for place in places}
        self._children: dict[str, list[Place]] = {}
        self._named: dict[str, list[Place]] = {}
        self._full: set[str] = set()
        for place in places:
            self._children.setdefault(place.parent or "", []).append(place)
            plain = _BRACKETED.sub("", place.name)
            self._full.update((place.name, plain))
            for name in dict.fromkeys((place.name, plain, *short_forms(place), *(customary or {}).get(place.name, ()))):
                self._named.setdefault(name, []).append(place)
        for found in self._named.values():
            found.sort(key=lambda place: (LEVELS.index(place.level), place.code))
        self._leaning = common | {name for name, found in self._named.items() if len(name) == _SHORTEST_STEM and found[0].level in ("township", "village")}
        self._automaton = ahocorasick.Automaton()
        for name in sorted(self._named):
            if len(name) >= _SHORTEST_STEM:
                self._automaton.add_word(name, name)
        self._automaton.make_automaton()

    @classmethod
    @cache
    def load(cls) -> Gazetteer:
        """The shipped gazetteer (0.2 s, once a process)."""
        rows = (line.split("\t") for line in gzip.decompress(FILE.read_bytes()).decode().splitlines())
        places = tuple(Place(code, name, level, parent or None) for code, name, level, parent in rows)  # type: ignore[arg-type]  # written by our own tool
        customary = {words[0]: tuple(words[1:]) for words in _notes_out(FOLDER / "customary.txt")}
        common = frozenset(word for words in _notes_out(FOLDER / "common_words.txt") for word in words)
        return cls(places, customary, common)

    def __iter__(self) -> Iterator[Place]:
        """All places, by code."""
        return iter(self._by_code.values())

    def by_code(self, code: str) -> Place | None:
        """The place of that code; a longer code that is unknown leads to nothing."""
        return self._by_code.get(code)

    def named(self, name: str) -> tuple[Place, ...]:
        """All places that the name, full or short, may mean; higher levels first."""
        return tuple(self._named.get(name, ()))

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
        its highest level (浙江丽水 is the city, not a township). None where it stays open, and for villages of other
        prefectures: their list does not cover the nation, so that the only one known need not be the one meant.
        """
        here = self._nearest(within)
        around = (here, *self.parents(here)) if here else ()
        found = [place for place in self.named(name) if place.level != "village" or self.at_level(place.code, "prefecture") in around]
        for place in found:
            if place in around:
                return place
        for area in around:
            inside = [place for place in found if area in self.parents(place)]
            if inside:
                return _only(inside)
        return _only(found)

    def _nearest(self, code: str) -> Place | None:
        """The place of that code, else the narrowest known one that it lies in (a pseudo-city's code leads to the province)."""
        return next((place for digits in _CODE_STEPS if len(code) >= digits and (place := self._by_code.get(code[:digits]))), None)

    def near_miss(self, name: str, county: str) -> Place | None:
        """The one township of the county whose name differs in one character and not in its suffix (a print error); else None.

        Where several do, the one whose character looks alike is taken, by its radical (大源乡 is 大漈乡, not 大均乡). Villages are
        left out: a county has dozens whose names differ in one character.
        """
        found = [place for place in self._inside(county) if place.level == "township" and near_miss(name, place.name)]
        if len(found) > 1:
            found = [place for place in found if _look_alike(name, place.name)]
        return found[0] if len(found) == 1 else None

    def _inside(self, code: str) -> Iterator[Place]:
        for place in self.children(code):
            yield place
            yield from self._inside(place.code)

    def find(self, text: str) -> list[GazetteerMatch]:
        """The names in a text that do not overlap: those that together cover most of it (宁波|镇海区, not 宁波镇), fewer and earlier ones first.

        Names that are common words, and townships and villages of two characters, are found only in a text that has them
        behind a name of what they lie in (洛阳市老城区, 桐乡市乌镇).
        """
        hits = sorted(((end + 1, end + 1 - len(name), name) for end, name in self._automaton.iter(text)))
        ends: dict[int, list[str]] = {}
        for end, _, name in hits:
            if name not in self._leaning:
                ends.setdefault(end, []).append(name)
        leaning = {name for _, start, name in hits if name in self._leaning and self._leans(name, ends.get(start, ()))}
        spans = [(start, end, name) for end, start, name in hits if name not in self._leaning or name in leaning]
        return [GazetteerMatch(start, end, self.named(name), name not in self._full) for start, end, name in _covering(spans)]

    def _leans(self, name: str, before: list[str] | tuple[()]) -> bool:
        """Whether a place of that name lies in one whose name stands right before it."""
        holders = {place for holder in before for place in self._named[holder]}
        return any(not holders.isdisjoint(self.parents(place)) for place in self._named[name])


def short_forms(place: Place) -> tuple[str, ...]:
    """The everyday short forms of a place's name; townships and villages are not shortened (和平 is a word), but 乌镇镇 is 乌镇."""
    if place.level in ("township", "village"):
        return (place.name[:-1],) if place.name.endswith("镇镇") else ()
    spellings = (form.replace("族", "") for form in place_spellings(place.name))  # 东乡族自治县 is 东乡, the people is 东乡族
    forms = [form for form in spellings if len(form) >= _SHORTEST_STEM and not form.endswith(_BANNER_SIDES)]
    return tuple(form for form in dict.fromkeys(forms) if form != place.name)


@cache
def _radicals() -> tuple[int, ...]:
    """Where the groups of one radical begin: Unicode sorts its first ideographs by radical, and each group begins with its radical."""
    return tuple(sorted(ord(unicodedata.normalize("NFKC", chr(radical))) for radical in range(0x2F00, 0x2FD6)))


def _look_alike(name: str, other: str) -> bool:
    """Whether the characters in which two names of one length differ share their radicals."""
    return all(bisect_right(_radicals(), ord(one)) == bisect_right(_radicals(), ord(two)) for one, two in zip(name, other, strict=True) if one != two)


def _covering(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Of spans sorted by their ends those that do not overlap and cover most characters, then the fewest, then the earliest."""
    ends, best = [0], [(0, 0)]  # at each end: the characters covered up to there, and the spans that takes, negative
    steps: list[tuple[int, tuple[int, int, str] | None]] = [(0, None)]  # the entry before it, and the span taken
    for span in spans:
        start, end, _ = span
        before = bisect_right(ends, start) - 1
        covered, negative = best[before]
        reached = (covered + end - start, negative - 1)
        if reached > best[-1]:
            ends.append(end)
            best.append(reached)
            steps.append((before, span))
    chosen = []
    at = len(steps) - 1
    while at > 0:
        at, taken = steps[at]
        if taken:
            chosen.append(taken)
    return chosen[::-1]


def _notes_out(path: Path) -> Iterator[list[str]]:
    """The lines of a word list as words, without the notes that begin with #."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split()


def _only(places: list[Place]) -> Place | None:
    """The only place of the highest level among them."""
    top = [place for place in places if place.level == places[0].level]
    return top[0] if len(top) == 1 else None
