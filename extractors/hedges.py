"""The words around a number that bound it: 近, 约, 超过, 至少, 最高 before it, 以上, 左右, 以内 after it."""

from __future__ import annotations

import re

from ontology.values import Bound

_BEFORE: dict[str, Bound] = {
    **dict.fromkeys(("近", "约", "大约", "大概", "约为", "将近", "接近", "差不多", "约莫", "大致", "约有", "约占", "约合"), "about"),
    **dict.fromkeys(
        (
            "超",
            "超过",
            "突破",
            "逾",
            "超出",
            "破",
            "跨过",
            "站上",
            "迈上",
            "冲破",
            "大于",
            "高于",
            "多于",
            "不止",
            "超越",
            "跨越",
            "超过了",
            "突破了",
            "已过",
            "远超",
            "均超",
            "达到超",
            "迈过",
            "踏上",
            "越过",
            "年超",
            "总超",
        ),
        "over",
    ),
    **dict.fromkeys(("至少", "不低于", "不少于", "最少", "起码", "不小于", "不下", "不下于", "最低", "上"), "at_least"),
    **dict.fromkeys(("最高", "最多", "至多", "不超过", "不高于", "不多于", "不超", "上限", "限额", "不大于", "最高达", "最高可达", "最高至"), "at_most"),
    **dict.fromkeys(("不到", "不足", "未达", "未达到", "低于", "少于", "小于", "未满", "不满", "未到", "不及", "未超"), "under"),
}
_LONGEST = max(map(len, _BEFORE))
_NOT_AFTER: dict[str, str] = {
    "近": "附最靠邻亲新临走贴远相渐",
    "约": "节签合条预违公履制大简租邀契相婚纽特",
    "超": "赶",
    "破": "突打侦",
    "最高": "",
    "过": "通超经不",
}
_FAR = re.compile(
    r"(?:(?P<at_most>最高(?:可|给予|奖励|补助|补贴|授信|贷款|额度|限额|支持|资助|不超)|最多(?:可|给予)|上限[为是])"
    r"|(?P<at_least>至少|不少于)"
    r"|(?P<about>(?<![节签合条预违公履制简租])约(?=[占为有达需合能可收相])|大约|大概))[^，。；：、！？,\d一二两三四五六七八九十百千万亿]{0,9}$"
)
_AFTER = re.compile(
    r" ?(?:(?P<at_least>(?:及|或)?以上|及以上|起步(?=[，。；]))|(?P<about>左右|上下|许(?![多可诺])|(?:的)?样子)"
    r"|(?P<at_most>(?:及|或)?以[内下]|之内|(?<=[时钟天日月年周])内(?![蒙地外容部涝存河海陆]))"
    r"|(?P<over>有余|开外|余(?![杭款额下姚])|多(?![元功样万千百条个层党边])|挂零))"
)


def before(text: str, start: int) -> tuple[int, Bound | None]:
    """Where the hedge that ends at `start` begins, and what it says; (start, None) where there is none."""
    end = start - 1 if start and text[start - 1] == " " else start
    for length in range(min(_LONGEST, end), 0, -1):
        word = text[end - length : end]
        bound = _BEFORE.get(word)
        if word == "上" and text[start] not in "百千万亿":  # 上百 hedges, 走上3万步 does not
            continue
        if bound and not (end > length and text[end - length - 1] in _NOT_AFTER.get(word, "")):
            return end - length, bound
    return start, None


def far_before(text: str, start: int) -> Bound | None:
    """The bound of a hedge that stands a few characters off in the same clause: 最高可申请…12000元, 约占…的1/3."""
    found = _FAR.search(text, max(0, start - 18), start)
    return _named(found) if found else None


def after(text: str, end: int) -> tuple[int, Bound | None]:
    """Where the hedge that begins at `end` ends, and what it says; (end, None) where there is none."""
    found = _AFTER.match(text, end)
    return (found.end(), _named(found)) if found else (end, None)


def _named(found: re.Match[str]) -> Bound | None:
    name = found.lastgroup
    if name == "at_most":
        return "at_most"
    if name == "at_least":
        return "at_least"
    return "about" if name == "about" else "over"
