"""How a Neo4j database is brought to hold a graph: only what differs is written, and a broken load is mended by the next.

The database keeps two sorts of nodes of the loader's own. `XianzhiLoad` (one node) tells whether the graph is whole, of
which build, and who loads: every load takes the next `epoch`, every batch checks it under a lock and counts a `step`, so
that

- of two loads at once the later goes on and the earlier stops with SupersededError before it writes anything more;
- a batch that the driver sends again, since it never heard whether it went in, goes in once.

`XianzhiRange` (one a group of rows) keeps the digests of what is held (loaders.neo4j_ranges). Before a range is written its
digest is taken away, and it comes back when all is done: wherever a load broke off, the next one reads there what is held.
Changes that fit into one transaction (a morning's refresh) go in as one: a reader sees the graph before or after.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from neo4j import Driver, ManagedTransaction, Record, Session
from neo4j.time import Date

from loaders.graph_model import Cell, Projection, Row
from loaders.graph_schema import ENTITY_LABELS, graph_schema
from loaders.neo4j_changes import Batch, Changes, Kind, fetch, summed
from loaders.neo4j_ranges import LOAD_ID, Group, Rows, Span, differing, digests, groups_of, range_row, ranges_of, same
from loaders.neo4j_schema import LOAD_LABEL, MAX_INDEXED, RANGE_LABEL, constraints, full_text_indexes, indexes, quoted
from loaders.store import StoreError

ONE_TRANSACTION = 20_000  # changes that go in together; more would need too much of the server's memory
FETCH_SIZE = 5_000  # rows that the server sends at a time
_AWAIT_SECONDS = 600
_EVERYTHING = Span("", None)

Progress = Callable[[int, int], None]

_TAKE = f"""MERGE (l:{LOAD_LABEL} {{id: $id}}) SET l.held = true WITH l
SET l.epoch = coalesce(l.epoch, 0) + 1, l.step = 0, l.state = 'loading' RETURN l.epoch AS epoch"""
_CHECK = f"MATCH (l:{LOAD_LABEL} {{id: $id}}) SET l.held = true WITH l RETURN l.epoch AS epoch, l.step AS step"
_STEP = f"MATCH (l:{LOAD_LABEL} {{id: $id}}) SET l.step = $step"
_WHOLE = f"MATCH (l:{LOAD_LABEL} {{id: $id}}) SET l.state = 'whole', l.digest = $digest, l.names = $names, l.numbers = $numbers"
_STATE = f"MATCH (l:{LOAD_LABEL} {{id: $id}}) RETURN l.state AS state, l.digest AS digest, l.names AS names, l.numbers AS numbers"
_RANGES = f"MATCH (r:{RANGE_LABEL}) RETURN r.id AS id, r.starts AS starts, r.ends AS ends, r.digests AS digests"
_KEEP = f"UNWIND $rows AS row MERGE (r:{RANGE_LABEL} {{id: row[0]}}) SET r.starts = row[1], r.ends = row[2], r.digests = row[3]"
_FORGET = f"MATCH (r:{RANGE_LABEL}) WHERE r.id IN $ids DELETE r"


class SupersededError(StoreError):
    """Another load of the same database has begun since: that one goes on, this one has stopped."""


class ForeignDataError(StoreError):
    """A database that holds nodes of the graph's labels which this loader did not write."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load wrote: rows by label and type. `first` where the database held nothing before, `unchanged` where nothing was written."""

    created: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    removed: Mapping[str, int] = field(default_factory=dict)
    first: bool = False
    unchanged: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Held:
    """What a database says it holds: whether whole, of which build, how much (as recorded, and as counted now), and its ranges."""

    known: bool
    whole: bool
    digest: str
    recorded: Mapping[str, int]
    counted: Mapping[str, int]
    ranges: Mapping[Group, Mapping[Span, str]]

    @property
    def untouched(self) -> bool:
        """Whether it holds as many nodes and relationships as the last load left."""
        return self.whole and self.recorded == self.counted


class Loading:
    """One load of one database."""

    def __init__(self, driver: Driver, database: str, progress: Progress | None = None) -> None:
        """Nothing is done yet."""
        self._driver = driver
        self._database = database
        self._progress = progress
        self._epoch = 0
        self._step = 0

    def run(self, projection: Projection, *, digest: str, check: bool = False, replace: bool = False) -> LoadReport:
        """Make the database hold this graph; see `loaders.neo4j_store.Neo4jStore.load`."""
        started = time.perf_counter()
        groups = groups_of(projection)
        wanted = {group: digests(rows) for group, rows in groups.items()}
        counts = {name: number for name, number in projection.counts().items() if number}
        with self._session() as session:
            held = survey(session)
            if not held.known and held.counted and not replace:
                raise ForeignDataError(_foreign(held))
            if held.untouched and not check and held.digest == digest and dict(held.ranges) == wanted:
                return LoadReport(unchanged=True, seconds=time.perf_counter() - started)
            every = check or not held.untouched
            self._define(session, projection)
            self._epoch = session.execute_write(lambda tx: _single(tx, _TAKE, id=LOAD_ID)["epoch"])
            held = survey(session)  # what an earlier load may have written until it was stopped
            reading = Reading(held, trusted=not check)
            changes = [self._compare(session, group, groups.get(group), wanted.get(group, {}), reading) for group in _ordered(held, groups, every=every)]
            batches = list(_batches(changes))
            final = _Final(digest, counts, [range_row(group, ranges) for group, ranges in wanted.items()],
                           sorted(group.id for group in set(held.ranges) - set(wanted)))  # fmt: skip  # one line for what is kept, one for what goes
            self._write(session, held, wanted, batches, final)
        return LoadReport(
            created=summed(batches, "created"), changed=summed(batches, "changed"), removed=summed(batches, "removed"),
            first=not held.counted, unchanged=not batches, seconds=time.perf_counter() - started,
        )  # fmt: skip  # the report's parts in its order

    def _session(self) -> Session:
        return self._driver.session(database=self._database, fetch_size=FETCH_SIZE)

    def _define(self, session: Session, projection: Projection) -> None:
        """Make constraints and indexes, where they are not there yet, and wait until they are filled."""
        names = {label: [each.name for each in properties].index("name") for label, properties in graph_schema().nodes.items() if label in ENTITY_LABELS}
        too_long = {
            label for label, at in names.items() if any(len(str(row[at] or "").encode()) > MAX_INDEXED for row in projection.nodes.get(label, {}).values())
        }
        for statement in [*constraints(), *indexes(too_long), *full_text_indexes()]:
            session.run(statement).consume()
        session.run("CALL db.awaitIndexes($seconds)", seconds=_AWAIT_SECONDS).consume()

    def _compare(self, session: Session, group: Group, rows: Rows | None, wanted: Mapping[Span, str], reading: Reading) -> Changes:
        changes = Changes(group)
        known = rows or Rows([], [])
        for span in reading.spans(group, wanted):
            there = session.execute_read(_rows_of, group, span) if reading.may_hold(group) else ()
            changes.compare(there, known.within(span))
        return changes

    def _write(self, session: Session, held: Held, wanted: Mapping[Group, Mapping[Span, str]], batches: Sequence[Batch], final: _Final) -> None:
        total, done = sum(len(batch.rows) for batch in batches), 0
        if total <= ONE_TRANSACTION:
            self._transaction(session, lambda tx: _apply_all(tx, batches, final))
            if self._progress:
                self._progress(total, total)
            return
        every = sorted({*held.ranges, *wanted})
        doubtful = [range_row(group, same(held.ranges.get(group, {}), wanted.get(group, {}))) for group in every]
        self._transaction(session, lambda tx: tx.run(_KEEP, rows=doubtful).consume())
        for batch in batches:
            self._transaction(session, partial(_apply, batch=batch))
            done += len(batch.rows)
            if self._progress:
                self._progress(done, total)
        self._transaction(session, final.keep)

    def _transaction(self, session: Session, work: Callable[[ManagedTransaction], object]) -> None:
        """Do this in a transaction of its own, exactly once however often the driver tries, and only while no later load has begun."""
        self._step += 1

        def once(tx: ManagedTransaction) -> None:
            now = _single(tx, _CHECK, id=LOAD_ID)
            if now["epoch"] != self._epoch:
                raise SupersededError("Neo4j: another load of this database has begun; it goes on, this one has stopped")
            if now["step"] >= self._step:
                return  # went in before; only the answer was lost
            work(tx)
            tx.run(_STEP, id=LOAD_ID, step=self._step).consume()

        session.execute_write(once)


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a load must read what a database holds: where digests differ, and all of what was changed by other hands."""

    held: Held
    trusted: bool

    def spans(self, group: Group, wanted: Mapping[Span, str]) -> list[Span]:
        """The ranges of a group that may differ."""
        changed_by_hand = self.held.recorded.get(group.name, 0) != self.held.counted.get(group.name, 0)  # or by a load that broke off
        if not self.trusted or changed_by_hand or not wanted:
            return [_EVERYTHING]
        return differing(self.held.ranges.get(group, {}), wanted)

    def may_hold(self, group: Group) -> bool:
        """Whether the database has any such nodes or relationships at all."""
        return bool(self.held.counted.get(group.name))


@dataclass(frozen=True, slots=True)
class _Final:
    """What a load leaves in the bookkeeping when everything is written."""

    digest: str
    counts: Mapping[str, int]
    ranges: Sequence[Row]
    forgotten: Sequence[str]

    def keep(self, tx: ManagedTransaction) -> None:
        names = sorted(self.counts)
        tx.run(_KEEP, rows=self.ranges).consume()
        tx.run(_FORGET, ids=self.forgotten).consume()
        tx.run(_WHOLE, id=LOAD_ID, digest=self.digest, names=names, numbers=[str(self.counts[name]) for name in names]).consume()


def survey(session: Session) -> Held:
    """What a database holds, by its bookkeeping and by its counts."""
    return session.execute_read(_survey)


def _survey(tx: ManagedTransaction) -> Held:
    state = tx.run(_STATE, id=LOAD_ID).single()
    ranges = {Group.of_id(row["id"]): ranges_of(row["starts"], row["ends"], row["digests"]) for row in tx.run(_RANGES)}
    return Held(
        known=state is not None,
        whole=state is not None and state["state"] == "whole",
        digest=(state["digest"] or "") if state else "",
        recorded=dict(zip(state["names"] or (), map(int, state["numbers"] or ()), strict=True)) if state else {},
        counted=counted(tx, ranges),
        ranges=ranges,
    )


def counted(tx: ManagedTransaction, groups: Iterable[Group] = ()) -> dict[str, int]:
    """How many nodes of each label and relationships of each type there are, of the schema's and of these groups; without the zeros.

    Each is read off the server's own statistics. One query for all would be planned for seconds.
    """
    labels = {*graph_schema().nodes, *(group.name for group in groups if group.ends is None)}
    types = {*graph_schema().relations, *(group.name for group in groups if group.ends is not None)}
    there = sorted(row["label"] for row in tx.run("CALL db.labels() YIELD label RETURN label") if row["label"] in labels)
    related = sorted(row["type"] for row in tx.run("CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type") if row["type"] in types)
    found = {label: _number(tx, f"MATCH (n:{quoted(label)}) RETURN count(n) AS number") for label in there}
    found |= {kind: _number(tx, f"MATCH ()-[r:{quoted(kind)}]->() RETURN count(r) AS number") for kind in related}
    return {name: number for name, number in found.items() if number}


def _number(tx: ManagedTransaction, statement: str) -> int:
    return int(_single(tx, statement)["number"])


def _ordered(held: Held, groups: Mapping[Group, Rows], *, every: bool) -> list[Group]:
    """The groups to compare, nodes first: the graph's and those held before; with `every` all that the schema has and the database may hold."""
    found = {*groups, *held.ranges}
    if every:
        schema = graph_schema()
        found |= {Group(label) for label in schema.nodes if held.counted.get(label)}
        found |= {Group(name, ends) for name, relation in schema.relations.items() if held.counted.get(name) for ends in relation.ends}
    return sorted(found, key=lambda group: (group.ends is not None, group.id))


def _batches(changes: Sequence[Changes]) -> Iterator[Batch]:
    """All statements in an order that never leaves a relationship without its ends: what goes, then nodes, then relationships."""
    nodes = [each for each in changes if each.group.ends is None]
    relations = [each for each in changes if each.group.ends is not None]
    order: tuple[tuple[Sequence[Changes], Kind], ...] = (
        (relations, "removed"), (nodes, "created"), (nodes, "changed"), (relations, "created"), (relations, "changed"), (nodes, "removed"),
    )  # fmt: skip  # one table
    for parts, kind in order:
        for part in parts:
            yield from part.batches(kind)


def _apply_all(tx: ManagedTransaction, batches: Iterable[Batch], final: _Final) -> None:
    for batch in batches:
        _apply(tx, batch)
    final.keep(tx)


def _apply(tx: ManagedTransaction, batch: Batch) -> None:
    counters = tx.run(batch.statement, rows=batch.rows).consume().counters
    made = counters.nodes_created + counters.relationships_created
    if batch.kind == "created" and made != len(batch.rows):
        lost = len(batch.rows) - made
        raise StoreError(f"Neo4j: {lost} of {len(batch.rows)} {batch.group.id} found no ends: something else changes the database; load again")


def _rows_of(tx: ManagedTransaction, group: Group, span: Span) -> list[Row]:
    statement, parameters = fetch(group, span)
    found = tx.run(statement, parameters)
    if group.ends is None:
        return [tuple(_cell(row["row"].get(each.name)) for each in group.properties) for row in found]
    return [(row["a"], row["b"], *(_cell(row["row"].get(each.name)) for each in group.properties)) for row in found]


def _cell(value: object) -> Cell:
    if isinstance(value, Date):
        return value.to_native()
    if isinstance(value, list):
        return [str(each) for each in value]
    return cast("Cell", value)  # strings and numbers, as this loader wrote them; what other hands wrote differs and is written over


def _single(tx: ManagedTransaction, statement: str, **parameters: object) -> Record:
    found = tx.run(statement, parameters).single()
    if found is None:
        raise StoreError("Neo4j: the loader's own node is gone: something else changes the database; load again")
    return found


def _foreign(held: Held) -> str:
    found = Counter({name: number for name, number in held.counted.items() if name in graph_schema().nodes})
    some = ", ".join(f"{number} {name}" for name, number in found.most_common(3))
    return f"Neo4j: the database holds nodes that xianzhi did not load ({some}); name another database, or --replace to remove them"
