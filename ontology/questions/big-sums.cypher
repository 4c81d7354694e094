// zh: 不少于某数额的投资，各属哪个项目？
// en: Every sum of at least so many yuan that is an investment, with its project.
// AMOUNT: number
MATCH (s)<-[:HAS_SUBJECT]-(f:Fact {type: 'measure', unit: '元'})-[:EVIDENCED_BY]->(e:Evidence)
WHERE f.value >= $AMOUNT AND f.indicator CONTAINS '投资'
RETURN DISTINCT s.name AS subject, f.value AS amount, f.realis AS realis, e.quote AS quote
ORDER BY amount DESC, subject, realis, quote
