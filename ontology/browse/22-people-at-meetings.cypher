// zh: 谁与谁一起开过会
// en: Who met whom at which meetings
MATCH path = (:Person)-[:HOSTED|ATTENDED|SPOKE_AT]->(:Meeting)
RETURN path
LIMIT 60
