// zh: 哪些项目把一个县与信贷产品联系起来？谁贷出，谁借入，多少？
// en: Which programmes link a county to credit products, who lends, to whom, how much?
// also: credit-of-county-2
// COUNTY: place
MATCH (county:Place {name: $COUNTY})<-[:WITHIN*0..3]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'transfer', kind: 'loan'})-[:HAS_PRODUCT]->(product:Programme),
      (f)-[:HAS_PAYER]->(payer), (f)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(:Article)-[:`ON`]->(page:Page)
WHERE f.realis = 'actual'
OPTIONAL MATCH (payer)-[:MEMBER]->(member)
OPTIONAL MATCH (f)-[:HAS_PAYEE]->(payee)
RETURN DISTINCT product.name AS programme, coalesce(member.name, payer.name) AS lender, payee.name AS borrower, f.amount AS amount,
       e.quote AS quote, page.name AS source, e.start AS start, e.`end` AS `end`
ORDER BY programme, lender, borrower, amount, source, start, `end`, quote
UNION ALL
MATCH (county:Place {name: $COUNTY})<-[:WITHIN*0..3]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'programme', kind: 'credit_product'})-[:HAS_NAME]->(product:Programme),
      (f)-[:HAS_OPERATOR|HAS_LAUNCHED_BY]->(bank), (f)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(:Article)-[:`ON`]->(page:Page)
WHERE (bank.sort = 'bank' OR bank.name CONTAINS '金融机构')
  AND NOT EXISTS { MATCH (product)<-[:HAS_PRODUCT]-(:Fact {type: 'transfer', kind: 'loan', realis: 'actual'})-[:HAS_PAYER]->(bank) }
  AND NOT EXISTS { MATCH (product)<-[:HAS_PRODUCT]-(:Fact {type: 'transfer', kind: 'loan', realis: 'actual'})-[:HAS_PAYER]->(:`Group`)-[:MEMBER]->(bank) }
OPTIONAL MATCH (f)-[:HAS_PAYEE]->(payee)
RETURN DISTINCT product.name AS programme, bank.name AS lender, payee.name AS borrower, f.amount AS amount,
       e.quote AS quote, page.name AS source, e.start AS start, e.`end` AS `end`
ORDER BY programme, lender, borrower, amount, source, start, `end`, quote
