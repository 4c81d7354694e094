// zh: 一市各县实际贷出多少元（不含额度、办法、采购与分红）？
// en: How many yuan were lent in each county of a city, without ceilings, rules, purchases and dividends?
// CITY: place
MATCH (city:Place {name: $CITY})<-[:WITHIN]-(c:Place {level: 'county'})<-[:WITHIN*0..2]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'transfer', kind: 'loan', realis: 'actual'})
WITH DISTINCT c, f
RETURN c.name AS county, sum(f.amount) AS lent, count(f) AS loans
ORDER BY lent DESC, county, loans
