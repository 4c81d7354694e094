"""The posts an article states, for the finders of posts, statements and bylines alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors import titles
from extractors.facts import _chains as chains
from extractors.facts import _post_bodies as bodies
from extractors.facts._people import Person, guess_name, people, person_at
from extractors.facts._post_bodies import Body
from extractors.reading import DateMention, Reading, within
from ontology.records import Filler

_AFTER_NAME = (
    r"[，。、；：！？,;:!?\s”“（）()]|说|表示|介绍|告诉|指出|强调|主持|出席|参加|作|在|对|向|为|率|带|等|和|与|及|说道|的|"
    r"一行|代表|宣布|就|参与|讲话|同志|坦言|认为|要求|陪同|致|正|是|担任|先后|深入|围绕|通报|汇报|（|$"
)
_LIST = re.compile(r"[、和与及]|以及")
_BYLINE = re.compile(r"记者|通讯员|实习生|编辑|作者|摄影|校对|责编")
_APPOINT = re.compile(r"(?:任命|选举|聘请|聘任|推选|增补|递补|补选|提名)(?P<who>[^，。；：]{2,60}?)(?:等\d*[\u4e00-\u9fff]{0,4})?为")
_TAKE = re.compile(
    r"(?:(?:已|又|后|并|先后|同时|再次|曾|现|正式|直接|一直|还|被|均|均被|当即|次月|次年|新|或|拟)*"
    r"(?:挂职担任|挂职任|挂任|挂职(?=[\u4e00-\u9fff]{4})(?!锻炼|干部|期间|以来|人员|经历)|担任过|担任|兼任|现任|曾任|历任|升任|调任|出任|转任|接任|续任|就任|改任|晋升为|升为|当选为|当选|递补为|任命为|聘为|"
    r"聘任为|选为|推选为|增补为|评聘为|(?<![主责信委历教])任(?![务何教期职性命免用])|现为|时任|转为))"
)
_SECONDED = re.compile(r"(?:在|到|赴)(?P<host>[\u4e00-\u9fff]{2,20})挂职(?:锻炼)?的(?P<home>[^，。；！？]{0,24})")
_BE = re.compile(r"(?:是|作为|成为|就是)(?:了?一名|了?一位|该|大家的)?")
_MEMBER = re.compile(r"中共(?:正式|预备)?党员|加入中国共产党|入党")
_BRACKET = re.compile(r"[（(](?=\d)|(?<![（(][\u4e00-\u9fff]{2})[）)](?=[\d\s])")
_CHIEF = re.compile(r"习近平(?:同志)?总书记|总书记习近平")
_WORK = re.compile(r"(?:在|进入|分配到|调入|转入|安置于|到)(?P<unit>[\u4e00-\u9fff（）()]{3,30}?)(?:参加)?(?:工作|任教|服役)")
_BORN_BEHIND, _BORN_BEFORE = re.compile(r" ?(?:出?生(?![产活])|毕业|入党|参加工作)"), re.compile(r"(?:出?生于|毕业于)$")
_SCHOOL = re.compile(
    r"(?:毕业于|就读于)(?P<unit>[\u4e00-\u9fff]{2,20}?(?:大学|学院|学校|中学|党校))|"
    r"从?(?P<unit2>[\u4e00-\u9fff]{2,20}?(?:大学|学院|学校|中学))[\u4e00-\u9fff]{0,16}?毕业|"
    r"(?:在)?(?P<unit3>[\u4e00-\u9fff]{2,20}?(?:大学|学院))[\u4e00-\u9fff]{0,16}?学习"
)


# The body that a title without one goes with, by the end of its name.
_KEPT_BY = {
    core: re.compile(pattern)
    for cores, pattern in (
        ("会长 名誉会长 副会长 理事长 监事长", r"(?:会|社)$"),
        ("庭长 法官 审判员 院长", r"(?:法庭|法院|医院|学院|院)$"),
        ("校长 教师 老师 班主任 学生 同学 研究生", r"(?:学校|中学|小学|大学|学院|一中|幼儿园|书院)$"),
        ("志愿者 队员 队长 成员 领队 团长", r"(?:队|团|团队|服务站|协会|组)$"),
        ("网格员 网格长 邻里长 楼长 第一书记 村官 村干部 支书 村支书", r"(?:村|社区|小区|居民区)$"),
        ("董事长 总经理 经理 总裁 员工 职工 总工程师", r"(?:公司|集团|厂|银行|酒店|企业)$"),
    )
    for core in cores.split()
}


@dataclass(frozen=True, slots=True)
class Post:
    """A stated post. [start, end) is the evidence; `rule` and `features` say how it was read."""

    person: Person
    body: Body
    title: str
    title_start: int
    title_end: int
    start: int
    end: int
    rule: str
    features: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


def posts(reading: Reading) -> list[Post]:
    """All posts of an article, in reading order of their evidence; the same office of the same person may come twice."""
    persons = with_guesses(reading)
    found = list(_before_names(reading, persons))
    found += list(_behind_names(reading, persons, found))
    found += _taken(reading, persons)
    found += _appointed(reading, persons)
    found += _resumes(reading, persons)
    found += _memberships(reading, persons)
    found += _seconded(reading, persons)
    found += _chief(reading, persons)
    found += _units(reading, persons)
    return sorted(found, key=lambda each: (each.start, each.end, each.title_start))


def with_guesses(reading: Reading) -> list[Person]:
    """The article's persons with those that only a title before them shows."""
    persons = people(reading)
    known = {each.start for each in persons}
    covered = [False] * (len(reading.text) + 1)
    for each in persons:
        for at in range(each.start, each.end):
            covered[at] = True
    more: list[Person] = []
    for title in titles.TITLE.finditer(reading.text):
        at = title.end()
        while at < len(reading.text) and reading.text[at] in " 　“":
            at += 1
        if at in known or covered[at] or titles.title_at(reading.text, at, len(reading.text)):
            continue
        guess = guess_name(reading, at, _AFTER_NAME)
        mention = reading.mention_at(at)
        if guess is not None and (mention is None or mention.kind == "Person") and not any(covered[guess.start : guess.end]):
            more.append(guess)
            for place in range(guess.start, guess.end):
                covered[place] = True
    return sorted([*persons, *more], key=lambda each: each.start)


def _floor(reading: Reading, persons: Sequence[Person], at: int) -> int:
    """Where the offices of the person at `at` may begin: in the sentence, behind the person before."""
    sentence = reading.sentence(at)
    before = [each.end for each in persons if each.end <= at and each.start >= sentence.start]
    return max([sentence.start, *before[-1:]])


def _before_names(reading: Reading, persons: Sequence[Person]) -> Iterator[Post]:
    last: list[Post] = []
    for person in persons:
        at = person.start
        while at > 0 and reading.text[at - 1] in ' 　“"':
            at -= 1
        floor = _floor(reading, persons, at)
        if last and _LIST.fullmatch(reading.text[last[0].person.end : person.start].strip() or "-"):
            last = [_for(post, person) for post in last]
            yield from last
            continue
        offices = chains.before(reading, at, floor)
        if offices and _BYLINE.search(reading.text[offices[-1].title_start : at]):
            last = []
            continue
        made = list(_of_offices(reading, person, offices, last))
        if made:
            yield from made
        last = made or ([] if floor != (last[0].person.end if last else -1) else last)


def _for(post: Post, person: Person) -> Post:
    features = (*(each for each in post.features if not each.startswith("listed")), "listed=yes")
    return Post(person, post.body, post.title, post.title_start, post.title_end, post.start, person.end, "list", features)


def _of_offices(reading: Reading, person: Person, offices: Sequence[chains.Office], last: Sequence[Post]) -> Iterator[Post]:
    for office in offices:
        body = office.body
        marks = (*office.features, f"named={person.source}")
        if body is None:
            body = _owner_elsewhere(reading, office, last)
            if body is None:
                continue
            marks = (*marks, f"elsewhere={body.how}")
        yield Post(person, body, office.title, office.title_start, office.end, min(office.start, body.start), person.end, "before_name", marks)


def _owner_elsewhere(reading: Reading, office: chains.Office, last: Sequence[Post]) -> Body | None:
    """Whose office a bare title is: that of the person before in the sentence, else the body named last."""
    if last and reading.sentence(office.start) == reading.sentence(last[-1].person.start):
        owner = last[-1].body.filler
        name = str(owner.value)
        if not titles.PARTY.search(office.title):
            name = bodies.without_party(name)
        scope = owner.key.scope if owner.key else ""
        return Body(office.start, office.start, bodies.as_filler(name, scope, office.start, office.start), "person_before")
    core = titles.core_of(office.title)
    wanted = _KEPT_BY.get(core)
    found = bodies.nearest(
        reading, office.start, lambda mention: bool(wanted and mention.kind in ("Organization", "Programme", "Group", "Place") and wanted.search(mention.name))
    )
    if found is None and core not in titles.PLAIN:
        found = bodies.nearest(reading, office.start, lambda mention: mention.kind == "Organization" and len(mention.name) > 2)
    if found is None:
        found = bodies.nearest(reading, office.start, lambda mention: mention.kind == "Place" and mention.name.endswith(("村", "社区", "镇", "乡", "街道")))
    if found is None:
        return None
    return Body(office.start, office.start, Filler(found.name, found.key, None), "nearest")


def _behind_names(reading: Reading, persons: Sequence[Person], earlier: Sequence[Post]) -> Iterator[Post]:
    """周明远副局长, 省委叶启航书记, 农林大学陈立教授."""
    for person in persons:
        end = titles.title_at(reading.text, person.end, len(reading.text))
        if end is None or _BYLINE.search(reading.text[person.end : end]) or reading.text[person.end : end] in ("代表", "总书记", "指导", "指挥"):
            continue
        start = bodies.printed_start(reading, person.start, _floor(reading, persons, person.start))
        title = reading.text[person.end : end]
        body = bodies.body_of(reading, start, person.start) if start < person.start else None
        marks: tuple[str, ...] = (f"owner={body.how if body else 'none'}", f"named={person.source}")
        if body is None:
            office = chains.Office(person.start, person.end, end, None, title)
            known = next((post for post in earlier if post.person.name == person.name), None)
            if known is not None and titles.core_of(known.title) == titles.core_of(title):
                continue
            body = _owner_elsewhere(reading, office, (known,) if known else ())
        if body is not None:
            body = chains.governed(body, title)
            yield Post(person, body, title, person.end, end, start, end, "behind_name", marks)


def _taken(reading: Reading, persons: Sequence[Person]) -> Iterator[Post]:
    """X任Y, X现任Y, X是Y: the subject is the person named last before the verb."""
    for pattern, rule in ((_TAKE, "take"), (_BE, "be")):
        for verb in pattern.finditer(reading.text):
            ceiling = reading.clause(verb.end()).end if rule == "be" else _line_end(reading, verb.end())
            offices = chains.after(reading, verb.end(), ceiling, over_commas=verb.group().endswith(("曾任", "历任", "担任过")))
            if not offices:
                continue
            subject = _subject(reading, persons, verb.start())
            if subject is None or any(verb.end() <= each.start <= offices[-1].end for each in persons):
                continue
            since, until = _since(reading, verb.start()) if rule == "take" else ("", "")
            far = "same_sentence" if reading.sentence(subject.start) == reading.sentence(verb.start()) else "far"
            past = "" if rule == "be" else verb.group()[-2:]
            if rule == "be" and (far == "far" or not any(office.body and office.body.how != "plain" for office in offices)):
                continue
            for office in offices:
                body = office.body or _owner_elsewhere(reading, office, ())
                if body is not None:
                    start = min(subject.start, verb.start()) if far == "same_sentence" else verb.start()
                    marks = (*office.features, f"subject={far}", f"verb={past}", f"body={'own' if office.body else 'elsewhere'}")
                    yield Post(subject, body, office.title, office.title_start, office.end, start, office.end, rule, marks, since, until)


def _line_end(reading: Reading, start: int) -> int:
    """Where a line of a course of life ends: with its sentence, before the next date, at a bracket."""
    end = reading.sentence(start).end
    following = next((each.start for each in reading.dates if each.start > start), end)
    bracket = _BRACKET.search(reading.text, start, end)
    return min(end, following, bracket.start() if bracket else end)


def _subject(reading: Reading, persons: Sequence[Person], at: int) -> Person | None:
    earlier = [each for each in persons if each.end <= at]
    if not earlier:
        return None
    sentence = reading.sentence(at)
    here = [each for each in earlier if each.start >= sentence.start and not re.search(r"[向对与和由为给]$", reading.text[sentence.start : each.start])]
    return here[-1] if here else earlier[-1]


def _since(reading: Reading, at: int) -> tuple[str, str]:
    """The date of an office: the last one in the sentence before its verb that is no birthday."""
    sentence = reading.sentence(at)
    dates = [each for each in within(reading.dates, sentence.start, at) if each.interval is not None and not _born(reading, each)]
    if not dates:
        return "", ""
    return _edges(dates[-1])


def _born(reading: Reading, date: DateMention) -> bool:
    return bool(_BORN_BEHIND.match(reading.text, date.end) or _BORN_BEFORE.search(reading.text, max(0, date.start - 4), date.start))


def _edges(date: DateMention) -> tuple[str, str]:
    text = date.interval.text if date.interval else ""
    first, slash, last = text.partition("/")
    return (first, last) if slash else (text, "")


def _appointed(reading: Reading, persons: Sequence[Person]) -> Iterator[Post]:
    for verb in _APPOINT.finditer(reading.text):
        named = [each for each in persons if verb.start("who") <= each.start and each.end <= verb.end("who")]
        offices = chains.after(reading, verb.end(), reading.sentence(verb.start()).end)
        since, _ = _since(reading, verb.start())
        for person in named:
            for office in offices:
                if office.body is not None:
                    yield Post(person, office.body, office.title, office.title_start, office.end, verb.start(), office.end, "appointed", office.features, since)


def _resumes(reading: Reading, persons: Sequence[Person]) -> Iterator[Post]:
    """A line of a course of life: 2018.10--2020.12 X镇党委副书记."""
    for date in reading.dates:
        if date.interval is None:
            continue
        gap = re.match(r"[\s\-—–~～至今，,]{0,6}", reading.text[date.end :])
        at = date.end + (gap.end() if gap else 0)
        if at == date.end or "，" in reading.text[date.end : at] or _TAKE.match(reading.text, at):
            continue
        offices = chains.after(reading, at, _line_end(reading, at))
        subject = _subject(reading, persons, date.start)
        since, until = _edges(date)
        for office in offices:
            if office.body is not None and subject is not None:
                yield Post(subject, office.body, office.title, office.title_start, office.end, date.start, office.end, "resume", office.features, since, until)


def _memberships(reading: Reading, persons: Sequence[Person]) -> Iterator[Post]:
    for found in _MEMBER.finditer(reading.text):
        subject = _subject(reading, persons, found.start())
        if subject is not None:
            since, _ = _since(reading, found.start()) if not found.group().startswith("中共") else ("", "")
            body = Body(found.start(), found.end(), bodies.as_filler("中国共产党", "", found.start(), found.end()), "party")
            start = subject.start if reading.sentence(subject.start) == reading.sentence(found.start()) else found.start()
            kind = f"printed={'member' if found.group().startswith('中共') else 'joined'}"
            yield Post(subject, body, "党员", found.start(), found.end(), start, found.end(), "party_member", (kind,), since)
    for found in [*_WORK.finditer(reading.text), *_SCHOOL.finditer(reading.text)]:
        unit = next(name for name in ("unit", "unit2", "unit3") if name in found.groupdict() and found[name])
        subject = _subject(reading, persons, found.start())
        if subject is None:
            continue
        begin, end = found.span(unit)
        begin = max(begin, bodies.printed_start(reading, end, begin))
        if begin >= end:
            continue
        body_found = bodies.body_of(reading, begin, end)
        if body_found is not None and body_found.how != "plain":
            since, _ = _since(reading, found.start())
            title = "干部" if found.re is _WORK else "学生"
            start = subject.start if reading.sentence(subject.start) == reading.sentence(found.start()) else found.start()
            yield Post(
                subject, body_found, title, begin, end, start, found.end(), "worked" if title == "干部" else "studied", (f"how={body_found.how}",), since
            )


def _chief(reading: Reading, persons: Sequence[Person]) -> Iterator[Post]:
    found = _CHIEF.search(reading.text)
    if found:
        at = reading.text.index("习近平", found.start())
        person = person_at(persons, at) or Person(at, at + 3, "习近平", "fixed")
        title = reading.text.index("总书记", found.start())
        body = Body(found.start(), found.start(), bodies.as_filler("中共中央", "", found.start(), found.start()), "fixed")
        yield Post(person, body, "总书记", title, title + 3, found.start(), found.end(), "chief")


def _seconded(reading: Reading, persons: Sequence[Person]) -> Iterator[Post]:
    """The host of a seconded cadre, beside the post at home: 在南湖区挂职的遂昌干部周明远."""
    for found in _SECONDED.finditer(reading.text):
        person = next((each for each in persons if found.start("home") <= each.start and each.end <= found.end()), None)
        start = max(found.start("host"), bodies.printed_start(reading, found.end("host"), found.start("host")))
        body = bodies.body_of(reading, start, found.end("host")) if start < found.end("host") else None
        if person is not None and body is not None:
            at = found.end("host")
            yield Post(person, body, "挂职干部", at, at + 2, found.start(), person.end, "seconded", (f"how={body.how}",))


def _units(reading: Reading, persons: Sequence[Person]) -> Iterator[Post]:
    """A unit directly before a name, with no title: 县农业农村局徐仙娥."""
    for person in persons:
        unit = reading.mention_before(person.start)
        if unit is None or not (unit.kind == "Organization" or (unit.kind == "Group" and unit.name.endswith(("队", "团", "组")))):
            continue
        if titles.title_at(reading.text, person.end, len(reading.text)):
            continue
        body = Body(unit.start, unit.end, Filler(unit.name, unit.key, unit.span), "mention")
        yield Post(person, body, "干部", unit.start, unit.end, unit.start, person.end, "unit", (f"unit={unit.name[-1]}", f"source={unit.source}"))
