"""Bodies in front of titles: where their printed name begins, and which body a short form (区委, 该公司, 村) means."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from extractors.reading import Mention, Reading, Word, within
from extractors.shapes import PLACE_ENDS
from ontology.records import Filler, MentionKey, Span

LEVELS = "省市县区旗州盟镇乡村"
# What only titles know beside the common levels.
_HEADS: dict[str, tuple[str, ...]] = {
    **PLACE_ENDS,
    "办事处": ("街道",),
    "地": ("地区",),
}
# Bodies that a place, a firm or a school has: what may follow it directly.
PARTY_BODY = "党委|党组|党工委|党总支|党支部|支部|党组织|机关党委|工委|纪委|纪工委|纪检组|团委|团支部"
RELATIVE = re.compile(r"(?P<this>[该本我全]?)(?P<head>自治区|街道办事处|街道办|街道|社区|小区|办事处|[省市县区旗州镇乡村地])(?P<rest>[\u4e00-\u9fff“”（）()]*)")
_THIS = re.compile(r"(?:该|本|我|这家|这个)(?P<what>[\u4e00-\u9fff]{1,8})")
_ALONE = re.compile(
    r"(?:商会|协会|公司|集团|合作社|医院|学校|学院|大学|中心|法院|法庭|检察院|企业|工厂|酒店|银行|支行|园区|开发区|经开区|"
    r"高新区|新区|试验区|工作队|服务队|志愿队|基地|博物馆|图书馆|幼儿园|中学|小学|研究院|研究所|互助会|俱乐部|景区|农场|林场)"
)
_OWN = re.compile(
    rf"^(?:{PARTY_BODY}|人大常委会|人大|政协|管委会|管理委员会|办事处|人武部|武装部|村委会|村委|居委会|人民政府|政府|纪委|监委|"
    rf"妇联|残联|工会|团委|组织部|宣传部|统战部|政法委|公安局|编办|办公室|工商联|总工会|疾控局|监事会|教育工委|人大工委)"
)
_STRIP = re.compile(
    r"(?:县县|区区|市市)?(?:党组|党委|党工委|工委|党总支|党支部|支部|党组织|纪委|监委|纪工委|团委|工会|人大常委会|人大|政协|"
    r"人民政府|政府|管委会|管理委员会|办事处|村委会|居委会|村委|常委会|"
    r"委员会|委组织部|委宣传部|委统战部|委政法委|委办公室|委编办|委)$"
)
_OWNERS = re.compile(
    r"(?:村|社区|镇|乡|街道|公司|集团|医院|学院|学校|大学|中学|小学|合作社|局|厅|政协|人大常委会|法院|检察院|开发区|园区|"
    r"高新区|经开区|新区|试验区|协会|商会|新城)$"
)
_GOVERNING = re.compile(r"委|局|政府|政协|人大|厅|联|法院|检察院|工会|办|队|纪|党|团|监|中心|所$")
_NOUNS = frozenset(["n", "nz", "nw", "ns", "nt", "ORG", "LOC", "vn", "an", "j", "f", "s", "PER", "nr", "m", "q", "a", "b"])
_COMMON_NOUNS = frozenset(["n", "vn", "a", "f", "t", "b"])
_BEFORE_PLACE = re.compile(r"^(?:中共|国网|国家|中国|全国|原|驻)|(?:公司|集团|银行|局|社|团|网|委|党|部|院|会|军|警|厅|行)$")
_NO_JOINTS = frozenset(["对", "向", "由", "将", "把", "被", "给", "为", "从", "经", "据"])
_STOPS = frozenset("，。；：！？、,;:!? \n\u3000…—")
_VERBS = re.compile(
    r"^(?:来自|监察调查|审查调查|纪律审查|走访|慰问|联系|邀请|担任|现任|听取|随同|陪同|会见|在|由|由于|和|与|及|向|对|听|据|是|为|任|当|以|从|到|请|让|"
    r"给|把|被|到|经|作为|时任|现为|曾任|同时)+"
)
_PLACE = re.compile(r"(?:[省市县区镇乡村州旗]|街道|社区|小区)$")
_ZONE = re.compile(r"(?:开发区|园区|景区|试验区|高新区|经开区)$")
MAX_NAME = 40
_JOINT_REACH = 12  # characters between a known body and the joint inside the longer name


@dataclass(frozen=True, slots=True)
class Body:
    """A body in front of a title: its printed stretch, what it is, and how it was read."""

    start: int
    end: int
    filler: Filler
    how: str


def printed_start(reading: Reading, end: int, floor: int) -> int:
    """Where the noun phrase that ends at `end` begins, not before `floor`: mentions are jumped over, verbs end it."""
    start = end
    while start > floor:
        step = _step_back(reading, start, floor)
        if step is None:
            break
        start = step
    cut = _VERBS.match(reading.text[start:end])
    return start + cut.end() if cut and not reading.mention_at(start) else start


def _step_back(reading: Reading, end: int, floor: int) -> int | None:
    char = reading.text[end - 1]
    if char in _STOPS:
        return None
    covering = _mention_over(reading, end)
    if covering is not None:
        if covering.kind in ("Organization", "Place", "Programme", "Group") and covering.start >= floor:
            return covering.start
        return None
    closing = {"”": "“", "》": "《", "）": "（", ")": "(", "’": "‘"}.get(char)
    if closing:
        opening = reading.text.rfind(closing, max(floor, end - MAX_NAME), end)
        return opening if opening >= 0 else None
    at = bisect_right(reading.words, end - 1, key=lambda word: word.start) - 1
    if at < 0:
        return None
    word = reading.words[at]
    if word.end == end and word.tag in _COMMON_NOUNS and _before_place(reading, word):
        return None
    if word.end < end or word.tag not in _NOUNS:
        return _over_joint(reading, word.start, word.end, floor) if word.end == end else None
    return word.start if word.start >= floor else None


def _before_place(reading: Reading, word: Word) -> bool:
    """Whether a common noun stands before a place and belongs to no name with it: 开除党籍|安义县…, but 税务总局丽水市…."""
    behind = reading.mention_at(word.end)
    return behind is not None and behind.kind == "Place" and not _BEFORE_PLACE.search(reading.text[word.start : word.end])


def _over_joint(reading: Reading, start: int, end: int, floor: int) -> int | None:
    """Over 和, 与 or a verb inside a name (权益保障和宣传工作部) that begins with a known body close by."""
    if reading.text[start:end] in _NO_JOINTS:
        return None
    for mention in reversed(within(reading.mentions, max(floor, start - _JOINT_REACH), start)):
        gap = reading.text[mention.end : end]
        if mention.kind == "Organization" and not any(char in _STOPS or char in "“”（）的在" for char in gap):
            return mention.start
    return None


def _mention_over(reading: Reading, end: int) -> Mention | None:
    at = bisect_right(reading.mentions, end - 1, key=lambda each: each.start) - 1
    if at >= 0 and reading.mentions[at].end >= end:
        return reading.mentions[at]
    return None


def nearest(reading: Reading, position: int, fits: Callable[[Mention], bool]) -> Mention | None:
    """The mention that a short form at `position` most likely means: the last one before it, else the first after."""
    at = bisect_right(reading.mentions, position, key=lambda each: each.start)
    for mention in reversed(reading.mentions[:at]):
        if mention.end <= position and fits(mention):
            return mention
    return next((mention for mention in reading.mentions[at:] if fits(mention)), None)


def place_of_level(reading: Reading, position: int, ends: tuple[str, ...]) -> MentionKey | None:
    """The place of a level that the article speaks of at `position`: in the sentence, of the page, else nearest."""

    def fits(mention: Mention) -> bool:
        return mention.kind == "Place" and mention.name.endswith(ends) and len(mention.name) > max(len(end) for end in ends)

    sentence = reading.sentence(position)
    here = [each for each in reading.mentions_in(sentence.start, position, "Place") if fits(each)]
    if here:
        return here[-1].key
    for code in (reading.place.county, reading.place.prefecture, reading.place.province):
        name = reading.place.names.get(code, "") if code else ""
        if name.endswith(ends):
            return MentionKey("Place", name, code)
    found = nearest(reading, position, fits)
    return found.key if found else None


def body_of(reading: Reading, start: int, end: int) -> Body | None:
    """The body that the text [start, end) names; None where nothing settles which."""
    while start < end and reading.text[start] in ' 　“"':
        start += 1
    text = reading.text[start:end].strip()
    if text.endswith("的"):
        text, end = text[:-1], end - 1
    if not text:
        return None
    if _OWN.fullmatch(text):
        return _of_whom(reading, start, end)
    first = reading.mention_at(start)
    if first is not None and first.end <= end and first.kind in ("Organization", "Place", "Programme", "Group"):
        return _from_mention(reading, first, start, end)
    relative = RELATIVE.fullmatch(text)
    if relative:
        found = _from_relative(reading, start, end, relative)
        if found is not None:
            return found
    return _from_this(reading, start, end, text) or _plain(start, end, text)


def _of_whom(reading: Reading, start: int, end: int) -> Body | None:
    """A body that names no owner (党委, 办事处) as that of the village, town, firm or school named last."""

    def fits(mention: Mention) -> bool:
        return mention.kind in ("Organization", "Place") and bool(_OWNERS.search(mention.name)) and len(mention.name) > 2

    found = nearest(reading, start, fits)
    if found is None:
        return None
    return own_body(reading, start, end, Filler(found.name, found.key))


def _from_mention(reading: Reading, first: Mention, start: int, end: int) -> Body:
    name, at, scope = _as_printed(reading, first), first.end, first.scope
    how = "mention" if at == end else "mention+"
    while at < end:
        following = reading.mention_at(at)
        if following is not None and following.end <= end and following.kind in ("Place", "Organization"):
            if following.name != reading.text[following.start : following.end] and following.name.startswith(name[:2]):
                name = following.name
            else:
                name = following.name if first.kind == "Place" else name + following.name
            at = following.end
        else:
            name += reading.text[at]
            at += 1
    return Body(start, end, _filler(tidy(name), scope, start, end), how)


def _as_printed(reading: Reading, mention: Mention) -> str:
    """The mention's name; a firm's printed short place (济南轨道交通集团) is not made longer; 自治区 gets its name."""
    printed = reading.text[mention.start : mention.end].replace("\n", "").replace(" ", "")
    name = mention.name
    if mention.kind == "Organization" and name != printed:
        size = next((at for at, (left, right) in enumerate(zip(name, printed, strict=False)) if left != right), 0)
        if 2 <= size <= 3 and name[size : size + 1] in LEVELS and name[size + 1 :] == printed[size:] and not _GOVERNING.search(printed[size:]):
            return printed
    if name.startswith("自治区"):
        place = place_of_level(reading, mention.start, ("自治区",))
        return place.name + name.removeprefix("自治区") if place else name
    return name


def _from_relative(reading: Reading, start: int, end: int, relative: re.Match[str]) -> Body | None:
    head, rest = relative["head"], relative["rest"]
    if head == "地" and not rest.startswith("委"):
        return None
    if head == "办事处":
        rest = "办事处" + rest
    elif head.startswith("街道办"):
        rest, head = head.removeprefix("街道") + rest, "街道"
    place = place_of_level(reading, start, _HEADS[head])
    if place is None:
        return None
    return Body(start, end, _filler(place.name + _own(place.name, rest), place.scope, start, end), "relative")


def _own(place: str, rest: str) -> str:
    """What follows the place's name: 村 + 委会 is 村村委会."""
    if place.endswith("村") and rest in ("委会", "委"):
        return "村" + rest
    if place.endswith("社区") and rest == "委会":
        return "居委会"
    return rest


def _from_this(reading: Reading, start: int, end: int, text: str) -> Body | None:
    this = _THIS.fullmatch(text)
    what = this["what"] if this else text
    kind = _ALONE.match(what)
    if not kind:
        return None
    tail = kind.group()

    def fits(mention: Mention) -> bool:
        return mention.kind in ("Organization", "Place", "Group", "Programme") and mention.name.endswith(tail) and len(mention.name) > len(tail)

    found = nearest(reading, start, fits)
    if found is None:
        return None
    return Body(start, end, _filler(found.name + what[kind.end() :], found.scope, start, end, kind=found.kind), "this" if this else "short")


def _plain(start: int, end: int, text: str) -> Body:
    return Body(start, end, _filler(tidy(text), "", start, end), "plain")


def own_body(reading: Reading, start: int, end: int, owner: Filler) -> Body | None:
    """A body without a name (党组, 管委会, 组织部) as its owner's: the owner is a body or place named before it."""
    text = reading.text[start:end].strip()
    if not _OWN.match(text):
        return None
    base = without_party(str(owner.value)) if text in ("党组", "党委") else base_of(str(owner.value))
    if text in ("组织部", "宣传部", "统战部", "政法委", "编办", "办公室") and base and base[-1] in LEVELS:
        base += "委"
    if text in ("村委会", "村委") and not base.endswith("村"):
        return None
    scope = owner.key.scope if owner.key else ""
    return Body(start, end, _filler(base + text, scope, start, end), "owner")


def base_of(name: str) -> str:
    """The place or body that a body belongs to: 莲都区 of 莲都区委, X局 of X局党组."""
    previous = None
    while previous != name:
        previous = name
        bare = _STRIP.sub("", name)
        if len(bare) >= 2:
            name = bare
    return name


def without_party(name: str) -> str:
    """The body whose party body this is: X局 of X局党组; a committee that rules a place stays."""
    bare = re.sub(rf"(?:{PARTY_BODY})$", "", name)
    return bare if len(bare) >= 2 else name


def tidy(name: str) -> str:
    """The everyday form of a printed body: X县县委 is X县委; quotation marks dropped."""
    name = re.sub(r"[“”\"《》\s]|原(?=党委|党组|党支部|$)", "", name)
    name = re.sub(r"^([\u4e00-\u9fff]县)(委|政府)", r"\1县\2", name)
    name = re.sub(r"^(?:中共|中国共产党)(?=.*委)", "", name)
    return re.sub(r"(?<=[\u4e00-\u9fff]{2})([省市县区州镇乡])\1(?=委|纪委|政府|党委|人大|政协)", r"\1", name)


def as_filler(name: str, scope: str, start: int, end: int) -> Filler:
    """A body's filler with its printed place."""
    return _filler(name, scope, start, end)


def _filler(name: str, scope: str, start: int, end: int, kind: str = "") -> Filler:
    is_place = bool(_PLACE.search(name)) and not _ZONE.search(name)
    key = MentionKey("Programme" if kind == "Programme" else "Group" if kind == "Group" else "Place" if is_place else "Organization", name, scope)
    return Filler(name, key, Span(start, end))
