// zh: 哪些记者写了不止一篇文章？
// en: Which reporters wrote more than one article?
MATCH (p:Person)<-[:HAS_PERSON]-(f:Fact {type: 'byline'})-[:EVIDENCED_BY]->(:Evidence)-[:`FROM`]->(a:Article)
WHERE f.role CONTAINS '记者'
WITH p, count(DISTINCT a) AS number
WHERE number > 1
RETURN p.name AS person, number AS articles
ORDER BY articles DESC, person
