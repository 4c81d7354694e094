"""Take the pictures of docs/neo4j.md anew: the seeds' graph in a real Neo4j Browser.

    python -m tools.neo4j_server run -- python -m tools.browser_pictures [FOLDER]

The server is the one that XIANZHI_TEST_NEO4J_URI, …_PASSWORD and …_BROWSER name; what its database holds of the graph's labels
is replaced. Needs a chromium and a font for Chinese.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from flows.config import BuildOptions
from flows.stages import build, projected
from loaders.browser_files import ARCHIVE, BROWSE_FOLDER, GRASS, QUESTIONS_FOLDER, write_browser_files
from loaders.neo4j_store import Neo4jStore
from loaders.neo4j_target import Neo4jTarget
from loaders.publication import Publication
from loaders.truth import Truth
from tools.browser_session import BrowserSession, browser_session

ROOT = Path(__file__).parent.parent
HEADLINE = "哪些项目把一个县与信贷产品联系起来"
AROUND = "一个项目的直接关系"
PROOF = "从一个项目到证明它的句子"
SEARCH = "全文检索原句"


def load_seeds(target: Neo4jTarget) -> None:
    """Build the graph of the seeds and load it into the database, in place of what it holds of the graph's labels."""
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph"
        build(BuildOptions((ROOT / "seeds",), graph, workers=1))
        published = Publication(graph).find()
        if published is None:
            raise RuntimeError("the seeds' build published nothing")
        with Truth.read(published.truth) as truth, Neo4jStore(target) as store:
            store.load(projected(truth), replace=True)


def prepare(session: BrowserSession) -> None:
    """Load style and favourites as a user does, and show the favourites."""
    with tempfile.TemporaryDirectory() as folder:
        write_browser_files(Path(folder))
        session.load_style(Path(folder) / GRASS)
        session.drop(Path(folder) / ARCHIVE)
        session.clear()
        session.drawer()
        session.unfold(QUESTIONS_FOLDER)


def answer(session: BrowserSession) -> None:
    """The headline question's answer as a table, beside the favourites."""
    session.run_favourite(HEADLINE)
    session.rows()


def programme(session: BrowserSession) -> None:
    """What 政采贷 is directly related to."""
    session.unfold(QUESTIONS_FOLDER)
    session.unfold(BROWSE_FOLDER)
    session.run_favourite(AROUND)
    session.nodes()
    session.drawer()
    session.fullscreen()
    session.fit(room=True)


def proof(session: BrowserSession) -> None:
    """From 政采贷 to its facts, sentences, article and page; the sentence of the loan is pointed at."""
    session.fullscreen()
    session.drawer()
    session.unfold(BROWSE_FOLDER)
    session.run_favourite(PROOF)
    session.nodes()
    session.drawer()
    session.fullscreen()
    session.fit()
    session.point("Evidence", start="1338", end="1381")


def fact(session: BrowserSession) -> None:
    """The fact that the loan is, opened by a double click: who has which part in it; the fact is pointed at."""
    session.fullscreen()
    session.run("MATCH (f:Fact {type: 'transfer'})-[:HAS_PRODUCT]->(:Programme {name: '政采贷'}) RETURN f")
    session.expand("Fact", type="transfer")
    session.fullscreen()
    session.fit()
    session.point("Fact", type="transfer")


def search(session: BrowserSession) -> None:
    """Full text over the sentences."""
    session.fullscreen()
    session.clear()
    session.drawer()
    session.unfold(BROWSE_FOLDER)
    session.run_favourite(SEARCH)
    session.rows()
    session.drawer()


PICTURES: dict[str, tuple[Callable[[BrowserSession], None], tuple[int, int]]] = {
    "answer": (answer, (1860, 480)),
    "programme": (programme, (1400, 760)),
    "fact": (fact, (1400, 760)),
    "proof": (proof, (1400, 760)),
    "search": (search, (1760, 510)),
}


def take(session: BrowserSession, folder: Path) -> list[Path]:
    """Take all pictures, in order; their files."""
    folder.mkdir(parents=True, exist_ok=True)
    prepare(session)
    found = []
    for name, (show, (width, height)) in PICTURES.items():
        session.page.set_viewport_size({"width": width, "height": height})
        show(session)
        session.scroll_up()
        session.page.mouse.move(width - 5, 5)  # nothing under the pointer
        session.page.wait_for_timeout(1000)
        found.append(folder / f"neo4j-{name}.png")
        session.page.screenshot(path=found[-1])
    return found


def main() -> None:
    """Load the seeds and take the pictures."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "img"
    target = Neo4jTarget(os.environ["XIANZHI_TEST_NEO4J_URI"], "neo4j", os.environ["XIANZHI_TEST_NEO4J_PASSWORD"])
    load_seeds(target)
    with browser_session(os.environ["XIANZHI_TEST_NEO4J_BROWSER"], target.uri, target.password) as session:
        for path in take(session, folder):
            print(f"{path}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
