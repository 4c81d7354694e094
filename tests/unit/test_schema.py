"""The schema files are read strictly: what is unknown, missing or contradictory is named with file and key."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml

from ontology.schema import HERE, SchemaError, load_schema

KINDS = yaml.safe_load((HERE / "kinds.yaml").read_text(encoding="utf-8"))
FACT: dict[str, Any] = {
    "name": "rumour",
    "label": {"zh": "传闻", "en": "rumour"},
    "definition": {"zh": "有人说。", "en": "Somebody says."},
    "slots": {
        "who": {"type": "entity", "accepts": ["Person"], "core": True, "identity": True, "label": {"zh": "谁", "en": "who"}},
        "about": {"type": "entity", "accepts": ["Place"], "many": True, "label": {"zh": "何处", "en": "about"}},
        "tone": {
            "type": "enum",
            "values": {"loud": {"zh": "响", "en": "loud"}, "low": {"zh": "轻", "en": "low"}},
            "derived": True,
            "label": {"zh": "语气", "en": "tone"},
        },
    },
    "direct": [{"type": "TELLS_OF", "from": "who", "to": "about", "collect": {"tones": "tone"}, "type_by": {"slot": "tone", "values": {"loud": "SHOUTS_OF"}}}],
    "examples": [{"text": "某人说。", "find": [{"who": "某人"}]}],
    "near_misses": [{"text": "没人说。", "why": "nobody says"}],
}


def read(folder, fact=None, kinds=None, name="rumour"):
    (folder / "facts").mkdir(exist_ok=True)
    (folder / "kinds.yaml").write_text(yaml.safe_dump(KINDS if kinds is None else kinds, allow_unicode=True), encoding="utf-8")
    (folder / "facts" / f"{name}.yaml").write_text(yaml.safe_dump(FACT if fact is None else fact, allow_unicode=True), encoding="utf-8")
    return load_schema(folder)


def changed(path, value=None, *, drop=False):
    fact = copy.deepcopy(FACT)
    at = fact
    for key in path[:-1]:
        at = at[key]
    if drop:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return fact


def test_a_good_file_is_read(tmp_path):
    fact = read(tmp_path).facts["rumour"]
    assert fact.core == fact.identity == ("who",)
    assert fact.slot("tone").values == ("loud", "low")
    assert fact.slot("who").role == "HAS_WHO"
    assert fact.direct[0].types == ("TELLS_OF", "SHOUTS_OF")
    assert fact.near_misses[0].find == ()
    with pytest.raises(KeyError, match="rumour has no slot 'colour'"):
        fact.slot("colour")


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (changed(["colour"], "red"), r"rumour\.yaml: unknown key \['colour'\]"),
        (changed(["label"], drop=True), r"rumour\.yaml: no \['label'\]"),
        (changed(["examples"], drop=True), r"rumour\.yaml: no \['examples'\]"),
        (changed(["label", "en"], drop=True), r"rumour\.yaml: needs zh and en"),
        (changed(["definition", "de"], "Jemand sagt."), r"rumour\.yaml: unknown key \['de'\]"),
        (changed(["name"], "gossip"), r"rumour\.yaml: name 'gossip' is not the file's"),
        (changed(["slots", "who", "label"], drop=True), r"rumour\.yaml: who"),
        (changed(["slots", "who", "label", "zh"], drop=True), r"rumour\.yaml: who: needs zh and en"),
        (changed(["slots", "who", "type"], "noun"), r"rumour\.yaml: who: type 'noun'"),
        (changed(["slots", "who", "type"], drop=True), r"rumour\.yaml: who: type None"),
        (changed(["slots", "who", "accepts"], ["Ghost"]), r"rumour\.yaml: who: accepts \['Ghost'\]"),
        (changed(["slots", "who", "accepts"], drop=True), r"rumour\.yaml: who: an entity slot, and no other, says what it accepts"),
        (changed(["slots", "tone", "accepts"], ["Person"]), r"rumour\.yaml: tone: an entity slot, and no other"),
        (changed(["slots", "tone", "values"], drop=True), r"rumour\.yaml: tone: an enum slot, and no other"),
        (changed(["slots", "who", "values"], {"a": {"zh": "甲", "en": "a"}}), r"rumour\.yaml: who: an enum slot, and no other"),
        (changed(["slots", "tone", "values"], ["loud", "low"]), r"rumour\.yaml: tone: values without labels"),
        (changed(["slots", "tone", "values", "loud"], {"en": "loud"}), r"rumour\.yaml: tone: loud: needs zh and en"),
        (changed(["slots", "who", "range"], "Unit"), r"rumour\.yaml: who: range 'Unit': a text may name a Unit"),
        (changed(["slots", "who", "rdf"], ["foaf:knows"]), r"rumour\.yaml: who: unknown prefix \['foaf:knows'\]"),
        (changed(["slots", "who", "rdf"], "org:member"), r"rumour\.yaml: who: rdf is no list"),
        (changed(["rdf"], ["nobody:Rumour"]), r"rumour\.yaml: unknown prefix \['nobody:Rumour'\]"),
        (changed(["slots", "who", "optional"], True), r"rumour\.yaml: who: unknown key \['optional'\]"),
        (changed(["direct", 0, "to"], "whom"), r"rumour\.yaml: direct TELLS_OF names no slot \['whom'\]"),
        (changed(["direct", 0, "collect"], {"tones": "sound"}), r"names no slot \['sound'\]"),
        (changed(["direct", 0, "type_by", "slot"], "sound"), r"names no slot \['sound'\]"),
        (changed(["direct", 0, "colour"], "red"), r"rumour\.yaml: unknown key \['colour'\]"),
        (changed(["examples", 0, "find"], [{"whom": "某人"}]), r"rumour\.yaml: example names no slot \['whom'\]"),
        (changed(["near_misses", 0, "reason"], "x"), r"rumour\.yaml: unknown key \['reason'\]"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, fact, words):
    with pytest.raises(SchemaError, match=words):
        read(tmp_path, fact)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"Ghost": KINDS["Person"]}, "kinds.yaml: Ghost: unknown kind"),
        ({"Person": {**KINDS["Person"], "colour": "red"}}, r"kinds.yaml: Person: unknown key \['colour'\]"),
        ({"Person": {**KINDS["Person"], "label": {"zh": "人"}}}, "kinds.yaml: Person: needs zh and en"),
    ],
)
def test_kinds_are_read_as_strictly(tmp_path, change, words):
    with pytest.raises(SchemaError, match=words):
        read(tmp_path, kinds={**KINDS, **change})


def test_what_is_no_mapping_is_named(tmp_path):
    with pytest.raises(SchemaError, match=r"rumour\.yaml"):
        read(tmp_path, ["no", "mapping"])


def test_the_shipped_schema_has_the_guidelines_types_and_kinds():
    schema = load_schema()
    assert set(schema.facts) == {
        "post",
        "resident",
        "located",
        "meeting",
        "programme",
        "transfer",
        "measure",
        "cooperation",
        "award",
        "statement",
        "action",
        "byline",
    }
    assert set(schema.kinds) == {"Person", "Organization", "Place", "Programme", "Meeting", "Group"}
    assert schema.facts["action"].slot("class").values
    assert len(schema.facts["action"].slot("class").values) == 15
    assert len(schema.facts["programme"].slot("kind").values) == 12
    for fact in schema.facts.values():
        assert fact.core
        assert set(fact.core) <= set(fact.identity), fact.name
