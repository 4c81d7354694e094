"""What the guard before SPARQL lets through, and how values are put in."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from loaders.sparql_guard import as_term, check_service, prepared, term_of
from loaders.store import QueryError

ID = "https://w3id.org/xianzhi/id/"


@pytest.mark.parametrize(
    ("value", "written_"),
    [
        ('a"b\\c\n', '"a\\"b\\\\c\\n"'),
        ('" } SERVICE <http://x/> { ?s ?p ?o } #', '"\\" } \\u0053ERVICE <http://x/> { ?s ?p ?o } #"'),
        (3, '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (1e9, '"1000000000"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (0.25, '"0.25"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (date(2020, 6, 2), '"2020-06-02"^^<http://www.w3.org/2001/XMLSchema#date>'),
        (ox.NamedNode("http://x/y"), "<http://x/y>"),
    ],
)
def test_how_values_are_written(value, written_):
    assert prepared("SELECT ?s { ?s ?p $V }", {"V": value}).text == f"SELECT ?s {{ ?s ?p {written_} }}"


def test_parameters_are_given_and_named():
    with pytest.raises(QueryError, match=r"line 1, column 19: no value given for \$COUNTY"):
        prepared("SELECT * { ?s ?p  $COUNTY }")
    with pytest.raises(QueryError, match=r"names no \$PLACE"):
        prepared("SELECT * { ?s ?p ?o }", {"PLACE": 1})
    assert prepared("SELECT * { ?s ?p $COUNTY }", strict=False).text == "SELECT * { ?s ?p $COUNTY }"
    assert prepared("SELECT * { ?s ?p $county }").text == "SELECT * { ?s ?p $county }"
    with pytest.raises(TypeError, match="list"):
        as_term(["a"])  # type: ignore[arg-type]  # what a caller without a type checker may give


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("遂昌县", ox.Literal("遂昌县")),
        ("遂昌县@zh", ox.Literal("遂昌县", language="zh")),
        ('"12"', ox.Literal("12")),
        ('"x"@en', ox.Literal("x", language="en")),
        ("12", ox.Literal(12)),
        ("1.50", ox.Literal("1.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))),
        ("2021-12-03", ox.Literal("2021-12-03", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))),
        ("id:place/331102", ox.NamedNode(f"{ID}place/331102")),
        ("<http://x/y>", ox.NamedNode("http://x/y")),
        ("<not/an iri>", None),
        ("id:a b", None),
        ("2021-13-01", None),
        ("user@zhejiang", ox.Literal("user@zhejiang")),
    ],
)
def test_values_as_people_write_them(text, term):
    if term is None:
        with pytest.raises(QueryError, match="no value"):
            term_of(text)
    else:
        assert term_of(text) == term


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service schema:serviceType $service_ ; <http://www.w3.org/ns/sparql-service-description#Service> <http://x/service> }",
        'SELECT * { ?s ?p "self-\\u0073ervice" }',
        "SELECT * { ?s xz:a-service ?o }",
    ],
)
def test_names_may_be_called_so(text):
    check_service(text)


@pytest.mark.parametrize(
    "text", ["SELECT ?s $V { ?s ?p $V }", "SELECT DISTINCT ?V WHERE { ?s ?p ?V }", "SELECT ?s (1 AS $V) { ?s ?p ?o }", "SELECT * { BIND(1 AS ?V) }"]
)
def test_a_parameter_is_no_variable(text):
    with pytest.raises(QueryError, match=r"line 1, column \d+: the parameter .V cannot stand here"):
        prepared(text, {"V": "x"})
    assert prepared("SELECT (STR($V) AS ?s) { { SELECT (COUNT($V) AS ?n) { ?s ?p $V } } }", {"V": "x"}).text.count('"x"') == 3
