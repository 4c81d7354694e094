"""What lies where: chains of places, bodies and projects behind their place, 位于, 坐落于, 地处, 落户, 辖."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from extractors.facts._sites import sites
from extractors.facts._spots import BODIES, COUNTY, HEAD, LEAST_NAME, UNKNOWN, VILLAGE_RANK, begins_well, find_spots, rank
from extractors.gazetteer import Gazetteer
from extractors.reading import Candidate, Mention, Reading, named, within

_FACILITY = re.compile(
    r"(?:基地|中心|园|馆|站|厂|公司|合作社|学校|中学|小学|大学|学院|医院|广场|公园|书屋|食堂|项目|车间|工厂|产业园|示范区|"
    r"示范点|驿站|文化礼堂|礼堂|陈列馆|博物馆|老街|古镇|古村|大厦|小区|苑|院|庙|宫|寺|桥|码头|水库|湿地|安置点|服务点|阵地|社|"
    r"店|工地|路|街|巷|湖|山|点|室|所|景区|农场|市场|超市|会客厅|候车亭)$"
)
_LIES = re.compile(r"(?:位于|坐落于|坐落在|地处|落户于?|落地于?|入驻|处于|设在|设于|建在|隶属于?)")
_FIRM_LIES = frozenset(("位于", "地处", "坐落"))
_RULES = re.compile(r"(?:下辖|辖|包括)[^，。；]{0,30}")
_LIST = re.compile(r"(?:、|和|与|及)")


_CITY = 3
_FIRMS = re.compile(r"(?:公司|学校|中学|小学|大学|学院|医院|合作社|保健院|融媒体中心|所|院)$")  # named after a place, not told to lie there
_REGION = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:平原|山区|盆地|高原|丘陵|山脉|流域|产业区|协同区|度假区|保护区|风景区|开发区|示范区|试验区|工业区|集聚区|园区|产业园|科技园|工业园|创新园|商圈|库区)"
    r"(?=腹地|内|境内|[东西南北中]部|[，。、的核旁边畔])"
)
_STOP = re.compile(r"[，。；、：]")
_OFFICES = re.compile(r"局|委会|委员会|政府|书记|现场$|市场主体|有关|相关|多[个家]")  # in what is a body's own name, or no name
_LEADS = re.compile(r"(?:在|到|位于|来到|走进|走访|前往|赴|进|为|向|由|、|，|。|和|与|是|“)$")
_REACH = 60  # characters behind 辖 in which its parts are listed
_TOWN = 6
_NEAR = 12  # characters between a part and the verb that places it
_VILLAGES = re.compile(r"(?P<names>[\u4e00-\u9fff]{2,3}(?:、[\u4e00-\u9fff]{2,3})+)等?(?:\d+|[一二三四五六七八九十两]+)个(?P<kind>村|社区)")
_OPENERS = re.compile(r"(?:新建的|其中|目前|据悉|据介绍|同时|此外|近日|日前|该|由|而|，)+")
_LONGEST_SUBJECT = 20
# What tells a kind of place and is no name.
_KIND = re.compile(
    r"(?:[东南西北中大]{1,3}部|(?:老旧|居民|动迁房?|安置房?|拆迁|城市|农村|商业|老城|主城|中心城|直管|代管|美乡|驻|联)(?:小区|社区|[市区村街])"
    r"|.{0,6}(?:重点|示范|试点|贫困|样板|明星)[村镇乡]|.*(?:军分区|农业农村)|[一二三四五六七八九十]县)$"
)
_VISITED = re.compile(r"走进|走访|来到|前往|赶往|抵达|参观|考察|察看|位于|坐落|落户|落地|入驻|新建|建成|建起|启用|揭牌|投用|在|到|赴")
_ACTS = re.compile(
    r"(?:原|法人|负责|工作|党|副|的?(?:书记|主任|校长|园长|院长|站长|所长|理事长|董事长|总?经理|教师|老师|医生|护士|学生|驾驶员|干部|主治|首席|专职|群文|社工))"
    r"|(?:工作人员|志愿者|联合|联手|组织|开展|举办|主办|承办|发布|召开|发放|捐赠|介绍|表示|通过|为|向|与|和|还|将|已|先后|积极|成立于|签)"
)
_INSIDE = re.compile(r"[内里旁外前]|现场|门口|落户|落成|位于|坐落|建成|正式|投入|揭牌|启用|启动")
_NATURE = re.compile(r"[山江湖河湾坑岸垵岭坪坳庄沟潭路街巷里谷站港洲岛寨屯圩堡店集湿号坞岙畈]$|湿地|腹地|[东西南北中]部$|地区$")


def find(reading: Reading) -> Iterator[Candidate]:
    """Propose direct parents only, each pair of names once: of two places that hold one part the deeper stays."""
    spots = find_spots(reading)
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
        if candidate.rule != "verb" and rank(whole) < UNKNOWN:
            deepest[part] = max(deepest.get(part, 0), rank(whole))
    for (part, whole), candidate in found.items():
        if candidate.rule == "verb" or not rank(whole) < deepest.get(part, 0):
            yield candidate


def _weak(reading: Reading, part: Mention, whole: Mention) -> bool:
    """Whether the two only seem a chain: a place by its tag alone, a kind of place, a whole that is 全省 or 当地."""
    printed = reading.text[whole.start : whole.end]
    if _KIND.fullmatch(part.name) or _KIND.fullmatch(whole.name):
        return True
    if whole.source == "relative" and not printed.startswith("该"):
        return True
    return part.kind == "Place" and rank(part.name) == UNKNOWN and not (_NATURE.search(part.name) or _FACILITY.search(part.name))


def _pair(reading: Reading, part: Mention, whole: Mention, rule: str, features: Sequence[str]) -> Candidate:
    marks = (
        *features,
        f"ranks={rank(whole.name)}>{rank(part.name)}",
        f"kinds={whole.kind}>{part.kind}",
        f"holds={_holds(whole.name, part.name)}",
        f"part_source={part.source}",
        f"short={reading.text[whole.start : whole.end] != whole.name}",
    )
    slots = {"part": (named(part),), "whole": (named(whole),)}
    return Candidate("located", slots, min(part.start, whole.start), max(part.end, whole.end), rule, features=marks)


@cache
def _holds(whole: str, part: str) -> str:
    """Whether by the gazetteer a place of the one name lies in one of the other; unknown where it misses either."""
    wholes, parts = Gazetteer.load().named(whole), Gazetteer.load().named(part)
    if not wholes or not parts:
        return "unknown"
    return str(any(each.code != other.code and each.code.startswith(other.code) for each in parts for other in wholes))


def _chains(reading: Reading, spots: Sequence[Mention]) -> Iterator[Candidate]:
    """Place behind place: 青田县方山乡龙现村."""
    for whole, part in pairwise(spots):
        if whole.kind != "Place" or part.kind != "Place" or _weak(reading, part, whole):
            continue
        gap = reading.text[whole.end : part.start]
        if gap.strip(" 　") not in ("", "的", "办", "办事处", "县", "（", "(", "）", ")"):
            continue
        city_in_city = not gap and rank(part.name) == rank(whole.name) == _CITY and part.name != whole.name
        hamlet = not gap and rank(part.name) == rank(whole.name) == VILLAGE_RANK and part.name[-1] in "村" and part.name != whole.name
        if rank(part.name) <= rank(whole.name) and rank(part.name) < 8 and not city_in_city and not hamlet:
            continue
        following = next((each for each in spots if each.start == part.end), None)
        yield _pair(reading, part, whole, "chain", (f"gap={gap.strip() or 'none'}", f"next={following.kind if following else 'none'}"))


def _facilities(reading: Reading, spots: Sequence[Mention]) -> Iterator[Candidate]:
    """A body, project or facility behind its place: 碧湖镇新亭村莲子种植基地."""
    for number, whole in enumerate(spots):
        if whole.kind != "Place" or (whole.source == "relative" and not reading.text.startswith("该", whole.start)) or not _holds_sites(whole):
            continue
        following = spots[number + 1] if number + 1 < len(spots) else None
        if following and following.kind == "Place" and following.start == whole.end and rank(following.name) > rank(whole.name):
            continue  # the chain goes on
        stands = _stands(reading, spots, number)
        for part, marks in _parts(reading, whole, following):
            yield _pair(reading, part, whole, "facility", (*marks, *stands, *_does(reading, part.end, stands)))


def _does(reading: Reading, end: int, stands: Sequence[str]) -> tuple[str, ...]:
    """What follows a facility's name: a deed or an office of it, or something at it."""
    following = reading.text[end : end + 1].strip("”") + reading.text[end + 1 : end + 6]
    does = "acts" if _ACTS.match(following) else "there" if _INSIDE.match(following) else "ends" if following[:1] in tuple("，。、；）(（") else "more"
    told = next((each for each in stands if each.startswith("whole_rank=")), "")
    visited = next((each for each in stands if each.startswith("visited=")), "")
    return f"does={does}", f"does={does}&{told}", f"does={does}&{visited}", f"{told}&{visited}"


def _holds_sites(whole: Mention) -> bool:
    """Whether a facility told behind this place is worth saying: not of a city, whose bodies bear its name, or what only seems a place."""
    depth = rank(whole.name)
    return depth > _CITY and (depth < UNKNOWN or bool(_NATURE.search(whole.name) or _FACILITY.search(whole.name)))


def _parts(reading: Reading, whole: Mention, following: Mention | None) -> Iterator[tuple[Mention, tuple[str, ...]]]:
    """What may be printed behind a place: the body or programme named next, and what is read to a head noun."""
    told = set()
    if following and following.kind != "Place" and reading.text[whole.end : following.start].strip(" 　“《") in ("", "的"):
        kind = _FACILITY.search(following.name)
        if kind and not BODIES.search(following.name):
            following = _as_printed(reading, following, whole)
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
        if site.name in told or _KIND.fullmatch(site.name) or BODIES.search(site.name) or _OFFICES.search(site.name) or rank(site.name) < VILLAGE_RANK:
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


def _as_printed(reading: Reading, part: Mention, whole: Mention) -> Mention:
    """A body under its printed name, where the article's longest name for it belongs to another place: 党群服务中心 of each village."""
    head = HEAD.match(part.name)
    printed = re.sub(r"[“”]", "", reading.text[part.start : part.end])
    return replace(part, name=printed) if head and head.group() != whole.name and not printed.startswith(head.group()) else part


def _stands(reading: Reading, spots: Sequence[Mention], number: int) -> tuple[str, ...]:
    """How the chain of places that a facility stands behind stands itself: its length and what leads to it."""
    first = number
    while first and spots[first - 1].kind == "Place" and spots[first - 1].end == spots[first].start:
        first -= 1
    start = spots[first].start
    lead = _LEADS.search(reading.text, max(0, start - 3), start)
    clause = reading.clause(start)
    visited = _VISITED.search(reading.text, clause.start, start)
    return (
        f"chain={min(3, number - first)}",
        f"lead={lead.group() if lead else 'none'}",
        f"visited={visited is not None}",
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
        if chain and _STOP.search(reading.text, verb.end(), chain[0].start):
            chain = []  # 保障项目落地，推进X建设
        region = _region(reading, verb.end(), chain)
        if region and chain and chain[-1].end <= region.start:
            yield _pair(reading, region, chain[-1], "region", ())
        if region:
            chain = [*chain, region]
        if not chain:
            continue
        whole = chain[-1]
        behind = [each for each in within(spots, whole.end, sentence.end) if not _begins_body(reading, each)]
        if reading.text[whole.end : whole.end + 3].lstrip("内境上").startswith("的"):
            read = [Mention(each.start, each.end, "Organization", each.name, whole.scope, source="read") for each in sites(reading, whole.end, sentence.end)]
            named_behind = [
                each for each in behind[:1] if each.start - whole.end <= _NEAR and all(site.start > each.start or each.end > site.end for site in read)
            ]
            for part in [*read, *named_behind]:
                yield _pair(reading, part, whole, "verb", (f"verb={verb.group()[:2]}", "side=behind", f"far={part.start - whole.end > 3}"))
            continue
        if subject := _subject(reading, verb.start()):
            yield _pair(reading, subject, whole, "verb", (f"verb={verb.group()[:2]}", "side=phrase", f"kind={subject.kind}"))
        before = [each for each in within(spots, sentence.start, verb.start()) if rank(each.name) != UNKNOWN or each.source != "lac"]
        if not before:
            continue
        part = before[-1]
        distance = verb.start() - part.end
        if distance <= _NEAR:
            yield _pair(reading, part, whole, "verb", (f"verb={verb.group()[:2]}", "side=ahead", f"kind={part.kind}", f"far={distance > _NEAR // 2}"))
        elif before[0].start == sentence.start and verb.group()[:2] in _FIRM_LIES:
            yield _pair(reading, before[0], whole, "verb", (f"verb={verb.group()[:2]}", "side=first", f"kind={before[0].kind}"))


def _region(reading: Reading, at: int, chain: Sequence[Mention]) -> Mention | None:
    """A region or zone behind 位于 that no layer knows whole: 地处|江汉平原|腹地, 位于新片区|重装备产业区."""
    found = _REGION.match(reading.text, at)
    if found is None:
        return None
    inside = [each for each in chain if each.end <= found.end()]
    if inside and inside[-1].end == found.end():
        return None
    full = [each for each in inside if reading.text[each.start : each.end] == each.name and rank(each.name) < UNKNOWN]
    start = full[-1].end if full else at
    start += reading.text.startswith("的", start)
    if found.end() - start < LEAST_NAME - 1:
        return None
    return Mention(start, found.end(), "Place", reading.text[start : found.end()], inside[-1].scope if inside else "", source="read")


def _begins_body(reading: Reading, spot: Mention) -> bool:
    """Whether a place is but the beginning of a body's name: 深圳市 of a firm."""
    return spot.source == "head" and any(each.start == spot.start and each.end > spot.end for each in reading.mentions)


def _subject(reading: Reading, at: int) -> Mention | None:
    """The noun phrase between the clause's beginning and a verb, where it ends in a facility's head noun: X主题公园|位于."""
    start = reading.clause(at).start
    text = reading.text[start:at]
    lead = _OPENERS.match(text)
    start += lead.end() if lead else 0
    name = re.sub(r"[“”]", "", reading.text[start:at]).rstrip(" 　就正也均现将")
    if "、" in name or (reading.text[start] >= "\u4e00" and not begins_well(reading, start)):
        return None
    if not LEAST_NAME <= len(name) <= _LONGEST_SUBJECT or not _FACILITY.search(name) or reading.mention_at(start) in reading.mentions_in(start, at)[-1:]:
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
    """What follows in a list behind a chain lies where the first lies: 碧湖镇新亭村、白口村."""
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
    for whole in spots:
        found = _VILLAGES.match(reading.text, whole.end) if whole.kind == "Place" and COUNTY <= rank(whole.name) <= _TOWN else None
        at = whole.end
        for name in found["names"].split("、") if found else ():
            ending = "" if not found or name.endswith(("村", "社区")) else found["kind"]
            yield _pair(reading, Mention(at, at + len(name), "Place", name + ending, source="read"), whole, "villages", ())
            at += len(name) + 1


def _rules(reading: Reading) -> Iterator[Candidate]:
    """X辖A区、B县."""
    for verb in _RULES.finditer(reading.text):
        if not verb.group().startswith(("下辖", "辖")):
            continue
        sentence = reading.sentence(verb.start())
        owners = reading.mentions_in(sentence.start, verb.start(), "Place")
        for part in reading.mentions_in(verb.end() - len(verb.group()), sentence.end, "Place"):
            near = part.start - verb.start() <= _REACH and part.source == "gazetteer"
            if owners and near and _holds(owners[0].name, part.name) == "True":
                yield _pair(reading, part, owners[0], "rules", ())
