// zh: 所有贷款：贷方、借方、金额（元）与产品。
// en: All loans, lender, borrower, sum in yuan and product.
MATCH (f:Fact {type: 'transfer', kind: 'loan', realis: 'actual'})-[:EVIDENCED_BY]->(e:Evidence)
OPTIONAL MATCH (f)-[:HAS_PAYER]->(a)
OPTIONAL MATCH (f)-[:HAS_PAYEE]->(b)
OPTIONAL MATCH (f)-[:HAS_PRODUCT]->(c)
RETURN DISTINCT a.name AS payer, b.name AS payee, f.amount AS amount, c.name AS product, f.date_text AS date, e.quote AS quote
ORDER BY amount DESC, quote, payer, payee, product, date
