"""What the judge sees of a candidate: short strings that say how it was found and what stands around it.

No feature made here holds the whole name of a person or a place: a judge that knew names would be right on the pages it
learnt from only. Of fillers there are lengths, tags and a few characters: the last one, of other names the first and the last
two (of places the last two where they are longer). Neighbours are one character, or two with names left out. A finder's own
features are taken as they are, so it is for the finder to keep names out of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from extractors.reading import Candidate, Reading
from ontology.records import Filler, Span
from ontology.schema import Slot, load_schema

# The slot in which candidates of a type compete: of those that share its printed place, only the best stays.
ANCHOR = {"measure": "value", "transfer": "amount", "action": "verb", "award": "honour"}
LISTED = "listed=True"  # the mark of a candidate that shares its printed place with others of a list and competes with none

_BUCKETS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 60, 100, 200)
_CUES = {
    "wish": ("要", "应", "须", "必须", "希望", "确保", "力争", "努力"),
    "future": ("将", "拟", "计划", "预计", "下一步", "今后", "未来"),
    "past": ("了", "已", "曾", "完成", "实现"),
    "habit": ("每年", "每月", "每周", "每天", "常态化", "定期", "平时"),
    "negation": ("未", "没有", "不"),
}
_NEAR = 2  # characters to each side of a filler


def bucket(number: float) -> str:
    """The number as one of a few classes, so that features recur."""
    return str(_BUCKETS[max(0, bisect_right(_BUCKETS, number) - 1)])


def featurise(reading: Reading, candidates: Sequence[Candidate]) -> list[tuple[str, ...]]:
    """The features of every candidate of one article, sorted and without repeats, in the candidates' order."""
    rivals = Counter((each.type, anchor) for each in candidates if (anchor := anchor_of(each)))
    spots = Counter((each.type, each.start, each.end) for each in candidates)
    number = Counter(each.type for each in candidates)
    rows = []
    for each in candidates:
        found = set(_of_rule(each))
        found.update(_of_place(reading, each))
        for slot in load_schema().facts[each.type].slots:
            found.update(_of_slot(reading, slot, each.slots.get(slot.name, ())))
        anchor = anchor_of(each)
        found.add(f"rivals={bucket(rivals[each.type, anchor] if anchor else 0)}")
        found.add(f"same_spot={bucket(spots[each.type, each.start, each.end])}")
        found.add(f"of_type={bucket(number[each.type])}")
        rows.append(tuple(sorted(found)))
    return rows


def anchor_of(candidate: Candidate) -> Span | None:
    """The printed place (a number, an action's verb) that candidates of this type compete for, None where they do not compete."""
    slot = ANCHOR.get(candidate.type) if LISTED not in candidate.features else None
    fillers = candidate.slots.get(slot, ()) if slot else ()
    return fillers[0].span if fillers else None


def _of_rule(candidate: Candidate) -> Iterator[str]:
    yield f"rule={candidate.rule}"
    yield f"realis={candidate.realis}"
    for feature in candidate.features:
        yield feature
        yield f"rule={candidate.rule}&{feature}"


def _of_place(reading: Reading, candidate: Candidate) -> Iterator[str]:
    start, end = candidate.start, candidate.end
    length = max(1, len(reading.text))
    sentence = reading.sentence(start)
    yield f"evidence={bucket(end - start)}"
    yield f"where={5 * start // length}"
    yield f"article={bucket(length / 50)}"
    yield f"sentence={bucket(sentence.end - sentence.start)}"
    if reading.headline and reading.headline.start <= start < reading.headline.end:
        yield "in_headline"
    if reading.in_quote(start):
        yield "in_quote"
    words = reading.text[sentence.start : sentence.end]
    for name, cues in _CUES.items():
        if any(cue in words for cue in cues):
            yield f"cue={name}"
    yield f"after={reading.text[end : end + 1]}"
    yield f"before={reading.text[max(0, start - 1) : start]}"


def _of_slot(reading: Reading, slot: Slot, fillers: Sequence[Filler]) -> Iterator[str]:
    name = slot.name
    if not fillers:
        yield f"{name}:none"
        return
    yield f"{name}:count={bucket(len(fillers))}"
    first = fillers[0]
    if slot.type == "number":
        return
    text = str(first.value)
    if slot.type == "enum":
        yield f"{name}={text}"
    yield f"{name}:length={bucket(len(text))}"
    if slot.type in ("text", "entity"):
        yield f"{name}:last={text[-1:]}"
        if not (first.key and first.key.kind in ("Person", "Place")):
            yield f"{name}:first={text[:1]}"
            yield f"{name}:last2={text[-2:]}"
        elif first.key.kind == "Place" and len(text) > _NEAR:
            yield f"{name}:last2={text[-2:]}"
    if first.key:
        yield f"{name}:kind={first.key.kind}"
    yield from _of_span(reading, name, text, first)


def _of_span(reading: Reading, name: str, text: str, filler: Filler) -> Iterator[str]:
    times = reading.text.count(text) if len(text) > 1 else 0
    yield f"{name}:times={bucket(times)}"
    span = filler.span
    if span is None or not 0 <= span.start < span.end <= len(reading.text):
        yield f"{name}:unprinted"
        return
    yield f"{name}:before={reading.text[max(0, span.start - 1) : span.start]}"
    yield f"{name}:before2={reading.nameless(span.start - _NEAR, span.start)}"
    yield f"{name}:after={reading.text[span.end : span.end + 1]}"
    yield f"{name}:after2={reading.nameless(span.end, span.end + _NEAR)}"
    if reading.in_quote(span.start):
        yield f"{name}:in_quote"
    if reading.text[span.start : span.end] != text:
        yield f"{name}:resolved"
    mention = reading.mention_at(span.start)
    yield f"{name}:source={mention.source if mention and mention.end == span.end else 'none'}"
    at = bisect_right(reading.words, span.start, key=lambda word: word.start) - 1
    if at >= 0:
        yield f"{name}:tag={reading.words[at].tag}"
        yield f"{name}:tag_before={reading.words[at - 1].tag if at else '^'}"
        after = next((word.tag for word in reading.words[at : at + 12] if word.start >= span.end), "$")
        yield f"{name}:tag_after={after}"
