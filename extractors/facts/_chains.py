"""Chains of offices: 丽水市委常委、莲都区委书记 before a name, and lists of offices behind 任, 现任, 历任."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors import titles
from extractors.facts import _post_bodies as bodies
from extractors.facts._post_bodies import Body
from extractors.reading import Reading
from ontology.records import Filler

_JOIN = re.compile(r"(?:[、，, 　]|兼任?|和|及|以及|并兼任?)+$")
_WEAK_JOIN = re.compile(r"[，, 　]")
_APPOSITION = re.compile(r"[、](?:著名|知名|优秀|全国|[\u4e00-\u9fff]{2,8}(?:家|人|者|获得者|先进个人))[\u4e00-\u9fff]{0,10}$")
MAX_ITEMS = 8
MAX_COURSE = 24
_OTHER = re.compile(r"\d{2}|当选|(?<!主)任(?!务)|获|说|表示|出席|参加")
_PAST = re.compile(r"(?:原|前|时任|现任)(?=..)")
_GRADE_REACH = 24  # characters that year, class and subject of a pupil may take
_PUPILS = frozenset(["学生", "大学生", "研究生", "同学", "毕业生", "博士生", "硕士生"])


@dataclass(frozen=True, slots=True)
class Office:
    """One office of a chain: the body and the title as printed, offsets into the article's text."""

    start: int
    title_start: int
    end: int
    body: Body | None
    title: str
    features: tuple[str, ...] = ()


def before(reading: Reading, end: int, floor: int) -> list[Office]:
    """The offices printed directly before `end`, in reading order; empty where no title ends there."""
    spans: list[tuple[int, int, int, str]] = []
    at, weak = end, ""
    while len(spans) < MAX_ITEMS:
        while at > floor and reading.text[at - 1] in ' 　“”"':
            at -= 1
        title = titles.title_before(reading.text, at, floor)
        if title is None:
            break
        lead = title - 1 if reading.text[title - 1 : title] == "“" and title - 1 >= floor else title
        grade = titles.GRADE.search(reading.text[max(floor, lead - _GRADE_REACH) : lead])
        if grade and titles.core_of(reading.text[title:at]) in _PUPILS:
            lead -= len(grade.group())
        start = bodies.printed_start(reading, lead, floor)
        spans.append((start, title, at, weak))
        following = _further(reading, start, floor)
        if following is None:
            break
        at, weak = following
    return _offices(reading, list(reversed(spans)))


def _further(reading: Reading, start: int, floor: int) -> tuple[int, str] | None:
    """Where the office to the left of `start` ends and how it is joined; None where there is none."""
    left = reading.text[floor:start]
    joint = _JOIN.search(left)
    if joint and joint.group().strip():
        at = floor + joint.start()
        if titles.title_before(reading.text, at, floor) is not None:
            return at, "comma" if _WEAK_JOIN.match(joint.group()) else ""
    if titles.title_before(reading.text, start, floor) is not None and reading.mention_at(start) is None:
        return start, "glued"
    apposition = _APPOSITION.search(left)
    if apposition:
        at = floor + apposition.start()
        if titles.title_before(reading.text, at, floor) is not None:
            return at, "skip"
    return None


def after(reading: Reading, start: int, ceiling: int, *, over_commas: bool = False) -> list[Office]:
    """The offices listed from `start` on, up to `ceiling`: every item ends with its title.

    `over_commas`: a comma joins two lists of offices too, as in a course of life (曾任A局局长，B县县长).
    """
    spans: list[tuple[int, int, int, str]] = []
    expected = start
    for item in re.finditer(r"[^、，,；;。\n]+", reading.text[start:ceiling]):
        first = start + item.start()
        if first != expected:
            break
        expected = start + item.end() + 1
        text = re.sub(r"(?:（[^）]*）|\([^)]*\)|等?(?:职务|一职|职)|等)$", "", item.group().rstrip())
        text = re.sub(r"(?:一职|职务|等职|等)$", "", text)
        last = first + len(text)
        skipped = re.match(r"\s*(?:兼任?|并任?|以及|及|和)?\s*", text)
        first += skipped.end() if skipped else 0
        parts = _split_pair(reading, first, last)
        if not parts or (spans and _OTHER.search(text)):
            break
        spans.extend(parts)
        if len(spans) >= (MAX_COURSE if over_commas else MAX_ITEMS) or reading.text[start + item.end() : start + item.end() + 1] not in (
            "、，" if over_commas else "、"
        ):
            break
    return _offices(reading, spans)


def _split_pair(reading: Reading, first: int, last: int) -> list[tuple[int, int, int, str]]:
    """One item, or the two that 兼 or 和 joins."""
    title = titles.title_before(reading.text, last, first)
    if title is None:
        return []
    for joint in re.finditer(r"兼任?|和|及", reading.text[first:title]):
        left = titles.title_before(reading.text, first + joint.start(), first)
        if left is not None:
            return [(first, left, first + joint.start(), ""), (first + joint.end(), title, last, "")]
    return [(first, title, last, "")]


def _offices(reading: Reading, spans: Sequence[tuple[int, int, int, str]]) -> list[Office]:
    found: list[Office] = []
    owner: Filler | None = None
    for start, title_start, end, joined in spans:
        title = reading.text[title_start:end]
        body, how = _body(reading, start, title_start, title, owner)
        marks = (f"owner={how}", f"chain={min(len(spans), 4)}", f"joined={joined or 'none'}")
        past = _PAST.match(title)
        found.append(Office(start, title_start + (past.end() if past else 0), end, body, title[past.end() :] if past else title, marks))
        if body is not None:
            owner = body.filler
    return found


def _body(reading: Reading, start: int, title_start: int, title: str, owner: Filler | None) -> tuple[Body | None, str]:
    title_start, title = _shared(reading, start, title_start, title)
    if (found := titles.GRADE.search(reading.text[start:title_start].rstrip("“"))) and titles.core_of(title) in _PUPILS:
        title_start = start + found.start()
    while title_start > start and reading.text[title_start - 1] in "“ ":
        title_start -= 1
    if start < title_start:
        if owner is not None:
            own = bodies.own_body(reading, start, title_start, owner)
            if own is not None:
                return own, own.how
        body = bodies.body_of(reading, start, title_start)
        if body is not None:
            return governed(body, title), body.how
        return None, "unresolved"
    if owner is None:
        return _of_title(reading, start, title)
    return _inherited(reading, start, title, owner), "inherited"


def _shared(reading: Reading, start: int, title_start: int, title: str) -> tuple[int, str]:
    """宣传部长: the body is the 宣传部, whose last character the title keeps."""
    found = titles.SHARED.fullmatch(title)
    body = reading.text[start:title_start]
    if not found or not body or found.start("head") != 0 or body.endswith((found["head"], "长")) or re.search(r"[村组省市县区镇乡]$|公司$|中心$", body):
        return title_start, title
    return title_start + len(found["head"]), title


def governed(body: Body, title: str) -> Body:
    """The body, or the government of the place where the title is that of its head (区长: X区政府)."""
    name = str(body.filler.value)
    if title.endswith("人大代表") and not name.endswith("人大"):
        return replace(body, filler=bodies.as_filler(name + "人大", _scope(body.filler), body.start, body.end))
    found = titles.GOVERNORS.fullmatch(title)
    if found and name.endswith((found[1], "自治区")) and not name.endswith(("校区", "开发区", "园区", "景区")):
        return replace(body, filler=bodies.as_filler(name + "政府", _scope(body.filler), body.start, body.end))
    return body


def _of_title(reading: Reading, start: int, title: str) -> tuple[Body | None, str]:
    """The body that a bare title implies: 区长 the government of the 区, else the body named last."""
    found = titles.GOVERNORS.fullmatch(title)
    if found:
        place = bodies.place_of_level(reading, start, (found[1], "自治区") if found[1] == "区" else (found[1],))
        if place is not None:
            return Body(start, start, bodies.as_filler(place.name + "政府", place.scope, start, start), "governor"), "governor"
    return None, "none"


def _inherited(reading: Reading, start: int, title: str, owner: Filler) -> Body:
    name, scope = str(owner.value), _scope(owner)
    base = bodies.base_of(name)
    found = titles.GOVERNORS.fullmatch(title)
    if found:
        if not base.endswith(found[1]):
            place = bodies.place_of_level(reading, start, (found[1],))
            base, scope = (place.name, place.scope) if place is not None else (base, scope)
        return Body(start, start, bodies.as_filler(base + "政府", scope, start, start), "inherited")
    if not titles.PARTY.search(title):
        name = bodies.without_party(name)
    return Body(start, start, bodies.as_filler(name, scope, start, start), "inherited")


def _scope(filler: Filler) -> str:
    return filler.key.scope if filler.key else ""
