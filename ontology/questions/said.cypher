// zh: 某人以什么职务说过什么，在哪一页？
// en: What did a person say, in what office, on which page?
// PERSON: person
MATCH (p:Person {name: $PERSON})<-[:HAS_SPEAKER]-(f:Fact {type: 'statement'})-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
OPTIONAL MATCH (p)<-[:HAS_PERSON]-(post:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(body)
RETURN DISTINCT body.name AS organization, post.office AS title, f.quote AS quote, g.name AS page, a.title AS article, e.start AS start, e.`end` AS `end`
ORDER BY page, start, `end`, quote, organization, title, article
