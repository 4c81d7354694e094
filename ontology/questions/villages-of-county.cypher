// zh: 页面上提到某县的哪些村，各属哪个乡镇（街道）？
// en: Which villages of a county are named, and in which township do they lie?
// COUNTY: place
MATCH (county:Place {name: $COUNTY})<-[:WITHIN|LOCATED_IN|OF_PLACE*1..4]-(v:Place)
MATCH (v)-[:WITHIN|LOCATED_IN|OF_PLACE]->(t:Place)
WHERE (v.level = 'village' OR v.name ENDS WITH '村') AND (t.level = 'township' OR t.name ENDS WITH '乡' OR t.name ENDS WITH '镇' OR t.name ENDS WITH '街道')
  AND EXISTS { MATCH (:Article)-[:MENTIONS]->(v) }
RETURN DISTINCT v.name AS village, t.name AS township
ORDER BY village, township
