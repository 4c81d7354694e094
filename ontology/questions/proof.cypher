// zh: 关于某项目的每条事实，由哪句话、在页面的哪些字符证明？
// en: For every fact about a programme, the sentence and the page's character offsets that prove it.
// PROGRAMME: programme
MATCH (p:Programme {name: $PROGRAMME})<--(f:Fact)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
RETURN DISTINCT f.id AS fact, f.type AS type, e.quote AS quote, g.name AS page, e.start AS start, e.`end` AS `end`
ORDER BY page, start, type, fact
