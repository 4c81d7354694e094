"""The style and the favourites for Neo4j Browser: fresh, complete, and as Browser reads them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from loaders.browser_files import ARCHIVE, CYPHER, GRASS, favourites, grass, write_browser_files
from loaders.cypher_guard import tokens
from loaders.graph_schema import ENTITY_LABELS, graph_schema
from loaders.neo4j_schema import LOAD_LABEL, RANGE_LABEL
from loaders.queries import questions
from ontology.colours import KINDS, fact_colour
from ontology.schema import load_schema

FOLDER = Path(__file__).parents[2] / "docs" / "neo4j"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def rules(text: str) -> dict[str, dict[str, str]]:
    """A style as Browser reads it: quotes keep braces, a declaration has one colon."""
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([\w.]+) \{\n(.*?)\n\}", text, re.DOTALL):
        found[selector] = dict(line.strip().rstrip(";").split(": ") for line in body.splitlines())
    return found


STYLE = rules(grass())


def width(rule: str) -> float:
    return float(STYLE[rule]["shaft-width"].removesuffix("px"))


def test_the_files_in_the_repository_are_fresh(tmp_path):
    for path in write_browser_files(tmp_path / "new"):
        assert (FOLDER / path.name).read_bytes() == path.read_bytes(), "xianzhi export --format browser docs/neo4j"
    assert {path.name for path in FOLDER.iterdir()} == {GRASS, CYPHER, ARCHIVE}


def test_every_label_and_relationship_has_a_style():
    schema = graph_schema()
    wanted = {
        "node",
        "relationship",
        *(f"node.{label}" for label in (*schema.nodes, LOAD_LABEL, RANGE_LABEL)),
        *(f"relationship.{type_}" for type_ in schema.relations),
    }
    assert set(STYLE) == wanted
    assert all({"color", "caption", "font-size"} <= set(style) for style in STYLE.values())


def test_captions_name_properties_that_there_are():
    for label, properties in graph_schema().nodes.items():
        named = set(re.findall(r"\{(\w+)\}", STYLE[f"node.{label}"]["caption"]))
        assert named
        assert named <= {each.name for each in properties}, label
    for type_, relation in graph_schema().relations.items():
        assert set(re.findall(r"\{(\w+)\}", STYLE[f"relationship.{type_}"]["caption"])) <= {each.name for each in relation.properties}, type_


def test_a_fact_of_every_type_that_has_values_shows_one():
    named = set(re.findall(r"\{(\w+)\}", STYLE["node.Fact"]["caption"]))
    for fact_type in load_schema().facts.values():
        core = {slot.name for slot in fact_type.slots if slot.core and slot.type in {"text", "enum", "number"}}
        assert core <= named, fact_type.name


def test_colours_are_those_of_pages_and_drawings():
    assert {label: STYLE[f"node.{label}"]["color"] for label in ENTITY_LABELS} == KINDS
    for fact_type in load_schema().facts.values():
        for type_ in (name for direct in fact_type.direct for name in direct.types):
            assert STYLE[f"relationship.{type_}"]["color"] == fact_colour(fact_type.name)


def test_direct_relationships_are_thicker_than_roles():
    direct = {name for fact_type in load_schema().facts.values() for rule in fact_type.direct for name in rule.types}
    roles = {name for name in graph_schema().relations if name.startswith("HAS_")}
    assert min(width(f"relationship.{name}") for name in direct) > max(width(f"relationship.{name}") for name in roles)


def test_dark_text_stands_on_light_nodes():
    def light(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for label in graph_schema().nodes:
        style = STYLE[f"node.{label}"]
        assert light(style["color"]) - light(style["text-color-internal"]) > 0.35, label


def test_nothing_in_a_style_that_browser_would_misread():
    for selector, style in STYLE.items():
        for value in style.values():
            assert not re.search(r"[:;']", value), selector  # it cuts at colons and semicolons, even within quotes
    assert "/*" not in grass()


def test_every_question_is_a_favourite_in_both_languages():
    found = {each.name: each for each in favourites()}
    assert set(questions()) < set(found)
    for name, asked in questions().items():
        assert found[name].text.splitlines()[:2] == [f"// {asked.zh}", f"// {asked.en}"]
    for each in favourites():
        zh, en = each.text.splitlines()[:2]
        assert CHINESE.search(zh), each.name
        assert re.search("[a-z]", en), each.name


@pytest.mark.parametrize("favourite", favourites(), ids=lambda each: each.name)
def test_a_favourite_is_one_statement_without_parameters(favourite):
    sorts = [token.sort for token in tokens("\n".join(line for line in favourite.text.splitlines() if not line.startswith("//")))]
    assert sorts
    assert "parameter" not in sorts
    assert "end" not in sorts


def test_the_archive_holds_a_file_for_every_favourite_in_a_folder():
    with zipfile.ZipFile(FOLDER / ARCHIVE) as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name).decode() for name in archive.namelist()}
    assert held == {f"{each.folder}/{each.name}.cypher": each.text + "\n" for each in favourites()}


def test_the_one_file_holds_every_statement_once():
    text = (FOLDER / CYPHER).read_text(encoding="utf-8")
    assert [text.count(each.text + ";\n") for each in favourites()] == [1] * len(favourites())
