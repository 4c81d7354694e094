"""Run the notebooks headless, and keep them saved with what they show.

A notebook finds the graph as `graph` in the folder in which it runs. Saved are its outputs alone: no times, no versions. `make docs` renews them.
"""

from __future__ import annotations

import os
import tempfile
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
    where = {"metadata": {"path": str(folder)}}
    with tempfile.TemporaryDirectory() as sockets:
        # in the file system where sockets can be there: nothing listens on a port
        manager = {} if os.name == "nt" else {"transport": "ipc", "ip": f"{sockets}/kernel"}
        config = Config({"KernelManager": manager})
        NotebookClient(notebook, config=config, kernel_name="python3", timeout=SECONDS, resources=where, record_timing=False).execute()
    notebook.metadata.language_info = {"name": "python"}  # the run adds the version
    return notebook


def save(notebook: NotebookNode, path: Path) -> None:
    """Write the notebook, the same bytes for the same outputs."""
    path.write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")  # type: ignore[no-untyped-call]  # nbformat ships no types


def renewed(path: Path, folder: Path) -> bool:
    """Run a notebook in the folder and save it where it shows something else than it is saved with; whether it did.

    Pictures alone are no reason: they are drawn differently with other fonts.
    """
    before = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat ships no types
    after = executed(path, folder)
    if shown(before) == shown(after):
        return False
    save(after, path)
    return True


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
