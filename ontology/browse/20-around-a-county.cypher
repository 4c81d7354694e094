// zh: 一个县的四邻：上级与下级地方、所属机构、在那里运行的项目
// en: The neighbours of a county: what it lies in, what lies in it, its bodies, the programmes that run there
MATCH path = (c:Place {name: '莲都区'})-[:WITHIN|LOCATED_IN|OF_PLACE|RUNS_IN|LAUNCHED|HOLDS_POST]-(x)
RETURN path
LIMIT 60
