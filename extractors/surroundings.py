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

from extractors.reading import Mention, Reading, Word, within
from ontology.names import body_sort
from ontology.records import EntityKind

KINDS: tuple[EntityKind, ...] = ("Person", "Organization", "Place", "Programme", "Group")
NOUN = "noun"  # the source of a candidate that no recogniser names
_NOUN_TAGS = frozenset(("n", "nz", "vn", "nw", "an", "a", "ORG", "LOC", "j", "b"))
_HEAD_TAGS = frozenset(("n", "nz", "nw", "ORG", "LOC", "vn"))
_SHORTEST, _LONGEST = 2, 14  # characters of a run of nouns
REACH = 6  # mentions looked at for the person whose title a mention belongs to
_TITLE = 24  # characters between a mention and the person whose title it belongs to
_TITLE_TAGS = frozenset(("n", "nz", "vn", "nw", "ORG", "LOC", "j", "b", "an", "f", "a"))
_NEAR = 24  # characters between a quotation and its speaker
_TOPICS = 3  # names of a kind that are offered from anywhere, the commonest
_PREPOSITION = re.compile(
    r"(?:对|向|为|给|在|于|与|跟|把|将|被|从|到|往|据|由于|根据|按照|通过|针对|围绕|关于|就|以|比|让|使|赴|前往|来到|走进|深入|走访|位于|随|陪同|邀请|联合|协同|带领|带动|引导|帮助|听取|学习|来自|覆盖|惠及|服务|涉及)[了着过]?$"
)
_BY = re.compile(r"(?:由|经)$")
_SPEAKING = re.compile(r"^(?:[^，。！？；]{0,6})?(?:说|表示|介绍|告诉|指出|强调|坦言|透露|称|认为)")
_AFTER_LIST = re.compile(r"^[、和及与]")
_BEFORE_LIST = re.compile(r"[、和及与]$")
_LEVELS = re.compile(r"(省|自治区|市|州|县|区|旗|镇|乡|街道|社区|村|园|路)$")


class Surroundings:
    """One article's possible owners. What holds for every place asked about is worked out once, when it is made."""

    def __init__(self, reading: Reading) -> None:
        """The surroundings of a reading."""
        self.reading = reading
        names = [each for each in reading.mentions if each.kind != "Meeting" and each.name]
        self.names = tuple(names)
        self.mentions = tuple(sorted((*names, *_nouns(reading)), key=lambda each: (each.start, each.end)))
        self.named = [each.source != NOUN for each in self.mentions]
        self.starts = [each.start for each in self.mentions]
        self.sentence_starts = [each.start for each in reading.sentences] or [0]
        self.clause_starts = [each.start for each in reading.clauses] or [0]
        self.verbs = [word.start for word in reading.words if word.tag in ("v", "vd")]
        self.numbers = [each.start for each in reading.quantities]
        self.paragraphs = [found.start() for found in re.finditer("\n", reading.text)]
        self.sentence_of = [self.sentence(each.start) for each in self.mentions]
        self.clause_of = [self.clause(each.start) for each in self.mentions]
        self.quoted = [reading.in_quote(each.start) for each in self.mentions]
        self.prepositional = [_prepositional(reading, each) for each in self.mentions]
        self.subjects = self._subjects_of_clauses()
        self.subject_starts = sorted(self.starts[at] for at in self.subjects)
        self._prominence = _prominence(reading, self.mentions, self.named, self.subjects)
        self.modified = [self._of_whom(at) for at in range(len(self.mentions))]
        self._shares = self._leading_shares()
        self.speakers = self._speakers_of_quotes()
        self.topics = self._commonest()
        self.kinds = tuple(kind_of(each) for each in self.mentions)
        self.fixed = tuple(tuple(self._of_mention(at)) for at in range(len(self.mentions)))
        self.crossed = tuple(tuple(each for each in features if each.startswith(("level=", "sort="))) for features in self.fixed)

    def sentence(self, position: int) -> int:
        """The number of the sentence that holds a position."""
        return bisect_right(self.sentence_starts, position) - 1

    def clause(self, position: int) -> int:
        """The number of the clause that holds a position."""
        return bisect_right(self.clause_starts, position) - 1

    def _subjects_of_clauses(self) -> frozenset[int]:
        """The mentions that are the subject of their clause: the first that is not governed, chained or before 的."""
        subjects = set()
        clauses: dict[int, list[int]] = {}
        for at, clause in enumerate(self.clause_of):
            clauses.setdefault(clause, []).append(at)
        for every in clauses.values():
            if not self.named[every[0]] and not self.prepositional[every[0]]:
                subjects.add(every[0])  # a bare noun that opens the clause, beside the first name
            members = [at for at in every if self.named[at]]
            free = [at for at in members if not self.prepositional[at]]
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
        for other in range(at + 1, min(len(self.mentions), at + REACH)):
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
        leading = Counter(each.name for at, each in enumerate(self.mentions) if self._leads_on(at) or self.modified[at] is not None)
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
        counts = Counter(each.name for at, each in enumerate(self.mentions) if self.named[at])
        firsts: dict[str, int] = {}
        for at, each in enumerate(self.mentions):
            if self.named[at]:
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
        yield f"kind={kind_of(mention)}"
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
        if self.prepositional[at]:
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
        yield f"leads={self._shares[mention.name]}&{kind_of(mention)}"
        if self.modified[at] is not None:
            yield "modifies"
            person = self.mentions[self.modified[at] or 0]
            if _SPEAKING.match(text[person.end : person.end + 10]):
                yield "modifies_speaker"
        clause = self.clause_starts[self.clause_of[at]]
        governed = between(self.verbs, clause, mention.start)
        yield f"governed={min(2, governed)}"
        yield f"governed={min(1, governed)}&{kind_of(mention)}"
        yield f"subject={at in self.subjects}"
        if mention.start - clause <= 1:
            yield "opens_clause"
        sentence = self.sentence_starts[self.sentence_of[at]]
        if mention.start - sentence <= 1:
            yield "opens_sentence"
        if self.quoted[at]:
            yield "quoted"
        if self.named[at]:
            yield from self._prominence[mention.name]

    def _tag_before(self, start: int) -> str:
        words = self.reading.words
        at = bisect_right(words, start - 1, key=lambda word: word.start) - 1
        if at < 0 or not start:
            return "start"
        word = words[at]
        return self._mark(word)

    def _tag_behind(self, end: int) -> str:
        words = self.reading.words
        at = bisect_left(words, end, key=lambda word: word.start)
        if at >= len(words):
            return "end"
        word = words[at]
        return self._mark(word)

    def _mark(self, word: Word) -> str:
        """A word's tag; of a punctuation mark the mark itself."""
        return self.reading.text[word.start] if word.tag == "w" and word.end == word.start + 1 else word.tag


def kind_of(mention: Mention) -> str:
    """The mention's kind, `Noun` for a bare noun."""
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


def between(places: Sequence[int], low: int, high: int) -> int:
    """How many of the sorted places lie in [low, high)."""
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
