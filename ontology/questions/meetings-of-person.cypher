// zh: 某人主持、讲话或出席过哪些会议？按日期排列。
// en: Which meetings did a person host, address or attend, in order of date?
// PERSON: person
MATCH (m:Meeting)<-[:HAS_NAME]-(f:Fact {type: 'meeting'})-[:HAS_HOST|HAS_SPEAKER|HAS_ATTENDEE]->(p:Person {name: $PERSON})
UNWIND ['host', 'speaker', 'attendee'] AS part
WITH DISTINCT m, f, p, part
WHERE (part = 'host' AND EXISTS { MATCH (f)-[:HAS_HOST]->(p) })
   OR (part = 'speaker' AND EXISTS { MATCH (f)-[:HAS_SPEAKER]->(p) })
   OR (part = 'attendee' AND EXISTS { MATCH (f)-[:HAS_ATTENDEE]->(p) })
RETURN DISTINCT f.date_text AS date, m.name AS meeting, part AS role
ORDER BY date, meeting, role
