// zh: 某县有哪些干部外出挂职，挂在哪里？
// en: Which cadres of a county are seconded, and where?
// COUNTY: place
MATCH (county:Place {name: $COUNTY})<-[:OF_PLACE|WITHIN*0..4]-(home:Organization|Place)
WITH collect(DISTINCT home.id) AS inside
MATCH (e:Evidence)<-[:EVIDENCED_BY]-(f:Fact {type: 'post'})-[:HAS_PERSON]->(p:Person), (f)-[:HAS_ORGANIZATION]->(h)
WHERE (f.title CONTAINS '挂职' OR e.quote CONTAINS '挂职') AND NOT h.id IN inside
WITH DISTINCT inside, p, h, e.quote AS quote
MATCH (p)<-[:HAS_PERSON]-(:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(home)
WHERE home.id IN inside
RETURN DISTINCT p.name AS person, h.name AS host, home.name AS sent_by, quote AS quote
ORDER BY person, host, sent_by, quote
