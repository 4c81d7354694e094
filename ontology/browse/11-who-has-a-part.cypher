// zh: 一个项目的全部事实，以及其中的人、机构、地方各是什么角色
// en: All facts about a programme, and which part everybody has in them
MATCH (p:Programme {name: '政采贷'})<--(f:Fact)
MATCH path = (f)-[role]->(x)
WHERE type(role) STARTS WITH 'HAS_' AND type(role) <> 'HAS_COUNTY'
RETURN path
