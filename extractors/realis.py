"""Whether a clause tells what happened, what is planned or expected, what a rule grants, a ceiling, or what did not happen.

A cue counts in its own clause, before or after the position; 预计, 计划, 拟 and their like also reach over the
following clauses of the sentence, until one tells of something done (已, 目前, 截至). 将 is a cue only where it
means the future, not where it means 把 (将其列入) or stands in a word (将军, 将近).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ontology.records import Realis, Span

_CLAUSE_END = re.compile(r"[，,。；;：:！？!?\n]")
_SENTENCE_END = re.compile(r"[。；;！？!?\n]")

# Each cue's pattern; where several stand before the position in its clause, the last one counts.
_FUTURE_JIANG = (
    r"(?<![大干名健武虎麻小老主上中少点])(?:即|必|终|也|还|均|都|仍|又)?将(?!军|士|领|近|相|帅|来|其|此|该|自己|它|他|她|这|那|所有|信将疑|心比心|就|错|计就计|[“‘《])"
    r"(?=会|于|在|进|继|全|开|举|为|以|从|由|对|与|同|按|通过|持|推|完|新|打造|实|提|发|采|组|围|逐|陆|正式|争|增|力|依|充|深|重点|再|更|不|大力|积|着|落实|聚"
    r"|参|严|给予|带|引|迎|支|加|利|紧|始|用|可|至|根|每|成|达|到|建|投|有|是|超|突破|设|派|面向|覆盖|惠及|纵深|接|开|随|结合|统|分|集中|配|重|启|纳|扩|优|改|协|安排|免|定|一"
    r"|上|出|启|动工|竣工|被|入|辐射|吸引|拉动|助力|呈现|形成|构建|创|培|选|招|联|把|牢|深|立|抓|向|受|享|获|办|试|搭|强|坚|认真|切实|严格|主动|率先|最大|拥|公布|调|运|拆|改|修|种|生产|降|减|缩)"
)
_BA = re.compile(
    r"将[^，。；：、]{1,16}?(?:纳入|列入|列为|作为|划分|变成|变为|打造成|改造成|改为|视为|融入|送到|送往|送至|送给|送上|交给|转化为|转为|用于|放在|摆在|划入|移送|记入|装|搬|带到|送进|引入|印在|挂在|分为|定为)"
)
_PLAN_NOUN_BEFORE = r"(?<![占按照完成行动发展培养投资五三两年度工作人才生产建设改造推广扶持训练作实施方])"
_PLANNED = re.compile(
    rf"(?:(?:{_PLAN_NOUN_BEFORE}|(?<=[全今明本]年))(?<!完成)(?:还|共|现)?原?计划(?![的为等》”，。、中外任单生经书内表])"
    r"|(?<![模虚草比])拟(?![态订人声音真定好建设方案])(?=[再新投建在于对将引入用开组设招录聘派推举办任提整治建实])|拟建|拟定于|拟任|拟投|力争|争取(?=[在于今明年早尽实完全用再把让达建到\d](?!了))(?!到)|目标(?=[要为是达到超])|任务(?=[要为达到超])"
    r"|规划(?=总?(?:用地|占地|面积|投资|建设|建筑)|设[置计]|[停车床]位|停车|建|新)|定于(?=[\d今明下本后年周十一二三四五六七八九])|下一步|会(?=逐步|陆续)"
    rf"|(?:到|至)20[2-9]\d年(?:底|末)?(?=[，,]?[^，。]{{0,14}}(?:将|达|力|争|实现|基本|建成|形成|突破|覆盖|完成))|{_FUTURE_JIANG}|准备(?=[在建投于对开])|打算|正在?筹备|筹划"
    r"|(?<![重主需只必摘纪概紧简次首扼不索想快就险])要(?![素求点闻道害么是不塞的件员领隘地饭价脉强目紧旨义]))"
)
_EXPECTED = re.compile(
    r"(?<!原)预计|有望|可望|(?:大概|估计)能|预期|预估|(?<!趋势)(?<!行情)(?<!天气)预测(?![、分服模系预])|估计|估算|料将|测算|将有望|达产后|投产后|建成后|投用后|投入使用后|建成投产后|全部建成"
)
_NEGATED = re.compile(
    r"(?:尚未|从未|并未|未能|均未|仍未|未(?![来必婚成免雨央知曾名时了末]|达到?[\d]|超)|没有(?![^，。；]{1,8}的[^，。；]{2})|并没|严禁|禁止|尚无|尚不|不予|不得|不再|未经|并非|并无|均无|暂无|毫无|(?<![有毫])无(?=[人员伤亡一任何新增]*(?:伤亡|新增|死亡|异常|复阳|病例|事故)))"
)
_CEILING = re.compile(
    r"最高(?!气温|温度|人民|法|检|处|点|峰|水平|分|奖|荣誉|海拔|层|的|标准|领导|可达\d{2}℃|纪录)|最高(?=奖[励补])|不超过|不高于|上限|至多|最多(?!跑|的)|封顶|限额"
)
_RULE = re.compile(
    r"对[^，。；]{2,30}的[，,]给予|按照?(?!计划|时|期|要求|规定)[^，。；]{2,20}(?:给予|计发|核发)|对[^，。；]{2,40}给予[^，。；]{0,12}(?:补助|补贴|奖励|奖补|资助|减免|优惠)|按照?(?:每|\d)[^，。；]{0,16}(?:补助|补贴|奖励|奖补|资助|收取|发放|计)"
    r"|每[人户亩个名家年月次吨][^，。；每已]{0,12}(?:补助|补贴|奖励|奖补|资助)(?!了)|可(?:享受|获得|获|领(?!先)|申请|申领|获得|享)|(?:给予|一次性|分别)(?:发放|给予|奖励|补助|补贴|奖补|资助)"
    r"|(?:补助|补贴|奖励|奖补|资助|收费|缴费|救助|补偿|低保|保障|供养|抚恤|津贴)标准|凡[^，。；]{2,30}的(?=[，,])|符合[^，。；]{2,24}(?:条件|的)"
)
_WEAK = re.compile(r"[将要]$|^[到至]|下一步")  # gives way to a word that names the plan (预计…将)
_GRANTS = re.compile(r"[补奖减给享资]")
_DONE = re.compile(r"已|目前|截至|截止|累计|现有|至今|以来|去年|完成了|实现了|发放了|建成了|得到了|用了|仅用")
_YEAR_BEFORE = 4  # characters before 投产后 in which 去年 says that it has come
_CARRIES = re.compile(r"预计|测算|预测|估算|有望|可望|预期|计划|拟|力争|争取|规划|目标|下一步|(?:即|必)?将|达产后|投产后|建成后|投用后")
_PAID = re.compile(r"以来|累计|截至|去年|上年|[已共](?:经|计)?(?:发放|兑现|给予|拨付|支付|兑付|下发)")
_LATER = re.compile(r"(?:产|成|用|使用)后$")
_CAPPED = re.compile(r"封顶")
_WORD = re.compile(r"预计|有望|可望|预期|预估|预测|估计|估算|原?计划|拟|力争|争取|目标|规划|准备|打算|将")


@dataclass(frozen=True, slots=True)
class _Cue:
    realis: Realis
    start: int
    word: str


def realis(text: str, sentence: Span, at: int) -> Realis:
    """How what stands at `at` is meant: actual, planned, expected, rule, ceiling or negated.

    `sentence` holds `at`; positions are offsets into `text`.
    """
    cue = _cue(text[sentence.start : sentence.end], at - sentence.start)
    return cue.realis if cue else "actual"


def planned_prefix(text: str, at: int) -> str:
    """The printed word (预计, 计划, 拟, 力争 …) that makes what stands at `at` a plan or an expectation, else ""."""
    start = max((found.end() for found in _SENTENCE_END.finditer(text, max(0, at - 200), at)), default=max(0, at - 200))
    end = found.start() if (found := _SENTENCE_END.search(text, at)) else len(text)
    cue = _cue(text[start:end], at - start)
    if cue is None or cue.realis not in ("planned", "expected"):
        return ""
    word = _WORD.search(cue.word)
    return word.group() if word else ""


def _cue(sentence: str, at: int) -> _Cue | None:
    """The cue that governs a position of a sentence: of its clause, else one that reaches over from before."""
    start = max((found.end() for found in _CLAUSE_END.finditer(sentence, 0, at)), default=0)
    end = found.start() if (found := _CLAUSE_END.search(sentence, at)) else len(sentence)
    cues = [cue for cue in _cues(sentence) if cue.start < end]
    here = [cue for cue in cues if start <= cue.start < at]
    ahead = [cue for cue in cues if at <= cue.start and cue.realis in ("planned", "expected") and cue.word[-1:] != "要"]
    here = [cue for cue in here if not _over(cue, sentence, start, at)]
    nearest = max(here, key=lambda cue: (_RANK[cue.realis], _WEAK.search(cue.word) is None, cue.start), default=None)
    if nearest and not _WEAK.search(nearest.word):
        return nearest
    if nearest:
        reasons = [cue for cue in cues if cue.start < start and cue.realis == "expected" and cue.word.startswith(("据", "预测", "测算"))]
        return reasons[-1] if reasons else nearest
    if _CAPPED.search(sentence, at, end):
        return next(cue for cue in cues if cue.realis == "ceiling" and cue.start >= at)
    if ahead and not _DONE.search(sentence, start, ahead[0].start):
        return ahead[0]
    if _DONE.search(sentence, start, at):
        return None
    before = [cue for cue in cues if cue.start < start and cue.realis in ("planned", "expected") and _CARRIES.search(cue.word)]
    if before and not _DONE.search(sentence, max(0, before[-1].start - (_YEAR_BEFORE if _LATER.search(before[-1].word) else 0)), at):
        return before[-1]
    rules = [cue for cue in cues if cue.start < start and cue.realis == "rule"]
    carried = rules and _GRANTS.search(sentence, start, end) and not _DONE.search(sentence, rules[-1].start, at)
    return rules[-1] if carried else None


def _over(cue: _Cue, sentence: str, start: int, at: int) -> bool:
    """Whether what a cue speaks of has come: a rule by which money was paid (今年以来，发放一次性补助…), a 投产后 of last year."""
    if cue.realis == "rule":
        return bool(_PAID.search(sentence, 0, at))
    return bool(_LATER.search(cue.word) and _DONE.search(sentence, start, at))


# which cue wins where several stand before the position in one clause
_RANK: dict[Realis, int] = {"negated": 4, "ceiling": 3, "rule": 2, "expected": 1, "planned": 1, "actual": 0}


@lru_cache(maxsize=512)
def _cues(sentence: str) -> tuple[_Cue, ...]:
    """All cues of a sentence in order; kept, since every number and verb of a sentence asks for them."""
    found: list[_Cue] = []
    patterns: tuple[tuple[Realis, re.Pattern[str]], ...] = (
        ("planned", _PLANNED),
        ("expected", _EXPECTED),
        ("negated", _NEGATED),
        ("ceiling", _CEILING),
        ("rule", _RULE),
    )
    for kind, pattern in patterns:
        for each in pattern.finditer(sentence):
            if "将" in each.group() and kind == "planned" and _BA.match(sentence, each.end() - 1) and not _adverb(sentence, each.end()):
                continue
            if each.group().endswith("计划") and "完成" in sentence[max(0, each.start() - 8) : each.start()]:
                continue  # a plan fulfilled: 完成年度计划投资
            found.append(_Cue(kind, each.start(), each.group()))
    return tuple(sorted(found, key=lambda cue: cue.start))


def _adverb(sentence: str, at: int) -> bool:
    return sentence.startswith(("会", "于", "在", "进一步", "继续", "逐步", "陆续", "全面", "持续", "通过", "为", "以", "正式"), at)
