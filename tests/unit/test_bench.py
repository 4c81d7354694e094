"""The benchmark: it runs on a few invented articles, and what it loads is as large as it says."""

from __future__ import annotations

import gzip
import json

import pytest

from extractors.pipeline import Extractor
from ontology.records import Declared, Page
from tools import bench

TEXTS = (
    "5月6日，青田县委书记周启航主持召开县委常委会会议。会议强调，要抓好春耕。",
    "2021年，青田县实现网络零售额12.5亿元，同比增长8%。",
    "（记者 李明海）昨日，青田县红十字会向方山乡捐赠5万元。",
)


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "news.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for number, text in enumerate(TEXTS):
            file.write(json.dumps({"id": str(number), "date": "2022-05-06", "text": text}, ensure_ascii=False) + "\n\n")
    return path


def test_it_runs_on_a_small_corpus(corpus, capsys):
    assert bench.main([str(corpus), "--quick"]) == 0
    printed = capsys.readouterr().out
    for words in ("whole extraction", "jieba alone", "LAC alone", "peak memory", "embedded load of 100 articles", "nothing new"):
        assert words in printed


def test_a_corpus_is_plain_or_packed_and_has_texts(corpus, tmp_path, capsys):
    packed = bench.read_corpus(corpus, 2)
    assert [work.page.text for work in packed] == list(TEXTS[:2])
    assert packed[0].declared.issue_date == "2022-05-06"
    plain = tmp_path / "plain.jsonl"
    plain.write_text('{"text": "甲。", "date": "gestern"}\n{"title": "乙"}\n', encoding="utf-8")
    assert bench.read_corpus(plain, 1)[0].declared.issue_date is None
    assert bench.main([str(plain)]) == 2
    assert "plain.jsonl:2: no text" in capsys.readouterr().err
    assert bench.main([str(tmp_path / "absent.jsonl")]) == 2


def test_copies_differ_in_all_but_places():
    done = [Extractor.load().extract(Page.of(text), Declared(issue_date="2022-05-06")) for text in TEXTS]
    graph = bench.projected(done)
    large = bench.replicated(graph, 7)
    assert len(large.nodes["Article"]) == 7
    assert large.nodes["Place"] == graph.nodes["Place"]
    assert len(large.nodes["Fact"]) == 3 * len(graph.nodes["Fact"]) > 0
    ids = {label: set(rows) for label, rows in large.nodes.items()}
    assert all(source in ids[left] and target in ids[right] for (_, (left, right)), rows in large.relations.items() for source, target in rows)
