"""What the models of extra slots see of an option: how it was come by, where it stands to the fact, what stands around it.

As in `extractors.features` no feature holds the name of a person or a place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from extractors.features import bucket
from extractors.options import OPEN, SORT_OF, Option, Scene, nearest, sentences_between
from extractors.reading import Candidate, Reading
from ontology.records import Filler, Span

_DIGITS = re.compile(r"[\d〇零一二三四五六七八九十]+")
_HAN = re.compile("[\u4e00-\u9fff]")
_DATE_WORDS = re.compile(
    r"[9年月日号上中下旬今去前昨明当本近同次翌天晚午早晨起止至到截从自初底末季度半周星期以来时许分点夜凌清间内后每全整春夏秋冬暑寒假节这该第的"
    r"“”（）十四五\-—~～、.]+"
)
_NEAR = 2
_FAR = 9
_LONGEST_BETWEEN = 80  # characters between an option and its fact that are looked through
_CUES = {
    "comes": re.compile(r"出席|参加|列席|参会|与会|到场|陪同"),
    "speaks": re.compile(r"讲话|致辞|致词|发言|汇报|作[^，。；]{0,12}报告|宣读|介绍|强调|指出|表示|要求|说"),
    "leads": re.compile(r"主持"),
    "founds": re.compile(r"推出|出台|印发|发布|制定|建立|启动|创建|创办|打造|开发|上线|设立|成立|组建|探索|创新"),
    "runs": re.compile(r"开展|举办|举行|召开|组织|实施|推行|建设|推进"),
    "joint": re.compile(r"联合|携手|会同|共同|合作|协同"),
    "serves": re.compile(r"为|向|给|面向|针对|服务|惠及|帮助|方便|让|助力|保障"),
    "passes": re.compile(r"传达|学习|贯彻|落实"),
    "since": re.compile(r"以来|起|开始|自"),
    "until": re.compile(r"截至|截止|目前|累计"),
    "grants": re.compile(r"授予|评为|认定|命名|颁发|列为|获|入选"),
}
# What weighs differently from slot to slot, where several share a model.
_CROSSED = ("ways=", "apart=", "side=", "clauses=", "how=", "clause=", "next=", "ahead=", "shape=", "same_as=", "last=", "common_", "others_here=")
_RIVALS = frozenset(("said", "period", "employer"))  # rows that look at the other options in the fact's sentence: elsewhere it brings nothing
_LEVEL = re.compile(r"(?:街道|社区|小区|自治县|自治州|[省市县区镇乡村旗盟州])$")


def of_options(scene: Scene, candidate: Candidate, slot: str, offered: Sequence[Option]) -> list[tuple[str, ...]]:
    """The features of a slot's options, sorted and without repeats, in their order."""
    spots = scene.spots(candidate, slot)
    shared = tuple(_of_fact(scene, candidate, slot, offered, spots))
    order = sorted(range(len(offered)), key=lambda at: _distance(offered[at], spots))
    nth = {at: rank for rank, at in enumerate(order)}
    values = Counter(str(each.filler.value) for each in offered)
    here = [at for at, each in enumerate(offered) if any(scene.reading.sentence(spots[0].start).holds(span) for span in each.spans)]
    own, shares = f"{candidate.type}.{slot}", len(OPEN[SORT_OF[candidate.type, slot]]) > 1
    rows = []
    for at, each in enumerate(offered):
        found = set(shared)
        found.update(f"how={how}" for how in each.how)
        found.add(f"ways={'+'.join(each.how)}")
        found.add(f"place_in_line={min(nth[at], 5)}")
        if SORT_OF[candidate.type, slot] in _RIVALS:
            found.add(f"others_here={min(len(here) - (at in here), 3)}&here={at in here}")
        found.update(_of_value(scene, candidate, slot, each.filler))
        found.update(_of_spans(scene, spots, each))
        inside = [other for other in values if other != str(each.filler.value) and str(each.filler.value).endswith(other)]
        found.add(f"holds_other={bool(inside)}")
        if shares:
            found.update([f"{own}&{name}" for name in found if name.startswith(_CROSSED)])
            found.add(f"slot={own}")
        rows.append(tuple(sorted(found)))
    return rows


def _distance(option: Option, spots: Sequence[Span]) -> int:
    return min((max(spot.start - span.end, span.start - spot.end, 0) for span in option.spans for spot in spots), default=10_000)


def _of_fact(scene: Scene, candidate: Candidate, slot: str, offered: Sequence[Option], spots: Sequence[Span]) -> Iterator[str]:
    reading = scene.reading
    sentence = reading.sentence(spots[0].start)
    words = reading.text[sentence.start : sentence.end]
    yield f"fact:rule={candidate.rule}"
    yield f"fact:realis={candidate.realis}"
    yield f"fact:spots={min(len(spots), 4)}"
    yield f"options={bucket(len(offered))}"
    yield f"finder_has={slot in candidate.slots}"
    yield f"kind={reading.article.kind}"
    yield f"length={bucket(len(reading.text) / 50)}"
    yield f"depth={5 * spots[0].start // max(1, len(reading.text))}"
    yield f"in_quote={reading.in_quote(spots[0].start)}"
    yield f"issue={len(reading.declared.issue_date or '')}"
    for name, cue in _CUES.items():
        if cue.search(words):
            yield f"fact:cue={name}"
    for feature in candidate.features:
        if feature.partition("=")[0] in _FACT_FEATURES and len(_HAN.findall(feature)) <= _LONGEST_WORD:
            yield f"fact:{feature}"


_LONGEST_WORD = 6  # characters of a feature: a longer one is of a page, not of a class
_FACT_FEATURES = frozenset(
    ("owner", "owner_kind", "launcher", "verb", "how", "class", "head", "unit_class", "form", "convener_how", "behind", "rank", "dated", "kind", "payer")
)


def _of_value(scene: Scene, candidate: Candidate, slot: str, filler: Filler) -> Iterator[str]:
    reading, text = scene.reading, str(filler.value)
    yield f"last={text[-1:]}"
    yield f"size={bucket(len(text))}"
    if filler.key:
        yield f"of_kind={filler.key.kind}"
        yield from _of_name(scene, candidate, slot, filler, text)
    elif re.fullmatch(r"[\d/-]+", text):
        yield from _of_date(scene, text)
    else:
        yield f"last2={text[-2:]}"
        yield f"first2={reading.nameless(filler.span.start, filler.span.start + 2) if filler.span else ''}"


def _of_name(scene: Scene, candidate: Candidate, slot: str, filler: Filler, text: str) -> Iterator[str]:
    if filler.key and filler.key.kind not in ("Person", "Place"):
        yield f"last2={text[-2:]}"
    level = _LEVEL.search(text)
    yield f"level={level.group() if level else 'none'}"
    yield f"times={bucket(scene.reading.text.count(text))}"
    for name, names in (("place", scene.top_places), ("body", scene.top_bodies)):
        yield f"common_{name}={names.index(text) if text in names else 'no'}"
    scope = filler.key.scope if filler.key else ""
    if scope.isdigit():
        yield f"scope={_to_home(scope, scene.reading.place.code)}"
    for name, fillers in candidate.slots.items():
        if name == slot or not fillers:
            continue
        other = fillers[0]
        if other.value == filler.value:
            yield f"same_as={name}"
        if any(each.value == filler.value for each in fillers[1:]):
            yield f"among={name}"
        their = other.key.scope if other.key else ""
        if scope.isdigit() and their.isdigit() and other.value != filler.value:
            yield f"{name}_scope={'inside' if their.startswith(scope) else 'above' if scope.startswith(their) else 'apart'}"
        if isinstance(other.value, str) and isinstance(text, str) and len(text) > 1 and other.value != filler.value and text in other.value:
            yield f"in_slot={name}"


def _to_home(scope: str, home: str) -> str:
    if scope == home or not home:
        return "home" if home else "homeless"
    return "in_home" if scope.startswith(home) else "over_home" if home.startswith(scope) else "out"


def _of_date(scene: Scene, text: str) -> Iterator[str]:
    yield f"shape={re.sub(r'[0-9]', '9', text)}"
    issue = scene.reading.declared.issue_date or ""
    yield f"issue_shares={next((size for size in (10, 7, 4) if len(issue) >= size and text[:size] == issue[:size]), 0)}"
    days = scene.date_counts
    yield f"date_times={min(days[text], 4)}"
    yield f"dates={min(len(days), 8)}"
    alike = [each for each in days if len(each) == len(text)]
    yield f"only_of_shape={len(alike) <= 1}"
    yield f"latest_of_shape={text == max(alike, default='')}"
    yield f"first_of_article={bool(scene.dates and scene.dates[0].interval and scene.dates[0].interval.text == text)}"


def _of_spans(scene: Scene, spots: Sequence[Span], option: Option) -> Iterator[str]:
    reading = scene.reading
    if not option.spans:
        yield "unprinted"
        return
    span = min(option.spans, key=lambda each: (_distance(Option(option.filler, (), (each,)), spots), each.start))
    spot = nearest(spots, span)
    first = option.spans[0]
    apart = sentences_between(reading, span.start, spot.start)
    yield f"apart={max(-4, min(4, apart))}"
    yield f"side={'inside' if spot.start <= span.start < spot.end else 'before' if span.start < spot.start else 'behind'}"
    gap = max(spot.start - span.end, span.start - spot.end, 0)
    yield f"gap={bucket(gap)}"
    if not apart:
        clauses = abs(_number(reading, span.start) - _number(reading, spot.start))
        yield f"clauses={min(clauses, 4)}{'<' if span.start < spot.start else '>'}"
    yield f"printings={min(len(option.spans), 4)}"
    if reading.headline and any(reading.headline.holds(each) for each in option.spans):
        yield "in_headline"
    yield f"lead={sentences_between(reading, 0, first.start) < 2}"
    if reading.in_quote(span.start):
        yield "option_quoted"
    yield from _between(reading, span, spot)
    for each in option.spans[:4]:
        yield from _around(scene, each)[1]
    yield from _around(scene, span)[0]


def _around(scene: Scene, span: Span) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands around a span and what its clauses tell, whatever the fact."""
    known = scene.told.get(span)
    if known is None:
        known = tuple(_surroundings(scene.reading, span)), tuple(_told(scene.reading, span))
        scene.told[span] = known
    return known


def _number(reading: Reading, at: int) -> int:
    return bisect_left(reading.clauses, at + 1, key=lambda each: each.start)


def _between(reading: Reading, span: Span, spot: Span) -> Iterator[str]:
    left, right = (span.end, spot.start) if span.start < spot.start else (spot.end, span.start)
    between = reading.text[left:right] if right - left <= _LONGEST_BETWEEN else ""
    if between:
        for name, cue in _CUES.items():
            if cue.search(between):
                yield f"between={name}"
    if right <= left + 1:
        yield "adjacent"


def _surroundings(reading: Reading, span: Span) -> Iterator[str]:
    text = reading.text
    yield f"before={text[max(0, span.start - 1) : span.start]}"
    yield f"before2={reading.nameless(span.start - _NEAR, span.start)}"
    yield f"after={text[span.end : span.end + 1]}"
    yield f"after2={reading.nameless(span.end, span.end + _NEAR)}"
    printed = _DIGITS.sub("9", text[span.start : span.end])
    if _DATE_WORDS.fullmatch(printed):
        yield f"printed={printed[:8]}"
    at = bisect_left(reading.words, span.end, key=lambda word: word.start)
    following = next((word for word in reading.words[at : at + _FAR] if word.tag == "v" and word.end - word.start > 1), None)
    yield f"verb_after={text[following.start : following.end] if following else 'none'}"
    preceding = next((word for word in reversed(reading.words[max(0, at - _FAR) : at]) if word.end <= span.start and word.tag in ("v", "p")), None)
    yield f"verb_before={text[preceding.start : preceding.end] if preceding else 'none'}"
    mention = reading.mention_at(span.end)
    yield f"mention_after={mention.kind if mention else 'none'}"
    held = reading.mention_before(span.start)
    yield f"mention_before={held.kind if held else 'none'}"


def _told(reading: Reading, span: Span) -> Iterator[str]:
    """What the clause behind an option, and the one before it, say that it does."""
    clause = reading.clause(span.start)
    second = reading.clause(min(clause.end, len(reading.text) - 1))
    for place, stretch in (("clause", (span.end, clause.end)), ("next", (clause.end, second.end)), ("ahead", (clause.start, span.start))):
        words = reading.text[stretch[0] : stretch[1]]
        for name, cue in _CUES.items():
            if cue.search(words):
                yield f"{place}={name}"
    yield f"listed={reading.text[span.end : span.end + 1] == '、' or reading.text[max(0, span.start - 1) : span.start] == '、'}"
