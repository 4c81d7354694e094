"""Head nouns of programme names and the kind that each tells."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "data" / "lexicon"
_FILE = _FOLDER / "programme_heads.txt"
_YEARS = re.compile(r"[（(][^（）()]*[年版行稿][^（）()]*[）)]$")


@cache
def heads() -> dict[str, str]:
    """Head noun → kind of programme, from `data/lexicon/programme_heads.txt`; the last line that names a head wins."""
    known: dict[str, str] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, *names = line.split()
            known.update(dict.fromkeys(names, kind))
    return known


@cache
def head_pattern() -> re.Pattern[str]:
    """Matches one head noun, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, heads()), key=lambda head: (-len(head), head))))


def head_of(name: str) -> str:
    """The head noun that a name ends with, years and drafts in brackets left out; empty where it has none."""
    bare = _YEARS.sub("", name)
    return next((bare[-size:] for size in range(min(len(bare), 8), 0, -1) if bare[-size:] in heads()), "")


@cache
def marks_of_words() -> dict[str, int]:
    """How words and head nouns (`head工程`) stand to quoted names of programmes, from -2 (much rarer inside than outside) to 2 (much commoner)."""
    known: dict[str, int] = {}
    for line in (_FOLDER / "words_of_names.txt").read_text(encoding="utf-8").splitlines():
        mark, *words = line.split()
        if mark != "#":
            lead = "head" if mark.startswith("head") else ""
            known.update((f"{lead}{word}", mark.count("+") - mark.count("-")) for word in words)
    return known
