"""Programmes: named policies, schemes, products, platforms, mechanisms, campaigns, teams, funds, brands, projects, facilities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.facts._around import Around, slots, trimmed
from extractors.facts._heads import marks_of_words
from extractors.facts._programme_names import Name, clean, find_names
from extractors.owners import Owner, listed_with, owners
from extractors.reading import Candidate, Reading, literal, named, within
from extractors.realis import realis
from extractors.standing import Anchor
from ontology.records import Filler, MentionKey, Span

_FOUNDING = re.compile(
    r"推出|出台|印发|发布|制定|实施|建立|启动|创建|创办|打造|开发|研发|上线|设立|成立|组建|开展|推行|创新|探索|建设|搭建|建成|举办|举行|推广|"
    r"开设|开通|构建|形成|提出|发起|推进|落实|采取|采用|组织|承办|主办|筹建|新建|修建|培育|打响|引进|谋划|投资|深化|公布"
)
_WEAK_HEADS = frozenset(
    [
        "举措",
        "方式",
        "措施",
        "标准",
        "目标",
        "规划",
        "意见",
        "积分",
        "政策",
        "做法",
        "清单",
        "市场",
        "决定",
        "规定",
        "通知",
        "公告",
        "管理",
        "资金",
        "计划",
        "协会",
        "中心",
        "之家",
        "家园",
        "阵地",
        "应用",
        "名片",
        "指引",
        "应用",
        "法",
        "公路",
        "节",
        "队",
        "团",
        "年",
        "日",
        "月",
        "周",
        "制",
        "码",
        "站",
        "园",
        "馆",
        "路",
        "行",
    ]
)
_HONOURED = re.compile(r"(?:获|获得|获评|评为|评选|授予|荣获|命名|称号|入选|列入|争创|表彰)[^，。；]{0,16}$")
_SPEECH = re.compile(r"[说道称：:][“‘]?$")
_FOR = re.compile(
    r"(?:面向|针对|服务于?|惠及|为|向|让|助力|帮助|方便|满足)(?P<who>[^，。；：、“”]{2,16}?)(?:提供|推出|打造|开展|量身|解决|办理|发放|送|建|设|"
    r"带来|搭建|，|。|的需求|出行|享|免费|开放|服务|实现|就业|增收|排忧|$)"
)
_OPERATED = re.compile(
    r"由(?P<who>[^，。；：]{2,24}?)(?:负责|承担|运营|实施|具体|管理|提供|办理|运作)|"
    r"(?P<host>[^，。；：、由办]{2,24}(?:、[^，。；：、由办]{2,24})*)承办"
)
_HELPED = re.compile(r"(?P<who>[^，。；：、由办]{2,24}(?:、[^，。；：、由办]{2,24})*)协办")
_DEFAULT_KIND = (("+", "mechanism"), ("＋", "mechanism"), ("贷", "credit_product"), ("码", "platform"), ("队", "team"), ("团", "team"))
_VERB_KIND = {
    "开展": "campaign",
    "打造": "brand",
    "举办": "campaign",
    "推出": "mechanism",
    "建立": "mechanism",
    "实行": "mechanism",
    "探索": "mechanism",
    "实施": "project",
    "建设": "project",
    "成立": "team",
    "组建": "team",
    "依托": "platform",
    "利用": "platform",
    "通过": "platform",
    "搭建": "platform",
    "印发": "policy_document",
    "出台": "policy_document",
    "推进": "campaign",
    "落实": "policy_document",
    "创新": "mechanism",
    "推行": "mechanism",
}
_LEAD = re.compile(r"[的了在以对为和与等由、，：“]$")
_COMMITTEES = frozenset(["协会", "理事会", "议事会", "工作组", "专班", "工作队", "队"])
_BUILT = re.compile(r"位于|坐落|占地|总面积|全长|建成|启用|投用|揭牌|揭幕|开园|开放|落成|新建|修建|改造|打造|建设")
_LEAST_PART = 4  # characters that a name shares with a longer printing of it
_LIKELY = 0.25  # how likely a launcher must be to be told
_MOST = 4  # launchers of one programme
_SHORT = 5  # characters: a shorter name without quotation marks needs a verb that launches it


@dataclass
class _Group:
    """All printings of one name in the article."""

    names: list[Name]

    @property
    def best(self) -> Name:
        """The printing that the name is taken from: quoted with its head noun, else the longest of the commonest."""
        rank = {"title": 3, "quoted": 2, "plus": 1, "bare": 0}
        return max(self.names, key=lambda each: (rank[each.how], bool(each.head), len(each.name), -each.start))


def find(reading: Reading) -> Iterator[Candidate]:
    """One candidate a distinct name of the article."""
    around = Around(reading)
    for group in _groups(reading):
        yield _candidate(reading, around, group)


def _groups(reading: Reading) -> list[_Group]:
    """The names worth a proposal, printings of one name together, in the order of their first printing."""
    groups: list[_Group] = []
    for name in find_names(reading):
        home = next((group for group in groups if any(_same(name, other) for other in group.names)), None)
        if home:
            home.names.append(name)
        else:
            groups.append(_Group([name]))
    likely = [group for group in groups if any(_likely(each, len(group.names)) for each in group.names)]
    starts = {name.start for group in likely for name in group.names}
    # In 积分管理平台积分宝 the first says what the second is: it names nothing by itself.
    return [group for group in likely if not all(each.how == "bare" and each.end in starts for each in group.names)]


def _same(left: Name, right: Name) -> bool:
    """Whether two printings mean one programme: one name holds the other, which is no common word."""
    shorter, longer = sorted((clean(left.inner or left.name), clean(right.inner or right.name)), key=len)
    if clean(left.name) == clean(right.name):
        return True
    if shorter == longer:
        return not left.head or not right.head or left.kind == right.kind
    alone = len(shorter) >= 2 * _LEAST_PART - 2 or "bare" not in (left.how, right.how)
    return len(shorter) >= _LEAST_PART and shorter in longer and alone and left.kind == right.kind


def _mark(name: Name, key: str) -> str:
    return next((mark.partition("=")[2] for mark in name.marks if mark.startswith(f"{key}=")), "")


def _likely(name: Name, times: int) -> bool:
    """Whether a printing is worth a proposal at all."""
    verb = _mark(name, "verb")
    launched = verb not in ("none", "near", "")
    size = len(name.inner or name.name)
    if name.how == "title":
        return bool(name.head) or launched
    if name.how == "plus":
        return True
    if name.how == "quoted":
        if name.head:
            return size >= 2 and not (size > 16 and _mark(name, "comma") == "True" and not launched and _mark(name, "tail") == "none")
        if _mark(name, "comma") == "True" and not launched:
            return False
        if size < 4:
            return launched or times > 1 or (size == _LEAST_PART - 1 and verb == "near")
        return size <= 14 and (launched or verb == "near" or times > 1 or _mark(name, "next") not in "。！？")
    if _mark(name, "generic") == "True":
        return False
    if name.head in _WEAK_HEADS:
        return size >= (_SHORT if launched else _SHORT + 2)
    return size >= _SHORT or launched or times > 1 or name.head in ("贷", "e贷", "基金", "行动", "服务队")


def _is_body(reading: Reading, name: Name) -> bool:
    """Whether the name is a body's or a place's in the mention layer."""
    return any(each.kind in ("Organization", "Place") and each.end == name.end and each.start <= name.start + 1 for each in reading.mentions)


def _candidate(reading: Reading, around: Around, group: _Group) -> Candidate:
    best = group.best
    kind = _kind(best)
    name = clean(best.name)
    scope = reading.place.prefecture or reading.place.code
    filler = Filler(name, MentionKey("Programme", name, scope), Span(best.start, best.end))
    launched = [each for each in group.names if _mark(each, "verb") not in ("none", "near", "")]
    shown = launched[0] if launched else group.names[0]
    anchor = anchor_of(reading, Span(shown.start, shown.end), kind)
    launcher = next(iter(owners(reading, anchor, "launched_by", most=1)), None)
    area = next(iter(owners(reading, anchor, "runs_in", most=1)), None)
    sentence = reading.sentence(shown.start)
    date = around.date(shown.start, shown.end)
    features = [
        f"how={best.how}",
        f"head={best.head or 'none'}",
        f"times={min(len(group.names), 4)}",
        *(launcher.seen("launcher") if launcher else ("launcher=none",)),
        f"launcher_kind={launcher.mention.kind if launcher else 'none'}",
        f"launched={bool(launched)}",
        f"founding={bool(_FOUNDING.search(reading.text, sentence.start, shown.start))}",
        f"honoured={bool(_HONOURED.search(reading.text, sentence.start, shown.start))}",
        f"speech={bool(_SPEECH.search(reading.text, max(0, best.start - 2), best.start))}",
        f"size={min(len(name), 16)}",
        f"weak_head={best.head in _WEAK_HEADS}",
        *_seen(reading, best),
        *_likeness(reading, best),
        *dict.fromkeys(mark for each in group.names[:4] for mark in each.marks if not mark.startswith(("next2=",))),
        *(mark for mark in best.marks if mark.startswith("next2=")),
    ]
    return Candidate(
        type="programme",
        slots=slots(
            name=filler,
            kind=literal(kind) if kind else None,
            launched_by=_together(reading, launcher) if launcher and launcher.probability >= _LIKELY else None,
            operator=_match(reading, _OPERATED, sentence),
            partner=_match(reading, _HELPED, sentence),
            area=area.filler if area else None,
            target=_target(reading, group),
            date=date,
            part_of=_part_of(reading, best, group),
        ),
        start=_evidence_start(reading, shown),
        end=shown.end,
        realis=realis(reading.text, sentence, shown.start),
        rule=f"{best.how}_{'head' if best.head else 'name'}",
        features=tuple(features),
    )


def _seen(reading: Reading, name: Name) -> Iterator[str]:
    """What the other layers say of a name: mentions over it, its words, its place in article and list."""
    over = [each for each in reading.mentions if each.start < name.end and name.start < each.end]
    yield f"mention={'+'.join(sorted({each.kind + '/' + each.source for each in over})) or 'none'}"
    yield f"body={_is_body(reading, name)}"
    yield f"built={bool(_BUILT.search(reading.text, reading.sentence(name.start).start, reading.sentence(name.start).end))}&{name.kind == 'facility'}"
    yield f"place_first={bool(over and over[0].kind == 'Place' and over[0].start <= name.start + 1 and over[0].end < name.end)}"
    words = within(reading.words, name.start, name.end)
    yield f"words={min(len(words), 8)}"
    if words:
        yield f"first_tag={words[0].tag}"
        yield f"tags={'+'.join(word.tag for word in words if word.tag != 'w')[:24]}"
        yield f"verbs={sum(word.tag == 'v' for word in words)}"
        yield f"last_word={reading.text[words[-1].start : words[-1].end]}"
    around = reading.text[max(0, name.start - 1) : name.start] + reading.text[name.end : name.end + 1]
    yield f"listed={'、' in around}"
    yield f"digits={any(char.isdigit() for char in name.name)}"
    yield f"article_kind={reading.article.kind}"
    left = reading.text[reading.sentence(name.start).start : name.start]
    lead = _LEAD.search(left)
    yield f"lead={lead.group() if lead else 'none'}"


def _likeness(reading: Reading, name: Name) -> Iterator[str]:
    """How like a name its words are, by counts over many articles: so that rare words are judged by their like."""
    known = marks_of_words()
    marks = [known.get(reading.text[word.start : word.end], 0) for word in within(reading.words, name.start, name.end) if word.end - word.start > 1]
    yield f"like={max(-4, min(4, sum(marks)))}"
    yield f"unlike_word={min(marks, default=0)}"
    yield f"like_word={max(marks, default=0)}"
    if name.head:
        yield f"like_head={known.get(f'head{name.head}', 0)}"
        yield f"like_head={known.get(f'head{name.head}', 0)}&how={name.how}"


def _evidence_start(reading: Reading, name: Name) -> int:
    clause = reading.clause(name.start)
    return clause.start if name.start - clause.start <= 40 else name.start


def _kind(name: Name) -> str:
    if name.kind:
        return name.kind
    inner = name.inner or name.name
    for mark, kind in _DEFAULT_KIND:
        if mark in inner[-1:] or (mark in "+＋" and mark in inner):
            return kind
    verb = _mark(name, "verb")
    return _VERB_KIND.get(verb, "campaign")


def anchor_of(reading: Reading, name: Span, kind: str) -> Anchor:
    """The place from which the launcher of a programme is looked for: the verb of founding before its name, else the name."""
    clause = reading.clause(name.start)
    verbs = list(_FOUNDING.finditer(reading.text, clause.start, name.start))
    return Anchor(verbs[-1].start() if verbs else name.start, name.end, (f"programme:{kind}",))


def _together(reading: Reading, launcher: Owner) -> list[Filler]:
    """The launcher with those of its kind that it is listed with."""
    return [named(each) for each in listed_with(reading, launcher.mention) if each.kind == launcher.mention.kind][:_MOST]


def _match(reading: Reading, pattern: re.Pattern[str], stretch: Span) -> list[Filler]:
    found = pattern.search(reading.text, stretch.start, stretch.end)
    if not found:
        return []
    who = "who" if found["who"] else "host"
    inside = [each for each in reading.mentions_in(found.start(who), found.end(who)) if each.kind in ("Organization", "Place", "Group")]
    return [named(each) for each in inside[:4]]


def _target(reading: Reading, group: _Group) -> list[Filler]:
    """Whom it serves: 为X提供, 面向X in the sentences that name it."""
    for name in group.names[:4]:
        sentence = reading.sentence(name.start)
        for found in _FOR.finditer(reading.text, sentence.start, sentence.end):
            start, end = trimmed(reading.text, found.start("who"), found.end("who"))
            text = reading.text[start:end]
            if (
                re.search(
                    r"(?:者|人|民|户|家庭|企业|商|学生|员|职工|群众|家长|儿童|老人|妇女|青年|军人|家属|群体|主体|游客|师生|病人|患者|对象|农户|村|业主|"
                    r"单位)$",
                    text,
                )
                and len(text) <= 14
            ):
                inside = reading.mentions_in(start, end)
                if inside and inside[-1].end == end and inside[-1].start == start:
                    return [named(inside[-1])]
                return [Filler(text, MentionKey("Group", text, reading.article.id), Span(start, end))]
    return []


def _part_of(reading: Reading, name: Name, group: _Group) -> Filler | None:
    """The programme whose name with 的 stands right before this one: “浙里办”的“浙里助残专区”."""
    joint = re.search(r"[”’》][\u4e00-\u9fffA-Za-z]{0,4}的?$", reading.text[max(0, name.start - 8) : name.start])
    if not joint or "的" not in joint.group():
        return None
    others: Sequence[Name] = [each for each in find_names(reading) if each.end <= name.start and each.end >= name.start - 8 and each.how in ("quoted", "title")]
    if not others or others[-1] in group.names:
        return None
    other = clean(others[-1].name)
    return Filler(other, MentionKey("Programme", other, reading.place.prefecture or reading.place.code), Span(others[-1].start, others[-1].end))
