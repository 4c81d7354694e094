"""The judge: a probability from a tiny hand-made model, and which of several candidates are kept."""

from __future__ import annotations

import json
import math

import pytest

from extractors.features import anchor_of, bucket, featurise
from extractors.judge import UNTRAINED, Model, judge, load_models, read_model, together
from extractors.pipeline import Extractor
from extractors.reading import Candidate, literal
from ontology.records import Declared, Filler, MentionKey, Page, Span
from ontology.schema import load_schema
from tests.unit.reading_of_text import read

TREE = ((0, 1, 2, 0.0), (-1, 0, 0, -1.0), (1, 3, 4, 0.0), (-1, 0, 0, 0.5), (-1, 0, 0, 2.0))  # a? (b? 2 : 0.5) : -1
MODEL = Model({"a": 0, "b": 1}, ((0.25, -0.75),), (0.1,), (TREE, TREE), 0.2, 0.5, 2.0, -0.3, 0.5)


def sigmoid(value):
    return 1 / (1 + math.exp(-value))


@pytest.mark.parametrize(
    ("features", "linear", "forest"),
    [((), 0.1, 0.2 - 2.0), (("a",), 0.35, 0.2 + 1.0), (("a", "b"), -0.4, 0.2 + 4.0), (("b",), -0.65, 0.2 - 2.0), (("a", "never seen"), 0.35, 0.2 + 1.0)],
)
def test_the_probability_of_a_hand_made_model(features, linear, forest):
    assert MODEL.probability(features) == pytest.approx(sigmoid(2.0 * (0.5 * linear + 0.5 * forest) - 0.3))


def test_order_and_repeats_of_features_do_not_count():
    assert MODEL.probability(("a", "b")) == MODEL.probability(("b", "a", "b"))


def test_an_extreme_sum_is_still_a_probability():
    sure = Model({"a": 0}, ((1e6,),), (0.0,), (), 0.0, 0.0, 1.0, 0.0, 0.5)
    assert 0.0 < sure.probability(()) == 0.5 < sure.probability(("a",)) < 1.0


def test_steps_hold_together_as_the_product_of_their_chances():
    steps = Model({"a": 0}, ((1.0,), (-2.0,)), (0.5, 0.25), (), 0.0, 0.0, 1.0, 0.0, 0.5)
    assert steps.probability(("a",)) == pytest.approx(sigmoid(1.5) * sigmoid(-1.75))
    assert together([0.75]) == 0.75
    assert together([100.0, 100.0]) > 20.0


def test_a_model_of_steps_is_read_from_its_file(tmp_path):
    raw = {
        "features": ["a"],
        "weights": [[1.0], [-2.0]],
        "bias": [0.5, 0.25],
        "trees": [],
        "base": 0.0,
        "mix": 0.0,
        "scale": 1.0,
        "shift": 0.0,
        "threshold": 0.5,
    }
    path = tmp_path / "action.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert read_model(path) == Model({"a": 0}, ((1.0,), (-2.0,)), (0.5, 0.25), (), 0.0, 0.0, 1.0, 0.0, 0.5)


def test_a_model_is_read_from_its_file(tmp_path):
    raw = {
        "features": ["a", "b"],
        "weights": [0.25, -0.75],
        "bias": 0.1,
        "trees": [TREE, TREE],
        "base": 0.2,
        "mix": 0.5,
        "scale": 2.0,
        "shift": -0.3,
        "threshold": 0.5,
    }
    path = tmp_path / "measure.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert read_model(path) == MODEL
    assert dict(load_models(tmp_path)) == {"measure": MODEL}


def test_shipped_models_are_of_known_types():
    models = load_models()
    assert set(models) <= set(load_schema().facts)
    for model in models.values():
        assert {len(step) for step in model.weights} == {len(model.features)}
        assert len(model.weights) == len(model.bias)
        assert 0.0 < model.threshold < 1.0
        assert 0.0 <= model.mix <= 1.0


TEXT = "青田县有企业5家，学校8所。"


def candidate(subject, at, *features, kind="measure", rule="made.up"):
    number = Filler(int(TEXT[at]), None, Span(at, at + 1))
    slots = {"subject": (literal(subject),), "value": (number,), "unit": (literal("家"),)}
    return Candidate(kind, slots, 0, at + 2, rule, features=features)


def by_features(*weighted, threshold=0.5):
    return Model({name: at for at, (name, _) in enumerate(weighted)}, (tuple(weight for _, weight in weighted),), (0.0,), (), 0.0, 0.0, 1.0, 0.0, threshold)


MODELS = {"measure": by_features(("likely", 2.0), ("likelier", 3.0), ("hardly", -2.0))}


def kept(*candidates, models=MODELS):
    return [each.kept for each in judge(read(TEXT), candidates, models)]


def test_only_the_likeliest_reading_of_a_number_is_kept():
    assert kept(candidate("青田县", 6, "likely"), candidate("企业", 6, "likelier"), candidate("学校", 11, "likely")) == [False, True, True]
    assert kept(candidate("企业", 6, "likelier"), candidate("青田县", 6, "likely")) == [True, False]


def test_of_equals_the_first_is_kept():
    assert kept(candidate("青田县", 6, "likely"), candidate("企业", 6, "likely")) == [True, False]


def test_a_winner_below_the_threshold_is_not_kept():
    assert kept(candidate("青田县", 6, "hardly")) == [False]
    assert kept(candidate("青田县", 6, "likely"), models={"measure": by_features(("likely", 2.0), threshold=0.95)}) == [False]


def test_a_type_without_model_is_not_judged():
    (only,) = judge(read(TEXT), [candidate("青田县", 6)], {})
    assert (only.confidence, only.kept) == (UNTRAINED, True)


def test_types_do_not_compete_for_a_number():
    transfer = Candidate("transfer", {"amount": (Filler(5, None, Span(6, 7)),)}, 0, 8, "made.up")
    assert anchor_of(transfer) == anchor_of(candidate("青田县", 6)) == Span(6, 7)
    assert kept(candidate("青田县", 6, "likely"), transfer) == [True, True]
    assert anchor_of(Candidate("byline", {"person": (literal("某人"),)}, 0, 2, "made.up")) is None


def test_a_candidates_confidence_is_the_same_in_any_company():
    reading = read(TEXT)
    alone = judge(reading, [candidate("学校", 11, "likely")], MODELS)[0].confidence
    company = judge(reading, [candidate("青田县", 6, "likely"), candidate("学校", 11, "likely"), candidate("企业", 6)], MODELS)[1].confidence
    assert alone == company


def test_no_candidates_no_judgement():
    assert judge(read(TEXT), [], MODELS) == []


# features

ARTICLE = (
    "青田县红十字会向方山乡捐款\n"
    "本报讯（记者 欧阳若曦 通讯员 司徒念慈）5月6日，青田县红十字会会长夏侯长庚来到方山乡龙现村，向村民诸葛怀远捐赠5万元。"
    "“谢谢红十字会。”诸葛怀远说。2021年，方山乡实现稻鱼米销售额1200万元，同比增长8%，居全县第二。方山乡党委书记尉迟明轩表示，今年将新建农家书屋12个。"
    "青田县人民法院联合青田县司法局开展普法宣传活动。泰隆银行青田支行向种粮大户诸葛怀远发放“稻香贷”30万元。龙现村获评全国文明村镇。\n"
)
NAMES = ("欧阳若曦", "司徒念慈", "夏侯长庚", "诸葛怀远", "尉迟明轩", "青田县", "青田", "方山乡", "龙现村", "丽水")


@pytest.fixture(scope="module")
def proposed():
    return Extractor.load().candidates(Page.of(ARTICLE), Declared(issue_date="2022-05-07", place="331121"))


def test_no_feature_holds_a_name_of_a_person_or_place(proposed):
    seen = {feature for reading, candidates in proposed for row in featurise(reading, candidates) for feature in row}
    types = {each.type for _, candidates in proposed for each in candidates}
    assert len(types) >= 8, types
    assert not {feature for feature in seen for name in NAMES if name in feature}


def test_features_are_sorted_and_each_there_once(proposed):
    for reading, candidates in proposed:
        rows = featurise(reading, candidates)
        assert len(rows) == len(candidates)
        assert all(list(row) == sorted(set(row)) for row in rows)


def test_of_a_persons_name_no_part_is_a_feature():
    person = Filler("欧阳若曦", MentionKey("Person", "欧阳若曦"), Span(0, 4))
    body = Filler("红十字会", MentionKey("Organization", "红十字会"), Span(5, 9))
    (row,) = featurise(
        read("欧阳若曦是红十字会会长。"), [Candidate("post", {"person": (person,), "organization": (body,), "title": (literal("会长", 9, 11),)}, 0, 11, "x")]
    )
    assert "organization:first=红" in row
    assert "organization:last2=字会" in row
    assert not any(feature.startswith("person:last2") for feature in row)
    assert not any(feature.startswith("person:first") for feature in row)
    assert "since:none" in row
    assert "rule=x" in row


def test_neighbours_that_are_names_are_told_by_their_kind():
    reading = read("5月6日，青田县委书记周启航来到龙现村。")
    assert reading.nameless(5, 7) == "<Organization>"
    assert reading.nameless(11, 13) == "<Person>"
    assert reading.nameless(-2, 2) == "5月"


@pytest.mark.parametrize(("number", "name"), [(0, "0"), (1, "1"), (5, "4"), (7.9, "6"), (200, "200"), (10**6, "200")])
def test_buckets(number, name):
    assert bucket(number) == name
