"""The data card tells of everything that is shipped, and its numbers are those of the files."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from extractors.gazetteer import Gazetteer

ROOT = Path(__file__).parents[2]
DATA = ROOT / "extractors" / "data"
CARD = (ROOT / "docs" / "data-card.md").read_text(encoding="utf-8")


def test_every_shipped_file_or_folder_is_in_the_card():
    shipped = {path.name + "/" * path.is_dir() for path in DATA.iterdir()}
    assert {name for name in shipped if f"`{name}" not in CARD} == set()


def test_every_list_of_the_gazetteer_is_in_the_card():
    assert {path.name for path in (DATA / "gazetteer").iterdir() if f"{path.name}`" not in CARD} == set()


def test_the_numbers_of_places():
    numbers = [int(number.replace(",", "")) for number in re.findall(r"^\| [a-z][^|]+ \| ([\d,]+) \|", CARD, re.MULTILINE)]
    assert numbers == list(Counter(place.level for place in sorted(Gazetteer.load(), key=lambda place: len(place.code))).values())


def test_what_is_from_others_is_attributed():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for source in ("modood/Administrative-divisions-of-China", "JioNLP", "wainshine/Chinese-Names-Corpus", "PFR"):
        assert source in notice
        assert source in CARD
