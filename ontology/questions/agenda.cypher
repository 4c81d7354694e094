// zh: 某次会议的议程有哪些？
// en: What was on the agenda of a meeting?
// MEETING: meeting
// DATE: date
MATCH (m:Meeting {name: $MEETING})<-[:HAS_NAME]-(f:Fact {type: 'meeting'})
WHERE f.start <= date($DATE) AND f.`end` >= date($DATE)
UNWIND f.agenda AS point
RETURN DISTINCT point AS item
ORDER BY item
