"""Who wrote or photographed: 记者 A B, 通讯员C、D, 文/图, 摄, names alone in brackets at an end, 作者."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors import titles
from extractors.facts._people import Person, looks_like_name, people
from extractors.reading import Candidate, Reading, literal
from ontology.records import Filler, MentionKey, Span

_ROLE = (
    r"(?:(?:全媒体?|融媒体?|首席|高级|资深|见习|实习|特约|本报|本网|本台|主任|摄影|文字|驻站|驻地|通讯|特派|特邀|"
    r"客户端)*(?:记者|通讯员|评论员|撰稿人|撰稿|摄影师|摄影|摄像|作者|供稿|图文|文图|文/图|图/文|文/摄|图/摄|撰文|文字)|"
    r"实习生|拍摄)"
)
LEAD = re.compile(rf"(?P<role>{_ROLE})[：:／/|｜丨]?\s*")
_WEAK_LEAD = re.compile(r"摄影|摄像|文字|撰文|图文|文图|作者|供稿|拍摄")
_JOIN = re.compile(r"[ \t\u3000、，,和/\n]*(?:和|与)?[ \t\u3000]*")
_TAIL = re.compile(r"[ \u3000]*(?P<role>特约摄影|摄影报道|文/图|图/文|文/摄|图文|摄影|摄像|摄|图(?![\u4e00-\u9fff])|文(?![\u4e00-\u9fff]))")
_BRACKETS = re.compile(r"[（(](?P<inside>[^（）()]{2,40})[）)]")
_STOP = re.compile(r"编辑|责编|校对|审核|[一二三终初复]审|监制|来源|供图|剪辑|主编|签发|报道|综合|讯|电$|消息|视频|制图|海报|漫画|通讯员|记者")
_NAME_STOP = re.compile(
    r"[ \t\u3000、，,。；：:）)（(\n/|｜]|摄|文|图|通讯员|记者|实习生|特约|报道|编辑|责|校|来源|\d|\Z|“|返回|全媒|见习|"
    r"\S*?(?:日报|晚报|晨报|都市报|新闻网?|融媒|客户端)|一行|消息|讯|在"
)


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    name: str
    source: str


def find(reading: Reading) -> Iterator[Candidate]:
    """Propose every name behind a role, before 摄, in closing brackets, or in a signature."""
    persons = people(reading)
    seen: set[tuple[str, str]] = set()
    writers: set[str] = set()
    for candidate in (candidate for rule in (_led, _photos, _bracketed, _signed, _comments) for candidate in rule(reading, persons)):
        person, role = str(candidate.slots["person"][0].value), str(candidate.slots["role"][0].value)
        again = person in writers and (role == "作者" or candidate.rule in ("bracketed", "signed", "comment"))
        if (person, role) not in seen and not again:
            seen.add((person, role))
            if role != "摄影":
                writers.add(person)
            yield candidate


def _comments(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    """An official who signs a comment: 某市委常委、某区委书记 张三, in a line of its own near the head."""
    if reading.article.kind != "commentary":
        return
    for person in persons:
        before = reading.text[: person.start].rstrip(" 　")
        title = titles.title_before(reading.text, len(before))
        alone = reading.text[person.end : person.end + 1] in ("\n", "", " ", "　") or before[-1:] == "\n"
        if title is not None and (person.start < 160 or len(reading.text) - person.end < 60):
            name = _Name(person.start, person.end, person.name, person.source)
            yield _candidate(reading, name, "作者", Span(title, person.end), "comment", (f"alone={alone}", f"named={person.source}"))
            return


def _led(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    for lead in LEAD.finditer(reading.text):
        before = reading.text[max(0, lead.start() - 4) : lead.start()]
        if _WEAK_LEAD.fullmatch(lead["role"]) and lead.group() == lead["role"]:
            continue
        names = _names(reading, persons, lead.end())
        tail = _TAIL.match(reading.text, names[-1].end) if names else None
        for place, name in enumerate(names):
            role = _plain_role(lead["role"])
            if tail and tail["role"] in ("摄", "摄影") and place == len(names) - 1:
                continue
            features: tuple[str, ...] = (
                f"role={role}",
                f"place={min(place, 3)}",
                f"gap={'space' if reading.text[lead.end() - 1] in ' 　' else 'mark' if reading.text[lead.end() - 1] in '：:' else 'glued'}",
                f"named={name.source}",
                f"opens={_context(reading, lead.start())}",
                f"tail={tail['role'] if tail else 'none'}",
                f"ends={_after(reading, names[-1].end)}",
            )
            if before.endswith(("告诉", "对", "向", "接受", "给", "答", "有")):
                features = (*features, "spoken_to")
            yield _candidate(reading, name, role, Span(lead.start(), name.end), "led", features)
            if tail and tail["role"] == "文/摄":
                yield _candidate(reading, name, "摄影", Span(lead.start(), tail.end()), "led_tail", features)


def _plain_role(role: str) -> str:
    """The role as the page prints it, without the paper's own words (本报)."""
    return re.sub(r"^(?:本报|本网|本台|客户端)", "", role)


def _names(reading: Reading, persons: Sequence[Person], at: int) -> list[_Name]:
    """The names listed from `at` on, joined by spaces, 、 or 和."""
    found: list[_Name] = []
    while len(found) < 6:
        join = _JOIN.match(reading.text, at)
        begin = join.end() if join else at
        if found and begin == at:
            break
        if _STOP.match(reading.text, begin) or LEAD.match(reading.text, begin):
            break
        name = _name_at(reading, persons, begin)
        if name is None:
            break
        found.append(name)
        at = name.end
    return found


def _name_at(reading: Reading, persons: Sequence[Person], at: int) -> _Name | None:
    text = reading.text
    spaced = re.match(r"([\u4e00-\u9fff])[ \u3000]([\u4e00-\u9fff])(?=[ \u3000、，）)。\n]|$|通讯员|记者)", text[at:])
    if spaced and looks_like_name(spaced[1] + spaced[2]):
        return _Name(at, at + spaced.end(), spaced[1] + spaced[2], "spaced")
    minority = re.match(r"[\u4e00-\u9fff]{1,7}(?:[·•・][\u4e00-\u9fff]{1,9})+", text[at:])
    if minority:
        return _Name(at, at + minority.end(), minority.group(), "minority")
    for size in (3, 2, 4) if not LEAD.match(text, at + 2) else (2,):
        name = text[at : at + size]
        if len(name) == size and looks_like_name(name) and _NAME_STOP.match(text, at + size):
            return _Name(at, at + size, name, "surname")
    person = next((each for each in persons if each.start == at), None)
    if person is not None:
        return _Name(person.start, person.end, person.name, "mention")
    other = re.match(r"[\u4e00-\u9fff]{2,4}(?=[ \u3000、）)\n]|$)", text[at:])
    if other and not _STOP.search(other.group()) and not LEAD.search(other.group()):
        return _Name(at, at + other.end(), other.group(), "unknown")
    return None


def _photos(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    """A name directly before 摄: 李军广 摄."""
    for tail in re.finditer(r"[ \u3000]*(?:摄影|摄像|摄)(?![\u4e00-\u9fff]{0,2}(?:氏|取|制|协|入|影|师|家|展|爱好|作品|机|比赛))", reading.text):
        for size in (3, 2, 4):
            start = tail.start() - size
            if start < 0:
                continue
            name = reading.text[start : tail.start()]
            person = next((each for each in persons if each.start == start and each.end == tail.start()), None)
            if person is not None or (looks_like_name(name) and re.search(r"(?:^|[ \u3000。，、（(：:\n”]|记者|通讯员)$", reading.text[:start])):
                source = "mention" if person else "surname"
                found = _Name(start, tail.start(), name, source)
                features = (
                    f"named={source}",
                    f"glued={reading.text[tail.start()] == tail.group()[0]}",
                    f"opens={_context(reading, start)}",
                    f"ends={_after(reading, tail.end())}",
                )
                yield _candidate(reading, found, "摄影", Span(start, tail.end()), "photo", features)
                break


def _bracketed(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    """Names alone in brackets, at an end or behind 电: (王小军 陈文军)."""
    for brackets in _BRACKETS.finditer(reading.text):
        begin = brackets.start("inside")
        names = _names(reading, persons, begin)
        if not names:
            continue
        rest = reading.text[names[-1].end : brackets.end("inside")].strip()
        if rest and not LEAD.match(rest) and not re.match(r"[\u4e00-\u9fff]*(?:报|网|台)", rest) and not _TAIL.match(rest):
            continue
        tail = _TAIL.match(rest) if rest else None
        at_end = len(reading.text) - brackets.end() < 80
        wire = reading.text[max(0, brackets.start() - 2) : brackets.start()].rstrip().endswith(("电", "讯", "消息", "报道"))
        if not (at_end or wire or brackets.start() < 120) or any(_is_place(reading, name) for name in names):
            continue
        for place, name in enumerate(names):
            features = (
                f"end={at_end}",
                f"wire={wire}",
                f"named={name.source}",
                f"count={len(names)}",
                f"place={place}",
                f"rest={'yes' if rest else 'no'}",
                f"opens={_context(reading, brackets.start())}",
            )
            yield _candidate(reading, name, "记者" if tail is None else tail["role"], Span(brackets.start(), brackets.end()), "bracketed", features)


def _is_place(reading: Reading, name: _Name) -> bool:
    mention = reading.mention_at(name.start)
    return (mention is not None and mention.kind in ("Place", "Organization")) or name.name.endswith(("街道", "社区", "集团", "扩大", "试行"))


def _signed(reading: Reading, persons: Sequence[Person]) -> Iterator[Candidate]:
    """Names that stand alone in a line of their own at the head or the end, or behind a paper's name."""
    for line in re.finditer(r"[^\n。！？”]+", reading.text):
        words = line.group().strip(" 　")
        begin = line.start() + len(line.group()) - len(line.group().lstrip(" 　"))
        paper = re.match(r"[\u4e00-\u9fff]{2,6}(?:新闻|日报|晚报|网|客户端)[ 　]+", words)
        if len(words) > 24 or not (line.start() < 80 or len(reading.text) - line.end() < 60 or paper):
            continue
        at = begin + (paper.end() if paper else 0)
        names = _names(reading, persons, at)
        if not names or names[-1].end != begin + len(words) or any(name.source == "unknown" for name in names):
            continue
        for name in names:
            features = (f"paper={paper is not None}", f"head={line.start() < 80}", f"named={name.source}", f"count={len(names)}")
            yield _candidate(reading, name, "记者" if paper else "作者", Span(begin, begin + len(words)), "signed", features)


def _context(reading: Reading, at: int) -> str:
    """What stands before a signature: an opening bracket, a sentence's end, a paper's name, or words."""
    before = reading.text[:at].rstrip(" 　")
    if not before or before[-1] == "\n":
        return "line"
    if before[-1] in "（(":
        return "bracket"
    if before[-1] in "。！？”…":
        return "stop"
    if re.search(r"(?:报|网|新闻|台|社|客户端|在线|媒体)$", before):
        return "paper"
    return "space" if reading.text[at - 1] in " 　" else "words"


def _after(reading: Reading, at: int) -> str:
    rest = reading.text[at : at + 3].lstrip(" 　")
    if not rest or rest[0] == "\n":
        return "end"
    if rest[0] in "）)":
        return "bracket"
    if LEAD.match(reading.text[at:].lstrip(" 　")):
        return "role"
    return "words" if "\u4e00" <= rest[0] <= "\u9fff" else "mark"


def _candidate(reading: Reading, name: _Name, role: str, where: Span, rule: str, features: tuple[str, ...]) -> Candidate:
    start, end = where.start, where.end
    person = Filler(name.name, MentionKey("Person", name.name, reading.place.prefecture), Span(name.start, name.end))
    features = (*features, f"tail_of_text={len(reading.text) - end < 120}", f"head_of_text={start < 120}")
    return Candidate("byline", {"person": (person,), "role": (literal(role),)}, start, end, rule, features=features)
