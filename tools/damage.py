"""Pages damaged as scanning and copying damage them, with their gold carried along: characters read wrong, quotation marks lost, lines wrapped anew.

What is damaged is the same at every run: the places are those whose hash of page and offset is smallest, so that a heavier damage holds
the lighter one. The gold stays fair by the guidelines' rule for damaged text: a name is right as it was, and right as it is printed now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.comparing import FactDict
from flows.scoring import GoldArticle, GoldPage

# Characters that readers of scans take for one another, for their shape: each for the next in its group, the last for the first. Numerals,
# 年月日 and 元 are left out: a changed number or date would be a different fact, and right as printed.
_ALIKE = (
    "己已巳 未末 土士 人入 干于 天夭 大太犬 王玉 木本 市巿 刀力 今令 名各 考老 贝见 目自 白自 由田甲申 牛午 予子 也地 "
    "代伐 往住 侍待 仅汉 他地 们门 这还 进近 边过 治冶 准淮 泠冷 洁沽 沽活 渔鱼 清情请晴 睛晴 消悄 海梅 没设 没投 法洗 "
    "注住 江红 池他 沟构 村材 林材 杜社 枝技 析折 拆折 扰优 护扩 招抬 报极 推准 接按 提堤 持特 搭塔 批比 指脂 县具 "
    "区匹 乡多 镇填 街衔 道通 农衣 业亚 产户 户尸 企全 金全 合台 公分 司同 同词 局居 部陪 处外 长卡 民氏 生主 工上 "
    "下卞 口曰 中申 央夹 省看 州洲 府附 政致 委季 员贝 党觉 书韦 记纪 会公 议仪 设没 建健 展屏 发友 加如 强张 实买 "
    "施旋 项顷 动功 服股 务备 经径 济齐 和利 社杜 水永 平乎 高商 新斩 创刨 改攻 革草 开井 放故 组阻 织识 活话 期斯 "
    "间问 时对 前剪 后启 家冢 学字 校枝 校较 院完 医区 师帅 教救 育盲 体休 文又 化北 术木 科料 技枝 研砑 究穷 电申 "
    "网冈 信倍 息恩 资货 贷货 款软 银跟 行往 保堡 险检 质贡 量重 安案 环坏 境镜 绿缘 色巴 森林 山出 河何 湖糊 路踏 "
    "车东 交父 运远 站战 客容 游旅 旅族 景影 古右 老考 街卫 坊妨 店庄 品晶 牌脾 茶荼 果呆 菜莱 粮粗 种神 植直 养美 "
    "殖值 收牧 购构 销锁 售集 价阶 格恪 增赠 减咸 提是 升开 降隆 率卒 比此 例列 第弟 届屈 次欠 全金 共其 有育 来米 "
    "去丢 到倒 对村 为办 以似 在左 是昰 的旳 了丁 与写 及反 或域 等寺 要耍 将奖 把杷 让计 使便 并井 但担 如妇 因困 "
    "所听 能熊 "
)
_LINE = 22  # characters of a line that is wrapped anew: a newspaper's narrow column
_QUOTES = frozenset("“”‘’「」『』\"'")
_CHINESE = ("\u4e00", "\u9fff")


@dataclass(frozen=True, slots=True)
class Damage:
    """A way to damage: its name, and what it makes of a page's text: the new text, and the new offset of every old one (and of the end)."""

    name: str
    edit: Callable[[str, str], tuple[str, list[int]]]


def _groups() -> dict[str, str]:
    swaps: dict[str, str] = {}
    for group in _ALIKE.split():
        for at, char in enumerate(group):
            other = group[(at + 1) % len(group)]
            if other != char:
                swaps.setdefault(char, other)
    return swaps


SWAPS = _groups()


def misread(share: float) -> Callable[[str, str], tuple[str, list[int]]]:
    """Reads that share of a page's Chinese characters wrong."""

    def edit(source: str, text: str) -> tuple[str, list[int]]:
        able = [at for at, char in enumerate(text) if char in SWAPS]
        wanted = round(share * sum(_CHINESE[0] <= char <= _CHINESE[1] for char in text))
        chosen = set(sorted(able, key=lambda at: hashlib.sha256(f"{source} {at}".encode()).digest())[:wanted])
        return "".join(SWAPS[char] if at in chosen else char for at, char in enumerate(text)), list(range(len(text) + 1))

    return edit


def unquoted(_source: str, text: str) -> tuple[str, list[int]]:
    """Loses all quotation marks."""
    return _filtered(text, [char not in _QUOTES for char in text])


def wrapped(_source: str, text: str) -> tuple[str, list[int]]:
    """Breaks every line after 22 characters."""
    pieces, offsets, column, length = [], [], 0, 0
    for char in text:
        if char == "\n":
            column = 0
        elif column == _LINE:
            pieces.append("\n")
            length, column = length + 1, 0
        offsets.append(length)
        pieces.append(char)
        length += 1
        column += char != "\n"
    return "".join(pieces), [*offsets, length]


def _filtered(text: str, kept: Sequence[bool]) -> tuple[str, list[int]]:
    offsets, length = [], 0
    for keep in kept:
        offsets.append(length)
        length += keep
    return "".join(char for char, keep in zip(text, kept, strict=True) if keep), [*offsets, length]


DAMAGES = (
    Damage("1 % of characters misread", misread(0.01)),
    Damage("2 % of characters misread", misread(0.02)),
    Damage("5 % of characters misread", misread(0.05)),
    Damage("quotation marks stripped", unquoted),
    Damage("lines wrapped anew", wrapped),
)


def damaged(damage: Damage, page: GoldPage, text: str) -> tuple[str, GoldPage]:
    """A page's text after the damage, and its gold: spans moved, names also as they are printed now."""
    new, offsets = damage.edit(page.source, text)
    articles = []
    for article in page.articles:
        spans = [[offsets[start], offsets[end]] for start, end in article.spans]
        at = [index for start, end in article.spans for index in range(start, end) if text[index] != "\n"]
        before = "".join(text[index] for index in at)
        after = "".join(new[offsets[index]] if offsets[index + 1] > offsets[index] else "" for index in at) if len(new) == len(text) else before
        articles.append(GoldArticle(article.title, spans, tuple(_as_printed(fact, before, after) for fact in article.facts)))
    facts = tuple(fact for article in articles for fact in article.facts)
    return new, GoldPage(page.source, facts, tuple(article.spans for article in articles), tuple(articles))


def _as_printed(fact: FactDict, before: str, after: str) -> Mapping[str, Any]:
    """A fact with the spellings that its article prints now as alternatives of those that it printed before."""
    return {slot: _spelt(filler, before, after) if slot not in ("type", "evidence", "unit", "bound") else filler for slot, filler in fact.items()}


def _spelt(filler: Any, before: str, after: str) -> Any:  # noqa: ANN401 - a filler is text, number or a list of them
    if isinstance(filler, list):
        return [_spelt(part, before, after) for part in filler]
    if not isinstance(filler, str) or before == after:
        return filler
    names = filler.split("|")
    printed = [after[at : at + len(name)] for name in names for at in _places(name, before)]
    return "|".join(dict.fromkeys([*names, *printed]))


def _places(name: str, text: str) -> list[int]:
    found, at = [], text.find(name)
    while name and at >= 0:
        found.append(at)
        at = text.find(name, at + 1)
    return found
