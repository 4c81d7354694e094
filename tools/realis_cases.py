"""The table of clauses and how they mean what they tell: `tests/golden/expressions/realis.txt`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from ontology.records import Realis

TABLE = Path(__file__).parent.parent / "tests" / "golden" / "expressions" / "realis.txt"


def cases(path: Path = TABLE) -> Iterator[tuple[str, int, str]]:
    """Sentence, position and meaning of every line; a line that is none raises ValueError with its number."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            sentence, _, meaning = line.partition(" | ")
            if meaning not in get_args(Realis) or "[" not in sentence:
                raise ValueError(f"{path}:{number}: no sentence with a place in brackets and a meaning")
            yield sentence.replace("[", "").replace("]", ""), sentence.index("["), meaning
