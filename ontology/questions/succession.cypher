// zh: 某机构的某职务在哪两次见报之间由一人转到下一人？
// en: Between which sightings did an office of a body pass from one person to the next?
// OFFICE: office
// ORGANIZATION: body
MATCH (o)<-[:HAS_ORGANIZATION]-(f:Fact {type: 'post'})-[:HAS_PERSON]->(p:Person)
WHERE o.name = $ORGANIZATION AND f.office = $OFFICE AND f.realis <> 'negated'
WITH o, p, max(f.seen_to) AS seen
MATCH (o)<-[:HAS_ORGANIZATION]-(g:Fact {type: 'post'})-[:HAS_PERSON]->(q:Person)
WHERE g.office = $OFFICE AND g.realis <> 'negated' AND q.id <> p.id
WITH o, p, seen, q, min(g.seen_from) AS first
WHERE seen < first AND NOT EXISTS {
  MATCH (o)<-[:HAS_ORGANIZATION]-(h:Fact {type: 'post'})-[:HAS_PERSON]->(r:Person)
  WHERE h.office = $OFFICE AND r.id <> p.id AND r.id <> q.id AND h.seen_from > seen AND h.seen_to < first }
RETURN p.name AS `from`, seen AS last_seen, q.name AS `to`, first AS first_seen
ORDER BY last_seen, `from`, `to`, first_seen
