"""The parts of `docs/rdf.md` that come from a run: a real fact in TriG, and the answers to the page's queries.

Between `<!-- fact -->` and `<!-- /fact -->` stands the loan of the largest sum with its proof; after each ```sparql block that `<!-- answer -->`
follows, the table of its answer up to `<!-- /answer -->`. Everything is asked of the TriG file, as a newcomer would, in Oxigraph.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from loaders.rdf_files import RdfFormat, write_rdf
from ontology import iri

PAGE = Path(__file__).parent.parent / "docs" / "rdf.md"
_FACT = re.compile(r"(?<=<!-- fact -->\n).*?(?=<!-- /fact -->)", re.DOTALL)
_QUERY = re.compile(r"```sparql\n(?P<query>.*?)```\n\n<!-- answer -->\n(?P<answer>.*?)<!-- /answer -->", re.DOTALL)
_LARGEST = """PREFIX xz: <https://w3id.org/xianzhi/ns#> PREFIX code: <https://w3id.org/xianzhi/code/>
SELECT ?fact ?evidence ?selector ?payer ?graph { GRAPH ?graph { ?fact xz:transferKind code:transfer.kind-loan ; xz:transferAmount ?amount ;
  xz:transferPayer ?payer ; xz:transferPayee ?payee ; xz:evidence ?evidence . ?evidence <http://www.w3.org/ns/oa#hasSelector> ?selector } }
ORDER BY DESC(?amount) ?fact LIMIT 1"""


def loaded(trig: Path) -> ox.Store:
    """The exported file in a store."""
    store = ox.Store()
    store.bulk_load(path=trig, format=ox.RdfFormat.TRIG)
    return store


def queries(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """The page's queries, each with the rows that it shows, the columns' names first."""
    for found in _QUERY.finditer(text):
        rows = [
            [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in found["answer"].splitlines() if line.startswith("|")
        ]
        yield found["query"], rows[:1] + rows[2:]


def answer(store: ox.Store, query: str) -> list[list[str]]:
    """The rows of an answer as the page shows them, the columns' names first."""
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)  # the page asks SELECTs
    return [[each.value for each in found.variables], *([_cell(term) for term in row] for row in found)]


def _cell(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return iri.curie(term.value)
    return term.value if isinstance(term, ox.Literal) else ""


def rewritten(text: str, store: ox.Store) -> str:
    """The page with its fact and its answers made anew."""
    text = _FACT.sub(lambda _: f"```trig\n{fact(store)}```\n", text)
    return _QUERY.sub(lambda found: f"```sparql\n{found['query']}```\n\n<!-- answer -->\n{_table(answer(store, found['query']))}<!-- /answer -->", text)


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *rest = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rest))


def fact(store: ox.Store) -> str:
    """The loan of the largest sum as it stands in the TriG file: with its evidence, its article's graph, and who paid."""
    [row] = store.query(_LARGEST)  # type: ignore[misc]  # a SELECT gives rows
    subjects = (row["fact"], row["evidence"], row["selector"], row["graph"])
    payer = [each for each in store.quads_for_pattern(row["payer"], None, None) if not each.predicate.value.startswith(iri.term("lent"))]
    told = [each for subject in subjects for each in store.quads_for_pattern(subject, None, None, row["graph"])] + payer
    by_graph: dict[str, list[str]] = {}
    for each in sorted(told, key=lambda each: (str(each.graph_name), str(each.triple))):
        by_graph.setdefault(str(each.graph_name).strip("<>"), []).append(str(each.triple))
    file = io.BytesIO()
    write_rdf(file, by_graph.items(), RdfFormat.trig)
    written = file.getvalue().decode()
    used = set(re.findall(r"([a-z]+):", re.sub(r'"[^"]*"|<[^>]*>', "", written.partition("\n\n")[2])))
    return "".join(line for line in written.splitlines(keepends=True) if not line.startswith("@prefix") or line.split()[1].rstrip(":") in used)


def main(trig: Path) -> None:
    """Rewrite the page over an exported file."""
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8"), loaded(trig)), encoding="utf-8", newline="\n")
