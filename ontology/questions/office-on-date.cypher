// zh: 某机构的某职务在某日由谁担任？只答两次见报之间确定在任的人。
// en: Who held an office of a body on a day? Only who is known to have held it: between a first and a last sighting.
// also: office-on-date-2, office-in-a-gap
// OFFICE: office
// ORGANIZATION: body
// DATE: date
MATCH (p:Person)<-[:HAS_PERSON]-(f:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(body)
WHERE body.name = $ORGANIZATION AND f.office = $OFFICE AND f.realis <> 'negated'
WITH p, min(f.seen_from) AS first, max(f.seen_to) AS last
WHERE first <= date($DATE) AND last >= date($DATE)
RETURN p.name AS person, first AS first_seen, last AS last_seen
ORDER BY person, first_seen, last_seen
