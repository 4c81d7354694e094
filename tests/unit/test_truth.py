import random
import sqlite3
from datetime import date

import pytest

from extractors.identity.resolve import resolve
from loaders.ledger import PageInput
from loaders.truth import Truth, TruthError
from ontology.records import Article, Declared, Evidence, Extraction, Fact, Filler, MentionKey, Page, PageFault, Span, digest

GIVEN = Declared("2021-12-03", "331102", "option", "option")


def extraction(page, given=GIVEN):
    """Two posts of one person; the page's text is all there is to it."""
    article = Article(Article.id_of(page.id, 1), page.id, 1, page.text[:4], "news", (Span(0, len(page.text)),))
    facts = []
    for at, title in enumerate(("书记", "常委")):
        slots = (
            ("person", (Filler("甲某", MentionKey("Person", "甲某", "3311"), Span(0, 2)),)),
            ("organization", (Filler("某区委", MentionKey("Organization", f"{page.text[0]}区委", "331102")),)),
            ("title", (Filler(title),)),
        )
        evidence = Evidence(at, at + 3, page.text[at : at + 3])
        facts.append(
            Fact(digest(article.id, "post", title), page.id, article.id, "post", slots, evidence, "rule", 0.5, county="331102", as_of=given.issue_date)
        )
    return Extraction(page, given, (article,), tuple(facts), faults=(PageFault(page.id, "extract", "odd"),))


def build(path, sources, fingerprint="f1"):
    """Bring the file to hold just these sources (path → text) and resolve; the plan."""
    inputs = [PageInput(source, Page.of(text), GIVEN) for source, text in sources.items()]
    with Truth.open_or_create(path) as truth, truth.changes():
        plan = truth.plan(inputs, fingerprint)
        truth.settle(plan, fingerprint)
        for work in plan.extract:
            truth.put(work, fingerprint, extraction(work.page, work.given))
        truth.keep_resolution(resolve(truth.keys(), aliases=truth.alias_pairs()))
    return plan


def held(path):
    with Truth.read(path) as truth:
        return list(truth.fact_lines()), list(truth.resolution_lines()), list(truth.canonical())


SOURCES = {f"{number}.txt": f"{letter}区委书记甲某出席会议" for number, letter in enumerate("甲乙丙丁戊")}


def test_any_history_gives_the_same_bytes(tmp_path):
    build(tmp_path / "straight", SOURCES)
    want = held(tmp_path / "straight")
    shuffle = random.Random(3)
    for number in range(8):
        path = tmp_path / str(number)
        build(path, {"0.txt": "又一页", "9.txt": SOURCES["2.txt"], "8.txt": "再一页上的话"})
        some = shuffle.sample(sorted(SOURCES), 3)
        build(path, {source: SOURCES[source] for source in some})
        order = shuffle.sample(sorted(SOURCES), 5)
        build(path, {source: SOURCES[source] for source in order})
        assert held(path) == want


def test_the_plan_tells_what_is_new_changed_renamed_and_gone(tmp_path):
    path = tmp_path / "truth"
    assert len(build(path, SOURCES).extract) == 5
    assert build(path, SOURCES).nothing_to_do
    changed = {**SOURCES, "0.txt": "全新的一页文字"}
    changed["copy.txt"] = changed["1.txt"]
    del changed["2.txt"]
    plan = build(path, changed)
    assert [work.sources for work in plan.extract] == [("0.txt",)]
    assert [work.sources for work in plan.rename] == [("1.txt", "copy.txt")]
    assert plan.withdraw == ("2.txt",)
    assert len(build(path, changed, fingerprint="f2").extract) == 4


def test_a_page_moved_to_another_path_is_not_read_again(tmp_path):
    path = tmp_path / "truth"
    build(path, {"a.txt": "某区委书记甲某"})
    plan = build(path, {"b.txt": "某区委书记甲某"})
    assert (plan.extract, plan.withdraw) == ((), ("a.txt",))
    with Truth.read(path) as truth:
        assert [sources for _, _, sources in truth.pages()] == [("b.txt",)]


def test_a_failed_page_is_a_row_and_is_not_tried_again_by_the_same_extractor(tmp_path):
    path = tmp_path / "truth"
    build(path, SOURCES)
    inputs = [PageInput("0.txt", Page.of("坏页"), GIVEN)]
    fault = PageFault("0.txt", "extract", "broken", "article 1")
    with Truth.open(path) as truth:
        plan = truth.plan(inputs, "f1", keep=list(SOURCES))
        truth.fail(plan.extract[0], "f1", fault)
        truth.fail_source("x.bin", GIVEN, PageFault("x.bin", "read", "binary"))
        assert truth.plan(inputs, "f1", keep=[*SOURCES, "x.bin"]).nothing_to_do
        assert [each.status for each in truth.ledger()] == ["error", "ok", "ok", "ok", "ok", "error"]
        assert [fault for fault in truth.faults() if fault.stage == "extract" and fault.where] == [fault]
        assert len(list(truth.facts())) == 8


def test_facts_by_type_page_county_and_day(tmp_path):
    path = tmp_path / "truth"
    build(path, SOURCES)
    page = Page.of(SOURCES["1.txt"])
    with Truth.read(path) as truth:
        assert {fact.page for fact in truth.facts(page=page.id)} == {page.id}
        assert len(list(truth.facts(county="3311"))) == len(list(truth.facts(county="331102"))) == 10
        assert not list(truth.facts(county="3312"))
        assert not list(truth.facts(fact_type="meeting"))
        assert len(list(truth.facts(since=date(2021, 12, 3), until=date(2021, 12, 3)))) == 10
        assert not list(truth.facts(since=date(2021, 12, 4)))
        assert not list(truth.facts(until=date(2021, 12, 2)))
        assert [article.page for article in truth.articles(page.id)] == [page.id]
        assert truth.find_pages("1.txt") == truth.find_pages("1.t") == (page,)
        assert truth.find_pages(page.id[:4]) == (page,)
        assert page not in truth.find_pages(page.id[:3]) or "1.txt".startswith(page.id[:3])  # a hash's first digits mean nothing


def test_what_raises_inside_changes_leaves_nothing(tmp_path):
    path = tmp_path / "truth"
    build(path, SOURCES)
    before = held(path)
    with Truth.open(path) as truth:
        with pytest.raises(sqlite3.ProgrammingError), truth.changes():
            truth.withdraw(["0.txt", object()])  # type: ignore[list-item]  # what no source is, to break off halfway
        assert not (tmp_path / "truth-journal").exists()
    assert held(path) == before


def test_a_record_reads_back_as_it_was_written(tmp_path):
    path = tmp_path / "truth"
    build(path, {"a.txt": SOURCES["0.txt"]})
    want = extraction(Page.of(SOURCES["0.txt"]))
    with Truth.read(path) as truth:
        assert sorted(truth.facts(), key=lambda fact: fact.id) == sorted(want.facts, key=lambda fact: fact.id)
        assert tuple(truth.articles()) == want.articles
        assert truth.resolution().entity(MentionKey("Person", "甲某", "3311")).name == "甲某"


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100])
def test_what_is_no_truth_file_says_so(tmp_path, content):
    path = tmp_path / "truth"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TruthError, match="truth"):
        Truth.read(path)


def test_a_source_twice_is_an_error(tmp_path):
    with Truth.create(tmp_path / "truth") as truth, pytest.raises(ValueError, match="twice"):
        truth.plan([PageInput("a", Page.of("甲")), PageInput("a", Page.of("乙"))], "f")
