"""Issue date and place: who tells them, in which order, and for what reason."""

from __future__ import annotations

import json

import pytest

from extractors.declared import BadDeclaration, complete, date_in_name, from_outside, issue_date_of, place_code, place_of, sidecar_of
from extractors.page import read_page
from ontology.records import Declared, Page
from tests.conftest import SEEDS


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "莲都_2023-08-18.txt"
    path.write_text("正文。", encoding="utf-8")
    return path


def beside(page, **declared):
    page.with_name(page.name + ".json").write_text(json.dumps(declared, ensure_ascii=False), encoding="utf-8")


def test_an_option_goes_before_a_sidecar_and_that_before_the_file_name(page):
    assert from_outside(page) == Declared("2023-08-18", None, "file name", "unknown")
    beside(page, issue_date="2023-08", place="青田县")
    assert from_outside(page) == Declared("2023-08", "331121", "sidecar", "sidecar")
    assert from_outside(page, issue_date="2022", place="莲都") == Declared("2022", "331102", "option", "option")


def test_a_sidecar_may_take_the_files_place(page):
    assert sidecar_of(page) is None
    page.with_suffix(".json").write_text('{"issue_date": "2023-01-02"}', encoding="utf-8-sig")
    assert from_outside(page).issue_date == "2023-01-02"
    assert from_outside(page).place is None


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("莲都_2023-08-18.txt", "2023-08-18"),
        ("20230818-1.txt", "2023-08-18"),
        ("x.2023.08.18.txt", "2023-08-18"),
        ("1999_12_31.txt", "1999-12-31"),
        ("000_28d311eebd65184a.txt", None),
        ("page-2023-13-01.txt", None),
        ("120230818.txt", None),
        ("page.txt", None),
    ],
)
def test_dates_in_file_names(name, date):
    assert date_in_name(name) == date


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "sidecar is no JSON"),
        ("[]", "has the keys"),
        ('{"paper": "莲都报"}', "has the keys"),
        ('{"issue_date": "18.8.2023"}', "by sidecar: '18.8.2023' is no ISO date"),
        ('{"place": "无此地"}', "by sidecar: '无此地' is in no gazetteer"),
    ],
)
def test_a_bad_sidecar_is_named(page, content, words):
    page.with_name(page.name + ".json").write_text(content, encoding="utf-8")
    with pytest.raises(BadDeclaration, match=words) as caught:
        from_outside(page)
    assert page.name in str(caught.value)


def test_bad_options_are_named(page):
    with pytest.raises(BadDeclaration, match="issue date by option: 'gestern'"):
        from_outside(page, issue_date="gestern")
    with pytest.raises(BadDeclaration, match=r"莲都_2023-08-18\.txt: place by option: '无此地'"):
        from_outside(page, place="无此地")


def test_a_day_that_no_calendar_has_is_refused(tmp_path):
    path = tmp_path / "x_2023-02-30.txt"
    path.write_text("正文。", encoding="utf-8")
    with pytest.raises(BadDeclaration, match="by file name: '2023-02-30'"):
        from_outside(path)


def test_an_ambiguous_place_lists_its_codes():
    with pytest.raises(BadDeclaration, match="ambiguous; give a code") as caught:
        place_code("鼓楼区", "page.txt", "option")
    assert "320106" in str(caught.value)
    assert "page.txt" in str(caught.value)
    assert place_code("320106", "page.txt", "option") == "320106"


@pytest.mark.parametrize("form", ["景宁畲族自治县", "景宁县", "景宁", "331127"])
def test_a_place_by_any_of_its_names(form):
    assert place_code(form, "x", "option") == "331127"


@pytest.mark.parametrize(
    ("text", "date", "reason"),
    [
        ("2022年5月6日 星期五 农历四月初六\n正文。", "2022-05-06", "masthead"),
        ("第1版 2021 年 12 月 3 日 第 1024 期\n正文。", "2021-12-03", "masthead"),
        ("2021年11月，某村修路。", "2021-11", "inferred: the latest month with its year is 2021年11月"),
        ("2021年11月动工，12月3日完工。", "2021-12", "inferred: the latest month"),
        ("2021年12月动工，4月3日完工，力争到2025年10月全部完成。", "2022-04", "inferred: the latest month with its year is 2021年12月"),
        ("2021年，全县增收。4月20日，某村开会。", "2022-04", "inferred: the latest year named is 2021, with days of 4月"),
        ("4月20日，“2021年某县行动”启动。上半年全县增收。", "2021-04", "inferred: the latest year named is 2021, of a named event"),
        ("4月20日，某县召开2021年度总结会。", "2021-04", "inferred: the latest year named is 2021, of a named event"),
        ("2021年，全县增收。", "2021", "inferred: the latest year named is 2021"),
        ("某村修路。", None, "unknown: the page names no year"),
    ],
)
def test_the_issue_date_is_read_from_the_page(text, date, reason):
    found, why = issue_date_of(text)
    assert found == date
    assert why.startswith(reason)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("莲都区委召开会议。区委书记说，全区要抓好春耕。莲都区碧湖镇开镰。", "331102"),
        ("丽水市委召开会议。我市各地抓好春耕，市政府办公室印发通知。青田县、遂昌县、松阳县、云和县都行动起来。", "3311"),
        ("天气很好。", None),
    ],
)
def test_the_place_is_what_the_page_speaks_of(text, code):
    found, reason = place_of(text)
    assert found == code
    assert reason.startswith("inferred: " if code else "unknown: ")


def test_what_is_given_is_never_overruled():
    given = Declared("2020-01-01", "331121", "option", "option")
    assert complete(Page.of("2022年5月6日 星期五\n莲都区委召开会议，莲都区行动。"), given) == given


@pytest.mark.parametrize(
    ("seed", "date", "place"),
    [("000", "2021-12", "331102"), ("001", "2022", "3311"), ("002", "2022-04", "331121"), ("003", "2020-06", "331102"), ("004", "2022-04", "3311")],
)
def test_the_seeds_tell_their_date_and_place(seed, date, place):
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    done = complete(read_page(path), from_outside(path))
    assert (done.issue_date, done.place) == (date, place)
    assert done.issue_date_reason.startswith("inferred: ")
    assert done.place_reason.startswith("inferred: ")
    assert complete(read_page(path), done) == done
