"""The tokenizer: every letter stays where it is; places are words."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.zh import ChineseTokenizer

from extractors.segmenter import MODEL, NAME, blank_pipeline

NLP = blank_pipeline()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "  青田县  方山乡\n\n\t龙现村 ",
        "⻓江　ＡＢＣ１２３％ 5G网络😀👨‍👩‍👧 é",  # radicals, full width, emoji, combining marks
        "第一版\r\n第二版\u2028第三版\x85\ufeff末",
    ],
)
def test_the_text_is_kept_letter_by_letter(text: str):
    assert NLP.make_doc(text).text == text


@settings(deadline=None, max_examples=200)
@given(st.text(st.one_of(st.sampled_from("莲都区 　\n\t\r。，１a.％😀⻓\u200b\x1c"), st.characters(exclude_categories=["Cs"])), max_size=40))
def test_any_text_is_kept(text: str):
    doc = NLP.make_doc(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_words_and_places():
    words = [token.text for token in NLP.make_doc("记者昨日在景宁畲族自治县大均乡采访了村民")]
    assert words == ["记者", "昨日", "在", "景宁畲族自治县", "大均乡", "采访", "了", "村民"]


def test_the_configuration_names_the_tokenizer_and_nothing_is_fetched():
    assert NLP.config["nlp"]["tokenizer"] == {"@tokenizers": NAME}
    assert {path.name for path in MODEL.iterdir()} == {"features.msgpack", "weights.npz"}


def test_a_pipeline_survives_its_own_bytes():
    text = "丽水市莲都区碧湖镇"
    again = blank_pipeline().from_bytes(NLP.to_bytes())
    assert [token.text for token in again.make_doc(text)] == [token.text for token in NLP.make_doc(text)]


def test_spacys_own_tokenizer_reads_the_model():
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "pkuseg"}}})
    assert isinstance(nlp.tokenizer, ChineseTokenizer)
    nlp.tokenizer.initialize(pkuseg_model=str(MODEL), pkuseg_user_dict="default")
    assert [token.text for token in nlp("全县农民收入增长")] == ["全县", "农民", "收入", "增长"]
