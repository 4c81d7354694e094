"""Optional extractor `spacy:PIPELINE`: persons, bodies and places that an installed spaCy pipeline recognises, as further mentions.

For users who have `zh_core_web_sm`, `_md`, `_lg` or `_trf`, or a pipeline of their own; nothing is fetched. Its entities become mentions only where this
project's own layers have none, so that facts can be found about names that no list or rule knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import spacy
from spacy.language import Language

from extractors.reading import Mention, Reading
from extractors.registry import FinderError
from ontology.records import EntityKind

SOURCE = "spacy"
# OntoNotes labels, which spaCy's Chinese pipelines use, and the short ones of MSRA and People's Daily.
KINDS: dict[str, EntityKind] = {
    "PERSON": "Person",
    "PER": "Person",
    "ORG": "Organization",
    "GPE": "Place",
    "LOC": "Place",
}
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})+")
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9（）()·]{2,40}")


@dataclass(frozen=True, slots=True)
class SpacyNames:
    """The names that a spaCy pipeline finds."""

    nlp: Language
    name: str

    @property
    def version(self) -> str:
        """The pipeline and spaCy itself, by version."""
        return f"spacy:{self.name} {self.nlp.meta.get('version', '')} spacy {version('spacy')}"

    def __call__(self, reading: Reading) -> Iterator[Mention]:
        """The entities of an article as mentions, in order."""
        at = 0
        for entity in self.nlp(reading.text).ents:
            # looked up by its words: a pipeline's tokenizer may change white space, and with it offsets
            start = reading.text.find(entity.text, at)
            kind = KINDS.get(entity.label_)
            if start < 0 or kind is None:
                continue
            at = start + len(entity.text)
            if (_PERSON if kind == "Person" else _NAME).fullmatch(entity.text):
                yield Mention(start, at, kind, entity.text, _scope(reading, kind), source=SOURCE)


def _scope(reading: Reading, kind: EntityKind) -> str:
    """The scope of the key: of a person the prefecture, of a body the place that the article speaks from; that of an unknown place is open."""
    if kind == "Person":
        return reading.place.prefecture
    return reading.place.code if kind == "Organization" else ""


def from_pipeline(name: str) -> SpacyNames:
    """The extractor over an installed pipeline (a package's name or a folder); FinderError where there is none."""
    if not name:
        raise FinderError("spacy: which pipeline? --extractor spacy:zh_core_web_sm, for one that is installed")
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise FinderError(
            f"spacy:{name}: no such pipeline is installed, and none is fetched; `python -m spacy download {name}` installs one of spaCy's"
        ) from error
    if not {"ner", "entity_ruler", "span_ruler"} & set(nlp.pipe_names):
        raise FinderError(f"spacy:{name}: the pipeline recognises no entities (it has {', '.join(nlp.pipe_names) or 'no components'})")
    return SpacyNames(nlp, name)
