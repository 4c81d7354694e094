"""How clauses mean what they tell: planned, expected, granted by rule, capped, denied, or done."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.realis import planned_prefix, realis
from ontology.records import Span
from tools.measure_realis import fits, main
from tools.realis_cases import cases

SEEDS = Path(__file__).parents[2] / "seeds"

CASES = [
    ("会议将其列入年度十件实事", "列入", "actual", ""),
    ("这位将军捐出500万元", "500", "actual", ""),
    ("主要从事重要的要素保障500项", "500", "actual", ""),
    ("项目将于明年建成投产", "建成", "planned", "将"),
    ("把古街划成五段，将两座桥改造成景点", "两座", "actual", ""),
    ("将溪口镇划分为24个网格", "24", "actual", ""),
    ("将20户居民转移到安置点", "20户", "actual", ""),
    ("我们要建设5个中心", "5个", "planned", ""),
    ("回首未来三年，产值达5亿元", "5亿", "actual", ""),
    ("尚未建成3座桥", "3座", "negated", ""),
    ("全村没有发放补助", "发放", "negated", ""),
    ("对新引进企业给予一次性奖励50万元", "50万", "rule", ""),
    ("每亩补贴200元", "200", "rule", ""),
    ("最高可贷30万元", "30万", "ceiling", ""),
    ("单户额度不超过30万元", "30万", "ceiling", ""),
    ("预计年产值5亿元，带动300户农户增收", "300户", "expected", "预计"),
    ("产值有望突破亿元", "亿元", "expected", "有望"),
    ("计划投资5亿元，目前已完成2亿元", "5亿", "planned", "计划"),
    ("计划投资5亿元，目前已完成2亿元", "2亿", "actual", ""),
    ("力争年底前培训500人", "500", "planned", "力争"),
    ("拟引进人才20名", "20名", "planned", "拟"),
    ("10家企业拟入驻园区", "10家", "planned", "拟"),
    ("预计明年将完工6个院子", "6个", "expected", "预计"),
    ("行动计划实施以来完成改造300户", "300户", "actual", ""),
    ("完成年度计划投资3亿元", "3亿", "actual", ""),
    ("占计划的72.8%", "72.8", "actual", ""),
    ("原计划3天的工作", "3天", "planned", "原计划"),
    ("本次将为200名学生送去书包", "200名", "planned", "将"),
    ("将近200名学生参加", "200名", "actual", ""),
    ("村里建成5座桥", "5座", "actual", ""),
]


@pytest.mark.parametrize(("text", "word", "meant", "prefix"), CASES)
def test_realis(text: str, word: str, meant: str, prefix: str) -> None:
    at = text.index(word)
    assert realis(text, Span(0, len(text)), at) == meant
    assert planned_prefix(text, at) == prefix


def test_a_cue_stays_in_its_sentence() -> None:
    text = "预计增收30万元。村里修了5条路"
    assert realis(text, Span(9, len(text)), text.index("5条")) == "actual"
    assert planned_prefix(text, text.index("5条")) == ""


def test_the_table_is_read_as_it_is_meant() -> None:
    table = list(cases())
    wrong = [f"{text} @{at} is {meant}" for text, at, meant in table if realis(text, Span(0, len(text)), at) != meant]
    assert len(table) >= 150
    assert len(wrong) <= 0.02 * len(table), "\n".join(wrong)


@pytest.mark.parametrize("line", ["没有括号 | actual", "[补贴]300元 | granted"])
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "realis.txt"
    path.write_text(f"# head\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"realis\.txt:2"):
        list(cases(path))


def test_what_the_gold_of_the_seeds_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(SEEDS / "gold"), str(SEEDS)]) == 0
    shares = {line.split()[0]: float(line.split()[-1]) for line in capsys.readouterr().out.splitlines() if line.startswith(("happened", "planned"))}
    assert min(shares["happened"], shares["planned"]) >= 0.75, shares


def test_which_readings_fit_what_the_gold_shows() -> None:
    assert fits("planned", "expected")
    assert fits("ceiling", "rule")
    assert not fits("happened", "planned")
