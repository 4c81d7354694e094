"""Torn layouts: which paragraphs belong together, and where a broken sentence goes on."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.articles import split
from extractors.layout import lines_of
from extractors.seams import UNSEEN, links, seam
from ontology.records import Page

MILL = "云溪县茶叶加工厂投产 茶农增收有了着落"
MILL_BODY = (
    "8月3日，云溪县青石乡茶叶加工厂正式投产。加工厂由乡里的茶叶合作社出资建设，每天可以加工鲜叶三千斤，茶农不用再跑县城。",
    "茶叶合作社负责人说，加工厂投产以后，鲜叶收购价比去年高了一成，全乡茶农户均增收两千元，大家对明年的茶叶生产很有信心。",
)
ROAD = "平湖镇修通三条村道 村民出行不再绕路"
ROAD_BODY = (
    "日前，平湖镇三条通村道路完成硬化，交付使用。三条村道全长九公里，由镇政府筹资修建，沿线六个村的村民出行方便了许多。",
    "村民告诉记者，过去下雨天村道泥泞，出行要绕路到邻镇；如今道路修通，农产品当天就能运出山，运输的成本也降下来了。",
)


def articles_of(text: str) -> list[str]:
    return ["|".join(text[span.start : span.end] for span in article.spans) for article in split(Page.of(text))]


def test_headlines_stacked_above_both_bodies_go_to_their_own() -> None:
    text = "\n\n".join((MILL, ROAD, *ROAD_BODY, *MILL_BODY)) + "\n"
    found = articles_of(text)
    assert len(found) == 2
    assert {MILL in each and "鲜叶收购价" in each and "村道" not in each for each in found} == {True, False}


def test_a_stretch_torn_in_mid_word_goes_back() -> None:
    first, rest = MILL_BODY[1][:-20], MILL_BODY[1][-20:]
    text = "\n\n".join((MILL, MILL_BODY[0], first, "", ROAD, *ROAD_BODY, rest)) + "\n"
    mill = next(each for each in articles_of(text) if MILL in each)
    assert mill.index(first) < mill.index(rest)


def test_a_body_under_a_dateline_opens_an_article_without_headline() -> None:
    text = "\n\n".join((MILL, *MILL_BODY, "本报讯（记者 林一山）" + ROAD_BODY[0], ROAD_BODY[1])) + "\n"
    assert len(articles_of(text)) == 2


def test_lines_of_a_column_are_no_headlines() -> None:
    column = "".join(MILL_BODY)
    text = MILL + "\n\n\n" + "\n\n".join(column[at : at + 18] for at in range(0, len(column), 18)) + "\n"
    assert [line.kind for line in lines_of(text)].count("headline") == 1
    assert len(articles_of(text)) == 1


def test_seams_tell_words_from_chance() -> None:
    assert seam("省委农村工", "作领导小组") > 2
    assert seam("茶", "镖") == UNSEEN


def test_a_broken_sentence_is_linked_to_what_takes_it_up() -> None:
    ends = ["各单位要抓好农村工", None, None]
    starts = ["各单位", "鲜叶的收购价", "作的落实"]
    assert links(ends, starts) == {0: 2}
    assert links(["农村工", None], ["农", "作的落实"]) == {}  # it goes on where it stands


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="云溪县茶，。：8 （记者）摄□\u3000", max_size=30), max_size=14))
def test_articles_never_overlap_and_lie_on_the_page(lines: list[str]) -> None:
    text = "\n".join(lines)
    taken = [at for article in split(Page.of(text)) for span in article.spans for at in range(span.start, span.end)]
    assert len(taken) == len(set(taken))
    assert all(0 <= at < len(text) for at in taken)
