"""When two spellings are one name: forms for comparing, never for showing. Pure tables and rules, no page's own words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKS = str.maketrans("", "", "“”\"‘’'「」『』《》〈〉 \u3000\n\t")

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|"
    "阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)  # the 55 recognised peoples, as in the names of autonomous places
_AUTONOMOUS = re.compile(rf"(.{{2,}}?)(?:(?:{_PEOPLES})族|蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯)*自治([县州区旗])")
_DIVISION = re.compile(r"(.{2,}?)(?:省|市|县|区|地区|州|盟|旗|特别行政区)")

# Statutory and longer names of public bodies with the everyday form that papers print; applied from the top, so longer comes first.
_BODIES: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(long), short) for long, short in (
    (r"^(?:中国共产党|中共)(?=.{2,})", ""),
    (r"^(?:中国人民政治协商会议|政协)(.+?)委员会", r"\1政协"),
    (r"^(?:中国共产主义青年团|共青团)(.+?)委员会", r"团\1委"),
    ("人民代表大会", "人大"), ("常务委员会", "常委会"), ("纪律检查委员会", "纪委"), ("监察委员会", "监委"), ("政法委员会", "政法委"),
    ("发展和改革委员会", "发改委"), ("发展和改革局", "发改局"), ("卫生健康委员会", "卫健委"), ("卫生健康局", "卫健局"), ("机构编制委员会", "编委"),
    ("管理委员会", "管委会"), ("工作委员会", "工委"), ("居民委员会", "居委会"), ("村民委员会", "村委会"),
    (r"(?<=[省市县区镇乡州旗])委员会", "委"),
    ("人民政府", "政府"), ("中级人民法院|中级法院", "中院"), ("高级人民法院|高级法院", "高院"), ("人民法院", "法院"), ("人民检察院", "检察院"),
    ("经济和信息化", "经信"), ("人力资源和社会保障|人力社保", "人社"), ("住房和城乡建设|住房城乡建设", "住建"),
    ("自然资源和规划", "资规"), ("市场监督管理|市场监管", "市监"),
    ("文化和广电旅游体育", "文广旅体"), ("文化和旅游", "文旅"), ("综合行政执法", "执法"), ("应急管理", "应急"),
    ("退役军人事务", "退役军人"), ("交通运输", "交通"), ("经济商务", "经商"),
    ("科学技术", "科技"), ("医疗保障", "医保"), ("生态环境", "环保"),
    ("残疾人联合会", "残联"), ("妇女联合会", "妇联"), ("工商业联合会", "工商联"),
    ("供销合作社联合社", "供销社"),
    (r"农村商业银行(?:股份有限公司)?|农商行", "农商银行"), ("农村信用合作联社|农村信用联社", "农信联社"),
    ("经济技术开发区", "经开区"), (r"(?<=银行)股份有限公司", ""),
))  # fmt: skip

_PARTY_OR_STATE = re.compile(r"(?:政府|委|办|局|厅|院|部|处|所|署|联|会|工委|党组|街道|支队|大队|队|站|中心|政协|人大)$")
_FIRM = re.compile(r"(?:公司|集团|银行|分行|支行|联社|厂|店|合作社|企业|矿|酒店|农场|事务所)$")
_BANK = re.compile(r"(?:银行|分行|支行|营业部|农商行|信用社|农信联社|农信社|信用联社)$")
_SCHOOL = re.compile(r"(?:大学|学院|学校|中学|小学|幼儿园|一中|二中|党校)$")
_MEETING = re.compile("委员会会议|会会议")


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """The name in normal width, without quotation marks, title marks and blanks."""
    return unicodedata.normalize("NFKC", name).translate(_MARKS)


@lru_cache(maxsize=1 << 16)
def body_form(name: str) -> str:
    """An organisation's name in its everyday form: 中共莲都区委员会 and 莲都区委 have one."""
    form = plain(name)
    for long, short in _BODIES:
        form = long.sub(short, form)
    return form


def meeting_form(name: str) -> str:
    """A meeting's name with the doubled 会 taken out: 区委常委会会议 and 区委常委会议 have one."""
    return _MEETING.sub("会议", plain(name))


@lru_cache(maxsize=1 << 16)
def place_spellings(name: str) -> tuple[str, ...]:
    """An administrative place's everyday spellings beside its full name: 景宁县 and 景宁 for 景宁畲族自治县, 青田 for 青田县."""
    if found := _AUTONOMOUS.fullmatch(name):
        stem, level = found.groups()
        return (stem, stem + level)
    if (found := _DIVISION.fullmatch(name)) and not name.endswith(("社区", "园区", "景区", "开发区", "新区", "小区")):
        return (found[1],)
    return ()


def is_bank(name: str) -> bool:
    """Whether an organisation of that name is a bank or a credit cooperative, by how the name ends."""
    return bool(_BANK.search(plain(name)))


def body_sort(name: str) -> str:
    """What sort of body it is, by how the name ends: `bank`, `firm`, `school`, `public` (party, state, mass organisation) or `other`."""
    ending = plain(name)
    for sort, pattern in (("bank", _BANK), ("firm", _FIRM), ("school", _SCHOOL), ("public", _PARTY_OR_STATE)):
        if pattern.search(ending):
            return sort
    return "other"


def is_firm(name: str) -> bool:
    """Whether the name is one of a firm: there the longest spelling is the one to show."""
    return bool(_FIRM.search(plain(name)))


def near_miss(printed: str, known: str) -> bool:
    """Whether a printed place name is a likely print error for a known one: one character differs, and not the last."""
    if len(printed) != len(known) or len(known) < 3 or printed[-1] != known[-1]:
        return False
    return sum(a != b for a, b in zip(printed, known, strict=True)) == 1
