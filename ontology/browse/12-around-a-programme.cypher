// zh: 一个项目的直接关系：谁推出、经办、在哪里、为谁
// en: What a programme is directly related to: who launched and runs it, where, for whom
MATCH path = (p:Programme {name: '政采贷'})-[r]-(x)
WHERE NOT x:Fact AND NOT x:Article
RETURN path
