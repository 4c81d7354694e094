"""Who called a meeting, who led it, spoke and came, and what it dealt with, in the stretches that tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.facts._people import Person, persons_in
from extractors.reading import Mention, Reading, literal, named
from ontology.records import Filler, MentionKey, Span

_HOST_BEFORE = re.compile(r"主持(?!人|作用)(?:召开)?")
_SPEAKS = re.compile(
    r"讲话|致辞|致词|发言|汇报|作[^，。；]{0,24}?(?:报告|讲话|发言|动员|部署|说明|点评|辅导|授课|检讨|总结)|介绍|表示|指出|强调|宣布|通报|解读|分享|提出|要求|说|宣读|讲述|讲解|讲授|授课|"
    r"述职|交流|点评|部署|做[^，。；]{0,12}?(?:报告|讲话|发言|动员|说明|分享|演讲)|致以|代表[^，。；]{2,16}?(?:向|对)|回答|谈|阐述|推介|演讲|动员|认为|希望|倡议|宣誓|建议"
)
_COMES = re.compile(r"出席|参加|列席|参会|陪同|到场|与会|应邀|受邀|齐聚|参与|见证")
_COMES_LIST = re.compile(
    r"(?:出席|参加|列席)(?:了?(?:此次|本次|当天的)?(?:会议|活动|仪式|大会|座谈会?|座谈交流|签约仪式|启动仪式))?(?:的|的还|的领导)?(?:有|还有|包括)"
)
_PEOPLE = re.compile(
    r"(?:人员|代表|负责人|负责同志|干部|成员|书记|主任|委员|领导|队员|职工|员工|志愿者|企业家|学生|师生|家长|居民|村民|群众|党员|专家|学者|记者|大学生|青年|退役军人|同志|班子|部门|单位|教师|医生|嘉宾|来宾|人士|经理|局长|"
    r"所长|站长|校长|院长|会长|理事|会员|联络员|网格员|工作者|对象|指战员|民兵|老人|儿童|商户|企业|机构|组织|团队|业主|楼长|长|者|们|员)$"
)
_TRIM_PEOPLE = re.compile(
    r"^(?:[\s“”、，,和与及]|以及|还有|来自|组织|邀请|特邀|会上|活动中|当天|近日|随后|其中|同时|并|共|约|近|由|在|各位|部分(?=.{6}))+|"
    r"(?:\s|等|共|一行|共同|一起|分别|应邀|齐聚|一同|先后|及|共?\d+余?[人名位]|[\d一二三四五六七八九十百]+余?(?:人|名|位))+$"
)
_AGENDA = re.compile(
    r"(?:^|(?<=[，。；：\n])|[，。；：、]|会议|会上|大会|全会|座谈会|活动|双方|期间|与会人员|委员会|随后|接着|依次|分别|全体[\u4e00-\u9fff]{2,4}|集体)"
    r"(?:会议|还|并|分别|先后|依次|集体|组织|认真|专题|书面|一致|共同)*"
    r"(?P<verb>传达学习贯彻|传达学习|传达贯彻|传达|学习传达|学习贯彻|集体学习|专题学习|学习|听取和?审议|听取并审议|听取|审议通过|审议并通过|审议和?批准|审议表决|审议|"
    r"表决通过|表决|票决|讨论审议|讨论通过|讨论|研究部署|研究审议|研究讨论|研究|安排部署|部署|通报|观看|宣读|宣布|选举产生|选举|签订|签署|颁发|解读|讲解|递补|决定任命)"
    r"(?:并(?:审议|通过|批准|讨论|原则通过))?(?:通过)?了?(?P<what>[^，。；！？\n]{3,160})"
)
_ABOUT = re.compile(
    r"(?:(?<!成)就(?![业是将便地让近读医餐诊职像能会可有要])|围绕|针对)(?P<what>[^，。；！？\n]{3,60}?)(?:等?(?:方面|主题|内容|工作|问题|议题|情况|话题|事项)?)?(?:内容)?"
    r"(?:进行|开展|展开|[作做](?=了|出|主题|专题|深入|交流|[^，。；]{0,8}报告)|召开|举行|深入|充分|广泛|互动|交换|座谈|一一)"
)
_OTHER = re.compile(r"^到位|^(?:其他|有关|相关)(?:事项|工作|事宜|议题|内容)?$|^了?(?:会议|大会|活动)$")
_SPLIT = re.compile(
    r"(?:(?<=精神)|(?<=报告)|(?<=情况)|(?<=汇报)|(?<=方案)|(?<=意见)|(?<=事项)|(?<=决议)|(?<=要点)|(?<=[）)》]))(?:、|和|及|以及)|(?<=工作)、(?=[^，]{4})|以及(?=[^，]{4})"
)
_AGENDA_END = re.compile(r"(?:等(?:事项|文件|内容|工作|情况|议题|精神)?|，|的)$")
_TITLE = re.compile(
    r"(?:书记|主任|部长|委员|常委|[县区市镇乡省州局处科院校所社会秘组队站厅]长|成员|主席|"
    r"经理|董事长|总裁|理事长|副职|委|总工|党组|政委|司令员|教授|研究员|代表|巡视员|调研员|负责人|干部)$"
)
_LONG_TITLE = 40
_LISTED = re.compile(r"[、，,]|和(?!平|谐|田|县|硕)|与(?!会)|以及|及(?!其|时)")


def hosts(persons: Sequence[Person], reading: Reading, stretches: Sequence[Span]) -> list[Filler]:
    """X主持, X、Y主持, 由X主持, 主持人X."""
    found: list[Filler] = []
    for stretch in stretches:
        for verb in _HOST_BEFORE.finditer(reading.text, stretch.start, stretch.end):
            clause = reading.clause(verb.start())
            here = persons_in(persons, clause.start, verb.start())
            if not here:
                sentence = reading.sentence(verb.start())
                here = persons_in(persons, sentence.start, verb.start())[-1:]
            found.extend(each.filler for each in here[-1:])
    return distinct(found)


def speakers(persons: Sequence[Person], reading: Reading, stretches: Sequence[Span]) -> list[Filler]:
    """Persons of whom the same clause, or the next, says that they speak, report, introduce."""
    found: list[Filler] = []
    for stretch in stretches:
        here = persons_in(persons, stretch.start, stretch.end)
        for at, each in enumerate(here):
            stop = next((other.start for other in here[at + 1 :] if _new_speaker(reading, each, other)), stretch.end)
            first = reading.clause(max(each.end - 1, each.start))
            second = reading.clause(min(first.end, len(reading.text) - 1))
            limit = min(stop, second.end, reading.sentence(each.start).end)
            if _SPEAKS.search(reading.text, each.end, limit):
                found.append(each.filler)
    return distinct(found)


def _new_speaker(reading: Reading, one: Person, other: Person) -> bool:
    """Whether something else than a list separates two persons."""
    between = reading.text[one.end : other.start]
    return "、" not in between[:1] and "和" not in between[:1] and not between.startswith(("，", ","))


def attendees(persons: Sequence[Person], reading: Reading, stretches: Sequence[Span], home: str) -> list[Filler]:
    """Of whom 出席, 参加, 列席 is said: those named before it in the sentence, or listed behind 出席…的有."""
    found: list[Filler] = []
    for stretch in stretches:
        for verb in _COMES.finditer(reading.text, stretch.start, stretch.end):
            sentence = reading.sentence(verb.start())
            listing = _COMES_LIST.match(reading.text, verb.start())
            if listing:
                found.extend(_listed(persons, reading, listing.end(), sentence.end, home))
            else:
                found.extend(_listed(persons, reading, max(sentence.start, stretch.start), verb.start(), home))
    return distinct(found)


def _listed(persons: Sequence[Person], reading: Reading, start: int, end: int, home: str) -> Iterator[Filler]:
    """The persons of a stretch, and what it lists beside them that ends like people."""
    at = start
    here = persons_in(persons, start, end)
    joints = [each for each in _LISTED.finditer(reading.text, start, end) if not any(one.start <= each.start() < one.end for one in here)]
    for joint in [*joints, None]:
        stop = joint.start() if joint else end
        inside = [each for each in here if at <= each.start and each.end <= stop]
        if inside:
            yield from (each.filler for each in inside)
        elif not _before_person(reading, here, at, stop):
            yield from _described(reading, at, stop, home)
        at = joint.end() if joint else end


def _before_person(reading: Reading, persons: Sequence[Person], start: int, stop: int) -> bool:
    """Whether a stretch is one of several titles of the person who comes next: 市委常委、秘书长某某."""
    following = next((each for each in persons if each.start >= stop), None)
    if following is None or not _TITLE.search(reading.text[start:stop]):
        return False
    between = reading.text[stop + 1 : following.start]
    return len(between) <= _LONG_TITLE and all(_TITLE.search(part) for part in between.split("、") if part)


def _described(reading: Reading, start: int, end: int, home: str) -> Iterator[Filler]:
    text = reading.text[start:end]
    trimmed = _TRIM_PEOPLE.sub("", text)
    if not 2 <= len(trimmed) <= 30 or not _PEOPLE.search(trimmed) or re.search(r"[:：。]|主持|会议由|召开|举行|举办", trimmed):
        return
    first = start + text.find(trimmed)
    exact = reading.mention_at(first)
    if exact and exact.end == first + len(trimmed):
        yield named(exact)
    else:
        yield Filler(trimmed, MentionKey("Group", trimmed, home), Span(first, first + len(trimmed)))


def agenda(reading: Reading, stretches: Sequence[Span]) -> list[Filler]:
    """What was studied, heard, reviewed or conveyed, one filler an item."""
    found: list[Filler] = []
    for stretch in stretches:
        for pattern in (_AGENDA, _ABOUT):
            for item in pattern.finditer(reading.text, stretch.start, stretch.end):
                found.extend(_items(reading, item.start("what"), item.end("what")))
    return distinct(found)


def _items(reading: Reading, start: int, end: int) -> Iterator[Filler]:
    at = start
    for joint in [*_SPLIT.finditer(reading.text, start, end), None]:
        stop = joint.start() if joint else end
        text = _AGENDA_END.sub("", reading.text[at:stop].strip())
        if len(text) >= 4 and not _OTHER.match(text):
            yield literal(re.sub(r"[《》]", "", text), at, at + len(text))
        at = joint.end() if joint else end


def place_of(reading: Reading, span: Span) -> Mention | None:
    """The place in which the clause of a meeting says it was held: the last of the chain behind 在 or 于."""
    for found in re.finditer(r"(?:在|于|来到|走进|赴)", reading.text[span.start : span.end]):
        at = span.start + found.end()
        last = None
        while (each := reading.mention_at(at)) and each.kind in ("Place", "Organization", "Programme") and each.end <= span.end:
            last, at = each, each.end
        if last:
            return last
    return None


def distinct(fillers: Sequence[Filler]) -> list[Filler]:
    """The fillers without those whose value came before."""
    return list({str(each.value): each for each in reversed(fillers)}.values())[::-1]
