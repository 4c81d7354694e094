"""Reading pages: which files are pages, and their text, decoded and with line ends normalised.

A reader is chosen by a file's suffix. What cannot be read raises `UnreadablePage`, which names the file and the reason;
the other pages go on.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from charset_normalizer import from_bytes

from ontology.records import Page

LARGEST = 5_000_000  # bytes: a page of a newspaper has some 20,000 characters; more is a mistake of whoever made the file
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_TOLERATED = 0.001  # share of control characters that a scanned page may have


class UnreadablePage(ValueError):  # noqa: N818 - what it is about is the page, and callers read it so
    """A file that holds no page that can be read; the message names file and reason."""

    def __init__(self, source: str, reason: str, where: str = "") -> None:
        """Name the file, the reason and, where there is one, the place in the file."""
        super().__init__(f"{source}: {reason}" + (f" ({where})" if where else ""))
        self.source, self.reason, self.where = source, reason, where


class PageReader(Protocol):
    """Reads files of certain suffixes."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes, lower case, with the dot."""
        ...

    def read(self, path: Path) -> Page:
        """The file's page; raises UnreadablePage."""
        ...


@dataclass(frozen=True, slots=True)
class TextReader:
    """Plain text in UTF-8 (with or without mark), UTF-16, GB18030 or GBK."""

    suffixes: tuple[str, ...] = (".txt",)

    def read(self, path: Path) -> Page:
        """The file's page."""
        try:
            size = path.stat().st_size
            if size > LARGEST:
                raise UnreadablePage(str(path), f"too large: {size:,} bytes, a page has at most {LARGEST:,}")
            data = path.read_bytes()
        except OSError as error:
            raise UnreadablePage(str(path), error.strerror or str(error)) from error
        text = decode(str(path), data).replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise UnreadablePage(str(path), "empty")
        if (control := _CONTROL.search(text)) and len(_CONTROL.findall(text)) > _TOLERATED * len(text):
            raise UnreadablePage(str(path), f"binary, not text: control character U+{ord(control.group()):04X}", f"character {control.start()}")
        return Page.of(text)


def decode(source: str, data: bytes) -> str:
    """The text of bytes whose encoding nobody declares; raises UnreadablePage naming the byte that fits no encoding."""
    if not data.strip(b" \t\r\n\x00"):
        raise UnreadablePage(source, "empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(source, data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = error.start
    if b"\x00" in data:
        if guess := _wide(data):
            return guess
        raise UnreadablePage(source, "binary, not text: NUL byte", f"byte {data.index(0)}")
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        best = from_bytes(data).best()
        if best is not None and best.encoding.startswith(("big5", "gb", "hz")):
            return str(best)
        where = f"byte {wrong} is no UTF-8, byte {error.start} no GB18030"
        raise UnreadablePage(source, "undecodable: neither UTF-8 nor UTF-16 nor GB18030", where) from error


def _strict(source: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadablePage(source, f"undecodable: damaged {encoding}", f"byte {error.start}") from error


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: Chinese and ASCII text has either high or low zero bytes only, and decodes to known ranges."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        common = sum("\u4e00" <= char <= "\u9fff" or char in "，。、\n\r " or "\u0020" <= char < "\u007f" for char in text)
        if common > 0.9 * len(text) and any("\u4e00" <= char <= "\u9fff" for char in text):
            return text
    return None


READERS: tuple[PageReader, ...] = (TextReader(),)


def reader_for(path: Path) -> PageReader | None:
    """The reader of a file's suffix, None where there is none."""
    return next((reader for reader in READERS if path.suffix.lower() in reader.suffixes), None)


def read_page(path: Path) -> Page:
    """The page of a file; raises UnreadablePage, also for a suffix that no reader takes."""
    reader = reader_for(path)
    if reader is None:
        known = ", ".join(suffix for each in READERS for suffix in each.suffixes)
        raise UnreadablePage(str(path), f"no reader for {path.suffix or 'files without suffix'} (there are readers for {known})")
    return reader.read(path)


def find_pages(inputs: Iterable[Path]) -> tuple[Path, ...]:
    """The page files of the given files and folders, sorted, each once.

    A file given by name is always taken, so that what is wrong with it is said; in folders only files that a reader takes,
    hidden ones left out. A path that is not there is returned too: reading it says so.
    """
    found: set[Path] = set()
    for each in inputs:
        found.update(_inside(each) if each.is_dir() else (each,))
    return tuple(sorted(found))


def _inside(folder: Path) -> Sequence[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and reader_for(path))
    return [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
