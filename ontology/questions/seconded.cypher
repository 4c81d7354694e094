// zh: 某县有哪些干部外出挂职，挂在哪里？
// en: Which cadres of a county are seconded, and where?
// COUNTY: place
MATCH (h)<-[:HAS_ORGANIZATION]-(f:Fact {type: 'post'})-[:HAS_PERSON]->(p:Person), (f)-[:EVIDENCED_BY]->(e:Evidence),
      (p)<-[:HAS_PERSON]-(:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(home)-[:OF_PLACE|WITHIN*0..4]->(county:Place {name: $COUNTY})
WHERE (f.title CONTAINS '挂职' OR e.quote CONTAINS '挂职') AND NOT EXISTS { MATCH (h)-[:OF_PLACE|WITHIN*0..4]->(:Place {name: $COUNTY}) }
RETURN DISTINCT p.name AS person, h.name AS host, home.name AS sent_by, e.quote AS quote
ORDER BY person, host, sent_by, quote
