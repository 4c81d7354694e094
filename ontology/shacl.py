"""SHACL shapes, generated from the rules and terms: `python -m ontology.shacl` writes `ontology/shapes.ttl`.

One shape a class, closed for facts; a named property shape for each property, so that a result tells by its IRI what is broken.
The rules for facts are those by which a build sets records aside (`ontology/rules.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, SH, XSD, BNode, Literal

from ontology.iri import SHAPES, code_iri, curie, fact_class, kind_class, term
from ontology.rules import ATTRIBUTES, SAYS_SOMETHING, Rule, rules_of
from ontology.schema import HERE, Bilingual, load_schema
from ontology.terms import TermProperty, TermRelation, full, load_terms
from ontology.triples import Triples

FILE = HERE / "shapes.ttl"
_GENERIC = {"participant", "textValue", "numberValue", "codeValue", "dateValue"}  # above the slots' properties, not written in the data
_NODES = {"evidence": "Evidence", "date": "Period", "unit": "Unit"}


@dataclass(frozen=True, slots=True)
class _Borrowed:
    """What holds of a property of another vocabulary where a class of the graph has it."""

    owner: str
    property: str
    node: str = ""
    datatype: str = ""
    chinese: bool = False
    least: int = 1


_BORROWED = (
    _Borrowed("Evidence", "oa:hasSource", node="Page"),
    _Borrowed("Evidence", "oa:hasSelector", node="oa:TextPositionSelector"),
    _Borrowed("oa:TextPositionSelector", "oa:start", datatype="xsd:integer"),
    _Borrowed("oa:TextPositionSelector", "oa:end", datatype="xsd:integer"),
    _Borrowed("oa:TextQuoteSelector", "oa:exact", datatype="xsd:string"),
    _Borrowed("Article", "schema:headline", chinese=True, least=0),
    _Borrowed("Article", "schema:datePublished", datatype="xsd:date", least=0),
    _Borrowed("Page", "rdfs:label", datatype="xsd:string"),
    _Borrowed("Period", "rdfs:label", datatype="xsd:string"),
    _Borrowed("Unit", "qudt:symbol", datatype="xsd:string"),
)
_IN_ORDER = (("oa:start", SH.lessThan, "oa:end"), ("low", SH.lessThan, "high"), ("start", SH.lessThanOrEquals, "end"))


def shapes() -> Triples:
    """All shapes."""
    return _Builder()


def shape_iri(name: str) -> str:
    """A shape by its local name, that of the class or property that it speaks of."""
    return f"{SHAPES}#{name}"


class _Builder(Triples):
    def __init__(self) -> None:
        super().__init__()
        self.graph.bind("shape", f"{SHAPES}#")
        self._schema, self._terms = load_schema(), load_terms()
        self._facts()
        self._others()
        for relation in self._terms.relations.values():
            self._relation(relation)

    # shapes of classes

    def _target(self, name: str, target: str) -> str:
        shape = shape_iri(name)
        self.link(shape, RDF.type, SH.NodeShape)
        self.link(shape, SH.targetClass, target)
        return shape

    def _facts(self) -> None:
        common = [self._rule(each, Bilingual("事实", "fact")) for each in ATTRIBUTES]
        common += [self._term(self._terms.properties[name]) for name in _terms_of("Fact")]
        for fact in self._schema.facts.values():
            iri = fact_class(fact.name)
            shape = self._target(_local(iri), iri)
            self.value(shape, SH.closed, Literal(True))
            self.link(shape, SH.ignoredProperties, self.listed(f"{_local(iri)}.ignored", [str(RDF.type)]))
            self.say(shape, SH.message, Bilingual(f"{fact.label.zh}：只有其类型的各项", f"{fact.label.en}: nothing but the slots of its type"))
            self.link(shape, SH.property, *common, *(self._term(self._terms.properties[name]) for name in _terms_of(_local(iri))))
            for rule in rules_of(fact.name):
                if rule.slot:
                    self.link(shape, SH.property, self._rule(rule, fact.label))
                if rule.or_range:
                    self._or_range(iri, rule, fact.label)

    def _others(self) -> None:
        for name in self._terms.classes:
            if name not in {"Fact", "Entity"}:
                shape = self._target(name, term(name))
                self.link(shape, SH.property, *(self._term(self._terms.properties[each]) for each in _terms_of(name)))
        for kind in self._schema.kinds:
            shape = self._target(kind, kind_class(kind))
            self.link(shape, SH.property, *(self._term(self._terms.properties[each]) for each in _terms_of(kind)))
            for name in ("rdfs:label", "skos:prefLabel"):
                self.link(shape, SH.property, self._borrowed(_Borrowed(kind, name, chinese=True)))
        for borrowed in _BORROWED:
            shape = self._target(borrowed.owner.rpartition(":")[2], full(borrowed.owner))
            self.link(shape, SH.property, self._borrowed(borrowed))

    # shapes of properties

    def _property(self, name: str, path: str, least: int, most: int | None, message: Bilingual) -> str:
        shape = shape_iri(name)
        self.link(shape, RDF.type, SH.PropertyShape)
        self.link(shape, SH.path, path)
        if least:
            self.value(shape, SH.minCount, Literal(least))
        if most is not None:
            self.value(shape, SH.maxCount, Literal(most))
        self.say(shape, SH.message, message)
        for first, order, second in _IN_ORDER:
            if path == full(first):
                self.link(shape, order, full(second))
        return shape

    def _rule(self, rule: Rule, owner: Bilingual) -> str:
        zh, en = _wanted(rule)
        count = _count(0 if rule.or_range else rule.least, rule.most)
        message = Bilingual(f"{owner.zh}的 {rule.name}：{count.zh}，{zh}", f"{rule.name} of a {owner.en}: {count.en}, {en}")
        shape = self._property(_local(rule.property), rule.property, 0 if rule.or_range else rule.least, rule.most, message)
        if rule.holds == "entity":
            self._classes(shape, [kind_class(kind) for kind in rule.kinds])
        elif rule.holds in _NODES:
            self._classes(shape, [term(_NODES[rule.holds])])
        elif rule.holds == "enum":
            self._codes(shape, rule.scheme)
        elif rule.holds == "text":
            self._text(shape)
        else:
            self.link(shape, SH.datatype, XSD.decimal)
        for bound, limit in ((SH.minInclusive, rule.low), (SH.maxInclusive, rule.high)):
            if limit is not None:
                self.value(shape, bound, Literal(str(limit), datatype=XSD.decimal))
        return shape

    def _or_range(self, target: str, rule: Rule, owner: Bilingual) -> None:
        """A number, or both ends of a range, and not both."""
        name = _local(rule.property)
        single, both, ends = BNode(f"{name}.single"), BNode(f"{name}.range"), [BNode(f"{name}.low"), BNode(f"{name}.high")]
        for node, path in ((single, rule.property), (ends[0], term("low")), (ends[1], term("high"))):
            self.link(node, SH.path, path)
            self.value(node, SH.minCount, Literal(1))
        self.link(both, SH["and"], self.listed(f"{name}.ends", ends))
        choice = self._target(f"{name}OrRange", target)
        self.link(choice, SH.xone, self.listed(f"{name}.choice", [single, both]))
        zh, en = f"{owner.zh}的 {rule.name}：须有一个数，或一个范围的两端", f"{rule.name} of a {owner.en}: a number, or both ends of a range"
        self.say(choice, SH.message, Bilingual(zh, en))

    def _term(self, each: TermProperty) -> str:
        what = each.datatype or (f"code:{each.scheme}-…" if each.scheme else " | ".join(map(_named, each.range)))
        count = _count(int(each.required), 1)
        message = Bilingual(f"{each.name}（{each.label.zh}）：{count.zh}，{what}", f"{each.name}: {count.en}, {what}")
        shape = self._property(each.name, term(each.name), int(each.required), 1, message)
        if each.datatype:
            self._literal(shape, each.datatype)
        elif each.scheme:
            self._codes(shape, each.scheme)
        else:
            self._classes(shape, [full(name) for name in each.range])
        return shape

    def _borrowed(self, each: _Borrowed) -> str:
        what = each.datatype or ("…@zh" if each.chinese else _named(each.node))
        count = _count(each.least, 1)
        name = f"{each.owner.rpartition(':')[2]}-{each.property.rpartition(':')[2]}"
        message = Bilingual(f"{each.property}：{count.zh}，{what}", f"{each.property}: {count.en}, {what}")
        shape = self._property(name, full(each.property), each.least, 1, message)
        if each.node:
            self._classes(shape, [full(each.node)])
        elif each.chinese:
            self.link(shape, SH.languageIn, self.listed(f"{name}.languages", [Literal("zh")]))
        else:
            self._literal(shape, each.datatype)
        if each.datatype == "xsd:integer":
            self.value(shape, SH.minInclusive, Literal(0))
        return shape

    def _relation(self, relation: TermRelation) -> None:
        name = _local(relation.iri)
        shape, values = shape_iri(name), shape_iri(f"{name}-values")
        self.link(shape, RDF.type, SH.NodeShape)
        self.link(shape, SH.targetSubjectsOf, relation.iri)
        self.say(shape, SH.message, Bilingual(f"{name}：主体不合", f"{name}: its subject is none of {', '.join(relation.domain)}"))
        self._classes(shape, self._kinds(relation.domain))
        self._property(f"{name}-values", relation.iri, 0, None, Bilingual(f"{name}：客体不合", f"{name}: its object is none of {', '.join(relation.range)}"))
        self._classes(values, self._kinds(relation.range))
        self.link(shape, SH.property, values)

    # what a value must be

    def _kinds(self, names: Sequence[str]) -> list[str]:
        return [kind_class(kind) for kind in self._schema.kinds] if list(names) == ["Entity"] else [full(name) for name in names]

    def _classes(self, shape: str, classes: Sequence[str]) -> None:
        self.link(shape, SH.nodeKind, SH.IRI)
        if classes == [term("Entity")]:
            classes = self._kinds(["Entity"])
        if len(classes) == 1:
            self.link(shape, SH["class"], classes[0])
            return
        name = shape.rpartition("#")[2]
        choices = [BNode(f"{name}.class{number}") for number in range(len(classes))]
        for choice, each in zip(choices, classes, strict=True):
            self.link(choice, SH["class"], each)
        self.link(shape, SH["or"], self.listed(f"{name}.classes", choices))

    def _codes(self, shape: str, scheme: str) -> None:
        codes = [code_iri(scheme, value) for value in self._terms.schemes[scheme].values]
        self.link(shape, SH["in"], self.listed(f"{shape.rpartition('#')[2]}.codes", codes))

    def _literal(self, shape: str, datatype: str) -> None:
        if datatype == "xsd:string":
            self._text(shape)
        else:
            self.link(shape, SH.datatype, full(datatype))

    def _text(self, shape: str) -> None:
        self.link(shape, SH.datatype, XSD.string)
        self.value(shape, SH.pattern, Literal(SAYS_SOMETHING))


def _terms_of(owner: str) -> list[str]:
    """The common properties of a class, by name; for a fact type only those that not every fact has."""
    attributes = {_local(each.property) for each in ATTRIBUTES}
    return [name for name, each in load_terms().properties.items() if owner in each.domain and name not in _GENERIC | attributes]


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _named(name: str) -> str:
    return curie(full(name))


def _count(least: int, most: int | None) -> Bilingual:
    if most is None:
        return Bilingual("至少一个", "at least one") if least else Bilingual("个数不限", "any number")
    return Bilingual("恰有一个", "exactly one") if least else Bilingual("至多一个", "at most one")


def _wanted(rule: Rule) -> tuple[str, str]:
    """What each value must be, in both languages."""
    kinds = load_schema().kinds
    if rule.holds == "entity":
        return "为" + "、".join(kinds[kind].label.zh for kind in rule.kinds), " or ".join(rule.kinds)
    if rule.holds == "enum":
        return "为 " + "、".join(rule.values), "one of " + ", ".join(rule.values)
    if rule.low is not None:
        return f"为 {rule.low:g} 至 {rule.high:g} 的数", f"a number from {rule.low:g} to {rule.high:g}"
    return {
        "text": ("为非空文字", "a text that is not empty"), "number": ("为数字", "a number"), "date": ("为日期", "a date"),
        "unit": ("为单位", "a unit"), "evidence": ("为证据", "a stretch of the page"),
    }[rule.holds]  # fmt: skip  # a table


def constraints() -> Iterator[tuple[str, str]]:
    """Each named shape with its English message, for the reference."""
    graph = shapes().graph
    for shape, message in sorted(graph.subject_objects(SH.message)):
        if isinstance(message, Literal) and message.language == "en":
            yield _local(str(shape)), str(message)


def main(path: Path = FILE) -> None:
    """Write the shapes' file."""
    path.write_text(shapes().turtle(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
