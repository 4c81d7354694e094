"""What docs/neo4j.md shows is what the commands print on a real server."""

from __future__ import annotations

import pytest

from loaders.browser_files import favourites
from tools.update_docs import ROOT, Bench, agrees, documents, shown

pytestmark = pytest.mark.neo4j

PAGE = (ROOT / "docs" / "neo4j.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bench(seeds_graph, empty_database, tmp_path_factory):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NEO4J_URI", empty_database.uri)
        environment.setenv("NEO4J_USERNAME", empty_database.user)
        environment.setenv("NEO4J_PASSWORD", empty_database.password)
        environment.setenv("NEO4J_DATABASE", empty_database.database)
        yield Bench(tmp_path_factory.mktemp("docs"), seeds_graph)


def test_every_command_prints_what_is_shown(bench):
    commands = [each for path in documents() for each in shown(path.read_text(encoding="utf-8"), neo4j=True)]
    assert len(commands) >= 4
    for each in commands:
        real = bench.run(each.command)
        assert agrees(each, real), f"`make docs` beside a server renews it: $ {each.command}\n" + "\n".join([*each.lines, "--- but it prints:", *real])


def test_the_favourites_that_the_page_names_are_there():
    titles = [each.text.splitlines()[0] for each in favourites()]
    for name in ("哪些项目把一个县与信贷产品联系起来", "一个项目的直接关系", "从一个项目到证明它的句子", "全文检索名称与别名"):
        assert name in PAGE
        assert any(name in title for title in titles)
