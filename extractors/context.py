"""What the article has named so far, and which name a short form means by it: 区委, 该县, 该公司, 莲都."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from extractors.gazetteer import Gazetteer
from extractors.gazetteer import Place as Entry
from extractors.places import Spot
from extractors.reading import Reading
from extractors.shapes import ADMIN, FIRM, PLACE_ENDS
from ontology.names import place_spellings

COUNTY_DIGITS = 6
PREFECTURE_DIGITS = 4
_OTHER_AREAS = (
    "小区",
    "社区",
    "园区",
    "景区",
    "开发区",
    "新区",
    "片区",
    "示范区",
    "试验区",
    "度假区",
    "保护区",
    "高新区",
    "经开区",
    "港区",
    "居民区",
    "自治区",
    "地区",
)
# What only mentions know beside the common levels.
_ENDS: dict[str, tuple[str, ...]] = {
    **PLACE_ENDS,
    "居民区": ("居民区",),
    "经开区": ("经开区", "经济技术开发区", "经济开发区"),
    "高新区": ("高新区", "高新技术产业开发区"),
    "开发区": ("开发区", "经开区"),
    "新区": ("新区",),
    "新片区": ("新片区",),
}
_FULL_BODIES = (
    (re.compile(r"^(?:中国共产党|中共)(?=.{2,}(?:委|党|支部|总支))"), ""),
    (re.compile(r"(?<=[省市县区旗州镇乡])委员会$"), "委"),
    (re.compile(r"人民代表大会常务委员会"), "人大常委会"),
    (re.compile(r"(?<=[省市县区旗州镇乡])人民政府"), "政府"),
    (re.compile(r"(?<=[\u4e00-\u9fff])([省市县区州旗镇乡])\1(?=委|纪委|政府|党委|人大|政协|监委)"), r"\1"),
    (re.compile(r"[“”\"《》\s]"), ""),
)
_FIRM_STEM = re.compile(r"(?:股份|有限|责任|集团|总|分|子)*(?:公司|集团|合作社|银行)$|[（(][^）)]*[）)]")


@dataclass(slots=True)
class Place:
    """A place that the article names: where, what, and its code ("" where only the county around it is known)."""

    start: int
    end: int
    name: str
    scope: str
    aliases: tuple[str, ...] = ()
    known: bool = False


@dataclass(slots=True)
class Context:
    """The names of one article, for resolving its short forms."""

    reading: Reading
    gazetteer: Gazetteer
    places: list[Place] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    @property
    def prefecture(self) -> str:
        """The code of the prefecture that the article speaks from, empty where unknown."""
        place = self.reading.place
        return place.prefecture or place.county[:PREFECTURE_DIGITS] or place.province

    def read_places(self, spots: Iterable[Spot]) -> list[Place]:
        """Name and code of every printed place, members of a chain by what they follow."""
        for spot in spots:
            last = self.places[-1] if self.places else None
            parent = last.scope if last and last.end == spot.start else ""
            self.places.append(self._place(spot, parent))
        self._starts = [place.start for place in self.places]
        return self.places

    def _place(self, spot: Spot, parent: str) -> Place:
        match = spot.known
        printed = self.reading.text[spot.start : match.end if match and match.is_short else spot.end].replace(" ", "")
        home = self.reading.place.code
        found = self.gazetteer.resolve(printed, parent or self._around(spot.start) or home) if spot.known or len(printed) > 2 else None
        if found and parent and not found.code.startswith(parent[:COUNTY_DIGITS]):
            found = None  # behind 景宁 a township of that name in another province is not meant: it may be a print error
        if found is None and spot.known and not parent:
            found = self._likeliest(spot)
        if found:
            short = tuple(form for form in (printed, *place_spellings(found.name)) if form != found.name)
            return Place(spot.start, spot.end, found.name, found.code, short if printed != found.name else (), known=True)
        county = (parent or home)[:COUNTY_DIGITS]
        near = self.gazetteer.near_miss(printed, county) if len(county) == COUNTY_DIGITS and printed[-1] in "镇乡" and len(printed) > 2 else None
        if near:
            return Place(spot.start, spot.end, printed, near.code, (near.name,))
        return Place(spot.start, spot.end, printed, county)

    def _around(self, position: int) -> str:
        """The code of the last county named in the same sentence before a position."""
        sentence = self.reading.sentence(position)
        for place in reversed(self.places):
            if place.start < sentence.start:
                break
            if place.known and place.end <= position and len(place.scope) >= PREFECTURE_DIGITS:
                return place.scope[:COUNTY_DIGITS]
        return ""

    def _likeliest(self, spot: Spot) -> Entry | None:
        """Of several places of one name the one in a county or prefecture that the article has named."""
        assert spot.known
        seen = {place.scope[:digits] for place in self.places if place.known for digits in (COUNTY_DIGITS, PREFECTURE_DIGITS) if len(place.scope) >= digits}
        inside = [place for place in spot.known.places if place.code[:COUNTY_DIGITS] in seen or place.code[:PREFECTURE_DIGITS] in seen]
        return inside[0] if len(inside) == 1 else None

    def of_level(self, level: str, position: int) -> Place | None:
        """The place that a bare level (区, 镇) means at a position: named in the sentence, the article's own, else nearest."""
        ends = _ENDS.get(level, ())

        def fits(place: Place) -> bool:
            name = place.name
            if not name.endswith(ends) or len(name) <= len(level) or (level == "区" and name.endswith(_OTHER_AREAS)):
                return False
            return not (level in ("省", "自治区", "市", "县", "区", "州", "旗") and not place.known)

        at = bisect_left(self._starts, position)
        before = [place for place in self.places[:at] if place.end <= position and fits(place)]
        sentence = self.reading.sentence(position)
        if before and before[-1].start >= sentence.start and level not in ("省", "自治区"):
            return before[-1]
        own = self.reading.place
        for code in (own.county, own.prefecture, own.province):
            name = own.names.get(code, "") if code else ""
            place = Place(position, position, name, code, known=True)
            if name and fits(place):
                return place
        if before:
            return before[-1]
        after = next((place for place in self.places[at:] if fits(place)), None)
        return after or self._above(ends, fits)

    def _above(self, ends: tuple[str, ...], fits: Callable[[Place], bool]) -> Place | None:
        """The place of that level around the places that the article names."""
        for place in self.places:
            entry = self.gazetteer.by_code(place.scope) if place.known else None
            for parent in self.gazetteer.parents(entry) if entry else ():
                if parent.name.endswith(ends) and fits(Place(0, 0, parent.name, parent.code, known=True)):
                    return Place(0, 0, parent.name, parent.code, known=True)
        return None

    def place_at(self, start: int) -> Place | None:
        """The place printed from there on."""
        at = bisect_left(self._starts, start)
        return self.places[at] if at < len(self.places) and self.places[at].start == start else None

    def body_name(self, start: int, end: int, level_end: int | None, place_end: int | None) -> tuple[str, str, tuple[str, ...]] | None:
        """The name of a printed body, the code of its place and its other spellings; None where its level means no place."""
        text = self.reading.text
        printed = tidy(text[start:end])
        home = self.reading.place.code
        if level_end is not None:
            place = self.of_level(text[start:level_end], start)
            if place is None:
                return None
            rest = text[level_end:end]
            return tidy(everyday(place.name) + _own(place.name, rest)), place.scope or home, _spellings(place, rest)
        first = self.place_at(start)
        if first and place_end == first.end and first.known:
            rest = text[first.end : end]
            if rest[:1] and first.name[-1] == rest[0] and first.name != text[first.start : first.end]:
                rest = rest[1:]  # 丽水 + 市委
            if _belongs(rest) and not re.search(r"公司|集团|银行|大学|学院|医院", rest):
                name = tidy(everyday(first.name) + _own(first.name, rest))
                return name, first.scope, tuple(form for form in (printed, *_spellings(first, rest)) if form != name)
            return printed, first.scope, ()
        if first and place_end == first.end:
            return tidy(first.name + _own(first.name, text[first.end : end])), first.scope or home, ()
        return printed, first.scope if first else home, ()


def _belongs(rest: str) -> bool:
    """Whether what follows a place's name is a body of that place (委, 政府, 公安局), so that the place's full name stands before it."""
    return bool(
        re.match(
            r"委|纪委|监委|党|人民政府|政府|人大|政协|[\u4e00-\u9fff]{0,12}[局委办厅]$|公安|法院|检察院|中院|总工会|工会|妇联|残联|文联|科协|村委|居委|人武部|武装部|两委|“两委",
            rest,
        )
    )


def everyday(name: str) -> str:
    """A place's name as bodies bear it: 景宁县 for 景宁畲族自治县."""
    if "自治" in name and not name.endswith("自治区"):
        spellings = place_spellings(name)
        return spellings[1] if len(spellings) > 1 else name
    return name


def tidy(name: str) -> str:
    """The everyday form of a printed body: 中共X县委员会 is X县委, X区人民政府 is X区政府; quotation marks dropped."""
    for long, short in _FULL_BODIES:
        name = long.sub(short, name)
    return name


def _own(place: str, rest: str) -> str:
    if place.endswith("村") and rest in ("委会", "委"):
        return "村" + rest
    if place.endswith("社区") and rest == "委会":
        return "居委会"
    return rest


def _spellings(place: Place, rest: str) -> tuple[str, ...]:
    forms = [tidy(place.name + rest), place.name + rest]
    name = tidy(everyday(place.name) + _own(place.name, rest))
    return tuple(form for form in dict.fromkeys(forms) if form != name)


def firm_stem(name: str) -> str:
    """What is a firm's own in its name: 绿尚 of 绿尚公司."""
    previous = None
    while previous != name:
        previous, name = name, _FIRM_STEM.sub("", name)
    return name


def longest_names(names: Iterable[str]) -> dict[str, str]:
    """Short name → the longest name of the same body in the article; names that have no longer one are left out."""
    every = sorted(set(names), key=lambda name: (-len(name), name))
    result: dict[str, str] = {}
    for short in every:
        firm = bool(FIRM.search(short))
        stem = firm_stem(short) if firm else short
        if not firm and ADMIN.match(short):
            continue  # a body that begins with its place is named in full
        for long in every:
            if len(long) <= len(short) or len(stem) < 2:
                continue
            if long.endswith(("分行", "支行")) and not short.endswith(("分行", "支行")):
                continue  # a bank is not its branch
            if (FIRM.search(long) and stem in firm_stem(long) and (firm or len(short) < 5) and (firm or not re.search(r"[省市县区镇乡村]$", short))) or (
                len(short) >= 4 and long.endswith(short) and not firm
            ):
                result[short] = long
                break
    return result
