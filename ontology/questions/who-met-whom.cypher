// zh: 谁与某人主持、讲话或出席过同一次会议？
// en: Who hosted, addressed or attended the same meeting as a person?
// PERSON: person
MATCH (p:Person {name: $PERSON})<-[:HAS_HOST|HAS_SPEAKER|HAS_ATTENDEE]-(:Fact {type: 'meeting'})-[:HAS_NAME]->(m:Meeting)
MATCH (m)<-[:HAS_NAME]-(:Fact {type: 'meeting'})-[:HAS_HOST|HAS_SPEAKER|HAS_ATTENDEE]->(other:Person)
WHERE other.id <> p.id
RETURN DISTINCT other.name AS person, m.name AS meeting, m.date_text AS date
ORDER BY person, meeting, date
