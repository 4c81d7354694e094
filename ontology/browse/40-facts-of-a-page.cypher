// zh: 某一版面上的事实，按出现的先后
// en: The facts of one page in the order of their sentences
MATCH (f:Fact)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
WHERE g.name STARTS WITH '000'
RETURN a.title AS article, f.type AS type, f.realis AS realis, e.quote AS quote, e.start AS start, e.`end` AS `end`
ORDER BY start, type, quote
LIMIT 200
