"""Cooperations: parties sign, found or run something together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.facts._around import Around, slots, text_filler
from extractors.owners import owners
from extractors.reading import Candidate, Mention, Reading, named
from extractors.realis import realis
from extractors.standing import Anchor
from ontology.records import EntityKind, Filler, Span

_WITH = re.compile(r"联合|携手|会同|联手|协同|牵手|与|和|同|跟")
_SIGN = re.compile(r"签署|签订|签约|签下|缔结|达成|续签|签定")
_TOGETHER = re.compile(
    r"建立[^，。；]{0,6}(?:联盟|关系|机制)|会同|合作|共建|结对|共同|联合|携手|共享|对接|联建|协作|结成|结为|对口|主办|承办|协办|联动|合力|合资|洽谈|"
    r"战略合作|结盟|联盟|牵手|互建|共办|联手|强强"
)
_JOINED = re.compile(r"[、，,]|和|与|及|以及|同|跟")
_LIST_TAIL = re.compile(
    r"等(?:[^，。；：]{0,10}?(?:单位|部门|企业|力量|机构|方|代表|组织|家[^，。；]{0,6}))?|双方|两地|三方|四方|两方|两家|各方|两[县区市镇村]|代表"
)
_OBJECT_AFTER = re.compile(
    r"(?P<what>(?:签署|签订|签约|签下|达成|续签|签定)了?(?P<paper>[^，。；]{2,40}?(?:(?:框架)?协议书?|合同|备忘录|(?:合作)?意向书?|合约|"
    r"框架(?!协议)|协约|责任书|倡议)[》”]?)|(?:联合|共同|合作|携手)?(?:开展|举办|推出|打造|建设|建立|成立|主办|承办|组织|筹集|组建|创建|研发|"
    r"实施|共建|发起|举行|启动|搭建|设立|推进|编制|出版|召开|开办|开设|制定|发放|创办|创立|筹建)了?(?P<thing>[^，。；]{2,46})"
    r"|(?P<bare>[^，。；、]{0,8}(?:结对[^，。；]{0,6}|共建[^，。；]{0,8}|合作[^，。；]{0,8}|对口[^，。；]{0,6}|帮扶[^，。；]{0,4})))"
)
_HOSTED = re.compile(
    r"由(?P<hosts>[^。；]{2,80}?)(?P<verb>联合主办|共同主办|主办|联合承办|共同承办|承办|联合举办|共同举办|联合推出|共同推出|共同打造|共同建设|"
    r"联合发起|共同发起|牵头|参与筹建|协办)"
)
_ACTS = re.compile(r"(?:举办|开展|主办|推出|承办|打造|建设|建立|成立|组织|发起|印发|举行|启动|召开|创建|设立|出台|发布|制作|研发|行动|会|体|国|社)")
_SWALLOWED = re.compile(r"(?<=[\u4e00-\u9fff]{2}[县市区镇乡村院局委司会道部])(?:联合|携手|会同|与)(?=[\u4e00-\u9fff]{2})")
_PARTNER = re.compile(r"[与和同跟](?P<who>[^，。；：、]{2,20}?)(?:正式|进行|开展|双方|代表|成功|达成|共同|现场|分别|还|已|顺利)*$")
_SHORTEST_GROUP = 4  # characters: 居民, 企业 are no parties
_LEAST = 2
_PARTIES: tuple[EntityKind, ...] = ("Organization", "Place", "Group")


def find(reading: Reading) -> Iterator[Candidate]:
    """Sentences in which two or more bodies sign, found or run something together."""
    reading = _uncut(reading)
    around = Around(reading)
    seen: set[tuple[object, ...]] = set()
    for sentence in reading.sentences:
        found = list(_hosted(reading, around, sentence)) or [*_signed(reading, around, sentence), *_with(reading, around, sentence)]
        for candidate in found:
            key = tuple(sorted(str(each.value) for each in candidate.slots["party"]))
            if key not in seen:
                seen.add(key)
                yield candidate


def verb_in(reading: Reading, where: Span) -> Span | None:
    """The first verb of signing, else of doing together, in a stretch."""
    found = _SIGN.search(reading.text, where.start, where.end) or _TOGETHER.search(reading.text, where.start, where.end)
    return Span(found.start(), found.end()) if found else None


def _bodies(reading: Reading, start: int, end: int) -> list[Mention]:
    """The bodies, places and described groups of a stretch."""
    return [
        each
        for each in reading.mentions_in(start, end)
        if each.name and (each.kind in ("Organization", "Place") or (each.kind == "Group" and each.end - each.start > _SHORTEST_GROUP))
    ]


def _uncut(reading: Reading) -> Reading:
    """The reading with every mention of a body that swallowed 联合 or 与 cut in two there."""
    mentions: list[Mention] = []
    for each in reading.mentions:
        joint = _SWALLOWED.search(reading.text, each.start, each.end) if each.kind == "Organization" else None
        if joint:
            edges = ((each.start, joint.start()), (joint.end(), each.end))
            mentions.extend(replace(each, start=start, end=end, name=reading.text[start:end]) for start, end in edges)
        else:
            mentions.append(each)
    return replace(reading, mentions=tuple(mentions))


def _parties(mentions: list[Mention]) -> list[Filler]:
    """The fillers of the mentions, a place that only stands before a body left out, none twice."""
    kept: dict[str, Filler] = {}
    for at, each in enumerate(mentions):
        follower = mentions[at + 1] if at + 1 < len(mentions) else None
        if each.kind == "Place" and follower and follower.start == each.end and follower.kind in ("Organization", "Place"):
            continue
        kept.setdefault(each.name, named(each))
    return list(kept.values())


def _hosted(reading: Reading, around: Around, sentence: Span) -> Iterator[Candidate]:
    """由A主办、B承办: hosts of one event."""
    for found in _HOSTED.finditer(reading.text, sentence.start, sentence.end):
        stop = min(sentence.end, found.end() + 60)
        more = re.match(r"[，、](?:由)?[^。；]{2,50}?(?:承办|协办|参与筹建|参与)", reading.text[found.end() : stop])
        end = found.end() + (more.end() if more else 0)
        parties = _parties(_bodies(reading, found.start(), end))
        if len(parties) >= _LEAST:
            what = re.match(r"的(?P<what>[^，。；]{2,60})", reading.text[end : sentence.end])
            thing = text_filler(reading, end + what.start("what"), end + what.end("what")) if what else _subject_text(reading, sentence, found.start())
            yield _made(around, parties, thing, Span(found.start(), end), rule="hosted", verb=found["verb"])


def _subject_text(reading: Reading, sentence: Span, end: int) -> Filler | None:
    text = reading.text[sentence.start : end].rstrip(" ，,是")
    clause = re.split(r"[，,：]", text)[-1]
    return text_filler(reading, sentence.start + len(text) - len(clause), sentence.start + len(text)) if 2 <= len(clause) <= 50 else None


def _signed(reading: Reading, around: Around, sentence: Span) -> Iterator[Candidate]:
    """A与B签订协议: the parties before the verb of signing."""
    for verb in _SIGN.finditer(reading.text, sentence.start, sentence.end):
        clause = reading.clause(verb.start())
        for start in (clause.start, sentence.start):
            parties = _parties(_bodies(reading, start, verb.start()))
            if len(parties) >= _LEAST:
                break
        if len(parties) < _LEAST and (other := _PARTNER.search(reading.text, clause.start, verb.start())):
            partner = around.party(other.start("who"), other.end("who"))
            known = {each.value for each in parties}
            if partner and partner.value not in known and parties:
                parties = [*parties, partner]
        if len(parties) < _LEAST and re.search(r"双方|两地|[与和同跟]|联合", reading.text[clause.start : verb.start()]):
            likely = _likeliest(reading, verb.start(), verb.end(), most=_LEAST + 1)
            parties = [*parties, *(each for each in likely if each.value not in {one.value for one in parties})][:_LEAST]
        if len(parties) < _LEAST or (
            not _WITH.search(reading.text, sentence.start, verb.start())
            and "、" not in reading.text[sentence.start : verb.start()]
            and "双方" not in reading.text[sentence.start : verb.end()]
        ):
            continue
        where = Span(min(clause.start, verb.start()), verb.end())
        yield _made(around, parties[:6], _object(reading, verb.start(), sentence), where, rule="signed", verb=verb.group())


def _with(reading: Reading, around: Around, sentence: Span) -> Iterator[Candidate]:
    """A联合B开展, A与B共建, A、B两方结对."""
    text = reading.text
    for verb in _TOGETHER.finditer(text, sentence.start, sentence.end):
        clause = reading.clause(verb.start())
        if any(each.start <= verb.start() < each.end for each in reading.mentions):
            continue
        if verb.group() in ("联合", "携手", "联手", "协同", "会同"):
            candidate = _joint(reading, around, sentence, clause, verb)
        else:
            candidate = _pair(reading, around, sentence, clause, verb)
        if candidate:
            yield candidate


def _joint(reading: Reading, around: Around, sentence: Span, clause: Span, verb: re.Match[str]) -> Candidate | None:
    """联合 with its partners behind it; A、B联合 is a pair."""
    if _ACTS.match(reading.text, verb.end()):
        return _pair(reading, around, sentence, clause, verb)
    after = _bodies(reading, verb.end(), min(sentence.end, verb.end() + 100))
    partners = _run(reading, after, verb.end())
    if not partners:
        partner = re.match(
            r"(?P<who>[\u4e00-\u9fff、（）]{2,24}?)(?:等[^，。；]{0,8})?[，,]?(?:开展|对|推出|举办|共同|在|进行|成立|打造|连夜|走进|组织|深入)",
            reading.text[verb.end() : sentence.end],
        )
        named_group = around.parties(verb.end(), verb.end() + partner.end("who")) if partner else []
        if not named_group:
            return _pair(reading, around, sentence, clause, verb)
        partner_fillers = named_group
    else:
        partner_fillers = _parties(partners)
    before = _bodies(reading, clause.start, verb.start())
    lead = _parties(_run_back(reading, before)) or _likeliest(reading, verb.start(), verb.end(), most=1)
    parties = list({each.value: each for each in [*lead, *partner_fillers]}.values())
    if len(parties) < _LEAST:
        return None
    where = Span(clause.start, _reach(reading, verb, sentence))
    return _made(around, parties[:8], _object(reading, verb.end(), sentence), where, rule="joint", verb=verb.group())


def _pair(reading: Reading, around: Around, sentence: Span, clause: Span, verb: re.Match[str]) -> Candidate | None:
    """Bodies joined by 与, 和 or 、 in the clause before the verb."""
    before = _run_back(reading, _bodies(reading, clause.start, verb.start()), loose=True)
    parties = _parties(before)
    if len(parties) == 1 and before and re.search(r"(?:与|和|同|跟)(?:[\u4e00-\u9fff]{0,2})$", reading.text[clause.start : before[0].start]):
        return _with_owner(around, sentence, before[0], verb)
    if len(parties) < _LEAST:
        return None
    between = reading.text[before[0].end : before[-1].start]
    if not (_WITH.search(between) or "、" in between):
        return None
    where = Span(before[0].start, _reach(reading, verb, sentence))
    return _made(around, parties[:8], _object(reading, verb.start(), sentence), where, rule="pair", verb=verb.group())


def _with_owner(around: Around, sentence: Span, mention: Mention, verb: re.Match[str]) -> Candidate | None:
    """与B共建 whose A is named before the clause."""
    reading, party = around.reading, named(mention)
    others = [each for each in _likeliest(reading, mention.start, verb.end(), most=2) if each.value != party.value]
    if not others:
        return None
    where = Span(mention.start, _reach(reading, verb, sentence))
    return _made(around, [others[0], party], _object(reading, verb.start(), sentence), where, rule="with_owner", verb=verb.group())


def _likeliest(reading: Reading, start: int, end: int, *, most: int) -> list[Filler]:
    """The likeliest parties of what is printed on [start, end)."""
    return [each.filler for each in owners(reading, Anchor(start, end), "party", kinds=_PARTIES, most=most)]


def _run(reading: Reading, mentions: list[Mention], start: int) -> list[Mention]:
    """The mentions of a list that begins at `start`: A、B和C等单位."""
    found: list[Mention] = []
    at = start
    for each in mentions:
        gap = reading.text[at : each.start]
        if len(gap) > (4 if not found else 12) or (found and not (_JOINED.search(gap) or _LIST_TAIL.search(gap) or not gap)):
            break
        found.append(each)
        at = each.end
    return found


def _run_back(reading: Reading, mentions: list[Mention], *, loose: bool = False) -> list[Mention]:
    """The mentions of the list that ends the stretch."""
    if not mentions:
        return []
    found = [mentions[-1]]
    for each in reversed(mentions[:-1]):
        gap = reading.text[each.end : found[0].start]
        if len(gap) > (14 if loose else 6) or not (not gap.strip() or _JOINED.search(gap) or (loose and _WITH.search(gap))):
            break
        found.insert(0, each)
    return found


def _object(reading: Reading, start: int, sentence: Span) -> Filler | None:
    """What is signed, founded or run together."""
    found = _OBJECT_AFTER.search(reading.text, start, sentence.end)
    if not found:
        return None
    group = next((name for name in ("paper", "thing", "bare") if found[name]), "what")
    cut = re.search(r"(?<=活动|仪式|大会|[\u4e00-\u9fff]会)[”》]?(?:在|于|，)", reading.text[found.start(group) : found.end(group)])
    return text_filler(reading, found.start(group), found.start(group) + cut.start() if cut else found.end(group))


def _reach(reading: Reading, verb: re.Match[str], sentence: Span) -> int:
    found = _OBJECT_AFTER.search(reading.text, verb.start(), sentence.end)
    return found.end() if found else reading.clause(verb.start()).end


def _made(around: Around, parties: list[Filler], thing: Filler | None, where: Span, *, rule: str, verb: str) -> Candidate:
    reading, start = around.reading, where.start
    end = max(where.end, thing.span.end if thing and thing.span else where.end)
    return Candidate(
        type="cooperation",
        slots=slots(party=parties, object=thing, date=around.date(start, end)),
        start=start,
        end=end,
        rule=rule,
        realis=realis(reading.text, reading.sentence(start), max(start, end - 1)),
        features=(
            f"verb={verb}",
            f"parties={min(len(parties), 5)}",
            f"object={'none' if thing is None else str(thing.value)[-2:]}",
            f"kinds={'+'.join(sorted({each.key.kind for each in parties if each.key}))}",
            f"with={bool(_WITH.search(reading.text, start, end))}",
            f"agreement={bool(re.search('协议|合同|备忘录|签约|结对', reading.text[start:end]))}",
        ),
    )
