// zh: 全文检索原句，并给出它所证明的事实
// en: Full text over sentences, with the facts that each proves
CALL db.index.fulltext.queryNodes('sentences', '"政采贷"') YIELD node AS e, score
MATCH (f:Fact)-[:EVIDENCED_BY]->(e)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
RETURN e.quote AS quote, collect(DISTINCT f.type) AS facts, a.title AS article, g.name AS page, e.start AS start, e.`end` AS `end`, score
ORDER BY score DESC, page, start
LIMIT 20
