"""Titles as Chinese newspapers print them: where one ends, what it is, and which bodies hide in it.

A title is its core (局长) with what ranks it (常务副); the body in front of it (区委组织部) is the office's, not the title's.
"""

from __future__ import annotations

import re
from functools import cache

# Cores, by what they say; the longest that fits wins.
_HEADS = (
    "总书记 书记 主任 主席 部长 局长 处长 科长 股长 厅长 司长 署长 省长 市长 县长 区长 镇长 乡长 村长 州长 旗长 盟长 里长 专员 "
    "校长 院长 所长 站长 行长 会长 理事长 监事长 董事长 秘书长 社长 馆长 园长 店长 厂长 矿长 场长 台长 庭长 检察长 署长 舰长 机长 "
    "组长 队长 大队长 支队长 总队长 中队长 分队长 团长 班长 排长 连长 营长 旅长 师长 军长 舰长 船长 指挥长 护士长 邻里长 楼长 网格长 微网格长 楼栋长 林长 河长 路长 "
    "司令员 司令 政委 政治委员 参谋长 教导员 指导员 总指挥 指挥"
)
_SEATS = (
    "党组成员 党委委员 党工委委员 组织委员 宣传委员 纪检委员 政法委员 统战委员 常委 执委 候补委员 委员 人大代表 党代表 企业代表 代表 议员 议事员 成员 队员 组员 团员 党员 会员 队友 "
    "理事 监事 常务理事 董事 执行董事 独立董事 干事 执行长"
)
_FIRMS = (
    "总经理 经理 总裁 首席执行官 董事会秘书 总监 主管 总工程师 总会计师 总经济师 总农艺师 总规划师 总设计师 负责人 法人代表 法定代表人 法人 创始人 合伙人 "
    "股东 老板 领队 领班 教练 主教练 裁判 店主 场主 合伙人 带头人 掌门人 站点负责人"
)
_TRADES = (
    "首席科学家 科学家 院士 研究员 教授 讲师 助教 导师 班主任 辅导员 教师 老师 教研员 医师 医生 主治医师 主治医生 护师 护士 药师 技师 工程师 农艺师 畜牧师 会计师 设计师 规划师 "
    "律师 法官 检察官 审判员 书记员 法警 民警 交警 辅警 警长 消防员 调解员 安全员 监督员 宣讲员 政策宣讲员 讲解员 联络员 协管员 协理员 护林员 巡护员 保洁员 管理员 网格员 技术员 技术指导员 "
    "科技特派员 特派员 服务员 助企服务员 志愿者 义工 驾驶员 司机 出租车司机 快递员 乘务员 收银员 营业员 售货员 飞行员 宇航员 运动员 火炬手 主持人 主播 导演 编剧 演员 歌手 "
    "传承人 讲解员 记者 评论员 调研员 巡视员 督查专员 监察专员 主任科员 副主任科员 科员 办事员 职员 员工 职工 工人 工作人员 窗口人员 干部 村干部 驻村干部 挂职干部 下沉干部 包村干部 "
    "村官 大学生村官 选调生 公务员 秘书 机要秘书 助理 书记助理 主任助理 行长助理 院长助理 顾问 法律顾问 专家 首席专家 学生 大学生 研究生 博士生 硕士生 毕业生 博士后 博士 同学 学徒 徒弟 战士 士官 支书 村支书 老兵"
)
_PREFIX = (
    "常务副 专职副 专职 兼职副 兼职 第一副 执行副 副 第一 首席 总 代理 代 执行 名誉 荣誉 高级 资深 助理 特级 一级 二级 三级 四级 原 前 时任 现任 驻村 正 主任 主治 主管 见习 候任 轮值 创始 联席 客座 特聘 常驻 "
    "审委会专职 现场 主要 生产 品控采购 销售 技术总 运营 督查 监察 党员 学生 学生党员 大学生 群众 青年 公卫 巾帼 公交 节目 著名节目 市派村 专职母婴护理 负责"
)
_SUFFIX = "人选|候选人|助理"


def _any(words: str) -> str:
    return "|".join(sorted(set(words.split()), key=lambda word: (-len(word), word)))


CORES: frozenset[str] = frozenset(" ".join((_HEADS, _SEATS, _FIRMS, _TRADES)).split())
_CORE = _any(" ".join((_HEADS, _SEATS, _FIRMS, _TRADES)))
# What a pupil's or student's school is followed by: year, class, subject.
GRADE = re.compile(r"(?:[一二三四五六七八九]年级|高[一二三]|大[一二三四]|初[一二三]|\d{2,4}级|\d+后)(?:\d*班)?[^，。、；\s学院校]{0,4}(?:[\u4e00-\u9fffA-Za-z]{2,10}专业)?(?:\d*名)?$|[\u4e00-\u9fff]{2,8}?专业$")
# Heads whose body's last character is in the title: 宣传部长 is the 部长 of a 宣传部.
SHARED = re.compile(r"(?:常务|第一|原)*副?(?P<head>大队|支队|部|局|处|科|股|厅|所|站|队|组)长")
TITLE = re.compile(rf"(?:(?:{_any(_PREFIX)}))*(?:{_CORE})(?:{_SUFFIX})?")
_LONGEST = 14

# Heads of a place's government: their body is the government of the place, not what stands before them.
GOVERNORS = re.compile(r"(?:常务|专职|代理|代|第一|副|原)*([省市县区镇乡州旗])长")
PARTY = re.compile(r"书记|常委|委员|党组成员|秘书长|党代表|组织员")
TRADES: frozenset[str] = frozenset(_TRADES.split())
PLAIN: frozenset[str] = frozenset({"同学", "老师", "党员", "志愿者", "代表", "成员", "干部", "专家", "老兵", "博士", "记者", "指挥", "大学生"})


@cache
def _title(text: str) -> bool:
    return TITLE.fullmatch(text) is not None


def title_before(text: str, end: int, floor: int = 0) -> int | None:
    """Where the longest title that ends at `end` begins, not before `floor`; None where none ends there."""
    best = None
    for start in range(end - 2, max(floor, end - _LONGEST) - 1, -1):
        if _title(text[start:end]):
            best = start
    return best


def title_at(text: str, start: int, ceiling: int) -> int | None:
    """Where the longest title that begins at `start` ends, not after `ceiling`; None where none begins there."""
    best = None
    for end in range(start + 2, min(ceiling, start + _LONGEST) + 1):
        if _title(text[start:end]):
            best = end
    return best


def core_of(title: str) -> str:
    """The core of a title: 局长 of 常务副局长; the title itself where it has none that is known."""
    bare = re.sub(rf"(?:{_SUFFIX})$", "", title) or title
    return next((bare[-size:] for size in range(min(len(bare), 7), 1, -1) if bare[-size:] in CORES), bare[-2:])
