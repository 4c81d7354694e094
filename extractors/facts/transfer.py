"""Transfers: loans, subsidies, dividends, donations and purchases, an amount of money from a payer to a payee."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.facts._around import Around, group_of, slots, text_filler, trimmed
from extractors.owners import Role, owners
from extractors.reading import Candidate, QuantityMention, Reading, literal, named, within
from extractors.realis import realis
from extractors.shapes import lexicon, longest_first
from extractors.standing import Anchor
from ontology.names import is_bank
from ontology.records import Filler, MentionKey, Span

MONEY = frozenset(("元", "美元", "欧元", "港元", "日元", "英镑"))
_FILE = Path(__file__).parent.parent / "data" / "lexicon" / "transfer_verbs.txt"


def _verbs(side: str) -> tuple[str, ...]:
    """The verbs of one side, from `data/lexicon/transfer_verbs.txt`."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(verb for line in lines if line.split()[:1] == [side] for verb in line.split()[1:])


_GIVE, _GET, _TRADE = _verbs("gives"), _verbs("takes"), _verbs("trades")
_VERB = re.compile("|".join(sorted({*_GIVE, *_GET, *_TRADE}, key=lambda verb: (-len(verb), verb))))
_PRODUCT_NOUN = (
    "贷款|信贷|授信额度|授信|融资|补助资金|补贴资金|奖励资金|扶持资金|帮扶资金|支持资金|专项资金|救助资金|奖补资金|资金|补助金|补贴|补助|奖补|"
    "奖励金|奖励|奖金|奖学金|助学金|慰问金|救助金|抚恤金|优待金|长寿金|善款|捐款|爱心款"
    "|物资|慰问品|用品|设备|器材|租金|分红|股金|保费|赔款|保险金|补偿款|补偿金|补偿|工资款|工程款|欠款|车费|红包|基金|贴息|退税|款"
)
_PRODUCT_AFTER = re.compile(rf"(?:钱|人民币)?(?:的|元的)?(?P<what>[^，。；、：！？\d]{{0,14}}?(?:{_PRODUCT_NOUN}))")
_GOODS_AFTER = re.compile(r"(?:元)?的(?P<what>[^，。；：！？\d]{1,24}?)(?=[，。；：！？]|送|捐|发放|给|用于|$)")
_PRODUCT_BEFORE = re.compile(
    rf"(?P<what>[“‘]?[^，。；、：！？\d向为给对的了]{{0,16}}?(?:{_PRODUCT_NOUN}|贷[”’]?))(?:总额|金额|总计|额度|额|余额|共计|合计|累计|共|达|约|近|"
    rf"超|为|：|:|[”’“])*$"
)
WORTH = re.compile(r"(?:价值|总价值|共价值|总价|市值|折价|折合)[^，。；]{0,4}$")
_TO = re.compile(
    r"(?:向|给|为|对|帮助|支持|替|帮|与|从)(?P<who>[^，。；：“”]{1,34}?)(?:成功|累计|共计|一次性|及时|首次|分别|已|又|共|再次|现场|直接|免费|无偿|"
    r"进行|以[^，。；]{1,12})*$"
)
_BENEFICIARY = re.compile(
    r"(?:[，,]?(?:资助|支助|救助|慰问|惠及|奖励|帮助|帮扶|支持|支援|用于慰问|用于奖励|用于资助|扶持|发放给|捐赠给|捐给|送给|送到|送至|送往|送抵|"
    r"发给|给予|给|支付给|投向|服务)(?:了|给)?)(?P<who>[^，。；：]{1,24}?)(?=发展|建|渡过|解决|购买|实现|改善|[，。；：）)]|$)"
)
_FOR_WHAT = re.compile(
    r"(?:用于|用以|用来|帮助[^，。；]{0,10}?(?=发展|建设|建起|渡过|解决|改善)|以支持|支持(?=[^，。；]{0,8}建设)|，(?:购买|建起|帮助|"
    r"助力))(?P<what>[^，。；]{2,24})"
)
_PAYER_OF = re.compile(r"由(?P<who>[^，。；：]{2,24}?)(?:出资|捐赠|资助|发放|拨付|支付|投资|提供)")
_WITHIN = re.compile(r"(?:在|到)(?P<who>[^，。；：]{2,14}?)(?:范围内|累计|共|已|就|一次性)*$")
_GAIN = re.compile(r"(?:为|给|向|帮助)(?P<who>[^，。；：]{2,16}?)(?:共|累计|平均|每年)*(?:增收|带来|创收|增加收入|分得|送去|发放)")
_DESCRIBED = re.compile(r"(?:家庭|企业|大学生|学生|老人|户|人员|人才|职工|村民|居民|主体|个人|单位|孩|者|商户|合作社|群众)(?:的|分别)?$")
_RULE_LINE = re.compile(r"(?:补助|补贴|奖励|奖补|资助|给予|一次性|优惠|津贴|奖金|助学金)")
_NOT_PARTY = re.compile(
    r"^(?:其|它|他|她|此|该|自己|大家|我们|他们|她们|一次|每|总|共|约|近)$|[0-9.]+$|[，。；！？“”‘’…]|元|记者|推出|采购了|^(?:一次性|分别|最高|每年|"
    r"每月|每人|每户|不低于|累计)"
)
_GROUP_HEAD = re.compile(rf"(?:{longest_first(*lexicon('group_heads'))})$")
_GROUP_END = re.compile(rf"(?:{longest_first(*lexicon('group_heads'))}|[人户家者员生们队所院校厂村乡镇县市区店行社团会司部方军商孩体属兵]|系统|项目|对象)$")
_NOT_MONEY_MOVES = re.compile(
    r"总投资|产值|销售额|营业额|收入|营收|增收|利润|总额|生产总值|税收|价格|售价|单价|市值|年薪|工资|消费额|交易额|进出口|外资|收益|效益|造价|成本|"
    r"损失"
)
_LEVEL_BEFORE = re.compile(
    r"(?:贷款额度?(?:由|从|上限|提高)|最高贷款额|货值|测算)[^，。；]{0,14}$|"
    r"(?:总投资|投资规模|投资总额|计划投资|完成[^，。；]{0,8}投资|实际投资|余额|存款|注册资本|产值|营业收入|销售额|销售收入|交易额|成交额|生产总值|"
    r"估值|造价|预算)[^，。；]{0,16}$"
)
_NOUNS_TOO = frozenset(
    "贷款 授信 融资 奖励 奖补 补助 补贴 捐款 捐资 捐赠 捐助 救助 资助 支援 帮扶 分红 补偿 赔偿 援助 返还 支付 创业 放款".split()  # noqa: SIM905 - a list of words reads better unquoted
)
_LIGHT = frozenset(
    "发放 给予 接受 提供 办理 投放 拨付 下拨 兑现 获得 获批 申请 争取 领取 得到 享受 收到 批下 落实 下发 兑付 送去 送上 颁发 支付".split()  # noqa: SIM905 - a list of words reads better unquoted
)
_ILL_GOTTEN = frozenset(("收受",))
_PRINTED = re.compile(
    r"(?:，|^)(?:其中|目前|同时|近日|日前|据悉|此外|会上|活动中|现场|当天|随后)*(?P<who>[^，。；：、“”的向为给将把被由对在]{2,18}(?:公司|集团|银行|协会|商会|总会|工会|基金会|慈善会|学会|局|"
    r"联合会|合作社|医院|学校|大学|中心|支行|分行|分公司|村委会|办事处|企业|政府|委|队|社))(?:近日|日前|当天|先后|还|也|又|再次|共|累计|已|专门|主动|此次|将)*$"
)
_HEADS = frozenset(["人", "户", "名", "个", "家", "月", "年", "次", "位", "岁", "周岁", "学年", "学期", "家庭", "亩"])
_SPENDING = frozenset(["投资", "投入", "花费", "支出", "融资", "筹集", "筹措", "募集", "缴纳", "交纳", "购置", "减免"])
_MOST, _LEAST = 2, 0.1  # owners proposed a side, and how likely the second must be
_KINDS = (
    ("loan", "贷|授信|融资|信贷|借款|放款"),
    ("dividend", "分红|股金|红利"),
    ("donation", "捐|善款|慰问|爱心|赠|送去|送来|公益|物资|援助|集资|募"),
    ("subsidy", "补助|补贴|奖|扶持|支持资金|救助|资助|助学|优待|抚恤|拨付|专项资金|退税|减免|贴息|返还|关爱资金"),
    ("purchase", "购|买|采购|租金|支付|车费|卖|收购|款"),
)


@dataclass(frozen=True, slots=True)
class _Side:
    """Who may stand on one side of a transfer: by which words it was found, and what the judge should know of it."""

    filler: Filler
    how: str
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deal:
    """What the words around an amount say: the verb and its sides, offsets into the article's text."""

    verb: str
    verb_start: int
    verb_end: int
    takes: bool  # the subject receives the money
    ahead: bool  # the verb stands before the amount
    distance: int


def find(reading: Reading) -> Iterator[Candidate]:
    """Every amount of money near a verb or a noun of giving, with its likely sides."""
    around = Around(reading)
    for money in reading.quantities:
        if money.form not in ("level", "name") or not _is_money(reading, money):
            continue
        deal = deal_of(reading, money)
        if deal and not _own_investment(reading, money, deal):
            yield from _candidates(reading, around, money, deal)


def _is_money(reading: Reading, money: QuantityMention) -> bool:
    """Whether the number counts money; 万 without 元 does so behind a verb of giving (捐助的3.5万)."""
    quantity, text = money.quantity, reading.text
    if quantity.unit:
        if quantity.basis and quantity.basis not in _HEADS:
            return False
        return quantity.unit.partition("/")[0] in MONEY and (money.form == "level" or text[money.start : money.start + 1].isdigit())
    printed = text[money.start : money.end]
    return (
        quantity.low >= 1_000
        and printed.endswith("万")
        and any(map(str.isdigit, printed))
        and bool(re.search(r"捐|贷|奖|补[助贴]|资助", text[max(0, money.start - 12) : money.start]))
    )


def _own_investment(reading: Reading, money: QuantityMention, deal: Deal) -> bool:
    """Whether the amount is a level (总投资, 贷款余额) or one's own spending that helps nobody named."""
    clause, text = reading.clause(money.start), reading.text
    if _LEVEL_BEFORE.search(text, clause.start, money.start):
        return True
    return deal.verb in _SPENDING and not re.search(
        r"帮|支援|资助|捐|慰问|物资|送|组织|价值|扶持|为[^，。；]{2,12}(?:村|户|人|者|学校)", text[max(clause.start, money.start - 24) : money.end + 20]
    )


def deal_of(reading: Reading, money: QuantityMention) -> Deal | None:
    """The verb that governs the amount: the last before it in its clause, else right after it, else in the clause before."""
    text = reading.text
    sentence, clause = reading.sentence(money.start), reading.clause(money.start)
    before = [each for each in _VERB.finditer(text, clause.start, money.start) if not _in_name(reading, each.start())]
    if before:
        return _told(_governing(text, before), money, ahead=True)
    after = [each for each in _VERB.finditer(text, money.end, min(clause.end, money.end + 16)) if not _in_name(reading, each.start())]
    if after:
        return _told(after[0], money, ahead=False)
    floor = max(sentence.start, money.start - 60)
    earlier = [each for each in _VERB.finditer(text, floor, clause.start) if not _in_name(reading, each.start())]
    noun = re.compile(_PRODUCT_NOUN).search(text, clause.start, min(clause.end, money.end + 14))
    if earlier and (noun or _RULE_LINE.search(text, floor, money.start)):
        return _told(earlier[-1], money, ahead=True)
    if noun:
        return Deal("", noun.start(), noun.start(), False, noun.start() < money.start, abs(noun.start() - money.start))
    return None


def _governing(text: str, verbs: list[re.Match[str]]) -> re.Match[str]:
    """The last verb, or the one before it where the last is its object (发放 贷款, 给予 奖励)."""
    while len(verbs) > 1 and text[verbs[-1].end() : verbs[-1].end() + 1] == "的":  # 收受他人给予的财物, 领取公司发放的补贴
        verbs = verbs[:-1]
    last = verbs[-1]
    taking = next((each for each in verbs if each.group() in _ILL_GOTTEN), None)
    if taking:
        return taking  # 收受他人给予的财物
    if len(verbs) > 1 and last.group() in _NOUNS_TOO:
        other = verbs[-2]
        if other.group() in _LIGHT and last.start() - other.end() <= 14 and not re.search(r"[，。；]", text[other.end() : last.start()]):
            return other
    return last


def _in_name(reading: Reading, at: int) -> bool:
    return any(each.start <= at < each.end and each.kind in ("Organization", "Place") for each in reading.mentions)


def _told(verb: re.Match[str], money: QuantityMention, *, ahead: bool) -> Deal:
    takes = verb.group() in _GET or verb.group() in ("卖", "出售")
    return Deal(verb.group(), verb.start(), verb.end(), takes, ahead, abs(verb.start() - money.start))


def _candidates(reading: Reading, around: Around, money: QuantityMention, deal: Deal) -> Iterator[Candidate]:
    text = reading.text
    sentence = reading.sentence(money.start)
    to = _TO.search(text, max(sentence.start, deal.verb_start - 60), deal.verb_start) if deal.verb else None
    payees = _payees(reading, money, deal, to)
    payers = _ranked(reading, money, deal, "payer")
    clause = reading.clause(deal.verb_start).start
    printed = _PRINTED.match(text[clause : to.start() if to and to.start() > clause else deal.verb_start]) if deal.verb else None
    if printed and not reading.mentions_in(clause, deal.verb_start, "Organization"):
        payers = _distinct([_Side(group_of(reading, clause + printed.start("who"), clause + printed.end("who")), "printed"), *payers])
    by = _PAYER_OF.search(text, sentence.start, money.start)
    if by and (payer := around.party(by.start("who"), by.end("who"))):
        payers = _distinct([_Side(payer, "by"), *payers])
    takers = _ranked(reading, money, deal, "payee")
    product, how = _product(reading, money, deal)
    purpose = _FOR_WHAT.search(text, money.end, min(reading.sentence(money.start).end, money.end + 40))
    kind = _kind_of(text[max(reading.clause(money.start).start, money.start - 30) : min(sentence.end, money.end + 20)])
    if kind == "loan":  # where a bank is among the likely ones, no county lends
        banks = [each for each in (*payers, *_ranked(reading, money, deal, "payer", most=2 * _MOST)) if is_bank(str(each.filler.value))]
        payers = _distinct([*banks, *payers])[: len(payers) or 1]
    date = around.date(money.start, money.end)
    interval = bool(date and "/" in str(date.value))
    options = _sides(deal, payers, payees, takers)
    for rank, (payer_of, payee_of) in enumerate(options):
        yield Candidate(
            type="transfer",
            slots=slots(
                amount=_amount(money),
                payer=around.with_companions(payer_of.filler) if payer_of else None,
                payee=payee_of.filler if payee_of else None,
                product=product,
                purpose=text_filler(reading, purpose.start("what"), purpose.end("what")) if purpose else None,
                date=None if interval else date,
                period=date if interval else None,
                bound=literal(money.quantity.bound) if money.quantity.bound else None,
                kind=literal(kind),
            ),
            start=max(sentence.start, min(deal.verb_start, money.start, max(reading.clause(money.start).start, money.start - 60))),
            end=max(money.end, product.span.end if product and product.span else 0, deal.verb_end),
            rule="takes" if deal.takes else ("gives" if deal.verb else "noun"),
            realis=realis(text, sentence, money.start),
            features=(
                f"verb={deal.verb or 'none'}",
                f"ahead={deal.ahead}",
                f"distance={min(deal.distance // 4, 8)}",
                f"kind={kind}",
                f"product={how}",
                f"payer={payer_of.how if payer_of else 'none'}",
                f"payee={payee_of.how if payee_of else 'none'}",
                f"option={rank}",
                *(each for side in (payer_of, payee_of) if side for each in side.seen),
                f"worth={bool(WORTH.search(text, max(0, money.start - 10), money.start))}",
                f"level_word={bool(_NOT_MONEY_MOVES.search(text, reading.clause(money.start).start, money.start))}",
                f"before={text[max(0, money.start - 2) : money.start]}",
                f"next={text[money.end : money.end + 2]}",
                f"small={money.quantity.low < 1000}",
                f"basis={money.quantity.basis or 'none'}",
            ),
        )


def anchor_of(money: QuantityMention, deal: Deal | None) -> Anchor:
    """The place from which the sides of a transfer are looked for."""
    sort = "noun" if deal is None or not deal.verb else "takes" if deal.takes else "gives"
    return Anchor(min(money.start, deal.verb_start) if deal else money.start, money.end, (f"deal:{sort}",))


def _ranked(reading: Reading, money: QuantityMention, deal: Deal, role: Role, *, most: int = _MOST) -> list[_Side]:
    """The likeliest owners in the role of payer or payee."""
    return [_Side(each.filler, each.how, each.seen(role)) for each in owners(reading, anchor_of(money, deal), role, most=most, least=_LEAST)]


def _sides(deal: Deal, payers: list[_Side], payees: list[_Side], takers: list[_Side]) -> list[tuple[_Side | None, _Side | None]]:
    """The likely pairs of payer and payee, the likeliest first: payees told by their words, else the ranking's."""
    giver = next((each for each in payees if each.how == "to"), None) if deal.takes else None
    if giver is not None:  # 向银行申请, 从企业获得
        return [(giver, each) for each in takers if each.filler.value != giver.filler.value] or [(giver, None)]
    told = payees[:2] or takers[:1]
    options: list[tuple[_Side | None, _Side | None]] = []
    for payer in payers:
        if deal.takes and takers and payer.filler.value == takers[0].filler.value:
            continue
        other = next((each for each in told if each.filler.value != payer.filler.value), None)
        options.append((payer, other))
    if deal.takes:
        options[:0] = [(None, each) for each in takers[:1]]
    elif len(told) > 1 and payers and told[1].filler.value != payers[0].filler.value:
        options.append((payers[0], told[1]))
    return options or [(None, each) for each in told[:1]]


def _distinct(sides: list[_Side]) -> list[_Side]:
    """The sides without those whose name came before."""
    return list({each.filler.value: each for each in reversed(sides)}.values())[::-1]


def _payees(reading: Reading, money: QuantityMention, deal: Deal, to: re.Match[str] | None) -> list[_Side]:
    """Who may receive the money: 向X发放 (`to`), 奖励X N元, N元资助X, X N元."""
    text = reading.text
    sentence, clause = reading.sentence(money.start), reading.clause(money.start)
    found: list[_Side] = []
    if to and (who := _who(reading, to.start("who"), to.end("who"))):
        found.append(_Side(who, "for" if text[to.start()] in "为帮替" else "to"))
    inside = _WITHIN.search(text, clause.start, deal.verb_start) if deal.verb and not found else None
    if inside and (who := _who(reading, inside.start("who"), inside.end("who"))):
        found.append(_Side(who, "in_place"))
    gain = _GAIN.search(text, deal.verb_end, money.start) if deal.verb else None
    if gain and (who := _who(reading, gain.start("who"), gain.end("who"))):
        found.append(_Side(who, "gain"))
    if (
        deal.ahead
        and deal.verb in ("奖励", "补助", "补贴", "资助", "给予", "救助", "支付", "赔偿", "发给", "支助", "给", "奖补")
        and (who := _who(reading, deal.verb_end, money.start))
    ):
        found.append(_Side(who, "object"))
    stop = min(sentence.end, money.end + 50)
    after = _BENEFICIARY.search(text, money.end, stop)
    if after and (who := _who(reading, after.start("who"), after.end("who"))):
        found.append(_Side(who, "after"))
    if not found and deal.verb_start < clause.start and (who := _who(reading, clause.start, money.start)):
        found.append(_Side(who, "line"))
    if (
        not found
        and deal.ahead
        and deal.verb in ("给予", "奖励", "补助", "补贴", "发放", "奖补", "资助")
        and _DESCRIBED.search(text[clause.start : deal.verb_start].removesuffix("一次性"))
    ):
        end = deal.verb_start - (3 if text.startswith("一次性", deal.verb_start - 3) else 0)
        if who := _who(reading, clause.start, end):
            found.append(_Side(who, "described"))
    if not deal.ahead and not found and deal.verb in ("捐赠", "捐给", "送给", "发放") and (who := _who(reading, deal.verb_end + 1, clause.end)):
        found.append(_Side(who, "object"))
    return _distinct(found)


def _who(reading: Reading, start: int, end: int) -> Filler | None:
    """Who is named or described in [start, end). Stricter than `Around.party`: amounts and goods stand where payees do."""
    start, end = trimmed(reading.text, start, end)
    end = start + len(reading.text[start:end].rstrip("（("))
    text = reading.text[start:end]
    if not text or len(text) > 30 or _NOT_PARTY.search(text):
        return None
    inside = reading.mentions_in(start, end)
    if inside and inside[-1].end == end:
        return named(inside[-1])
    if len(text) < 2 or re.search(rf"(?:{_PRODUCT_NOUN}|总额|金额)$", text):
        return None
    stop = _group_end(reading, start, end)
    return group_of(reading, start, stop) if stop else None


def _group_end(reading: Reading, start: int, end: int) -> int | None:
    """Where the words that describe a party end: in what people, firms and bodies are called; what is said of them (完成学业) is cut off."""
    text = reading.text
    if _GROUP_END.search(text, start, end):
        return end
    ends = [word.end for word in within(reading.words, start, end) if _GROUP_HEAD.search(text, start, word.end)]
    return ends[-1] if ends else None


def _product(reading: Reading, money: QuantityMention, deal: Deal) -> tuple[Filler | None, str]:
    """What is given or paid for, and where it stands."""
    text = reading.text
    clause = reading.clause(money.start)
    if WORTH.search(text, max(0, money.start - 10), money.start):
        goods = _GOODS_AFTER.match(text, money.end, clause.end)
        if goods:
            return _thing(reading, goods.start("what"), goods.end("what")), "goods"
    after = _PRODUCT_AFTER.match(text, money.end, clause.end)
    if after:
        return _thing(reading, after.start("what"), after.end("what")), "after"
    start = deal.verb_end if deal.ahead and clause.start <= deal.verb_start else clause.start
    before = _PRODUCT_BEFORE.search(text, start, money.start)
    if before:
        return _thing(reading, before.start("what"), before.end("what")), "before"
    goods = _GOODS_AFTER.match(text, money.end, clause.end)
    if goods and deal.verb in _TRADE:
        return _thing(reading, goods.start("what"), goods.end("what")), "goods"
    return None, "none"


def _thing(reading: Reading, start: int, end: int) -> Filler | None:
    start, end = trimmed(reading.text, start, end)
    text = re.sub(r"[“”‘’《》]", "", reading.text[start:end]).strip()
    if len(text) < 1 or start >= end:
        return None
    kind: MentionKey = MentionKey(
        "Programme" if text.endswith("贷") else "Group", text, (reading.place.prefecture or reading.place.code) if text.endswith("贷") else reading.article.id
    )
    return Filler(text, kind, Span(start, end))


def _amount(money: QuantityMention) -> Filler:
    return Filler(money.quantity.value, None, Span(money.start, money.end))


def _kind_of(words: str) -> str:
    return next((kind for kind, cues in _KINDS if re.search(cues, words)), "other")
