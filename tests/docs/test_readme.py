"""What the documents show is what the commands print; what there is, is documented."""

from __future__ import annotations

import re
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import typer

from flows import console
from flows.cli import app
from flows.reference import reference, types_table
from tools import update_docs
from tools.update_docs import PICTURE, ROOT, Bench, Shown, agrees, documents, renewed, shown

README = (ROOT / "README.md").read_text(encoding="utf-8")
CLI = typer.main.get_command(app)
COMMANDS: dict[str, typer.core.TyperCommand] = CLI.commands  # type: ignore[attr-defined]  # get_command gives a group where there are commands
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.fixture(scope="module")
def bench(seeds_graph, tmp_path_factory):
    return Bench(tmp_path_factory.mktemp("docs"), seeds_graph)


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_command_prints_what_is_shown(bench, path):
    for each in shown(path.read_text(encoding="utf-8")):
        real = bench.run(each.command)
        # both as lists, so that a failure shows where they part
        assert agrees(each, real), f"`make docs` renews it: {path.name}: $ {each.command}\n" + "\n".join([*each.lines, "--- but it prints:", *real])


def test_the_first_screen_counts_what_is_there(bench):
    (said,) = re.findall(r"^5 pages, \d+ articles, (\d+) facts", README, re.MULTILINE)[:1]
    assert int(said) == pytest.approx(sum(bench.report.facts.values()), rel=0.1)


def test_every_command_is_documented():
    assert {name for name in COMMANDS if f"xianzhi {name}" not in README} == set()


def test_every_make_target_is_documented_and_there():
    told, there = (set(re.findall(rf"^([a-z0-9-]+):(?!=){help_}", MAKEFILE, re.MULTILINE)) for help_ in (".*## ", ""))
    assert {name for name in told if f"make {name}" not in README} == set()
    for path in documents():
        named = set(re.findall(r"`make ([a-z0-9-]+)|^make ([a-z0-9-]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert {one or other for one, other in named} <= there, path.name


def test_commands_that_are_not_run_are_used_rightly(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines() if line.startswith("xianzhi ")]
    assert lines
    for line in lines:
        _, name, *words = shlex.split(line, comments=True)
        COMMANDS[name].make_context(name, words).close()  # parses as a call would, and calls nothing


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    assert [link for link in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()] == []


def test_the_figures_are_those_of_the_page_on_accuracy():
    table = dict(re.findall(r"^\| ([a-z-]+ ?[a-z]*) \|.*\| ([\d.]+) \|$", (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8"), re.MULTILINE))
    (said,) = re.findall(r"fact F1 ([\d.]+) in\s+cross-validation.*?, ([\d.]+) on pages that nobody", README, re.DOTALL)
    assert said == (table["training pages"], table["held-out pages"])


def test_every_decision_is_reachable():
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}
    assert "docs/decisions" in README


def test_every_document_is_reachable_from_the_readme():
    assert {path.name for path in (ROOT / "docs").glob("*.md") if f"docs/{path.name}" not in README} == set()


def test_the_reference_of_fact_types_is_fresh():
    assert (ROOT / "docs" / "fact-types.md").read_text(encoding="utf-8") == reference(), "make docs"
    assert types_table() in README, "make docs"


def test_the_picture_is_of_this_graph(bench):
    assert PICTURE.stat().st_size < 300_000
    drawn = {text for text in ET.parse(PICTURE).getroot().itertext() if text.strip()}
    names = set(re.findall(r'^  "[^"]+" \[label="([^"]+)"', bench.picture(), re.MULTILINE))
    assert names
    assert len(names & drawn) >= 0.75 * len(names), "make docs"
    assert f"]({PICTURE.relative_to(ROOT)})" in README


@pytest.mark.parametrize(
    ("expected", "real", "same"),
    [
        ("a\nb", "a\nb", True),
        ("a\nb", "a\nc", False),
        ("a … c", "a 17 c", True),
        ("a … c", "a 17\nc", False),
        ("a\n…\nd", "a\nb\nc\nd", True),
        ("a\n…\nd", "a\nd", True),
        ("a\n…", "a\nb\nc", True),
        ("…\nd", "a\nb\nd", True),
        ("a\n…\nd", "a\nb", False),
        ("in 3.1 s", "in 12.5 s", True),
        ("seconds   gather 0.2, plan 0.1", "seconds   gather 3.2, plan 4.1", True),
    ],
)
def test_what_agrees(expected, real, same):
    assert agrees(Shown("", tuple(expected.split("\n")), loose=False), real.split("\n")) is same


def test_loose_blocks_forget_numbers_and_order():
    assert agrees(Shown("", ("3 posts, 12 meetings",), loose=True), ["14 meetings, 3 posts"])
    assert not agrees(Shown("", ("3 posts",), loose=True), ["3 meetings"])


def test_what_is_left_out_stays_left_out():
    expected = Shown("", ("one … 1", "…", "last"), loose=False)
    assert renewed(expected, ["one and 1", "two", "last"]) == ["one … 1", "…", "last"]
    assert renewed(expected, ["one and 2", "two", "three", "end"]) == ["one and 2", "…", "end"]
    assert renewed(Shown("", ("a",), loose=False), ["b", "c"]) == ["b", "c"]


def test_only_what_can_be_run_is_shown(bench):
    with pytest.raises(ValueError, match="cannot run"):
        bench.run("rm -r graph")


def test_the_folder_and_the_width_are_given_back(bench):
    before = Path.cwd(), console.out.width
    with bench.inside():
        assert console.out.width == update_docs.WIDTH
    assert (Path.cwd(), console.out.width) == before
