"""The notebooks run from top to bottom, and are saved with what they show."""

from __future__ import annotations

import re

import nbformat
import pytest
from matplotlib import font_manager

from tools.notebooks import complaints, executed, notebooks, shown
from tools.update_docs import ROOT

NUMBERS = re.compile(r"[0-9a-f]{16}|\d+")  # move with every change of a rule
CHINESE_FONTS = re.compile(r"CJK|Noto Sans SC|Source Han|PingFang|Hiragino Sans GB|YaHei|SimHei|WenQuanYi")


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_it_runs_and_shows_what_is_saved(path, seeds_graph):
    saved = nbformat.read(path, as_version=4)
    done = executed(path, seeds_graph.parent)
    for old, new in zip(shown(saved), shown(done), strict=True):
        assert NUMBERS.sub("0", old).split() == NUMBERS.sub("0", new).split(), "make docs"
    if any(CHINESE_FONTS.search(font.name) for font in font_manager.fontManager.ttflist):
        assert complaints(done) == []  # matplotlib would tell of a character that its font lacks


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_it_is_saved_whole(path):
    saved = nbformat.read(path, as_version=4)
    nbformat.validate(saved)
    code = [cell for cell in saved.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert set(saved.metadata.language_info) == {"name"}
    assert all("execution" not in cell.metadata for cell in code)
    assert path.stat().st_size < 400_000


def test_the_first_look_draws():
    saved = nbformat.read(ROOT / "notebooks" / "first_look.ipynb", as_version=4)
    assert shown(saved).count("[picture]") == 2


def test_every_notebook_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in notebooks() if f"notebooks/{path.name}" not in readme} == set()
