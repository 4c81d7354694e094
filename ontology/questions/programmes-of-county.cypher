// zh: 某县运行着哪些平台，由谁推出？
// en: Which platforms run in a county, and who launched them?
// COUNTY: place
MATCH (county:Place {name: $COUNTY})<-[:WITHIN*0..3]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'programme', kind: 'platform'})-[:HAS_NAME]->(p:Programme),
      (f)-[:EVIDENCED_BY]->(e:Evidence)
OPTIONAL MATCH (f)-[:HAS_LAUNCHED_BY]->(body)
RETURN DISTINCT p.name AS programme, body.name AS launched_by, e.quote AS quote
ORDER BY programme, launched_by, quote
