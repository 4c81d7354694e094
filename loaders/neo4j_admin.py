"""The files of a first bulk load: CSV for `neo4j-admin database import full`, which fills a stopped, empty database in one go.

How the command `xianzhi export --format neo4j-admin DIR` calls it, with the record that makes a later `xianzhi load neo4j`
incremental (of no build, so that this load looks once, and makes the constraints and indexes that an import does not):

    write_import(projection, folder, extra_nodes=neo4j_ranges.bookkeeping(as_imported(projection), ""))

What the importer of Neo4j 5.26 does with a field, tried on a running one (tests/neo4j/test_admin_import.py), and what follows:

- `""` is an empty string, nothing between two commas is a missing value. So all strings stand in quotes, and only they do.
- Within quotes every character is kept, NUL, CR and tab too; a quote is doubled; a backslash is a letter like others.
- A list is a string cut at the array delimiter, which cannot be escaped: one is chosen that no element holds.
- An empty list, and a list of nothing but one empty string, is an empty field, and an empty field of a list is left out of the
  database, whatever its type and with quotes or without. So these files cannot say either: they leave both out, and the
  loader's record tells so (`as_imported`): the load after the import writes them.
- A field must fit into the read buffer, which is counted in UTF-16 units and of 4 Mi unless told otherwise: a size that holds
  the longest line is told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from loaders.graph_model import Cell, Projection, Row
from loaders.graph_schema import Property, graph_schema
from loaders.store import StoreError

_Key = TypeVar("_Key", str, tuple[str, str])
ExtraNodes = tuple[str, Sequence[Property], Iterable[Row]]

ARGUMENTS = "import.args"
README = "README.txt"
# Array delimiters in the order they are tried: legible ones, the separators made for it, then the whole private use area.
DELIMITERS = (";", "|", *map(chr, range(0x1C, 0x20)), *map(chr, range(0xE000, 0xF900)))
READ_BUFFER = 4 << 20  # the importer's own size of it, in UTF-16 units
_BLOCK = 1 << 20  # bytes written at once
_INT64 = 1 << 63
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_OURS = re.compile(r"(nodes|relationships)-[\w-]+\.csv|import\.args|import\.report", re.ASCII)
_TYPES = {"string": "string", "strings": "string[]", "number": "double", "integer": "long", "date": "date"}
_UNSAID: tuple[Cell, ...] = ([], [""])  # lists that an empty field would stand for, which the importer leaves out

_README = """\
The graph as CSV for Neo4j's bulk import, written by `xianzhi export --format neo4j-admin`.
县志导出的图,供 Neo4j 首次批量导入。

1. Stop the server. 停止服务器。
2. Here, with neo4j-admin of Neo4j 5.26, on the server's machine and as its user 在本目录执行:

       neo4j-admin database import full neo4j @import.args

   `neo4j` is the database's name. WHATEVER IT HOLDS IS REPLACED. 数据库原有内容将被全部替换。
3. Start the server, then load once as ever: it makes the constraints and indexes, and writes the empty lists, which CSV cannot tell.
   启动服务器,再照常加载一次,以建立约束与索引,并补上 CSV 无法表示的空列表:

       xianzhi load neo4j
"""


class UnwritableError(StoreError):
    """A graph that these files cannot say; the message names the row and what is wrong with it."""


@dataclass(slots=True)
class _Files:
    """What was written: paths, the importer's arguments, and the longest line in UTF-16 units."""

    folder: Path
    paths: list[Path] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    longest: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    """The two files of one label, or of one relationship type between two labels."""

    stem: str
    option: str  # `--nodes=Person`
    columns: Sequence[Property]
    special: Sequence[str]  # what the header says of the first columns instead of name and type

    @property
    def header(self) -> str:
        rest = self.columns[len(self.special) :]
        return ",".join([*self.special, *(f"{_name(column.name)}:{_TYPES[column.type]}" for column in rest)]) + "\n"


def write_import(projection: Projection, folder: Path, *, extra_nodes: Iterable[ExtraNodes] = ()) -> list[Path]:
    """Write the graph as files for `neo4j-admin database import full`; their paths, in the order of writing.

    The folder gets, for each label and for each relationship type with the labels of its ends, a header file and a data file,
    `import.args` with all of neo4j-admin's options, and a README that tells the command. The same graph gives the same bytes.
    The folder is made; one that holds anything but an earlier export raises FileExistsError. `extra_nodes` are nodes outside
    the graph's schema: label, properties and rows in their order; they have no relationships.

    UnwritableError for what no database could hold: a relationship without its ends, NaN, an integer of more than 64 bits,
    half of a surrogate pair. `import.args` is written last, so that what broke off cannot be imported.
    """
    extra = [(label, properties, list(rows)) for label, properties, rows in extra_nodes]
    delimiter = array_delimiter(chain(_lists(projection), _extra_lists(extra)))
    _prepare(folder)
    files = _Files(folder, [folder / README])
    schema = graph_schema()
    for label, properties in schema.nodes.items():
        rows = projection.nodes.get(label, {})
        _write(files, _nodes(label, properties), (rows[key] for key in sorted(rows)), delimiter)
    for label, columns, others in extra:
        _write(files, _nodes(label, columns), others, delimiter)
    for (relation, (source, target)), related in sorted(projection.relations.items()):
        _check_ends(relation, related, projection.nodes.get(source, {}), projection.nodes.get(target, {}))
        _write(files, _relationships(relation, source, target), (related[key] for key in sorted(related)), delimiter)
    _write_arguments(files, delimiter)
    return files.paths


def as_imported(projection: Projection) -> Projection:
    """The graph as a database holds it after the import: without the empty lists and the lists of one empty string."""
    schema = graph_schema()
    nodes = {label: _without(rows, _list_columns(schema.nodes[label])) for label, rows in projection.nodes.items()}
    relations = {
        (relation, ends): _without(related, _list_columns(schema.relations[relation].properties, 2))
        for (relation, ends), related in projection.relations.items()
    }
    return Projection(nodes, relations)


def _without(rows: dict[_Key, Row], places: Sequence[int]) -> dict[_Key, Row]:
    return {
        key: tuple([None if at in places and cell in _UNSAID else cell for at, cell in enumerate(row)]) if any(row[at] in _UNSAID for at in places) else row
        for key, row in rows.items()
    }


def array_delimiter(lists: Iterable[Sequence[str]]) -> str:
    """The first of DELIMITERS that no element of these lists holds; UnwritableError where all are taken."""
    used: set[str] = set()
    for elements in lists:
        used.update(*elements)
    for candidate in DELIMITERS:
        if candidate not in used:
            return candidate
    raise UnwritableError(f"the graph's lists hold all {len(DELIMITERS)} characters that could stand between their elements")


def _lists(projection: Projection) -> Iterator[list[str]]:
    schema = graph_schema()
    for label, rows in projection.nodes.items():
        yield from _lists_in(schema.nodes[label], rows.values(), 0)
    for (relation, _), related in projection.relations.items():
        yield from _lists_in(schema.relations[relation].properties, related.values(), 2)


def _extra_lists(extra: Iterable[ExtraNodes]) -> Iterator[list[str]]:
    for _, properties, rows in extra:
        yield from _lists_in(properties, rows, 0)


def _lists_in(properties: Sequence[Property], rows: Iterable[Row], before: int) -> Iterator[list[str]]:
    places = _list_columns(properties, before)
    return (cell for row in rows for at in places if isinstance(cell := row[at], list)) if places else iter(())


def _list_columns(properties: Sequence[Property], before: int = 0) -> list[int]:
    return [at for at, each in enumerate(properties, start=before) if each.type == "strings"]


def _prepare(folder: Path) -> None:
    """Make the folder, and take away what an earlier export wrote, its arguments first."""
    folder.mkdir(parents=True, exist_ok=True)
    there = sorted(folder.iterdir())
    if strangers := [path.name for path in there if not _is_ours(path)]:
        raise FileExistsError(f"{folder}: holds other files ({', '.join(strangers[:3])}); name a new or empty folder")
    (folder / ARGUMENTS).unlink(missing_ok=True)
    for path in there:
        path.unlink(missing_ok=True)
    (folder / README).write_text(_README, "utf-8", newline="\n")


def _is_ours(path: Path) -> bool:
    if path.name == README:  # as many a folder has one
        return path.read_bytes().startswith(_README.partition("\n")[0].encode())
    return _OURS.fullmatch(path.name) is not None


def _nodes(label: str, properties: Sequence[Property]) -> _Table:
    """The table of a label; its ids are an id group of their own, so that equal ids of two labels are two nodes."""
    special = (f"id:ID({label})",) if properties[0] == Property("id", "string") else ()
    return _Table(f"nodes-{_name(label)}", f"--nodes={label}", properties, special)


def _relationships(relation: str, source: str, target: str) -> _Table:
    columns = (Property("from", "string"), Property("to", "string"), *graph_schema().relations[relation].properties)
    stem = f"relationships-{_name(relation)}-{_name(source)}-{_name(target)}"
    return _Table(stem, f"--relationships={relation}", columns, (f":START_ID({source})", f":END_ID({target})"))


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"no name for a label, relationship or property: {name!r}")
    return name


def _check_ends(relation: str, related: Iterable[tuple[str, str]], sources: Collection[str], targets: Collection[str]) -> None:
    for source, target in related:
        if source not in sources or target not in targets:
            raise UnwritableError(f"{relation} from {source!r} to {target!r}: one of these is not in the graph")


def _write(files: _Files, table: _Table, rows: Iterable[Row], delimiter: str) -> None:
    """Write a table's files; also those of a label without nodes, so that there are always nodes to import."""
    encoders = [_encoder(column, delimiter) for column in table.columns]
    header, data = (files.folder / f"{table.stem}{end}" for end in ("-header.csv", ".csv"))
    header.write_text(table.header, "utf-8", newline="\n")
    with data.open("w", _BLOCK, "utf-8", newline="") as file:
        for row in rows:
            try:
                line = ",".join(["" if cell is None else encode(cell) for encode, cell in zip(encoders, row, strict=True)]) + "\n"
                file.write(line)
            except ValueError as error:
                raise UnwritableError(f"{table.stem}, {row[0]!r}: {error}") from error
            if 2 * len(line) > files.longest:
                files.longest = max(files.longest, len(line.encode("utf-16-le")) // 2)
    files.paths += [header, data]
    files.arguments.append(f"{table.option}={header.name},{data.name}")


def _encoder(column: Property, delimiter: str) -> Callable[[Any], str]:
    """How a value of this column is written; ValueError for one that cannot be."""
    match column.type:
        case "string":
            return _quoted
        case "strings":
            return lambda elements: _list(elements, delimiter)
        case "number":
            return _number
        case "integer":
            return _integer
        case "date":
            return date.isoformat


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _list(elements: Sequence[str], delimiter: str) -> str:
    return "" if elements in _UNSAID else _quoted(delimiter.join(elements))


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number")
    return repr(float(value))


def _integer(value: int) -> str:
    if not -_INT64 <= value < _INT64:
        raise ValueError(f"{value} has more than 64 bits")
    return str(value)


def _write_arguments(files: _Files, delimiter: str) -> None:
    """The importer's options: what is its default too is told, since the files hold for no other."""
    options = [
        "--id-type=string", "--overwrite-destination=true", "--input-encoding=UTF-8", "--delimiter=U+002C", f"--array-delimiter=U+{ord(delimiter):04X}",
        "--multiline-fields=true", "--legacy-style-quoting=false", "--ignore-empty-strings=false", "--trim-strings=false", "--normalize-types=true",
        "--bad-tolerance=0", f"--read-buffer-size={read_buffer(files.longest)}",
    ]  # fmt: skip  # what a field is, how it is read, what is borne
    path = files.folder / ARGUMENTS
    path.write_text("".join(f"{each}\n" for each in [*options, *files.arguments]), "utf-8", newline="\n")
    files.paths.append(path)


def read_buffer(longest: int) -> int:
    """The size of the importer's read buffer for a longest line of so many UTF-16 units: its own, or the next power of two."""
    return max(READ_BUFFER, 1 << longest.bit_length())
