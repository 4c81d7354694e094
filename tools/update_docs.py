"""Write the outputs in README.md, docs/ and the notebooks anew from real runs over the seeds: `make docs`.

A ```console block holds commands, `$ ` before each, and what they print. `…` in what is shown stands for anything: alone on a line for any
lines, else for any characters of its line. It is kept where it still fits. In a block marked `loose` only the words have to agree when the
tests hold it against a run: numbers there move with every change of a rule. A block marked `neo4j` needs a server that may be emptied,
named by XIANZHI_TEST_NEO4J_URI (`python -m tools.neo4j_server run -- make docs`); without one it stays as it is.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from typer.testing import CliRunner

from flows import console
from flows.cli import app
from flows.config import BuildOptions
from flows.ontology_page import ontology_page
from flows.reference import reference, types_table
from flows.stages import Report, build
from flows.summary import headline_answer, print_report
from loaders.publication import Publication
from ontology import owl, shacl
from tools import accuracy, notebooks, questions_page, rdf_page, sparql_page

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "img" / "graph.svg"
WIDTH = 110  # columns: what a browser shows of a README without scrolling
ANY = "…"
_FENCE = re.compile(r"^```console(?P<marks>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_DIGEST = re.compile(r"\b[0-9a-f]{32}\b")
_SECONDS = re.compile(r"\d+\.\d s\b|(?<=[a-z] )\d+\.\d(?=,|$)", re.MULTILINE)
_TYPES = re.compile(r"(?<=<!-- types -->\n).*?(?=<!-- /types -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A command that a document shows, with the lines that it is said to print."""

    command: str
    lines: tuple[str, ...]
    loose: bool


def documents() -> list[Path]:
    """The documents whose commands are run."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def shown(text: str, *, neo4j: bool = False) -> Iterator[Shown]:
    """All commands of a document, in order: those that need no server, or those that need Neo4j."""
    for block in (each for each in _FENCE.finditer(text) if ("neo4j" in each["marks"]) is neo4j):
        yield from _commands(block["body"], loose="loose" in block["marks"])


def _commands(body: str, *, loose: bool) -> Iterator[Shown]:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, *lines = part.rstrip("\n").split("\n")
        yield Shown(command, tuple(lines), loose)


def agrees(expected: Shown, real: Sequence[str]) -> bool:
    """Whether a run printed what is shown; in a loose block whether it has the same letters, whatever the numbers and their order."""
    if expected.loose:
        return _letters(expected.lines) == _letters(real)
    pattern = "\n".join(".*" if line.strip() == ANY else ".*".join(map(re.escape, line.split(ANY))) for line in _settled(expected.lines))
    # `.` must not cross lines but where it stands for any lines
    pattern = re.sub(r"(?m)^\.\*$", r"(?s:.*?)", pattern).replace("(?s:.*?)\n", "(?s:(?:.*?\n)?)").replace("\n(?s:.*?)", "(?s:(?:\n.*?)?)")
    return re.fullmatch(pattern, "\n".join(_settled(real))) is not None


def _settled(lines: Sequence[str]) -> list[str]:
    return [_SECONDS.sub(ANY, _DIGEST.sub(ANY, line.rstrip())) for line in lines]


def _letters(lines: Sequence[str]) -> Counter[str]:
    return Counter(letter for line in lines for letter in _DIGEST.sub("", line) if letter.isalpha())


def renewed(expected: Shown, real: Sequence[str]) -> list[str]:
    """What to show of a run: as much of its head and tail as was shown, and `…` inside a line where that still fits."""
    if agrees(expected, real) and not expected.loose:
        return list(expected.lines)
    if ANY not in expected.lines:
        chosen = list(real)
    else:
        at = expected.lines.index(ANY)
        tail = len(expected.lines) - at - 1
        chosen = [*real[:at], ANY, *real[len(real) - tail :]] if len(real) > at + tail else list(real)
    patterns = [line for line in expected.lines if ANY in line.strip(ANY)]
    return [next((line for line in patterns if agrees(Shown("", (line,), loose=False), [each])), each) for each in chosen]


class Bench:
    """A folder with `seeds` and `graph`, in which the documents' commands are run in this process."""

    def __init__(self, folder: Path, graph: Path | None = None) -> None:
        """Link the seeds and build the graph, or take a copy of one that holds them."""
        self.folder = folder
        (folder / "seeds").symlink_to(ROOT / "seeds")
        (folder / "inbox").mkdir()
        if graph is not None:
            shutil.copytree(graph, folder / "graph", symlinks=True)
        with self.inside():
            self.report: Report = build(BuildOptions((Path("seeds"),), Path("graph")))

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Work in the folder, with a terminal of WIDTH columns."""
        width, columns, console.out.width = console.out.width, os.environ.get("COLUMNS", "80"), WIDTH
        os.environ["COLUMNS"] = str(WIDTH)
        try:
            with contextlib.chdir(self.folder):
                yield
        finally:
            console.out.width = width
            os.environ["COLUMNS"] = columns

    @property
    def graph(self) -> Publication:
        """The graph in the folder."""
        return Publication(self.folder / "graph")

    def run(self, command: str) -> list[str]:
        """The lines that a command prints: `xianzhi …`, also with `| head -N` or `> FILE` behind, or `make graph`."""
        with self.inside():
            if command == "make graph":
                return _lines(self._make_graph())
            command, _, target = (part.strip() for part in command.partition(" > "))
            command, _, cut = (part.strip() for part in command.partition(" | head -"))
            program, *words = shlex.split(command)
            if program != "xianzhi":
                raise ValueError(f"the documents' tests cannot run {command!r}")
            result = CliRunner().invoke(app, words, prog_name="xianzhi")
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            if target:
                Path(target).write_text(result.stdout, encoding="utf-8")
                return _lines(result.stderr)
            return _lines(result.output)[: int(cut) if cut else None]

    def _make_graph(self) -> str:
        """What `make graph` prints below its set-up: its two calls, without a Prefect server."""
        printed = io.StringIO()
        screen = Console(file=printed, width=WIDTH)
        stages = self.report.stages if self.report.published else {}
        print_report(screen, replace(self.report, published=True, stages=stages))
        screen.print()
        headline_answer(screen, Path("graph"), "莲都区")
        return printed.getvalue()

    def picture(self) -> str:
        """The dot text of the picture in the README."""
        wanted = re.search(r"xianzhi export --format dot [^\n|>]*", (ROOT / "README.md").read_text(encoding="utf-8"))
        if wanted is None:
            raise ValueError("README.md does not show how its picture was drawn")
        self.run(wanted[0])
        return (self.folder / "graph.dot").read_text(encoding="utf-8")


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip("\n").split("\n")] if text.strip() else []


def rewritten(text: str, bench: Bench) -> str:
    """A document with every command's output renewed, and the table of fact types."""

    def block(found: re.Match[str]) -> str:
        if "neo4j" in found["marks"] and not os.environ.get("XIANZHI_TEST_NEO4J_URI"):
            return found[0]
        parts = []
        for each in _commands(found["body"], loose="loose" in found["marks"]):
            parts += [f"$ {each.command}", *renewed(each, bench.run(each.command))]
        return "\n".join([f"```console{found['marks']}", *parts, "```"])

    return _TYPES.sub(lambda _: types_table() + "\n", _FENCE.sub(block, text))


def main() -> None:
    """Rewrite README.md, docs/, the ontology with its shapes, the notebooks' output and, where Graphviz is installed, the picture."""
    (ROOT / "docs" / "fact-types.md").write_text(reference(), encoding="utf-8", newline="\n")
    owl.main()
    shacl.main()
    (ROOT / "docs" / "ontology.md").write_text(ontology_page(), encoding="utf-8", newline="\n")
    accuracy.main(["seeds"])
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for path in documents():
            before = path.read_text(encoding="utf-8")
            after = rewritten(before, bench)
            if after != before:
                path.write_text(after, encoding="utf-8", newline="\n")
                print(f"{path.relative_to(ROOT)}: rewritten")
        bench.run("xianzhi export --format trig graph.trig")
        rdf_page.main(Path(folder) / "graph.trig")
        sparql_page.main(Path(folder) / "graph")
        (ROOT / "docs" / "questions.md").write_text(questions_page.page(bench.graph), encoding="utf-8", newline="\n")
        for path in notebooks.notebooks():
            if notebooks.renewed(path, bench.folder):
                print(f"{path.relative_to(ROOT)}: rewritten")
        if dot := shutil.which("dot"):
            PICTURE.parent.mkdir(exist_ok=True)
            drawn = subprocess.run([dot, "-Tsvg"], input=bench.picture(), capture_output=True, text=True, check=True, encoding="utf-8").stdout
            PICTURE.write_text(re.sub(r"<!-- Generated by .*?-->\n", "", drawn, flags=re.DOTALL), encoding="utf-8", newline="\n")
        else:
            print("no Graphviz here (dot): the picture stays as it is")


if __name__ == "__main__":
    main()
