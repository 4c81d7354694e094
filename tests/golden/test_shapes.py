"""Good and broken RDF: every file of `shapes/` says in its head which shapes it breaks, and both validators agree on all of them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyshacl
import pytest
import rdflib
import shacl
from rdflib import RDF, SH
from typer.testing import CliRunner

from flows import checking
from flows.checking import SHAPES, check, check_file
from flows.cli import app
from ontology.iri import ID

CASES = sorted((Path(__file__).parent / "shapes").rglob("*.ttl"))
Results = Counter[tuple[str, str, str, str, str]]


def expected(path: Path) -> list[str]:
    return re.findall(r"^# breaks: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)


def by_shacl(turtle: str) -> Results:
    found = shacl.Shapes.from_file(str(SHAPES)).validate_text(turtle, format="turtle").results
    return Counter((_bare(each.focus_node), _bare(each.path), _bare(each.value_plain), each.component, _bare(each.source_shape)) for each in found)


def by_pyshacl(turtle: str) -> Results:
    data = rdflib.Graph().parse(data=turtle, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(SHAPES), inference="none")
    assert isinstance(report, rdflib.Graph)
    parts = (SH.focusNode, SH.resultPath, SH.value, SH.sourceConstraintComponent, SH.sourceShape)
    found: Results = Counter()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        terms = (report.value(result, part) for part in parts)
        focus, path, value, component, shape = ("" if term is None else str(term) for term in terms)
        found[focus, path, value, component.rpartition("#")[2], shape] += 1
    return found


def _bare(term: str | None) -> str:
    return (term or "").strip("<>")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_breaks_what_its_head_says(path):
    checked = check_file(path)
    assert sorted(f"{each.node} {each.shape} {each.constraint}" for each in checked.violations) == sorted(expected(path))
    assert path.stem.startswith("good-") is checked.conforms
    for violation in checked.violations:
        assert violation.fact == "1" or violation.shape in {"launched", "holdsPost-values"}  # relations stand apart from their facts
        assert violation.message
        if violation.shape not in {"evidence", "TextQuoteSelector-exact", "launched", "holdsPost-values"}:
            assert (violation.sentence, violation.page) == ("青田县有企业5家", "pages/001.txt")
            assert violation.start in {0, None}


def test_there_are_good_and_broken_cases():
    assert sum(path.stem.startswith("good-") for path in CASES) >= 3
    assert len({line.split(" ", 1)[1] for path in CASES for line in expected(path)}) >= 25


def test_both_validators_give_the_same_results():
    turtle = "\n".join(path.read_text(encoding="utf-8").replace(f"@base <{ID}>", f"@base <{ID}{path.stem}/>") for path in CASES)
    found = by_shacl(turtle)
    assert found == by_pyshacl(turtle)
    assert sum(found.values()) == sum(len(expected(path)) for path in CASES)


def test_the_graph_conforms_and_a_broken_one_tells_fact_sentence_and_page(seeds_graph, tmp_path):
    run = CliRunner().invoke(app, ["check", "--graph", str(seeds_graph)])
    assert run.exit_code == 0, run.output
    assert "no violation" in run.stderr
    whole = CliRunner().invoke(app, ["export", "--format", "nquads", "--graph", str(seeds_graph), str(tmp_path / "graph.nq")])
    assert whole.exit_code == 0, whole.output
    lines = (tmp_path / "graph.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    broken = [line for line in lines if '#postTitle> "' not in line]
    assert len(broken) < len(lines)
    (tmp_path / "broken.nq").write_text("".join(broken), encoding="utf-8")
    run = CliRunner().invoke(app, ["check", "--format", "csv", str(tmp_path / "broken.nq")])
    assert run.exit_code == 1
    head, first, *_ = run.stdout.splitlines()
    assert head == "fact,breaks,value,sentence,page,start,end,node,path,shape,constraint"
    assert re.match(
        r'[0-9a-f]{16},"title of a post: exactly one, a text that is not empty",,.+,\S+\.txt,\d+,\d+,id:fact/[0-9a-f]{16},xz:postTitle,postTitle,MinCount',
        first,
    )
    assert len(run.stdout.splitlines()) - 1 == len(lines) - len(broken)


def test_both_validators_agree_on_a_page_of_the_seeds_that_was_spoilt(seeds_graph, tmp_path):
    CliRunner().invoke(app, ["export", "--format", "nquads", "--graph", str(seeds_graph), str(tmp_path / "graph.nq")])
    lines = (tmp_path / "graph.nq").read_text(encoding="utf-8").splitlines()
    graphs = sorted({line.rsplit(" ", 2)[1] for line in lines if "/graph/article/" in line})[:3]
    triples = [line.rsplit(" ", 2)[0] + " ." for line in lines if line.rsplit(" ", 2)[1] in graphs]
    spoilt = [line for number, line in enumerate(triples) if number % 7]  # a seventh is missing, and entities are told elsewhere
    found = by_shacl("\n".join(spoilt))
    assert found == by_pyshacl("\n".join(spoilt))
    assert len({(component, shape) for _, _, _, component, shape in found}) > 10


def test_what_is_no_rdf_is_told(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n", encoding="utf-8")
    (tmp_path / "a.ttl").write_text("no turtle", encoding="utf-8")
    with pytest.raises(ValueError, match=r"cannot tell the format; known are \.nq"):
        check_file(tmp_path / "a.csv")
    run = CliRunner().invoke(app, ["check", str(tmp_path / "a.ttl")])
    assert run.exit_code != 0
    assert check("").conforms
    assert checking.Checked(0).conforms
