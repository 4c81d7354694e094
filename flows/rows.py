"""Rows of an answer as a table for people. It imports nothing that reads pages: who asks a question is not to wait for spaCy."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from loaders.store import Result, Value

PROOF = ("quote", "source", "start", "end")  # columns that together tell the sentence which proves a row


def print_rows(console: Console, result: Result) -> None:
    """Rows as a table; quotes and where they stand go below each row, so that no sentence is cut."""
    proof = [name for name in PROOF if name in result.columns]
    shown = [name for name in result.columns if name not in proof] if len(proof) == len(PROOF) else list(result.columns)
    table = Table(*shown, box=None, pad_edge=False, header_style="bold")
    if not result.rows:
        console.print("no rows", style="dim")
        return
    if len(proof) == len(PROOF):
        table.add_column("proof", overflow="fold", ratio=1)
    for record in result.records():
        cells = [as_text(record[name]) for name in shown]
        if len(proof) == len(PROOF):
            cells.append(f"{record['quote']} ({record['source']} {record['start']}–{record['end']})")
        table.add_row(*map(escape, cells))
    console.print(table)
    if result.cut:
        console.print(f"cut off after {len(result.rows)} rows", style="yellow")


def as_text(value: Value) -> str:
    """A value as a cell of a table."""
    if value is None:
        return ""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(as_text(each) for each in value)
    return f"{value:g}" if isinstance(value, float) and value != int(value) else str(value)
