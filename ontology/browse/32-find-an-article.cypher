// zh: 全文检索文章标题与正文
// en: Full text over the titles and texts of articles
CALL db.index.fulltext.queryNodes('articles', '信用 AND 贷款') YIELD node AS a, score
MATCH (a)-[:`ON`]->(g:Page)
RETURN a.title AS article, a.date AS date, g.name AS page, score
ORDER BY score DESC, page, article
LIMIT 20
