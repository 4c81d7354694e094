"""What is shown of an entity, asked of a store: names and old ids, the order of time and of fillers, ranges, open dates."""

from __future__ import annotations

from datetime import date

import pytest

from flows.errors import NotFound
from flows.lookup import truth_of
from flows.showing import county_name, found, shown, shown_lines
from flows.stores import StoreKind, open_store
from loaders.embedded import EmbeddedStore
from loaders.graph_model import Cell, Projection
from tests.conftest import SEEDS

HOSTILE = "甲`}) DETACH DELETE n //\"'\\ $ID\n某"


def place(graph: Projection, code: str, name: str, *aliases: str) -> str:
    return graph.add_node("Place", {"id": f"place/{code}/{name}", "name": name, "aliases": list(aliases), "scope": code, "code": code})


def fact(graph: Projection, id_: str, type_: str, quote: str = "某句", **properties: Cell) -> str:
    graph.add_node("Fact", {"id": id_, "type": type_, "realis": "actual", **properties})
    graph.add_node("Evidence", {"id": f"e-{id_}", "quote": quote, "start": 1, "end": 1 + len(quote)})
    graph.relate("EVIDENCED_BY", ("Fact", "Evidence"), id_, f"e-{id_}")
    graph.relate("FROM", ("Evidence", "Article"), f"e-{id_}", "page-1")
    return id_


def made() -> Projection:
    graph = Projection()
    graph.add_node("Page", {"id": "page", "name": "page.txt", "source": "in/page.txt"})
    graph.add_node("Article", {"id": "page-1", "title": "题"})
    graph.relate("ON", ("Article", "Page"), "page-1", "page")
    place(graph, "331102", "莲都区", "莲都")
    person = graph.add_node("Person", {"id": "person/3311/甲某", "name": "甲某", "aliases": ["老甲"], "scope": "3311"})
    graph.add_node("Person", {"id": "person/3303/甲某", "name": "甲某", "aliases": [], "scope": "3303"})
    hostile = graph.add_node("Group", {"id": "group/page-1/甲", "name": HOSTILE, "aliases": [], "scope": "page-1"})
    body = graph.add_node("Organization", {"id": "organization/331102/某局", "name": "某局", "aliases": ["某区某局"], "scope": "331102"})
    marked = graph.add_node("Meeting", {"id": "meeting/2021-12-03/标会", "name": "“标”会", "aliases": [], "scope": "2021-12-03"})
    late = fact(graph, "f1", "measure", unit="元", indicator="投资", low=1.5, high=2.0, as_of=date(2022, 1, 1), as_of_text="2022")
    early = fact(graph, "f2", "post", "某局甲某任职", title="局长", start=date(2020, 6, 1), date_text="2020-06/", as_of_text="2022", realis="planned")
    when_not_known = fact(graph, "f3", "post", title="科员")
    together = fact(graph, "f4", "meeting", "乙某、甲某和某局出席", agenda=["一", "二"], date_text="2021-12-03", start=date(2021, 12, 3))
    graph.relate("HAS_SUBJECT", ("Fact", "Organization"), late, body)
    for each in (early, when_not_known):
        graph.relate("HAS_PERSON", ("Fact", "Person"), each, person)
        graph.relate("HAS_ORGANIZATION", ("Fact", "Organization"), each, body)
    for label, each in (("Organization", body), ("Person", person), ("Group", hostile)):
        graph.relate("HAS_ATTENDEE", ("Fact", label), together, each)
    graph.relate("HAS_NAME", ("Fact", "Meeting"), together, marked)
    return graph


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = EmbeddedStore.create(tmp_path_factory.mktemp("showing") / "graph.lbug")
    opened.load(made())
    yield opened
    opened.close()


def ids(store, name):
    return [each.id for each in found(store, name)]


def test_facts_stand_in_order_of_time_with_slots_by_their_labels(store):
    (one,) = shown(store, "某局")
    assert (one.entity.name, one.county) == ("某局", "丽水市莲都区")
    assert [(each.day, each.type, each.text) for each in one.facts] == [
        ("2020-06/", "任职", "人物 甲某 · 机构 某局 · 职务 局长"),
        ("2021-12-03", "会议", f"名称 “标”会 · 出席者 甲某、某局、{HOSTILE} · 议程 一、二"),
        ("(2022)", "指标", "主体 某局 · 指标 投资 · 数值 1.5–2 · 单位 元"),
        ("", "任职", "人物 甲某 · 机构 某局 · 职务 科员"),
    ]


def test_lines_tell_realis_and_proof(store):
    lines = [text for text, _ in shown_lines(shown(store, "某局")[0])]
    assert lines[0] == "某局  机构  丽水市莲都区  又名 某区某局"
    assert lines[1] == "  organization/331102/某局, 4 facts"
    assert lines[2].endswith("[planned]")
    assert lines[3] == f"{'':15}“某局甲某任职”  page.txt 1–7"
    assert not lines[4].endswith("]")


def test_names_aliases_ids_and_old_ids(store):
    assert ids(store, "甲某") == ["person/3303/甲某", "person/3311/甲某"]
    assert ids(store, "老甲") == ["person/3311/甲某"]
    assert ids(store, "person/3303/甲某") == ["person/3303/甲某"]
    assert ids(store, "organization/3311/某区某局") == ["organization/331102/某局"]  # merged, in a wider scope then
    assert ids(store, "person/3311/老甲") == ["person/3311/甲某"]
    assert ids(store, "标会") == ids(store, "“标”会") == ["meeting/2021-12-03/标会"]
    with pytest.raises(NotFound):
        found(store, "organization/3303/某区某局")


def test_a_name_wins_over_an_alias(tmp_path):
    graph = Projection()
    for code, name, alias in (("331102", "莲都区", "莲都"), ("331102001", "莲都", "莲都镇")):
        graph.add_node("Place", {"id": f"place/{code}/{name}", "name": name, "aliases": [alias], "scope": code})
    with EmbeddedStore.create(tmp_path / "graph.lbug") as store:
        store.load(graph)
        assert ids(store, "莲都") == ["place/331102001/莲都"]


@pytest.mark.parametrize("name", ["' OR 1=1 //", "`", "person/", "person/x", "a/b/c", "\n", "x" * 5000, "$ID"])
def test_strange_names_are_only_names(store, name):
    with pytest.raises(NotFound, match="the graph knows no"):
        found(store, name)


def test_a_hostile_name_is_found(store):
    assert ids(store, HOSTILE) == ["group/page-1/甲"]
    assert len(shown(store, HOSTILE)[0].facts) == 1


def test_near_names_are_told(store):
    with pytest.raises(NotFound, match=r"it knows 某局$"):
        found(store, "局")


def test_scopes_that_are_no_codes_have_no_county():
    assert county_name("331102") == "丽水市莲都区"
    assert county_name("2021-12-03") == county_name("") == ""


def test_every_fact_of_the_truth_is_shown(seeds_graph):
    with truth_of(seeds_graph) as truth, open_store(StoreKind.embedded, seeds_graph) as store:
        resolution = truth.resolution()
        wanted: dict[str, set[tuple[int, int]]] = {}
        for fact_ in truth.facts():
            for _, fillers in fact_.slots:
                for key in (filler.key for filler in fillers if filler.key and filler.key.kind == "Organization"):
                    wanted.setdefault(resolution.entity(key).id, set()).add((fact_.evidence.start, fact_.evidence.end))
        for entity in sorted(wanted)[::10]:
            (one,) = shown(store, entity)
            assert {(each.start, each.end) for each in one.facts} == wanted[entity]
            assert {each.source for each in one.facts} <= {path.name for path in SEEDS.glob("*.txt")}
        for old, entity in [(old, entity) for old, entity in resolution.table.items() if old != entity and not old.startswith("group/")][:10]:
            assert ids(store, old) == [entity]
