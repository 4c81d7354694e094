// zh: 从一个项目到证明它的句子：项目、事实、原句、文章、版面
// en: From a programme to its facts, the sentences that prove them, their article and page
MATCH path = (p:Programme {name: '政采贷'})<--(f:Fact)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
RETURN path
