// 县志：全部问题与浏览查询 · xianzhi: all questions and queries for looking around
// Browser 请拖入 xianzhi-favourites.zip（每条各成一个收藏）· drop xianzhi-favourites.zip into Browser: a favourite each

// agenda
// 某次会议的议程有哪些？
// What was on the agenda of a meeting?
// 参数（在下面改）· parameters (change them below): MEETING = '莲都区委常委会会议', DATE = '2021-12-03'
MATCH (m:Meeting {name: '莲都区委常委会会议'})<-[:HAS_NAME]-(f:Fact {type: 'meeting'})
WHERE f.start <= date('2021-12-03') AND f.`end` >= date('2021-12-03')
UNWIND f.agenda AS point
RETURN DISTINCT point AS item
ORDER BY item;

// banks-and-government
// 哪些党政机关与银行共同推出或经办了什么？
// Which government bodies and banks run something together?
MATCH (p:Programme)<-[:HAS_NAME]-(:Fact {type: 'programme'})-[:HAS_LAUNCHED_BY|HAS_OPERATOR|HAS_PARTNER]->(b:Organization {sort: 'bank'})
MATCH (p)<-[:HAS_NAME]-(:Fact {type: 'programme'})-[:HAS_LAUNCHED_BY|HAS_OPERATOR|HAS_PARTNER]->(g)
WHERE g.sort = 'public' OR g.code IS NOT NULL
RETURN DISTINCT p.name AS programme, g.name AS body, b.name AS bank
ORDER BY programme, body, bank;

// big-sums
// 不少于某数额的投资，各属哪个项目？
// Every sum of at least so many yuan that is an investment, with its project.
// 参数（在下面改）· parameters (change them below): AMOUNT = 1000000000
MATCH (s)<-[:HAS_SUBJECT]-(f:Fact {type: 'measure', unit: '元'})-[:EVIDENCED_BY]->(e:Evidence)
WHERE f.value >= 1000000000 AND f.indicator CONTAINS '投资'
RETURN DISTINCT s.name AS subject, f.value AS amount, f.realis AS realis, e.quote AS quote
ORDER BY amount DESC, subject, realis, quote;

// built-on
// 哪些平台是另一个平台的一部分？
// Which platforms are part of another?
MATCH (a:Programme)<-[:HAS_NAME]-(f:Fact {type: 'programme', kind: 'platform'})-[:HAS_PART_OF]->(b)
RETURN DISTINCT a.name AS part, b.name AS whole
ORDER BY part, whole;

// credit-of-county
// 哪些项目把一个县与信贷产品联系起来？谁贷出，谁借入，多少？
// Which programmes link a county to credit products, who lends, to whom, how much?
// 参数（在下面改）· parameters (change them below): COUNTY = '莲都区'
MATCH (county:Place {name: '莲都区'})<-[:WITHIN*0..3]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'transfer', kind: 'loan'})-[:HAS_PRODUCT]->(product:Programme),
      (f)-[:HAS_PAYER]->(payer), (f)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(:Article)-[:`ON`]->(page:Page)
WHERE f.realis = 'actual'
OPTIONAL MATCH (payer)-[:MEMBER]->(member)
OPTIONAL MATCH (f)-[:HAS_PAYEE]->(payee)
RETURN DISTINCT product.name AS programme, coalesce(member.name, payer.name) AS lender, payee.name AS borrower, f.amount AS amount,
       e.quote AS quote, page.name AS source, e.start AS start, e.`end` AS `end`
ORDER BY programme, lender, borrower, amount, source, start, `end`, quote
UNION ALL
MATCH (county:Place {name: '莲都区'})<-[:WITHIN*0..3]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'programme', kind: 'credit_product'})-[:HAS_NAME]->(product:Programme),
      (f)-[:HAS_OPERATOR|HAS_LAUNCHED_BY]->(bank), (f)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(:Article)-[:`ON`]->(page:Page)
WHERE (bank.sort = 'bank' OR bank.name CONTAINS '金融机构')
  AND NOT EXISTS { MATCH (product)<-[:HAS_PRODUCT]-(:Fact {type: 'transfer', kind: 'loan', realis: 'actual'})-[:HAS_PAYER]->(bank) }
  AND NOT EXISTS { MATCH (product)<-[:HAS_PRODUCT]-(:Fact {type: 'transfer', kind: 'loan', realis: 'actual'})-[:HAS_PAYER]->(:`Group`)-[:MEMBER]->(bank) }
OPTIONAL MATCH (f)-[:HAS_PAYEE]->(payee)
RETURN DISTINCT product.name AS programme, bank.name AS lender, payee.name AS borrower, f.amount AS amount,
       e.quote AS quote, page.name AS source, e.start AS start, e.`end` AS `end`
ORDER BY programme, lender, borrower, amount, source, start, `end`, quote;

// firsts-in-the-city
// 一市之内，哪个县的哪项指标列第一，数值多少？
// In which indicators is a county first in its city, with the value?
// 参数（在下面改）· parameters (change them below): CITY = '丽水市'
MATCH (city:Place {name: '丽水市'})<-[:WITHIN]-(c:Place {level: 'county'})<-[:WITHIN*0..2]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'measure'})-[:EVIDENCED_BY]->(e:Evidence)
WHERE f.rank = 1
RETURN DISTINCT c.name AS county, f.indicator AS indicator, f.value AS value, f.unit AS unit, f.date_text AS period, e.quote AS quote
ORDER BY county, indicator, value, unit, period, quote;

// lent-by-county
// 一市各县实际贷出多少元（不含额度、办法、采购与分红）？
// How many yuan were lent in each county of a city, without ceilings, rules, purchases and dividends?
// 参数（在下面改）· parameters (change them below): CITY = '丽水市'
MATCH (city:Place {name: '丽水市'})<-[:WITHIN]-(c:Place {level: 'county'})<-[:WITHIN*0..2]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'transfer', kind: 'loan', realis: 'actual'})
WITH DISTINCT c, f
RETURN c.name AS county, sum(f.amount) AS lent, count(f) AS loans
ORDER BY lent DESC, county, loans;

// loans
// 所有贷款：贷方、借方、金额（元）与产品。
// All loans, lender, borrower, sum in yuan and product.
MATCH (f:Fact {type: 'transfer', kind: 'loan', realis: 'actual'})-[:EVIDENCED_BY]->(e:Evidence)
OPTIONAL MATCH (f)-[:HAS_PAYER]->(a)
OPTIONAL MATCH (f)-[:HAS_PAYEE]->(b)
OPTIONAL MATCH (f)-[:HAS_PRODUCT]->(c)
RETURN DISTINCT a.name AS payer, b.name AS payee, f.amount AS amount, c.name AS product, f.date_text AS date, e.quote AS quote
ORDER BY amount DESC, quote, payer, payee, product, date;

// meetings-of-person
// 某人主持、讲话或出席过哪些会议？按日期排列。
// Which meetings did a person host, address or attend, in order of date?
// 参数（在下面改）· parameters (change them below): PERSON = '张壮雄'
MATCH (m:Meeting)<-[:HAS_NAME]-(f:Fact {type: 'meeting'})-[:HAS_HOST|HAS_SPEAKER|HAS_ATTENDEE]->(p:Person {name: '张壮雄'})
UNWIND ['host', 'speaker', 'attendee'] AS part
WITH DISTINCT m, f, p, part
WHERE (part = 'host' AND EXISTS { MATCH (f)-[:HAS_HOST]->(p) })
   OR (part = 'speaker' AND EXISTS { MATCH (f)-[:HAS_SPEAKER]->(p) })
   OR (part = 'attendee' AND EXISTS { MATCH (f)-[:HAS_ATTENDEE]->(p) })
RETURN DISTINCT f.date_text AS date, m.name AS meeting, part AS role
ORDER BY date, meeting, role;

// office-on-date
// 某机构的某职务在某日由谁担任？只答两次见报之间确定在任的人。
// Who held an office of a body on a day? Only who is known to have held it: between a first and a last sighting.
// 参数（在下面改）· parameters (change them below): OFFICE = '书记', ORGANIZATION = '莲都区委', DATE = '2020-06-02'
MATCH (p:Person)<-[:HAS_PERSON]-(f:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(body)
WHERE body.name = '莲都区委' AND f.office = '书记' AND f.realis <> 'negated'
WITH p, min(f.seen_from) AS first, max(f.seen_to) AS last
WHERE first <= date('2020-06-02') AND last >= date('2020-06-02')
RETURN p.name AS person, first AS first_seen, last AS last_seen
ORDER BY person, first_seen, last_seen;

// posts-of-person
// 某人在所有页面上担任哪些职务？
// Which posts does a person hold in all pages?
// 参数（在下面改）· parameters (change them below): PERSON = '徐光文'
MATCH (p:Person {name: '徐光文'})<-[:HAS_PERSON]-(f:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(body)
WHERE f.realis <> 'negated'
RETURN body.name AS organization, f.office AS title, min(f.seen_from) AS first_seen, max(f.seen_to) AS last_seen, count(DISTINCT f) AS facts
ORDER BY organization, title;

// programmes-of-county
// 某县运行着哪些平台，由谁推出？
// Which platforms run in a county, and who launched them?
// 参数（在下面改）· parameters (change them below): COUNTY = '云和县'
MATCH (county:Place {name: '云和县'})<-[:WITHIN*0..3]-(:Place)<-[:HAS_COUNTY]-(f:Fact {type: 'programme', kind: 'platform'})-[:HAS_NAME]->(p:Programme),
      (f)-[:EVIDENCED_BY]->(e:Evidence)
OPTIONAL MATCH (f)-[:HAS_LAUNCHED_BY]->(body)
RETURN DISTINCT p.name AS programme, body.name AS launched_by, e.quote AS quote
ORDER BY programme, launched_by, quote;

// proof
// 关于某项目的每条事实，由哪句话、在页面的哪些字符证明？
// For every fact about a programme, the sentence and the page's character offsets that prove it.
// 参数（在下面改）· parameters (change them below): PROGRAMME = '治村宝'
MATCH (p:Programme {name: '治村宝'})<--(f:Fact)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
RETURN DISTINCT f.id AS fact, f.type AS type, e.quote AS quote, g.name AS page, e.start AS start, e.`end` AS `end`
ORDER BY page, start, type, fact;

// reporters
// 哪些记者写了不止一篇文章？
// Which reporters wrote more than one article?
MATCH (p:Person)<-[:HAS_PERSON]-(f:Fact {type: 'byline'})-[:EVIDENCED_BY]->(:Evidence)-[:`FROM`]->(a:Article)
WHERE f.role CONTAINS '记者'
WITH p, count(DISTINCT a) AS number
WHERE number > 1
RETURN p.name AS person, number AS articles
ORDER BY articles DESC, person;

// said
// 某人以什么职务说过什么，在哪一页？
// What did a person say, in what office, on which page?
// 参数（在下面改）· parameters (change them below): PERSON = '季永勇'
MATCH (p:Person {name: '季永勇'})<-[:HAS_SPEAKER]-(f:Fact {type: 'statement'})-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
OPTIONAL MATCH (p)<-[:HAS_PERSON]-(post:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(body)
RETURN DISTINCT body.name AS organization, post.office AS title, f.quote AS quote, g.name AS page, a.title AS article, e.start AS start, e.`end` AS `end`
ORDER BY page, start, `end`, quote, organization, title, article;

// seconded
// 某县有哪些干部外出挂职，挂在哪里？
// Which cadres of a county are seconded, and where?
// 参数（在下面改）· parameters (change them below): COUNTY = '遂昌县'
MATCH (county:Place {name: '遂昌县'})<-[:OF_PLACE|WITHIN*0..4]-(home:Organization|Place)
WITH collect(DISTINCT home.id) AS inside
MATCH (e:Evidence)<-[:EVIDENCED_BY]-(f:Fact {type: 'post'})-[:HAS_PERSON]->(p:Person), (f)-[:HAS_ORGANIZATION]->(h)
WHERE (f.title CONTAINS '挂职' OR e.quote CONTAINS '挂职') AND NOT h.id IN inside
WITH DISTINCT inside, p, h, e.quote AS quote
MATCH (p)<-[:HAS_PERSON]-(:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(home)
WHERE home.id IN inside
RETURN DISTINCT p.name AS person, h.name AS host, home.name AS sent_by, quote AS quote
ORDER BY person, host, sent_by, quote;

// succession
// 某机构的某职务在哪两次见报之间由一人转到下一人？
// Between which sightings did an office of a body pass from one person to the next?
// 参数（在下面改）· parameters (change them below): OFFICE = '书记', ORGANIZATION = '莲都区委'
MATCH (o)<-[:HAS_ORGANIZATION]-(f:Fact {type: 'post'})-[:HAS_PERSON]->(p:Person)
WHERE o.name = '莲都区委' AND f.office = '书记' AND f.realis <> 'negated'
WITH o, p, max(f.seen_to) AS seen
MATCH (o)<-[:HAS_ORGANIZATION]-(g:Fact {type: 'post'})-[:HAS_PERSON]->(q:Person)
WHERE g.office = '书记' AND g.realis <> 'negated' AND q.id <> p.id
WITH o, p, seen, q, min(g.seen_from) AS first
WHERE seen < first AND NOT EXISTS {
  MATCH (o)<-[:HAS_ORGANIZATION]-(h:Fact {type: 'post'})-[:HAS_PERSON]->(r:Person)
  WHERE h.office = '书记' AND r.id <> p.id AND r.id <> q.id AND h.seen_from > seen AND h.seen_to < first }
RETURN p.name AS `from`, seen AS last_seen, q.name AS `to`, first AS first_seen
ORDER BY last_seen, `from`, `to`, first_seen;

// village-income
// 光伏为村集体带来了多少收入，已得或预计？按金额排列。
// Which sums did photovoltaics bring to village collectives, earned or expected, in order of the sum?
MATCH (f:Fact {type: 'measure', unit: '元'})-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)
WHERE a.text CONTAINS '光伏' AND a.text CONTAINS '村集体'
  AND (f.indicator CONTAINS '增收' OR f.indicator CONTAINS '收益' OR f.indicator CONTAINS '收入')
RETURN DISTINCT f.value AS amount, f.realis IN ['expected', 'planned'] AS expected, f.indicator AS indicator, f.date_text AS period, e.quote AS quote
ORDER BY amount DESC, quote, indicator, period, expected;

// villages-of-county
// 页面上提到某县的哪些村，各属哪个乡镇（街道）？
// Which villages of a county are named, and in which township do they lie?
// 参数（在下面改）· parameters (change them below): COUNTY = '景宁畲族自治县'
MATCH (county:Place {name: '景宁畲族自治县'})<-[:WITHIN|LOCATED_IN|OF_PLACE*1..4]-(v:Place)
MATCH (v)-[:WITHIN|LOCATED_IN|OF_PLACE]->(t:Place)
WHERE (v.level = 'village' OR v.name ENDS WITH '村') AND (t.level = 'township' OR t.name ENDS WITH '乡' OR t.name ENDS WITH '镇' OR t.name ENDS WITH '街道')
  AND EXISTS { MATCH (:Article)-[:MENTIONS]->(v) }
RETURN DISTINCT v.name AS village, t.name AS township
ORDER BY village, township;

// who-met-whom
// 谁与某人主持、讲话或出席过同一次会议？
// Who hosted, addressed or attended the same meeting as a person?
// 参数（在下面改）· parameters (change them below): PERSON = '楼志坚'
MATCH (p:Person {name: '楼志坚'})<-[:HAS_HOST|HAS_SPEAKER|HAS_ATTENDEE]-(:Fact {type: 'meeting'})-[:HAS_NAME]->(m:Meeting)
MATCH (m)<-[:HAS_NAME]-(:Fact {type: 'meeting'})-[:HAS_HOST|HAS_SPEAKER|HAS_ATTENDEE]->(other:Person)
WHERE other.id <> p.id
RETURN DISTINCT other.name AS person, m.name AS meeting, m.date_text AS date
ORDER BY person, meeting, date;

// 10-programme-to-sentence
// 从一个项目到证明它的句子：项目、事实、原句、文章、版面
// From a programme to its facts, the sentences that prove them, their article and page
MATCH path = (p:Programme {name: '政采贷'})<--(f:Fact)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
RETURN path;

// 11-who-has-a-part
// 一个项目的全部事实，以及其中的人、机构、地方各是什么角色
// All facts about a programme, and which part everybody has in them
MATCH (p:Programme {name: '政采贷'})<--(f:Fact)
MATCH path = (f)-[role]->(x)
WHERE type(role) STARTS WITH 'HAS_' AND type(role) <> 'HAS_COUNTY'
RETURN path;

// 12-around-a-programme
// 一个项目的直接关系：谁推出、经办、在哪里、为谁
// What a programme is directly related to: who launched and runs it, where, for whom
MATCH path = (p:Programme {name: '政采贷'})-[r]-(x)
WHERE NOT x:Fact AND NOT x:Article
RETURN path;

// 20-around-a-county
// 一个县的四邻：上级与下级地方、所属机构、在那里运行的项目
// The neighbours of a county: what it lies in, what lies in it, its bodies, the programmes that run there
MATCH path = (c:Place {name: '莲都区'})-[:WITHIN|LOCATED_IN|OF_PLACE|RUNS_IN|LAUNCHED|HOLDS_POST]-(x)
RETURN path
LIMIT 60;

// 21-posts-in-a-body
// 谁在某机构任职（线上是职务）
// Who holds posts in a body (the posts stand on the lines)
MATCH path = (:Person)-[:HOLDS_POST]->(o:Organization {name: '莲都区委'})
RETURN path;

// 22-people-at-meetings
// 谁与谁一起开过会
// Who met whom at which meetings
MATCH path = (:Person)-[:HOSTED|ATTENDED|SPOKE_AT]->(:Meeting)
RETURN path
LIMIT 60;

// 30-find-a-name
// 全文检索名称与别名（引号内为连续的字；去掉引号则含其中任意两字）
// Full text over names and aliases (in double quotes: these characters in a row; without: any two of them)
CALL db.index.fulltext.queryNodes('entity_names', '"政采贷" OR "政采e贷"') YIELD node, score
RETURN labels(node)[0] AS label, node.name AS name, node.aliases AS aliases, score
ORDER BY score DESC, label, name
LIMIT 20;

// 31-find-a-sentence
// 全文检索原句，并给出它所证明的事实
// Full text over sentences, with the facts that each proves
CALL db.index.fulltext.queryNodes('sentences', '"政采贷"') YIELD node AS e, score
MATCH (f:Fact)-[:EVIDENCED_BY]->(e)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
RETURN e.quote AS quote, collect(DISTINCT f.type) AS facts, a.title AS article, g.name AS page, e.start AS start, e.`end` AS `end`, score
ORDER BY score DESC, page, start
LIMIT 20;

// 32-find-an-article
// 全文检索文章标题与正文
// Full text over the titles and texts of articles
CALL db.index.fulltext.queryNodes('articles', '信用 AND 贷款') YIELD node AS a, score
MATCH (a)-[:`ON`]->(g:Page)
RETURN a.title AS article, a.date AS date, g.name AS page, score
ORDER BY score DESC, page, article
LIMIT 20;

// 40-facts-of-a-page
// 某一版面上的事实，按出现的先后
// The facts of one page in the order of their sentences
MATCH (f:Fact)-[:EVIDENCED_BY]->(e:Evidence)-[:`FROM`]->(a:Article)-[:`ON`]->(g:Page)
WHERE g.name STARTS WITH '000'
RETURN a.title AS article, f.type AS type, f.realis AS realis, e.quote AS quote, e.start AS start, e.`end` AS `end`
ORDER BY start, type, quote
LIMIT 200;

// 90-schema
// 图的结构：哪些标签由哪些关系相连
// The graph's schema: which labels are joined by which relationships
CALL db.schema.visualization();

// 91-how-much
// 库中各标签有多少节点（Xianzhi… 是加载器自己的记录）
// How many nodes the database holds of each label (Xianzhi… are the loader's own notes)
MATCH (n)
RETURN labels(n)[0] AS label, count(*) AS nodes
ORDER BY nodes DESC, label;

// 92-properties
// 每个标签有哪些属性，是什么类型
// Which properties each label has, and of which type
CALL db.schema.nodeTypeProperties() YIELD nodeType, propertyName, propertyTypes
RETURN nodeType, propertyName, propertyTypes
ORDER BY nodeType, propertyName;
