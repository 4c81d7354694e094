"""The stages of a build as plain functions, and the build that runs them in order. Prefect is not known here.

gather → plan → extract → validate → resolve → project → publish. `build` is that list; `flows.build_graph` runs the same
list with every stage as a Prefect task. Where Neo4j is wanted, `flows.neo4j_stage.then_load` follows as the last stage.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import ParamSpec, TypeVar

from extractors.declared import BadDeclaration, from_outside
from extractors.gazetteer import Gazetteer
from extractors.identity.resolve import resolve
from extractors.page import UnreadablePage, find_pages, read_page
from extractors.pipeline import fingerprint
from extractors.registry import check_finders
from flows.batches import run_batches
from flows.config import BuildOptions, default_workers
from flows.errors import NothingReadError
from flows.lines import known_type
from flows.validate import validate
from loaders import embedded, graph_model, graph_schema, oxigraph, rdf, rdf_ontology, rdf_terms, sightings, when
from loaders.embedded import EmbeddedStore
from loaders.graph_model import project
from loaders.ledger import PageInput, Plan
from loaders.publication import Build, Draft, Publication, code_version, digest_of
from loaders.truth import Truth, TruthError
from ontology import iri, names, schema
from ontology.records import Declared, Extraction, PageFault
from ontology.resolution import PlaceRecord

P = ParamSpec("P")
T = TypeVar("T")
_REASONS = 5  # sources named where nothing could be read
LOCK_WAIT = 10.0  # seconds that a build waits for another one of the same graph


@dataclass(frozen=True, slots=True)
class Gathered:
    """The inputs as they were found: pages with what is declared of them, and sources that could not be read."""

    pages: tuple[PageInput, ...]
    faults: tuple[PageFault, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load into another store did: nodes and relationships created, changed and removed, by label and type; or its fault.

    `store` is the database as it may be shown: its address, no credentials.
    """

    store: str = ""
    created: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    removed: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    fault: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether the store held the graph already."""
        return not (self.created or self.changed or self.removed or self.fault)


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did and what the graph holds now. `published` is False where nothing was new."""

    graph: Path
    digest: str
    published: bool
    pages: int
    articles: int
    extracted: int
    facts: Mapping[str, int]
    entities: Mapping[str, int]
    faults: tuple[PageFault, ...]
    failed: tuple[str, ...]
    seconds: float
    stages: Mapping[str, float] = field(default_factory=dict)
    loaded: Loaded | None = None  # what the optional last stage did, None where it was not wanted

    @property
    def whole(self) -> bool:
        """Whether nothing failed: no input, nothing inside a page, no stage."""
        return not self.faults and not (self.loaded and self.loaded.fault)


class Stage:
    """How a stage is called: plainly here, as a Prefect task in the flow. Keeps the seconds of every stage."""

    def __init__(self) -> None:
        """No stage has run yet."""
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a stage and note its seconds."""
        started = time.perf_counter()
        try:
            return self.run(name, function, *args, **kwargs)
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def run(self, name: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:  # noqa: ARG002 - the name is for those that record it
        """Call the function."""
        return function(*args, **kwargs)


Progress = Callable[[int, int], None]


def build(options: BuildOptions, *, stage: Stage | None = None, progress: Progress | None = None) -> Report:
    """Make the graph hold just these inputs; publish it where that changes anything.

    `progress` is told how many pages are extracted and of how many. Raises loaders.publication.LockedError where another build holds
    the folder, NothingReadError where no page at all went in (the graph stays as it was), extractors.registry.FinderError where
    a finder cannot be imported; what is wrong with single inputs is a fault of the report.
    """
    started = time.perf_counter()
    stage = stage or Stage()
    publication = Publication(options.graph)
    gathered = stage("gather", gather, options)
    if not gathered.pages and not options.allow_empty:
        raise nothing_read(gathered.faults, options)
    if (current := stage("plan", up_to_date, publication, gathered, options.extractors)) is not None:
        return report(current, published=False, extracted=0, seconds=time.perf_counter() - started, stages=stage.seconds)
    with publication.writing(wait=LOCK_WAIT) as draft:
        with Truth.open_or_create(draft.truth) as truth:
            todo = stage("plan", plan, truth, gathered, options.extractors)
            stage("extract", extract, truth, todo, options.workers, progress, options.extractors)
            if not options.allow_empty and all(row.fault for row in truth.ledger()):
                raise nothing_read([row.fault for row in truth.ledger() if row.fault], options)
            stage("resolve", resolve_all, truth)
            digest = digest_of(truth.canonical(), projection_version())
            current = publication.find()
            fresh = current is None or current.digest != digest or not current.has_stores
            if fresh:
                stage("project", project_all, truth, draft)
        done = stage("publish", draft.publish, digest, {"fingerprint": fingerprint(*options.extractors), "projection": projection_version()})
    return report(done, published=fresh, extracted=len(todo.extract), seconds=time.perf_counter() - started, stages=stage.seconds)


def nothing_read(faults: Sequence[PageFault], options: BuildOptions) -> NothingReadError:
    """The error of a build without a single page, with the first reasons."""
    reasons = [f"  {fault.source}: {fault.stage}: {fault.reason}" for fault in faults[:_REASONS]]
    if len(faults) > _REASONS:
        reasons.append(f"  … and {len(faults) - _REASONS} more")
    named = ", ".join(map(str, options.inputs))
    return NothingReadError("\n".join([f"no page could be read from {named}; nothing is published (--allow-empty publishes an empty graph)", *reasons]))


def gather(options: BuildOptions) -> Gathered:
    """Read all inputs and what is declared of them from outside; what cannot be read is a fault."""
    pages, faults = [], []
    for path in find_pages(options.inputs):
        source = path.as_posix()
        try:
            given = from_outside(path, issue_date=options.issue_date, place=options.place)
            pages.append(PageInput(source, read_page(path), given))
        except UnreadablePage as error:
            faults.append(PageFault(source, "read", error.reason, error.where))
        except BadDeclaration as error:
            faults.append(PageFault(source, "read", str(error).removeprefix(f"{path}: ")))
    return Gathered(tuple(pages), tuple(faults))


def up_to_date(publication: Publication, gathered: Gathered, optional: tuple[str, ...] = ()) -> Build | None:
    """The published build, if it holds just these inputs, extracted and projected by this code; else None."""
    current = publication.find()
    if current is None or current.info.get("projection") != projection_version() or not current.has_stores:
        return None
    try:
        with Truth.read(current.truth) as truth:
            todo = truth.plan(gathered.pages, fingerprint(*optional), keep=[fault.source for fault in gathered.faults])
            known = {row.fault for row in truth.ledger() if row.fault and row.fault.stage == "read"}
    except TruthError:
        return None
    return current if todo.nothing_to_do and known == set(gathered.faults) else None


def plan(truth: Truth, gathered: Gathered, optional: tuple[str, ...] = ()) -> Plan:
    """What has to be extracted; sources that are gone, renamed or unreadable are settled at once."""
    todo = truth.plan(gathered.pages, fingerprint(*optional), keep=[fault.source for fault in gathered.faults])
    truth.settle(todo, fingerprint(*optional))
    for fault in gathered.faults:
        truth.fail_source(fault.source, Declared(), fault)
    return todo


def extract(truth: Truth, todo: Plan, workers: int, progress: Progress | None = None, optional: tuple[str, ...] = ()) -> int:
    """Extract the planned pages and keep what they yield, page by page; the number of pages that went in."""
    good = 0
    if todo.extract:
        check_finders()
    for done, (work, outcome) in enumerate(run_batches(todo.extract, workers or default_workers(), optional), 1):
        if isinstance(outcome, Extraction):
            truth.put(work, fingerprint(*optional), validate(outcome))
            good += 1
        else:
            truth.fail(work, fingerprint(*optional), outcome)
        if progress:
            progress(done, len(todo.extract))
    return good


def place_records() -> list[PlaceRecord]:
    """The gazetteer as the resolution and the projection take it."""
    return [PlaceRecord(place.code, place.name, place.level, place.parent or "") for place in Gazetteer.load()]


def resolve_all(truth: Truth) -> int:
    """Resolve all keys at once and keep the result; the number of entities."""
    resolution = resolve(truth.keys(), aliases=truth.alias_pairs(), places=place_records())
    truth.keep_resolution(resolution)
    return len(resolution.entities)


def projected(truth: Truth) -> graph_model.Projection:
    """The property graph of a truth file."""
    return project(
        pages=truth.pages(), articles=truth.articles(), facts=map(known_type, truth.facts()), mentions=truth.mentions(),
        resolution=truth.resolution(), places=place_records(),
    )  # fmt: skip  # one line a kind of record


def projected_digest(truth: Truth, build: Build) -> str:
    """The name of what `projected` gives of a published build: the build's digest, unless another version of the program published it."""
    known = build.info.get("projection") == projection_version()
    return build.digest if known else digest_of(truth.canonical(), projection_version())


def rdf_extras(truth: Truth) -> rdf.Extras:
    """What the RDF of a truth file tells beside its property graph."""
    made_by = " ".join(sorted({row.fingerprint for row in truth.ledger() if row.fingerprint}))
    return rdf.extras_of(truth.facts(), truth.resolution(), version=version("xianzhi"), fingerprint=made_by)


def rdf_graphs(truth: Truth) -> Iterator[tuple[str, list[str]]]:
    """The RDF of a truth file, graph by graph, as `loaders.rdf.graphs` tells it."""
    return rdf.graphs(projected(truth), rdf_extras(truth))


def project_all(truth: Truth, draft: Draft) -> dict[str, int]:
    """Fill the draft's embedded store and its triple store; what the former holds, by label and type."""
    projection = projected(truth)
    with EmbeddedStore.create(draft.store) as store:
        store.load(projection)
    oxigraph.build_store(draft.triples, rdf.graphs(projection, rdf_extras(truth)))
    return projection.counts()


def projection_version() -> str:
    """The version of all that makes a store from a truth file."""
    modules = (embedded, graph_model, graph_schema, sightings, when, rdf, rdf_ontology, rdf_terms, oxigraph, names, schema, iri)
    files = [Path(str(module.__file__)) for module in modules]
    return code_version([*files, *schema.HERE.glob("*.yaml"), *schema.HERE.glob("*.ttl"), *(schema.HERE / "facts").glob("*.yaml")])


def report(done: Build, *, published: bool, extracted: int, seconds: float, stages: Mapping[str, float]) -> Report:
    """What the published build holds."""
    with Truth.read(done.truth) as truth:
        facts = Counter(fact.type for fact in truth.facts())
        entities = Counter[str](entity.kind for entity in truth.resolution().entities)
        ledger = truth.ledger()
        faults = tuple(truth.faults())
        articles = sum(1 for _ in truth.articles())
    pages = {row.page for row in ledger if row.status == "ok"}
    return Report(
        graph=done.folder.parent.parent, digest=done.digest, published=published, pages=len(pages), articles=articles, extracted=extracted,
        facts=_sorted(facts), entities=_sorted(entities), faults=faults, failed=tuple(row.source for row in ledger if row.status == "error"),
        seconds=seconds, stages=dict(stages),
    )  # fmt: skip  # one line for what belongs together


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def failed_rows(done: Report) -> Sequence[tuple[str, str, str, str]]:
    """What failed as table rows: source, stage, reason, place."""
    rows: list[tuple[str, str, str, str]] = [(fault.source, fault.stage, fault.reason, fault.where) for fault in done.faults]
    if done.loaded and done.loaded.fault:
        rows.append(("", "neo4j", done.loaded.fault, ""))
    return rows
