// zh: 哪些党政机关与银行共同推出或经办了什么？
// en: Which government bodies and banks run something together?
MATCH (p:Programme)<-[:HAS_NAME]-(:Fact {type: 'programme'})-[:HAS_LAUNCHED_BY|HAS_OPERATOR|HAS_PARTNER]->(b:Organization {sort: 'bank'})
MATCH (p)<-[:HAS_NAME]-(:Fact {type: 'programme'})-[:HAS_LAUNCHED_BY|HAS_OPERATOR|HAS_PARTNER]->(g)
WHERE g.sort = 'public' OR g.code IS NOT NULL
RETURN DISTINCT p.name AS programme, g.name AS body, b.name AS bank
ORDER BY programme, body, bank
