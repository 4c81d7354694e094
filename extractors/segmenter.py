"""The tokenizer: spacy-pkuseg with the model shipped here, so that no download is ever tried."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import spacy
import spacy_pkuseg
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

MODEL = Path(__file__).parent / "data" / "segmenter"


@cache
def load_segmenter() -> spacy_pkuseg.pkuseg:
    """The segmenter with the shipped model, one a process."""
    return spacy_pkuseg.pkuseg(str(MODEL), user_dict=None)


class Tokenizer:
    """Makes a spaCy `Doc` whose text is the given text, letter by letter.

    spaCy's own Chinese tokenizer drops or rewrites white space around pkuseg's words, which would move every offset; here
    what pkuseg skips (spaces, line breaks) is kept as the space after a word or as a token of its own.
    """

    def __init__(self, vocab: Vocab) -> None:
        """A tokenizer over a vocabulary."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The text's tokens."""
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for piece in load_segmenter().cut(text) if text.strip() else []:
            start = text.find(piece, at)
            if start < 0:
                continue  # the segmenter rewrote it (width, case): what it covers is kept below as it stands
            self._gap(text[at:start], words, spaces)
            words.append(piece)
            spaces.append(False)
            at = start + len(piece)
        self._gap(text[at:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    @staticmethod
    def _gap(gap: str, words: list[str], spaces: list[bool]) -> None:
        if gap == " " and words and not spaces[-1]:
            spaces[-1] = True
        elif gap:
            words.append(gap)
            spaces.append(False)


def blank_pipeline() -> Language:
    """A spaCy pipeline for Chinese with this tokenizer and no components."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    return nlp
