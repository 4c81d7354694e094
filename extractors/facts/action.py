"""Who did what to whom: verbs of the fifteen classes with their subject and their object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ahocorasick

from extractors.facts._actors import Actor, actors
from extractors.reading import Candidate, Mention, Reading, literal, named, within
from ontology.records import Filler, Span

VERBS = Path(__file__).parent.parent / "data" / "lexicon" / "action_verbs.txt"
_VERB_TAGS = frozenset({"v", "vn", "vd", "n", "an"})
_SKIP = re.compile(r"^(?:了|着|过|完|好|出|起|到|来|去|上|下|成|一下|以及|并|和)+")
_LIGHT = re.compile(r"(?:开展|组织|进行|实施|推进|举行|举办|完成|启动|参与|参加|做好|推动|抓好|加强|接受|予以|给予|全面|深入|积极|多次|实地)[了过着]?(?:[\u4e00-\u9fff“”]{0,12})$")
_TARGET = re.compile(r"(?P<how>对|为|给|向|与|就|围绕|针对|帮|替|将|把|让)(?P<what>[^，。；：、！？\n]{2,30}?)(?:开展|进行|实施|提供|予以|给予|送|发放|捐赠|作|做|集中|及时|全部|统一|免费|举行)?$")
_QUANTITY = re.compile(r"^(?:近|约|超|共|累计|各类|多|全)?[\d一二三四五六七八九十百千万两几数0-9.余多]+(?:余|多)?(?:万|亿)?(?:名|位|户|家|个|人次|人|件|项|次|份|条|座|处|场|批|套|亩|吨|斤|公斤|公里|米|栋|间|支|部|台|辆|起|棵|株|袋|箱|元|盏|本|期|类|种)?(?:的)?")
_END = re.compile(r"[，。；：！？、\n,;:!?（(]|(?:以|来|并|从而|进而|等(?!级)|，)")
_HARD_END = re.compile(r"[，。；：！？\n,;:!?（(]")
_STATE = re.compile(r"(?:要|将|应|须|拟|需|必须|希望|争取|力争|可以|能够|不断|进一步|下一步)[\u4e00-\u9fff]{0,6}$")
_NOMINAL = re.compile(r"^(?:的|工作|活动|中心|站|局|员|者|队|组|会|室|点|区|办|力度|情况|过程|能力|水平|机制|体系|模式|方案|计划|项目|基地|平台|大会|期间|之后|后|前|时)")
_LONGEST = 36


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of action at its place, with the classes it may belong to."""

    start: int
    end: int
    text: str
    classes: tuple[str, ...]
    tag: str


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


def verbs(reading: Reading) -> Iterator[Verb]:
    """The verbs of an article: longest first, on word edges, outside mentions."""
    starts = {word.start: word for word in reading.words}
    ends = {word.end for word in reading.words}
    hits = sorted(((end + 1 - len(verb), -(end + 1), verb, classes) for end, (verb, classes) in _lexicon().iter(reading.text)))
    taken = 0
    for start, minus_end, verb, classes in hits:
        end = -minus_end
        if start < taken or start not in starts or end not in ends:
            continue
        if starts[start].tag not in _VERB_TAGS or any(each.start <= start < each.end for each in _over(reading, start)):
            continue
        taken = end
        yield Verb(start, end, verb, classes, starts[start].tag)


def _over(reading: Reading, at: int) -> list[Mention]:
    sentence = reading.sentence(at)
    return within(reading.mentions, sentence.start, sentence.end)


def find(reading: Reading) -> Iterator[Candidate]:
    """Propose an action for every verb with a subject and an object: for each class, the likeliest subjects."""
    body = reading.headline.end if reading.headline else 0
    for verb in verbs(reading):
        if verb.start < body:
            continue
        patients = list(_patients(reading, verb))
        if not patients:
            continue
        subjects = actors(reading, verb.start, most=2)
        for rank, actor in enumerate(subjects):
            for patient, how in patients[:2]:
                if str(patient.value) == actor.mention.name:
                    continue
                for name in verb.classes[:2]:
                    yield _candidate(reading, verb, name, actor, rank, patient, how)


def _patients(reading: Reading, verb: Verb) -> Iterator[tuple[Filler, str]]:
    clause = reading.clause(verb.start)
    before = reading.text[clause.start : verb.start]
    target = _TARGET.search(before)
    if target:
        start = clause.start + target.start("what")
        yield from _object(reading, start, clause.start + target.end("what"), f"target:{target['how']}")
    start = verb.end + (skip.end() if (skip := _SKIP.match(reading.text[verb.end : clause.end])) else 0)
    stop = _stop(reading, start, min(clause.end, start + _LONGEST))
    yield from _object(reading, start, stop, "object")
    if (light := _LIGHT.search(before)) and (start >= stop or verb.tag in ("vn", "n")):
        yield literal(verb.text, verb.start, verb.end), f"light:{light.group()[:2]}"


def _stop(reading: Reading, start: int, limit: int) -> int:
    for found in _END.finditer(reading.text, start, limit):
        at = found.start()
        covering = next((each for each in _over(reading, start) if each.start < at < each.end), None)
        if covering is None and not reading.in_quote(at):
            return at if at > start else start
    return limit


def _object(reading: Reading, start: int, end: int, how: str) -> Iterator[tuple[Filler, str]]:
    text = reading.text[start:end]
    cut = _QUANTITY.match(text)
    if cut:
        start += cut.end()
        text = reading.text[start:end]
    text = text.strip("“”\"'《》 的")
    if len(text) < 2 or _NOMINAL.fullmatch(text):
        return
    inside = reading.mentions_in(start, end)
    if inside and inside[-1].end == end and inside[-1].end - inside[-1].start >= len(text) - 1:
        yield named(inside[-1]), f"{how}:mention"
        return
    yield literal(text.replace("\n", ""), start, end), f"{how}:phrase"
    if inside and inside[-1].end == end:
        yield named(inside[-1]), f"{how}:head"


def _candidate(reading: Reading, verb: Verb, name: str, actor: Actor, rank: int, patient: Filler, how: str) -> Candidate:
    clause, sentence = reading.clause(verb.start), reading.sentence(verb.start)
    near = clause.start <= actor.mention.start < verb.start
    spans = [verb.start, *([actor.mention.start] if near else [])]
    ends = [verb.end]
    if patient.span:
        spans.append(patient.span.start)
        ends.append(patient.span.end)
    slots: dict[str, tuple[Filler, ...]] = {
        "agent": (named(actor.mention),),
        "class": (literal(name),),
        "patient": (patient,),
        "verb": (literal(verb.text, verb.start, verb.end),),
    }
    slots.update(_circumstances(reading, sentence, clause, actor.mention))
    features = (
        f"verb={verb.text}", f"class={name}", f"verb_class={verb.text}:{name}", f"classes={len(verb.classes)}", f"first={verb.classes[0] == name}",
        f"owner={actor.how}", f"owner_rank={rank}", f"owner_kind={actor.mention.kind}", f"patient={how}", f"verb_tag={verb.tag}",
        f"wish={bool(_STATE.search(reading.text[clause.start : verb.start]))}", f"next={reading.text[verb.end : verb.end + 1]}",
        f"nominal={bool(_NOMINAL.match(reading.text[verb.end : verb.end + 3]))}", f"previous={reading.text[max(0, verb.start - 2) : verb.start]}",
        f"before_of={reading.text[clause.start : verb.start].count('的')}",
    )  # fmt: skip  # a list of features
    return Candidate("action", slots, min(spans), max(ends), f"verb:{how.split(':')[0]}", features=features)


def _circumstances(reading: Reading, sentence: Span, clause: Span, agent: Mention) -> Iterator[tuple[str, tuple[Filler, ...]]]:
    dates = [each for each in within(reading.dates, sentence.start, clause.end) if each.interval]
    if dates and dates[-1].interval:
        yield "date", (literal(dates[-1].interval.text, dates[-1].start, dates[-1].end),)
    places = [each for each in reading.mentions_in(sentence.start, clause.end, "Place") if each.name != agent.name]
    located = [each for each in places if re.search(r"(?:在|到|来到|赴|前往|走进|深入)$", reading.text[max(sentence.start, each.start - 3) : each.start])]
    if located or places:
        yield "place", (named((located or places)[-1]),)
