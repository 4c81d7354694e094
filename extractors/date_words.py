"""The words and patterns in which dates are printed."""

from __future__ import annotations

import re

_YEAR = r"(?:19|20|１９|２０)\d\d"
_CN_YEAR = r"[一二][零〇○Ｏ九][零〇○Ｏ一二三四五六七八九]{2}"
_CN_DAY = r"[一二三四五六七八九十]{1,3}"
RELATIVE_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
NAMED_YEARS = {"当年": 0, "同年": 0, "次年": 1, "翌年": 1}  # counted from the year named last
RELATIVE_MONTHS = {"本月": 0, "上个月": -1, "上月": -1, "下个月": 1, "下月": 1}
RELATIVE_DAYS = {
    **dict.fromkeys(("前天",), -2),
    **dict.fromkeys(("昨日", "昨天", "昨晚"), -1),
    **dict.fromkeys(("今天", "今日", "今晨", "今早", "今晚"), 0),
    **dict.fromkeys(("明天", "明日"), 1),
}
NAMED_DAYS = {"当日": 0, "当天": 0, "同日": 0, "当晚": 0, "次日": 1, "翌日": 1}
_TO = r" ?[-—–−~～－至到]{1,3} ?"
HALVES = {"上半年": (1, 6), "下半年": (7, 12)}
PLANS = {"十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}

_PART = r"上半年|下半年|(?:第)?[一二三四1-4]季度|前[二三两23]个?季度|前(?:\d{1,2}|[二两三四五六七八九十]{1,2})个月|年?初|年?底|年?末"
POINT = re.compile(
    rf"(?:(?:(?P<year>{_YEAR}|{_CN_YEAR}) ?年(?P<year_of>度)?|(?P<rel>{'|'.join(RELATIVE_YEARS)}|{'|'.join(NAMED_YEARS)}))[的，]? ?)?"
    rf"(?:(?P<part>{_PART})|(?:(?:(?P<month>\d{{1,2}}|{_CN_DAY}) ?月(?:份|(?=[^龄嫂饼球光亮季牙])|$)|(?P<rel_month>{'|'.join(RELATIVE_MONTHS)}|当月|同月))"
    rf"(?P<third>[上中下]旬|初|底|末)? ?)?(?:(?P<day>\d{{1,2}}|{_CN_DAY}) ?[日号]"
    r"(?![楼线院馆店公棚地])(?:上午|下午|晚上?|凌晨|清晨|早上|早晨|傍晚|中午|夜间|深夜|起)?)?)"
)
_YEAR_LEAD = rf"(?:(?:(?P<year>{_YEAR}) ?年|(?P<rel>{'|'.join(RELATIVE_YEARS)})))? ?"
MONTHS = re.compile(rf"{_YEAR_LEAD}(?P<from>\d{{1,2}}){_TO}(?P<to>\d{{1,2}}) ?月(?:份)?(?!\d{{1,2}} ?日)")
NO_DAY = re.compile(r"[内间均用]|报(?![道告名到送])")
DAY_AS_NUMBER = re.compile(r"[，,上下晚早凌起在到至]")
BREAK = re.compile(r"[。，,；：！？“”\s在到至从于月（(]|^")
DAYS = re.compile(rf"{_YEAR_LEAD}(?:(?P<month>\d{{1,2}}) ?月 ?)?(?P<from>\d{{1,2}}){_TO}(?P<to>\d{{1,2}}) ?[日号](?!楼)")
YEARS = re.compile(rf"(?P<from>{_YEAR})(?: ?年)?{_TO}(?P<to>{_YEAR}) ?年(?!\d{{1,2}} ?月)(?:度)?")
DOTTED = re.compile(rf"(?P<year>{_YEAR})[-./](?P<month>1[0-2]|0?[1-9])(?:[-./](?P<day>[12]\d|3[01]|0?[1-9])(?![\d.]))?(?![\d万亿%])")
DECADE = re.compile(r"(?:上个?世纪|20世纪|(?P<century>19|20))?(?P<decade>[5-9]0|[五六七八九]十|(?<=19)[1-9]0|(?<=20)[0-2]0)年代(?:初|末|中期|后期|初期)?")
CONNECT = re.compile(_TO)
WEEKDAY = re.compile(r"(?P<which>上上|上|本|这|下)?(?:个)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
PLAN = re.compile(r"[“‘「\"]?(?P<plan>十[二三四五]五)[”’」\"]?(?P<at>期间|时期|末|以来|开局之年|收官之年)")
DAY_WORD = re.compile("|".join((*RELATIVE_DAYS, *NAMED_DAYS)))
VAGUE = re.compile(
    r"近日|日前(?!往)|近期|近来|连日来|连日|前不久|不久前|近年来|近几年|近些年|这几年|最近|前段时间|前些年|近段时间|近[一二两三四五六七八九十\d]+(?:个月|年|天|周)来?|截[至止](?:到)?目前|至今(?![年天日晨晚])|前几[天年]"
)
LAST_YEAR = re.compile(r"过去(?:的)?一年|过去一年里")
START = re.compile(
    r"\d|[五六七八九]十年代|上个?世纪|[一二两三四五六七八九十](?=[一二三四五六七八九十零〇○]{0,3}(?:[月日号年季天]|个月))|[“‘「\"]?十[二三四五]五|今[年天日晨早晚]|本[年月周]|去年|上[半个年月上周星礼]|前[年天二三两一四五六七八九十\d不些几段]"
    r"|明[年天日]|后年|当[年月日天晚]|同[年月日]|次[年日]|翌|下[半个月周星礼]|昨|第|周[一二三四五六日]|星期|礼拜|近|日前|连日|不久前|最近|这[周几]|年[初底末]|截|至今(?![年天日晨晚])|过去"
)
UP_TO = re.compile(r"(?:截[至止]到?|截[至止]) ?$")
SINCE = re.compile(r"[^，。；、！？]{0,24}?(?:以来|至今)|起(?!步|草|点|源|诉)")
LATER_ON = re.compile(r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<unit>年|个月|天)(?:以|之)?后")
