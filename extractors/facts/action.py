"""Who did what to whom: verbs of the fifteen classes with their subject and their object."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from extractors.facts._action_verbs import Verb, verbs, word_index
from extractors.facts._actors import Actor, actors
from extractors.facts._patients import best_first, patients, text_of
from extractors.reading import Candidate, Reading, literal, named, within
from extractors.realis import realis
from ontology.records import Filler, Span

_WISH = re.compile(r"(?:要|将|应|须|拟|需|必须|希望|争取|力争|可以|能够|不断|进一步|下一步|继续|持续|切实|加强|确保|努力)[\u4e00-\u9fff]{0,8}$")
_DONE = re.compile(r"了|过|已|先后|累计|共计|共|正在|近日|日前|昨日|当天|完成|成功")
_SPEECH = re.compile(r"(?:说|表示|介绍|告诉|指出|强调|要求|坦言|称|认为|希望)")
_DAY = len("2021-12-03")
_TELLING = {"teach": re.compile(r"资料|传单|手册|海报|宣传|明白纸|知识"), "staff": re.compile(r"聘书"), "build": re.compile(r"[路灯桥渠管道墙设施广场垃圾]$")}
_SURE, _RIVAL = 0.7, 0.2  # where the ranking is sure of one subject, others are not proposed
_UNLIKELY = 0.1  # the ranking's chance of a second or third subject that is worth a proposal
_GOES = re.compile(r"(?:在|到|来到|赴|前往|走进|深入|于)$")
_LOW = re.compile(r"(?:村|社区|镇|乡|街道|小区)$")
_AIM_BEFORE = re.compile(r"为了?(?P<what>[^，。；：为]{5,40})，")
_AIM_BEHIND = re.compile(r"(?P<what>(?:以|让|确保|助力|切实|进一步|有效|解决|保障|增强|提升|引导|推动|为)[^，。；：]{4,40})")


def find(reading: Reading) -> Iterator[Candidate]:
    """Propose an action for every verb with a subject and an object: its likeliest subjects with its likeliest objects."""
    told: set[tuple[str, str]] = set()
    for verb in verbs(reading):
        objects = best_first(_distinct(patients(reading, verb)))[:2]
        if not objects:
            continue
        doers = actors(reading, verb)
        if not doers:
            continue
        ways = sorted({each.how.split(":")[0] for each in doers if not each.probability})
        again = any((verb.classes[0], str(patient.value)) in told for patient, _ in objects)
        told.update((name, str(patient.value)) for name in verb.classes for patient, _ in objects[:1])
        surroundings = (*_surroundings(reading, verb), f"subjects={'+'.join(ways)}", f"again={again}")
        sure = max(each.probability for each in doers) >= _SURE
        for rank, actor in enumerate(doers):
            if sure and 0 < actor.probability < _RIVAL:
                continue
            for number, (patient, how) in enumerate(objects):
                if str(patient.value) == str(actor.filler.value) or (rank and number) or (rank > 1 and actor.probability < _UNLIKELY):
                    continue
                yield _candidate(reading, verb, _class(verb, str(patient.value)), (actor, rank), (patient, how, number), surroundings)


def _class(verb: Verb, patient: str) -> str:
    """The verb's likeliest class, unless what it is done to calls for another: leaflets teach, letters of appointment are of staff."""
    for name, pattern in _TELLING.items():
        if name in verb.classes and pattern.search(patient):
            return name
    return verb.classes[0]


def _distinct(found: Iterator[tuple[Filler, str]]) -> list[tuple[Filler, str]]:
    return list({str(filler.value): (filler, how) for filler, how in reversed(list(found))}.values())[::-1]


def _candidate(reading: Reading, verb: Verb, name: str, doer: tuple[Actor, int], done: tuple[Filler, str, int], surroundings: tuple[str, ...]) -> Candidate:
    clause, sentence = reading.clause(verb.start), reading.sentence(verb.start)
    (actor, rank), (patient, how, number) = doer, done
    printed = (each.span for each in (actor.filler, patient) if each.span)
    spans = [Span(verb.start, verb.end), *(each for each in printed if clause.start <= each.start < clause.end)]
    slots: dict[str, tuple[Filler, ...]] = {
        "agent": (actor.filler,),
        "class": (literal(name),),
        "patient": (patient,),
        "verb": (literal(verb.text, verb.start, verb.end),),
    }
    slots.update(_circumstances(reading, verb, actor.filler))
    features = (
        f"class={name}", f"verb_class={verb.text}:{name}", f"class_rank={verb.classes.index(name)}", f"owner={actor.how}", f"owner_rank={rank}",
        f"owner_chance={round(actor.probability * 10)}", f"owner_kind={actor.filler.key.kind if actor.filler.key else ''}",
        f"patient={how}", f"patient_how={how.split(':')[0]}", f"patient_number={number}", f"class_patient={name}:{how.split(':')[0]}",
        f"class_owner={name}:{actor.filler.key.kind if actor.filler.key else ''}", f"class_last={name}:{str(patient.value)[-2:]}", *surroundings,
        *(f"who:{each}" for each in actor.features if "&" not in each),
    )  # fmt: skip  # a list of features
    return Candidate(
        "action", slots, min(each.start for each in spans), max(each.end for each in spans), how.split(":")[0],
        realis=realis(reading.text, sentence, verb.start), features=features,
    )  # fmt: skip  # as above


def _surroundings(reading: Reading, verb: Verb) -> Iterator[str]:
    """What the clause and the sentence of a verb tell, whoever acts."""
    text, words = reading.text, reading.words
    clause, sentence = reading.clause(verb.start), reading.sentence(verb.start)
    before, behind = text[clause.start : verb.start], text[verb.end : clause.end]
    at = word_index(reading, verb.start)
    following = word_index(reading, verb.end)
    yield f"verb={verb.text}"
    yield f"classes={len(verb.classes)}"
    yield f"verb_tag={verb.tag}"
    yield f"light={text_of(reading, verb.light) if verb.light else 'none'}"
    yield f"nominal={verb.nominal}"
    yield f"nominal_tag={verb.nominal}:{verb.tag}"
    yield f"wish={bool(_WISH.search(before))}"
    yield f"done={bool(_DONE.search(before))}"
    yield f"did={behind[:1] in ('了', '过')}"
    yield f"next={behind[:1]}"
    yield f"next2={behind[:2]}"
    yield f"previous={before[-2:]}"
    yield f"tags={words[at - 1].tag if at else '^'}_{verb.tag}_{words[following].tag if following < len(words) else '$'}"
    yield f"tag_left={words[at - 1].tag if at else '^'}"
    yield f"word_left={text_of(reading, words[at - 1]) if at and len(text_of(reading, words[at - 1])) < 3 else ''}"
    yield f"of_left={min(3, before.count('的'))}"
    yield f"of_right={min(3, behind.count('的'))}"
    yield f"comma_verbs={min(4, sum(1 for each in words[max(0, at - 12) : at] if each.tag == 'v'))}"
    yield f"opens={len(before.strip()) == 0}"
    yield f"clause={min(6, (clause.end - clause.start) // 6)}"
    yield f"clause_number={min(5, sum(1 for each in reading.clauses if sentence.start <= each.start < clause.start))}"
    units = [each.quantity.unit for each in within(reading.quantities, clause.start, clause.end)]
    yield f"unit={units[0] if units else 'none'}"
    yield f"money={'元' in units}"
    yield f"behind={min(6, len(behind) // 4)}"
    yield f"sentence_verbs={min(6, sum(1 for each in words[at - 1 :: -1] if each.start >= sentence.start and each.tag == 'v')) if at else 0}"
    yield f"dated_day={any(each.interval and len(each.interval.text) >= _DAY for each in within(reading.dates, sentence.start, clause.end))}"
    yield f"numbers={any(True for _ in within(reading.quantities, clause.start, clause.end))}"
    yield f"date={any(True for each in within(reading.dates, sentence.start, clause.end) if each.interval)}"
    yield f"speech={bool(_SPEECH.search(text[sentence.start : verb.start]))}"
    yield f"article_kind={reading.article.kind}"
    yield f"people={min(3, len(reading.mentions_in(sentence.start, verb.start, 'Person')))}"
    yield f"first_sentence={sum(1 for each in reading.sentences if each.start < sentence.start) < 3}"


def _circumstances(reading: Reading, verb: Verb, agent: Filler) -> Iterator[tuple[str, tuple[Filler, ...]]]:
    """When, where and what for."""
    if date := _date(reading, verb):
        yield "date", (date,)
    if place := _place(reading, verb, agent):
        yield "place", (place,)
    if purpose := _purpose(reading, verb):
        yield "purpose", (purpose,)


def _date(reading: Reading, verb: Verb) -> Filler | None:
    """The last date of the sentence before the end of the verb's clause, else the last day named before it."""
    clause, sentence = reading.clause(verb.start), reading.sentence(verb.start)
    dates = [each for each in within(reading.dates, sentence.start, clause.end) if each.interval]
    dates = dates or [each for each in within(reading.dates, 0, sentence.start) if each.interval and len(each.interval.text) == _DAY]
    if dates and dates[-1].interval:
        return literal(dates[-1].interval.text, dates[-1].start, dates[-1].end)
    return None


def _place(reading: Reading, verb: Verb, agent: Filler) -> Filler | None:
    """Where it says 在 or 到, else the agent that is a place, else the village, town or community named last, else the commonest place."""
    clause, sentence = reading.clause(verb.start), reading.sentence(verb.start)
    for each in reversed(reading.mentions_in(sentence.start, clause.end, "Place")):
        if _GOES.search(reading.text[max(sentence.start, each.start - 3) : each.start]):
            inner = each
            while (following := reading.mention_at(inner.end)) and following.kind == "Place":
                inner = following
            return named(inner)
    if agent.key and agent.key.kind == "Place":
        return agent
    before = reading.mentions_in(0, clause.end, "Place")
    low = [each for each in before if _LOW.search(each.name)]
    if low:
        return named(low[-1])
    counts = Counter(each.name for each in reading.mentions if each.kind == "Place")
    first = {each.name: each for each in reversed(reading.mentions)}
    return named(first[max(counts, key=lambda name: (counts[name], -first[name].start))]) if counts else None


def _purpose(reading: Reading, verb: Verb) -> Filler | None:
    """What 为 or 为了 gives at the beginning of the sentence, or the clause behind that begins like an aim."""
    clause, sentence = reading.clause(verb.start), reading.sentence(verb.start)
    for found in (_AIM_BEFORE.search(reading.text, sentence.start, clause.start), _AIM_BEHIND.match(reading.text, clause.end, sentence.end)):
        if found:
            return literal(found["what"], found.start("what"), found.end("what"))
    return None
