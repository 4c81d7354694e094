// zh: 光伏为村集体带来了多少收入，已得或预计？按金额排列。
// en: Which sums did photovoltaics bring to village collectives, earned or expected, in order of the sum?
MATCH (f:Fact {type: 'measure', unit: '元'})-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)
WHERE a.text CONTAINS '光伏' AND a.text CONTAINS '村集体'
  AND (f.indicator CONTAINS '增收' OR f.indicator CONTAINS '收益' OR f.indicator CONTAINS '收入')
RETURN DISTINCT f.value AS amount, f.realis IN ['expected', 'planned'] AS expected, f.indicator AS indicator, f.date_text AS period, e.quote AS quote
ORDER BY amount DESC, quote, indicator, period, expected
