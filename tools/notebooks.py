"""Run the notebooks headless, and keep them saved with what they show.

A notebook finds the graph as `graph` in the folder in which it runs. Saved are its outputs alone: no times, no versions.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

FOLDER = Path(__file__).parent.parent / "notebooks"
SECONDS = 120  # for one cell; they take one or two


def notebooks() -> list[Path]:
    """The files of all notebooks."""
    return sorted(FOLDER.glob("*.ipynb"))


def executed(path: Path, folder: Path) -> NotebookNode:
    """The notebook with its outputs after a run of all cells in that folder; nbclient.exceptions.CellExecutionError where one fails."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat ships no types
    # sockets in the file system where there are such: nothing listens on a port
    config = Config({"KernelManager": {"transport": "tcp" if os.name == "nt" else "ipc"}})
    where = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, config=config, kernel_name="python3", timeout=SECONDS, resources=where, record_timing=False)
    client.execute(env={**os.environ, "PYTHONWARNINGS": "default"})
    notebook.metadata.language_info = {"name": "python"}  # the run adds the version
    return notebook


def save(notebook: NotebookNode, path: Path) -> None:
    """Write the notebook, the same bytes for the same outputs."""
    path.write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")  # type: ignore[no-untyped-call]  # nbformat ships no types


def shown(notebook: NotebookNode) -> list[str]:
    """What the cells print and give back, as text, one entry a code cell; a picture is told as such, since it is drawn differently with other fonts."""
    return ["\n".join(_told(cell.outputs)) for cell in notebook.cells if cell.cell_type == "code"]


def _told(outputs: Iterable[NotebookNode]) -> Iterable[str]:
    for output in outputs:
        if output.output_type == "stream" and output.name == "stdout":
            yield output.text
        elif "data" in output:
            yield "[picture]" if "image/png" in output.data else output.data["text/plain"]


def complaints(notebook: NotebookNode) -> list[str]:
    """What the cells say on the error stream: warnings, such as that of a character that the font lacks."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]


def main(arguments: list[str]) -> None:
    """Run the named notebooks, or all, where they stand beside a folder `graph`, and save them with their outputs."""
    for path in map(Path, arguments) if arguments else notebooks():
        save(executed(path, FOLDER.parent), path)


if __name__ == "__main__":
    main(sys.argv[1:])
