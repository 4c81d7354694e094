"""Who lives or comes from where: 龙现村村民朱旭青, 家住花园小区的张君, 江苏扬州人."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.facts import _post_bodies as bodies
from extractors.facts._people import Person, looks_like_name
from extractors.facts._posts import with_guesses
from extractors.facts._spots import HEAD
from extractors.persons import could_be_name
from extractors.reading import Candidate, Mention, Reading, literal, named
from extractors.shapes import lexicon
from ontology.records import Filler, MentionKey, Span

_ROLES = (
    r"(?:受灾|退休|独居|残疾|老年|返乡|九旬|八旬|七旬|六旬|百岁|脱贫|低保|孤寡|困难|热心|搬迁|租住|外来|高龄)*"
    r"(?:村民代表|村民|居民代表|居民|市民|牧民|农民|农户|渔民|社员|住户|业主|租户|租客|商户|店主|群众|脱贫户|贫困户|种植大户|"
    r"种植户|养殖大户|养殖户|养猪户|种粮大户|大户|果农|茶农|菜农|粮农|蜂农|瓜农|花农|药农|棚户|搬迁户|低保户|老人|老太太|老太|"
    r"老兵|退役军人|退伍军人|复员军人|军属|烈属|优抚对象|木匠|手艺人|老艺人|游客|儿童|"
    r"大学生|小朋友|学生|环卫工人|务工人员|务工群众|企业家|能人|乡贤|创业者|青年)"
)
_ROLE_BEFORE = re.compile(rf"(?P<role>{_ROLES})[“”]?$")
_LIVES = re.compile(r"(?:家住|住在|居住在|来自|定居|出生于|出生在|生于|祖籍|户籍地?|籍贯|原籍)")
_HOME = re.compile(r"^(?:[\u4e00-\u9fff]{0,3})?(?:的)?(?:家中|家里|家|夫妇|夫妻|一家|老人|奶奶|爷爷|阿婆|大娘)")
_ZONES = ("社区", "小区", "园区", "景区", "新区", "开发区", "高新区", "经开区", "示范区", "试验区")
_COUNTIES = ("县", "区", "市", "旗")
_CALLING = re.compile(r"(?:村民|居民|市民|牧民|渔民|农户|脱贫户|贫困户|种植户|养殖户|搬迁户|大户)")
_SMALL = ("村", "社区", "小区", "组", "屯", "寨", "苑", "园", "居委", "街道", "镇", "乡", "湾", "街", "巷")
NOT_PERSONS = frozenset(lexicon("not_persons"))
_RESUME = re.compile(r"，(?:19|20)\d\d年\d{1,2}月")
_SEX = re.compile(r"[，,（(][男女][，,]")
_TOWNSMAN = re.compile(r"市民")
_GROUP = re.compile(r"(?:第?[\d一二三四五六七八九十]{1,3}|[\u4e00-\u9fff]{2}村)组(?!长|员|织)")
_NO_NAME = re.compile(r"(?:社区|街道|委|村|会|队)$|^[和与](?:老人|先生|女士|群众)|(?:阿姨|奶奶|爷爷|大爷|大妈|女士|先生).$")  # what the tagger takes for a name
_TITLED = re.compile(r"(?:党支部|支部|副)?(?:书记|主任|镇长|村长|院长|队长|会长|局长)")
_AGED = re.compile(r"(?:\d{2,3}岁(?:高龄)?的?|年(?:近|过|逾)[\u4e00-\u9fff]{1,3}的?|[五六七八九]旬)(?:老人)?$")
_OLD = re.compile(r"老人|的?家[中里]|，?今年\d{2,3}岁")
_IS = re.compile(r"(?:，?(?:今年)?\d{2,3}岁，?)?(?:就)?是")
_BETWEEN = re.compile(r"的?(?:一[名位个])?[\u4e00-\u9fff“”]{0,8}$")


def find(reading: Reading) -> Iterator[Candidate]:
    """Propose a place for every private person: by role before the name, by 家住 and 来自, by 人 behind a place."""
    persons = with_guesses(reading)
    seen: set[tuple[str, str]] = set()
    persons = [each for each in persons if not _NO_NAME.search(each.name) and each.name not in NOT_PERSONS]
    persons = sorted([*persons, *_misread(reading, persons)], key=lambda each: each.start)
    ways = (_by_role, _by_verb, _natives, _adjacent, _by_being, _by_age)
    for candidate in (each for way in ways for each in way(reading, persons)):
        key = (str(candidate.slots["person"][0].value), str(candidate.slots["place"][0].value))
        if key not in seen:
            seen.add(key)
            yield candidate


def _misread(reading: Reading, persons: Sequence[Person]) -> Iterator[Person]:
    """Names behind 村民 and the like that the tagger took for a place, or tore (村|民席|可人): a family name and up to two characters of whole words."""
    known = {each.start for each in persons}
    words = {word.start: word for word in reading.words}
    ends = {word.end for word in reading.words}
    for calling in _CALLING.finditer(reading.text):
        at = calling.end()
        word = words.get(at)
        if at in known:
            continue
        whole = word is not None and word.tag in ("LOC", "nz", "nr", "nw")
        size = (word.end - at) if word is not None and whole else 3 if word is None and at + 3 in ends else 0
        name = reading.text[at : at + size]
        if size in (2, 3) and looks_like_name(name) and could_be_name(name) and name[-1] not in "村镇乡县市区路街组队会":
            yield Person(at, at + size, name, "misread")


def _by_role(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    last: tuple[Person, Candidate] | None = None
    for person in persons:
        at = len(reading.text[: person.start].rstrip(" 　“"))
        if last is not None and reading.text[last[0].end : person.start] in ("、", "和", "与", "，"):
            base = last[1]
            listed = Candidate("resident", {**base.slots, "person": (person.filler,)}, base.start, person.end, "listed", features=base.features)
            last = (person, listed)
            yield listed
            continue
        role = _ROLE_BEFORE.search(reading.text[max(0, at - 12) : at])
        if role is None:
            last = None
            continue
        role_start = at - len(role.group())
        place, how, start = _place_before(reading, role_start)
        if (
            _TOWNSMAN.fullmatch(role["role"])
            and how in ("nearest", "sentence", "sentence_body", "wider")
            and (wider := _wider_of(reading, role_start, (_COUNTIES,)))
        ):
            place, how = Filler(wider.name, wider.key), "wider"  # no village has 市民
        pupil = role["role"].endswith("学生") and how == "nearest"
        if place is None or (pupil and any(each.name.endswith(("学校", "大学", "学院", "中学", "小学")) for each in reading.mentions)):
            last = None
            continue
        slots = {"person": (person.filler,), "place": (place,), "role": (literal(role["role"], role_start, role_start + len(role["role"])),)}
        features = (f"role={role['role'][-2:]}", f"place={how}", f"named={person.source}", f"last={str(place.value)[-1]}")
        candidate = Candidate("resident", slots, start, person.end, "role", features=features)
        last = (person, candidate)
        yield candidate


def _place_before(reading: Reading, at: int) -> tuple[Filler | None, str, int]:
    """The place that a role's person belongs to: printed before the role, in the sentence, or the article's."""
    text = reading.text
    for gap in (0, 1):
        mention = reading.mention_before(at - gap)
        if mention is not None and mention.kind in ("Place", "Organization") and (gap == 0 or text[at - 1] in "的籍老 "):
            return named(mention), "printed", mention.start
    start = bodies.printed_start(reading, at, reading.sentence(at).start)
    printed = _last_place(reading, start, at)
    if printed is not None:
        return printed, "read_chain", start
    found = bodies.body_of(reading, start, at) if start < at else None
    if found is not None and str(found.filler.value).endswith(_SMALL) and len(str(found.filler.value)) <= 8:
        return found.filler, f"read_{found.how}", start
    sentence = reading.sentence(at)
    here = [each for each in reading.mentions_in(sentence.start, at, "Place") if each.name.endswith(_SMALL)]
    if here:
        return Filler(here[-1].name, here[-1].key), "sentence", at
    governed = _of_body(reading, sentence.start, at)
    if governed:
        return governed, "sentence_body", at
    near = _village_of(reading, at)
    if near:
        return Filler(near.name, near.key), "nearest", at
    wider = _wider_of(reading, at)
    return (Filler(wider.name, wider.key), "wider", at) if wider else (None, "none", at)


def _of_body(reading: Reading, start: int, end: int) -> Filler | None:
    """The town or village whose body is the last in a sentence (X镇党委书记走访了老兵张三): whom it calls on lives there."""
    for body in reversed(reading.mentions_in(start, end, "Organization")):
        head = HEAD.match(body.name)
        if head and head.group().endswith(_SMALL) and len(head.group()) > 2:
            return Filler(head.group(), MentionKey("Place", head.group(), body.scope))
    return None


def _village_of(reading: Reading, at: int) -> Mention | None:
    """The village or neighbourhood that an article is about: the one it names most, of equals the nearest before."""
    villages = [each for each in reading.mentions if each.kind == "Place" and each.name.endswith(("村", "社区", "小区", "屯", "寨"))]
    if not villages:
        return None
    times = Counter(each.name for each in villages)
    return max(villages, key=lambda each: (times[each.name], each.end <= at, -abs(at - each.end)))


def _wider_of(reading: Reading, at: int, levels: Sequence[tuple[str, ...]] = (("镇", "乡", "街道"), _COUNTIES)) -> Mention | None:
    """The town of an article that names no village, else its county: the one it names most, of equals the nearest before."""
    places = [each for each in reading.mentions if each.kind == "Place" and not each.name.endswith(_ZONES)]
    for ends in levels:
        fitting = [each for each in places if each.name.endswith(ends)]
        if fitting:
            times = Counter(each.name for each in fitting)
            return max(fitting, key=lambda each: (times[each.name], each.end <= at, -abs(at - each.end)))
    return None


def _by_being(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    """张三是某镇种植大户: the name, 是, a chain of places and what somebody is there."""
    for person in persons:
        verb = _IS.match(reading.text, person.end)
        end = reading.clause(verb.end()).end if verb else 0
        places = reading.mentions_in(verb.end(), end, "Place") if verb else []
        if not verb or not places or places[0].start != verb.end():
            continue
        place = places[0]
        for each in places[1:]:
            if each.start != place.end:
                break
            place = each
        behind = reading.text[place.end : end]
        role = next((found for found in re.finditer(_ROLES, behind) if _BETWEEN.fullmatch(behind[: found.start()])), None)
        if role is None:
            continue
        start = place.end + role.start()
        slots = {"person": (person.filler,), "place": (named(place),), "role": (literal(role.group(), start, place.end + role.end()),)}
        features = (f"role={role.group()[-2:]}", f"last={place.name[-1]}", f"named={person.source}", f"gap={min(8, role.start())}")
        yield Candidate("resident", slots, person.start, place.end + role.end(), "is", features=features)


def _by_age(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    """76岁的张三, 张三老人: who is told by age alone belongs to the place that the sentence or the article is about."""
    for person in persons:
        aged = _AGED.search(reading.text[max(0, person.start - 12) : person.start])
        old = _OLD.match(reading.text, person.end)
        start = person.start - len(aged.group()) if aged else person.start
        if not (aged or old) or _ROLE_BEFORE.search(reading.text[max(0, start - 12) : start]):
            continue
        place, how, _ = _place_before(reading, start)
        if place is None:
            continue
        features = (
            f"aged={aged is not None}",
            f"old={old.group()[-2:] if old else 'none'}",
            f"place={how}",
            f"named={person.source}",
            f"last={str(place.value)[-1]}",
            f"times={min(3, reading.text.count(person.name))}",
            f"heading={person.name in reading.article.title}",
        )
        yield Candidate("resident", {"person": (person.filler,), "place": (place,)}, start, person.end, "age", features=features)


def _last_place(reading: Reading, start: int, end: int) -> Filler | None:
    """The last place of a chain printed in [start, end): 九房村 of 麦市镇九房村, 丁湾村 of 丁湾村1组."""
    at = start
    last: Filler | None = None
    while found := HEAD.match(reading.text, at, end):
        known = reading.mention_at(at)
        name = known.name if known and known.end == found.end() and known.kind == "Place" else found.group()
        last = Filler(name, MentionKey("Place", name, known.scope if known else ""), Span(at, found.end()))
        at = found.end()
    return (
        last
        if last is not None and re.fullmatch(r"(?:[\d一二三四五六七八九十]+组)?", reading.text[at:end]) and at > start and str(last.value).endswith(_SMALL)
        else None
    )


def _by_verb(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    """家住X的张三; 张三出生在X; 来自X的居民张三."""
    for verb in _LIVES.finditer(reading.text):
        clause_end = next((place for place in range(verb.end(), len(reading.text)) if reading.text[place] in "，。；\n"), len(reading.text))
        places = reading.mentions_in(verb.end(), clause_end, "Place")
        if not places:
            continue
        chain = [places[0]]
        for each in places[1:]:
            if each.start != chain[-1].end:
                break
            chain.append(each)
        place = chain[-1]
        group = _GROUP.match(reading.text, place.end, clause_end)
        if group and place.kind == "Place":
            place = replace(place, end=group.end(), name=place.name + group.group(), aliases=())
        behind = [each for each in persons if place.end <= each.start < place.end + 14 and each.end <= clause_end]
        sentence = reading.sentence(verb.start())
        ahead = [each for each in persons if sentence.start <= each.start and each.end <= verb.start()]
        person = behind[0] if behind and "的" in reading.text[place.end : behind[0].start] else ahead[-1] if ahead else behind[0] if behind else None
        if person is None:
            continue
        role = _ROLE_BEFORE.search(reading.text[place.end : person.start]) if person.start >= place.end else None
        slots = {"person": (person.filler,), "place": (named(place),)}
        if role:
            slots["role"] = (literal(role["role"]),)
        features = (
            f"verb={verb.group()[:2]}",
            f"side={'behind' if person.start > verb.start() else 'ahead'}",
            f"kind={place.kind}",
            f"last={place.name[-1]}",
            f"role={role is not None}",
        )
        yield Candidate("resident", slots, min(verb.start(), person.start), max(place.end, person.end), "verb", features=features)


def _natives(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    """张三，男，汉族，江苏扬州人; 张三是李安庄村人."""
    for mention in reading.mentions:
        if mention.kind != "Place":
            continue
        sentence = reading.sentence(mention.start)
        resume = _RESUME.match(reading.text, mention.end) and _SEX.search(reading.text, sentence.start, mention.start)
        if not resume and not re.match(r"(?:人|籍)(?=[，,。；、\s]|$)|籍(?:同学|学生|企业家|商人|乡贤|青年|干部)", reading.text[mention.end : mention.end + 5]):
            continue
        ahead = [each for each in persons if sentence.start <= each.start and each.end <= mention.start]
        behind = [each for each in persons if mention.end <= each.start <= mention.end + 8]
        person = behind[0] if behind and reading.text[mention.end] == "籍" else ahead[-1] if ahead else None
        if person is not None:
            start, end = min(person.start, mention.start), max(person.end, mention.end + 1)
            features = (f"after={reading.text[mention.end]}", f"last={mention.name[-1]}", f"side={'behind' if person.start > mention.start else 'ahead'}")
            yield Candidate("resident", {"person": (person.filler,), "place": (named(mention),)}, start, end, "native", features=features)


def _adjacent(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    """A name right behind a village (在李家村张三家中) or behind X的."""
    for person in persons:
        place: Mention | None = reading.mention_before(person.start)
        via = "glued"
        if place is None and reading.text[max(0, person.start - 1) : person.start] == "的":
            place, via = reading.mention_before(person.start - 1), "de"
        age = re.search(r"\d{1,3}(?:多)?岁的?$", reading.text[max(0, person.start - 8) : person.start])
        if place is None and age:
            place, via = reading.mention_before(person.start - len(age.group())), "age"
        if place is None or place.kind != "Place" or not (place.name.endswith(_SMALL) or (via == "de" and person.source in ("call", "called"))):
            continue
        if place.source == "relative" or _TITLED.match(reading.text, person.end):
            continue
        home = bool(_HOME.match(reading.text[person.end : person.end + 6]))
        features = (f"via={via}", f"home={home}", f"last={place.name[-1]}", f"named={person.source}")
        yield Candidate(
            "resident",
            {"person": (person.filler,), "place": (Filler(place.name, place.key, Span(place.start, place.end)),)},
            place.start,
            person.end,
            "adjacent",
            features=features,
        )
