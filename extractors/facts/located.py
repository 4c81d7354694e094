"""What lies where: chains of places, bodies and projects behind their place, 位于, 坐落于, 地处, 落户, 辖."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.facts._sites import sites
from extractors.reading import Candidate, Mention, Reading, named, within

_RANKS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2, ("地区", "盟", "自治州", "州")),
    (1, ("自治区", "省")),
    (6, ("街道办事处", "街道办", "街道", "镇", "乡", "苏木", "管理区", "农场")),
    (8, ("小区", "花园", "家园", "新村", "自然村", "组", "屯", "湾", "苑", "坊", "大厦", "广场")),
    (7, ("村委会", "社区居委会", "居委会", "村", "社区", "嘎查", "居民区")),
    (5, ("开发区", "经开区", "高新区", "新区", "试验区", "示范区", "度假区", "园区", "工业区", "新片区", "风景区")),
    (4, ("县", "自治县", "旗", "区")),
    (3, ("市",)),
)
_FACILITY = re.compile(
    r"(?:基地|中心|园|馆|站|厂|公司|合作社|学校|中学|小学|大学|学院|医院|广场|公园|书屋|食堂|项目|车间|工厂|产业园|示范区|"
    r"示范点|驿站|文化礼堂|礼堂|陈列馆|博物馆|老街|古镇|古村|大厦|小区|苑|院|庙|宫|寺|桥|码头|水库|湿地|安置点|服务点|阵地|社|"
    r"店|工地|路|街|巷|湖|山|点|室|所|景区|农场|市场|超市|会客厅|候车亭)$"
)
_LIES = re.compile(r"(?:位于|坐落于|坐落在|地处|落户于?|落地于?|入驻|处于|设在|设于|建在|隶属于?)")
_FIRM_LIES = frozenset(("位于", "地处", "坐落"))
_RULES = re.compile(r"(?:下辖|辖|包括)[^，。；]{0,30}")
_LIST = re.compile(r"(?:、|和|与|及)")

_BODIES = re.compile(r"(?:委|政府|政协|人大|人大常委会|纪委|监委|局|委员会|党委|党支部|党总支|党组|人武部|联|工会|法院|检察院|支部|办|办公室|厅|队|协会|组)$")


_UNKNOWN = 9
_PROVINCE = 2
_CITY = 3
_COUNTY = 4
_VILLAGE_RANK = 7
_VILLAGE_NAME = 3  # characters of a place that is cut off another
_READ_BY_ENDING = frozenset(("suffix", "ending"))
_HAN = re.compile(r"[\u4e00-\u9fff](?<![的在到和与及至、县市区镇乡村省州办向为由从对以于赴是有])")
_GROUP = re.compile(r"(?:第?[一二三四五六七八九十\d]{1,2}|[\u4e00-\u9fff]{2}村)(?:村民小组|组)(?!成|织|长|员)")
_VILLAGE = re.compile(
    r"[\u4e00-\u9fff](?<![的在等和与及是有党各多我该村全两某])[\u4e00-\u9fff]{1,3}?(?:街道|社区|"
    r"[镇乡村])(?![民里级镇庄官干委支两“]|党|[\u4e00-\u9fff]?书记)"
)
_FIRMS = re.compile(r"(?:公司|学校|中学|小学|大学|学院|医院|合作社|保健院|融媒体中心|所|院)$")  # named after a place, not told to lie there
_NO_HEAD = re.compile(r"(?:[乡农驻强]村|城市|委市|派市|街道城市|.手市)$")
_NO_BEGIN = frozenset(("v", "vd", "p", "d", "r", "c", "u", "xc", "a", "ad", "m", "f"))
_OFFICES = re.compile(r"局|委会|委员会|政府|书记|现场$|市场主体|有关|相关|多[个家]")  # in what is a body's own name, or no name
_LEADS = re.compile(r"(?:在|到|位于|来到|走进|走访|前往|赴|进|为|向|由|、|，|。|和|与|是|“)$")
_REACH = 60  # characters behind 辖 in which its parts are listed
_TOWN = 6
_NEAR = 12  # characters between a part and the verb that places it
_VILLAGES = re.compile(r"(?P<names>[\u4e00-\u9fff]{2,3}(?:、[\u4e00-\u9fff]{2,3})+)等?(?:\d+|[一二三四五六七八九十两]+)个(?P<kind>村|社区)")
_OPENERS = re.compile(r"(?:其中|目前|据悉|据介绍|同时|此外|近日|日前|该|由|而|，)+")
_LONGEST_SUBJECT = 20
_NAME = 4  # characters that a facility's own name has at least
HEAD = re.compile(
    r"(?:(?:[\u4e00-\u9fff]{2,10}?(?:自治区|自治州|自治县)|[\u4e00-\u9fff]{1,6}?(?:街道办事处|街道|社区|[省市州县旗镇乡村]|"
    r"(?<![园发小社校灾景山库新验范假])区(?!域|块|间|位|别)))(?![民长级镇里居道]|民委)|[\u4e00-\u9fff]{1,4}社区(?=居委会))"
)
_NATURE = re.compile(r"[山江湖河湾坑岸垵岭坪坳庄沟潭路街巷里谷站港洲岛寨屯圩堡店集湿号坞岙畈]$|湿地|腹地|[东西南北中]部$|地区$")


def rank(name: str) -> int:
    """How deep a place lies by its last characters: 1 province … 8 hamlet; 9 where the name does not tell."""
    fitting = [(len(end), depth) for depth, ends in _RANKS for end in ends if name.endswith(end)]
    return max(fitting)[1] if fitting else _UNKNOWN


def find(reading: Reading) -> Iterator[Candidate]:
    """Propose direct parents only, each pair of names once: of two places that hold one part the deeper stays."""
    spots = _spots(reading)
    found: dict[tuple[str, str], Candidate] = {}
    for candidate in [
        *_chains(reading, spots),
        *_verbs(reading, spots),
        *_facilities(reading, spots),
        *_lists(reading, spots),
        *_villages(reading, spots),
        *_rules(reading),
    ]:
        part, whole = str(candidate.slots["part"][0].value), str(candidate.slots["whole"][0].value)
        if part != whole:
            found.setdefault((part, whole), candidate)
    deepest: dict[str, int] = {}
    for (part, whole), candidate in found.items():
        if candidate.rule != "verb" and rank(whole) < _UNKNOWN:
            deepest[part] = max(deepest.get(part, 0), rank(whole))
    for (part, whole), candidate in found.items():
        if candidate.rule == "verb" or not rank(whole) < deepest.get(part, 0):
            yield candidate


def _spots(reading: Reading) -> list[Mention]:
    """The places, bodies and projects of an article in order, bodies cut at the places that their names begin with.

    余杭区|委, 刘冲村|润蛭养殖基地. Villages, groups and facilities that no layer knows are read behind a known place.
    """
    known = {reading.text[each.start : each.end]: each for each in reading.mentions if each.kind == "Place" and each.source != "relative"}
    cut: list[Mention] = []
    for mention in reading.mentions:
        if mention.kind in ("Place", "Organization", "Programme"):
            cut.extend(_cut(reading, mention, known))
    spots: list[Mention] = []
    for number, spot in enumerate(cut):
        if (
            spots
            and spots[-1].kind == ("Place")
            and spot.start - spots[-1].end == 1
            and spot.source in _READ_BY_ENDING
            and _HAN.match(reading.text[spot.start - 1])
        ):
            spot = replace(spot, start=spot.start - 1, name=reading.text[spot.start - 1] + spot.name)  # noqa: PLW2901 - 下 of 下恰藏村
        if spots and _torn(spots[-1], spot):
            before = spots.pop()
            spot = replace(spot, start=before.start, name=before.name + spot.name)  # noqa: PLW2901 - 库坑|垵村 is one village
        spots.append(spot)
        ceiling = cut[number + 1].start if number + 1 < len(cut) else len(reading.text)
        while spots[-1].kind == "Place" and (more := _behind(reading, spots[-1], ceiling)):
            spots.append(more)
    return spots


def _torn(left: Mention, right: Mention) -> bool:
    """Whether two adjacent places are one village's name that the tagger tore apart."""
    bare = left.kind == right.kind == "Place" and left.source == "lac" and left.end == right.start and rank(left.name) == _UNKNOWN
    return bare and rank(right.name) == _VILLAGE_RANK and len(right.name) <= _VILLAGE_NAME


def _behind(reading: Reading, place: Mention, ceiling: int) -> Mention | None:
    """A village, group or facility printed right behind a place, up to the next mention."""
    at = place.end
    if at >= ceiling or (place.source == "relative" and not reading.text.startswith("该", place.start)):
        return None
    group = _GROUP.match(reading.text, at, ceiling)
    if group and place.name.endswith(("村", "社区")):
        return Mention(at, group.end(), "Place", place.name + group.group(), place.scope, (group.group(),), "read")
    if rank(place.name) < _COUNTY:
        return None
    if not _begins_well(reading, at):
        return None
    village = _VILLAGE.match(reading.text, at, ceiling)
    if village and rank(village.group()) > rank(place.name):
        return Mention(at, village.end(), "Place", village.group(), place.scope, source="read")
    return None


def _cut(reading: Reading, mention: Mention, known: Mapping[str, Mention]) -> Iterator[Mention]:
    text, at = reading.text, mention.start
    while (end := _head(text, at, mention, known)) is not None:
        spot = known.get(text[at:end])
        yield Mention(at, end, "Place", spot.name if spot else text[at:end], spot.scope if spot else "", source="head")
        at = end
    if at == mention.start:
        yield mention
        return
    rest = text[at : mention.end].strip(" 　")
    if mention.kind == "Place":
        yield replace(mention, start=at, name=rest, source="rest")
    elif len(rest) >= _NAME and not _BODIES.search(rest):
        name = re.sub(r"[“”\"《》]", "", rest)
        yield Mention(at, mention.end, mention.kind, name if len(rest) > _NAME else mention.name, mention.scope, source="rest")


def _head(text: str, at: int, mention: Mention, known: Mapping[str, Mention]) -> int | None:
    """Where the place that a longer name begins with ends; None where it begins with none."""
    for size in range(min(12, mention.end - at - 1), 1, -1):
        if text[at : at + size] in known and rank(text[at : at + size]) < _UNKNOWN and size >= _VILLAGE_NAME and _may_cut(text, at + size, mention):
            return at + size
    found = HEAD.match(text, at, mention.end)
    if found is None or _NO_HEAD.search(found.group()) or len(found.group()) < _VILLAGE_NAME or not _may_cut(text, found.end(), mention):
        return None
    return found.end()


def _may_cut(text: str, at: int, mention: Mention) -> bool:
    """Whether a place's name may be cut at `at`: what is left must be a place's name too."""
    return mention.kind != "Place" or (mention.end - at >= _VILLAGE_NAME and rank(text[at : mention.end]) < _UNKNOWN)


def _begins_well(reading: Reading, at: int) -> bool:
    """Whether the word at `at` may begin a name: no verb, pronoun, particle, number."""
    index = bisect_right(reading.words, at, key=lambda word: word.start) - 1
    return index < 0 or reading.words[index].tag not in _NO_BEGIN


def _weak(reading: Reading, part: Mention, whole: Mention) -> bool:
    """Whether the two only seem a chain: a place by its tag alone, a whole that is 全省 or 当地."""
    printed = reading.text[whole.start : whole.end]
    if whole.source == "relative" and not printed.startswith("该"):
        return True
    return part.kind == "Place" and rank(part.name) == _UNKNOWN and not (_NATURE.search(part.name) or _FACILITY.search(part.name))


def _pair(reading: Reading, part: Mention, whole: Mention, rule: str, features: Sequence[str]) -> Candidate:
    marks = (
        *features,
        f"ranks={rank(whole.name)}>{rank(part.name)}",
        f"kinds={whole.kind}>{part.kind}",
        f"part_source={part.source}",
        f"short={reading.text[whole.start : whole.end] != whole.name}",
    )
    slots = {"part": (named(part),), "whole": (named(whole),)}
    return Candidate("located", slots, min(part.start, whole.start), max(part.end, whole.end), rule, features=marks)


def _chains(reading: Reading, spots: Sequence[Mention]) -> Iterator[Candidate]:
    """Place behind place: 青田县方山乡龙现村."""
    for whole, part in pairwise(spots):
        if whole.kind != "Place" or part.kind != "Place" or _weak(reading, part, whole):
            continue
        gap = reading.text[whole.end : part.start]
        if gap.strip(" 　") not in ("", "的", "办", "办事处", "县", "（", "("):
            continue
        city_in_city = not gap and rank(part.name) == rank(whole.name) == _CITY and part.name != whole.name
        if rank(part.name) <= rank(whole.name) and rank(part.name) < 8 and not city_in_city:
            continue
        following = next((each for each in spots if each.start == part.end), None)
        yield _pair(reading, part, whole, "chain", (f"gap={gap.strip() or 'none'}", f"next={following.kind if following else 'none'}"))


def _facilities(reading: Reading, spots: Sequence[Mention]) -> Iterator[Candidate]:
    """A body, project or facility behind its place: 枫林镇刘冲村润蛭养殖基地."""
    for number, whole in enumerate(spots):
        if whole.kind != "Place" or (whole.source == "relative" and not reading.text.startswith("该", whole.start)) or not _holds_sites(whole):
            continue
        following = spots[number + 1] if number + 1 < len(spots) else None
        if following and following.kind == "Place" and following.start == whole.end and rank(following.name) > rank(whole.name):
            continue  # the chain goes on
        for part, marks in _parts(reading, whole, following):
            yield _pair(reading, part, whole, "facility", (*marks, *_stands(reading, spots, number)))


def _holds_sites(whole: Mention) -> bool:
    """Whether a facility told behind this place is worth saying: not of a province, a land or what only seems a place."""
    depth = rank(whole.name)
    return depth > _PROVINCE and (depth < _UNKNOWN or bool(_NATURE.search(whole.name) or _FACILITY.search(whole.name)))


def _parts(reading: Reading, whole: Mention, following: Mention | None) -> Iterator[tuple[Mention, tuple[str, ...]]]:
    """What may be printed behind a place: the body or programme named next, and what is read to a head noun."""
    told = set()
    if following and following.kind != "Place" and reading.text[whole.end : following.start].strip(" 　“《") in ("", "的"):
        kind = _FACILITY.search(following.name)
        if kind and not _BODIES.search(following.name):
            told.add(following.name)
            yield (
                following,
                (
                    f"gap={reading.text[whole.end : following.start].strip() or 'none'}",
                    f"ends={kind.group()}",
                    f"named={following.kind}",
                    f"firm={bool(_FIRMS.search(following.name))}",
                ),
            )
    for site in sites(reading, whole.end, reading.sentence(whole.start).end):
        if site.name in told or _BODIES.search(site.name) or _OFFICES.search(site.name) or rank(site.name) < _VILLAGE_RANK:
            continue
        told.add(site.name)
        mention = reading.mention_at(site.start)
        as_mention = "none" if mention is None else f"{mention.kind}:{(mention.end > site.end) - (mention.end < site.end)}"
        marks = (
            *site.marks,
            f"ends={site.head}",
            f"named={as_mention}",
            f"firm={bool(_FIRMS.search(site.name))}",
            f"again={reading.text.count(site.name) > 1}",
        )
        yield Mention(site.start, site.end, "Organization", site.name, whole.scope, source="read"), marks


def _stands(reading: Reading, spots: Sequence[Mention], number: int) -> tuple[str, ...]:
    """How the chain of places that a facility stands behind stands itself: its length and what leads to it."""
    first = number
    while first and spots[first - 1].kind == "Place" and spots[first - 1].end == spots[first].start:
        first -= 1
    start = spots[first].start
    lead = _LEADS.search(reading.text, max(0, start - 3), start)
    return (
        f"chain={min(3, number - first)}",
        f"lead={lead.group() if lead else 'none'}",
        f"opens={reading.clause(start).start == start}",
        f"whole={spots[number].source}",
        f"whole_rank={rank(spots[number].name)}",
    )


def _verbs(reading: Reading, spots: Sequence[Mention]) -> Iterator[Candidate]:
    """X位于Y, 位于Y的X: Y is the last place of its chain."""
    for verb in _LIES.finditer(reading.text):
        sentence = reading.sentence(verb.start())
        ahead = within(spots, verb.end(), min(sentence.end, verb.end() + 40))
        chain = _chain_from(ahead, verb.end())
        if not chain:
            continue
        whole = chain[-1]
        behind = within(spots, whole.end, sentence.end)
        if reading.text[whole.end : whole.end + 3].lstrip("内境上").startswith("的"):
            read = [Mention(each.start, each.end, "Organization", each.name, whole.scope, source="read") for each in sites(reading, whole.end, sentence.end)]
            named_behind = [each for each in behind[:1] if each.start - whole.end <= _NEAR and all(each.name != site.name for site in read)]
            for part in [*read, *named_behind]:
                yield _pair(reading, part, whole, "verb", (f"verb={verb.group()[:2]}", "side=behind", f"far={part.start - whole.end > 3}"))
            continue
        if subject := _subject(reading, verb.start()):
            yield _pair(reading, subject, whole, "verb", (f"verb={verb.group()[:2]}", "side=phrase", f"kind={subject.kind}"))
        before = [each for each in within(spots, sentence.start, verb.start()) if rank(each.name) != _UNKNOWN or each.source != "lac"]
        if not before:
            continue
        part = before[-1]
        distance = verb.start() - part.end
        if distance <= _NEAR:
            yield _pair(reading, part, whole, "verb", (f"verb={verb.group()[:2]}", "side=ahead", f"kind={part.kind}", f"far={distance > _NEAR // 2}"))
        elif before[0].start == sentence.start and verb.group()[:2] in _FIRM_LIES:
            yield _pair(reading, before[0], whole, "verb", (f"verb={verb.group()[:2]}", "side=first", f"kind={before[0].kind}"))


def _subject(reading: Reading, at: int) -> Mention | None:
    """The noun phrase between the clause's beginning and a verb, where it ends in a facility's head noun: X主题公园|位于."""
    start = reading.clause(at).start
    text = reading.text[start:at]
    lead = _OPENERS.match(text)
    start += lead.end() if lead else 0
    name = re.sub(r"[“”]", "", reading.text[start:at]).rstrip(" 　就正也均现将")
    if not _NAME <= len(name) <= _LONGEST_SUBJECT or not _FACILITY.search(name) or reading.mention_at(start) in reading.mentions_in(start, at)[-1:]:
        return None
    return Mention(start, at, "Organization", name, source="read")


def _chain_from(ahead: Sequence[Mention], at: int) -> list[Mention]:
    chain: list[Mention] = []
    for each in ahead:
        if each.kind == "Person" or each.start - (chain[-1].end if chain else at) > (0 if chain else 4):
            break
        if chain and each.kind not in ("Place",):
            break
        chain.append(each)
    return chain


def _lists(reading: Reading, mentions: Sequence[Mention]) -> Iterator[Candidate]:
    """What follows in a list behind a chain lies where the first lies: 七眼桥镇竹林村、雷屯村."""
    for at in range(len(mentions) - 2):
        whole, first = mentions[at], mentions[at + 1]
        if whole.kind != "Place" or first.kind != "Place" or whole.end != first.start or rank(first.name) <= rank(whole.name):
            continue
        last = first
        for each in mentions[at + 2 :]:
            if not _LIST.fullmatch(reading.text[last.end : each.start]) or each.kind != "Place" or rank(each.name) != rank(first.name):
                break
            end = each.end
            following = next((other for other in mentions if other.start == end), None)
            deeper = following is not None and following.kind == "Place" and rank(following.name) > rank(each.name)
            yield _pair(reading, each, whole, "list", (f"deeper={deeper}",))
            last = each


def _villages(reading: Reading, spots: Sequence[Mention]) -> Iterator[Candidate]:
    """双谊镇红场、文光、罗嘴等6个村: every short name is a village of the town."""
    for found in _VILLAGES.finditer(reading.text):
        whole = next((each for each in spots if each.end == found.start() and each.kind == "Place"), None)
        at = found.start()
        for name in found["names"].split("、") if whole else ():
            part = Mention(at, at + len(name), "Place", name + found["kind"], source="read")
            if whole:
                yield _pair(reading, part, whole, "villages", ())
            at += len(name) + 1


def _rules(reading: Reading) -> Iterator[Candidate]:
    """X辖A区、B县."""
    for verb in _RULES.finditer(reading.text):
        if not verb.group().startswith(("下辖", "辖")):
            continue
        sentence = reading.sentence(verb.start())
        owners = reading.mentions_in(sentence.start, verb.start(), "Place")
        for part in reading.mentions_in(verb.end() - len(verb.group()), sentence.end, "Place"):
            near = part.start - verb.start() <= _REACH and part.source == "gazetteer" and rank(part.name) <= _TOWN
            if owners and near and rank(part.name) > rank(owners[0].name):
                yield _pair(reading, part, owners[0], "rules", ())
