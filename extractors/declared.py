"""What is known of a page beside its text: issue date and place of publication, and where each is known from.

From outside (option, sidecar, file name) by `from_outside`; what stays open is read from the page by `complete`: a masthead, else
inferred from what the page names. Every reading says its reason, so that a folder of mixed papers can be checked.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from extractors.gazetteer import Gazetteer, GazetteerMatch, Level, Place
from extractors.reading import HomePlace
from extractors.shapes import lexicon
from ontology.records import Declared, Page
from ontology.values import DateInterval

_NAME_DATE = re.compile(r"(?<!\d)(20\d\d|19\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_MASTHEAD = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*[,，]?\s*(?:星期|农历|第\s*\d+\s*期)")
_YEAR_MONTH = re.compile(r"(?<![\d到至])(20\d\d)\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?")
_MONTH_DAY = re.compile(r"(?<![\d年])(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_YEAR = re.compile(r"(?<![\d到至(（—-])(20\d\d)\s*年(?!\s*\d)")
_EVENT_YEAR = re.compile(r"(?:(?<=[“《])|(?=20\d\d年度))(20\d\d)年")  # “2023年某地…”, 2023年度…: a named event is of its own year
_PLANNED = re.compile(r"(?:到|至|力争|计划|预计|将于|截止到|拟于)\s*$")
_SIDECAR_KEYS = {"issue_date", "place"}
_LEVEL_WORDS = {
    "county": re.compile(r"(?<![\u4e00-\u9fff])?(?:我|全|本|该)[区县旗](?!别)|(?<![市州\u4e00-\u9fff])[区县旗](?:委|政府|人大|政协|纪委|长|领导)"),
    "prefecture": re.compile(r"(?:我|全|本|该)[市州]|(?<![\u4e00-\u9fff])[市州](?:委|政府|人大|政协|纪委|领导)"),
}
_AHEAD = 120  # characters in which a place named counts double: headline and dateline
_HOME_BONUS = 3.0  # what the paper's own place weighs, in mentions


class BadDeclaration(ValueError):  # noqa: N818 - what it is about is the declaration
    """An option, sidecar or file name that declares something unreadable; the message names source and value."""


def sidecar_of(path: Path) -> Path | None:
    """The sidecar of a page file: `page.txt.json`, else `page.json`, None where there is neither."""
    return next((each for each in (path.with_name(path.name + ".json"), path.with_suffix(".json")) if each.is_file()), None)


def from_outside(path: Path, *, issue_date: str | None = None, place: str | None = None) -> Declared:
    """What options, a sidecar and the file name declare, in this order. Raises BadDeclaration for what cannot be read."""
    beside = _read_sidecar(sidecar_of(path))
    date, date_reason = next(
        ((value, reason) for value, reason in ((issue_date, "option"), (beside.get("issue_date"), "sidecar"), (date_in_name(path.name), "file name")) if value),
        (None, "unknown"),
    )
    where, place_reason = next(((value, reason) for value, reason in ((place, "option"), (beside.get("place"), "sidecar")) if value), (None, "unknown"))
    if date is not None:
        try:
            DateInterval.parse(date)
        except ValueError as error:
            raise BadDeclaration(f"{path}: issue date by {date_reason}: {date!r} is no ISO date (2021-12-03, 2021-12 or 2021)") from error
    return Declared(date, place_code(where, str(path), place_reason) if where else None, date_reason, place_reason)


def date_in_name(name: str) -> str | None:
    """The date in a file's name (`莲都_2023-08-18.txt`, `20230818-1.txt`), None where there is none."""
    found = _NAME_DATE.search(name)
    return "-".join(found.groups()) if found else None


def place_code(place: str, source: str, reason: str) -> str:
    """The administrative code of a place given by name or code; BadDeclaration where it is unknown or ambiguous."""
    gazetteer = Gazetteer.load()
    if gazetteer.by_code(place):
        return place
    found = gazetteer.named(place)
    if not found:
        raise BadDeclaration(f"{source}: place by {reason}: {place!r} is in no gazetteer")
    one = gazetteer.resolve(place)
    if one is None:
        codes = ", ".join(f"{each.code} ({gazetteer.parents(each)[0].name if each.parent else ''})" for each in found[:6])
        raise BadDeclaration(f"{source}: place by {reason}: {place!r} is ambiguous; give a code: {codes}")
    return one.code


def _read_sidecar(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        raw: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise BadDeclaration(f"{path}: sidecar is no JSON ({error})") from error
    if not isinstance(raw, dict) or set(raw) - _SIDECAR_KEYS:
        raise BadDeclaration(f"{path}: a sidecar has the keys {sorted(_SIDECAR_KEYS)} and no others")
    return {key: str(value) for key, value in raw.items()}


def complete(page: Page, given: Declared) -> Declared:
    """The declared context with what stays open read from the page itself, a pure function of both."""
    done = given
    if done.issue_date is None:
        date, reason = issue_date_of(page.text)
        done = replace(done, issue_date=date, issue_date_reason=reason)
    if done.place is None:
        code, reason = place_of(page.text)
        done = replace(done, place=code, place_reason=reason)
    return done


def issue_date_of(text: str) -> tuple[str | None, str]:
    """The issue date that a page tells and how: its masthead, else the month of the latest date that it speaks of."""
    if found := _MASTHEAD.search(text):
        year, month, day = (int(part) for part in found.groups())
        return f"{year:04}-{month:02}-{day:02}", "masthead"
    months = [
        (int(found[1]), int(found[2]))
        for found in _YEAR_MONTH.finditer(text)
        if 1 <= int(found[2]) <= 12 and not _PLANNED.search(text[max(0, found.start() - 4) : found.start()])
    ]
    years = [int(found[1]) for found in _YEAR.finditer(text) if not _PLANNED.search(text[max(0, found.start() - 4) : found.start()])]
    bare = Counter(int(found[1]) for found in _MONTH_DAY.finditer(text) if 1 <= int(found[1]) <= 12)
    if months:
        year, month = max(months)
        later = [each for each in bare if month < each <= month + 3]
        if later:
            month = max(later)
        elif bare and max(bare) < month - 3:  # days of a spring beside a December with its year: the year after
            year, month = year + 1, max(bare)
        return f"{year:04}-{month:02}", f"inferred: the latest month with its year is {max(months)[0]}年{max(months)[1]}月"
    if years and bare and max(years) in {int(found[1]) for found in _EVENT_YEAR.finditer(text)}:
        return f"{max(years):04}-{max(bare):02}", f"inferred: the latest year named is {max(years)}, of a named event, with days of {max(bare)}月 in no year"
    if years and bare:
        # This year's own number is seldom printed (今年), the last one's often is (2021年,全市…): a year alone lies behind.
        return f"{max(years) + 1:04}-{max(bare):02}", f"inferred: the latest year named is {max(years)}, with days of {max(bare)}月 in no year"
    if years:
        return f"{max(years):04}", f"inferred: the latest year named is {max(years)}"
    return None, "unknown: the page names no year"


def place_of(text: str) -> tuple[str | None, str]:
    """The place that a page is published for and how it is known: what it speaks of, and as what (我市, 区委)."""
    place, count = _weigh(text, Declared())
    if not place.code:
        return None, "unknown: the page names no place"
    return place.code, f"inferred: {place.names[place.code]} is what the page speaks of ({count:.0f} mentions)"


def article_place(text: str, declared: Declared, matches: Sequence[GazetteerMatch] | None = None) -> HomePlace:
    """The place that an article speaks from: the county that a bare 区委 or 县政府 means, its prefecture and province.

    `matches` are the gazetteer's names that stand for themselves there, where the caller has the tagger's word for it.
    """
    return _weigh(text, declared, matches)[0]


def _weigh(text: str, declared: Declared, matches: Sequence[GazetteerMatch] | None = None) -> tuple[HomePlace, float]:
    gazetteer = Gazetteer.load()
    found = [each for each in (_twice(text, gazetteer.find(text)) if matches is None else matches) if not _is_word(text, each)]
    named = [(match, place) for match in found if (place := _one(gazetteer, match.places, declared.place or ""))]
    votes: dict[str, float] = {}
    for match, place in named:
        weight = (2.0 if match.start < _AHEAD else 1.0) * (1.0 if not match.is_short else 0.8)
        if place.level in ("township", "village"):
            weight *= 0.7 if len(match.places) == 1 else 0.3
        votes[place.code] = votes.get(place.code, 0.0) + weight
    counties: dict[str, float] = {}
    prefectures: dict[str, float] = {}
    provinces: dict[str, float] = {}
    tallies: tuple[tuple[Level, dict[str, float]], ...] = (("county", counties), ("prefecture", prefectures), ("province", provinces))
    for code, weight in votes.items():
        for level, tally in tallies:
            if above := gazetteer.at_level(code, level):
                tally[above.code] = tally.get(above.code, 0.0) + weight
    home = gazetteer.by_code(declared.place) if declared.place else None
    if home:
        bonus = 1.0 if declared.place_reason.startswith("inferred") else _HOME_BONUS  # a guess must not outweigh what is printed
        for level, tally in tallies:
            if above := gazetteer.at_level(home.code, level):
                tally[above.code] = tally.get(above.code, 0.0) + bonus
    own = {code: votes[code] for code in votes if (named_place := gazetteer.by_code(code)) and named_place.level == "prefecture"}
    bare = {level: len(pattern.findall(text)) for level, pattern in _LEVEL_WORDS.items()}
    county = _best(counties)
    prefecture = _best(prefectures)
    if county and prefecture and not county.startswith(prefecture) and prefectures[prefecture] > 1.5 * counties[county]:
        county = _best({code: weight for code, weight in counties.items() if code.startswith(prefecture)})
    if county and not _is_county(bare, counties, own, county, home):
        county = ""
    if county:
        above = gazetteer.at_level(county, "prefecture")
        prefecture = above.code if above else ""
    narrowest = county or prefecture
    above = gazetteer.at_level(narrowest, "province") if narrowest else None
    province = above.code if above else _best(provinces)
    codes = [code for code in (province, prefecture, county) if code]
    names = {code: place.name for code in codes if (place := gazetteer.by_code(code))}
    return HomePlace(province, prefecture, county, names), counties.get(county, 0.0) if county else prefectures.get(prefecture, 0.0)


def _twice(text: str, matches: Sequence[GazetteerMatch]) -> list[GazetteerMatch]:
    """The matches without short forms of counties that the text has but once: without a tagger's word they are chance (健康保驾)."""
    times = Counter(text[each.start : each.end] for each in matches)
    return [each for each in matches if not each.is_short or times[text[each.start : each.end]] > 1 or each.places[0].level != "county"]


def _is_word(text: str, match: GazetteerMatch) -> bool:
    """Whether a short form is more likely the word that it is as well (乡村振兴, 合作): its county is nowhere named in full."""
    printed = text[match.start : match.end]
    return match.is_short and printed in _wordlike() and not any(place.name in text for place in match.places)


@cache
def _wordlike() -> frozenset[str]:
    return frozenset(lexicon("wordlike_counties"))


def _is_county(bare: dict[str, int], counties: dict[str, float], own: dict[str, float], county: str, home: Place | None) -> bool:
    """Whether an article speaks from its most named county, not from the prefecture above it."""
    if home and home.level == "prefecture" and county.startswith(home.code) and bare["prefecture"] > bare["county"]:
        return False
    several = len(counties) > 2 and counties[county] < 0.5 * sum(counties.values())
    city = own.get(county[:4], 0.0)
    return not (several and bare["prefecture"] > bare["county"]) and not (city > 2 * counties[county] and bare["prefecture"] >= bare["county"])


def _best(tally: dict[str, float]) -> str:
    return min(tally, key=lambda code: (-tally[code], code)) if tally else ""


def _one(gazetteer: Gazetteer, places: tuple[Place, ...], within: str) -> Place | None:
    if len(places) == 1:
        return places[0]
    return gazetteer.resolve(places[0].name, within)
