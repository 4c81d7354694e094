"""The endings by which places, bodies and groups are told in running text, and what must not be taken for one."""

from __future__ import annotations

import re
from pathlib import Path

_LEXICON = Path(__file__).parent / "data" / "lexicon"

# Level as printed in a short form (区委, 该镇) → ends of the full names that it may stand for.
PLACE_ENDS: dict[str, tuple[str, ...]] = {
    "省": ("省", "自治区"),
    "自治区": ("自治区",),
    "市": ("市",),
    "县": ("县",),
    "区": ("区",),
    "旗": ("旗",),
    "州": ("州",),
    "镇": ("镇",),
    "乡": ("乡",),
    "街道": ("街道",),
    "村": ("村",),
    "社区": ("社区",),
    "小区": ("小区", "苑", "园"),
}


def lexicon(name: str) -> tuple[str, ...]:
    """The words of `data/lexicon/NAME.txt`: blanks and line ends divide, lines that begin with # are notes."""
    lines = (_LEXICON / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def longest_first(*words: str) -> str:
    """An alternation of the given words for a pattern, longer ones first."""
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


# Places of the administrative tree, in a chain. The look-behinds keep 小区, 园区 and the like whole.
ADMIN = re.compile(
    r"[\u4e00-\u9fff]{2,7}?(?:特别行政区|自治[区州县旗]|地区|林区|新区|省|市(?![场政民区郊])"
    r"|(?<![小社园景山辖校厂片城街灾港湾矿地])区(?![域委内])|县(?![城域级])|[州盟](?=[\u4e00-\u9fff]{2,}[市县区旗])|旗(?![舰帜下])"
    r"|街道(?!办)|镇(?![上区])|(?<![城下返家老故])乡(?![村亲镇])|社区|(?<!农)(?<!农业农)村(?![民里级干居企口社官]))"
)
SPOTS = longest_first(*lexicon("place_endings"))
SPOT = re.compile(rf"(?:{SPOTS})$")
NO_PLACES: frozenset[str] = frozenset(lexicon("no_places"))

# Bodies that stand right behind their place or level: 区委, 镇党委, 县人大常委会, 村两委.
_PARTY_PARTS = (
    "常委会办公室 常委会 组织部 宣传部 统战部 统战部 政法委 办公室 办 党校 编办 网信办 巡察办 巡察组 政研室 "
    "改革办 老干部局 直属机关工委 教育工委 两新工委 社会工作部 社工部 人才办 农办 督查室 党史研究室 文明办 "
)
LEVEL_BODY = re.compile(
    rf"(?:委(?![员派托婉任屈以])(?:{longest_first(*_PARTY_PARTS.split())})?"
    r"|党委政府|党委会|(?:机关)?党委(?!员)(?:组织部|宣传部|办公室|办)?|党工委(?!委员)(?:办公室)?|党组(?!织|成员)|党总支|党支部|党组织|支部|支村委|支村两委|支部委员会|“?两委”?(?:班子)?|工委|团委|团支部|纪委监委|纪委|监委|纪工委"
    r"|人民政府(?:办公室)?|政府(?:办公室|办|党组)?|人大常委会(?:办公室)?|人大委员会|人大|政协(?:委员会|常委会)?|四套班子|人武部|武装部|党政班子|党代会"
    r"|村委会|村民委员会|村委|居委会|居民委员会|委会|委员会|办事处|管委会|妇联|残联|工会|总工会|工商联|文联|科协|侨联|红十字会|关工委|团县委|团市委|团区委|团省委"
    r"|人民法院|中级人民法院|法院|中院|高院|人民检察院|检察院|公安局|公安厅|公安分局)"
)
ZONE = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:高新技术产业开发区|经济技术开发区|经济开发区|高新区|经开区|开发区|(?<!高)新区|新片区|自贸区|保税区|产业园区|工业园区|集聚区|试验区|示范区|度假区)"
)
LEVEL = re.compile(r"(?:自治区|街道|社区|居民区|小区|经开区|高新区|开发区|新片区|新区|[省市县区旗州镇乡村])")
NO_LEVEL = re.compile(
    r"市场|市民|市政(?!府|协|法)|市容|市值|区域|区块|区间|县域|县级|村民|村级|村里|村口|村干|村集体|村企|村居|州际|镇上|乡亲|乡村|乡镇|乡贤|乡愁|乡土|乡情|市级|省级|区级|镇级|省内|市内|区内|县内|旗下|旗袍|旗帜|旗舰"
)

# Heads of bodies' names, behind any modifier.
BODY_HEADS = longest_first(*lexicon("body_heads"))
BODY_HEAD = re.compile(rf"(?:{BODY_HEADS})$")
# Heads that are bodies without a place or name in front of them only when they mean the last one named.
ALONE = longest_first(*lexicon("bodies_alone"))
FIRM = re.compile(r"(?:公司|集团|银行|分行|支行|联社|合作社|厂|企业|商行|事务所|酒店|超市|农场|林场)$")

# Words that end in what people are: they stop a name that is read backwards.
ROLE_END = re.compile(
    r"(?:员|者|人|民|长|记|任|师|户|们|生|众|席|工|友|妇|童|亲|兵|官|监|裁|代表|干部|领导|专家|教授|主管|助理|学者|院士|同志|先生|女士|老师|经理|总监)$"
)
NOT_IN_NAMES: frozenset[str] = frozenset(lexicon("not_in_names"))
NAME_VERBS: frozenset[str] = frozenset(lexicon("name_verbs"))

# Groups of people and firms that act without a name.
GROUP_HEADS = longest_first(*lexicon("group_heads"))
GROUP_HEAD = re.compile(rf"(?:{GROUP_HEADS})们?$")
