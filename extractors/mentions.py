"""The mention layer: every printed name once, the longest that fits, under the name that the guidelines want."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.bodies import Printed, find_bodies
from extractors.context import Context, Place, longest_names, tidy
from extractors.gazetteer import Gazetteer, GazetteerMatch
from extractors.groups import find_groups, find_titled
from extractors.persons import find_persons
from extractors.places import find_places
from extractors.reading import Mention, Reading
from extractors.shapes import ALONE

_RELATIVE_PLACE = re.compile(
    r"(?:[该本全我]|这个|整个)(自治区|街道|社区|[省市县区旗州镇乡村])(?![场民域级委属直]|支部|党|政府|长)|(?<![\u4e00-\u9fff])当地|(?<![各农山乡新行自个本进入驻城老全该同])(村|镇|县|乡|市|社区)里(?![程面])"
)
_THIS_BODY = re.compile(rf"(?:[该本]|这家|这个)(?P<head>{ALONE}|[院校局社])|(?P<bare>公司|集团|合作社|协会|商会|医院|学院|学校|法院|互助会|工作队)")
GENERIC = re.compile(ALONE)
_ADJOINING = frozenset(["n", "nz", "nw", "nr", "vn", "a", "b", "LOC", "ORG", "m", "q", "f"])  # tags of words that make 公司 somebody else's: 各公司, 光伏公司
_HEADS = {
    "院": ("院",),
    "校": ("校", "学", "园"),
    "局": ("局",),
    "社": ("社",),
    "公司": ("公司", "集团", "厂"),
    "企业": ("公司", "集团", "厂", "企业"),
    "学校": ("学校", "学", "一中", "二中"),
    "银行": ("银行", "支行", "分行"),
}
_ALIAS = re.compile(r"[（(](?:以下|下称|简称|以下简称|下简称)(?:为)?[：:]?[“\"]?([^（）()“”\"]{2,12})[”\"]?[）)]")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A mention with its claim to its stretch: of overlapping ones the lowest rank stays, then the longest."""

    rank: int
    mention: Mention


def find_mentions(reading: Reading, matches: Sequence[GazetteerMatch]) -> tuple[Mention, ...]:
    """The mentions of an article, sorted, not overlapping."""
    text = reading.text
    context = Context(reading, Gazetteer.load())
    spots = find_places(reading, matches)
    context.read_places(spots)
    persons = find_persons(reading, {text[spot.start : spot.end] for spot in spots if spot.source != "ending"})
    bodies = find_bodies(reading, spots)
    claims = [*_titled(reading, context), *_bodies(context, bodies), *_relative_places(context)]
    listed = [spot for spot in spots if spot.source == "gazetteer"]
    for person in persons:
        if person.source == "again" and any(spot.start <= person.start and person.end < spot.end for spot in listed):
            continue  # 阿合奇 in 阿合奇县
        rank = 3 if person.source in ("again", "call") else 1
        claims.append(_Claim(rank, Mention(person.start, person.end, "Person", person.name, context.prefecture, source=person.source)))
    for place in context.places:
        source = next((spot.source for spot in spots if spot.start == place.start), "")
        claims.append(_Claim(4, Mention(place.start, place.end, "Place", place.name, place.scope, place.aliases, source)))
    home = reading.article.id
    claims += [_Claim(5, Mention(group.start, group.end, "Group", group.name, home, group.aliases, group.source)) for group in find_groups(reading)]
    kept = _choose(claims)
    kept = _one_name_a_body(text, kept)
    return tuple(_with_short_bodies(reading, kept))


def _titled(reading: Reading, context: Context) -> Iterator[_Claim]:
    for each in find_titled(reading):
        yield _Claim(
            0 if each.source == "title_marks" else 2, Mention(each.start, each.end, "Programme", each.name, context.prefecture, each.aliases, each.source)
        )


def _bodies(context: Context, bodies: Sequence[Printed]) -> Iterator[_Claim]:
    for body in bodies:
        named = context.body_name(body.start, body.end, body.level_end, body.place_end)
        if named is not None:
            name, scope, aliases = named
            yield _Claim(2, Mention(body.start, body.end, "Organization", name, scope, aliases, body.source))


def _relative_places(context: Context) -> Iterator[_Claim]:
    for found in _RELATIVE_PLACE.finditer(context.reading.text):
        level = found.group(1) or found.group(2)
        place = context.of_level(level, found.start()) if level else _home(context)
        if place:
            yield _Claim(4, Mention(found.start(), found.end(), "Place", place.name, place.scope, place.aliases, "relative"))


def _home(context: Context) -> Place | None:
    """The county that the article speaks from."""
    own = context.reading.place
    name = own.names.get(own.county, "") if own.county else ""
    return Place(0, 0, name, own.county, known=True) if name else None


def _choose(claims: Sequence[_Claim]) -> list[Mention]:
    kept: list[Mention] = []
    taken: set[int] = set()
    for claim in sorted(claims, key=lambda each: (each.rank, each.mention.start - each.mention.end, each.mention.start, each.mention.name)):
        mention = claim.mention
        stretch = range(mention.start, mention.end)
        if mention.name and taken.isdisjoint(stretch):
            kept.append(mention)
            taken.update(stretch)
    return sorted(kept, key=lambda each: each.start)


def _one_name_a_body(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Short names of bodies replaced by the longest the article has, which keeps them as aliases."""
    bodies = [each for each in mentions if each.kind == "Organization"]
    longer = longest_names(each.name for each in bodies)
    aliases: dict[str, set[str]] = {}
    scopes = {each.name: each.scope for each in reversed(bodies)}
    for short, long in longer.items():
        aliases.setdefault(long, set()).add(short)
    for each in bodies:
        if found := _ALIAS.match(text, each.end):
            aliases.setdefault(longer.get(each.name, each.name), set()).add(tidy(found.group(1)))
    result = []
    for each in mentions:
        if each.kind != "Organization":
            result.append(each)
            continue
        name = longer.get(each.name, each.name)
        more = sorted({*each.aliases, *aliases.get(name, ())} - {name})
        result.append(replace(each, name=name, scope=scopes.get(name, each.scope), aliases=tuple(more)))
    return result


def _with_short_bodies(reading: Reading, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with those of 该公司, 公司, 该院 as the body of that head named last, or next."""
    text = reading.text
    pairs = zip((None, *reading.words), reading.words, strict=False)
    alone = {word.start for before, word in pairs if GENERIC.fullmatch(text, word.start, word.end) and (before is None or before.tag not in _ADJOINING)}
    taken = {at for each in mentions for at in range(each.start, each.end) if each.kind != "Group"}
    bodies = [each for each in mentions if each.kind == "Organization"]
    added = []
    for found in _THIS_BODY.finditer(text):
        head = found["head"] or found["bare"]
        if (found["bare"] and found.start() not in alone) or not taken.isdisjoint(range(found.start(), found.end())):
            continue
        ends = _HEADS.get(head, (head,))
        before = [each for each in bodies if each.end <= found.start() and each.name.endswith(ends)]
        after = next((each for each in bodies if each.start >= found.end() and each.name.endswith(ends)), None) if not before else None
        meant = before[-1] if before else after
        if meant and len(meant.name) > len(head):
            added.append(replace(meant, start=found.start(), end=found.end(), source="short"))
    covered = {at for each in added for at in range(each.start, each.end)}
    kept = [each for each in mentions if each.kind != "Group" or covered.isdisjoint(range(each.start, each.end))]
    return sorted([*kept, *added], key=lambda each: each.start)
