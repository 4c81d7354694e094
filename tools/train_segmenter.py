"""Train the shipped segmenter: python -m tools.train_segmenter CORPUS.zip [--out DIR].

CORPUS.zip is the People's Daily of January 1998 as published (PFR: `word/tag`, gb18030). One paragraph in ten is held out;
the rest trains a spacy-pkuseg model (features seen fewer than three times trimmed, three rounds). Prints word F1 on the
held-out tenth and the model's size. Takes some five minutes on one core; the same corpus gives the same bytes.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import spacy_pkuseg
from spacy_pkuseg.config import config

from extractors.segmenter import MODEL

HELD_OUT = 10  # every tenth paragraph is held out
TRIM = 3  # features seen fewer times are dropped: half the model, no measurable loss
ROUNDS = 3
SEED = 1998
_TOKEN = re.compile(r"\[?([^/\s]+)/([A-Za-z]+)(?:\][a-z]+)?")
_HALF = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HALF[ord("％")] = ord("%")
_HALF[ord("．")] = ord(".")


def paragraphs(corpus: Path) -> Iterator[list[str]]:
    """The corpus's paragraphs as words; family and given name are one word, digits and letters half-width as pages print them."""
    with zipfile.ZipFile(corpus) as archive:
        text = archive.read("199801.txt").decode("gb18030")
    for line in text.splitlines():
        words: list[str] = []
        family = False
        for word, tag in _TOKEN.findall(line)[1:]:
            printed = word.translate(_HALF)
            if family and tag == "nr":
                words[-1] += printed
                family = False
            else:
                words.append(printed)
                family = tag == "nr" and len(printed) == 1
        if words:
            yield words


def spans(words: list[str]) -> set[tuple[int, int]]:
    """Words as offsets."""
    found, at = set(), 0
    for word in words:
        found.add((at, at + len(word)))
        at += len(word)
    return found


def main() -> None:
    """Train, measure, and put the model where the package ships it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL)
    args = parser.parse_args()
    every = list(paragraphs(args.corpus))
    train = [words for at, words in enumerate(every) if at % HELD_OUT]
    test = every[::HELD_OUT]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, rows in (("train.txt", train), ("test.txt", test)):
            (folder / file).write_text("\n".join(" ".join(words) for words in rows) + "\n", encoding="utf-8")
        config.featureTrim = TRIM
        random.seed(SEED)  # the trainer shuffles by the global generator
        spacy_pkuseg.train(str(folder / "train.txt"), str(folder / "test.txt"), str(folder / "model"), train_iter=ROUNDS)
        args.out.mkdir(parents=True, exist_ok=True)
        shutil.copy(next((folder / "model").rglob("features.msgpack")), args.out / "features.msgpack")
        with np.load(next((folder / "model").rglob("weights.npz"))) as weights:  # three decimals: a third of the size, the same cuts
            np.savez_compressed(args.out / "weights.npz", sizes=weights["sizes"], w=np.round(weights["w"], 3))
    segmenter = spacy_pkuseg.pkuseg(str(args.out), user_dict=None)
    right = found = wanted = 0
    for words in test:
        want, got = spans(words), spans(segmenter.cut("".join(words)))
        right, found, wanted = right + len(want & got), found + len(got), wanted + len(want)
    precision, recall = right / found, right / wanted
    size = sum(path.stat().st_size for path in args.out.iterdir())
    print(f"word precision {precision:.4f} recall {recall:.4f} F1 {2 * precision * recall / (precision + recall):.4f}; {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
