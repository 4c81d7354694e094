"""A record that the build sets aside breaks a shape as RDF, and one that it keeps breaks none: both go by the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from flows.checking import check
from flows.validate import broken
from loaders.graph_model import project
from loaders.rdf import extras_of, nquads
from ontology import iri
from ontology.records import Article, Declared, Evidence, Fact, Filler, MentionKey, Page, Span
from ontology.resolution import Entity, PlaceRecord, Resolution
from ontology.rules import ATTRIBUTES, Rule, rules_of, says_something
from ontology.schema import load_schema

PAGE = Page.of("青田县有企业5家。")
ARTICLE = Article(Article.id_of(PAGE.id, 1), PAGE.id, 1, "企业", "news", (Span(0, 9),))
TYPES = load_schema().facts
KINDS = tuple(load_schema().kinds)
SAMPLES = {"text": "文字", "unit": "家", "number": 5, "date": "2021-12"}
XSD = iri.PREFIXES["xsd"]


def key_of(kind: str, name: str = "甲") -> MentionKey:
    return MentionKey(kind, name, ARTICLE.id if kind == "Group" else "")  # type: ignore[arg-type]  # one of the schema's kinds


def good(fact_type: str) -> Fact:
    slots = tuple((rule.name, (sample(rule),)) for rule in rules_of(fact_type) if rule.slot)
    return Fact("f1", PAGE.id, ARTICLE.id, fact_type, slots, Evidence(0, 8, "青田县有企业5家"), "made.up", 0.9, "actual", "331121", "2021-12-03")


def sample(rule: Rule) -> Filler:
    if rule.holds == "entity":
        return Filler("甲", key_of(rule.kinds[0]))
    return Filler(rule.values[0] if rule.holds == "enum" else SAMPLES[rule.holds])  # type: ignore[arg-type]  # a value of the slot's sort


def rdf(fact: Fact) -> list[str]:
    keys = sorted({filler.key for _, fillers in fact.slots for filler in fillers if filler.key} | {key_of(kind) for kind in KINDS})
    entities = tuple(sorted(Entity(key.id, key.kind, key.name, (), key.scope) for key in keys))
    resolution = Resolution(entities, {key.id: key.id for key in keys})
    projection = project(
        pages=[(PAGE, Declared("2021-12-03", "331121"), ("pages/001.txt",))], articles=[ARTICLE], facts=[fact],
        mentions=[(ARTICLE.id, key) for key in keys], resolution=resolution, places=[PlaceRecord("331121", "青田县", "county")],
    )  # fmt: skip  # one line a kind of record
    lines = nquads(projection, extras_of([fact], resolution, version="1", fingerprint="x"))
    return [line for line in lines if f" <{iri.ONTOLOGY_GRAPH}> " not in line or line.startswith(f"<{iri.unit_iri('家')}>")]


def with_slot(fact: Fact, name: str, *fillers: Filler) -> Fact:
    slots = dict(fact.slots) | {name: fillers}
    return replace(fact, slots=tuple((slot, each) for slot, each in slots.items() if each))


def ways(rule: Rule, fact: Fact, lines: list[str]) -> Iterator[tuple[str, Fact, str | None]]:
    """Each way in which the rule can be broken: its name, the broken record, and what to write as the property's value (None: nothing)."""
    if rule.least:
        yield "missing", with_slot(fact, rule.name), None
    if rule.holds == "entity":
        for kind in sorted(set(KINDS) - set(rule.kinds))[:1]:
            yield "kind", with_slot(fact, rule.name, Filler("甲", key_of(kind))), f"<{iri.entity_iri(key_of(kind).id)}>"
    elif rule.holds == "number":
        yield "text", with_slot(fact, rule.name, Filler("五")), '"五"'
    elif rule.holds == "text":
        yield "empty", with_slot(fact, rule.name, Filler("“ ”")), '"“ ”"'
    elif rule.holds == "date":
        yield "words", with_slot(fact, rule.name, Filler("去年")), '"去年"'
    elif rule.holds == "unit":
        yield "empty", with_slot(fact, rule.name, Filler("“ ”")), '"“ ”"'
    else:
        yield "unknown", with_slot(fact, rule.name, Filler("nothing")), f"<{iri.code_iri(rule.scheme, 'nothing')}>"
    if rule.most == 1:
        others = {"text": '"其他"', "number": f'"6"^^<{XSD}decimal>', "enum": f"<{iri.code_iri(rule.scheme, rule.values[-1])}>" if rule.values else ""}
        other = others.get(rule.holds) or f"<{iri.ID}another>"
        yield "twice", with_slot(fact, rule.name, sample(rule), Filler("其他")), f"{value_of(lines, rule)} {other}"


def value_of(lines: list[str], rule: Rule) -> str:
    """The value of the rule's property as the export writes it."""
    return next(line.split(" ", 2)[2].rsplit(" <", 1)[0] for line in lines if f"<{rule.property}>" in line)


def rewritten(lines: list[str], rule: Rule, values: str | None) -> str:
    """The lines with other values, divided by blanks, for the rule's property."""
    of_rule = [line for line in lines if f" <{rule.property}> " in line]
    assert of_rule, rule
    subject, graph = of_rule[0].split(" ", 1)[0], of_rule[0].rsplit(" ", 2)[1]
    kept = [line for line in lines if line not in of_rule]
    told = [values] if values and "“ ”" in values else (values or "").split(" ")
    return "".join(kept) + "".join(f"{subject} <{rule.property}> {value} {graph} .\n" for value in told if value)


@pytest.mark.parametrize("fact_type", sorted(TYPES))
def test_what_is_kept_conforms_and_what_is_set_aside_does_not(fact_type):
    fact = good(fact_type)
    lines = rdf(fact)
    assert broken(fact, PAGE) is None
    assert check("".join(lines)).violations == ()
    for rule in (rule for rule in rules_of(fact_type) if rule.slot):
        for way, record, values in ways(rule, fact, lines):
            reason = broken(record, PAGE)
            assert reason is not None, (rule.name, way)
            assert rule.name in reason, (rule.name, way)
            violations = check(rewritten(lines, rule, values)).violations
            assert {each.fact for each in violations} == {"f1"}, (rule.name, way)
            assert any(each.path == iri.curie(rule.property) or each.shape.endswith("OrRange") for each in violations), (rule.name, way)
            assert any(rule.name in each.message for each in violations), (rule.name, way)


@pytest.mark.parametrize(
    ("change", "rule", "values"),
    [
        ({"realis": "perhaps"}, "realis", f"<{iri.code_iri('realis', 'perhaps')}>"),
        ({"realis": ""}, "realis", None),
        ({"confidence": 1.5}, "confidence", f'"1.5"^^<{XSD}decimal>'),
        ({"confidence": -0.1}, "confidence", f'"-0.1"^^<{XSD}decimal>'),
        ({"confidence": float("nan")}, "confidence", f'"NaN"^^<{XSD}double>'),
        ({"rule": ""}, "rule", '""'),
        ({"evidence": Evidence(0, 0, "")}, "evidence", None),
    ],
)
def test_so_it_is_with_what_every_fact_has(change, rule, values):
    fact = good("post")
    which = next(each for each in ATTRIBUTES if each.name == rule)
    assert broken(replace(fact, **change), PAGE) is not None
    violations = check(rewritten(rdf(fact), which, values)).violations
    assert {(each.fact, each.shape) for each in violations} == {("f1", rule)}


def test_a_range_goes_upwards():
    fact = with_slot(good("measure"), "value", Filler((5, 8)))
    lines = rdf(fact)
    assert broken(fact, PAGE) is None
    assert check("".join(lines)).conforms
    turned = with_slot(fact, "value", Filler((8, 5)))
    assert broken(turned, PAGE) == "value ends before it begins: (8, 5)"
    assert [each.constraint for each in check("".join(rdf(turned))).violations] == ["LessThan"]


def test_a_slot_of_another_type_is_refused():
    fact = good("byline")
    strange = replace(fact, slots=(*fact.slots, ("honour", (Filler("文明村"),))))
    assert broken(strange, PAGE) == "unknown slots ['honour']"
    lines = rdf(fact)
    subject, graph = next((line.split(" ")[0], line.rsplit(" ", 2)[1]) for line in lines if "#bylineRole>" in line)
    violations = check("".join(lines) + f'{subject} <{iri.slot_property("award", "honour")}> "文明村" {graph} .\n').violations
    assert [(each.fact, each.constraint, each.path) for each in violations] == [("f1", "Closed", "xz:awardHonour")]


def test_who_has_no_key_is_somebody_unnamed():
    fact = with_slot(good("byline"), "person", Filler("某人"))
    assert broken(fact, PAGE) == "person is a Group, which the slot does not take: '某人'"
    assert [(each.fact, each.path) for each in check("".join(rdf(fact))).violations] == [("f1", "xz:bylinePerson")]
    fact = with_slot(good("measure"), "subject", Filler("居民"))
    assert broken(fact, PAGE) is None
    assert check("".join(rdf(fact))).conforms


def test_an_issue_date_is_one():
    assert broken(replace(good("post"), as_of="last week"), PAGE) == "as_of is no date: 'last week'"


def test_a_text_says_something():
    assert says_something("“甲”")
    assert not any(map(says_something, ("", " ", "“”", "　", "（，）")))
