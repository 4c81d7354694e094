// zh: 谁在某机构任职（线上是职务）
// en: Who holds posts in a body (the posts stand on the lines)
MATCH path = (:Person)-[:HOLDS_POST]->(o:Organization {name: '莲都区委'})
RETURN path
