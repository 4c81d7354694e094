"""Meetings, conferences, ceremonies and signings: one candidate for each that an article tells apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.facts import _meeting_slots as of
from extractors.facts._action_verbs import body_start
from extractors.facts._meeting_names import Printed, leading_mention, printed_meetings
from extractors.facts._people import Person, people
from extractors.owners import Owner, owners
from extractors.reading import Candidate, DateMention, Reading, literal, named, within
from extractors.standing import Anchor
from ontology.records import EntityKind, Filler, MentionKey, Span

_LEVEL = re.compile(r"^(?P<level>[省市区县镇乡州])(?=[委政人纪党全第直级一二三四五六七八九十\d])|^全(?P<whole>[省市区县镇乡州村])")
_SHORT = 12  # characters: a shorter name is given its convener in front
_CONVENERS: tuple[EntityKind, ...] = ("Organization", "Place", "Group")
_LIKELY = 0.5  # how likely a convener must be to stand before the body that the meeting's name begins with
_SURE = 0.45  # how likely a convener must be to be put before a short name
_DAY = 3  # the precision of a date to the day
_SHORTEST_WEAK = 5  # characters that a weak head's name has at least
_SHORTEST_PART = 6  # characters of a name that stands inside another
_LISTED = 2  # bodies that make a list
_LONG = 60  # characters: what is longer is hardly a name
_CLOSED = re.compile(r"“[^“”]*”|《[^《》]*》|[（(][^（）()]*[）)]")
_STANDING = re.compile(r"常委会?会议$")  # the standing committee's meeting is printed both ways
_CONVEYED = re.compile(r"(?:上|时|期间|中)?的?(?:系列)?(?:重要)?(?:讲话|指示|批示|精神)")
_PASSED_ON = re.compile(r"[^，。；！？\n]{0,60}(?:讲话|指示|批示|论述|精神|回信)")
_PASSES_ON = re.compile(r"传达|学习|贯彻|落实|按照|根据|牢记")
_AT = re.compile(r"[\u4e00-\u9fff]{0,6}在")
_BLANKS = re.compile(r"[“”\"‘’《》\s]")


_EVERY = re.compile(r"每[月周年季天]|定期|经常|多次|各类|系列|[余多]场|场次|次以上|常态化")
_WILL = re.compile(r"将|拟|要|计划|筹备")
_OPEN = re.compile(r"[“‘]")
_VAGUE = re.compile(r"(?:上级|相关|有关|各类|各种|系列|重要|多场|多次)+(?:会议|活动|大会|仪式|座谈会|培训班)")
_WIDE = re.compile(r"(?:全国|世界|国际|中国)")
_VENUE = re.compile(r"(?:村|镇|乡|街道|社区|小区|学校|中学|小学)$")
_ODD = re.compile(r"[、，的了]|这次|一行|与会|报告[^会]|工作.*工作.*工作")


@dataclass
class _Meeting:
    """All printings of one meeting."""

    names: list[Printed]

    def best(self, reading: Reading) -> Printed:
        """The longest printing that reads like a name."""
        return max(self.names, key=lambda each: (not _odd(reading, each), each.end - each.start, each.launched, -each.start))


def _odd(reading: Reading, each: Printed) -> bool:
    """Whether a printing holds what a name seldom does, so that its borders are doubtful."""
    text = _CLOSED.sub("", f"“{reading.text[each.start : each.end]}" if reading.in_quote(each.start) else reading.text[each.start : each.end])
    return bool(_ODD.search(text)) or each.end - each.start > _LONG


def find(reading: Reading) -> Iterator[Candidate]:
    """One candidate a meeting of the article; where names stand in a list, one each."""
    persons = people(reading)
    meetings = _meetings(reading)
    for rank, meeting in enumerate(meetings):
        found = _candidate(reading, persons, meeting, rank, meetings)
        yield found
        yield from _others(reading, meeting.best(reading), found)


def _others(reading: Reading, best: Printed, found: Candidate) -> Iterator[Candidate]:
    """The same meeting of each body in a list: 省委、市委、县委经济工作会议 are three."""
    bodies = []
    at = best.start
    while (each := reading.mention_at(at)) and each.end < best.end:
        bodies.append(each)
        at = each.end + 1
        if reading.text[each.end] not in "、和":
            break
    rest = _BLANKS.sub("", reading.text[bodies[-1].end : best.end]) if bodies else ""
    if len(bodies) < _LISTED or len(rest) > _SHORT:
        return
    for body in bodies:
        filler = Filler(f"{body.name}{rest}", MentionKey("Meeting", f"{body.name}{rest}", ""), Span(best.start, best.end))
        slots = {**found.slots, "name": (filler,), "convener": (named(body),)}
        yield Candidate("meeting", slots, found.start, found.end, "list", features=(*found.features, "listed_body"))


def _meetings(reading: Reading) -> list[_Meeting]:
    meetings: list[_Meeting] = []
    for each in printed_meetings(reading):
        home = _meant(meetings, each) if _anaphor(each) else _named(reading, meetings, each)
        if home:
            home.names.append(each)
        elif _tells(reading, each) and _likely(reading, each):
            meetings.append(_Meeting([each]))
    return meetings


def _likely(reading: Reading, each: Printed) -> bool:
    """Whether a printing is worth a proposal: something around it says that a meeting is meant."""
    size = each.end - each.start
    headline = _in_headline(reading, each)
    if each.sort == "weak":
        return (each.launched and size >= _SHORTEST_WEAK) or each.head in ("座谈交流", "交流座谈", "集中签约") or (size >= 8 and (bool(each.verb) or headline))
    return bool(each.verb or each.behind) or headline or size >= len(each.head) + 4


def _tells(reading: Reading, each: Printed) -> bool:
    """Whether a printing can bring a meeting in: it is more than a head noun, or held, or its head says enough; 上级会议 means none in particular."""
    if _VAGUE.fullmatch(reading.text, each.start, each.end):
        return False
    return not _anaphor(each) or each.launched or (each.behind == "at" and each.sort not in ("session", "weak"))


def _anaphor(each: Printed) -> bool:
    """Whether a printing is a bare head noun, which may mean the meeting named before."""
    return each.end - each.start <= len(each.head)


def _plain(reading: Reading, each: Printed) -> str:
    return _BLANKS.sub("", reading.text[each.start : each.end])


def _meant(meetings: Sequence[_Meeting], each: Printed) -> _Meeting | None:
    """The meeting that a bare head noun means: the last that is held and goes with it, else the last that goes with it."""
    if each.behind == "spirit":
        return None
    fitting = [meeting for meeting in meetings if any(_goes_with(each, other) for other in meeting.names)]
    held = [meeting for meeting in fitting if any(other.launched for other in meeting.names)]
    if each.launched and each.head not in ("会议", "活动", "仪式"):
        held = [meeting for meeting in held if any(other.head == each.head for other in meeting.names)]
        fitting = held
    return held[-1] if held else fitting[-1] if fitting else None


def _goes_with(bare: Printed, other: Printed) -> bool:
    """Whether a bare head noun can take up a meeting of the other's sort: 会议 a talk, 活动 a ceremony."""
    if other.behind == "spirit":
        return False
    if bare.head == other.head:
        return True
    if bare.sort == "session":
        return other.sort in ("session", "talk", "push", "publish") or (bare.head == "大会" and other.sort == "rite")
    if bare.head == "活动":
        return other.sort in ("weak", "rite", "fair", "class", "publish")
    return bare.head == "仪式" and other.sort == "rite"


def _named(reading: Reading, meetings: Sequence[_Meeting], each: Printed) -> _Meeting | None:
    """The meeting named before that a fuller name means."""
    for meeting in reversed(meetings):
        names = [other for other in meeting.names if not _anaphor(other)]
        if any(_same(reading, each, other) for other in names):
            return meeting
        if not names and any(other.head == each.head for other in meeting.names) and (each.launched or each.behind == "at"):
            return meeting
    return None


def _same(reading: Reading, one: Printed, other: Printed) -> bool:
    """Whether two names mean one meeting: one ends the other, or stands in it and has the same head."""
    short, long = sorted((_plain(reading, one), _plain(reading, other)), key=len)
    if short == long:
        return True
    return one.head == other.head and (long.endswith(short) or (len(short) >= _SHORTEST_PART and short in long))


def _name(reading: Reading, each: Printed) -> tuple[str, Filler | None, str]:
    """The name with its place resolved, the body or place that it begins with, and how it was resolved."""
    text = reading.text[each.start : each.end]
    lead = leading_mention(reading, each.start, each.end)
    if lead:
        rest = text[lead.end - each.start :]
        last = lead
        while (following := reading.mention_at(last.end)) and following.kind in ("Organization", "Place") and following.end < each.end - len(each.head):
            last = following  # 丽水市云和县…: the last of the chain is the one that acts
        return lead.name + rest, named(last), "mention"
    level = _LEVEL.match(text)
    if level:
        wanted = level["level"] or level["whole"]
        place = next((one for one in reversed(reading.mentions) if one.kind == "Place" and one.name.endswith(wanted) and one.start < each.start), None)
        place = place or next((one for one in reading.mentions if one.kind == "Place" and one.name.endswith(wanted)), None)
        if place:
            rest = text[1:] if level["level"] else text
            return place.name + rest, named(place), "level"
    return text, None, "none"


def _candidate(reading: Reading, persons: Sequence[Person], meeting: _Meeting, rank: int, meetings: Sequence[_Meeting]) -> Candidate:
    best, first = meeting.best(reading), meeting.names[0]
    launched = [each for each in meeting.names if each.launched]
    shown = next((each for each in launched if not _in_headline(reading, each)), launched[0] if launched else best)
    name, owner, resolved = _name(reading, best)
    found = next(iter(owners(reading, anchor_of(shown), "convener", kinds=_CONVENERS, most=1)), None)
    caller, how = _caller(found, owner)
    narrow = len(name) <= _SHORT and best.behind != "spirit" and not _WIDE.match(name)
    if owner is None and found is not None and found.probability >= _SURE and how != "inside" and narrow:
        name = f"{found.mention.name}{name}"
    name = _STANDING.sub("常委会会议", _BLANKS.sub("", name))
    conveyed = all(_CONVEYED.match(reading.text, each.end) for each in meeting.names)
    # Of a meeting whose words are only passed on, the sentence tells neither date nor host: those are its own meeting's.
    stretches = [] if conveyed else _stretches(reading, meeting, rank, meetings)
    date = None if conveyed else _date(reading, shown, first)
    place = of.place_of(reading, reading.sentence(shown.start)) if shown.launched else None
    venue = named(place) if place else caller if caller and _VENUE.search(str(caller.value)) and shown.launched else None
    slots: dict[str, tuple[Filler, ...]] = {
        "name": (Filler(name, MentionKey("Meeting", name, str(date.value) if date else ""), Span(best.start, best.end)),),
        "convener": (caller,) if caller else (),
        "date": (date,) if date else (),
        "place": (venue,) if venue else (),
        "host": tuple(of.hosts(persons, reading, stretches)),
        "speaker": tuple(_quoted_speaker(reading, persons, best)) if conveyed else tuple(_present(reading, of.speakers(persons, reading, stretches))),
        "attendee": tuple(of.attendees(persons, reading, stretches, reading.article.id)),
        "agenda": tuple(of.agenda(reading, stretches)),
    }
    features = (*_features(reading, meeting, best, shown, rank, len(meetings), how, resolved), *(found.seen("convener") if found else ()))
    start, end = min(shown.start, shown.verb_start if shown.verb_start >= 0 else shown.start), shown.end
    clause = reading.clause(start)
    start = clause.start if start - clause.start <= 30 else start
    return Candidate("meeting", {key: value for key, value in slots.items() if value}, start, end, f"{best.sort}", features=tuple(features))


def anchor_of(shown: Printed) -> Anchor:
    """The place from which the convener of a meeting is looked for: the verb that says it was held, else its name."""
    return Anchor(min(shown.start, shown.verb_start) if shown.verb_start >= 0 else shown.start, shown.end, (f"meeting:{shown.sort}",))


def _caller(found: Owner | None, owner: Filler | None) -> tuple[Filler | None, str]:
    """Whose meeting it is: the likeliest convener, else the body that the name begins with; and how it was found."""
    if found is not None and (owner is None or found.probability >= _LIKELY):
        return found.filler, found.how
    return owner, "name" if owner else "none"


def _present(reading: Reading, speakers: Iterable[Filler]) -> Iterator[Filler]:
    """The speakers without those whose words are only passed on: 传达学习X在…的讲话精神."""
    for each in speakers:
        span = each.span
        if span is None or not _PASSED_ON.match(reading.text, span.end) or not _PASSES_ON.search(reading.text[reading.clause(span.start).start : span.start]):
            yield each


def _quoted_speaker(reading: Reading, persons: Sequence[Person], best: Printed) -> Iterator[Filler]:
    """Whose speech at a meeting is passed on: the person right before 在."""
    before = reading.clause(best.start).start
    for person in reversed(persons):
        if before <= person.start and person.end <= best.start and _AT.fullmatch(reading.text[person.end : best.start]):
            yield person.filler
            return


def _in_headline(reading: Reading, each: Printed) -> bool:
    return each.start < body_start(reading)


def _features(reading: Reading, meeting: _Meeting, best: Printed, shown: Printed, rank: int, number: int, how: str, resolved: str) -> Iterator[str]:
    yield f"head={best.head}"
    yield f"verb={shown.verb or 'none'}"
    yield f"behind={shown.behind or 'none'}"
    yield f"best_verb={best.verb or 'none'}"
    yield f"best_behind={best.behind or 'none'}"
    yield f"launched={any(each.launched for each in meeting.names)}"
    yield f"launched_body={any(each.launched and not _in_headline(reading, each) for each in meeting.names)}"
    yield f"headline={any(_in_headline(reading, each) for each in meeting.names)}"
    yield f"times={min(len(meeting.names), 5)}"
    yield f"rank={min(rank, 4)}"
    yield f"meetings={min(number, 6)}"
    yield f"convener_how={how}"
    yield f"resolved={resolved}"
    yield f"bare={best.end - best.start <= len(best.head)}"
    yield f"size={min((best.end - best.start) // 3, 10)}"
    yield f"quoted={reading.in_quote(best.start)}"
    yield f"speech={bool(_OPEN.search(reading.text[reading.clause(best.start).start : best.start]))}"
    yield f"every={bool(_EVERY.search(reading.text[max(0, best.start - 16) : best.end + 8]))}"
    yield f"will={bool(_WILL.search(reading.text[max(reading.clause(shown.start).start, shown.start - 16) : shown.start]))}"
    yield f"says={any(each.behind == 'says' for each in meeting.names)}"
    yield f"at={any(each.behind == 'at' for each in meeting.names)}"
    yield f"spirit={all(each.behind == 'spirit' for each in meeting.names)}"
    yield f"date_in_sentence={bool(within(reading.dates, reading.sentence(shown.start).start, shown.end))}"
    yield f"article_kind={reading.article.kind}"


def _stretches(reading: Reading, meeting: _Meeting, rank: int, meetings: Sequence[_Meeting]) -> list[Span]:
    """The parts of the text that tell of a meeting: for the article's main one all that no other is named in."""
    main = max(range(len(meetings)), key=lambda at: (any(each.launched for each in meetings[at].names), len(meetings[at].names), -at))
    others = {reading.sentence(each.start) for at, one in enumerate(meetings) if at != rank for each in one.names}
    own = {reading.sentence(each.start) for each in meeting.names}
    if rank == main:
        body = body_start(reading)
        return [each for each in reading.sentences if each.start >= body and (each in own or each not in others)]
    return sorted(own)


def _date(reading: Reading, shown: Printed, first: Printed) -> Filler | None:
    """The date of its sentence outside the name, a day preferred, the last before the name first; else the last day named before."""
    for each in (shown, first):
        sentence = reading.sentence(each.start)
        dates = [one for one in within(reading.dates, sentence.start, sentence.end) if one.interval and not each.start <= one.start < each.end]
        chosen = max(dates, key=lambda one: (_precision(one), one.end <= each.end, one.start if one.end <= each.end else -one.start), default=None)
        if chosen and chosen.interval:
            return literal(chosen.interval.text, chosen.start, chosen.end)
    if shown.launched or shown.behind == "at":
        days = [one for one in reading.dates if one.interval and one.end <= shown.start and _precision(one) == _DAY]
        if days and days[-1].interval:
            return literal(days[-1].interval.text, days[-1].start, days[-1].end)
    return None


def _precision(date: DateMention) -> int:
    """How precise a date is: 3 a day, 2 a month, 1 a year or an interval."""
    text = date.interval.text if date.interval else ""
    return 1 if "/" in text else _DAY if re.search(r"\d\d-\d\d$", text) and (len(text) != len("2021-12")) else 1 + text.count("-")
