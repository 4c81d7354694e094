"""Copies from portals: what is the article and what is the portal's, and where a glued headline ends."""

from __future__ import annotations

import pytest

from extractors.headlines import glued_headline
from extractors.portal import portal_spans

BODY = "8月3日，云溪县青石乡茶叶加工厂投产，全乡茶农户均增收两千元。"


def kept(text: str) -> str:
    return "|".join(text[span.start : span.end] for span in portal_spans(text, 0, len(text)))


@pytest.mark.parametrize(
    "around",
    [
        "原标题：{}返回搜狐，查看更多责任编辑：",
        "{}（责任编辑：林一山）",
        "{}编辑 林一山 二审 陈木水 三审 高远返回搜狐，查看更多",
        "{}来源：云溪融媒",
        "{}（转自：云溪发布）",
        "{}分享让更多人看到",
        "{}版权归原作者所有，如有侵权，请联系我们删除。",
        "来源：人民网－浙江频道{}",
    ],
)
def test_what_the_portal_adds_is_dropped(around: str) -> None:
    assert kept(around.format(BODY)) == BODY


def test_an_advertisement_in_the_middle_parts_the_article() -> None:
    assert kept(f"{BODY}广告 天天有礼 >>进入直播间 ×{BODY}") == f"{BODY}|{BODY}"


@pytest.mark.parametrize("own", ["来源：云溪新闻网记者：林一山", "（记者 林一山）", "村民说：“茶叶好卖。”"])
def test_what_names_the_reporter_or_is_text_stays(own: str) -> None:
    assert kept(BODY + own).endswith(own)


@pytest.mark.parametrize(
    ("headline", "rest"),
    [
        ("云溪县茶叶加工厂投产 茶农增收有着落", "本报讯（记者 林一山）8月3日，加工厂投产。"),
        ("云溪县茶叶加工厂投产", "8月3日上午，加工厂投产。"),
        ("云溪县茶叶加工厂投产", "近日，加工厂投产。"),
        ("云溪县茶叶加工厂正式投产", "云溪县茶叶加工厂正式投产 8月的青石乡，茶香四溢。"),
        ("云溪县茶叶加工厂投产", "中新网浙江新闻8月3日电 加工厂投产。"),
        ("", "茶叶合作社负责人说，近日，加工厂投产。"),
        ("", "茶叶合作社的加工厂于8月3日上午投产。"),
        ("", "云溪日报客户端讯（通讯员 林一山）近日，加工厂投产。"),
    ],
)
def test_where_a_glued_headline_ends(headline: str, rest: str) -> None:
    assert (headline + rest)[: glued_headline(headline + rest)] == headline
