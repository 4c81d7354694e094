// zh: 某人在所有页面上担任哪些职务？
// en: Which posts does a person hold in all pages?
// PERSON: person
MATCH (p:Person {name: $PERSON})<-[:HAS_PERSON]-(f:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(body)
WHERE f.realis <> 'negated'
RETURN body.name AS organization, f.office AS title, min(f.seen_from) AS first_seen, max(f.seen_to) AS last_seen, count(DISTINCT f) AS facts
ORDER BY organization, title
