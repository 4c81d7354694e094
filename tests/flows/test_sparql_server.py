"""The endpoint as its clients see it: a real server on loopback, asked by SPARQLWrapper and by hand."""

from __future__ import annotations

import http.client
import json
import re
import threading
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import SPARQLWrapper

from flows import sparql_server
from flows.sparql_protocol import RefusedError, asked, chosen
from flows.sparql_server import listening, running
from loaders.sparql import Dataset
from loaders.store import Limits
from tests.flows.triples import RUNAWAY, SAMPLE, published

ID = "https://w3id.org/xianzhi/id/"
LABELS = "SELECT ?label { ?s rdfs:label ?label } ORDER BY ?label"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with running(published(tmp_path_factory.mktemp("served") / "graph"), limits=Limits(20, 1000)) as found:
        yield found


class Reply:
    """What came back: status, headers, body."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.type = response.headers.get("content-type", "")
        self.headers = response.headers
        self.body = response.read()
        self.text = self.body.decode()


def send(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        return Reply(connection.getresponse())
    finally:
        connection.close()


def get(port: int, query: str, accept: str = "*/*", **fields: str) -> Reply:
    return send(port, "GET", f"/sparql?{urlencode({'query': query, **fields})}", accept=accept)


# SPARQLWrapper, the client that everybody has


def client(port: int, query: str, format_: str, method: str = "GET", post: str = "urlencoded") -> Any:
    wrapper = SPARQLWrapper.SPARQLWrapper(f"http://127.0.0.1:{port}/sparql")
    wrapper.setQuery(query)
    wrapper.setReturnFormat(format_)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(post)
    wrapper.setTimeout(30)
    return wrapper


# The client finds out by itself what a query is and so wants its prefixes written.
WRITTEN = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"


@pytest.mark.parametrize(("method", "post"), [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")])
def test_the_client_asks_in_every_way(port, method, post):
    found = client(port, WRITTEN + LABELS, SPARQLWrapper.JSON, method, post).queryAndConvert()
    assert [row["label"] for row in found["results"]["bindings"]] == [
        {"type": "literal", "value": each, "xml:lang": "zh"} for each in ("乙县", "甲县", "甲县<b>委</b>")
    ]


def test_the_client_reads_every_format(port):
    xml = client(port, WRITTEN + LABELS, SPARQLWrapper.XML).queryAndConvert()
    assert [node.firstChild.data for node in xml.getElementsByTagName("literal")] == ["乙县", "甲县", "甲县<b>委</b>"]
    assert client(port, WRITTEN + LABELS, SPARQLWrapper.CSV).queryAndConvert() == "label\r\n乙县\r\n甲县\r\n甲县<b>委</b>\r\n".encode()
    assert client(port, WRITTEN + LABELS, SPARQLWrapper.TSV).queryAndConvert().decode().splitlines()[1] == '"乙县"@zh'
    assert client(port, "ASK { ?s ?p ?o }", SPARQLWrapper.JSON).queryAndConvert()["boolean"] is True
    for format_ in (SPARQLWrapper.TURTLE, SPARQLWrapper.RDFXML):
        made = client(port, WRITTEN + "CONSTRUCT WHERE { ?s rdfs:label ?o }", format_).queryAndConvert()
        assert len(made if format_ == SPARQLWrapper.RDFXML else list(ox.parse(made, format=ox.RdfFormat.TURTLE))) == 3
    described = client(port, f"DESCRIBE <{ID}body1>", SPARQLWrapper.RDFXML).queryAndConvert()
    assert len(described) == 4


def test_the_client_tells_what_is_wrong(port):
    with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="line 1, column"):
        client(port, "SELECT * { ?s ?p }", SPARQLWrapper.JSON).query()
    update = client(port, "INSERT DATA { <a:a> <a:b> <a:c> }", SPARQLWrapper.JSON, "POST")
    with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="only reads"):
        update.query()


def test_the_client_names_graphs(port):
    asking = client(port, WRITTEN + LABELS, SPARQLWrapper.JSON)
    asking.addDefaultGraph(f"{ID}graph/other")
    assert len(asking.queryAndConvert()["results"]["bindings"]) == 1
    named = client(port, WRITTEN + "SELECT ?s { GRAPH ?g { ?s rdfs:label ?l } }", SPARQLWrapper.JSON)
    named.addNamedGraph(f"{ID}graph/places")
    assert len(named.queryAndConvert()["results"]["bindings"]) == 2


# The protocol by hand


@pytest.mark.parametrize(
    ("query", "accept", "type_"),
    [
        (LABELS, "", "application/sparql-results+json"),
        (LABELS, "*/*", "application/sparql-results+json"),
        (LABELS, "application/json", "application/sparql-results+json"),
        (LABELS, "text/csv;q=0.5, application/sparql-results+xml;q=0.4", "text/csv; charset=utf-8"),
        (LABELS, "text/*, text/csv;q=0", "text/tab-separated-values; charset=utf-8"),
        (LABELS, "application/xml", "application/sparql-results+xml"),
        ("ASK {}", "text/csv, */*;q=0.1", "application/sparql-results+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "", "text/turtle; charset=utf-8"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_content_negotiation(port, query, accept, type_):
    reply = get(port, query, accept)
    assert (reply.status, reply.type) == (200, type_)


def test_the_address_may_name_the_format(port):
    assert get(port, LABELS, "text/html", format="csv").type.startswith("text/csv")
    assert get(port, LABELS, "application/json", format="nonsense").type == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "said"),
    [
        ("GET", "/sparql?query=SELECT%20*%20%7B", None, {}, 400, "line 1, column"),
        ("GET", "/sparql?query=", None, {}, 400, "an empty query"),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}, 400, "one query is wanted, not 2"),
        ("GET", "/sparql?query=%ff%fe", None, {}, 400, "not UTF-8"),
        ("GET", "/sparql?" + "a=1&" * 300, None, {}, 400, "more than 200 fields"),
        ("GET", "/sparql?update=DROP%20ALL", None, {}, 400, "only reads"),
        ("GET", "/sparql?query=DROP%20ALL", None, {}, 400, "DROP is not allowed"),
        ("GET", "/sparql?query=" + quote("SELECT*{SERVICE<http://127.0.0.1:1/>{?s ?p ?o}}"), None, {}, 400, "SERVICE is not allowed"),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", None, {}, 400, "IRI"),
        ("GET", "/sparql?query=ASK%7B%7D", None, {"accept": "image/png"}, 406, "there are application/sparql-results+json"),
        ("GET", "/sparql", None, {"accept": "image/png"}, 406, "text/turtle"),
        ("PUT", "/sparql", b"x", {}, 405, "GET or POST"),
        ("DELETE", "/sparql", None, {}, 405, "GET or POST"),
        ("OPTIONS", "/sparql", None, {"origin": "http://elsewhere"}, 405, "GET or POST"),
        ("POST", "/sparql", b"ASK {}", {}, 415, "a body without a type"),
        ("POST", "/sparql", b"{}", {"content_type": "application/json"}, 415, "application/sparql-query"),
        ("POST", "/sparql", b"DROP ALL", {"content_type": "application/sparql-update"}, 415, "only reads"),
        ("POST", "/sparql", b"ASK {}", {"content_type": "application/sparql-query; charset=gbk"}, 415, "gbk"),
        ("POST", "/sparql", b"\xff", {"content_type": "application/sparql-query"}, 400, "not UTF-8"),
        ("POST", "/sparql", b"update=DROP+ALL", {"content_type": "application/x-www-form-urlencoded"}, 400, "only reads"),
        ("POST", "/sparql", b"other=1", {"content_type": "application/x-www-form-urlencoded"}, 400, "one query is wanted"),
        ("POST", "/sparql", b"query=%ff", {"content_type": "application/x-www-form-urlencoded"}, 400, "not UTF-8"),
        ("GET", "/elsewhere", None, {}, 404, ""),
        ("POST", "/", b"query=ASK{}", {"content_type": "application/x-www-form-urlencoded"}, 405, ""),
        ("GET", "/sparql?query=ASK%7B%7D", None, {"host": "evil.example"}, 400, "host"),
    ],
)  # fmt: skip  # one request a line
def test_what_is_refused_and_how(port, method, path, body, headers, status, said):
    reply = send(port, method, path, body, **headers)
    assert reply.status == status
    assert said in reply.text
    assert "Traceback" not in reply.text
    if status == 405 and path == "/sparql":
        assert reply.headers["allow"] == "GET, HEAD, POST"


def test_a_form_is_read_once(port):
    form = urlencode({"query": 'ASK { ?s ?p "100% & more" }'}).encode()
    assert json.loads(send(port, "POST", "/sparql", form, content_type="application/x-www-form-urlencoded; charset=UTF-8").body)["boolean"] is True


def test_a_long_query_in_the_address(port):
    assert json.loads(get(port, "ASK { ?s ?p ?o } #" + "长" * 15_000).body)["boolean"] is True
    assert send(port, "GET", "/sparql?query=" + "a" * (sparql_server.MAX_ADDRESS + 100_000)).status in {400, 431}


def test_a_body_too_long(port):
    try:
        assert send(port, "POST", "/sparql", b"a" * (sparql_server.MAX_BODY + 1), content_type="application/sparql-query").status == 413
    except (BrokenPipeError, ConnectionResetError):  # it need not listen to the end
        assert json.loads(get(port, "ASK {}").body)["boolean"] is True


def test_a_body_that_does_not_come(port, monkeypatch):
    monkeypatch.setattr(sparql_server, "BODY_SECONDS", 0.1)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("POST", "/sparql")
    connection.putheader("Content-Type", "application/sparql-query")
    connection.putheader("Content-Length", "100")
    connection.endheaders()
    connection.send(b"ASK")
    assert connection.getresponse().status == 408
    connection.close()


def test_head_has_no_body(port):
    reply = send(port, "HEAD", "/sparql?query=ASK%7B%7D")
    assert (reply.status, reply.body) == (200, b"")


def test_other_pages_may_not_ask(port):
    assert send(port, "GET", "/sparql?query=ASK%7B%7D", origin="http://elsewhere").headers["access-control-allow-origin"] is None


def test_an_origin_may_be_allowed(tmp_path):
    with running(published(tmp_path / "graph"), origins=("http://friend",)) as port:
        allowed, other = (
            send(port, "GET", "/sparql?query=ASK%7B%7D", origin=each).headers["access-control-allow-origin"] for each in ("http://friend", "http://foe")
        )
        assert (allowed, other) == ("http://friend", None)
        asking = send(port, "OPTIONS", "/sparql", origin="http://friend", access_control_request_method="POST", access_control_request_headers="content-type")
        assert asking.status == 200


def test_it_describes_itself(port):
    reply = send(port, "GET", "/sparql", accept="text/turtle")
    said = {(quad.predicate.value.rpartition("#")[2], quad.object.value.rpartition("#")[2]) for quad in ox.parse(reply.body, format=ox.RdfFormat.TURTLE)}
    assert {("supportedLanguage", "SPARQL11Query"), ("feature", "UnionDefaultGraph")} <= said
    assert ("endpoint", f"http://127.0.0.1:{port}/sparql") in said


def test_time_and_rows_are_limited_and_others_are_answered_meanwhile(tmp_path):
    with running(published(tmp_path / "graph"), limits=Limits(1.5, 2), workers=2) as port:
        slow: list[Reply] = []
        asking = threading.Thread(target=lambda: slow.append(get(port, RUNAWAY)))
        asking.start()
        cut = get(port, LABELS)
        assert not slow
        assert (len(json.loads(cut.body)["results"]["bindings"]), cut.headers["x-cut-off-after"]) == (2, "2")
        asking.join()
        assert (slow[0].status, slow[0].text) == (503, "the query took longer than 1.5 seconds\n")
        assert get(port, "ASK {}").status == 200


def test_when_all_are_busy_it_says_so(tmp_path):
    with running(published(tmp_path / "graph"), limits=Limits(1.5, 10), workers=1, wait=0.1) as port:
        replies: list[Reply] = []
        asking = [threading.Thread(target=lambda: replies.append(get(port, RUNAWAY))) for _ in range(2)]
        for each in asking:
            each.start()
        for each in asking:
            each.join()
        assert sorted(reply.text for reply in replies) == ["all workers are busy; ask again in a moment\n", "the query took longer than 1.5 seconds\n"]
        assert {reply.status for reply in replies} == {503}
        assert "5" in {reply.headers["retry-after"] for reply in replies}


def test_a_graph_built_anew_is_read_by_the_next_query(tmp_path):
    graph = published(tmp_path / "graph")
    with running(graph, workers=1) as port:
        assert "乙县" in get(port, LABELS).text
        published(graph, SAMPLE.replace("乙县", "丙县"), "two")
        assert "丙县" in get(port, LABELS).text
        assert "乙县" not in get(port, LABELS).text
        (graph / "current").unlink()
        assert (get(port, LABELS).status, "no graph here yet" in get(port, LABELS).text) == (503, True)


# The page for people


def test_the_page_asks_and_answers(port):
    reply = send(port, "GET", "/?" + urlencode({"query": LABELS}))
    assert (reply.status, reply.type) == (200, "text/html; charset=utf-8")
    assert "<td>乙县</td>" in reply.text
    assert "甲县&lt;b&gt;委&lt;/b&gt;" in reply.text
    assert "<b>委" not in reply.text
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_the_page_needs_nothing_from_elsewhere(port):
    text = send(port, "GET", "/").text
    assert re.findall(r"<(?:script|link|img|iframe)\b|@import|url\(", text) == []
    assert {found for found in re.findall(r'(?:href|action)="([^"]*)"', text) if not found.startswith("/")} == set()
    assert all(each in text for each in ("查询", "Query", "可以问的问题", "Questions to ask"))


@pytest.mark.parametrize(
    "hostile", ["</textarea><script>alert(1)</script>", '" onmouseover="alert(1)', "<img src=x onerror=alert(1)>", "$query $answer ${asked}"]
)
def test_the_page_escapes_what_comes_from_outside(port, hostile):
    for fields in ({"query": hostile}, {"question": hostile}, {"question": "posts-of-person", "PERSON": hostile}):
        text = send(port, "GET", "/?" + urlencode(fields)).text
        assert "<script" not in text
        assert "<img" not in text
        assert '" onmouseover' not in text


def test_the_page_tells_what_is_wrong(port):
    reply = send(port, "GET", "/?" + urlencode({"query": "SELECT * { ?s foaf:name ?n }"}))
    assert reply.status == 400
    assert 'role="alert">line 1, column 15: no prefix foaf:' in reply.text
    assert "SELECT * { ?s foaf:name ?n }</textarea>" in reply.text
    assert send(port, "GET", "/?question=nonsense").status == 400


def test_the_page_leads_from_a_thing_to_all_that_is_known_of_it(port):
    text = send(port, "GET", "/?" + urlencode({"query": "SELECT ?b { ?b xz:ofPlace ?p }"})).text
    (link,) = re.findall(r'<td><a href="([^"]*)">id:body1</a>', text)
    assert "100% &amp; more" in send(port, "GET", link).text


def test_the_page_offers_the_saved_questions(port):
    link = "/?question=posts-of-person"
    assert link in send(port, "GET", "/").text
    text = send(port, "GET", link).text
    assert 'name="PERSON"' in text
    assert "SELECT" in text
    unknown = send(port, "GET", f"{link}&PERSON={quote('无此人')}")
    assert unknown.status == 400
    assert "无此人" in unknown.text


# The parts by themselves


def test_what_a_request_asks():
    assert asked("GET", "", "", b"") is None
    assert asked("GET", "query=ASK%7B%7D&default-graph-uri=a:a&default-graph-uri=a:b&named-graph-uri=a:c", "", b"") is not None
    post = asked("POST", "default-graph-uri=a:a", "application/sparql-query;charset=utf-8", "ASK { ?s ?p '县' }".encode())
    assert post is not None
    assert (post.text, post.dataset) == ("ASK { ?s ?p '县' }", Dataset(("a:a",)))


def test_of_equal_wishes_the_first_offer_is_taken():
    assert chosen("text/csv, application/json", ("json", "csv")) == "json"
    assert chosen("text/csv;q=nonsense", ("json", "csv")) == "csv"
    with pytest.raises(RefusedError) as refused:
        chosen("application/json;q=0", ("json",))
    assert refused.value.status == 406


def test_a_port_that_is_taken_is_told(port):
    with pytest.raises(OSError, match=rf"port {port} on 127\.0\.0\.1 cannot be used"):
        listening(port).listen()


def test_a_question_is_answered_below_it_with_its_sentence(seeds_graph):
    with running(seeds_graph) as port:
        text = send(port, "GET", f"/?question=credit-of-county&COUNTY={quote('莲都')}").text
    rows = re.findall(r"<tr><td>([^<]*)</td><td>([^<]*)</td>", text)
    assert ("政采贷", "中信银行") in rows
    assert re.search(r'<tr class="proof"><td colspan="4"><q>[^<]*政采贷[^<]*</q> <small>000_\S+ \d+–\d+</small>', text)
    assert "莲都区&quot;@zh" in text  # the query below says what was asked
    assert text.index("</table>") < text.index("<textarea")
