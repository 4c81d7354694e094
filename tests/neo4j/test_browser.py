"""Neo4j Browser with the style and the favourites: each favourite runs as it stands, and a user can click through to the sentence."""

from __future__ import annotations

import zipfile

import pytest
from neo4j import GraphDatabase

from flows.stages import projected
from loaders.browser_files import ARCHIVE, BROWSE_FOLDER, CYPHER, GRASS, QUESTIONS_FOLDER, favourites, write_browser_files
from loaders.neo4j_store import Neo4jStore
from loaders.publication import Publication
from loaders.truth import Truth
from tools.browser_session import browser_session, chromium

pytestmark = pytest.mark.neo4j

QUOTE = "中信银行、浙商银行等银行机构共计向莲都区政府采购供应商发放“政采贷”2131.20万元"
HEADLINE = "哪些项目把一个县与信贷产品联系起来"
# What the five pages tell nothing of, or what is not found in them yet.
MAY_BE_EMPTY = {"banks-and-government", "seconded", "who-met-whom"}


@pytest.fixture(scope="module")
def loaded(empty_database, seeds_graph):
    published = Publication(seeds_graph).find()
    assert published is not None
    with Truth.read(published.truth) as truth, Neo4jStore(empty_database) as store:
        store.load(projected(truth))
    return empty_database


@pytest.fixture(scope="module")
def driver(loaded):
    with GraphDatabase.driver(loaded.uri, auth=(loaded.user, loaded.password), notifications_min_severity="OFF") as driver:
        driver.execute_query("CALL db.awaitIndexes(60)", database_=loaded.database)
        yield driver


@pytest.mark.parametrize("favourite", favourites(), ids=lambda each: each.name)
def test_a_favourite_runs_as_it_stands(driver, loaded, favourite):
    records, _, _ = driver.execute_query(favourite.text, database_=loaded.database)
    assert records or favourite.name in MAY_BE_EMPTY


def test_the_headline_favourite_answers(driver, loaded):
    (text,) = [each.text for each in favourites() if each.name == "credit-of-county"]
    records, _, _ = driver.execute_query(text, database_=loaded.database)
    assert {(row["programme"], row["lender"], row["amount"]) for row in records} >= {("政采贷", "中信银行", 21312000), ("政采贷", "浙商银行", 21312000)}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    write_browser_files(folder)
    return folder


@pytest.fixture(scope="module")
def session(loaded, neo4j_browser):
    if chromium() is None:
        pytest.skip("no chromium on this machine; CHROMIUM names one")
    with browser_session(neo4j_browser, loaded.uri, loaded.password) as session:
        session.clear()
        yield session


@pytest.mark.browser
def test_the_style_is_taken_by_drag_and_drop(session, files):
    taken = session.load_style(files / GRASS)
    assert " ".join(taken.split()) == " ".join((files / GRASS).read_text(encoding="utf-8").split())


@pytest.mark.browser
def test_the_archive_becomes_a_favourite_each(session, files):
    session.drop(files / ARCHIVE)
    session.drawer()
    session.unfold(QUESTIONS_FOLDER)
    session.unfold(BROWSE_FOLDER)
    with zipfile.ZipFile(files / ARCHIVE) as archive:
        titles = {archive.read(name).decode().splitlines()[0].removeprefix("// ") for name in archive.namelist()}
    assert set(session.favourites()) == titles


@pytest.mark.browser
def test_the_headline_favourite_shows_its_rows(session, files):
    session.run_favourite(HEADLINE)
    head, *rows = session.rows()
    assert head[1:6] == ["programme", "lender", "borrower", "amount", "quote"]
    assert {(row[1], row[2]) for row in rows} >= {('"政采贷"', '"中信银行"'), ('"政采贷"', '"浙商银行"')}
    assert any(QUOTE in row[5] for row in rows)


@pytest.mark.browser
def test_one_clicks_through_to_the_sentence_and_its_page(session):
    session.run("MATCH (p:Programme {name: '政采贷'}) RETURN p")
    assert [node["name"] for node in session.nodes()] == ["政采贷"]
    session.expand("Programme", name="政采贷")
    session.expand("Fact", type="transfer")
    assert QUOTE in session.select("Evidence", start="1338", end="1381")
    session.expand("Article")
    assert "000_28d311eebd65184a.txt" in session.select("Page")


@pytest.mark.browser
def test_captions_and_colours_are_those_of_the_style(session):
    session.run("MATCH path = (:Programme {name: '政采贷'})<--(:Fact {type: 'transfer'}) RETURN path")
    fact = session.node("Fact", type="transfer")
    assert fact.locator("circle.b-outline").get_attribute("fill") == "#44bb99"
    assert "资金往来 loan" in (fact.text_content() or "")


@pytest.mark.browser
def test_a_cypher_file_becomes_one_favourite(session, files):
    before = len(session.favourites())
    session.drop(files / CYPHER)
    session.page.get_by_text("Save to favorites").click()
    session.page.wait_for_function(f"document.querySelectorAll('[data-testid=savedScriptListItem]').length == {before + 1}")
    assert "县志：全部问题与浏览查询" in "".join(session.favourites())
