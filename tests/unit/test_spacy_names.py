"""The optional extractor over an installed spaCy pipeline, with a tiny pipeline made here: what it adds, and what is said where it cannot be had."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from extractors.components import with_more
from extractors.pipeline import Extractor, fingerprint
from extractors.reading import Mention
from extractors.registry import FinderError, load_optional
from extractors.spacy_names import SpacyNames
from ontology.records import Declared, Page
from tests.unit.reading_of_text import read

NAMES = [("ORG", "绿原坊"), ("PERSON", "阿依木"), ("PERSON", "A"), ("GPE", "龙泉驿"), ("ORG", "青田县"), ("DATE", "去年")]
TEXT = "绿原坊向青田县捐赠10万元用于修路，阿依木和龙泉驿的人去年到过青田县，绿原坊出资最多。"


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline of one component that knows a few names."""
    nlp = spacy.blank("zh")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": name} for label, name in NAMES])  # type: ignore[attr-defined]  # add_pipe tells no component's class
    nlp.meta["version"] = "1.2.3"
    folder = tmp_path_factory.mktemp("pipelines") / "tiny"
    nlp.to_disk(folder)
    return folder


def test_its_entities_become_mentions(pipeline: Path) -> None:
    extractor = load_optional(f"spacy:{pipeline}")
    found = list(extractor(read(TEXT, place="331121")))
    assert all(isinstance(each, Mention) and each.source == "spacy" for each in found)
    told = [(each.kind, each.name, each.start, each.scope) for each in found if isinstance(each, Mention)]
    assert told[0] == ("Organization", "绿原坊", 0, "331121")
    assert ("Person", "阿依木", TEXT.index("阿依木"), "3311") in told
    assert ("Place", "龙泉驿", TEXT.index("龙泉驿"), "") in told
    assert ("Organization", "绿原坊", TEXT.rindex("绿原坊"), "331121") in told
    assert {name for _, name, *_ in told} == {"绿原坊", "阿依木", "龙泉驿", "青田县"}  # no dates, no name of one letter
    assert "1.2.3" in extractor.version


def test_what_is_known_already_stays_as_it_is() -> None:
    own = (Mention(4, 7, "Place", "青田县"),)
    more = [Mention(6, 9, "Organization", "县捐赠"), Mention(0, 3, "Organization", "绿原坊"), Mention(2, 4, "Person", "坊向"), Mention(9, 9, "Person", "")]
    assert [each.name for each in with_more(own, more)] == ["绿原坊", "青田县"]


def test_facts_can_be_about_its_names_and_it_is_off_by_default(pipeline: Path) -> None:
    page, declared = Page.of(f"修路\n\n{TEXT}"), Declared("2022-05-06", "331121")
    asked = f"spacy:{pipeline}"

    def names(extractor: Extractor) -> set[str]:
        return {
            filler.key.name
            for _, found in extractor.candidates(page, declared)
            for each in found
            for row in each.slots.values()
            for filler in row
            if filler.key
        }

    assert "绿原坊" not in {each.name for reading in Extractor.load().readings(page, declared) for each in reading.mentions if each.source == "spacy"}
    assert "绿原坊" in names(Extractor.load(asked))
    assert {each.name for reading in Extractor.load(asked).readings(page, declared) for each in reading.mentions if each.source == "spacy"} >= {"绿原坊"}
    assert Extractor.load(asked).extract(page, declared).faults == ()
    assert fingerprint(asked) != fingerprint()
    assert Extractor.load(asked).fingerprint == fingerprint(asked)


def test_a_pipeline_that_fails_is_a_fault_of_the_article_and_costs_no_other_fact(pipeline: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = f"spacy:{pipeline}"

    def failing(self: SpacyNames, reading: object) -> None:
        raise RuntimeError("no vectors")

    monkeypatch.setattr(SpacyNames, "__call__", failing)
    done = Extractor.load(asked).extract(Page.of(f"修路\n\n{TEXT}"), Declared("2022-05-06", "331121"))
    assert [fault.reason for fault in done.faults] == [f"{asked}: RuntimeError: no vectors"]
    assert len(done.facts) == len(Extractor.load().extract(Page.of(f"修路\n\n{TEXT}"), Declared("2022-05-06", "331121")).facts)


def test_a_pipeline_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(FinderError, match=r"spacy:zh_no_such_pipeline: no such pipeline is installed, and none is fetched"):
        load_optional("spacy:zh_no_such_pipeline")
    with pytest.raises(FinderError, match="which pipeline"):
        load_optional("spacy")
    spacy.blank("zh").to_disk(tmp_path / "empty")
    with pytest.raises(FinderError, match="recognises no entities"):
        load_optional(f"spacy:{tmp_path / 'empty'}")
