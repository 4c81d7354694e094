import pytest

from loaders.cypher_guard import check
from loaders.store import QueryError

READS = [
    "MATCH (x:Place {id: $id})<-[:WITHIN*1..4]-(y:Place) RETURN DISTINCT y.name AS place ORDER BY place",
    "MATCH (f:Fact) WHERE NOT EXISTS { MATCH (f)-[:HAS_PAYER]->(e) WHERE e.name STARTS WITH '张' } RETURN count(*) AS n",
    "MATCH (f) RETURN f.id AS id UNION ALL MATCH (e) RETURN e.id AS id",
    "MATCH (f:Fact) RETURN CASE WHEN f.x IS NULL THEN 1 ELSE 0 END AS k ORDER BY k DESC SKIP 1 LIMIT 5;",
    "MATCH (f:Fact {start: $id}) WHERE f.`end` IS NOT NULL AND f.set = 1 RETURN f.load AS l",
    "UNWIND $id AS y WITH y WHERE y IN [1, 2] OPTIONAL MATCH (a)-[r:FROM|ON]->(b) RETURN y, collect(DISTINCT a.name) AS n",
    "MATCH (a) RETURN a.x * 2 AS y // CREATE\n",
    "MATCH (a) RETURN * ORDER BY a.name LIMIT 3",
    "RETURN 'CREATE (n)' AS `DELETE` /* SET */",
]
REFUSED = {
    "MATCH (n) CREATE (m)": "CREATE",
    "COPY (MATCH (n) RETURN n) TO '/x'": "COPY",
    "LOAD FROM '/etc/passwd' RETURN *": "LOAD",
    "MATCH (n) LOAD FROM 'x' RETURN n": "LOAD",
    "MATCH (n) RETURN n; MATCH (m) RETURN m": "one statement",
    "CALL show_tables() RETURN *": "CALL",
    "MATCH (n) SET n.x = 1": "SET",
    "MATCH (n) DETACH DELETE n": "DETACH",
    "MATCH (n) RETURN n UNION CREATE (m)": "CREATE",
    "MATCH (n) RETURN n /* x */ CrEaTe (m)": "CREATE",
    "MATCH (n) WHERE EXISTS { CALL x } RETURN n": "CALL",
    "OPTIONAL CALL x() RETURN 1": "CALL",
    "MATCH (n) FINISH": "FINISH",
    "MATCH (n) RETURN n INTO x": "INTO",
    "WITH 1 AS a PROJECT GRAPH x RETURN a": "PROJECT",
    "EXPLAIN MATCH (n) RETURN n": "EXPLAIN",
    "// a comment\rCREATE (n)": "U\\+000D",
    "MATCH (n) // \u2028 CREATE (m)": "U\\+2028",
    "MATCH (n) RETURN '\\' CREATE (n) //'": "backslash",
    "MATCH (n) \\u0043REATE (m)": "backslash",
    "MATCH (n) RETURN 'x": "not understood",
    "MATCH (n) WHERE n.id = $q RETURN n": r"\$q",
    " /* nothing */ ;": "empty",
    "MATCH (n) RETURN n" + " " * 20_000: "longer",
}


@pytest.mark.parametrize("text", READS)
def test_what_reads_passes(text):
    assert set(check(text, given={"id"})) <= {"id"}


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_what_does_more_is_refused_with_its_reason(text, why):
    with pytest.raises(QueryError, match=why):
        check(text, given=())
