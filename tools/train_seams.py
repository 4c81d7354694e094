"""Count which characters follow one another in running text, for telling where torn paragraphs go on.

    python -m tools.train_seams CORPUS.jsonl.gz

The corpus has one JSON object a line with a `text`. What is kept of it (`extractors/data/seams.tsv.gz`): pairs of characters that
occur often enough, each with its pointwise mutual information in tenths of a nat; no text can be read back from that.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import Counter
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "extractors" / "data" / "seams.tsv.gz"
LEAST = 6  # times that a pair must occur to be kept


def main() -> None:
    """Count, weigh and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path)
    corpus = parser.parse_args().corpus
    singles: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = "".join(json.loads(line)["text"].split())
            singles.update(text)
            pairs.update(text[at : at + 2] for at in range(len(text) - 1))
    total = sum(singles.values())
    rows = [(pair, round(10 * math.log(count * total / (singles[pair[0]] * singles[pair[1]])))) for pair, count in pairs.items() if count >= LEAST]
    with TARGET.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as target:
        target.write("".join(f"{pair}\t{value}\n" for pair, value in sorted(rows)).encode())
    print(f"{TARGET}: {len(rows)} pairs of {total} characters")


if __name__ == "__main__":
    main()
