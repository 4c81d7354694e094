"""The command line: every command's answer, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.console import first_and_last, told
from flows.errors import OutdatedGraphError
from flows.lines import known_type
from ontology.records import Evidence, Fact
from tests.conftest import SEEDS

runner = CliRunner()
PAGE = "000_28d311eebd65184a.txt"


def run(*words: str | Path, code: int = 0) -> Result:
    result = runner.invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


def test_help_names_every_command():
    output = run("--help").output
    for command in ("build", "facts", "articles", "cypher", "ask", "show", "read", "export", "load", "schedule", "server", "evaluate"):
        assert command in output


def test_build_says_what_is_in_and_fails_with_1(tmp_path):
    (tmp_path / "empty.txt").write_text("")
    result = run("build", SEEDS / PAGE, tmp_path / "empty.txt", "--graph", tmp_path / "graph", code=1)
    assert "1 pages" in result.output
    assert "empty.txt: read: empty" in result.output


@pytest.mark.parametrize("words", [("build", "nowhere"), ("build", str(SEEDS), "--issue-date", "gestern"), ("build", str(SEEDS), "--place", "无此地")])
def test_wrong_use_is_2(tmp_path, words):
    result = run(*words, "--graph", tmp_path / "graph", code=2)
    assert result.stderr.strip()
    assert not (tmp_path / "graph" / "current").exists()


def test_no_graph_is_2(tmp_path):
    assert "xianzhi build" in run("facts", "--graph", tmp_path, code=2).stderr


def test_facts_are_what_the_scorer_reads(seeds_graph):
    lines = [json.loads(line) for line in run("facts", "--graph", seeds_graph).stdout.splitlines()]
    transfers = [line for line in lines if line["type"] == "transfer"]
    assert transfers
    assert all(isinstance(line["amount"], int | float | list) for line in transfers)
    for line in lines:
        assert {"source", "article", "type", "evidence", "rule", "confidence", "realis"} <= set(line)
        assert set(line["evidence"]) == {"start", "end", "text"}


def test_facts_filters(seeds_graph):
    posts = [json.loads(line) for line in run("facts", "--graph", seeds_graph, "--type", "post", "--page", PAGE, "--county", "莲都").stdout.splitlines()]
    assert posts
    assert {line["type"] for line in posts} == {"post"}
    assert {line["source"] for line in posts} == {PAGE}
    assert all(line["county"].startswith("331102") for line in posts)
    every = run("facts", "--graph", seeds_graph).stdout.count("\n")
    early = [json.loads(line) for line in run("facts", "--graph", seeds_graph, "--to", "1990-01-01").stdout.splitlines()]
    assert len(early) < every / 10  # what began before 1990, or nobody says when
    late = [json.loads(line) for line in run("facts", "--graph", seeds_graph, "--from", "2022-04-01", "--to", "2022-04-30").stdout.splitlines()]
    assert 0 < len(late) < every
    rows = list(csv.DictReader(io.StringIO(run("facts", "--graph", seeds_graph, "--type", "byline", "--format", "csv").stdout)))
    assert rows[0]["type"] == "byline"
    assert "byline" in run("facts", "--graph", seeds_graph, "--type", "byline", "--format", "table").stdout
    run("facts", "--graph", seeds_graph, "--type", "nothing", code=2)


def test_articles(seeds_graph):
    lines = [json.loads(line) for line in run("articles", "--graph", seeds_graph).stdout.splitlines()]
    assert {line["source"] for line in lines} == {path.name for path in SEEDS.glob("*.txt")}
    assert all(line["spans"] and line["title"] for line in lines)
    assert "title" in run("articles", "--graph", seeds_graph, "--format", "table").stdout


def test_cypher(seeds_graph):
    query = "MATCH (p:Person {name: $NAME})-[h:HOLDS_POST]->(o) RETURN o.name AS body ORDER BY body"
    rows = json.loads(run("cypher", query, "--param", "NAME=张壮雄", "--graph", seeds_graph, "--format", "json").stdout)
    assert {"body": "莲都区委"} in rows
    assert "莲都区委" in run("cypher", query, "--param", "NAME=张壮雄", "--graph", seeds_graph).stdout


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (n:Person)",
        "MATCH (n) RETURN n.name AS name; MATCH (n) RETURN n",
        "COPY Person TO '/tmp/x.csv'",
        "LOAD FROM '/etc/passwd' RETURN *",
        "MATCH (n) WHERE n.name = $X RETURN n.name AS name",
    ],
)
def test_cypher_only_reads(seeds_graph, query):
    assert run("cypher", query, "--graph", seeds_graph, code=2).stderr.strip()


def test_ask_lists_and_answers(seeds_graph):
    assert "credit-of-county" in run("ask", "--graph", seeds_graph).stdout
    values = ("OFFICE=书记", "ORGANIZATION=莲都区委", "DATE=2021-12-03")
    rows = json.loads(run("ask", "office-on-date", *values, "--graph", seeds_graph, "--format", "json").stdout)
    assert [row["person"] for row in rows] == ["张壮雄"]
    question = ("ask", "villages-of-county", "--graph", seeds_graph, "--format", "json")
    full, county, short = (run(*question, f"COUNTY={name}").stdout for name in ("景宁畲族自治县", "景宁县", "景宁"))
    assert full == county == short
    run("ask", "no-such-question", "--graph", seeds_graph, code=2)
    run("ask", "office-on-date", "--graph", seeds_graph, code=2)


def test_show_is_in_order_of_time_with_proof(seeds_graph):
    output = run("show", "张壮雄", "--graph", seeds_graph).stdout
    assert "莲都区委" in output
    assert PAGE in output
    assert run("show", "无此人", "--graph", seeds_graph, code=2).stderr.strip()


def test_read_in_the_terminal_and_as_html(seeds_graph, tmp_path):
    assert "张壮雄" in run("read", "000", "--graph", seeds_graph).stdout
    run("read", "000", "--graph", seeds_graph, "--html", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<mark" in page
    assert "http" not in page.split("<script>")[0].replace("http-equiv", "")  # nothing is fetched


def test_exports(seeds_graph, tmp_path):
    run("export", tmp_path / "facts.jsonl", "--format", "facts", "--graph", seeds_graph)
    assert (tmp_path / "facts.jsonl").read_text(encoding="utf-8").count("\n") > 100
    assert (tmp_path / "facts.resolution.jsonl").exists()
    run("export", tmp_path / "graph.graphml", "--format", "graphml", "--graph", seeds_graph)
    assert ET.parse(tmp_path / "graph.graphml").getroot().tag.endswith("graphml")
    run("export", tmp_path / "graph.dot", "--format", "dot", "--graph", seeds_graph)
    assert "HOLDS_POST" in (tmp_path / "graph.dot").read_text(encoding="utf-8")


def test_exports_for_neo4j(seeds_graph, tmp_path):
    told = run("export", tmp_path / "import", "--format", "neo4j-admin", "--graph", seeds_graph).stderr
    assert "README.txt tells how to import them" in " ".join(told.split())
    assert any("XianzhiLoad" in path.name for path in (tmp_path / "import").iterdir())  # so that the next load writes only what has changed
    assert "--nodes=" in (tmp_path / "import" / "import.args").read_text(encoding="utf-8")
    run("export", tmp_path / "browser", "--format", "browser", "--graph", tmp_path)  # needs no graph
    assert {path.suffix for path in (tmp_path / "browser").iterdir()} >= {".grass", ".cypher"}


def test_what_is_always_whole_has_no_around(seeds_graph, tmp_path):
    for form in ("facts", "neo4j-admin", "browser"):
        assert "--around" in run("export", tmp_path / "x", "--format", form, "--around", "莲都区", "--graph", seeds_graph, code=2).stderr
    run("export", tmp_path / "near.dot", "--format", "dot", "--around", "莲都区委", "--graph", seeds_graph)
    run("export", tmp_path / "far.dot", "--format", "dot", "--around", "无此人", "--graph", seeds_graph, code=2)


def test_an_optional_extractor_that_cannot_be_had_stops_the_build(tmp_path):
    said = run("build", SEEDS, "--graph", tmp_path / "graph", "--extractor", "spacy:zh_no_such_pipeline", code=2).stderr
    assert "no such pipeline is installed" in said
    assert not (tmp_path / "graph").exists() or not list((tmp_path / "graph").glob("builds/*"))


def test_schedule_needs_a_folder(tmp_path):
    assert "no such folder" in run("schedule", tmp_path / "nowhere", code=2).stderr


def test_evaluate_given_files(tmp_path, seeds_graph):
    (tmp_path / "facts.jsonl").write_text(run("facts", "--graph", seeds_graph).stdout, encoding="utf-8")
    (tmp_path / "articles.jsonl").write_text(run("articles", "--graph", seeds_graph).stdout, encoding="utf-8")
    output = run("evaluate", SEEDS / "gold", SEEDS, "--facts", tmp_path / "facts.jsonl", "--articles", tmp_path / "articles.jsonl", "--errors").stdout
    assert "fact F1" in output
    assert "article boundaries" in output
    assert "missed" in output
    page = tmp_path / "errors.html"
    run("evaluate", SEEDS / "gold", SEEDS, "--facts", tmp_path / "facts.jsonl", "--html", page)
    assert "部分正确" in page.read_text(encoding="utf-8")


def test_evaluate_says_what_is_missing(tmp_path):
    assert "--facts" in run("evaluate", SEEDS / "gold", SEEDS, "--articles", tmp_path / "articles.jsonl", code=2).stderr
    assert "for which there is gold" in run("evaluate", SEEDS / "gold", tmp_path, code=2).stderr
    (tmp_path / "page.json").write_text('{"articles": []}', encoding="utf-8")
    assert "page.json: no 'source'" in run("evaluate", tmp_path, SEEDS, code=2).stderr
    (tmp_path / "facts.jsonl").write_text('{"source": "a.txt"}', encoding="utf-8")
    assert "facts.jsonl:1: no 'type'" in run("evaluate", SEEDS / "gold", SEEDS, "--facts", tmp_path / "facts.jsonl", code=2).stderr


def test_a_build_without_pages_is_2(tmp_path):
    assert "--allow-empty" in run("build", tmp_path, "--graph", tmp_path / "graph", code=2).stderr
    run("build", tmp_path, "--graph", tmp_path / "graph", "--allow-empty")


def test_parts_of_dates_are_days():
    assert first_and_last("2021", "2021-11") == (date(2021, 1, 1), date(2021, 11, 30))
    assert first_and_last(None, None) == (None, None)
    for since, until in (("2022", "2021"), ("gestern", None), (None, "08-14")):
        with pytest.raises(ValueError, match=r"--from|--to"):
            first_and_last(since, until)


def test_a_key_error_is_no_message_for_users():
    with pytest.raises(KeyError), told():
        raise KeyError("a fault of the program")


def test_ask_shows_sorts_and_cypher():
    assert "COUNTY=place" in run("ask").stdout
    assert "MATCH" in run("ask", "credit-of-county", "--show").stdout
    assert "SELECT DISTINCT" in run("ask", "credit-of-county", "--show", "--language", "sparql").stdout


def test_ask_in_sparql_answers_the_same(seeds_graph):
    question = ("ask", "villages-of-county", "COUNTY=景宁县", "--graph", seeds_graph, "--format", "json")
    rows = json.loads(run(*question).stdout)
    assert rows
    assert json.loads(run(*question, "--language", "sparql").stdout) == rows
    assert "Cypher" in run(*question, "--language", "sparql", "--store", "neo4j", code=2).stderr
    assert "no place" in run("ask", "villages-of-county", "COUNTY=无此县", "--graph", seeds_graph, "--language", "sparql", code=2).stderr


def test_articles_as_csv(seeds_graph):
    rows = list(csv.DictReader(io.StringIO(run("articles", "--graph", seeds_graph, "--format", "csv").stdout)))
    assert PAGE in {row["source"] for row in rows}
    assert "-" in rows[0]["spans"]


def test_what_the_graph_does_not_know_is_told_beside_what_it_knows(seeds_graph):
    assert "Organization" in run("cypher", "MATCH (n:Persn) RETURN n.name AS name", "--graph", seeds_graph, code=2).stderr
    assert "name" in run("cypher", "MATCH (n:Person) RETURN n.nonsense AS name", "--graph", seeds_graph, code=2).stderr


def test_a_type_no_longer_known_asks_for_a_new_build():
    with pytest.raises(OutdatedGraphError, match="build it anew"):
        known_type(Fact("id", "page", "article", "rumour", (), Evidence(0, 1, "甲"), "made.up", 0.5))
