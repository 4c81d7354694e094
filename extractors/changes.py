"""Growth, drops and rankings: what makes a number a change or a rank, and which change or rank goes with a level."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extractors.reading import QuantityMention
from ontology.values import Number, Quantity

_UP = r"增长|上升|提高|提升|增加|上涨|攀升|扩大|增幅|涨幅|增速|升幅|高出|多出|高于|净增|递增|增收|增产|增值|加快|回升|上浮|走高|拉高|上调|飙升"
_DOWN = r"负增长|下降|减少|降低|下滑|回落|缩减|压缩|压减|降幅|跌幅|减幅|下跌|缩短|收窄|下调|减排|下挫|萎缩|走低|低于|少于|节约|节省|降本"
_FILL = (
    r"(?:[了率额约近超逾达是均各仅也又再就了将可还已去]|(?<=[率速幅])为|目标|(?<=[高低]于)(?:全[省国市县区]|平均|水平)+"
    r"|幅度|幅|高达|达到|超过|突破|不到|不足|分别|同比|环比|到达|最高|最多|至少|左右|接近|以上|速度|较快)*"
)
_WORDED = re.compile(rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP})){_FILL} ?(?P<minus>[-－−负])?$")
_SHORT = re.compile(r"(?:(?P<down>[降跌低少慢]|减(?!免))|(?P<up>[增升涨高多快超]))(?:了|约|近|超|长|去)?$")
_SIGNED = re.compile(r"(?:(?P<up>[+＋])|(?P<down>[-－−]))$")
_WORD_AFTER = re.compile(
    r"(?:以上|左右)?的?(?:年均|同比|环比|平均|复合|年|高速|较快|速度|正)*(?:(?P<down>负增长|下降|降幅|跌幅|减幅)|(?P<up>增长率|增长|增速|增幅|涨幅))"
)
_JOINT = frozenset(("、", "和", "及", "与", "，", "以及", ",", "；", "/"))
_REACH = 14

_RANK_BEFORE = re.compile(
    r"(?:全[省市县区国球州盟疆]|世界|全球|东北|西部|中部|东部|华东|全国|国内|排名|排行|名列|位列|位居|居|列|排|稳居|跻身|名次|保持|继续|位次|省内|市内|县内|[省市县区州])[^，。；：！？,]{0,10}第$"
)
_RANK_AFTER = re.compile(r" ?(?:位|名(?![^，。；、！？\s的）)”和]))?(?![批届次期季产个代任种类轮书线时条章节款方阶步笔家条编副手站大中小])")
_NOT_RANK = re.compile(r"(?:一|二|三|1|2|3)?(?:书记|时间|线|季度|产业|责任|人民|医院|副|届|中学|小学|人称|桶金|手|站|课|步|批|次)")
_FIRST = re.compile(r"(?:[居列占]|位[居列]|稳居|继续保持)[^，。；：！？,]{0,12}?(?:首位|榜首|第一|之首|首(?=[，。；、]))")


def settle(text: str, mentions: Sequence[QuantityMention]) -> list[QuantityMention]:
    """The mentions with their changes and ranks told apart from levels."""
    settled: list[QuantityMention] = []
    for each in mentions:
        if each.form in ("level", "fraction") and each.quantity.unit in ("%", "‰", "百分点"):
            settled.append(_as_change(text, each, settled[-1] if settled else None))
        else:
            settled.append(_as_rank(text, each) if each.form == "ordinal" else each)
    return settled


def _as_change(text: str, mention: QuantityMention, last: QuantityMention | None) -> QuantityMention:
    sign = _sign(text, mention)
    if sign is None and last is not None and last.form == "change" and text[last.end : mention.start].strip() in _JOINT:
        sign = -1 if last.quantity.low < 0 else 1
    if sign is None:
        return mention
    low, high = mention.quantity.low, mention.quantity.high
    if sign < 0:
        low, high = -high, -low
    quantity = mention.quantity
    return replace(mention, form="change", quantity=Quantity(low, high, quantity.unit, quantity.bound, quantity.basis))


def _sign(text: str, mention: QuantityMention) -> int | None:
    """+1 for a growth, -1 for a drop, None where the percentage is a level (降至30%, 占42%)."""
    start = mention.start
    floor = max(0, start - _REACH)
    found = _WORDED.search(text, floor, start) or _SHORT.search(text, max(0, start - 3), start) or _SIGNED.search(text, max(0, start - 1), start)
    if found is None:
        found = _WORD_AFTER.match(text, mention.end)
    if found is None:
        return None
    down = bool(found["down"]) != bool(found.groupdict().get("minus"))
    return -1 if down else 1


def _as_rank(text: str, mention: QuantityMention) -> QuantityMention:
    if not _RANK_BEFORE.search(text, max(0, mention.start - 16), mention.start):
        return mention
    if mention.quantity.unit not in ("", "位", "名") or _NOT_RANK.match(text, mention.end):
        return mention
    if mention.quantity.unit == "" and not _RANK_AFTER.match(text, mention.end):
        return mention
    return replace(mention, form="rank")


_CHAIN = re.compile(r"[^。；;！？!?\n]*")
_COMMA = re.compile(r"[，,、；;（(]")
_LEAD = re.compile(
    rf"(?:{_UP}|{_DOWN}|[增降涨跌升减高低多少]|同比|环比|年均|平均|分别|比|较|上年|去年|前年|同期|上月|上季度|20\d\d年|按可比价格?|计算|名义|实际|又|再|也|就|则|均|总量|其中"
    r"|[率达为约超近了到是的且并]|达到|高达|超过|\s)*"
)
_ALL = re.compile("[均都]")
_AMONG = re.compile(r"[^，,。；、]{0,14}中(?:的|排|名|位|居|列)")
_RANK_REACH = 20  # characters from a level to its rank
_DOUBLED = re.compile(r"(?:多了|增长|增加|增长了|增加了|翻了|翻)(?:近|约|超)?(?:一倍|一番|1倍|1番)")


def change_after(text: str, level: QuantityMention, mentions: Sequence[QuantityMention]) -> Number | None:
    """The signed percentage by which a level grew: 26.2 for 网络零售额104.31亿元,首破百亿,同比增长26.2%.

    `mentions` are the text's quantities, sorted. The change must come before the sentence ends, before another level,
    and in a clause with no subject of its own (…,新增户数下降5% tells of something else); a doubling without a
    percentage (翻一番, 多了一倍) is 100.
    """
    stop = _chain_end(text, level.end)
    for each in _following(mentions, level.end, stop):
        if each.form == "change" and each.quantity.unit == "%":
            single = each.quantity.low == each.quantity.high
            return each.quantity.low if single and _leads_only(text, level.end, each.start) else None
        if each.form == "level" and each.quantity.unit != "倍":
            stop = each.start
            break
    return 100 if _DOUBLED.search(text, level.end, min(stop, level.end + _REACH * 2)) else None


def rank_near(text: str, level: QuantityMention, mentions: Sequence[QuantityMention]) -> int | None:
    """The rank printed with a level, in its own or the next clauses of the sentence: 1 for 748亿元,总量位居全市第一.

    Several levels share a rank only where 均 or 都 says so; in 261个城市中的第6位 the level is the field, not the ranked.
    """
    stop = _chain_end(text, level.end)
    shared = bool(_ALL.search(text, level.end, stop))
    for each in _following(mentions, level.end, stop):
        if each.form == "rank":
            near = shared or each.start - level.end <= _RANK_REACH
            return int(each.quantity.low) if near and not _AMONG.match(text, level.end) else None
        if each.form == "level" and not shared:
            return None
    return 1 if _FIRST.search(text, level.end, min(stop, level.end + _RANK_REACH)) and not _AMONG.match(text, level.end) else None


def _following(mentions: Sequence[QuantityMention], start: int, stop: int) -> list[QuantityMention]:
    """The quantities that tell something in [start, stop)."""
    first = bisect_left(mentions, start, key=lambda each: each.start)
    last = bisect_left(mentions, stop, key=lambda each: each.start)
    return [each for each in mentions[first:last] if each.form not in ("name", "ordinal", "article")]


def _leads_only(text: str, start: int, stop: int) -> bool:
    """Whether the clause before a change holds nothing but the words that lead to it (同比, 较上年, 增幅达 …)."""
    clause = max((found.end() for found in _COMMA.finditer(text, start, stop)), default=start)
    return bool(_LEAD.fullmatch(text, clause, stop))


def _chain_end(text: str, start: int) -> int:
    found = _CHAIN.match(text, start)
    return found.end() if found else start
