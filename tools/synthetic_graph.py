"""A made-up graph of the size of many articles, and how long the embedded store takes to load it.

    python -m tools.synthetic_graph [ARTICLES]

For each article 24 facts, as many sentences that prove them, and 125 relationships or so: the proportions of annotated pages.
"""

import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from loaders.embedded import EmbeddedStore
from loaders.graph_model import Projection

FACTS = 24  # facts of an article
ARTICLES_A_PAGE = 5
FIRST_DAY = date(2020, 1, 1)
SENTENCE = "某县某局某某介绍,今年一季度全县某某产值达到某某亿元,同比增长某某个百分点"


def synthetic(articles: int) -> Projection:
    """A graph of so many articles; the same for the same number."""
    graph = Projection()
    places = [
        graph.add_node("Place", {"id": f"place/{code}", "name": f"地方{code}", "aliases": [], "code": str(code)}) for code in range(max(20, articles // 10))
    ]
    for code, place in enumerate(places[1:], start=1):
        graph.relate("WITHIN", ("Place", "Place"), place, places[code // 10], "gazetteer")
    people = [graph.add_node("Person", {"id": f"person/{n}", "name": f"人物{n}", "aliases": []}) for n in range(articles * 2)]
    bodies = [graph.add_node("Organization", {"id": f"body/{n}", "name": f"机构{n}", "aliases": [f"机构{n}别名"]}) for n in range(articles)]
    for number, body in enumerate(bodies):
        graph.relate("OF_PLACE", ("Organization", "Place"), body, places[number % len(places)])
    for number in range(articles):
        _article(graph, number, places, people, bodies)
    return graph


def _article(graph: Projection, number: int, places: list[str], people: list[str], bodies: list[str]) -> None:
    day = FIRST_DAY + timedelta(days=number % 2000)
    page = graph.add_node("Page", {"id": f"page{number // ARTICLES_A_PAGE}", "name": f"{number // ARTICLES_A_PAGE}.txt"})
    article = graph.add_node("Article", {"id": f"article{number}", "title": f"标题{number}", "date": day, "kind": "news", "text": SENTENCE * 20})
    graph.relate("ON", ("Article", "Page"), article, page)
    for at in range(FACTS):
        person, body, place = people[(number * 7 + at) % len(people)], bodies[(number * 3 + at) % len(bodies)], places[(number + at) % len(places)]
        fact = graph.add_node("Fact", {"id": f"fact{number}.{at}", "type": "post", "realis": "actual", "rule": "made up", "confidence": 0.9, "title": "局长",
                                       "start": day, "end": day, "date_text": day.isoformat(), "as_of": day, "county": place})  # fmt: skip
        evidence = graph.add_node("Evidence", {"id": f"{article}:{at}", "quote": SENTENCE, "start": at * 40, "end": at * 40 + 38})
        graph.relate("EVIDENCED_BY", ("Fact", "Evidence"), fact, evidence)
        graph.relate("FROM", ("Evidence", "Article"), evidence, article)
        graph.relate("HAS_PERSON", ("Fact", "Person"), fact, person)
        graph.relate("HAS_ORGANIZATION", ("Fact", "Organization"), fact, body)
        if at % 4 == 0:
            graph.relate("HAS_COUNTY", ("Fact", "Place"), fact, place)
            graph.relate("MENTIONS", ("Article", "Person"), article, person)
            graph.relate("HOLDS_POST", ("Person", "Organization"), person, body, [fact], 1, day, day, ["局长"])


def main() -> None:
    """Print the size of the graph and the seconds that its load took."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    graph = synthetic(articles)
    elements = sum(graph.counts().values())
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore.create(Path(folder) / "graph.lbug") as store:
        began = time.perf_counter()
        store.load(graph)
        seconds = time.perf_counter() - began
        size = (Path(folder) / "graph.lbug").stat().st_size
    print(f"{articles:,} articles, {elements:,} nodes and relationships: {seconds:.1f} s, {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
