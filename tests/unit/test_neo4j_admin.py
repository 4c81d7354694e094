"""The files for Neo4j's bulk import, read back by the importer's rules: what the graph holds is in them, and the same graph is the same bytes."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import neo4j_admin
from loaders.graph_model import Projection
from loaders.graph_schema import Property, graph_schema
from loaders.neo4j_admin import DELIMITERS, READ_BUFFER, UnwritableError, array_delimiter, as_imported, read_buffer, write_import
from loaders.neo4j_ranges import bookkeeping

HOSTILE = (
    "", '"', '""', "a\nb\r\nc\rd", ",;|\t", "\\", '\\"', "a\0b", "".join(map(chr, range(32))) + "\x7f\x85\u2028\ufeff", " lead and trail ", "某县,“县志”",
    "𠮷😀\U0010ffff", "1", "01", "null", "`) DETACH DELETE n //", "长" * 100_000,
)  # fmt: skip  # one table


def read_rows(text: str) -> list[list[str | None]]:
    """The rows of a data file as the importer takes them: a bare nothing is missing, quotes are doubled, all else is itself."""
    rows: list[list[str | None]] = []
    row: list[str | None] = []
    at = 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while text[end : end + 2] == '""' or text[end] != '"':
                end += 2 if text[end] == '"' else 1
            row.append(text[at + 1 : end].replace('""', '"'))
            at = end + 1
        else:
            end = next(place for place in range(at, len(text)) if text[place] in ",\n")
            row.append(text[at:end] or None)
            at = end
        if text[at] == "\n":
            rows.append(row)
            row = []
        elif text[at + 1] == "\n":
            row.append(None)
            rows.append(row)
            row = []
            at += 1
        at += 1
    return rows


def value(cell: str | None, type_: str, delimiter: str) -> object:
    if cell is None or (type_ == "string[]" and not cell):
        return None
    match type_:
        case "long":
            return int(cell)
        case "double":
            return float(cell)
        case "date":
            return date.fromisoformat(cell)
        case "string[]":
            return cell.split(delimiter)
    return cell


def arguments(folder: Path) -> list[str]:
    return (folder / "import.args").read_text("utf-8").splitlines()


def option(folder: Path, name: str) -> str:
    return next(line.split("=", 1)[1] for line in arguments(folder) if line.startswith(f"--{name}="))


def read(folder: Path) -> dict[tuple[str, ...], list[tuple[object, ...]]]:
    """What an importer finds in a folder: rows by label, or by relationship type and the id groups of its ends."""
    delimiter = chr(int(option(folder, "array-delimiter").removeprefix("U+"), 16))
    found: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    for line in arguments(folder):
        if not line.startswith(("--nodes=", "--relationships=")):
            continue
        _, name, files = line.split("=")
        header, data = files.split(",")
        columns = [cell.split(":") for cell in (folder / header).read_text("utf-8").strip().split(",")]
        ends = [type_.split("(")[1].rstrip(")") for _, type_ in columns if type_.startswith(("START_ID", "END_ID"))]
        types = ["string" if "(" in type_ else type_ for _, type_ in columns]
        rows = read_rows((folder / data).read_bytes().decode("utf-8"))
        found.setdefault((name, *ends), []).extend(tuple(value(cell, type_, delimiter) for cell, type_ in zip(row, types, strict=True)) for row in rows)
    return found


def held(projection: Projection) -> dict[tuple[str, ...], list[tuple[object, ...]]]:
    found: dict[tuple[str, ...], list[tuple[object, ...]]] = {(label,): list(rows.values()) for label, rows in projection.nodes.items()}
    found |= {(relation, *ends): list(rows.values()) for (relation, ends), rows in projection.relations.items()}
    return found


def same(found: dict[tuple[str, ...], list[tuple[object, ...]]], wanted: dict[tuple[str, ...], list[tuple[object, ...]]]) -> None:
    assert {name for name, rows in found.items() if rows} == {name for name, rows in wanted.items() if rows}
    for name, rows in wanted.items():
        assert Counter(map(repr, found[name])) == Counter(map(repr, rows)), name


def hostile() -> Projection:
    graph = Projection()
    body = graph.add_node("Organization", {"id": "body", "name": "某县委", "aliases": [], "sort": "public"})
    for number, text in enumerate(HOSTILE):
        person = graph.add_node("Person", {"id": f"{number}{text[:300]}", "name": text, "aliases": [text, "", "x"], "scope": None if number % 2 else ""})
        graph.add_node("Meeting", {"id": f"{number}{text[:300]}", "name": text, "aliases": None if number % 2 else []})
        graph.relate("HOLDS_POST", ("Person", "Organization"), person, body, [f"f{number}"], number, date(1, 1, 1), date(999, 12, 31), [text, text])
    for number, figure in enumerate((0.1, 1e-07, 5e-324, 1.7976931348623157e308, -0.0, 1e16, 2.0, None)):
        graph.add_node("Fact", {"id": f"f{number}", "confidence": figure, "start": date(1, 1, 1), "end": date(9999, 12, 31)})
    graph.add_node("Programme", {"id": "one empty", "name": "", "aliases": [""]})
    graph.add_node("Evidence", {"id": "e", "quote": "", "start": -(2**63), "end": 2**63 - 1})
    person = next(iter(graph.nodes["Person"]))
    graph.relate("HAS_PERSON", ("Fact", "Person"), "f1", person)
    graph.relate("ATTENDED", ("Person", "Meeting"), person, next(iter(graph.nodes["Meeting"])), [], 0, None, None)
    return graph


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_what_the_graph_holds_is_in_the_files(tmp_path):
    graph = hostile()
    paths = write_import(graph, tmp_path / "new" / "folder", extra_nodes=bookkeeping(graph, "digest"))
    found = read(tmp_path / "new" / "folder")
    assert {path.name for path in paths} == set(content(tmp_path / "new" / "folder"))
    wanted = held(as_imported(graph)) | {(label,): list(rows) for label, _, rows in bookkeeping(graph, "digest")}
    same(found, wanted)


def test_headers_tell_types_and_id_groups(tmp_path):
    write_import(hostile(), tmp_path)
    text = content(tmp_path)
    assert text["nodes-Person-header.csv"] == b"id:ID(Person),name:string,aliases:string[],scope:string\n"
    assert text["nodes-Meeting-header.csv"] == b"id:ID(Meeting),name:string,aliases:string[],scope:string,date_text:string\n"
    assert text["nodes-Evidence-header.csv"] == b"id:ID(Evidence),quote:string,start:long,end:long\n"
    assert text["nodes-Evidence.csv"] == b'"e","",-9223372036854775808,9223372036854775807\n'
    assert b"confidence:double" in text["nodes-Fact-header.csv"]
    assert text["relationships-HOLDS_POST-Person-Organization-header.csv"] == (
        b":START_ID(Person),:END_ID(Organization),fact_ids:string[],support:long,first_seen:date,last_seen:date,titles:string[]\n"
    )


def test_what_the_import_leaves_out_is_left_out_of_its_record_too():
    graph = Projection()
    rows: tuple[list[str] | None, ...] = ([], [""], ["", ""], ["x"], None)
    for number, aliases in enumerate(rows):
        graph.add_node("Person", {"id": str(number), "name": "", "aliases": aliases})
    graph.add_node("Organization", {"id": "o", "aliases": ["x"]})
    graph.relate("HOLDS_POST", ("Person", "Organization"), "0", "o", [], 0, None, None, ["局长"])
    left = as_imported(graph)
    assert [row[:3] for row in left.nodes["Person"].values()] == [
        ("0", "", None), ("1", "", None), ("2", "", ["", ""]), ("3", "", ["x"]), ("4", "", None)
    ]  # fmt: skip  # one table
    assert left.relations["HOLDS_POST", ("Person", "Organization")]["0", "o"] == ("0", "o", None, 0, None, None, ["局长"])
    assert graph.nodes["Person"]["0"][2] == []


def test_equal_graphs_are_equal_bytes(tmp_path):
    graph, turned = hostile(), Projection()
    for label, rows in reversed(graph.nodes.items()):
        turned.nodes[label] = dict(reversed(rows.items()))
    for key, related in reversed(graph.relations.items()):
        turned.relations[key] = dict(reversed(related.items()))
    write_import(graph, tmp_path / "one")
    write_import(turned, tmp_path / "two")
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_the_arguments_name_every_file_and_leave_nothing_to_defaults(tmp_path):
    write_import(hostile(), tmp_path)
    lines = arguments(tmp_path)
    named = [name for line in lines if line.startswith(("--nodes=", "--relationships=")) for name in line.split("=")[2].split(",")]
    assert sorted([*named, "README.txt", "import.args"]) == sorted(content(tmp_path))
    for wanted in ("id-type=string", "overwrite-destination=true", "multiline-fields=true", "legacy-style-quoting=false", "ignore-empty-strings=false",
                   "trim-strings=false", "bad-tolerance=0", "delimiter=U+002C"):  # fmt: skip  # one table
        assert f"--{wanted}" in lines
    assert not any(" " in line or '"' in line for line in lines)
    assert "database import full neo4j @import.args" in (tmp_path / "README.txt").read_text("utf-8")


def test_a_graph_of_nothing_still_has_nodes_to_import(tmp_path):
    write_import(Projection(), tmp_path)
    assert [line.split("=")[1] for line in arguments(tmp_path) if line.startswith("--nodes=")] == list(graph_schema().nodes)


def test_the_delimiter_is_the_first_that_no_element_holds(monkeypatch):
    assert array_delimiter([["a", "b"], []]) == ";"
    assert array_delimiter([["a;b"], ["|"]]) == "\x1c"
    monkeypatch.setattr(neo4j_admin, "DELIMITERS", ("x", "y"))
    assert array_delimiter([["x"]]) == "y"
    with pytest.raises(UnwritableError, match="all 2 characters"):
        array_delimiter([["x"], ["y"]])
    assert not {",", '"', "\n", "\r"} & set(DELIMITERS)


def test_the_read_buffer_holds_the_longest_line(tmp_path):
    assert read_buffer(100) == READ_BUFFER
    assert all(read_buffer(length) > length for length in (READ_BUFFER - 1, READ_BUFFER, 10**8))
    graph = Projection()
    graph.add_node("Article", {"id": "a", "text": "长𠮷" * 1_400_000})  # three UTF-16 units
    write_import(graph, tmp_path)
    assert int(option(tmp_path, "read-buffer-size")) == 8 << 20


@pytest.mark.parametrize(
    ("label", "row", "why"),
    [
        ("Person", {"name": "\ud800"}, "surrogates"),
        ("Fact", {"confidence": math.nan}, "nan"),
        ("Fact", {"confidence": math.inf}, "inf"),
        ("Evidence", {"start": 2**63}, "64 bits"),
    ],
)
def test_what_cannot_be_said_is_told_with_its_row(tmp_path, label, row, why):
    graph = Projection()
    graph.add_node(label, {"id": "odd", **row})
    with pytest.raises(UnwritableError, match=f"nodes-{label}, 'odd': .*{why}"):
        write_import(graph, tmp_path)
    assert not (tmp_path / "import.args").exists()


def test_a_relationship_without_its_end_is_refused(tmp_path):
    graph = Projection()
    graph.relate("HAS_PERSON", ("Fact", "Person"), "f", "p")
    with pytest.raises(UnwritableError, match="HAS_PERSON from 'f' to 'p'"):
        write_import(graph, tmp_path)


def test_names_of_other_nodes_are_plain_words(tmp_path):
    with pytest.raises(ValueError, match="no name"):
        write_import(Projection(), tmp_path, extra_nodes=[("A`B", (Property("id", "string"),), [("x",)])])


def test_an_earlier_export_is_replaced_and_nothing_else(tmp_path):
    write_import(hostile(), tmp_path)
    small = Projection()
    small.add_node("Person", {"id": "p"})
    write_import(small, tmp_path)
    write_import(small, tmp_path.parent / f"{tmp_path.name}-fresh")
    assert content(tmp_path) == content(tmp_path.parent / f"{tmp_path.name}-fresh")
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"letters\.txt"):
        write_import(small, tmp_path)
    assert (tmp_path / "nodes-Person.csv").read_bytes() == b'"p",,,\n'


def test_another_readme_is_not_written_over(tmp_path):
    (tmp_path / "README.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"README\.txt"):
        write_import(Projection(), tmp_path)
    assert (tmp_path / "README.txt").read_text() == "mine"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text('",;|\\\n\r\0\t ', max_size=8)
LISTS = st.lists(TEXT, max_size=4)
PEOPLE = st.dictionaries(TEXT, st.tuples(st.none() | TEXT, st.none() | LISTS, st.none() | TEXT), max_size=6)


@settings(max_examples=60, deadline=None)
@given(people=PEOPLE, figure=st.floats(allow_nan=False, allow_infinity=False), day=st.dates(), number=st.integers(-(2**63), 2**63 - 1))
def test_whatever_values_come_they_are_read_as_they_were(tmp_path_factory, people, figure, day, number):
    graph = Projection()
    for key, (name, aliases, scope) in people.items():
        graph.add_node("Person", {"id": key, "name": name, "aliases": aliases, "scope": scope})
    graph.add_node("Fact", {"id": "f", "confidence": figure, "start": day})
    graph.add_node("Evidence", {"id": "e", "start": number})
    folder = tmp_path_factory.mktemp("import")
    write_import(graph, folder)
    same(read(folder), held(as_imported(graph)))
