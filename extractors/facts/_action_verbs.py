"""Verbs of action: a lexicon by class, and where an article uses one as the verb of a clause."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ahocorasick

from extractors.reading import Reading, Word, within

VERBS = Path(__file__).parent.parent / "data" / "lexicon" / "action_verbs.txt"
LIGHT = re.compile(r"开展|组织|进行|实施|推进|举行|举办|完成|启动|参与|参加|推动|接受|受到|予以|给予|得到|获得|做|搞|深入")
_TAGS = frozenset({"v", "vn", "vd", "n", "an", "nz"})
_NOMINAL_BEHIND = frozenset({"n", "vn", "nz", "an", "ORG", "nw"})
# Nouns that make the verb before them part of a body's or a person's name.
_OF_BODIES = re.compile(r"(?:小?组|单位|干警|人员|干部|中心|站|小分队|队|区域?|基地|机构|协会|公司|企业|户|者|员|大户|部门|机关|工作组)(?!织)")
_CLAUSE_EDGES = frozenset("，。；：！？,;:!?\n…")
_REACH = 14  # characters between a light verb and what it carries
_NAME_IN_QUOTES = 14  # characters: a shorter quotation is a name or a slogan, not speech


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of action at its place: classes it may belong to, the light verb that carries it, how nominal it stands."""

    start: int
    end: int
    text: str
    classes: tuple[str, ...]
    tag: str
    light: Word | None
    nominal: bool  # followed by what it modifies: 培训活动, 种植基地


@cache
def _lexicon() -> ahocorasick.Automaton:
    classes: dict[str, list[str]] = {}
    for line in VERBS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, *verbs = line.split()
            for verb in dict.fromkeys(verbs):
                classes.setdefault(verb, []).append(name)
    automaton = ahocorasick.Automaton()
    for verb, names in sorted(classes.items()):
        automaton.add_word(verb, (verb, tuple(names)))
    automaton.make_automaton()
    return automaton


def body_start(reading: Reading) -> int:
    """Where the text below the headline begins; 0 where what counts as the headline is only the beginning of the first line."""
    end = reading.headline.end if reading.headline else 0
    if not 0 < end < len(reading.text):
        return 0
    broken = reading.text[end].isspace() or reading.to_page[end] != reading.to_page[end - 1] + 1
    return end if broken else 0


def verbs(reading: Reading) -> Iterator[Verb]:
    """The verbs of an article: longest first, on word edges, outside mentions and short quotations."""
    starts = {word.start: at for at, word in enumerate(reading.words)}
    ends = {word.end for word in reading.words}
    hits = sorted((end + 1 - len(verb), -(end + 1), verb, classes) for end, (verb, classes) in _lexicon().iter(reading.text))
    taken = body_start(reading)
    for start, minus_end, verb, classes in hits:
        end = -minus_end
        if start < taken or end not in ends:
            continue
        at = starts.get(start, word_index(reading, start))
        word = reading.words[at]
        inner = start not in starts  # the end of a compound: 安全检查
        if word.tag not in _TAGS or _in_name(reading, start, end) or (inner and (word.tag != "vn" or word.end != end)):
            continue
        light, nominal = _light(reading, at), _nominal(reading, end)
        if inner and light is None:
            continue
        taken = end
        if (nominal and light is None and word.tag != "v") or _OF_BODIES.match(reading.text, end):
            continue
        yield Verb(start, end, verb, classes, word.tag, light, nominal)


def _in_name(reading: Reading, start: int, end: int) -> bool:
    """Whether it stands in a mention or in a quotation so short that it is a name."""
    for mention in within(reading.mentions, max(0, start - 60), end + 60):
        if mention.start <= start < mention.end and mention.kind != "Group":
            return True
    return any(quote.start <= start < quote.end and quote.end - quote.start <= _NAME_IN_QUOTES for quote in reading.quotes)


def _light(reading: Reading, at: int) -> Word | None:
    """The light verb before a word in its clause, near enough to carry it."""
    word = reading.words[at]
    for other in reversed(reading.words[max(0, at - 10) : at]):
        printed = reading.text[other.start : other.end]
        if word.start - other.end > _REACH or printed in _CLAUSE_EDGES:
            return None
        if LIGHT.fullmatch(printed) and other.end < word.end:
            return other
    return None


def _nominal(reading: Reading, end: int) -> bool:
    at = bisect_left(reading.words, end, key=lambda word: word.start)
    return at < len(reading.words) and reading.words[at].start == end and reading.words[at].tag in _NOMINAL_BEHIND


def word_index(reading: Reading, position: int) -> int:
    """The index of the word that holds a position, or of the last one before it."""
    return max(0, bisect_right(reading.words, position, key=lambda word: word.start) - 1)


def is_verb_like(text: str) -> bool:
    """Whether the lexicon has a text as a verb."""
    return text in _lexicon()


CHAIN = re.compile(r"[、和及并与]|以及")
