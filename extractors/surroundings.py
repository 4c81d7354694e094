"""Who and what an article offers as owner of a printed place, and how each stands to it, in short strings without names.

A candidate is a name (or a described party) under the occurrence that stands nearest as a subject would. Its features tell how
that occurrence stands to the place asked about (clauses between, subject, preposition, list), what it is (kind, level, sort), and
how prominent the name is in the article. What does not depend on the place asked about is told once an article.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.reading import Mention, Reading, Word, within
from ontology.names import body_sort
from ontology.records import EntityKind

KINDS: tuple[EntityKind, ...] = ("Person", "Organization", "Place", "Programme", "Group")
NOUN = "noun"  # the source of a candidate that no recogniser names
_NOUN_TAGS = frozenset(("n", "nz", "vn", "nw", "an", "a", "ORG", "LOC", "j", "b"))
_HEAD_TAGS = frozenset(("n", "nz", "nw", "ORG", "LOC", "vn"))
_SHORTEST, _LONGEST = 2, 14  # characters of a run of nouns
_WINDOW = 4  # sentences before that are looked at whole
_REACH = 6  # mentions looked at for the person whose title a mention belongs to
_TITLE = 24  # characters between a mention and the person whose title it belongs to
_TITLE_TAGS = frozenset(("n", "nz", "vn", "nw", "ORG", "LOC", "j", "b", "an", "f", "a"))
_NEAR = 24  # characters between a quotation and its speaker
_RECENT = 200  # characters before the place asked about
_TOPICS = 3  # names of a kind that are offered from anywhere, the commonest
_PREPOSITION = re.compile(
    r"(?:对|向|为|给|在|于|与|跟|把|将|被|从|到|往|据|由于|根据|按照|通过|针对|围绕|关于|就|以|比|让|使|赴|前往|来到|走进|深入|走访|位于|随|陪同|邀请|联合|协同|带领|带动|引导|帮助|听取|学习|来自|覆盖|惠及|服务|涉及)[了着过]?$"
)
_BY = re.compile(r"(?:由|经)$")
_SPEAKING = re.compile(r"^(?:[^，。！？；]{0,6})?(?:说|表示|介绍|告诉|指出|强调|坦言|透露|称|认为)")
_AFTER_LIST = re.compile(r"^[、和及与]")
_BEFORE_LIST = re.compile(r"[、和及与]$")
_LEVELS = re.compile(r"(省|自治区|市|州|县|区|旗|镇|乡|街道|社区|村|园|路)$")
_DISTANCES = (0, 1, 2, 4, 7, 12, 20, 40, 80)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place asked about, [start, end), and of what sort it is: the class of a unit, of a verb; none where it has none."""

    start: int
    end: int
    sorts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate: the occurrence it is known by, and what changes with the place asked about."""

    mention: Mention
    at: int  # index among the surroundings' mentions
    how: str
    features: tuple[str, ...]


class Surroundings:
    """One article's possible owners. What holds for every place asked about is worked out once, when it is made."""

    def __init__(self, reading: Reading) -> None:
        """The surroundings of a reading."""
        self.reading = reading
        names = [each for each in reading.mentions if each.kind != "Meeting" and each.name]
        self.names = tuple(names)
        self.mentions = tuple(sorted((*names, *_nouns(reading)), key=lambda each: (each.start, each.end)))
        self._named = [each.source != NOUN for each in self.mentions]
        self._starts = [each.start for each in self.mentions]
        self._sentence_starts = [each.start for each in reading.sentences] or [0]
        self._clause_starts = [each.start for each in reading.clauses] or [0]
        self._verbs = [word.start for word in reading.words if word.tag in ("v", "vd")]
        self._numbers = [each.start for each in reading.quantities]
        self._paragraphs = [found.start() for found in re.finditer("\n", reading.text)]
        self._sentence_of = [self._sentence(each.start) for each in self.mentions]
        self._clause_of = [self._clause(each.start) for each in self.mentions]
        self._quoted = [reading.in_quote(each.start) for each in self.mentions]
        self._prepositional = [_prepositional(reading, each) for each in self.mentions]
        self._subjects = self._subjects_of_clauses()
        self._subject_starts = sorted(self._starts[at] for at in self._subjects)
        self._prominence = _prominence(reading, self.mentions, self._named, self._subjects)
        self._modified = [self._of_whom(at) for at in range(len(self.mentions))]
        self._shares = self._leading_shares()
        self._speakers = self._speakers_of_quotes()
        self._topics = self._commonest()
        self.fixed = tuple(tuple(self._of_mention(at)) for at in range(len(self.mentions)))

    def _sentence(self, position: int) -> int:
        return bisect_right(self._sentence_starts, position) - 1

    def _clause(self, position: int) -> int:
        return bisect_right(self._clause_starts, position) - 1

    def _subjects_of_clauses(self) -> frozenset[int]:
        """The mentions that are the subject of their clause: the first that is not governed, chained or before 的."""
        subjects = set()
        clauses: dict[int, list[int]] = {}
        for at, clause in enumerate(self._clause_of):
            clauses.setdefault(clause, []).append(at)
        for every in clauses.values():
            if not self._named[every[0]] and not self._prepositional[every[0]]:
                subjects.add(every[0])  # a bare noun that opens the clause, beside the first name
            members = [at for at in every if self._named[at]]
            free = [at for at in members if not self._prepositional[at]]
            sound = [at for at in free if not self._leads_on(at)]
            if sound:
                subjects.add(sound[0])
            elif len(members) == 1 and free:
                subjects.add(free[0])
        return frozenset(subjects)

    def _leads_on(self, at: int) -> bool:
        """Whether a mention only leads to the next (a place before a place or body) or stands before 的."""
        mention = self.mentions[at]
        chained = at + 1 < len(self.mentions) and self.mentions[at + 1].start == mention.end and mention.kind in ("Place", "Organization")
        return chained or self.reading.text[mention.end : mention.end + 1] == "的"

    def _of_whom(self, at: int) -> int | None:
        """The person or group that a mention belongs to by apposition: the next one, where nothing but nouns stands between."""
        mention = self.mentions[at]
        for other in range(at + 1, min(len(self.mentions), at + _REACH)):
            following = self.mentions[other]
            if following.start - mention.end > _TITLE:
                return None
            if following.kind == "Person":
                tags = {word.tag for word in within(self.reading.words, mention.end, following.start)}
                return other if tags <= _TITLE_TAGS else None
        return None

    def _leading_shares(self) -> dict[str, str]:
        """Of every name how many of its occurrences only lead to another: none, some, most or all."""
        every = Counter(each.name for each in self.mentions)
        leading = Counter(each.name for at, each in enumerate(self.mentions) if self._leads_on(at) or self._modified[at] is not None)
        rows = {}
        for name, count in every.items():
            share = leading[name] / count
            rows[name] = "none" if not share else "all" if share == 1 else "some" if share <= 0.5 else "most"
        return rows

    def _speakers_of_quotes(self) -> dict[int, int]:
        """For each quotation, by its start, the person who is named nearest behind or before it."""
        rows = {}
        persons = [at for at, each in enumerate(self.mentions) if each.kind == "Person"]
        for quote in self.reading.quotes:
            behind = next((at for at in persons if quote.end <= self.mentions[at].start <= quote.end + _NEAR), None)
            before = next((at for at in reversed(persons) if quote.start - _NEAR <= self.mentions[at].end <= quote.start), None)
            speaker = behind if behind is not None else before
            if speaker is not None:
                rows[quote.start] = speaker
        return rows

    def _commonest(self) -> tuple[int, ...]:
        """The first mentions of the names that the article names most, a few of each kind."""
        counts = Counter(each.name for at, each in enumerate(self.mentions) if self._named[at])
        firsts: dict[str, int] = {}
        for at, each in enumerate(self.mentions):
            if self._named[at]:
                firsts.setdefault(each.name, at)
        taken: Counter[str] = Counter()
        topics = []
        for name in sorted(firsts, key=lambda one: (-counts[one], firsts[one])):
            kind = self.mentions[firsts[name]].kind
            if taken[kind] < _TOPICS:
                taken[kind] += 1
                topics.append(firsts[name])
        return tuple(topics)

    def _of_mention(self, at: int) -> Iterator[str]:
        """What holds of an occurrence wherever one asks from."""
        mention, reading = self.mentions[at], self.reading
        text = reading.text
        yield f"kind={_kind(mention)}"
        yield f"source={mention.source}"
        if mention.source == NOUN:
            yield f"noun_size={min(6, len(mention.name))}"
        elif mention.kind == "Organization":
            yield f"sort={body_sort(mention.name)}"
        elif mention.kind == "Place":
            level = _LEVELS.search(mention.name)
            yield f"level={level.group() if level else 'other'}"
            if mention.scope and mention.scope == reading.place.county:
                yield "county_of_article"
            elif mention.scope and mention.scope in (reading.place.prefecture, reading.place.province):
                yield "above_article"
        elif mention.kind == "Group":
            yield f"group_size={min(6, len(mention.name))}"
        elif mention.kind == "Person" and _SPEAKING.match(text[mention.end : mention.end + 10]):
            yield "speaking"
        if _AFTER_LIST.match(text[mention.end : mention.end + 1]):
            yield "listed"
        if _BEFORE_LIST.search(text[max(0, mention.start - 1) : mention.start]):
            yield "listed_behind"
        if self._prepositional[at]:
            yield "prep"
        if text[mention.end : mention.end + 1] == "的":
            yield "of"
        following = self.mentions[at + 1] if at + 1 < len(self.mentions) and self.mentions[at + 1].start == mention.end else None
        if following is not None:
            yield f"next={following.kind}"
        if at and self.mentions[at - 1].end == mention.start:
            yield f"chained={self.mentions[at - 1].kind}"
        yield f"left={self._tag_before(mention.start)}"
        yield f"right={self._tag_behind(mention.end)}"
        yield f"before2={reading.nameless(mention.start - 2, mention.start)}"
        yield f"after2={reading.nameless(mention.end, mention.end + 2)}"
        yield f"after={text[mention.end : mention.end + 1]}"
        yield f"before={text[max(0, mention.start - 1) : mention.start]}"
        yield f"leads={self._shares[mention.name]}&{_kind(mention)}"
        if self._modified[at] is not None:
            yield "modifies"
            person = self.mentions[self._modified[at] or 0]
            if _SPEAKING.match(text[person.end : person.end + 10]):
                yield "modifies_speaker"
        clause = self._clause_starts[self._clause_of[at]]
        governed = _between(self._verbs, clause, mention.start)
        yield f"governed={min(2, governed)}"
        yield f"governed={min(1, governed)}&{_kind(mention)}"
        yield f"subject={at in self._subjects}"
        if mention.start - clause <= 1:
            yield "opens_clause"
        sentence = self._sentence_starts[self._sentence_of[at]]
        if mention.start - sentence <= 1:
            yield "opens_sentence"
        if self._quoted[at]:
            yield "quoted"
        if self._named[at]:
            yield from self._prominence[mention.name]

    def _tag_before(self, start: int) -> str:
        words = self.reading.words
        at = bisect_right(words, start - 1, key=lambda word: word.start) - 1
        if at < 0 or not start:
            return "start"
        word = words[at]
        return self.reading.text[word.start : word.end] if word.tag == "w" else word.tag

    def _tag_behind(self, end: int) -> str:
        words = self.reading.words
        at = bisect_left(words, end, key=lambda word: word.start)
        if at >= len(words):
            return "end"
        word = words[at]
        return self.reading.text[word.start : word.end] if word.tag == "w" else word.tag

    def standings(self, anchor: Anchor, kinds: Sequence[EntityKind] = KINDS, *, nouns: bool = False) -> list[Standing]:
        """The candidates for what is printed at the anchor, each name once, with what is told of them from there.

        With `nouns` also the bare nouns of the anchor's sentence, as groups without a name.
        """
        best: dict[str, tuple[int, str]] = {}
        for at, how in self._occurrences(anchor):
            mention = self.mentions[at]
            if mention.kind in kinds and (nouns or self._named[at]):
                best.setdefault(mention.name, (at, how))
        nearest = self._nearness(anchor, [at for at, _ in best.values()])
        return [Standing(self.mentions[at], at, how, tuple(self._told(anchor, at, how, nearest[at]))) for at, how in best.values()]

    def _occurrences(self, anchor: Anchor) -> Iterator[tuple[int, str]]:
        """Occurrences with how they stand, in the order in which they are preferred when a name stands in several places."""
        place = anchor.start
        sentence, clause = self._sentence(place), self._clause(place)
        quoted = self.reading.in_quote(place)
        here = bisect_right(self._starts, place)
        before: list[int] = []
        behind: list[int] = []
        later: list[int] = []
        earlier: list[int] = []
        at = here - 1
        while at >= 0 and self._sentence_of[at] >= sentence - _WINDOW:
            if self.mentions[at].end <= place and (quoted or not self._quoted[at]):
                if self._sentence_of[at] == sentence:
                    before.append(at)
                elif self._named[at]:
                    earlier.append(at)
            at -= 1
        at = here
        while at < len(self.mentions) and self._sentence_of[at] == sentence:
            if quoted or not self._quoted[at]:
                (behind if self._clause_of[at] == clause else later).append(at)
            at += 1
        for at in before:
            distance = clause - self._clause_of[at]
            where = ("clause", "earlier", "earlier2")[min(2, distance)]
            apposed = distance == 0 and place - self.mentions[at].end <= 1
            yield at, "apposition" if apposed else f"{where}_subject" if at in self._subjects else where
        for at in behind:
            yield at, "inside" if self.mentions[at].end <= anchor.end else "behind"
        for at in later:
            yield at, "later"
        for at in earlier:
            distance = min(3, sentence - self._sentence_of[at])
            yield at, f"sentence{distance}" + ("_subject" if at in self._subjects else "")
        for at in self._topics:
            if self.mentions[at].end <= place:
                yield at, "topic"
        for at in self._topics:
            yield at, "topic_later"

    def _nearness(self, anchor: Anchor, chosen: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Of every candidate before the anchor how many others stand nearer: of its kind, and of all; -1 for those behind."""
        ranks: dict[int, tuple[int, int]] = {}
        kinds: Counter[str] = Counter()
        for overall, at in enumerate(sorted((at for at in chosen if self.mentions[at].end <= anchor.start), reverse=True)):
            kind = _kind(self.mentions[at])
            ranks[at] = (kinds[kind], overall)
            kinds[kind] += 1
        return {at: ranks.get(at, (-1, -1)) for at in chosen}

    def _told(self, anchor: Anchor, at: int, how: str, nearness: tuple[int, int]) -> Iterator[str]:
        mention, kind = self.mentions[at], _kind(self.mentions[at])
        yield f"how={how}"
        yield f"how={how}&{kind}"
        if self._prepositional[at]:
            yield f"how={how}&prep"
        yield f"near={min(4, nearness[0])}&{kind}"
        yield f"nearest={min(6, nearness[1])}"
        low, high = (mention.end, anchor.start) if mention.end <= anchor.start else (anchor.end, mention.start)
        yield f"gap={_bucket(high - low)}"
        sentences = abs(self._sentence(anchor.start) - self._sentence_of[at])
        yield f"sentences={min(5, sentences)}"
        if sentences == 0:
            yield f"clauses={min(5, abs(self._clause(anchor.start) - self._clause_of[at]))}"
            yield f"verbs={min(4, _between(self._verbs, low, high))}"
            yield f"numbers={min(3, _between(self._numbers, low, high))}"
            if mention.end <= anchor.start:
                yield f"shadowed={min(3, _between(self._subject_starts, low, self._clause_starts[self._clause(anchor.start)]))}&{at in self._subjects}"
                yield f"verbs_here={min(3, _between(self._verbs, self._clause_starts[self._clause(anchor.start)], anchor.start))}&{how}"
        elif _between(self._paragraphs, low, high):
            yield "other_paragraph"
        quote = next((each for each in self.reading.quotes if each.start <= anchor.start < each.end), None)
        if quote is not None:
            yield f"from_quote={self._quoted[at]}"
            speaker = self._speakers.get(quote.start)
            if speaker is not None:
                who = self.mentions[speaker].name
                if mention.name == who:
                    yield "speaker_of_quote"
                elif any(self._modified[other] == speaker and self.mentions[other].name == mention.name for other in range(max(0, speaker - _REACH), speaker)):
                    yield f"body_of_speaker&{kind}"
        if self._named[at]:
            recent = sum(each.name == mention.name for each in within(self.mentions, max(0, anchor.start - _RECENT), anchor.start))
            yield f"recent={min(4, recent)}&{kind}"
        for sort in anchor.sorts:
            yield f"{sort}&{kind}"
            yield f"{sort}&how={how}"
            yield from (f"{sort}&{each}" for each in self.fixed[at] if each.startswith(("level=", "sort=")))


def _kind(mention: Mention) -> str:
    return "Noun" if mention.source == NOUN else mention.kind


def _nouns(reading: Reading) -> Iterator[Mention]:
    """The runs of nouns outside mentions, as groups without a name."""
    taken = {at for each in reading.mentions for at in range(each.start, each.end)}
    start = end = -1
    last = ""
    for word in (*reading.words, Word(len(reading.text) + 1, len(reading.text) + 1, "w")):
        inside = word.tag in _NOUN_TAGS and word.start not in taken and word.end - 1 not in taken and not reading.text[word.start : word.end].isspace()
        if inside and word.start == end:
            end, last = word.end, word.tag
            continue
        if _SHORTEST <= end - start <= _LONGEST and last in _HEAD_TAGS:
            name = reading.text[start:end]
            yield Mention(start, end, "Group", name, reading.article.id, (), NOUN)
        start, end, last = (word.start, word.end, word.tag) if inside else (-1, -1, "")


def _between(places: Sequence[int], low: int, high: int) -> int:
    return bisect_left(places, high) - bisect_left(places, low)


def _prepositional(reading: Reading, mention: Mention) -> bool:
    before = reading.text[max(0, mention.start - 5) : mention.start]
    previous = reading.mention_before(mention.start)
    while previous is not None and previous.kind == "Place":  # in 在青田县方山乡 the preposition governs the chain
        before = reading.text[max(0, previous.start - 5) : previous.start]
        previous = reading.mention_before(previous.start)
    return bool(_PREPOSITION.search(before)) and not _BY.search(before)


def _prominence(reading: Reading, every: Sequence[Mention], is_named: Sequence[bool], every_subject: frozenset[int]) -> dict[str, tuple[str, ...]]:
    """How prominent each name is in the article: frequency, rank among its kind, headline, first sentence."""
    mentions = [each for at, each in enumerate(every) if is_named[at]]
    subjects = {at for at, index in enumerate(index for index, flag in enumerate(is_named) if flag) if index in every_subject}
    headline = reading.headline.end if reading.headline else 0
    opener = next((each.name for at, each in enumerate(mentions) if at in subjects and each.start >= headline), "")
    first = next((each.name for each in mentions if each.start < headline), "")
    acts = Counter(each.name for at, each in enumerate(mentions) if at in subjects)
    lead = reading.sentences[1].end if len(reading.sentences) > 1 else len(reading.text)
    counts = Counter(each.name for each in mentions)
    firsts: dict[str, Mention] = {}
    for each in mentions:
        firsts.setdefault(each.name, each)
    ranks: Counter[str] = Counter()
    rows: dict[str, tuple[str, ...]] = {}
    for overall, name in enumerate(sorted(firsts, key=lambda one: (-counts[one], firsts[one].start))):
        mention = firsts[name]
        features = [f"count={min(counts[name], 6)}", f"rank={min(ranks[mention.kind], 4)}&{mention.kind}", f"overall={min(overall, 5)}"]
        ranks[mention.kind] += 1
        if mention.start < headline:
            features.append(f"headline&{mention.kind}")
        if mention.start < lead:
            features.append(f"lead&{mention.kind}")
        if name == first:
            features.append("first_of_headline")
        if name == opener:
            features.append("first_subject")
        features.append(f"acts={min(acts[name], 3)}&{mention.kind}")
        rows[name] = tuple(features)
    return rows


def _bucket(distance: int) -> str:
    return str(_DISTANCES[max(0, bisect_right(_DISTANCES, distance) - 1)])
