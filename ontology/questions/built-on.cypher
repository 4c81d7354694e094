// zh: 哪些平台是另一个平台的一部分？
// en: Which platforms are part of another?
MATCH (a:Programme)<-[:HAS_NAME]-(f:Fact {type: 'programme', kind: 'platform'})-[:HAS_PART_OF]->(b)
RETURN DISTINCT a.name AS part, b.name AS whole
ORDER BY part, whole
