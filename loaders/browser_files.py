"""Files for Neo4j Browser, made from the schema and the saved questions: a style and the favourites.

Browser 5 takes them by drag and drop. What it does with them was read from its behaviour (5.24):

- `.grass`: rules `node.Label {…}` and `relationship.TYPE {…}`, no comments; a caption is a template, `{property}` stands for
  the value or for nothing. It replaces Browser's whole style.
- `.cypher`: the whole file becomes one favourite, named by its first line (a comment).
- `.zip`: every `.cypher` file in it becomes a favourite of its own, in a folder named by the file's folder.

So the favourites come twice: as a zip archive for Browser, and as one file for reading and for cypher-shell. A favourite
holds a question's Cypher with the example of `questions.yml` in place of its parameters, so that it runs as it stands.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from loaders.cypher_guard import tokens
from loaders.graph_schema import ENTITY_LABELS, graph_schema
from loaders.neo4j_schema import LOAD_LABEL, RANGE_LABEL
from loaders.queries import FOLDER, questions, read_question
from loaders.sightings import office
from ontology.colours import KINDS, darker, fact_colour
from ontology.schema import HERE, load_schema

GRASS, CYPHER, ARCHIVE = "xianzhi.grass", "xianzhi-favourites.cypher", "xianzhi-favourites.zip"
BROWSE = HERE / "browse"  # queries for looking around: heads as those of the questions, values in the text
QUESTIONS_FOLDER, BROWSE_FOLDER = "县志 问题 questions", "县志 浏览 looking around"

Style = dict[str, str]

_INK = "#2a2c34"  # Browser's own dark text
# What stands for an entity or a record in the picture. Words of a caption come one a line, cut with … where they are too long for it.
_CAPTIONS = {
    "Fact": "{label} {kind}{class} {verb}{title}{honour}{role}{object}{indicator}{quote} {amount}{value}{unit}",
    "Evidence": "{quote}",
    "Article": "{title}",
    "Page": "{name}",
}
_RECORDS = {"Fact": "#44bb99", "Evidence": "#99ddff", "Article": "#f3e9d9", "Page": "#e3d3bb"}
# Pixels. A line of a caption holds a Chinese character every ten: 60 a person's name, 110 the name of a body or village firm.
_DIAMETERS = {
    "Person": 60, "Place": 80, "Programme": 90, "Organization": 110, "Meeting": 120, "Group": 130,
    "Fact": 90, "Evidence": 130, "Article": 150, "Page": 120,
}  # fmt: skip  # a table reads better
_SMALL = {"Page": "8px", "Group": "9px"}  # file names are long and Latin; groups are told by whole phrases
_PROOF = ("EVIDENCED_BY", "FROM", "ON")  # the way from a fact to its page
_GEOGRAPHY = ("OF_PLACE", "WITHIN")
_THIN, _MIDDLE, _THICK = "1px", "2px", "4px"
_GREY, _PALE, _DARK = "#a5abb6", "#d0d5dd", "#5c6470"


@dataclass(frozen=True, slots=True)
class Favourite:
    """A saved query for Browser: its name, its folder there, and its text, which begins with comments in Chinese and English."""

    name: str
    folder: str
    text: str


def write_browser_files(folder: Path) -> list[Path]:
    """Write the style and the favourites into the folder, which is made if need be; the files' paths."""
    folder.mkdir(parents=True, exist_ok=True)
    style, cypher, archive = folder / GRASS, folder / CYPHER, folder / ARCHIVE
    style.write_text(grass(), encoding="utf-8", newline="\n")
    cypher.write_text(as_cypher(favourites()), encoding="utf-8", newline="\n")
    _write_archive(archive, favourites())
    return [style, cypher, archive]


# the style


def grass() -> str:
    """The style: one rule for every label and relationship type of the graph, and for the loader's own nodes."""
    rules = {"node": _node(_GREY, 50, "<id>"), "relationship": _line(_GREY, _THIN)}
    rules |= {f"node.{label}": _node_style(label) for label in graph_schema().nodes}
    rules |= {f"node.{label}": _node(_PALE, 30, "{id}") for label in (LOAD_LABEL, RANGE_LABEL)}
    rules |= {f"relationship.{type_}": _line_style(type_) for type_ in graph_schema().relations}
    return "\n".join(_rule(selector, style) for selector, style in rules.items())


def _rule(selector: str, style: Style) -> str:
    return "\n".join([f"{selector} {{", *(f"  {name}: {value};" for name, value in style.items()), "}", ""])


def _node_style(label: str) -> Style:
    colour = KINDS[label] if label in ENTITY_LABELS else _RECORDS[label]
    return _node(colour, _DIAMETERS[label], _CAPTIONS.get(label, "{name}"), _SMALL.get(label, "10px"))


def _node(colour: str, diameter: int, caption: str, size: str = "10px") -> Style:
    return {
        "color": colour, "border-color": darker(colour), "border-width": "2px", "text-color-internal": _INK,
        "diameter": f"{diameter}px", "font-size": size, "caption": f'"{caption}"',
    }  # fmt: skip  # one line for what belongs together


def _line_style(type_: str) -> Style:
    if type_ in _directs():
        colour, caption = _directs()[type_]
        return _line(colour, _THICK, caption)
    if type_ in _PROOF:
        return _line(_DARK, _MIDDLE)
    if type_ in _GEOGRAPHY:
        return _line(darker(KINDS["Place"]), _MIDDLE)
    if type_ == "MEMBER":
        return _line(_GREY, _MIDDLE)
    # roles have long names and short lines
    return _line(_PALE if type_ == "MENTIONS" else _GREY, _THIN) | {"font-size": "7px", "padding": "2px"}


def _line(colour: str, width: str, caption: str = "<type>") -> Style:
    return {
        "color": colour, "shaft-width": width, "font-size": "8px", "padding": "3px",
        "text-color-external": _INK, "text-color-internal": _INK, "caption": f'"{caption}"',
    }  # fmt: skip  # one line for what belongs together


@cache
def _directs() -> Mapping[str, tuple[str, str]]:
    """The direct relationships: the colour of the fact type that makes them, and what they collect (a post's titles) as caption."""
    found: dict[str, tuple[str, str]] = {}
    for fact_type in load_schema().facts.values():
        for direct in fact_type.direct:
            caption = f"{{{direct.collect[0][0]}}}" if direct.collect else "<type>"
            for type_ in direct.types:
                found.setdefault(type_, (fact_colour(fact_type.name), caption))
    return found


# the favourites


@cache
def favourites() -> tuple[Favourite, ...]:
    """All saved queries: the competency questions by name, then those for looking around in the order of their files."""
    return (*_questions(), *_looking_around())


def _questions() -> Iterator[Favourite]:
    examples = {each["id"]: each.get("with") or {} for each in yaml.safe_load((FOLDER / "questions.yml").read_text(encoding="utf-8"))}
    for asked in questions().values():
        values = _spelt(asked.parameters, examples[asked.name])
        head = [f"// {asked.zh}", f"// {asked.en}"]
        if values:
            shown = ", ".join(f"{name} = {_literal(value)}" for name, value in values.items())
            head.append(f"// 参数（在下面改）· parameters (change them below): {shown}")
        yield Favourite(asked.name, QUESTIONS_FOLDER, "\n".join([*head, _filled(_body(asked.text), values)]))


def _looking_around() -> Iterator[Favourite]:
    for path in sorted(BROWSE.glob("*.cypher")):
        found = read_question(path)
        yield Favourite(found.name, BROWSE_FOLDER, "\n".join([f"// {found.zh}", f"// {found.en}", _body(found.text)]))


def _spelt(parameters: Iterable[tuple[str, str]], values: Mapping[str, object]) -> dict[str, object]:
    """The example's values as the questions take them: an office without the body that its title may begin with."""
    body = str(values.get("ORGANIZATION", ""))
    return {name: office(str(values[name]), body) if sort == "office" else values[name] for name, sort in parameters}


def _body(text: str) -> str:
    """The statement without the comments before it."""
    lines = text.splitlines()
    first = next(at for at, line in enumerate(lines) if line.strip() and not line.startswith("//"))
    return "\n".join(lines[first:]).rstrip().rstrip(";")


def _filled(text: str, values: Mapping[str, object]) -> str:
    """The statement with values in place of its parameters; KeyError for a parameter that the example lacks."""
    filled, at = [], 0
    for token in tokens(text):
        if token.sort == "parameter":
            filled += [text[at : token.at], _literal(values[token.text[1:].strip("`")])]
            at = token.at + len(token.text)
    return "".join([*filled, text[at:]])


def _literal(value: object) -> str:
    """A value as Cypher text."""
    if isinstance(value, (int, float)):
        return str(value)
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def as_cypher(found: Iterable[Favourite]) -> str:
    """All favourites as one file of statements, for reading and for cypher-shell."""
    head = [
        "// 县志：全部问题与浏览查询 · xianzhi: all questions and queries for looking around",
        f"// Browser 请拖入 {ARCHIVE}（每条各成一个收藏）· drop {ARCHIVE} into Browser: a favourite each",
        "",
    ]
    return "\n".join([*head, *(f"// {each.name}\n{each.text};\n" for each in found)])


def _write_archive(path: Path, found: Iterable[Favourite]) -> None:
    """A zip archive that is the same on every machine: fixed dates, nothing compressed."""
    with zipfile.ZipFile(path, "w") as archive:
        for each in found:
            info = zipfile.ZipInfo(f"{each.folder}/{each.name}.cypher")
            info.create_system = 3  # as on Unix, wherever it is made
            archive.writestr(info, each.text + "\n")
