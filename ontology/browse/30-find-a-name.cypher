// zh: 全文检索名称与别名（引号内为连续的字；去掉引号则含其中任意两字）
// en: Full text over names and aliases (in double quotes: these characters in a row; without: any two of them)
CALL db.index.fulltext.queryNodes('entity_names', '"政采贷" OR "政采e贷"') YIELD node, score
RETURN labels(node)[0] AS label, node.name AS name, node.aliases AS aliases, score
ORDER BY score DESC, label, name
LIMIT 20
