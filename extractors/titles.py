"""Titles as Chinese newspapers print them: where one ends, what it is, and which bodies hide in it.

A title is its core (局长) with what ranks it (常务副); the body in front of it (区委组织部) is the office's, not the title's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_LEXICON = Path(__file__).parent / "data" / "lexicon" / "titles.txt"


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    """The lexicon's sections: `[name]` lines, below each its words, spaces between them."""
    sections: dict[str, list[str]] = {}
    words: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = sections.setdefault(line[1 : line.index("]")], [])
        elif not line.startswith("#"):
            words.extend(line.split())
    return {name: tuple(found) for name, found in sections.items()}


_WORDS = _read(_LEXICON)
_SUFFIX = "人选|候选人|助理"


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


CORES: frozenset[str] = frozenset(word for name in ("heads", "seats", "firms", "trades") for word in _WORDS[name])
_CORE = _any(CORES)
# What a pupil's or student's school is followed by: year, class, subject.
GRADE = re.compile(
    r"(?:[一二三四五六七八九]年级|高[一二三]|大[一二三四]|初[一二三]|\d{2,4}级|\d+后)(?:\d*班)?[^，。、；\s学院校]{0,4}"
    r"(?:[\u4e00-\u9fffA-Za-z]{2,10}专业)?(?:\d*名)?$|[\u4e00-\u9fff]{2,8}?专业$"
)
# Heads whose body's last character is in the title: 宣传部长 is the 部长 of a 宣传部.
SHARED = re.compile(r"(?:常务|第一|原)*副?(?P<head>大队|支队|部|局|处|科|股|厅|所|站|队|组)长")
TITLE = re.compile(rf"(?:(?:{_any(_WORDS['prefixes'])}))*(?:{_CORE})(?:{_SUFFIX})?")
_LONGEST = 14

# Heads of a place's government: their body is the government of the place, not what stands before them.
GOVERNORS = re.compile(r"(?:常务|专职|代理|代|第一|副|原)*([省市县区镇乡州旗])长")
PARTY = re.compile(r"书记|常委|委员|党组成员|秘书长|党代表|组织员")
TRADES: frozenset[str] = frozenset(_WORDS["trades"])
PLAIN: frozenset[str] = frozenset({"同学", "老师", "党员", "志愿者", "代表", "成员", "干部", "专家", "老兵", "博士", "记者", "指挥", "大学生"})


@cache
def _title(text: str) -> bool:
    return TITLE.fullmatch(text) is not None


def title_before(text: str, end: int, floor: int = 0) -> int | None:
    """Where the longest title that ends at `end` begins, not before `floor`; None where none ends there."""
    best = None
    for start in range(end - 2, max(floor, end - _LONGEST) - 1, -1):
        if _title(text[start:end]):
            best = start
    return best


def title_at(text: str, start: int, ceiling: int) -> int | None:
    """Where the longest title that begins at `start` ends, not after `ceiling`; None where none begins there."""
    best = None
    for end in range(start + 2, min(ceiling, start + _LONGEST) + 1):
        if _title(text[start:end]):
            best = end
    return best


def core_of(title: str) -> str:
    """The core of a title: 局长 of 常务副局长; the title itself where it has none that is known."""
    bare = re.sub(rf"(?:{_SUFFIX})$", "", title) or title
    return next((bare[-size:] for size in range(min(len(bare), 7), 1, -1) if bare[-size:] in CORES), bare[-2:])
