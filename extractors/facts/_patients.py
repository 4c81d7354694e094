"""To whom or what an action is done: the object behind the verb, or what a preposition brings before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.facts._action_verbs import CHAIN, Verb, is_verb_like, word_index
from extractors.reading import Reading, Word, literal, named
from ontology.records import Filler

# Words between a verb and its object.
_COMPLEMENT = re.compile(r"[了着过到至给上出好完成为来回下起去向入进有]|起来|出来|完成|一下|完毕|一批")
# Words behind a verb that make it the time of something else.
_TEMPORAL = re.compile(r"[时后中前下]|期间|以来|过程|之后|之际|之前|同时|结束|当天|当日|现场|的时候")
# Words at which a noun phrase ends unless it goes on with 的.
_STOP = re.compile(r"[并而且以来从让使因还也都就共至达是]|从而|以便|进而|共计|累计|一边|达到|直至")
_KEPT_PUNCTUATION = frozenset('、“”‘’《》（）()·"-—+/')
_BRINGS = re.compile(r"[对为给向把将与同和就替帮让跟]|围绕|针对|对于")
_GOES = re.compile(r"[在到赴去进]|来到|前往|走进|深入|抵达|赶赴|奔赴|赶往|深入到")
_PERSONAL = frozenset(["我", "他", "她", "我们", "他们", "她们", "自己", "大家", "咱"])
_EDGES = frozenset("，。；：！？、,;:\n")
_BY = re.compile(r"(?<![自理])由(?![来于此])(?=[^，由]{2,20}$)")
_HELPED = re.compile(r"^[^，]{0,4}在[^，]{2,30}$")
_PASSIVE = re.compile(r"[由被]|得到|获得|悉数|全部|自发|正在?[^，]{0,6}中|完毕|正式|已")
_LEAD = re.compile(
    r"^(?:[\s、，,的了“”]|该|此|这些|那些|这|各类|各种|一些|一批|部分|相关|有关|所有|全部|自己的?|"
    r"其|他们的?|当地的?|更多|很多|许多|大量|近年来?|今年以来)+"
)
_TAIL = re.compile(r"(?:[\s、，,的了：:“]|等|等等|工作|活动|一行|左右|以上|余|共|累计|，)+$")
_NUMBER = re.compile(
    r"^(?:近|约|超|共|逾|首批|第一批|累计|多|全|每)?(?:[\d.,]+|[一二两三四五六七八九十百千万几数]+)(?:余|多|几)?(?:万|亿|千|百)?(?:余|多)?"
    r"(?:名|位|户|家|个|人次|人|件|项|次|份|条|座|处|场|批|套|亩|吨|斤|公斤|公里|米|栋|间|支|部|台|辆|起|棵|株|袋|箱|元|盏|本|期|类|种|款|所|架|艘|块|枚|面|头|只|把|张|封|"
    r"组|片|平方米|立方米|多个)?(?:的)?"
)
_END_NUMBER = re.compile(r"(?:近|约|超|共|逾|累计|达)?[\d.,]+(?:余|多)?(?:万|亿|千)?(?:余|多)?[\u4e00-\u9fff]{0,3}$")
_LONGEST, _SHORTEST = 44, 2
_HEAD_OF = 30  # characters: of a longer phrase what follows the last 的 is taken
_WHEN = re.compile(r"(?:以来|之?后|时)$")
_NO_PATIENT = re.compile(r"(?:至今|(?<=等)方式|过程中|期间)$|^(?:在|由于)(?=.)")  # when, where or how it was done
_STAYS = frozenset(("在", "进", "去"))
_GOING = frozenset(("visit", "inspect", "aid", "teach", "attend", "enforce", "contact"))  # classes whose patient is where somebody goes
_BARE = re.compile(r"^(?:左右|到位|以上|工作|活动|情况|服务|过程|能力|水平|方面|内容|时|后|们|大家|我们|他们|其中|开始|问题|方式|任务)$")


def patients(reading: Reading, verb: Verb) -> Iterator[tuple[Filler, str]]:
    """The fillers that the verb's patient may be, each with how it was found, the likeliest first."""
    words = reading.words
    clause = reading.clause(verb.start)
    last = word_index(reading, verb.end - 1)
    at, chained = _behind_chain(reading, last + 1, clause.end)
    direct = at == last + 1
    found = False
    carried = verb.light is not None and (verb.tag in ("vn", "n") or verb.nominal)
    if at < len(words) and reading.text[words[at].start : words[at].end] == "的" and words[at].start < clause.end:
        for filler, how in _phrase(reading, at + 1, clause.end, "relative"):
            found = True
            yield filler, how
    elif not carried and not (direct and _temporal(reading, at, clause.end)):
        for filler, how in _phrase(reading, at, clause.end, "chain" if chained else "object"):
            found = True
            yield filler, how
    yield from _before(reading, verb, found=found, carried=carried)


def best_first(found: list[tuple[Filler, str]]) -> list[tuple[Filler, str]]:
    """What 把 or 将 brings before what follows the verb: 将食品送到安置点."""
    return sorted(found, key=lambda each: not each[1].startswith(("brought:把", "brought:将")))


def _temporal(reading: Reading, at: int, limit: int) -> bool:
    if at >= len(reading.words) or reading.words[at].start >= limit:
        return False
    return bool(_TEMPORAL.fullmatch(text_of(reading, reading.words[at])))


def _behind_chain(reading: Reading, at: int, limit: int) -> tuple[int, bool]:
    """The word behind the verb, its particles, and further verbs that share its object: 走访慰问, 采摘、分拣、包装."""
    words, text = reading.words, reading.text
    chained = False
    while at < len(words) and words[at].start < limit:
        printed = text[words[at].start : words[at].end]
        if _COMPLEMENT.fullmatch(printed) and words[at].tag in ("u", "v", "f", "p", "d", "xc", "m", "n"):
            at += 1
        elif words[at].tag in ("v", "vn") and is_verb_like(printed) and not _general(reading, at + 1) and _goes_on(reading, at + 1, limit):
            at, chained = at + 1, True
        elif CHAIN.fullmatch(printed) and at + 1 < len(words) and _verbal(reading, words[at + 1]):
            at, chained = at + 2, True
        else:
            break
    return at, chained


def _verbal(reading: Reading, word: Word) -> bool:
    return word.tag == "v" or (word.tag == "vn" and is_verb_like(text_of(reading, word)))


def _general(reading: Reading, at: int) -> bool:
    return at < len(reading.words) and text_of(reading, reading.words[at]) in ("活动", "工作", "情况", "的")


def _goes_on(reading: Reading, at: int, limit: int) -> bool:
    """Whether something that can be an object follows."""
    return at < len(reading.words) and reading.words[at].start < limit and reading.words[at].tag not in ("w", "f")


def _phrase(reading: Reading, at: int, limit: int, how: str) -> Iterator[tuple[Filler, str]]:
    """The noun phrase from a word on, as far as no other predicate begins."""
    words = reading.words
    if at >= len(words) or words[at].start >= limit:
        return
    start = end = words[at].start
    nouns = False
    if text_of(reading, words[at]) in ("（", "(", "得"):
        return
    later = [text_of(reading, word) for word in words[at : at + 30] if word.start < limit]
    for offset, word in enumerate(words[at : at + 30]):
        if word.start >= limit or word.end - start > _LONGEST:
            break
        printed = text_of(reading, word)
        modifies = "的" in later[offset + 1 :]
        if _breaks(reading, word, printed, nouns=nouns, modifies=modifies):
            break
        if printed == "、" and _new_predicate(reading, at + offset + 1, modifies=modifies):
            break
        nouns = nouns or word.tag in ("n", "nz", "ORG", "LOC", "PER", "nw", "s", "an")
        end = word.end
    if not is_verb_like(reading.text[start:end]):
        yield from fillers(reading, start, end, how)


def _new_predicate(reading: Reading, at: int, *, modifies: bool) -> bool:
    """Whether a verb with an object of its own follows a comma of enumeration."""
    if at + 1 >= len(reading.words) or reading.words[at].tag != "v":
        return False
    return not modifies or text_of(reading, reading.words[at + 1]) in ("了", "着", "过", "出")


def _breaks(reading: Reading, word: Word, printed: str, *, nouns: bool, modifies: bool) -> bool:
    """Whether a word cannot belong to the noun phrase on its left."""
    if word.tag == "w" or not printed.strip():
        return printed not in _KEPT_PUNCTUATION and not reading.in_quote(word.start) and not _in_title(reading, word.start)
    if reading.in_quote(word.start) or any(each.start < word.start < each.end for each in reading.mentions_in(max(0, word.start - 30), word.end + 30)):
        return False
    if _STOP.fullmatch(printed) and not modifies:
        return nouns or not printed.startswith("共")
    if word.tag == "p":
        return printed not in ("关于", "有关") and not modifies
    if word.tag == "r" and printed not in _PERSONAL:
        return False
    if word.tag in ("v", "vd", "d", "r", "TIME", "ad") and nouns:
        return not modifies and not _closes(reading, word)
    return word.tag == "TIME" and not modifies and not _noun_follows(reading, word)


def _noun_follows(reading: Reading, word: Word) -> bool:
    at = word_index(reading, word.start) + 1
    return at < len(reading.words) and reading.words[at].tag in ("n", "nz", "vn")


def _in_title(reading: Reading, at: int) -> bool:
    """Whether a position lies inside 《》."""
    opened = reading.text.rfind("《", max(0, at - _LONGEST), at)
    return opened >= 0 and "》" not in reading.text[opened:at]


def _closes(reading: Reading, word: Word) -> bool:
    """Whether a verb ends its phrase, as a noun would (情况说明)."""
    at = word_index(reading, word.start) + 1
    return word.tag == "v" and word.end - word.start > 1 and (at >= len(reading.words) or text_of(reading, reading.words[at]) in _EDGES)


def text_of(reading: Reading, word: Word) -> str:
    """What a word prints."""
    return reading.text[word.start : word.end]


def fillers(reading: Reading, start: int, end: int, how: str) -> Iterator[tuple[Filler, str]]:
    """The filler for a stretch: a mention's name where one ends it and fills it, else its words without counts and particles."""
    text = reading.text[start:end]
    text = text.rstrip("。，；：！？ \n（(")
    counted = text.strip(" 　“”、，。的")
    begun = start + len(text) - len(text.lstrip("的 ")), text.strip("的 ")
    while (lead := _LEAD.match(text) or _NUMBER.match(text)) and lead.end():
        start += lead.end()
        text = text[lead.end() :]
    tail = _TAIL.search(text)
    if tail and tail.start() >= _SHORTEST:
        text = text[: tail.start()]
    number = _END_NUMBER.search(text)
    if number and number.start() >= _SHORTEST:
        text = text[: number.start()]
    if len(text) > _HEAD_OF and "的" in text[:-4]:
        cut = text.rindex("的", 0, len(text) - 3) + 1
        start, text = start + cut, text[cut:]
    if len(text) < _SHORTEST and len(begun[1]) >= _SHORTEST and not any(char.isdigit() for char in begun[1]):
        start, text = begun
    if len(text) < _SHORTEST:
        if len(counted) >= _SHORTEST + 1 and any(char.isdigit() for char in counted):
            yield literal(counted, start, max(start + 1, end)), f"{how}:count"
        return
    if _BARE.match(text):
        start, text = begun
        if _BARE.match(text):
            return
    if text.startswith("着"):
        start, text = start + 1, text[1:]
    text = _WHEN.sub("", text)
    if text.endswith("》") and "《" not in text:
        text = text[:-1]
    end = start + len(text)
    if _NO_PATIENT.search(text) or len(text) < _SHORTEST:
        return
    inside = reading.mentions_in(start, end)
    if inside and inside[-1].end == end and inside[0].start == start and (len(inside) == 1 or all(each.kind == "Place" for each in inside[:-1])):
        yield named(inside[-1]), f"{how}:{inside[-1].kind}"
        return
    if inside and inside[-1].end == end and inside[-1].kind == "Person" and "、" not in text[-len(inside[-1].name) - 2 :]:
        yield named(inside[-1]), f"{how}:person"
        return
    printed = text.replace("\n", "").strip("“”\"' ")
    yield literal(printed, start, end), f"{how}:{'head' if inside and inside[-1].end == end else 'phrase'}"


def _before(reading: Reading, verb: Verb, *, found: bool, carried: bool) -> Iterator[tuple[Filler, str]]:
    """What stands before the verb: brought by a preposition, gone to, carried by a light verb, or the subject of a passive."""
    if special := list(_turned(reading, verb)):
        yield from special
        return
    words = reading.words
    clause = reading.clause(verb.start)
    first = word_index(reading, verb.start)
    stop = word_index(reading, verb.light.start) if verb.light else first
    brought = False
    for at in range(stop - 1, -1, -1):
        word = words[at]
        if word.start < clause.start:
            break
        printed = text_of(reading, word)
        if printed == "组织" and verb.light is not None and verb.light.start > word.start and not found:
            yield from fillers(reading, word.end, _noun_end(reading, at + 1, stop), "brought:组织")
            brought = True
            break
        brings = bool(_BRINGS.fullmatch(printed)) and (word.tag in ("p", "v") or printed in ("就", "将"))
        stays = printed in _STAYS and not _GOING & set(verb.classes)  # where something was founded or built is no patient
        if brings or (_GOES.fullmatch(printed) and not found and not stays):
            end = _noun_end(reading, at + 1, stop)
            how = "brought" if brings else "gone"
            for filler, kind in fillers(reading, words[at].end, end, f"{how}:{printed}"):
                brought = True
                yield filler, kind
            break
    if verb.light is not None and not found:
        start = verb.light.end
        compound = reading.text[start : verb.start].lstrip("了过着“ ")
        compound = compound[compound.rfind("、") + 1 :]
        kinds = {word.tag for word in words if verb.light.end <= word.start < verb.start}
        if len(compound) >= _SHORTEST and "、" not in compound[:1] and kinds & {"n", "nz", "vn", "nw", "LOC", "ORG"}:
            yield from fillers(reading, verb.start - len(compound), verb.start, "compound")
        if not brought or carried:
            whole = (compound + verb.text).strip("的”“ ")
            yield literal(whole, verb.start, verb.end), "light:itself"
    elif not found and not brought and _PASSIVE.search(reading.text, clause.start, min(clause.end, verb.end + 3)):
        start = clause.start
        end = _noun_end(reading, word_index(reading, start), first)
        yield from fillers(reading, start, min(end, verb.start), "subject")


def _turned(reading: Reading, verb: Verb) -> Iterator[tuple[Filler, str]]:
    """Where the sentence is turned round: 某人接受某机关审查, 某物由某人建成, 在某人帮助下某人."""
    clause = reading.clause(verb.start)
    before = reading.text[clause.start : verb.start]
    if verb.light is not None and text_of(reading, verb.light) == "接受" and reading.mentions_in(verb.light.end, verb.start, "Organization"):
        people = reading.mentions_in(0, verb.light.start, "Person")
        if people:
            yield named(people[-1]), "accepting:Person"
    elif by := _BY.search(before):
        yield from fillers(reading, clause.start, clause.start + by.start(), "by")
    elif _HELPED.search(before) and reading.text[verb.end : verb.end + 4].rstrip("，").endswith("下"):
        following = reading.mentions_in(clause.end, reading.clause(min(clause.end, len(reading.text) - 1)).end)
        if following:
            yield named(following[0]), "helped"


def _noun_end(reading: Reading, at: int, stop: int) -> int:
    """Where the nouns between a preposition and the verb end: before adverbs and the words that lead to the verb."""
    words = reading.words
    end = words[stop].start if stop < len(words) else len(reading.text)
    for back in range(stop - 1, at - 1, -1):
        if words[back].tag in ("d", "ad", "p", "u", "v", "vd", "TIME", "c", "f", "m") and text_of(reading, words[back]) not in ("等", "里", "内", "上"):
            end = words[back].start
        else:
            break
    return end
