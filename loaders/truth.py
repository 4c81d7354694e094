"""The truth file: one SQLite database that holds all that cannot be derived again.

Page texts, articles, facts, mentions, printed aliases, the ledger of sources and the resolution. Every graph store is
projected from it. Its lines of facts and of the resolution are the same bytes whatever the order of pages, the number
of workers or the history of additions, changes and withdrawals.

The file is written inside a draft folder by one writer (see `publication`); it uses a rollback journal, so a closed
file stands alone, and each `changes()` block is all or nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from loaders import when
from loaders.ledger import LedgerRow, PageInput, PageWork, Plan, plan
from ontology.canonical import article_line, article_of, as_line, declared_line, declared_of, fact_line, fact_of, key_line, key_of
from ontology.records import Article, Declared, Extraction, Fact, MentionKey, Page, PageFault
from ontology.resolution import Resolution, resolution_of

_ID_PREFIX = 4  # characters of an id, a hash, that a beginning must have: fewer hit pages by chance
SCHEMA_VERSION = 1  # of the truth file's tables; another version is refused, and the file is built anew from the pages

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE source (path TEXT PRIMARY KEY, page TEXT NOT NULL, given TEXT NOT NULL, fingerprint TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('ok', 'error')), stage TEXT NOT NULL, reason TEXT NOT NULL, place TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX source_page ON source (page);
CREATE TABLE page (id TEXT PRIMARY KEY, text TEXT NOT NULL, context TEXT NOT NULL, given TEXT NOT NULL, fingerprint TEXT NOT NULL) STRICT;
CREATE TABLE article (id TEXT PRIMARY KEY, page TEXT NOT NULL REFERENCES page (id) ON DELETE CASCADE, number INTEGER NOT NULL, line TEXT NOT NULL) STRICT;
CREATE INDEX article_page ON article (page);
CREATE TABLE fact (id TEXT PRIMARY KEY, page TEXT NOT NULL REFERENCES page (id) ON DELETE CASCADE, start INTEGER NOT NULL, type TEXT NOT NULL,
    county TEXT NOT NULL, first_day TEXT, last_day TEXT, line TEXT NOT NULL) STRICT;
CREATE INDEX fact_page ON fact (page, start);
CREATE TABLE mention (page TEXT NOT NULL REFERENCES page (id) ON DELETE CASCADE, article TEXT NOT NULL, key TEXT NOT NULL,
    PRIMARY KEY (page, article, key)) STRICT, WITHOUT ROWID;
CREATE TABLE alias (page TEXT NOT NULL REFERENCES page (id) ON DELETE CASCADE, one TEXT NOT NULL, other TEXT NOT NULL,
    PRIMARY KEY (page, one, other)) STRICT, WITHOUT ROWID;
CREATE TABLE fault (page TEXT NOT NULL REFERENCES page (id) ON DELETE CASCADE, stage TEXT NOT NULL, reason TEXT NOT NULL, place TEXT NOT NULL) STRICT;
CREATE INDEX fault_page ON fault (page);
CREATE TABLE entity (id TEXT PRIMARY KEY, line TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


class TruthError(Exception):
    """The truth file is not what it should be; the message says which file and why."""


class Truth:
    """One open truth file. Use `Truth.create`, `Truth.open` or `Truth.read`, as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Wrap an open connection; callers use the class methods."""
        self._db = connection
        self.path = path

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new, empty truth file; a file that is there already raises TruthError."""
        if path.exists():
            raise TruthError(f"{path}: is there already")
        truth = cls(_connect(str(path)), path)
        with truth.changes():
            for statement in filter(str.strip, _TABLES.split(";")):
                truth._db.execute(statement)
            truth._db.execute("INSERT INTO meta VALUES ('schema', ?)", (str(SCHEMA_VERSION),))
        return truth

    @classmethod
    def open(cls, path: Path) -> Self:
        """An existing truth file for writing; a missing file or one of another version raises TruthError."""
        return cls._checked(path, f"{path.absolute().as_uri()}?mode=rw")

    @classmethod
    def read(cls, path: Path) -> Self:
        """A published truth file, read-only: nothing is locked or written beside it; errors as `open`."""
        return cls._checked(path, f"{path.absolute().as_uri()}?mode=ro&immutable=1")

    @classmethod
    def open_or_create(cls, path: Path) -> Self:
        """The file for writing; where it is missing or of another version, a new empty one in its place (the pages are read again)."""
        if path.exists():
            try:
                return cls.open(path)
            except TruthError:
                path.unlink()
        return cls.create(path)

    @classmethod
    def _checked(cls, path: Path, uri: str) -> Self:
        if not path.is_file():
            raise TruthError(f"{path}: no truth file")
        try:
            truth = cls(_connect(uri, uri=True), path)
            row = truth._db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
        except sqlite3.DatabaseError as error:
            raise TruthError(f"{path}: not a truth file ({error})") from error
        if row is None or row[0] != str(SCHEMA_VERSION):
            truth.close()
            raise TruthError(f"{path}: version {row and row[0]}, this program writes {SCHEMA_VERSION}: build it anew from the pages")
        return truth

    def close(self) -> None:
        """Close the file; nothing is left beside it."""
        self._db.close()

    def __enter__(self) -> Self:
        """Enter: the truth itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close at the end of the block."""
        self.close()

    @contextmanager
    def changes(self) -> Iterator[None]:
        """A block whose changes are kept all together at its end, or not at all where it raises. Blocks inside one another are one."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # the ledger

    def ledger(self) -> tuple[LedgerRow, ...]:
        """Every source and what became of it, by path."""
        return tuple(_ledger_row(row) for row in self._db.execute("SELECT * FROM source ORDER BY path"))

    def plan(self, inputs: Iterable[PageInput], fingerprint: str, *, keep: Iterable[str] = ()) -> Plan:
        """What to do so that the file holds just these inputs: `ledger.plan` against this file's ledger."""
        return plan(inputs, self.ledger(), fingerprint, keep=keep)

    def settle(self, todo: Plan, fingerprint: str) -> None:
        """Carry out the plan's renames and withdrawals; to be done before the first `put` of the same plan."""
        with self.changes():
            for work in todo.rename:
                self._rename(work, fingerprint)
            self.withdraw(todo.withdraw)

    def put(self, work: PageWork, fingerprint: str, extraction: Extraction) -> None:
        """Keep what a page yielded, in place of what its sources and the page held before.

        Of two facts of one id the one whose line is smaller is kept, so that the order of facts tells nothing.
        """
        page = extraction.page
        if page.id != work.page.id:
            raise ValueError(f"{work.sources[0]}: the extraction is of page {page.id}, not {work.page.id}")
        given = declared_line(work.given)
        with self.changes():
            self._release(work)
            db = self._db
            db.execute("INSERT INTO page VALUES (?, ?, ?, ?, ?)", (page.id, page.text, declared_line(extraction.declared), given, fingerprint))
            db.executemany("INSERT INTO article VALUES (?, ?, ?, ?)", [(each.id, page.id, each.number, article_line(each)) for each in extraction.articles])
            db.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _fact_rows(extraction.facts))
            mentions = [(page.id, article, as_line(key_line(key))) for article, key in _mentions(extraction)]
            db.executemany("INSERT OR IGNORE INTO mention VALUES (?, ?, ?)", mentions)
            aliases = [(page.id, *sorted(as_line(key_line(key)) for key in pair)) for pair in extraction.aliases]
            db.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?, ?)", aliases)
            db.executemany("INSERT INTO fault VALUES (?, ?, ?, ?)", sorted((page.id, fault.stage, fault.reason, fault.where) for fault in extraction.faults))
            self._enter(work, fingerprint)

    def fail(self, work: PageWork, fingerprint: str, fault: PageFault) -> None:
        """Keep the page's sources as faulty, with the reason; what they held before is withdrawn."""
        with self.changes():
            self._release(work)
            self._enter(work, fingerprint, fault)

    def fail_source(self, source: str, given: Declared, fault: PageFault) -> None:
        """Keep a source that could not be read as faulty; what it held before is withdrawn."""
        with self.changes():
            self._leave(source)
            row = (source, declared_line(given), fault.stage, fault.reason, fault.where)
            self._db.execute("INSERT INTO source VALUES (?, '', ?, '', 'error', ?, ?, ?)", row)

    def withdraw(self, sources: Iterable[str]) -> None:
        """Take sources out, and with them each page that no source holds any more."""
        with self.changes():
            for source in sources:
                self._leave(source)

    def _rename(self, work: PageWork, fingerprint: str) -> None:
        fault = next((row.fault for row in self.ledger() if row.page == work.page.id and row.fault), None)
        self._db.execute("DELETE FROM source WHERE page = ?", (work.page.id,))
        for source in work.sources:
            self._leave(source)
        self._enter(work, fingerprint, fault)

    def _release(self, work: PageWork) -> None:
        self._db.execute("DELETE FROM page WHERE id = ?", (work.page.id,))
        self._db.execute("DELETE FROM source WHERE page = ?", (work.page.id,))
        for source in work.sources:
            self._leave(source)

    def _leave(self, source: str) -> None:
        row = self._db.execute("DELETE FROM source WHERE path = ? RETURNING page", (source,)).fetchone()
        if row and row[0] and not self._db.execute("SELECT 1 FROM source WHERE page = ?", row).fetchone():
            self._db.execute("DELETE FROM page WHERE id = ?", row)

    def _enter(self, work: PageWork, fingerprint: str, fault: PageFault | None = None) -> None:
        state = ("error", fault.stage, fault.reason, fault.where) if fault else ("ok", "", "", "")
        rows = [(source, work.page.id, declared_line(work.given), fingerprint, *state) for source in work.sources]
        self._db.executemany("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    # what is kept

    def keys(self) -> Iterator[MentionKey]:
        """Every mention key of every page, sorted, each once: what `resolve` takes."""
        for (line,) in self._db.execute("SELECT DISTINCT key FROM mention ORDER BY key"):
            yield key_of(_parsed(line))

    def alias_pairs(self) -> Iterator[tuple[MentionKey, MentionKey]]:
        """Pairs of keys that a page prints as one, sorted, each once."""
        for one, other in self._db.execute("SELECT DISTINCT one, other FROM alias ORDER BY one, other"):
            yield key_of(_parsed(one)), key_of(_parsed(other))

    def mentions(self) -> Iterator[tuple[str, MentionKey]]:
        """Which article mentions which key, sorted."""
        for article, line in self._db.execute("SELECT article, key FROM mention ORDER BY page, article, key"):
            yield article, key_of(_parsed(line))

    def keep_resolution(self, resolution: Resolution) -> None:
        """Replace the kept resolution."""
        with self.changes():
            self._db.execute("DELETE FROM entity")
            rows = zip((entity.id for entity in resolution.entities), resolution.lines(), strict=True)
            self._db.executemany("INSERT INTO entity VALUES (?, ?)", rows)

    def resolution(self) -> Resolution:
        """The kept resolution."""
        return resolution_of(self.resolution_lines())

    def resolution_lines(self) -> Iterator[str]:
        """The canonical resolution table, one entity a line, by id."""
        return (row[0] for row in self._db.execute("SELECT line FROM entity ORDER BY id"))

    def pages(self) -> Iterator[tuple[Page, Declared, tuple[str, ...]]]:
        """Every page with its context (and where that is from) and its sources, by id."""
        sources: dict[str, list[str]] = {}
        for path, page in self._db.execute("SELECT path, page FROM source ORDER BY path"):
            sources.setdefault(page, []).append(path)
        for page_id, text, context in self._db.execute("SELECT id, text, context FROM page ORDER BY id"):
            yield Page(page_id, text), declared_of(context), tuple(sources.get(page_id, ()))

    def find_pages(self, name: str) -> tuple[Page, ...]:
        """Pages whose id, source path, file name or a beginning of one of these is the name; an exact id or path wins over beginnings.

        The beginning of an id counts from four characters on.
        """
        found = []
        for page, _, sources in self.pages():
            names = [*sources, *(Path(source).name for source in sources)]
            if name in (page.id, *names):
                found.append((0, page))
            elif any(each.startswith(name) for each in (names if len(name) < _ID_PREFIX else (page.id, *names))):
                found.append((1, page))
        best = min((rank for rank, _ in found), default=0)
        return tuple(page for rank, page in found if rank == best)

    def articles(self, page: str | None = None) -> Iterator[Article]:
        """Articles by page and number, of one page id or of all."""
        where, values = ("WHERE page = ?", (page,)) if page else ("", ())
        return (article_of(row[0]) for row in self._db.execute(f"SELECT line FROM article {where} ORDER BY page, number", values))  # noqa: S608 - a constant

    def facts(
        self, *, fact_type: str | None = None, page: str | None = None, county: str | None = None, since: date | None = None, until: date | None = None
    ) -> Iterator[Fact]:
        """Facts by page and place in it.

        `county` is an administrative code and takes in all that lies in it (`3311` the prefecture's counties); `since` and
        `until` keep what overlaps those days by its own date, else by the issue date; what has no date at all is then left out.
        """
        return (fact_of(line) for line in self.fact_lines(fact_type=fact_type, page=page, county=county, since=since, until=until))

    def fact_lines(
        self, *, fact_type: str | None = None, page: str | None = None, county: str | None = None, since: date | None = None, until: date | None = None
    ) -> Iterator[str]:
        """The canonical facts file, one fact a line; filters as in `facts`."""
        tests: list[tuple[str, str]] = []
        if fact_type is not None:
            tests.append(("type = ?", fact_type))
        if page is not None:
            tests.append(("page = ?", page))
        if county is not None:
            tests.append(("county GLOB ?", f"{county}*"))
        if since is not None:
            tests.append(("coalesce(last_day, CASE WHEN first_day IS NOT NULL THEN '9999' END) >= ?", since.isoformat()))
        if until is not None:
            tests.append(("coalesce(first_day, CASE WHEN last_day IS NOT NULL THEN '0000' END) <= ?", until.isoformat()))
        where = "WHERE " + " AND ".join(test for test, _ in tests) if tests else ""
        query = f"SELECT line FROM fact {where} ORDER BY page, start, type, id"  # noqa: S608 - the tests are constants, the values parameters
        return (row[0] for row in self._db.execute(query, [value for _, value in tests]))

    def faults(self) -> Iterator[PageFault]:
        """What was wrong: sources that failed, and faults inside pages that went in (under their first source)."""
        yield from (row.fault for row in self.ledger() if row.fault)
        query = "SELECT (SELECT min(path) FROM source WHERE source.page = fault.page), stage, reason, place FROM fault ORDER BY 1, 2, 3, 4"
        for source, stage, reason, place in self._db.execute(query):
            yield PageFault(source, stage, reason, place)

    def canonical(self) -> Iterator[str]:
        """Everything that a projection is made from, as lines in a fixed order: what the build's digest is taken over."""
        for table, order in (("source", "path"), ("page", "id"), ("article", "id"), ("fact", "id"), ("mention", "page, article, key"), ("entity", "id")):
            yield f"-- {table}"
            for row in self._db.execute(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608 - names from the line above
                yield as_line(row)


def _connect(database: str, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(database, uri=uri, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    # The journal still undoes what a killed process left; against a power cut a build's files are written out when it is published.
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _parsed(line: str) -> Sequence[str]:
    parsed: Sequence[str] = json.loads(line)
    return parsed


def _ledger_row(row: tuple[str, ...]) -> LedgerRow:
    path, page, given, fingerprint, status, stage, reason, place = row
    fault = PageFault(path, stage, reason, place) if status == "error" else None  # type: ignore[arg-type]  # written from a PageFault
    return LedgerRow(path, page, declared_of(given), fingerprint, "error" if fault else "ok", fault)


def _mentions(extraction: Extraction) -> Iterator[tuple[str, MentionKey]]:
    yield from extraction.mentions
    for fact in extraction.facts:
        yield from ((fact.article, filler.key) for _, fillers in fact.slots for filler in fillers if filler.key)


def _fact_rows(facts: Iterable[Fact]) -> list[tuple[str | int | None, ...]]:
    rows: dict[str, tuple[str | int | None, ...]] = {}
    for fact in facts:
        first, last = (day.isoformat() if day else None for day in when.days(fact))
        line = fact_line(fact)
        row = (fact.id, fact.page, fact.evidence.start, fact.type, fact.county or "", first, last, line)
        if fact.id not in rows or line < str(rows[fact.id][-1]):
            rows[fact.id] = row
    return list(rows.values())
