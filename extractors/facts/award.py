"""Awards: recognised, selected, listed, promoted to a class, certified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.facts._around import Around, slots
from extractors.owners import Owner, listed_with, owners
from extractors.reading import Candidate, Mention, Reading, literal, named, within
from extractors.realis import realis
from extractors.standing import Anchor
from ontology.records import Filler, MentionKey, Span

_WON = (
    r"获评为?|评为|被?评选为|评选出|入选|入围|荣获|获得|喜获|斩获|摘得|摘下|捧回|夺得|勇夺|荣立|立过?(?=[一二三]等功)|获授|获颁|被?授予|授予|"
    r"被?命名为|被?认定为|被?列为|被?列入|被?确定为|确定为|获批(?:为|创建|开展|建设)?|创成|创建(?:成|为)|成功创建|成为了?|"
    r"通过了?(?=[^，。；]{0,16}(?:认证|评定|验收|认定))|跻身|上榜|位列|位居|名列|排名|荣膺|荣登|"
    r"获选|摘取|收获|重构为|升级为|升格为|晋升为|曾获|先后获|获(?=[“‘《「]|\w{0,12}(?:称号|奖|荣誉|表彰))|被?纳入|被誉为|表彰了?|评定为|"
    r"迈进|稳居|居(?=[^，。；民住家]{0,10}(?:第|首))|成功创建|是(?=[^，。；]{2,24}(?:主导|示范|试点|特色|重点|先进|模范|"
    r"高新技术)[^，。；]{0,5}[县区市村镇乡业落]|(?:国家|全国|省|市|全省|全市|世界|浙江|首批)[^，。；]{2,20}(?:[村镇乡县区市户店园地校]|基地|"
    r"单位|企业|城市|试点|之一|名录))|作为(?=[^，。；]{2,30}(?:试点|示范|基地|重点|百强|传承人|遗产|之一|单位))"
)
_VERB = re.compile(rf"(?:{_WON})(?:了|过|的|到)?")
_ENDS = re.compile(r"[，。；：！？\n]|并|(?:等|的)?(?:荣誉称号|称号|荣誉|殊荣|表彰|奖励|奖杯|牌匾|金字招牌|资格|名单)")
_HONOUR_NOUN = re.compile(
    r"(?:称号|奖|奖章|奖项|先进[\u4e00-\u9fff]{0,6}|优秀[\u4e00-\u9fff]{1,10}|模范[\u4e00-\u9fff]{0,8}|示范[\u4e00-\u9fff]{0,12}|"
    r"最美[\u4e00-\u9fff]{1,8}|十佳[\u4e00-\u9fff]{0,8}|百强[\u4e00-\u9fff]{0,4}|[十八]强|标兵|能手|劳模|功[一二三]?次?|三等功|嘉奖|"
    r"试点[\u4e00-\u9fff]{0,6}"
    r"|名录|名单|遗产|传承人|文明[村镇城单家][\u4e00-\u9fff]{0,4}|卫生[村镇城乡县][\u4e00-\u9fff]{0,3}|样板[区村]?|基地|案例[集]?|人物|"
    r"第[一二三四五六七八九十\d]+[名位]?|首位|榜首|之首|金牌|银牌|铜牌|冠军|亚军|季军|认证|证书|锦旗|承接地[\u4e00-\u9fff]{0,3}|"
    r"重点[村县镇乡区城][\u4e00-\u9fff]{0,3}|特色[村镇乡田][\u4e00-\u9fff]{0,6}"
    r"|高新技术企业|小巨人[\u4e00-\u9fff]{0,4}|开发区|示范区|创建单位|5A级[\u4e00-\u9fff]{0,4}|4A级[\u4e00-\u9fff]{0,4}|"
    r"3A级[\u4e00-\u9fff]{0,4}|之乡|第一[村县镇]|品牌)"
)
_LEVELLED = re.compile(
    r"(?:国家级?|全国|省级|全省|市级|世界|首批|中国|第[一二三四五六七八九十]批|20\d\d年?度?)[\u4e00-\u9fff“”]{1,18}(?:市|县|区|镇|乡|村|企业|"
    r"单位|项目|社区|学校|医院|公园|中心|品牌|集群|团队|集体|个人|家庭|工程|实验室|工厂|车间|大奖|案例)$"
)
_PERSONAL = re.compile(r"(?:者|个人|村官|团干|党员|劳模|模范|标兵|医师|护士|教师|人物|书记|奖章|功|嘉奖|传承人|工匠|能手|好人|青年|军人|巾帼|先锋|人)$")
_ITEM_JOINT = re.compile(r"(?<=[区县市村镇城奖人])和(?=[全国省首“])|”、“|”“|”和“|”以及“|”及“|[、](?![^“]*”)|(?<=[县村市区城位])和(?=[全国省])|以及")
_BY = re.compile(r"(?:被|由|经|获|获得)(?P<who>[^，。；：]{2,24}?)(?:授予|评为|评选为|命名为|认定为|确定为|列为|列入|表彰为?|授|颁发|评选)")
_GRANTOR_SUBJECT = re.compile(r"(?:授予|颁发|授牌|表彰|评选出|确定了?|公布|命名)")
_TITLED = re.compile(
    r"(?:[“‘](?P<quoted>[^“”‘’\n，。]{3,20})[”’]|(?P<plain>(?:全国|国家级?|省级?|市级|全省|全市|县级|中国|"
    r"世界)[\u4e00-\u9fff]{0,12}?(?:劳动模范|先进个人|先进工作者|道德模范|优秀[\u4e00-\u9fff]{2,8}|最美[\u4e00-\u9fff]{2,8}|文明村|示范村|"
    r"非物质文化遗产|高新技术企业|特色村|之乡|标兵|能手)))(?:获得者|称号获得者|代表性传承人)?[、，—的]{0,2}$"
)
_RANK = re.compile(r"(?:第(?P<rank>[一二三四五六七八九十\d]+)[名位]?|(?P<first>首位|榜首|之首))")
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九十")}
_SORTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("person", _PERSONAL),
    ("village", re.compile(r"(?:村|村庄|村落|社区|小区)$")),
    ("town", re.compile(r"(?:镇|乡|街道)$")),
    ("county", re.compile(r"(?:县|区|市|城市|之乡)$")),
    ("body", re.compile(r"(?:单位|企业|集体|小巨人|学校|医院|机关|组织|支部|公司|合作社|机构|窗口|集团|商|店|工厂|车间|实验室)$")),
    ("work", re.compile(r"(?:项目|工程|品牌|案例|遗产|名录|产品|做法|基地|公园|景区|线路)$")),
)
_MOST, _LEAST = 2, 0.1  # recipients proposed for an honour, and how likely the second must be
_RANKING = re.compile(r"位列|位居|名列|排名|稳居|居|跻身|列")
_NOBODY = frozenset(("全国", "全省", "全市", "全县", "中央", "国家", "中国", "世界", "东北", "东北地区", "本市", "省", "市"))
# Verbs whose subject is who wins.
_WINS = re.compile(
    r"获评|入选|入围|荣获|获得|喜获|斩获|摘得|夺得|获批|荣膺|荣登|上榜|跻身|获选|被(?:评|授|命名|认定|列|确定|评选)|"
    r"通过|创成|晋升|升级|迈进|跃升|摘取|位列|位居|名列"
)
_LEADS_ON = re.compile(r"(?:等[^，。；：、]{0,8})?(?:[^，。；：、]{0,4})")
_NEXT_PERSON = re.compile(r"(?:等[^，。；：、]{0,4})?、[^，。；：、]{0,36}")
_SUBJECT = re.compile(
    r"(?:\s|其中|目前|近日|日前|去年|今年|[0-9]{4}年|由|的)*(?P<who>[^，。；：\s“”]{3,40}?)(?:目前|近日|日前|今年|去年|[0-9]{4}年|(?:[0-9]{1,2}月)|先后|成功|还|也|又|均|都|已经?|曾|正式|双双|连续[^，]{1,5}|一举|顺利|再次|)*$"
)
_NO_SUBJECT = re.compile(r"^(?:并|在|经|因|从|为|以|于|对|据|自|将|还|也|又|先后|其|该|这|他|她|我|更|再|当|如今|累计|共|曾|成功|连续)|[了着是有]|等$")
_NOMINAL = frozenset(("n", "nz", "vn", "LOC", "ORG", "nw", "s", "a", "an", "m", "f", "u", "nr", "ns", "nt"))
_MARKS = 2  # of a recipient that the ranking has not been asked about
_SHORTEST, _LONGEST = 4, 24  # characters of a subject that no mention covers
_ROUNDS = re.compile(r"(?:多次|一次|两次|\d+次|[一二三四五六七八九十]+次|连续[^，。]{1,5}年|称号|荣誉称号|等)$")


@dataclass(frozen=True, slots=True)
class _Honour:
    start: int
    end: int
    text: str


def find(reading: Reading) -> Iterator[Candidate]:
    """Every honour behind a verb of winning or granting, for each of its recipients; titles in apposition to a name."""
    around = Around(reading)
    seen: set[tuple[object, str]] = set()
    for candidate in (*_by_verb(reading, around), *_apposed(reading)):
        key = (candidate.slots["recipient"][0].value, str(candidate.slots["honour"][0].value))
        if key not in seen:
            seen.add(key)
            yield candidate


def _by_verb(reading: Reading, around: Around) -> Iterator[Candidate]:
    text = reading.text
    for verb in _VERB.finditer(text):
        sentence = reading.sentence(verb.start())
        honours = list(_honours(reading, verb, sentence))
        if not honours:
            continue
        grantor, how = _grantor(reading, verb, sentence)
        for number, honour in enumerate(honours):
            recipients = _recipients(reading, verb, honour)
            if len(recipients) == len(honours) > 1 and "分别" in reading.text[max(0, verb.start() - 2) : verb.end() + 2]:
                recipients = recipients[number : number + 1]  # A、B、C分别获得X、Y、Z
            for filler, seen in recipients:
                if grantor and grantor.value == filler.value:
                    continue
                yield _candidate(around, verb, honour, filler, grantor, marks=(*seen, f"grantor={how}", f"honours={min(len(honours), 4)}"))


def _honours(reading: Reading, verb: re.Match[str], sentence: Span) -> Iterator[_Honour]:
    """The honours named behind the verb, one for each item of a list."""
    text = reading.text
    weak = verb.group() in ("通过", "成为", "获得", "是", "作为", "立", "纳入", "被纳入", "收获", "居", "表彰", "表彰了", "获批", "列入", "被列入", "授予")
    at = verb.end()
    limit = min(sentence.end, at + 90)
    depth = 0
    stop = at
    while stop < limit:
        char = text[stop]
        depth += char in "“《（"
        depth -= char in "”》）"
        if char in "。；！？\n" or (char in "，,：" and depth <= 0):
            break
        stop += 1
    items, start = [], at
    for joint in _ITEM_JOINT.finditer(text, at, stop):
        if text.count("(", at, joint.start()) + text.count("（", at, joint.start()) > text.count(")", at, joint.start()) + text.count("）", at, joint.start()):
            continue
        items.append((start, joint.start()))
        start = joint.end()
    items.append((start, stop))
    for first, last in items:
        phrase = text[first:last]
        noun = _HONOUR_NOUN.search(phrase) or _LEVELLED.search(phrase)
        quoted = re.search(r"“([^”]{2,24})(?:”|$)", phrase)
        if not noun and (weak or not (quoted or len(items) > 1)):
            continue
        phrase = re.sub(r"^\s*\d+\s*[家个名位]\s*", "", phrase)
        phrase = re.sub(r"^(?:等|全市|全县|全省)?唯一的|^一家|^一个|^了", "", phrase)
        if "”" in phrase and "“" in phrase:
            phrase = phrase[: phrase.rindex("”") + 1]
        end = _ENDS.search(phrase, 3)
        inner = noun and noun.start() <= end.start() < noun.end() and end.group() not in ("并", "名单") if end else None
        if end and end.start() >= 3 and not inner:
            phrase = phrase[: end.start()]
        name = re.sub(r"[“”‘’《》]", "", _ROUNDS.sub("", phrase)).strip(" 的、")
        if _RANKING.match(verb.group()) and not _RANK.search(phrase) and not re.search(r"[强佳]", phrase):
            continue
        if _RANKING.match(verb.group()):
            name = _topic(reading, verb) + name
        if 2 <= len(name) <= 40:
            yield _Honour(first, last, name)


def _topic(reading: Reading, verb: re.Match[str]) -> str:
    """What is ranked: the words between the last mention (or the clause's beginning) and a verb of ranking."""
    clause = reading.clause(verb.start())
    start = max([clause.start, *(each.end for each in reading.mentions_in(clause.start, verb.start()))])
    words = re.sub(r"^(?:的|在|就|其|目前|连续\d*[年月]?|\s)+|(?:继续|连续|均|都|就|已|也|还|稳|成功|一举|更是)+$", "", reading.text[start : verb.start()])
    return words if 2 <= len(words) <= 20 else ""


def _recipients(reading: Reading, verb: re.Match[str], honour: _Honour) -> list[tuple[Filler, tuple[str, ...]]]:
    """Who may be honoured, with what the judge should know: the likeliest with those listed beside it, and the next."""
    anchor = Anchor(verb.start(), honour.start, (f"honour:{_sort(honour.text)}",))
    found = owners(reading, anchor, "recipient", most=_MOST, least=_LEAST)
    fillers: dict[str, tuple[Filler, tuple[str, ...]]] = {each.name: (named(each), ("people=True", "listed=True")) for each in _people(reading, verb)}
    printed = list(_printed(reading, verb))
    fillers.update({str(each.value): (each, ("printed=True", f"listed={len(printed) > 1}")) for each in printed})
    for owner in found:
        if owner.mention.name in _NOBODY:
            continue
        together = listed_with(reading, owner.mention) if not owner.rank else (owner.mention,)
        for each in together:
            if each.kind == owner.mention.kind:
                known = fillers.get(each.name, (named(each), (f"listed={len(together) > 1}",)))
                fillers[each.name] = known if len(known[1]) > _MARKS else (known[0], (*_seen(owner), *known[1]))
    return list(fillers.values())


def _people(reading: Reading, verb: re.Match[str]) -> list[Mention]:
    """The people of a list before a verb of winning, each with unit and title: 某院医师甲、某局科员乙入选."""
    people = reading.mentions_in(reading.sentence(verb.start()).start, verb.start(), "Person") if _WINS.match(verb.group()) else []
    chosen: list[Mention] = []
    end = verb.start()
    for each in reversed(people):
        gap = reading.text[each.end : end]
        if not (_LEADS_ON.fullmatch(gap) if not chosen else _NEXT_PERSON.fullmatch(gap)):
            break
        chosen.insert(0, each)
        end = each.start
    return chosen if len(chosen) > 1 else []


def _printed(reading: Reading, verb: re.Match[str]) -> Iterator[Filler]:
    """What stands between the beginning of the clause and a verb of winning, where no mention covers it: 某某项目获评."""
    clause = reading.clause(verb.start())
    if not _WINS.match(verb.group()):
        return
    found = _SUBJECT.match(reading.text, clause.start, verb.start())
    if found is None or _NO_SUBJECT.search(found["who"]):
        return
    start = found.start("who")
    for part in found["who"].split("、"):
        inside = reading.mentions_in(start, start + len(part))
        covered = sum(each.end - each.start for each in inside) >= len(part) or (inside and inside[-1].kind == "Person")
        if _SHORTEST <= len(part) <= _LONGEST and not covered and _NOMINAL.issuperset(each.tag for each in within(reading.words, start, start + len(part))):
            yield Filler(part, MentionKey("Group", part, reading.article.id), Span(start, start + len(part)))
        start += len(part) + 1


def anchor_of(reading: Reading, honour: Span, text: str) -> Anchor:
    """The place from which the recipient of an honour printed there is looked for: the verb of winning before it in its clause."""
    verbs = list(_VERB.finditer(reading.text, reading.clause(honour.start).start, honour.start))
    return Anchor(verbs[-1].start() if verbs else honour.start, honour.start, (f"honour:{_sort(text)}",))


def _seen(owner: Owner) -> tuple[str, ...]:
    return (*owner.seen("recipient"), *(f"who:{each}" for each in owner.features if "&" not in each))


def _sort(honour: str) -> str:
    """What an honour is given to, by its last word: a person, a village, a body; empty where it does not say."""
    bare = honour.removesuffix("之一").removesuffix("创建单位")
    return next((name for name, pattern in _SORTS if pattern.search(bare)), "")


def _grantor(reading: Reading, verb: re.Match[str], sentence: Span) -> tuple[Filler | None, str]:
    by = _BY.search(reading.text, sentence.start, min(sentence.end, verb.end()))
    if by:
        inside = [each for each in reading.mentions_in(by.start("who"), by.end("who")) if each.kind in ("Organization", "Place")]
        if inside:
            return named(inside[0]), "by"
    if _GRANTOR_SUBJECT.match(verb.group()):
        before = [each for each in reading.mentions_in(sentence.start, verb.start()) if each.kind in ("Organization", "Place")]
        if before:
            return named(before[-1]), "subject"
    return None, "none"


def _candidate(around: Around, verb: re.Match[str], honour: _Honour, recipient: Filler, grantor: Filler | None, *, marks: tuple[str, ...]) -> Candidate:
    reading = around.reading
    rank = _RANK.search(reading.text, honour.start, honour.end)
    noun = _HONOUR_NOUN.search(honour.text)
    return Candidate(
        type="award",
        slots=slots(
            recipient=recipient,
            honour=literal(honour.text, honour.start, honour.end),
            grantor=grantor,
            date=around.date(verb.start(), honour.end),
            rank=_rank(rank) if rank else None,
        ),
        start=max(
            reading.sentence(verb.start()).start,
            min(verb.start(), recipient.span.start if recipient.span and recipient.span.start >= reading.sentence(verb.start()).start else verb.start()),
        ),
        end=honour.end,
        rule="verb",
        realis=realis(reading.text, reading.sentence(verb.start()), verb.start()),
        features=(
            f"verb={re.sub(r'[了过的到]$', '', verb.group())}",
            f"sort={_sort(honour.text)}&{recipient.key.kind if recipient.key else ''}",
            f"noun={noun.group()[:2] if noun else 'none'}",
            f"quoted={'“' in reading.text[honour.start : honour.end]}",
            f"ranked={bool(rank)}",
            f"size={min(len(honour.text) // 3, 8)}",
            *marks,
        ),
    )


def _rank(found: re.Match[str]) -> Filler | None:
    printed = found["rank"]
    if printed is None:
        return literal_number(1, found)
    if printed.isdigit():
        return literal_number(int(printed), found)
    if len(printed) == 1:
        return literal_number(_DIGITS[printed], found)
    return None


def literal_number(number: int, found: re.Match[str]) -> Filler:
    """A number's filler with the place where it is printed."""
    return Filler(number, None, Span(found.start(), found.end()))


def _apposed(reading: Reading) -> Iterator[Candidate]:
    """A title of honour right before a name: “最美护士”A, 全国劳动模范A, 国家级非物质文化遗产——B."""
    for mention in reading.mentions:
        if mention.kind not in ("Person", "Organization", "Programme", "Place"):
            continue
        found = _TITLED.search(reading.text, max(0, mention.start - 40), mention.start)
        if not found:
            continue
        text = found["quoted"] or found["plain"]
        if not _HONOUR_NOUN.search(text):
            continue
        at = found.start("quoted") if found["quoted"] else found.start("plain")
        yield Candidate(
            type="award",
            slots=slots(recipient=named(mention), honour=literal(text, at, at + len(text)), date=None),
            start=at,
            end=mention.end,
            rule="apposition",
            features=(f"quoted={bool(found['quoted'])}", f"kind={mention.kind}", f"size={min(len(text) // 3, 8)}"),
        )
