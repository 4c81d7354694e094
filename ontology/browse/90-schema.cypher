// zh: 图的结构：哪些标签由哪些关系相连
// en: The graph's schema: which labels are joined by which relationships
CALL db.schema.visualization()
