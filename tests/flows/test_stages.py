"""Builds: what goes in comes out, the same bytes whatever the order, and one bad page never stops the others."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.registry import FinderError
from flows.batches import extract_page, run_batches
from flows.config import BuildOptions
from flows.errors import NothingReadError
from flows.lookup import truth_of
from flows.stages import Report, Stage, build
from flows.summary import report_lines
from loaders.ledger import PageWork
from loaders.publication import Publication
from ontology.records import Declared, Extraction, Page, PageFault
from tests.conftest import SEEDS

ONE, TWO = sorted(SEEDS.glob("*.txt"))[:2]


def made(graph: Path, *inputs: Path, workers: int = 1) -> Report:
    return build(BuildOptions(inputs, graph, workers=workers))


def canonical(graph: Path) -> tuple[list[str], list[str]]:
    with truth_of(graph) as truth:
        return list(truth.fact_lines()), list(truth.resolution_lines())


def test_a_second_build_of_the_same_publishes_nothing(tmp_path):
    first = made(tmp_path / "graph", ONE)
    again = made(tmp_path / "graph", ONE)
    assert first.published
    assert not again.published
    assert again.digest == first.digest
    assert again.extracted == 0
    assert again.facts == first.facts


def test_other_order_and_other_workers_give_the_same_bytes(tmp_path, seeds_graph):
    made(tmp_path / "graph", *sorted(SEEDS.glob("*.txt"), reverse=True), workers=2)
    assert canonical(tmp_path / "graph") == canonical(seeds_graph)


def test_pages_added_and_withdrawn_leave_no_trace(tmp_path, seeds_graph):
    graph = tmp_path / "graph"
    made(graph, ONE)
    made(graph, ONE, TWO)
    last = made(graph, TWO)
    fresh = made(tmp_path / "fresh", TWO)
    assert canonical(graph) == canonical(tmp_path / "fresh")
    assert last.pages == fresh.pages == 1
    assert last.extracted == 0  # page two was known already


def test_a_page_that_cannot_be_read_is_listed_and_the_others_go_in(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.copy(ONE, inbox)
    (inbox / "empty.txt").write_text("")
    (inbox / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (inbox / "broken.txt").write_bytes("莲都区".encode("gb18030") + b"\xff\xff\xff")
    (inbox / "huge.txt").write_bytes(b"a" * 5_000_001)
    done = made(tmp_path / "graph", inbox, tmp_path / "absent.txt")
    reasons = {Path(fault.source).name: fault.reason for fault in done.faults}
    assert done.pages == 1
    assert set(reasons) == {"empty.txt", "binary.txt", "broken.txt", "huge.txt", "absent.txt"}
    assert reasons["empty.txt"] == "empty"
    assert "too large" in reasons["huge.txt"]
    assert "binary" in reasons["binary.txt"]
    assert "undecodable" in reasons["broken.txt"]
    assert not made(tmp_path / "graph", inbox, tmp_path / "absent.txt").published


@pytest.mark.parametrize("name", [None, "empty.txt"])
def test_a_build_without_a_page_keeps_the_graph(tmp_path, name):
    graph, inbox = tmp_path / "graph", tmp_path / "inbox"
    inbox.mkdir()
    first = made(graph, ONE)
    if name:
        (inbox / name).write_text("")
    with pytest.raises(NothingReadError, match="--allow-empty" if name is None else "empty.txt: read: empty"):
        made(graph, inbox)
    assert Publication(graph).current().digest == first.digest
    emptied = build(BuildOptions((inbox,), graph, allow_empty=True))
    assert emptied.published
    assert emptied.pages == 0
    assert not any("the others are in the graph" in line for line in report_lines(emptied))


def test_a_finder_that_cannot_be_imported_fails_the_build_once(tmp_path, monkeypatch):
    def broken(module: str) -> None:
        raise SyntaxError(f"invalid syntax in {module}")

    monkeypatch.setattr("extractors.registry.import_module", broken)
    with pytest.raises(FinderError, match=r"^extractors/facts/action\.py: SyntaxError: invalid syntax"):
        made(tmp_path / "graph", ONE)
    assert Publication(tmp_path / "graph").find() is None


def test_faults_inside_pages_have_a_heading_of_their_own(tmp_path):
    done = made(tmp_path / "graph", ONE)
    inside = replace(done, faults=(PageFault(str(ONE), "extract", "post: ValueError: boom"),))
    text = "\n".join(report_lines(inside))
    assert "1 faults inside pages" in text
    assert "of the inputs failed" not in text


def test_the_same_page_under_two_names_is_one_page(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    text = ONE.read_text(encoding="utf-8")
    (inbox / "a.txt").write_text(text, encoding="utf-8")
    (inbox / "b.txt").write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    assert made(tmp_path / "graph", inbox).pages == 1


def test_an_option_changes_the_declared_context(tmp_path):
    build(BuildOptions((ONE,), tmp_path / "graph", issue_date="2021-12-04", place="莲都区"))
    with truth_of(tmp_path / "graph") as truth:
        ((_, declared, _),) = list(truth.pages())
    assert declared == Declared("2021-12-04", "331102", "option", "option")


def test_stages_run_in_order_and_are_timed(tmp_path):
    stage = Stage()
    build(BuildOptions((ONE,), tmp_path / "graph"), stage=stage)
    assert list(stage.seconds) == ["gather", "plan", "extract", "resolve", "project", "publish"]


def work(name: str, text: str) -> PageWork:
    return PageWork(Page.of(text), (name,), Declared())


def test_batches_keep_the_order_and_never_raise():
    works = [work(f"{number}.txt", f"莲都区委书记张三{number}说，会议开得好。") for number in range(5)]
    outcomes = list(run_batches(works, 2))
    assert [each.sources for each, _ in outcomes] == [each.sources for each in works]
    assert all(isinstance(outcome, Extraction) for _, outcome in outcomes)
    assert [outcome for _, outcome in outcomes] == [extract_page(each) for each in works]


def test_a_failing_extractor_is_a_fault(monkeypatch):
    from flows import batches

    class Broken:
        @staticmethod
        def load() -> Broken:
            return Broken()

        def extract(self, page: Page, given: Declared) -> Extraction:
            raise RuntimeError("boom")

    monkeypatch.setattr(batches, "Extractor", Broken)
    outcome = extract_page(work("x.txt", "莲都区"))
    assert isinstance(outcome, PageFault)
    assert outcome.source == "x.txt"
    assert "boom" in outcome.reason


def test_the_truth_and_the_store_hold_the_same_facts(seeds_graph):
    from loaders.embedded import EmbeddedStore
    from loaders.publication import Publication

    with truth_of(seeds_graph) as truth:
        number = sum(1 for _ in truth.facts())
    with EmbeddedStore.read(Publication(seeds_graph).current().store) as store:
        ((found,),) = store.query("MATCH (f:Fact) RETURN count(*) AS number").rows
    assert found == number > 200


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem[:3])
def test_every_evidence_stands_in_its_page(seeds_graph, seed):
    from flows.lookup import fact_lines
    from flows.scoring import evidence_holds

    text = seed.read_text(encoding="utf-8")
    with truth_of(seeds_graph) as truth:
        lines = list(fact_lines(truth, page=seed.name))
    assert lines
    assert all(evidence_holds(line, text) for line in lines)
