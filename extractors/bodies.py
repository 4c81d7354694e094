"""Where bodies are printed: the tagger's, those behind a place or a level (区委, 镇党委), those told by their head noun."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors import titles
from extractors.places import Spot
from extractors.reading import Reading, Word
from extractors.shapes import BODY_HEAD, FIRM, GROUP_HEAD, LEVEL, LEVEL_BODY, NAME_VERBS, NO_LEVEL, NOT_IN_NAMES, ROLE_END, lexicon, longest_first

_NAME_TAGS = frozenset(["n", "nz", "nw", "nr", "ns", "nt", "LOC", "ORG", "PER", "vn", "an", "b", "j"])
_HEAD_TAGS = frozenset(["n", "nz", "nw", "nt", "ORG", "vn", "j", "LOC", "ns", "s", "v"])
_LONGEST = 18
_LEAD = re.compile(r"与|和(?![平顺田县政硕静布林])|由|向(?!阳)|对|据|经(?=[\u4e00-\u9fff]{2}[省市县区])")
_INNER_HEAD = re.compile(r"[局厅](?!部|长|级)|政府|法院|检察院|公司|集团|大学|学院|医院")
_FIRM_INSIDE = re.compile(r"公司|集团|银行|合作社|大学|学院")
_SEVERAL = re.compile(r"(?<=[委局办厅会院府社团])(?:联合|会同|携手)(?=[省市县区镇乡\u4e00-\u9fff]{3})")  # A联合B is two bodies
_NOT_AFTER = re.compile(r"[员长主们家]")  # 政协委员, 工会主席: the body ends before, but 委员 is no body
_NO_BODIES: frozenset[str] = frozenset(lexicon("no_bodies"))
_ALONE = re.compile(rf"(?:{longest_first(*lexicon('bare_heads'))})$")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed body; `level_end` is set where it begins with a bare level (区委): the place is to be supplied."""

    start: int
    end: int
    source: str
    level_end: int | None = None
    place_end: int | None = None  # where the place that it begins with ends


def find_bodies(reading: Reading, spots: Sequence[Spot]) -> list[Printed]:
    """All printed bodies, sorted, not overlapping; the places above the one they belong to are left outside."""
    text = reading.text
    by_start = {spot.start: spot for spot in spots}
    by_end = {spot.end: spot for spot in spots}
    found = [*_behind_places(text, spots), *_behind_levels(text, reading.words, by_end)]
    for at, word in enumerate(reading.words):
        if word.tag == "ORG":
            for start, end in _parts(text, word.start, _without_title(text, word.start, word.end)):
                if _worthy(text, start, end):
                    found.append(_cut(text, start, end, by_start, "lac"))
        several = word.tag == "ORG" and _SEVERAL.search(text, word.start + 2, word.end)
        if word.tag in _HEAD_TAGS and not several and BODY_HEAD.search(text, max(0, word.end - 6), word.end):
            found += list(_by_head(text, reading.words, at, by_start, by_end))
    kept = _longest([each for each in found if each.end - each.start > 1])
    return [_levelled(text, each) for each in _joined(text, kept)]


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A tagged body cut where a second one begins: 市委|市政府, 县政府和|县总工会."""
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead and end - lead.end() > 3 else start
    if end - start > 4 and text.startswith(("主办", "承办", "协办", "合办"), end - 2):
        end -= 2  # 方山乡|协办: a verb that the tagger took for an office
    if not BODY_HEAD.search(text, start, end) and (heads := list(_INNER_HEAD.finditer(text, start + 2, end))) and end - heads[-1].end() > 1:
        end = heads[-1].end()  # 教体局|依法治校: what follows the head is the tagger's mistake
    found = re.search(r"(?<=委)(?=[省市县区镇乡](?:人民)?政府)|(?<=[府委局会])[和与、](?=[省市县区镇乡])", text[start:end])
    if found is None:
        joints = (each for each in re.finditer("[和与、及]", text[start:end]) if end - start - each.end() > 3)
        found = next((each for each in joints if each.start() > 2 and BODY_HEAD.search(text, start, start + each.start())), None)
    found = _SEVERAL.search(text[start:end]) or found
    if found:
        yield start, start + found.start()
        start += found.end()
    yield start, end


def _worthy(text: str, start: int, end: int) -> bool:
    """Whether what the tagger takes for a body can be one: short ones must end as bodies do."""
    printed = text[start:end]
    if printed in _NO_BODIES or (printed.startswith("中共") and not LEVEL_BODY.search(printed)):
        return False
    return (
        len(printed) > 3
        or bool(BODY_HEAD.search(printed))
        or bool(LEVEL.match(printed) and LEVEL_BODY.match(printed, 1))
        or printed[-1] in "委办局厅院府会社所部校"
    )


def _behind_places(text: str, spots: Sequence[Spot]) -> Iterator[Printed]:
    for spot in spots:
        at = spot.end
        short = spot.known is not None and spot.known.is_short
        if short and (level := LEVEL.match(text, at)):
            at = level.end()
        body = LEVEL_BODY.match(text, at)
        if body is None and text[at - 1 : at] in ("省", "市", "县", "区", "旗", "州", "镇", "乡"):
            doubled = LEVEL.match(text, at)  # 洪山区区委
            body = LEVEL_BODY.match(text, doubled.end()) if doubled and text[at - 1] == doubled.group()[-1] else None
        if body:
            yield Printed(spot.start, body.end(), "level", None, spot.end)


def _behind_levels(text: str, words: Sequence[Word], by_end: Mapping[int, Spot]) -> Iterator[Printed]:
    starts = {word.start for word in words}
    for level in LEVEL.finditer(text):
        start = level.start()
        if start in by_end or NO_LEVEL.match(text, start):
            continue
        body = LEVEL_BODY.match(text, level.end())
        if body is None:
            continue
        before = text[start - 1 : start]
        if start in starts or not ("\u4e00" <= before <= "\u9fff") or before in "该本我全各原任由和及与在是向委府大协":
            yield Printed(start, body.end(), "level", level.end())


def _without_title(text: str, start: int, end: int) -> int:
    """The end of a tagged body without the title and name that the tagger took along."""
    for at in (end, *range(end - 2, start + 2, -1)):
        title = titles.title_before(text, at, start)
        if title is not None and title - start >= 2 and text[title:at] != text[start:end]:
            return title
    return end


def _cut(text: str, start: int, end: int, by_start: Mapping[int, Spot], source: str) -> Printed:
    """A body without the places above the one that it belongs to: 青田县方山乡龙现村村委会 is 龙现村村委会."""
    chain = []
    at = start
    while (spot := by_start.get(at)) and spot.end < end:
        chain.append(spot)
        at = spot.end
    if not chain:
        return Printed(start, end, source)
    last = chain[-1]
    if _FIRM_INSIDE.search(text, start, end):  # a firm's name may begin with any place: only what is surely above it is cut
        known = [spot for at, spot in enumerate(chain) if all(each.known for each in chain[: at + 1])]
        short = [spot for spot in known if spot.known and spot.known.is_short]
        last = short[0] if short else known[-1] if known else chain[0]
    return Printed(last.start, end, source, None, last.end)


def _by_head(text: str, words: Sequence[Word], at: int, by_start: Mapping[int, Spot], by_end: Mapping[int, Spot]) -> Iterator[Printed]:
    """A body told by its head noun: back over the nouns of its name, to the place or level that it belongs to."""
    end = words[at].end
    start = words[at].start
    back = at - 1
    head = BODY_HEAD.search(text, max(0, end - 6), end)
    while head and back >= 0 and words[back].start >= head.start():
        start = words[back].start
        back -= 1
    anchored = False
    while back >= 0 and words[back].end == start and end - words[back].start <= _LONGEST:
        if (spot := by_end.get(start)) is not None and spot.start < start:
            anchored = True
            start = spot.start
            break
        word = words[back]
        printed = text[word.start : word.end]
        if printed in NOT_IN_NAMES or (GROUP_HEAD.fullmatch(printed) and printed in ("企业", "公司", "单位", "爱心企业", "部门", "家庭", "代表")):
            break
        if (
            ROLE_END.search(printed)
            and text[start] not in "（("  # no name begins with a bracket
            and word.tag != "PER"
            and not _government_head(text, end)
            and printed not in ("军人", "农民", "工人", "老年人", "残疾人", "退役军人", "志愿者", "人民", "居民")
        ):
            break
        if word.tag in _NAME_TAGS or printed in NAME_VERBS or (word.tag == "m" and printed[0] == "第" and printed[-1] in "批期"):
            start = word.start
            back -= 1
            continue
        if printed in ("“", "”") and _quote_inside(text, word.start):
            start = word.start
            back -= 1
            continue
        if (
            printed in ("）", ")")
            and (opening := max(text.rfind("（", end - _LONGEST, word.start), text.rfind("(", end - _LONGEST, word.start))) >= 0
            and word.start - opening < 6
        ):
            start = opening
            while back >= 0 and words[back].start >= opening:
                back -= 1
            continue
        if printed == "和" and back and words[back - 1].tag in ("n", "vn") and _government_head(text, end):
            start = word.start
            back -= 1
            continue
        break
    if not anchored and (spot := by_end.get(start)) is not None:
        start, anchored = spot.start, True
    while start < end and text[start] in "和”":
        start = next((word.end for word in words if word.start == start), start + 1)
    name = text[start:end]
    if not anchored and (_ALONE.fullmatch(name) or len(name) < 3 or _only_generic(name)):
        return
    if (
        not anchored
        and len(name) < 7
        and re.search(r"(?:企业|中心|部队|工会|服务站|工作站|超市|学校|基地|银行|医院|公司|酒店|食堂|书屋|工厂|门店|商店|联盟|办公室|委员会|局)$", name)
        and not _proper(words, start, end)
    ):
        return
    if name.endswith("部") and not re.search(
        r"(?:组织|宣传|统战|武装|人武|项目|营业|工作|经济|教育|事务|建设|业务|管理|技术|农业农村|外交|国防|公安|财政|商务)部$|复印部", name
    ):
        return
    yield _cut(text, start, end, by_start, "head")


def _proper(words: Sequence[Word], start: int, end: int) -> bool:
    return any(word.tag in ("nz", "nw", "nr", "PER", "LOC", "ORG", "ns") for word in words if start <= word.start and word.end <= end)


def _quote_inside(text: str, mark: int) -> bool:
    return (text[mark] == "”" and "“" in text[max(0, mark - 12) : mark]) or text[mark] == "“"


def _government_head(text: str, end: int) -> bool:
    return text[end - 1] in "局委厅部办" or text[max(0, end - 2) : end] == "中心"


def _only_generic(name: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:社区|农村|乡村|城市|基层|地方|公立|民营|国有|大型|中小|小微|龙头|重点|优秀|爱心|科技|规上|上市|外资|高新技术|农业|工业|旅游|服务|志愿|党员|群众|市场|专业"
            r"|相关|行业|金融|医疗|教育|文化|体育){0,3}(?:企业|公司|单位|中心|学校|医院|银行|队|服务队|基地|超市|酒店|饭店|民宿|合作社|集团|工厂|部队|组|协会|中学|小学"
            r"|大学|学院|幼儿园)",
            name,
        )
    )


def _joined(text: str, bodies: Sequence[Printed]) -> list[Printed]:
    """Bodies that stand right behind another as its part, made one: X大学 + 外国语学院, X局 + 党组."""
    result: list[Printed] = []
    for each in bodies:
        last = result[-1] if result else None
        if (
            last
            and last.end == each.start
            and each.level_end is None
            and each.place_end is None
            and len(text[each.start : each.end]) < 12
            and not (FIRM.search(text, each.start, each.end) and not text[each.start : each.end].startswith("分"))
        ):
            result[-1] = Printed(last.start, each.end, last.source, last.level_end, last.place_end)
        else:
            result.append(each)
    return [_with_part(text, each, result[at + 1].start if at + 1 < len(result) else len(text)) for at, each in enumerate(result)]


def _with_part(text: str, body: Printed, ceiling: int) -> Printed:
    office = (
        re.compile(r"[\u4e00-\u9fff]{2,8}?(?:处|科|股|室)(?=党支部|书记|[副正]?(?:处|科|股|主任)长?|负责人|工作人员|民警|[\u4e00-\u9fff]{0,2}干部)").match(
            text, body.end, ceiling
        )
        if text[body.end - 1] in "局厅委院会心"
        else None
    )
    if office and not re.search(r"[的在是、，]|" + titles.TITLE.pattern, office.group()):
        return Printed(body.start, office.end(), body.source, body.level_end, body.place_end)
    part = re.compile(
        r"(?:党委|党组(?!织|成员)|党工委|党总支|党支部|机关党委|纪委|团委|工会(?!主席团)|办公室|组织部|宣传部|统战部|纪检监察组|[南北东西城]?分局|分公司)"
    ).match(text, body.end, ceiling)
    if part and text[body.end - 1] not in "委" and not _NOT_AFTER.match(text, part.end() + 1):
        return Printed(body.start, part.end(), body.source, body.level_end, body.place_end)
    return body


def _levelled(text: str, body: Printed) -> Printed:
    """A body that begins with a bare level, seen so: 市商务局, 县人武部."""
    if body.level_end is not None or body.place_end is not None:
        return body
    level = LEVEL.match(text, body.start)
    if (
        level
        and level.end() < body.end
        and not NO_LEVEL.match(text, body.start)
        and not re.match(
            r"社区(?!党|居|委|卫|服务|工作)|村[上下]|乡[村镇]|省会|市北|市南|区[间域]|县[域]|旗[舰]|镇海|镇江|镇远|镇平|镇坪|市场|州际",
            text[body.start : body.start + 3],
        )
    ):
        return Printed(body.start, body.end, body.source, level.end())
    return body


def _longest(bodies: Sequence[Printed]) -> list[Printed]:
    kept: list[Printed] = []
    taken: set[int] = set()
    for each in sorted(bodies, key=lambda one: (-(one.end - one.start), one.start, one.source)):
        if taken.isdisjoint(range(each.start, each.end)):
            kept.append(each)
            taken.update(range(each.start, each.end))
    return sorted(kept, key=lambda one: one.start)
