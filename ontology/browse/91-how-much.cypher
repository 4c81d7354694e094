// zh: 库中各标签有多少节点（Xianzhi… 是加载器自己的记录）
// en: How many nodes the database holds of each label (Xianzhi… are the loader's own notes)
MATCH (n)
RETURN labels(n)[0] AS label, count(*) AS nodes
ORDER BY nodes DESC, label
