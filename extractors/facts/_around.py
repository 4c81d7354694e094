"""What stands around a number or a verb: its date, and the parties that a stretch names or describes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.reading import Mention, Reading, literal, named, within
from ontology.records import Filler, MentionKey, Span

_LEADING = re.compile(
    r"^(?:[\s、，,和与及的了]|以及|共|共计|累计|先后|分别|已|已经|积极|主动|全体|广大|各类|相关|有关|部分|一些|这些|那些|这|该|其|此次|本次|"
    r"我们|他们|进行|共同|再次|直接|继续|再|又|还|也)+"
)
_TRAILING = re.compile(
    r"(?:[\s、，,的了：:“”‘’]|等|进行|等单位|等部门|共同|联合|一起|分别|累计|共计|共|已|先后|再次|直接|集中|统一|及时|免费|无偿|陆续|首次|成功|现场|"
    r"当场|又|还|也|均|都)+$"
)
_PLACE = re.compile(r"(?:[省市县区州盟旗镇乡村屯]|街道|社区|小区)$")
_NO_PLACE = re.compile(
    r"^(?:大片区|景区|山区|灾区|小区|社区|街道|园区|片区|整村|全村|本村|乡村|农村|城镇|乡镇|村镇|城区|郊区|地区|辖区|校区|厂区|库区|直管市|居住地社区)$|商圈|试点社区"
)
_JOINED = re.compile(r"[、，,和与及]|以及")
_SHORTEST_GROUP, _LONGEST_GROUP = 2, 24


_AND_OTHERS = re.compile(r"(?:、[^、，。；：,;\n]{2,20})+?等[^、，。；：,;\n]{0,6}?(?:银行机构|金融机构|机构|银行|企业|单位|部门|公司)")


class Around:
    """One article's surroundings, looked up many times: make one for each run of a finder."""

    def __init__(self, reading: Reading) -> None:
        """The surroundings of this reading."""
        self.reading = reading

    def date(self, start: int, end: int) -> Filler | None:
        """The date of the clause around [start, end), else the last one before it in the sentence, else one after it."""
        reading = self.reading
        sentence, clause = reading.sentence(start), reading.clause(start)
        dates = [each for each in within(reading.dates, sentence.start, max(sentence.end, end)) if each.interval]
        for wanted in (
            [each for each in dates if clause.start <= each.start < end],
            [each for each in dates if each.end <= start],
        ):
            if wanted and (interval := wanted[-1].interval):
                return Filler(interval.text, None, Span(wanted[-1].start, wanted[-1].end))
        return None

    def date_before(self, start: int, sentences: int = 2) -> Filler | None:
        """The last date in the given number of sentences before the one that holds `start`."""
        reading = self.reading
        floor = start
        for _ in range(sentences + 1):
            floor = reading.sentence(max(0, floor - 1)).start if floor != start else reading.sentence(start).start
        dates = [each for each in within(reading.dates, floor, start) if each.interval]
        if dates and (interval := dates[-1].interval):
            return Filler(interval.text, None, Span(dates[-1].start, dates[-1].end))
        return None

    def party(self, start: int, end: int) -> Filler | None:
        """Who is named or described in [start, end): the last mention where it ends the stretch, else a group by its words."""
        start, end = trimmed(self.reading.text, start, end)
        if start >= end:
            return None
        inside = self.reading.mentions_in(start, end)
        if inside and inside[-1].end >= end - 1:
            return named(inside[-1])
        text = self.reading.text[start:end]
        if not _SHORTEST_GROUP <= len(text) <= _LONGEST_GROUP:
            return named(inside[-1]) if inside else None
        return group_of(self.reading, start, end)

    def with_companions(self, filler: Filler) -> Filler:
        """The whole list that a named body opens (甲银行、乙银行等银行机构) as one group; the filler itself where it opens none."""
        if filler.span is None or filler.key is None or filler.key.kind != "Organization":
            return filler
        rest = _AND_OTHERS.match(self.reading.text, filler.span.end)
        if not rest:
            return filler
        return group_of(self.reading, filler.span.start, rest.end())

    def parties(self, start: int, end: int) -> list[Filler]:
        """All that are named in [start, end), or described there between 、, 和, 与 and 及."""
        start, end = trimmed(self.reading.text, start, end)
        inside = [each for each in self.reading.mentions_in(start, end) if each.kind != "Meeting"]
        if inside:
            return list({each.name: named(each) for each in reversed(inside)}.values())[::-1]
        found = []
        at = start
        for joint in [*_JOINED.finditer(self.reading.text, start, end), None]:
            stop = joint.start() if joint else end
            party = self.party(at, stop)
            if party:
                found.append(party)
            at = joint.end() if joint else end
        return found


def is_place(mention: Mention) -> bool:
    """Whether a mention names an administrative place, a settlement or a zone, not a stretch of country or a shop."""
    return mention.kind == "Place" and bool(_PLACE.search(mention.name)) and not _NO_PLACE.search(mention.name)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) without the particles and adverbs at its edges."""
    stretch = text[start:end]
    lead = _LEADING.match(stretch)
    if lead:
        start += lead.end()
    tail = _TRAILING.search(text[start:end])
    if tail and tail.start() > 0:
        end = start + tail.start()
    return start, end


def group_of(reading: Reading, start: int, end: int) -> Filler:
    """The group that the words over [start, end) describe; its scope is the article."""
    text = reading.text[start:end]
    return Filler(text, MentionKey("Group", text, reading.article.id), Span(start, end))


def text_filler(reading: Reading, start: int, end: int) -> Filler | None:
    """A text slot's filler over [start, end), blanks at its edges left out; None where nothing is left."""
    text = reading.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return literal(text, start, start + len(text)) if text else None


def slots(**fillers: Filler | Sequence[Filler] | None) -> dict[str, tuple[Filler, ...]]:
    """The slots that have fillers, in the given order."""
    found: dict[str, tuple[Filler, ...]] = {}
    for name, filler in fillers.items():
        if isinstance(filler, Filler):
            found[name] = (filler,)
        elif filler:
            found[name] = tuple(filler)
    return found
