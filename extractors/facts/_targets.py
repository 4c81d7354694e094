"""Groups of people and firms as a sentence prints them: 困难老人, 新型农业经营主体, 退役军人."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.reading import Reading, named, within
from ontology.records import Filler, MentionKey, Span

_PEOPLE = re.compile(
    r"(?:者|人|民|户|家庭|企业|商家|学生|师生|学子|孩子|员工|职工|群众|家长|儿童|老人|老年人|妇女|青年|青少年|少年|军人|家属|群体|主体|游客|患者|病人|"
    r"对象|业主|农民|干部|党员|人才|大学生|考生|市民|司机|骑手|客户|居民|村民|百姓|公司|合作社|机构|单位)们?$"
)
_MODIFIES = frozenset(("n", "a", "an", "vn", "nz", "b", "ns", "LOC", "f"))
_LONGEST = 14


def groups_in(reading: Reading, start: int, end: int) -> Iterator[Filler]:
    """The groups of a stretch: the noun with the nouns right before it, and mentions of groups."""
    for mention in reading.mentions_in(start, end, "Group"):
        if _PEOPLE.search(mention.name):
            yield named(mention)
    words = within(reading.words, start, end)
    for at, word in enumerate(words):
        text = reading.text[word.start : word.end]
        following = words[at + 1] if at + 1 < len(words) else None
        if len(text) < 2 or word.tag not in ("n", "nz", "PER", "ORG") or not _PEOPLE.search(text):
            continue
        if following and following.tag in ("n", "nz", "ORG") and following.start == word.end:
            continue
        first = word.start
        for other in reversed(words[:at]):
            if other.end != first or other.tag not in _MODIFIES or word.end - other.start > _LONGEST:
                break
            first = other.start
        if any(each.start < first < each.end for each in reading.mentions_in(max(0, first - _LONGEST), word.end + _LONGEST)):
            first = word.start
        printed = reading.text[first : word.end]
        yield Filler(printed, MentionKey("Group", printed, reading.article.id), Span(first, word.end))
