"""The questions' SPARQL files: the same heads, parameters and columns as the Cypher beside them, whole, and in one order."""

import re

import pytest

from loaders.queries import FOLDER, question, questions
from loaders.sparql_guard import tokens
from loaders.sparql_questions import ask_sparql, filled, names_in_rdf
from loaders.store import QueryError, Result
from ontology.iri import PREFIXES

UNIQUE = {"proof": {"fact"}, "posts-of-person": {"organization", "title"}, "reporters": {"articles", "person"}}  # columns that no two rows have alike


def head(text, mark):
    return [line.removeprefix(mark).strip() for line in text.splitlines() if line.startswith(mark) and "also:" not in line]


def columns(text):
    """What the outermost SELECT gives back, in order."""
    (selected,) = re.findall(r"^SELECT (?:DISTINCT )?(.*?) WHERE", text, re.MULTILINE)
    return re.findall(r"\(.*?AS \?(\w+)\)|\?(\w+)", selected)


def test_each_question_has_its_sparql_and_none_is_left_over():
    assert {path.stem for path in FOLDER.glob("*.rq")} == set(questions())
    assert all(each.sparql for each in questions().values())


@pytest.mark.parametrize("name", sorted(questions()))
def test_it_says_the_same_as_the_cypher_beside_it(name):
    asked = question(name)
    assert head(asked.sparql, "# ") == head(asked.text, "// ")
    returned = asked.text.rpartition("RETURN")[2].partition("ORDER BY")[0]
    assert [one or other for one, other in columns(asked.sparql)] == re.findall(r"AS `?(\w+)`?", returned)
    assert set(re.findall(r"\$(\w+)", asked.sparql)) == {parameter for parameter, _ in asked.parameters}


@pytest.mark.parametrize("name", sorted(questions()))
def test_its_prefixes_are_the_projects_and_all_are_used(name):
    text = question(name).sparql
    declared = dict(re.findall(r"^PREFIX (\w+): <(.*)>$", text, re.MULTILINE))
    assert declared.items() <= PREFIXES.items()
    body = text.partition("\nSELECT")[2]
    assert {each.text.partition(":")[0] for each in tokens(body) if each.sort == "name"} == set(declared)


@pytest.mark.parametrize("name", sorted(questions()))
def test_its_rows_have_one_order(name):
    text = question(name).sparql
    ordered = set(re.findall(r"\?(\w+)", text.rpartition("ORDER BY")[2]))
    assert (UNIQUE.get(name) or {one or other for one, other in columns(text)}) <= ordered


def test_values_become_terms_of_their_sort():
    text = filled(question("office-on-date"), {"OFFICE": "书记", "ORGANIZATION": "莲都区委", "DATE": "2020-06-02"})
    assert 'rdfs:label "莲都区委"@zh' in text
    assert 'xz:office "书记" ;' in text
    assert '>= "2020-06-02"^^<http://www.w3.org/2001/XMLSchema#date>' in text
    assert 'FILTER (?amount >= "1000000000"^^<http://www.w3.org/2001/XMLSchema#decimal>' in filled(question("big-sums"), {"AMOUNT": 1e9})


def test_a_value_stays_a_value():
    evil = '"@zh } ; DROP ALL # \\ \n'
    text = filled(question("programmes-of-county"), {"COUNTY": evil})
    (literal,) = (each.text for each in tokens(text) if each.sort == "string" and "DROP" in each.text)
    assert literal == '"\\"@zh } ; DROP ALL # \\\\ \\n"'


def test_a_missing_value_is_an_error():
    with pytest.raises(QueryError, match="COUNTY"):
        filled(question("programmes-of-county"), {})


KNOWN = {
    "rdfs:label": (("a", "景宁畲族自治县"), ("b", "景宁村")),
    "skos:altLabel": (("a", "景宁"), ("b", "景宁")),
    "xz:administrativeCode": (("a", "331127"),),
}


class FakeRdf:
    """A store that knows two places and tells what it was asked."""

    def __init__(self):
        self.asked = []

    def query(self, text, parameters=None, limits=None):
        self.asked.append((text, parameters))
        known = {
            "rdfs:label": (("a", "景宁畲族自治县"), ("b", "景宁村")),
            "skos:altLabel": (("a", "景宁"), ("b", "景宁")),
            "xz:administrativeCode": (("a", "331127"),),
        }
        rows = next((rows for what, rows in known.items() if f"{what} ?value" in text), ())
        return Result(("thing", "value"), rows)


def test_names_come_with_aliases_and_codes():
    assert names_in_rdf(FakeRdf())("place", "景宁") == [("景宁畲族自治县", ("景宁",), "331127"), ("景宁村", ("景宁",), "")]


def test_a_name_is_brought_to_the_graphs_spelling():
    store = FakeRdf()
    ask_sparql(store, "programmes-of-county", {"county": "景宁"})
    text, parameters = store.asked[-1]
    assert text == question("programmes-of-county").sparql
    assert {name: str(term) for name, term in parameters.items()} == {"COUNTY": '"景宁畲族自治县"@zh'}
