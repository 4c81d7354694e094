"""The gazetteer: names and short forms, which place is meant, names in running text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from extractors.gazetteer import LEVELS, Gazetteer, Place, short_forms
from tools.build_gazetteer import rows

QINGTIAN = "331121"
GAZETTEER = Gazetteer.load()


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in GAZETTEER.find(text)]


def test_places_form_a_tree_whose_codes_tell_the_parent():
    levels = dict.fromkeys(LEVELS, 0)
    for place in GAZETTEER:
        levels[place.level] += 1
        if place.parent:
            parent = GAZETTEER.by_code(place.parent)
            assert parent is not None
            assert place.code.startswith(parent.code)
            assert LEVELS.index(parent.level) < LEVELS.index(place.level)
        else:
            assert place.level == "province"
    assert levels["province"] == 34
    assert levels["prefecture"] > 330
    assert levels["county"] > 2900
    assert levels["township"] > 41000
    assert levels["village"] > 2000


def test_loaded_once_a_process():
    assert Gazetteer.load() is GAZETTEER


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("莲都", "莲都区"),
        ("景宁", "景宁畲族自治县"),
        ("景宁县", "景宁畲族自治县"),
        ("丽水", "丽水市"),
        ("浙江", "浙江省"),
        ("内蒙古", "内蒙古自治区"),
        ("新疆", "新疆维吾尔自治区"),
        ("延边", "延边朝鲜族自治州"),
        ("延边州", "延边朝鲜族自治州"),
        ("大兴安岭", "大兴安岭地区"),
        ("东乡县", "东乡族自治县"),
        ("莫旗", "莫力达瓦达斡尔族自治旗"),
        ("浦东", "浦东新区"),
        ("赤水", "赤水市"),
        ("香港", "香港特别行政区"),
        ("北京", "北京市"),
        ("和县", "和县"),
        ("乌镇", "乌镇镇"),
    ],
)
def test_short_forms_lead_to_the_place(name: str, full: str):
    assert GAZETTEER.named(name)[0].name == full


@pytest.mark.parametrize("place", [Place("340523", "和县", "county", "3405"), Place("1", "巴林左旗", "county", None), Place("2", "和平镇", "township", None)])
def test_no_short_form_that_nobody_uses(place: Place):
    assert short_forms(place) == ()


def test_districts_of_a_municipality_lie_in_it():
    (chaoyang, *_) = [place for place in GAZETTEER.named("朝阳区") if place.code.startswith("11")]
    assert [place.name for place in GAZETTEER.parents(chaoyang)] == ["北京市"]


def test_parents_and_children():
    (village,) = GAZETTEER.named("龙现村")
    assert [place.name for place in GAZETTEER.parents(village)] == ["方山乡", "青田县", "丽水市", "浙江省"]
    assert village in GAZETTEER.children(village.parent or "")
    assert [GAZETTEER.at_level(village.code, level).name for level in ("county", "prefecture")] == ["青田县", "丽水市"]  # type: ignore[union-attr]  # None fails the test as well


@pytest.mark.parametrize(
    ("name", "within", "code"),
    [
        ("鼓楼区", "3501", "350102"),  # inside the prefecture
        ("鼓楼区", "350104", "350102"),  # from a sister county
        ("西湖区", "331102", "330106"),  # from the province: the only one there
        ("大理", "", "5329"),  # the prefecture before its city of the same name
        ("莲都区", "331102", "331102"),  # the place itself
        ("方山乡", QINGTIAN, "331121212"),
        ("朝阳区", "1101", "110105"),  # a code that no place has leads to what it lies in
        ("东莞市", "441900", "4419"),
    ],
)
def test_the_nearest_place_of_a_name_is_meant(name: str, within: str, code: str):
    place = GAZETTEER.resolve(name, within)
    assert place is not None
    assert place.code == code


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("鼓楼区", ""),  # four of them
        ("龙现村", "62"),  # villages are listed for one prefecture only: elsewhere it is another
        ("龙现村", ""),
        ("无此地县", QINGTIAN),
    ],
)
def test_what_stays_open_is_no_place(name: str, within: str):
    assert GAZETTEER.resolve(name, within) is None


@pytest.mark.parametrize(
    ("printed", "county", "meant"),
    [
        ("镇埠镇", QINGTIAN, "祯埠镇"),
        ("大港口镇", "331102", "大港头镇"),
        ("大源乡", "331127", "大漈乡"),  # one character off from three townships, of one radical with one
        ("大源镇", "331127", None),  # another suffix is another place
        ("镇埠镇", "331102", None),  # another county's
        ("祯埠镇", QINGTIAN, None),  # no error at all
    ],
)
def test_print_errors(printed: str, county: str, meant: str | None):
    place = GAZETTEER.near_miss(printed, county)
    assert (place.name if place else None) == meant


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("他从宁波镇海区来到浙江省丽水市景宁畲族自治县大均乡", ["宁波", "镇海区", "浙江省", "丽水市", "景宁畲族自治县", "大均乡"]),
        ("参加民建安徽省委的会议", ["安徽省"]),  # not 建安
        ("揭阳市中级人民法院", ["揭阳市"]),  # not 市中
        ("莲都区委常委会", ["莲都区"]),
        ("推进老城区改造和经济开发区建设", []),
        ("洛阳市老城区一家店", ["洛阳市", "老城区"]),
        ("在桐乡市乌镇，乌镇的客人多", ["桐乡市", "乌镇", "乌镇"]),  # named once in its place, known everywhere
        ("我们和县政府商量", []),
        ("安徽和县的蔬菜", ["安徽", "和县"]),
        ("这里实行一村一品", []),
        ("", []),
    ],
)
def test_names_in_running_text(text: str, names: list[str]):
    assert found(text) == names


def test_a_match_tells_whether_it_is_a_short_form():
    assert [match.is_short for match in GAZETTEER.find("从莲都到青田县")] == [True, False]


def test_matches_do_not_overlap_and_are_in_order():
    text = "宁波镇海区浙江丽水莲都区碧湖镇福建省福州市鼓楼区" * 20
    matches = GAZETTEER.find(text)
    assert all(one.end <= two.start for one, two in pairwise(matches))
    assert all(any(text[match.start : match.end] in (place.name, *short_forms(place)) for place in match.places) for match in matches)


def test_compiling_drops_the_statistics_offices_groupings(tmp_path: Path):
    (tmp_path / "provinces.csv").write_text("code,name\n11,北京市\n33,浙江省\n", encoding="utf-8")
    (tmp_path / "cities.csv").write_text("code,name,provinceCode\n1101,市辖区,11\n3311,丽水市,33\n", encoding="utf-8")
    (tmp_path / "areas.csv").write_text("code,name,cityCode,provinceCode\n110101,东城区,1101,11\n331121,青田县,3311,33\n", encoding="utf-8")
    (tmp_path / "streets.csv").write_text("code,name,areaCode\n331121212,方山乡,331121\n331121198,青田县直辖村级区划,331121\n", encoding="utf-8")
    (tmp_path / "lishui_villages.json").write_text('{"青田县": {"code": "331121", "towns": {"方山乡": ["龙现村", "邵山村", "龙现村"]}}}', encoding="utf-8")
    table = list(rows(tmp_path))
    assert ("110101", "东城区", "county", "11") in table
    assert ("331121212002", "龙现村", "village", "331121212") in table
    assert [row for row in table if "市辖区" in row or "直辖" in row[1]] == []
    assert len({row[0] for row in table}) == len(table)
