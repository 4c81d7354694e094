"""The tokenizer: spacy-pkuseg with the model shipped here, so that no download is ever tried, and the gazetteer for its dictionary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import spacy
import spacy_pkuseg
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from extractors.gazetteer import Gazetteer

MODEL = Path(__file__).parent / "data" / "segmenter"
NAME = "xianzhi.pkuseg.v1"
_SHORTEST_PLACE = 3  # places of two characters are words elsewhere too often to be cut out


@cache
def load_segmenter() -> spacy_pkuseg.pkuseg:
    """The segmenter with the shipped model, one a process. Without pkuseg's own word list, which the model was not trained with."""
    return spacy_pkuseg.pkuseg(str(MODEL), user_dict=None)


def cut(text: str) -> Iterator[str]:
    """The words of a text; white space belongs to none. Full names of places are one word each.

    The gazetteer does what a user dictionary would, without a second copy of its names in memory, and it decides between names
    that overlap.
    """
    at = 0
    for match in Gazetteer.load().find(text):
        if not match.is_short and match.end - match.start >= _SHORTEST_PLACE:
            yield from load_segmenter().cut(text[at : match.start])
            yield text[match.start : match.end]
            at = match.end
    yield from load_segmenter().cut(text[at:])


class Tokenizer(DummyTokenizer):
    """Makes a spaCy `Doc` whose text is the given text, letter by letter.

    spaCy's own Chinese tokenizer has white space of its own making around pkuseg's words, which would move offsets; here
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
        for word in cut(text):
            start = text.index(word, at)  # pkuseg keeps every character but white space
            self._gap(text[at:start], words, spaces)
            words.append(word)
            spaces.append(False)
            at = start + len(word)
        self._gap(text[at:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    @staticmethod
    def _gap(gap: str, words: list[str], spaces: list[bool]) -> None:
        if gap == " " and words and not spaces[-1]:
            spaces[-1] = True
        elif gap:
            words.append(gap)
            spaces.append(False)


@registry.tokenizers(NAME)  # type: ignore[untyped-decorator]  # spaCy's registry has no types
def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """The tokenizer's factory, by which a pipeline's configuration names it."""
    return lambda nlp: Tokenizer(nlp.vocab)


def blank_pipeline() -> Language:
    """A spaCy pipeline for Chinese with this tokenizer and no components."""
    return spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})
