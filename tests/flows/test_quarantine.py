"""What breaks a rule of the schema is listed by the build and not published; what is published conforms to the shapes."""

from __future__ import annotations

from dataclasses import replace

from flows import stages
from flows.checking import check
from flows.cli_check import rdf_text
from flows.config import BuildOptions
from flows.lookup import truth_of
from flows.stages import build, failed_rows
from ontology.records import Article, Evidence, Extraction, Fact, Filler, MentionKey, Page, Span

TEXT = "青田县有企业5家。\n"
PERSON = MentionKey("Person", "周明远", "3311")
PLACE = MentionKey("Place", "青田县", "331121")


def fact_of(page: Page, name: str, **slots: Filler) -> Fact:
    given = {"subject": Filler("青田县", PLACE), "indicator": Filler("企业"), "value": Filler(5), "unit": Filler("家")} | slots
    kept = tuple((slot, (filler,)) for slot, filler in given.items() if filler.value != "")
    return Fact(name, page.id, f"{page.id}-1", "measure", kept, Evidence(0, 8, "青田县有企业5家"), "made.up", 0.9, "actual", "331121", "2021-12-03")


SPOILT = {
    "measure: no unit": {"unit": Filler("")},
    "measure: value is no number: '五'": {"value": Filler("五")},
    "measure: value ends before it begins: (8, 5)": {"value": Filler((8, 5))},
    "measure: area is a Person, which the slot does not take: '周明远'": {"area": Filler("周明远", PERSON)},
    "measure: bound is none of about, at_least, at_most, over, under: 'nearly'": {"bound": Filler("nearly")},
}


def test_broken_facts_are_listed_and_the_rest_conforms(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")

    def extracted(work, *_):
        for each in work:
            page = each.page
            facts = (fact_of(page, "good"), *(fact_of(page, f"bad{number}", **slots) for number, slots in enumerate(SPOILT.values())))
            article = Article(f"{page.id}-1", page.id, 1, "企业", "news", (Span(0, len(page.text)),))
            yield each, Extraction(page, replace(each.given, place="331121"), (article,), facts, ((article.id, PLACE), (article.id, PERSON)))

    monkeypatch.setattr(stages, "run_batches", extracted)
    done = build(BuildOptions((tmp_path / "a.txt",), tmp_path / "graph", workers=1))
    assert done.facts == {"measure": 1}
    assert not done.whole
    assert sorted(row[1:] for row in failed_rows(done)) == sorted(
        ("validate", reason, f"fact bad{number} (made.up) at 0-8") for number, reason in enumerate(SPOILT)
    )
    with truth_of(tmp_path / "graph") as truth:
        assert [fact.id for fact in truth.facts()] == ["good"]
    text = rdf_text(tmp_path / "graph")
    assert "fact/good" in text
    assert "fact/bad" not in text
    assert check(text).conforms
