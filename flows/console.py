"""How the commands speak: rows and lines on standard output, one clear line on standard error where something cannot be done."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from flows.errors import NotFound
from loaders.publication import DamagedError, LockedError, NothingPublishedError
from loaders.queries import Question
from loaders.store import StoreError
from loaders.truth import TruthError
from ontology.values import DateInterval

out = Console(soft_wrap=False)
err = Console(stderr=True)
Graph = Annotated[Path, typer.Option("--graph", help="folder of the graph", show_default=True)]


class Wrong(typer.Exit):
    """Wrong use or nothing there: the message on standard error, exit code 2."""

    def __init__(self, message: str) -> None:
        """Say it and leave with 2."""
        err.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
        super().__init__(2)


@contextmanager
def told() -> Iterator[None]:
    """Turn what a user can mend into one clear line."""
    try:
        yield
    except (NothingPublishedError, DamagedError, LockedError, TruthError, StoreError, NotFound, ValueError, OSError) as error:
        raise Wrong(str(error)) from error


def progress_bar() -> Progress:
    """A bar on standard error, of a terminal only, that leaves nothing behind."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def pair(text: str) -> tuple[str, str]:
    """NAME=VALUE as its two parts; ValueError where it is none."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ValueError(f"NAME=VALUE is wanted, not {text!r}")
    return name, value


def first_and_last(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """The first day of --from and the last of --to, which may be years, months or days; ValueError for no date or the wrong order."""
    edges: list[date | None] = []
    for option, text in (("--from", since), ("--to", until)):
        if text is None:
            edges.append(None)
            continue
        try:
            found = DateInterval.parse(text)
        except ValueError as error:
            raise ValueError(f"{option}: no date (2021, 2021-12 or 2021-12-03): {text!r}") from error
        day = found.start if option == "--from" else found.end
        if day is None:
            raise ValueError(f"{option}: no date (2021, 2021-12 or 2021-12-03): {text!r}")
        edges.append(day)
    first, last = edges
    if first and last and first > last:
        raise ValueError(f"--from {since} is after --to {until}")
    return first, last


def print_questions(asked: Iterable[Question]) -> None:
    """One question a block: its name and parameters with their sorts, then what it asks in Chinese and English."""
    for each in asked:
        parameters = " ".join(f"{name}={sort}" for name, sort in each.parameters)
        out.print(f"{each.name}  {parameters}".rstrip(), style="bold", markup=False, highlight=False, soft_wrap=True)
        out.print(f"  {each.zh}\n  {each.en}", markup=False, highlight=False, soft_wrap=True)


def as_number(value: str) -> str | int | float:
    """A parameter as a number where it is one."""
    for sort in (int, float):
        try:
            return sort(value)
        except ValueError:
            continue
    return value


def print_json_lines(lines: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line."""
    for line in lines:
        sys.stdout.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def print_csv(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> None:
    """These columns as CSV with a head."""
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)


def print_table(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> None:
    """These columns as a table for people."""
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(escape(str(row[column])) for column in columns))
    out.print(table)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines as UTF-8, each ended by one newline character on every system."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
