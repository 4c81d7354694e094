from datetime import date

import pytest

from extractors.identity.resolve import resolve
from loaders.graph_model import project
from loaders.graph_schema import graph_schema
from loaders.sightings import office, sighting
from ontology.records import Article, Declared, Evidence, Fact, Filler, MentionKey, Page, Span
from ontology.resolution import PlaceRecord

PLACES = (
    PlaceRecord("33", "浙江省", "province"),
    PlaceRecord("3311", "丽水市", "prefecture", "33"),
    PlaceRecord("331102", "莲都区", "county", "3311"),
    PlaceRecord("331125", "云和县", "county", "3311"),
)
PAGE = Page.of("某区委书记甲某昨日主持会议。甲、乙等银行向企业贷款五百万元。")
ARTICLE = Article(f"{PAGE.id}-1", PAGE.id, 1, "题", "news", (Span(0, 14), Span(14, len(PAGE.text))))
PERSON = MentionKey("Person", "甲某", "3311")
BODY = MentionKey("Organization", "莲都区委", "331102")
BANKS = tuple(MentionKey("Organization", name, "331102") for name in ("甲银行", "乙银行"))
GROUP = MentionKey("Group", "甲银行、乙银行等银行机构", ARTICLE.id)


def fact(number, fact_type, /, *, as_of="2021-12", realis="actual", county="331102", **slots):
    rows = tuple(
        (name, tuple(each if isinstance(each, Filler) else Filler(each) for each in (value if isinstance(value, list) else [value])))
        for name, value in slots.items()
    )
    return Fact(f"f{number}", PAGE.id, ARTICLE.id, fact_type, rows, Evidence(0, 7, PAGE.text[:7]), "rule", 0.5, realis, county, as_of)


def of(key):
    return Filler(key.name, key)


POST = fact(1, "post", person=of(PERSON), organization=of(BODY), title="区委书记")
MEETING = fact(2, "meeting", name=of(MentionKey("Meeting", "某会", "2021-12-03")), date="2021-12-03", host=[of(PERSON)], agenda=["一事", "二事"])
LOAN = fact(3, "transfer", amount=5_000_000, payer=of(GROUP), payee=Filler("企业"), kind="loan", period="2021-01/2021-11", county="331125")
RANGE = fact(4, "measure", subject=of(BODY), value=Filler((7000, 8000)), unit="斤", indicator="产量", rank=1)
SECOND = fact(5, "post", as_of="2022-04-05", person=of(PERSON), organization=of(BODY), title="常委")


def graph(*facts, places=PLACES):
    mentions = [(each.article, filler.key) for each in facts for _, fillers in each.slots for filler in fillers if filler.key]
    mentions += [(ARTICLE.id, bank) for bank in BANKS]
    return project(
        pages=[(PAGE, Declared("2021-12", "331102"), ("dir/page.txt",))],
        articles=[ARTICLE],
        facts=facts,
        mentions=mentions,
        resolution=resolve([key for _, key in mentions], places=places),
        places=places,
    )


def node(found, label, node_id):
    return dict(zip([each.name for each in graph_schema().nodes[label]], found.nodes[label][node_id], strict=True))


def pairs(found, relation):
    return {pair for (name, _), rows in found.relations.items() if name == relation for pair in rows}


def test_a_fact_carries_its_values_and_leads_to_what_it_speaks_of():
    found = graph(POST, MEETING, LOAN, RANGE)
    loan = node(found, "Fact", "f3")
    assert (loan["amount"], loan["low"], loan["kind"], loan["start"], loan["end"], loan["date_text"]) == (
        5e6,
        5e6,
        "loan",
        date(2021, 1, 1),
        date(2021, 11, 30),
        "2021-01/2021-11",
    )
    measure = node(found, "Fact", "f4")
    assert (measure["value"], measure["low"], measure["high"], measure["rank"]) == (None, 7000.0, 8000.0, 1.0)
    assert node(found, "Fact", "f2")["agenda"] == ["一事", "二事"]
    assert (node(found, "Fact", "f1")["as_of"], node(found, "Fact", "f1")["as_of_text"]) == (date(2021, 12, 1), "2021-12")
    assert pairs(found, "HAS_PERSON") == {("f1", PERSON.id)}
    assert pairs(found, "HAS_COUNTY") == {
        ("f1", "place/331102/莲都区"),
        ("f2", "place/331102/莲都区"),
        ("f3", "place/331125/云和县"),
        ("f4", "place/331102/莲都区"),
    }


def test_every_fact_leads_to_its_sentence_article_and_page():
    found = graph(POST, MEETING)
    evidence = f"{ARTICLE.id}:0-7"
    assert node(found, "Evidence", evidence) == {"id": evidence, "quote": "某区委书记甲某", "start": 0, "end": 7}
    assert pairs(found, "EVIDENCED_BY") == {("f1", evidence), ("f2", evidence)}
    assert pairs(found, "FROM") == {(evidence, ARTICLE.id)}
    assert pairs(found, "ON") == {(ARTICLE.id, PAGE.id)}
    assert node(found, "Article", ARTICLE.id)["paper"] == "莲都区"
    assert node(found, "Article", ARTICLE.id)["text"] == f"{PAGE.text[:14]}\n{PAGE.text[14:]}"
    assert node(found, "Page", PAGE.id)["name"] == "page.txt"


def test_a_filler_without_a_key_is_somebody_unnamed_of_the_article():
    assert pairs(graph(LOAN), "HAS_PAYEE") == {("f3", MentionKey("Group", "企业", ARTICLE.id).id)}


def test_a_collective_leads_to_its_named_members():
    assert pairs(graph(LOAN), "MEMBER") == {(GROUP.id, bank.id) for bank in BANKS}


def test_places_come_with_what_they_lie_in_and_no_others():
    found = graph(POST)
    assert {node(found, "Place", each)["name"] for each in found.nodes["Place"]} == {"莲都区", "丽水市", "浙江省"}
    rows = found.relations[("WITHIN", ("Place", "Place"))]
    assert rows[("place/331102/莲都区", "place/3311/丽水市")][2] == "gazetteer"
    assert pairs(found, "OF_PLACE") >= {(BODY.id, "place/331102/莲都区")}


def test_a_direct_relationship_gathers_its_facts():
    found = graph(POST, SECOND)
    row = found.relations[("HOLDS_POST", ("Person", "Organization"))][(PERSON.id, BODY.id)]
    assert row[2:] == (["f1", "f5"], 2, date(2021, 12, 1), date(2022, 4, 5), ["区委书记", "常委"])
    assert not pairs(found, "PAID")
    assert len(pairs(graph(LOAN), "LENT_TO")) == 1


def test_partners_are_related_once_and_nobody_to_himself():
    party = fact(6, "cooperation", party=[of(BANKS[0]), of(BANKS[1]), of(BANKS[0])], object="事")
    assert len(pairs(graph(party), "COOPERATES_WITH")) == 1


def test_the_article_dates_the_sighting():
    assert sighting(POST, [POST, MEETING]) == (date(2021, 12, 3), date(2021, 12, 3))
    assert sighting(POST, [POST]) == (date(2021, 12, 1), date(2021, 12, 31))
    later = fact(7, "meeting", name=of(MentionKey("Meeting", "来年会", "2022-05-01")), date="2022-05-01", host=[of(PERSON)])
    assert sighting(POST, [later]) == (date(2021, 12, 1), date(2021, 12, 31))
    printed = fact(8, "post", person=of(PERSON), organization=of(BODY), title="书记", since="2019-03", until="2020")
    assert sighting(printed, []) == (date(2019, 3, 1), date(2020, 12, 31))
    assert sighting(fact(9, "post", as_of=None, person=of(PERSON), organization=of(BODY), title="书记"), []) == (None, None)


@pytest.mark.parametrize(
    ("title", "body", "wanted"),
    [
        ("区委书记", "莲都区委", "书记"),
        ("书记", "莲都区委", "书记"),
        ("党委副书记", "碧湖镇党委", "副书记"),
        ("市委常委", "丽水市委", "常委"),
        ("局长", "某局", "局长"),
        ("总工程师", "某管委会", "总工程师"),
    ],
)
def test_an_office_is_the_title_without_its_body(title, body, wanted):
    assert office(title, body) == wanted


def test_the_order_of_facts_tells_nothing():
    facts = [POST, MEETING, LOAN, RANGE, SECOND]
    first, second = graph(*facts), graph(*reversed(facts))
    assert {label: dict(rows) for label, rows in first.nodes.items()} == {label: dict(rows) for label, rows in second.nodes.items()}
    assert first.relations == second.relations


def test_the_graph_schema_names_every_slot_and_no_label_twice():
    schema = graph_schema()
    names = [name.casefold() for name in (*schema.nodes, *schema.relations)]
    assert len(names) == len(set(names))
    assert {"title", "amount", "indicator", "agenda", "kind"} <= {each.name for each in schema.nodes["Fact"]}
    for label, properties in schema.nodes.items():
        assert properties[0].name == "id", label
        assert len({each.name for each in properties}) == len(properties), label
