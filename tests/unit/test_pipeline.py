"""The pipeline as a whole: layers, faults as rows, the fingerprint."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from spacy.tokens import Doc

from extractors import assemble, components, pipeline
from extractors.judge import Judged, load_models
from extractors.pipeline import COMPONENTS, Extractor, build, fingerprint
from extractors.reading import Candidate, Reading, literal
from extractors.registry import known_types, load_finder
from extractors.sentences import find_headline, find_quotes, split_clauses, split_sentences
from ontology.records import Declared, Page, Span
from ontology.schema import load_schema

TEXT = "青田县委召开会议\n5月6日，青田县委书记周启航主持召开县委常委会会议。会议强调，要抓好春耕。\n"
DECLARED = Declared(issue_date="2022-05-07", place="331121")


def test_the_components_are_the_table_of_contents() -> None:
    assert tuple(Extractor.load().nlp.pipe_names) == COMPONENTS
    analysis = Extractor.load().nlp.analyze_pipes()
    assert analysis is not None
    assert analysis["problems"] == {name: [] for name in COMPONENTS}


def test_offsets_lead_back_to_the_page() -> None:
    page = Page.of(TEXT)
    for reading in Extractor.load().readings(page, DECLARED):
        for mention in reading.mentions:
            span = reading.page_span(mention.start, mention.end)
            assert "".join(page.text[span.start : span.end].split()) == "".join(reading.text[mention.start : mention.end].split())


def test_extraction_is_the_same_twice_and_beside_other_pages() -> None:
    extractor = Extractor.load()
    first = extractor.extract(Page.of(TEXT), DECLARED)
    extractor.extract(Page.of("另一页。\n"), DECLARED)
    assert extractor.extract(Page.of(TEXT), DECLARED) == first
    assert first.faults == ()
    assert {article for article, _ in first.mentions} <= {article.id for article in first.articles}


@pytest.mark.parametrize("text", ["", "\n\n\n", "。", "“”“《（", "a" * 3000, "\u3000" * 50, "1" * 400, "青" * 2000, "🙂\u200b𠮷记者"])
def test_no_text_makes_it_fail(text: str) -> None:
    assert Extractor.load().extract(Page.of(text), Declared()).faults == ()


def test_a_finders_fault_is_a_row_and_the_others_find_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(reading: Reading) -> Iterator[Candidate]:
        raise ValueError("no such luck")

    def load(name: str) -> object:
        return failing if name == "post" else load_finder(name)

    monkeypatch.setattr(components, "load_finder", load)
    extraction = Extractor(build(types=["byline", "post"])).extract(Page.of("（记者 周启航 通讯员 李明海）\n"), DECLARED)
    assert {fault.reason for fault in extraction.faults} == {"post: ValueError: no such luck"}


def test_a_misspelt_slot_is_a_row_and_the_other_facts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    def misspelling(reading: Reading) -> Iterator[Candidate]:
        yield Candidate("post", {"persn": (literal("周启航"),)}, 0, len(reading.text), "misspelt")

    def load(name: str) -> object:
        return misspelling if name == "post" else load_finder(name)

    monkeypatch.setattr(components, "load_finder", load)
    monkeypatch.setattr(assemble, "judge", lambda _, rows: [Judged(each, 0.5, kept=True) for each in rows])
    extraction = Extractor(build(types=["byline", "post"])).extract(Page.of("（记者 周启航 通讯员 李明海）\n"), DECLARED)
    assert {fault.reason for fault in extraction.faults} == {"assemble: post by rule misspelt: ValueError: post has no slots ['persn']"}
    assert {fact.type for fact in extraction.facts} == {"byline"}


def test_a_components_fault_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(text: str, issue_date: str | None) -> tuple[()]:
        raise RuntimeError("no calendar")

    monkeypatch.setattr(components, "find_dates", failing)
    extraction = Extractor(build(types=[])).extract(Page.of(TEXT), DECLARED)
    assert {fault.reason for fault in extraction.faults} == {"dates: RuntimeError: no calendar"}


def test_every_known_type_has_a_finder_and_a_schema() -> None:
    assert set(known_types()) <= set(load_schema().facts)
    assert all(callable(load_finder(name)) for name in known_types())
    with pytest.raises(LookupError, match="nothing_of_the_kind"):
        load_finder("nothing_of_the_kind")


def test_the_fingerprint_is_stable() -> None:
    assert fingerprint() == fingerprint.__wrapped__() == Extractor.load().fingerprint


def test_the_debugging_command_prints_mentions_and_candidates(capsys: pytest.CaptureFixture[str], tmp_path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    assert pipeline.main([str(page), "--layers"]) == 0
    printed = capsys.readouterr().out
    assert "周启航" in printed
    assert "## candidates" in printed
    threshold = load_models()["post"].threshold
    assert re.search(rf"^  (kept|outdone|dropped) [01]\.\d{{3}} of {threshold:.3f} post ", printed, re.MULTILINE)


def test_sentences_cover_the_text() -> None:
    text = "标题\n甲说：“好。我来。”乙来了；丙没来！\n"
    sentences = split_sentences(text, Span(0, 2))
    assert "".join(text[each.start : each.end] for each in sentences) == text
    assert text[sentences[0].start : sentences[0].end] == "标题"
    clauses = split_clauses(text, sentences)
    assert "".join(text[each.start : each.end] for each in clauses) == text
    assert [text[each.start : each.end] for each in find_quotes(text)] == ["好。我来。"]


def test_a_headline_may_have_lost_its_blanks() -> None:
    assert find_headline("区委召开会议5月6日，", "区委 召开会议") == Span(0, 6)
    assert find_headline("5月6日，", "区委") is None


def test_layers_do_not_depend_on_tokens() -> None:
    assert all(Doc.has_extension(layer) for layer in components.LAYERS)
