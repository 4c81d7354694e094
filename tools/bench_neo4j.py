"""How fast a graph is loaded into Neo4j beside neo4j-graphrag's Neo4jWriter and rdflib-neo4j, and how fast the questions are answered.

    python -m tools.bench_neo4j CORPUS [--nodes 100000] [--articles 300] [--repeat 20] [--peers DIR] [--cache DIR] [--quick]

CORPUS is `news.jsonl` or `news.jsonl.gz`: one object a line with `text` and, where known, `date`. Its first articles are extracted
once and multiplied (tools/bench_graph.py). One throw-away server of this machine takes all loads, one after another, emptied before each;
APOC lies beside it because the first peer's writer calls it. The peers run in an environment of their own (requirements/peers.txt). Seconds
are those of the clock, of loading alone: not of reading the graph, of making the peers' own objects, or of connecting.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from neo4j import Driver, GraphDatabase, Query
from neo4j.time import Date
from rich.console import Console
from rich.table import Table

from loaders.embedded import EmbeddedStore
from loaders.graph_model import Projection, Row
from loaders.graph_schema import graph_schema
from loaders.neo4j_schema import quoted
from loaders.neo4j_store import Neo4jStore
from loaders.neo4j_target import Neo4jTarget
from loaders.queries import Question, ask, questions
from loaders.store import GraphStore, QueryError
from tools.bench_graph import changed, graph_of
from tools.neo4j_install import ROOT, ServerError, default_cache, jars
from tools.neo4j_server import Server, throwaway

APOC = ROOT / "tools" / "neo4j" / "apoc.pom.xml"
REQUIREMENTS = ROOT / "requirements" / "peers.txt"
PEERS = {"graphrag": "neo4j-graphrag Neo4jWriter", "rdflib": "rdflib-neo4j"}
OURS = "xianzhi"
ROUNDS = 2  # of all loads: the first finds a cold server
PEER_LIMIT = 1_500  # seconds after which a peer is given up
SPOTS = 3  # nodes of each label whose properties are looked at after a load
WIDTH = 116  # of the tables, also where it is no terminal that reads them
# What to ask for, by a parameter's name or else its sort: whatever the graph knows most of.
FREQUENT = {
    "CITY": "MATCH (c:Place {level: 'prefecture'})<-[:WITHIN]-()<-[:HAS_COUNTY]-(f) RETURN c.name AS name, count(f) AS n ORDER BY n DESC, name LIMIT 1",
    "place": "MATCH (p:Place {level: 'county'})<-[:HAS_COUNTY]-(f:Fact) RETURN p.name AS name, count(f) AS number ORDER BY number DESC, name LIMIT 1",
    "body": "MATCH (f:Fact {type: 'post'})-[:HAS_ORGANIZATION]->(b) RETURN b.name AS name, count(f) AS number ORDER BY number DESC, name LIMIT 1",
    "person": "MATCH (p:Person)<-[:HAS_SPEAKER|HAS_HOST|HAS_PERSON]-(f:Fact) RETURN p.name AS name, count(f) AS number ORDER BY number DESC, name LIMIT 1",
    "programme": "MATCH (p:Programme)<-[:HAS_NAME]-(f:Fact) RETURN p.name AS name, count(f) AS number ORDER BY number DESC, name LIMIT 1",
    "meeting": "MATCH (m:Meeting)<-[:HAS_NAME]-(f:Fact) RETURN m.name AS name, count(f) AS number ORDER BY number DESC, name LIMIT 1",
    "office": "MATCH (f:Fact {type: 'post'}) WHERE f.office IS NOT NULL RETURN f.office AS name, count(f) AS number ORDER BY number DESC, name LIMIT 1",
}
FIXED = {"date": "2023-06-01", "number": "1000000", "text": "产业"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """One load: who, in how many seconds, and what the database held afterwards."""

    who: str
    seconds: float
    nodes: int
    relationships: int

    @property
    def speed(self) -> float:
        """Nodes and relationships a second."""
        return (self.nodes + self.relationships) / self.seconds


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a question takes on one store, in milliseconds, and how many rows it gives."""

    p50: float
    p95: float
    rows: int


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds; of one measurement both are that one."""
    if len(seconds) == 1:
        return seconds[0] * 1e3, seconds[0] * 1e3
    return median(seconds) * 1e3, quantiles(seconds, n=20, method="inclusive")[-1] * 1e3


def peers_python(folder: Path, requirements: Path = REQUIREMENTS) -> Path:
    """The Python of an environment for peers, made from the hashed requirements where it is not there or these have changed."""
    python, stamp = folder / "bin" / "python", folder / "requirements.txt"
    if not (python.exists() and stamp.exists() and stamp.read_bytes() == requirements.read_bytes()):
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", requirements], check=True)
        stamp.write_bytes(requirements.read_bytes())
    return python


def emptied(driver: Driver) -> None:
    """Remove everything, constraints and indexes too, so that every load begins alike."""
    with driver.session(database="neo4j") as session:
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()
        for what, listed in (
            ("CONSTRAINT", "SHOW CONSTRAINTS YIELD name RETURN name"),
            ("INDEX", "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"),
        ):
            for record in list(session.run(listed)):
                session.run(f"DROP {what} `{record['name']}` IF EXISTS").consume()


def held(driver: Driver) -> tuple[int, int]:
    """How many nodes and relationships there are, the loader's own record left out."""
    nodes = "MATCH (n) WHERE NOT n:XianzhiLoad AND NOT n:XianzhiRange RETURN count(n) AS number"
    counts = [driver.execute_query(text, database_="neo4j").records[0]["number"] for text in (nodes, "MATCH ()-[r]->() RETURN count(r) AS number")]
    return int(counts[0]), int(counts[1])


def missing(label: str, row: Row, stored: Mapping[str, object]) -> list[str]:
    """The properties of a node's row that the database has otherwise or not at all; an empty list may be left out, a list's order and doubles may be lost."""
    wrong = []
    for each, cell in zip(graph_schema().nodes[label], row, strict=True):
        value = stored.get(each.name)
        there = value.to_native() if isinstance(value, Date) else set(value) if isinstance(value, list) else value
        if cell not in (None, []) and there != (set(cell) if isinstance(cell, list) else cell):
            wrong.append(f"{label}.{each.name}")
    return wrong


def verify(driver: Driver, graph: Projection, who: str, numbers: tuple[int, int]) -> None:
    """RuntimeError where the database does not hold as many nodes and relationships as the graph, or some nodes of a label lack properties."""
    wanted = (sum(map(len, graph.nodes.values())), sum(map(len, graph.relations.values())))
    if numbers != wanted:
        raise RuntimeError(f"{who} left {numbers} nodes and relationships of {wanted}")
    for label, rows in graph.nodes.items():
        for node_id in islice(rows, SPOTS):
            text = f"MATCH (n:{quoted(label)} {{id: $id}}) RETURN properties(n) AS row"
            records = driver.execute_query(Query(text), {"id": node_id}, database_="neo4j").records
            wrong = [each for record in records for each in missing(label, rows[node_id], record["row"])]
            if len(records) != 1 or wrong:
                raise RuntimeError(f"{who}: {len(records)} nodes {label} {node_id!r}; not as given: {', '.join(wrong)}")


def ours(server: Server, graph: Projection) -> float:
    """Seconds of this project's first load, with constraints, indexes and full-text indexes."""
    with Neo4jStore(Neo4jTarget(server.uri, "neo4j", server.password)) as store:
        began = time.perf_counter()
        store.load(graph, digest="bench")
        return time.perf_counter() - began


def peer(name: str, server: Server, file: Path, python: Path) -> float:
    """Seconds of a peer's load of the same graph; RuntimeError with what it said where it fails."""
    environment = {**os.environ, "NEO4J_URI": server.uri, "NEO4J_USERNAME": "neo4j", "NEO4J_PASSWORD": server.password}
    command = [str(python), str(ROOT / "tools" / "bench_peers.py"), name, str(file)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PEER_LIMIT)
    if ran.returncode:
        raise RuntimeError(f"{PEERS[name]}: {ran.stderr.strip().splitlines()[-1:]}")
    return float(json.loads(ran.stdout.splitlines()[-1])["seconds"])


def loads(server: Server, graph: Projection, file: Path, python: Path) -> Iterator[Loaded]:
    """All loads, `ROUNDS` times over, since the server warms up; ours comes last, as what follows needs its graph."""
    steps: list[tuple[str, Callable[[], float]]] = [(PEERS[name], partial(peer, name, server, file, python)) for name in PEERS]
    steps.append((OURS, partial(ours, server, graph)))
    with GraphDatabase.driver(server.uri, auth=("neo4j", server.password), notifications_min_severity="OFF") as driver:
        for who, load in steps * ROUNDS:
            emptied(driver)
            seconds = load()
            numbers = held(driver)
            verify(driver, graph, who, numbers)
            yield Loaded(who, seconds, *numbers)


def best_of(done: Sequence[Loaded]) -> list[Loaded]:
    """Everybody's quickest load, in the order of first loads."""
    return [min((each for each in done if each.who == who), key=lambda each: each.seconds) for who in dict.fromkeys(each.who for each in done)]


def again(server: Server, graph: Projection) -> dict[str, float]:
    """Seconds of loading the same graph once more, of one in which an article changed, and of checking everything."""
    after = changed(graph)
    steps = (
        ("the same graph again", graph, "bench", False),
        ("one article changed", after, "after", False),
        ("all read and checked", after, "after", True),
    )
    seconds = {}
    with Neo4jStore(Neo4jTarget(server.uri, "neo4j", server.password)) as store:
        for what, projection, digest, check in steps:
            began = time.perf_counter()
            store.load(projection, digest=digest, check=check)
            seconds[what] = time.perf_counter() - began
    return seconds


def values_of(question: Question, store: GraphStore) -> dict[str, str]:
    """A value for each parameter of a question, one that much is known of in this graph."""
    found = {}
    for name, sort in question.parameters:
        if sort in FIXED:
            found[name] = FIXED[sort]
        else:
            rows = store.query(FREQUENT.get(name) or FREQUENT[sort]).rows
            found[name] = str(rows[0][0]) if rows else "无"
    return found


def latencies(stores: Mapping[str, GraphStore], repeat: int) -> dict[str, dict[str, Latency]]:
    """Of each question on each store; every question is asked twice before it counts. Different answers raise RuntimeError."""
    found: dict[str, dict[str, Latency]] = {}
    reference = next(iter(stores.values()))
    for question in questions().values():
        values = values_of(question, reference)
        answers = []
        for name, store in stores.items():
            try:
                answers.append(ask(store, question.name, values))
            except QueryError as error:  # a name that several bear
                print(f"{question.name}: {error}", file=sys.stderr)
                continue
            ask(store, question.name, values)
            seconds = []
            for _ in range(repeat):
                began = time.perf_counter()
                ask(store, question.name, values)
                seconds.append(time.perf_counter() - began)
            found.setdefault(question.name, {})[name] = Latency(*percentiles(seconds), len(answers[-1].rows))
        if any(answer != answers[0] for answer in answers):
            raise RuntimeError(f"{question.name}: the stores answer differently")
    return found


def load_table(done: Sequence[Loaded], more: Mapping[str, float]) -> Table:
    """Everybody's quickest load beside ours, then what a second load takes."""
    table = Table(title=f"Loading one graph into one Neo4j, the best of {ROUNDS} rounds", width=WIDTH)
    for column in ("loader", "seconds", "all rounds", "nodes", "relationships", "a second", "xianzhi is"):
        table.add_column(column, justify="left" if column == "loader" else "right")
    best = best_of(done)
    own = next(each for each in best if each.who == OURS)
    for each in best:
        ratio = "" if each is own else f"{each.seconds / own.seconds:.1f} times as fast"
        rounds = ", ".join(f"{one.seconds:.1f}" for one in done if one.who == each.who)
        table.add_row(each.who, f"{each.seconds:.1f}", rounds, f"{each.nodes:,}", f"{each.relationships:,}", f"{each.speed:,.0f}", ratio)
    for what, seconds in more.items():
        table.add_row(f"{OURS}, {what}", f"{seconds:.1f}")
    return table


def question_table(found: Mapping[str, Mapping[str, Latency]], stores: Sequence[str]) -> Table:
    """The questions' p50 and p95 in milliseconds on each store."""
    table = Table(title="Questions, milliseconds (p50 / p95)", width=WIDTH)
    table.add_column("question")
    table.add_column("rows", justify="right")
    for name in stores:
        table.add_column(name, justify="right")
    for question, by_store in found.items():
        first = next(iter(by_store.values()))
        table.add_row(question, str(first.rows), *(f"{by_store[name].p50:.1f} / {by_store[name].p95:.1f}" if name in by_store else "" for name in stores))
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where a peer was faster or failed, 2 where the corpus cannot be read or there is no server to be had."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_neo4j", description="Loading and questions on a real Neo4j, beside its peers.")
    parser.add_argument("corpus", type=Path, help="news.jsonl or news.jsonl.gz, one object with a text a line")
    parser.add_argument("--articles", type=int, default=300, help="how many articles are extracted")
    parser.add_argument("--nodes", type=int, default=100_000, help="nodes of the graph, made of the extracted articles over and over")
    parser.add_argument("--repeat", type=int, default=20, help="how often each question is asked")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "xianzhi-bench", help="folder where the made graph is kept")
    parser.add_argument("--peers", type=Path, default=default_cache() / "peers", help="folder of the peers' environment")
    parser.add_argument("--quick", action="store_true", help="20 articles, 2,000 nodes, each question 3 times: to see that it works")
    options = parser.parse_args(arguments)
    articles, nodes, repeat = (20, 2_000, 3) if options.quick else (options.articles, options.nodes, options.repeat)
    try:
        graph, file = graph_of(options.corpus, articles, nodes, options.cache)
        plugins = jars(default_cache(), APOC)
        python = peers_python(options.peers)
        with throwaway(plugins=plugins) as server:
            done = list(loads(server, graph, file, python))
            more = again(server, graph)
            with tempfile.TemporaryDirectory() as folder, EmbeddedStore.create(Path(folder) / "graph.lbug") as embedded:
                embedded.load(changed(graph))
                with Neo4jStore(Neo4jTarget(server.uri, "neo4j", server.password)) as neo4j:
                    found = latencies({"embedded": embedded, "neo4j": neo4j}, repeat)
    except (OSError, ValueError, ServerError) as error:
        print(error, file=sys.stderr)
        return 2
    console = Console(width=WIDTH)
    console.print(load_table(done, more))
    console.print(question_table(found, ("embedded", "neo4j")))
    return 0 if min(best_of(done), key=lambda each: each.seconds).who == OURS else 1


if __name__ == "__main__":
    sys.exit(main())
