"""Numbers with their units, hedges and bases, as printed in a page's text.

Every printed number is read once, left to right. What is a date, a time, a telephone number or a vague number (十几)
is passed over; what belongs to a name (山区26县, 5G) is reported with the form `name`, so that a rule can see and
skip it. Forms beside `level`:

- `change`: a growth or a drop (同比增长26.2%); its numbers carry the sign, so a drop is negative;
- `rank`: a place in a ranking (全省第一); the number is the place;
- `fraction`: 1/3, 三分之一, 六成, 一半, given in percent with two decimals;
- `ordinal`: 第三批, 十九届; `age`: 65岁以上; `article`: 一个, where the numeral hardly counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from extractors import changes, hedges
from extractors.numerals import CHINESE, Numeral, chinese_range, chinese_value, numeral_at, numeral_end
from extractors.reading import QuantityMention
from extractors.units import Unit, fixed_numbers, smaller_unit, unit_at
from ontology.records import Span
from ontology.values import Bound, Quantity, plain_number

_START = re.compile(rf"[\d{CHINESE}半]")
_PASSED_ARABIC = re.compile(
    r"(?:19|20|１９|２０)\d\d ?年(?:代|度|级)?(?:\d{1,2} ?月(?:\d{1,2} ?[日号])?)?"
    r"|(?:19|20|１９|２０)\d\d ?[-—–~～至到]+ ?(?:19|20|１９|２０)\d\d(?! ?[万亿元%\d])"
    r"|(?:19|20|１９|２０)\d\d[-./](?:1[0-2]|0?[1-9])[-./](?:[12]\d|3[01]|0?[1-9])(?!\d)"
    r"|(?:19|20|１９|２０)\d\d\.(?:0[1-9]|1[0-2])(?![\d万亿%])"
    r"|\d{1,2} ?(?:[-—–~～至到、]{1,2} ?\d{1,2} ?)?月(?:份|底|初|末|中旬|上旬|下旬|\d{1,2} ?(?:[-—–~～至到、]{1,2} ?\d{1,2} ?)?[日号]?)?"
    r"|\d{1,2} ?(?:[-—–~～至到、]{1,2} ?\d{1,2} ?)?[日号](?!楼)"
    r"|\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?:[-—–~～至到]+\d{1,2}[:：]\d\d)?"
    r"|\d{1,2}[时点](?:\d{1,2}分|半|许|整|多|左右)?(?=[，。、；,（）()”\s\-—一-龥]|$)"
    r"|\d0年代|\d0后|\d5后"
    r"|1[3-9]\d{9}(?!\d)|0\d{2,3}[-—]\d{7,8}|\d{7,}(?=[，。；、）)\s])"
    r"|\d+(?:[:：]\d+)+|\d+(?:[×xX*+＋]\w+)+|\d+·\d+"
    r"|\d+(?:[-.]\d+){2,}"
    r"|\d{2,5}(?=热线|专线|报警|接警|接处警|政务服务|平台|便民服务|急救|电话)"
)
_PASSED_CHINESE = re.compile(
    r"[一二][零〇九][零〇一二三四五六七八九]{2}年"
    r"|[零〇一二三四五六七八九]{4}(?=年)"
    r"|[一二三四五六七八九十]{1,2}月(?!余|多)(?:[一二三四五六七八九十]{1,3}[日号])?|[一二三四五六七八九十]{1,3}[日号](?!楼)"
    r"|[一二三四]季度|[一二三四五六七八九十]{1,2}[时点](?:半|许|整|多|左右|钟)"
    r"|[五六七八九]{1,2}十年代"
)
_BETWEEN = re.compile(r" ?(?:[-—–−~～－]{1,2}|至|到) ?")
_OVER = re.compile(rf"(?P<below>\d+|[{CHINESE}]+)分之(?P<above>\d+(?:\.\d+)?|[{CHINESE}]+(?:点[零〇一二三四五六七八九]+)?)")
_SLASHED = re.compile(r"(?P<above>[1-9]\d?)/(?P<below>[1-9]\d?)(?![\d/年月.])")
_TENTHS = re.compile(
    rf"(?P<tenths>[一二两三四五六七八九]{{1,2}}|\d)成(?P<half>半|[一二三四五六七八九](?![{CHINESE}成]))?(?![立功员果为长本都分品就交绩效型套熟千语])"
)
_HALF = re.compile(r"半(?P<unit>个(?:多)?(?:月|小时|钟头|星期|世纪|学期)|小时|年|天|亩|斤|公里|里地|里路|米|吨|公斤)")
_HALF_SHARE = re.compile(r"(?<=[过超近])半(?![年月天个路])|一半(?![儿是个])")
_HALF_AFTER = re.compile(r"半(?![年月个天岛山径数成导程夜价])")
_BASIS_AFTER = re.compile(
    r"[/／每](?P<unit>[一-龥a-zA-Z²³]{1,4})|[一1](?P<one>亩|斤|公斤|吨|度|平方米|立方米|个|只|条|箱|盒|桶|天|月|年)(?![\d一-龥]{0,1}[级多])"
)
_BASIS_BEFORE = re.compile(
    r"每(?P<unit>公顷|公斤|平方米|立方米|公里|千瓦时|人次|小时|[亩吨斤户人个月年天周度名头只株棵台村位家场次晚夜秒张盒箱袋瓶桶件套间单匹辆届批桌份期])[^，。；：、！？,每]{0,10}$"
)
_SUBUNIT = re.compile(r"(?P<digit>[一二三四五六七八九1-9])(?P<unit>[分两角毛])(?P<more>[多余])?(?![之别钟])")
_COINS = re.compile(r"(?P<digit>[一二三四五六七八九1-9])(?=[，。；、！？,;）)]|$|[一1每]?[斤个])")  # 三块五
_QUOTED = re.compile(r"[“‘《「『][^“”‘’《》「」『』，。；：！？]{1,16}[”’》」』]")
_TIME_OFF = re.compile(r"(?:以)?[后前来](?!往|自|到)|以来|之[后前]")
_SPAN_BEFORE = re.compile(r"(?:(?<![长历耗用时])近|最近|过去|过去的|未来|今后|(?<!提)前|这|连续)$")
_CLASS_NAME = re.compile(r"以?[上下](?=[的大重工产项企]|项目|企业|产业)|级")
_ONLY = re.compile(r"(?:仅|仅有|只有|只|各|仅用|就)$")
_FILLER_UNITS = re.compile(r"[，。；、！？,.;）)”\s和及与]|$")
_PEOPLE_AFTER = re.compile(r"[一-龥]{0,6}?(?:人员|军人|农民|群众|居民|村民|党员|干部|学生|师生|职工|游客|市民|老人|儿童|青年|妇女|劳动力|观众|粉丝|网民|人才)")
_PEOPLE_BEFORE = re.compile(r"(?:人口|人数|粉丝)(?:[约近超为达]|突破|超过|达到|共|有| )*$")
_MONEY_BEFORE = re.compile(
    r"(?:捐[助款资赠]?|投资|金额|首付|[欠借贷存罚还汇]款|本金|押金|房款|投入|收入|贷款|补[助贴]|奖金|资金|工资|花了|花费|卖了?|赚了?|产值|利润|税收)(?:[约近超为达的共了]|突破|超过|达到)*$"
)
_HELD = re.compile(r"(?:举办|举行|召开|连续|成功|轮流|已|共|历经|连办)(?:了|过|召开|举办)*$")
_SESSION = re.compile(r"[一二三四五六七八九十\d]+[次中]|中央|全国|[省市县区]委|人大|政协")
_IN_PLACE_NAMES = frozenset("台家步道口棵门滴处部里")  # 三台子, 两家店, 四棵枫, 五道箐
_PLACE_NAME = re.compile(r"[子店河松枫塘箐树杨岔沟屯湖]?[一-龥]?(?:村(?![民里级])|镇(?![级干])|乡(?![镇村贤])|街道|子街)|河市|区[委政税检法人]")
_VALUE_CUE = re.compile(r"(?:达|达到|为|至|到|是|约|近|超|超过|突破|共|计|了|仅|有)$")


@dataclass(frozen=True, slots=True)
class _Read:
    """A number with its unit before its form is settled."""

    start: int  # of the digits, hedges excluded
    end: int
    low: Decimal
    high: Decimal
    unit: Unit | None
    bound: Bound | None
    numeral: Numeral


def find_quantities(text: str, blocked: Sequence[Span] = ()) -> tuple[QuantityMention, ...]:
    """All numbers of a text with their readings, sorted, never overlapping.

    A number inside one of the `blocked` spans (names found before) or inside short quotation marks has the form
    `name`. Multipliers are folded in exactly (2131.20万元 is 21312000 元); the unit is as printed, 元 for 块钱 and
    人民币; a number without a unit has the unit "".
    """
    names = sorted([*blocked, *(Span(*found.span()) for found in _QUOTED.finditer(text))])
    found: list[QuantityMention] = []
    at = 0
    while start := _START.search(text, at):
        at, mention = _read(text, start.start(), at)
        if mention:
            while names and names[0].end <= mention.start:
                names.pop(0)
            if any(name.start <= mention.start and mention.end <= name.end for name in names[:4]):
                mention = replace(mention, form="name")
            found.append(mention)
    return tuple(changes.settle(text, _framed(found)))


def _framed(found: Sequence[QuantityMention]) -> list[QuantityMention]:
    """The numbers with those that frame a range joined: 二百元以上五百元以下."""
    framed: list[QuantityMention] = []
    for each in found:
        last = framed[-1] if framed else None
        if last and last.end == each.start and last.quantity.bound == "at_least" and each.quantity.bound == "at_most" and _same_measure(last, each):
            quantity = replace(each.quantity, low=last.quantity.low, bound=None)
            framed[-1] = replace(last, end=each.end, quantity=quantity)
        else:
            framed.append(each)
    return framed


def _same_measure(left: QuantityMention, right: QuantityMention) -> bool:
    return left.form == right.form == "level" and left.quantity.unit == right.quantity.unit and left.quantity.high < right.quantity.low


def _read(text: str, start: int, floor: int) -> tuple[int, QuantityMention | None]:
    """Read the number at `start`: where to go on, and its mention. `floor` is where the one before it ended."""
    first = text[start]
    arabic = first not in CHINESE and first != "半"
    passed = (_PASSED_ARABIC if arabic else _PASSED_CHINESE).match(text, start)
    if passed:
        return passed.end(), None
    share = _share(text, start, floor)
    if share:
        return share.end, share
    if first == "半":
        return _half(text, start)
    numeral = numeral_at(text, start)
    if not arabic and (fixed := fixed_numbers().match(text, start)) and not _counts_more(text, numeral, fixed.end()):
        return fixed.end(), None
    if numeral is None or (start and text[start - 1] in "几数若" and not arabic):
        return max(numeral_end(text, start), start + 1), None
    if arabic and start and text[start - 1] in ".·" and start > 1 and text[start - 2].isdigit():
        return numeral.end, None
    read = _with_range(text, _with_unit(text, start, numeral))
    return _mention(text, read, floor)


def _counts_more(text: str, numeral: Numeral | None, end: int) -> bool:
    """Whether a number reaches beyond a set phrase that begins like it: 十分钟 and 十五名 beside 十分 and 十五, 一点二亿 beside 一点."""
    if numeral is None:
        return False
    unit = unit_at(text, numeral.end, arabic=False)
    return numeral.end > end or (unit is not None and unit.end > end)


def _with_unit(text: str, start: int, numeral: Numeral) -> _Read:
    unit = unit_at(text, numeral.end, arabic=numeral.arabic)
    read = _Read(start, unit.end if unit else numeral.end, numeral.low, numeral.high, unit, numeral.bound, numeral)
    if unit is None:
        return read
    if unit.inside == "半":
        return replace(read, low=read.low + Decimal("0.5"), high=read.high + Decimal("0.5"))
    if unit.inside == "多":
        return replace(read, bound="over")
    if unit.written == "块" and (coins := _COINS.match(text, unit.end)):
        tenths = chinese_value(coins["digit"]) or Decimal(coins["digit"])
        return replace(read, end=coins.end(), low=read.low + tenths / 10, high=read.high + tenths / 10, unit=replace(unit, written="元", kind="money"))
    return _with_rest(text, read, unit)


def _with_rest(text: str, read: _Read, unit: Unit) -> _Read:
    """Add the half or the smaller unit that is printed after the unit: 两亩半, 两亩一分多."""
    if unit.kind in ("time", "size") and (half := _HALF_AFTER.match(text, unit.end)):
        return replace(read, end=half.end(), low=read.low + Decimal("0.5"), high=read.high + Decimal("0.5"))
    smaller = _SUBUNIT.match(text, unit.end)
    if not smaller or smaller["unit"] != smaller_unit(unit.written):
        return read
    read_digit = chinese_range(smaller["digit"]) or (Decimal(int(smaller["digit"])),) * 2
    tenth = read_digit[0] / 10
    return replace(read, end=smaller.end(), low=read.low + tenth, high=read.high + tenth, bound="over" if smaller["more"] else read.bound)


def _with_range(text: str, left: _Read) -> _Read:
    """Join a second number to the first where both are the ends of one range, sharing multiplier and unit."""
    between = _BETWEEN.match(text, left.end)
    if not between or between.end() >= len(text) or not _START.match(text[between.end()]) or text[between.end()] == "半":
        return left
    numeral = numeral_at(text, between.end())
    if numeral is None or left.low != left.high:
        return left
    right = _with_unit(text, between.end(), numeral)
    if right.unit is None and numeral.factor == 1:
        return left
    if left.unit is not None and (right.unit is None or right.unit.written != left.unit.written or _from(text, left.start)):
        return left
    low = left.low
    if left.numeral.factor == 1 and low < right.low / numeral.factor:
        low *= numeral.factor
    if low >= right.high:
        return left
    return replace(right, start=left.start, low=low, bound=right.bound)


def _from(text: str, start: int) -> bool:
    """Whether 从 or 由 stands shortly before: then two numbers are a change, not a range."""
    return any(each in text[max(0, start - 8) : start] for each in "从由")


def _mention(text: str, read: _Read, floor: int) -> tuple[int, QuantityMention | None]:
    unit, end = read.unit, read.end
    begin, before = hedges.before(text, read.start)
    begin = max(begin, floor)
    after_end, after = hedges.after(text, end)
    bound = after or before or read.bound or hedges.far_before(text, begin)
    basis, basis_end = _basis(text, read, after_end)
    end = max(after_end, basis_end)
    written = unit.written if unit else ""
    if basis and basis_end > read.end and text[read.end] in "/／":
        written = f"{written}/{basis}"
    if unit and unit.kind == "time" and _points_off(text, begin, after_end):
        return end, None
    form = _form(text, read, begin, before, hedged=bound is not None)
    if form == "level" and not written:
        written = _implied_unit(text, begin, end)
    if form == "name" and unit is None and not read.numeral.arabic:
        return end, None  # 一审, 三江: a word, no number
    quantity = Quantity(plain_number(read.low), plain_number(read.high), written, bound, basis)
    return end, QuantityMention(begin, end, quantity, form)


def _implied_unit(text: str, begin: int, end: int) -> str:
    """The unit that a number leaves out where the words around it leave no doubt: 人口139.2万, 34.8万村民, 捐款3.5万."""
    if _PEOPLE_AFTER.match(text, end) or _PEOPLE_BEFORE.search(text, max(0, begin - 8), begin):
        return "人"
    return "元" if _MONEY_BEFORE.search(text, max(0, begin - 10), begin) and _FILLER_UNITS.match(text, end) else ""


def _points_off(text: str, begin: int, end: int) -> bool:
    """Whether a stretch of time only says when (三年后, 近三年, 过去5年); 连续25个月 is a count."""
    if text.startswith("连续", max(0, begin - 2)):
        return False
    return bool(_TIME_OFF.match(text, end) or _SPAN_BEFORE.search(text, max(0, begin - 3), begin) or (text[begin] == "近" and text[end - 1] in "年来内"))


def _basis(text: str, read: _Read, after_end: int) -> tuple[str | None, int]:
    if read.unit is None:
        return None, read.end
    found = _BASIS_AFTER.match(text, read.end)
    if found and (unit := unit_at(text, found.start(found.lastgroup or 0))) and (found.lastgroup == "unit" or read.unit.kind == "money"):
        return unit.written, unit.end
    if found and found.lastgroup == "unit" and found["unit"][0] in "年月天日":
        return found["unit"][0], found.start("unit") + 1
    ahead = _BASIS_BEFORE.search(text, max(0, read.start - 16), read.start)
    return (ahead["unit"] if ahead else None), after_end


def _form(text: str, read: _Read, begin: int, before: Bound | None, *, hedged: bool) -> str:
    """Which form a number has by itself; changes and ranks are settled later, over the sentence."""
    start = read.start
    previous = text[begin - 1 : begin]
    if previous == "第":
        return "ordinal"
    if read.unit is None:
        return _unitless_form(text, read, begin)
    if read.unit.kind == "age":
        return "age"
    if previous.isascii() and previous.isalpha() and read.unit.kind not in ("money", "share"):
        return "name"
    if _counts_on(text, read):
        return "ordinal"
    if read.unit.written in _IN_PLACE_NAMES and not read.numeral.arabic and _PLACE_NAME.match(text, read.end):
        return "name"
    if read.numeral.bare and not read.bound and not before and (read.unit.kind in ("money", "size") or _CLASS_NAME.match(text, read.unit.end)):
        return "name"
    if text[start : start + 1] == "一" and read.high == 1 and not hedged and read.unit.kind not in ("money", "share"):
        return "level" if _ONLY.search(text, max(0, begin - 2), begin) else "article"
    return "level"


def _counts_on(text: str, read: _Read) -> bool:
    """Whether a number without 第 numbers one thing instead of counting many: 十九届, 一期, 二组, 四次全会."""
    unit, start = read.unit, read.start
    if unit is None or read.bound:
        return False
    if unit.written == "届":
        return not _HELD.search(text, max(0, start - 6), start) or bool(_SESSION.match(text, read.end))
    if unit.written == "期":
        return read.high < 10
    if text[start - 1 : start] == "届" or (unit.written == "次" and text.startswith(("全会", "全委"), read.end)):
        return True
    second = text[start] == "二" and read.low == 2 and unit.kind in ("count", "size") and unit.written not in ("人", "名", "位", "户", "亩")
    return second or (unit.written == "组" and text[start - 1 : start] in ("村", "社"))


def _unitless_form(text: str, read: _Read, begin: int) -> str:
    if not read.numeral.arabic and not read.bound:
        money = read.high >= 10_000 and _implied_unit(text, begin, read.end) == "元"
        return "level" if money else "name"
    if text[read.end : read.end + 1].isascii() and text[read.end : read.end + 1].isalpha():
        return "name"
    if read.numeral.factor >= 10_000 or read.bound:
        return "level"
    cued = _VALUE_CUE.search(text, max(0, begin - 3), begin)
    return "level" if cued and _FILLER_UNITS.match(text, read.end) else "name"


def _share(text: str, start: int, floor: int) -> QuantityMention | None:
    """A fraction in words or with a slash, a number of tenths, or a half, in percent."""
    read = _fraction(text, start) or _tenths(text, start)
    if read is None:
        return None
    end, low, high, form = read
    begin, before = hedges.before(text, start)
    if text[start] == "半" and before is None:
        begin, before = start - 1, "over"  # 过半
    begin = max(begin, floor)
    end, after = hedges.after(text, end)
    bound = after or before or hedges.far_before(text, begin)
    return QuantityMention(begin, end, Quantity(plain_number(low), plain_number(high), "%", bound), form)


def _fraction(text: str, start: int) -> tuple[int, Decimal, Decimal, str] | None:
    if half := _HALF_SHARE.match(text, start):
        return half.end(), Decimal(50), Decimal(50), "fraction"
    found = _OVER.match(text, start) or (_SLASHED.match(text, start) if text[start].isdigit() else None)
    if not found or (start and text[start - 1] in "./-"):
        return None
    above, below = _plain(found["above"]), _plain(found["below"])
    if not above or not below or (above >= below and "分之" not in found.group()):
        return None
    value = above * 100 / below
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP) if below != 100 else value
    return found.end(), rounded, rounded, "level" if below == 100 else "fraction"


def _plain(printed: str) -> Decimal | None:
    if printed[0] in CHINESE:
        read = chinese_range(printed)
        return read[0] if read and read[0] == read[1] else None
    return Decimal(printed)


def _tenths(text: str, start: int) -> tuple[int, Decimal, Decimal, str] | None:
    found = _TENTHS.match(text, start)
    if not found or (start and text[start - 1] in "第."):
        return None
    tenths = chinese_range(found["tenths"]) if found["tenths"][0] in CHINESE else (Decimal(found["tenths"]),) * 2
    if tenths is None:
        return None
    rest = Decimal(0)
    if half := found["half"]:
        rest = Decimal(5) if half == "半" else (chinese_range(half) or (Decimal(0),))[0]
    return found.end(), tenths[0] * 10 + rest, tenths[1] * 10 + rest, "fraction"


def _half(text: str, start: int) -> tuple[int, QuantityMention | None]:
    found = _HALF.match(text, start)
    if not found or (start and text[start - 1] in "上下前后大多一过东西南北"):
        return start + 1, None
    begin, before = hedges.before(text, start)
    end, after = hedges.after(text, found.end())
    unit = found["unit"].replace("多", "")
    bound = after or before or ("over" if "多" in found["unit"] else None)
    return end, QuantityMention(begin, end, Quantity(0.5, 0.5, unit, bound), "level")
