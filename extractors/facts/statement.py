"""Who says what: named speakers, offices and officials unnamed, with words quoted or reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.facts import _post_bodies as bodies
from extractors.facts import _speech as speech
from extractors.facts._people import Person
from extractors.facts._posts import Post, posts, with_guesses
from extractors.facts._speech import Said
from extractors.reading import Candidate, Reading, literal
from ontology.records import Filler, MentionKey, Span

_OFFICE = re.compile(
    r"(?:的?(?:相关|有关|主要|现场|分管|一位|一名|该|驻村)*)(?P<role>负责人|负责同志|工作人员|领导|分管同志|店主|村干部|"
    r"讲解员|(?:干部|企业|活动)?代表|(?<=组)人员|主办方|方面(?=表示|称|回应|介绍|透露|还|则|也))(?!们|"
    r"[\u4e00-\u9fff]{0,3}[、])"
)
_PREPOSITION = re.compile(r"(?:对|向|与|和|由|为|给|让|请|同|跟|随|陪同|感谢|慰问|在|把|听|据说)$")
_PRONOUN = re.compile(r"(?:^|[，,、]|并|但|随后|同时|对此|谈起)?(?P<who>他们|他|她|其)")
_LIGHT = re.compile(r"^(?:并|还|也|又|同时|随后|最后|接着|此外|另外|会上|活动中|,|，|对此|一致|纷纷|再次|特别|高兴地|笑着|[\u4e00-\u9fff]{0,4}地|\s)*$")
_OFFICIAL_VERBS = frozenset(["表示", "称", "通报", "回应", "介绍", "提醒", "认为", "透露", "强调", "指出", "回应称", "说", "宣布", "提出"])
_TO_PRESS = re.compile(r"(?:对|向|接受)[^，。]{0,14}记者[\u4e00-\u9fff]{0,2}$")
_CALLED = re.compile(
    r"(?P<family>[\u4e00-\u9fff])(?P<title>书记|主任|镇长|县长|区长|市长|乡长|局长|院长|校长|处长|部长|所长|主席|会长|经理|总|"
    r"董事长|老师|教授)"
)
_SIGNED = re.compile(r"(?:记者|通讯员|实习生|作者|摄影|编辑)[：:\s]*(?:[\u4e00-\u9fff]{2,4}[\s、]+)*$|[（(](?:[\u4e00-\u9fff]{2,4}[\s、]+)*$")
_CROWD = re.compile(r"(?:村民|居民|游客|师生|官兵|群众|老人|学生|队员|市民|人员|人|们|者|户|员|党代会|同志|大会|会议)$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever speaks: the filler, the body it speaks for, and how it was found."""

    filler: Filler
    start: int
    body: Filler | None
    how: str


def find(reading: Reading) -> Iterator[Candidate]:
    """Propose one statement for every verb of saying with its speaker, and for quotations without a verb."""
    if reading.article.kind == "commentary":
        return
    finder = _Finder(reading)
    claimed = speech.said(reading)
    for each in claimed:
        yield from finder.statements(each)
        finder.told.append(each.quote)
    for quote in speech.bare_quotes(reading, claimed):
        yield from finder.bare(quote)


def _called(reading: Reading, persons: Sequence[Person], stated: Sequence[Post]) -> Iterator[Person]:
    """徐书记 as the 徐立春 whose post is named in the article, where only one fits."""
    taken = {at for each in persons for at in range(each.start, each.end)}
    for called in _CALLED.finditer(reading.text):
        names = {post.person.name for post in stated if post.person.name[0] == called["family"] and called["title"] in post.title}
        if len(names) == 1 and called.start() not in taken:
            yield Person(called.start(), called.end(), names.pop(), "called_by_title")


class _Finder:
    """The speakers of one article, found verb by verb in reading order."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        stated = posts(reading)
        persons = [each for each in with_guesses(reading) if not _SIGNED.search(reading.text[max(0, each.start - 20) : each.start])]
        self.persons: Sequence[Person] = sorted([*persons, *_called(reading, persons, stated)], key=lambda each: each.start)
        self.bodies: Mapping[str, Filler] = {post.person.name: post.body.filler for post in reversed(stated)}
        self.last: Speaker | None = None
        self.told: list[Span] = []  # what was said so far: nobody named in it speaks next

    def statements(self, each: Said) -> Iterator[Candidate]:
        begin = speech.opening(self.reading.text, each.start)
        region = self.reading.text[begin : each.start]
        if speech.BODILESS.search(region) and not _TO_PRESS.search(region):
            return
        speakers = self._speakers(begin, each)
        for speaker in speakers:
            self.last = speaker
            yield self._candidate(each, speaker, begin)

    def _speakers(self, begin: int, each: Said) -> list[Speaker]:
        named = self._named(begin, each.start)
        office = self._office(begin, each.start)
        if named and (office is None or named[-1].start > office.start):
            return named if "分别" in self.reading.text[begin : each.start] else named[:1] if self._joined(named) else named[-1:]
        if office is not None:
            return [office]
        unit = self._unit(begin, each)
        if unit is not None:
            return [unit]
        return self._carried(begin, each)

    def _named(self, begin: int, end: int) -> list[Speaker]:
        inside = (each for each in self.persons if begin <= each.start and each.end <= end)
        free = (each for each in inside if not _PREPOSITION.search(self.reading.text[begin : self._phrase_start(each, begin)]))
        return [Speaker(each.filler, each.start, self.bodies.get(each.name), f"named:{each.source}") for each in free]

    def _phrase_start(self, person: Person, begin: int) -> int:
        """Where the person's apposition begins: 对 in 对县委书记张三 stands before it."""
        return bodies.printed_start(self.reading, person.start, begin)

    def _joined(self, named: Sequence[Speaker]) -> bool:
        text = self.reading.text
        return all(
            "、" in text[left.start + len(str(left.filler.value)) : right.start] or "和" in text[left.start + len(str(left.filler.value)) : right.start]
            for left, right in pairwise(named)
        )

    def _office(self, begin: int, end: int) -> Speaker | None:
        for office in reversed(list(_OFFICE.finditer(self.reading.text, begin, end))):
            if any(person.start in range(office.end(), office.end() + 2) for person in self.persons):
                continue
            start = bodies.printed_start(self.reading, office.start(), begin)
            if start >= office.start() or self.reading.text[: office.start()].endswith("同志") or any(each.end == office.start() for each in self.persons):
                continue
            if _PREPOSITION.search(self.reading.text[begin:start]):
                continue
            body = bodies.body_of(self.reading, start, office.start())
            if body is None:
                continue
            role = re.sub(r"^的|一位|一名|该", "", office.group())
            name = str(body.filler.value) + ("" if role == "方面" else role)
            key = MentionKey("Group", name, self.reading.article.id)
            return Speaker(Filler(name, key, Span(start, office.end())), start, body.filler, f"office:{body.how}")
        return None

    def _unit(self, begin: int, each: Said) -> Speaker | None:
        if each.verb not in _OFFICIAL_VERBS:
            return None
        for mention in reversed(self.reading.mentions_in(begin, each.start, "Organization", "Group")):
            gap = self.reading.text[mention.end : each.start]
            if _CROWD.search(mention.name):
                continue
            if len(gap) <= 6 and "，" not in gap and not _PREPOSITION.search(self.reading.text[begin : mention.start]):
                filler = Filler(mention.name, mention.key, mention.span)
                return Speaker(filler, mention.start, filler, "unit")
        return None

    def _carried(self, begin: int, each: Said) -> list[Speaker]:
        region = self.reading.text[begin : each.start]
        pronoun = _PRONOUN.search(region)
        light = bool(_LIGHT.match(region.rsplit("，", 1)[-1]))
        if not pronoun and not light:
            return []
        how = "pronoun" if pronoun else "elided"
        earlier = [person for person in self.persons if person.end <= begin and self._may_speak(person)]
        if self.last is not None and (not earlier or earlier[-1].start <= self.last.start):
            return [Speaker(self.last.filler, self.last.start, self.last.body, f"{how}:last")]
        if earlier and begin - earlier[-1].end < 200:
            person = earlier[-1]
            return [Speaker(person.filler, person.start, self.bodies.get(person.name), f"{how}:near")]
        return []

    def _may_speak(self, person: Person) -> bool:
        """Whether somebody may be who speaks on: not one of whom others speak, nor one to whom something is done."""
        if any(quote.start <= person.start < quote.end for quote in self.told):
            return False
        begin = speech.opening(self.reading.text, person.start)
        return not _PREPOSITION.search(self.reading.text[begin : self._phrase_start(person, begin)])

    def bare(self, quote: Span) -> Iterator[Candidate]:
        text = self.reading.text
        after = speech.ending(text, min(quote.end + 2, len(text) - 1))
        for begin, end, side in ((quote.end, after, "behind"), (speech.opening(text, max(0, quote.start - 1)), quote.start, "ahead")):
            named = self._named(begin, end)
            if named:
                speaker = named[0] if side == "behind" else named[-1]
                start, stop = min(quote.start, speaker.start), max(quote.end, speaker.start + len(str(speaker.filler.value)))
                yield Candidate(
                    "statement", self._slots(quote, speaker), start, min(stop, len(text)), "bare_quote", features=(f"side={side}", f"how={speaker.how}")
                )
                return

    def _slots(self, quote: Span, speaker: Speaker) -> dict[str, tuple[Filler, ...]]:
        words = self.reading.text[quote.start : quote.end].replace("\n", "").strip(' “”"　')
        slots: dict[str, tuple[Filler, ...]] = {"speaker": (speaker.filler,), "quote": (literal(words, quote.start, quote.end),)}
        if speaker.body is not None:
            slots["organization"] = (Filler(speaker.body.value, speaker.body.key),)
        return slots

    def _candidate(self, each: Said, speaker: Speaker, begin: int) -> Candidate:
        near = begin <= speaker.start
        start = min(each.quote.start, speaker.start if near else begin)
        end = max(each.quote.end, each.end)
        gap = each.start - speaker.start - len(str(speaker.filler.value)) if near else 99
        features = (
            f"verb={each.verb}",
            f"how={speaker.how}",
            f"gap={'0' if gap <= 0 else 'short' if gap <= 4 else 'middle' if gap <= 12 else 'long'}",
            f"next={self.reading.text[each.end : each.end + 1]}",
            f"commas={min(3, self.reading.text[begin : each.start].count('，'))}",
            f"said={each.place}",
        )
        return Candidate("statement", self._slots(each.quote, speaker), start, end, each.place, features=features)
