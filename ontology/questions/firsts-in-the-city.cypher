// zh: 一市之内，哪个县的哪项指标列第一，数值多少？
// en: In which indicators is a county first in its city, with the value?
// CITY: place
MATCH (city:Place {name: $CITY})<-[:WITHIN]-(c:Place {level: 'county'})<-[:WITHIN*0..2]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'measure'})-[:EVIDENCED_BY]->(e:Evidence)
WHERE f.rank = 1
RETURN DISTINCT c.name AS county, f.indicator AS indicator, f.value AS value, f.unit AS unit, f.date_text AS period, e.quote AS quote
ORDER BY county, indicator, value, unit, period, quote
