"""Where places are printed: by the gazetteer, by the tagger, by their endings; chains cut into their members."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.gazetteer import Gazetteer, GazetteerMatch
from extractors.reading import Reading, Word
from extractors.shapes import ADMIN, NO_PLACES, NOT_IN_NAMES, ROLE_END, SPOT, SPOTS, ZONE, lexicon

_HAN = re.compile(r"[\u4e00-\u9fff·（）()A-Za-z0-9]+")
_SPOT_WORD = re.compile(rf"(?:{SPOTS})")
_STEM_TAGS = frozenset(["n", "nz", "nw", "nr", "ns", "PER", "LOC", "s", "f", "a", "j", "b", "vn"])
_BAD_START = re.compile(
    r"^(?:[全各本该我每某哪这那几多两\d]|[一二三四五六七八九十]+(?:[个座条家大类处级期组]|多)|其他|所有|不少|许多|部分|周边|附近|当地|沿途|沿线|整个|整条|老旧|新建|在|到|从|由)"
)
_LEVELS_ONLY = re.compile(r"[省市县区镇乡村街道组社府州]+|自治[县州旗区]|.{0,3}(?:立方米|平方米|公里)")
_LONGEST_STEM = 7
_LEVEL_ENDS = frozenset("省市县区旗州镇乡村道")
# What a zone's name goes on with behind a place that the tagger ends too early: 临港|新片区.
_ZONE_END = re.compile(r"(?:(?:国家级?)?(?:高新技术产业|经济技术|经济))?(?:新片区|开发区|高新区|经开区|自贸区|保税区|产业园区?|工业园区?|产业区|试验区|度假区)")
# Short forms of counties that are words as well: places only where the tagger says so.
_WORDLIKE: frozenset[str] = frozenset(lexicon("wordlike_counties"))
_NO_SHORT = re.compile(
    r"大兴(?:调查|学习|之风|求真)|和平(?:发展|统一|年代)|合作(?:社|区|共|伙|协)|资源(?!县)|公安(?!县)|通道(?!县|侗)|红旗(?!区)|团结(?!镇|乡|街|路)|互助(?!县|土)|朝阳产业"
)
_COUNTRY = frozenset(("province", "prefecture", "county"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A printed place; `known` is the gazetteer's match where it has one."""

    start: int
    end: int
    source: str
    known: GazetteerMatch | None = None


def find_places(reading: Reading, matches: Sequence[GazetteerMatch]) -> list[Spot]:
    """All printed places, sorted, not overlapping, also those inside the names of bodies."""
    text = reading.text
    starts = {match.start: match for match in sound_matches(reading, matches)}
    spots = [spot for match in starts.values() for spot in _single(text, match)]
    for at, word in enumerate(reading.words):
        if word.tag == "LOC":
            spots += list(cut_chain(text, word.start, _grown(text, reading.words, at), starts, whole=True))
        elif word.tag in ("ORG", "nz", "n", "nr", "nw") or (word.tag == "PER" and word.end - word.start > 3):
            spots += list(cut_chain(text, word.start, word.end, starts, whole=False))
        if (word.tag != "w" and _SPOT_WORD.fullmatch(text, word.start, word.end)) or (
            word.tag in ("n", "nz", "nw", "s", "nr") and SPOT.search(text, word.start, word.end)
        ):
            spots += list(_by_ending(text, reading.words, at, starts))
    return _zone(text, _tidy(text, spots))


def _single(text: str, match: GazetteerMatch) -> Iterator[Spot]:
    """The match as a spot; a township that the list names with its county (博爱县孝敬镇) as two."""
    upper = ADMIN.match(text, match.start, match.end) if match.end - match.start > 5 and not match.is_short else None
    if upper and match.end - upper.end() > 2 and match.places[0].level in ("township", "village"):
        yield Spot(match.start, upper.end(), "gazetteer")
        yield Spot(upper.end(), match.end, "gazetteer", match)
    else:
        yield Spot(match.start, match.end, "gazetteer", match)


def sound_matches(reading: Reading, matches: Sequence[GazetteerMatch]) -> list[GazetteerMatch]:
    """The gazetteer's names that stand for themselves in the text: not 公安 for 公安县, not a part of a longer word."""
    edges = {word.start for word in reading.words} | {word.end for word in reading.words}
    sound: list[GazetteerMatch] = []
    full = {match.start for match in matches if not match.is_short}  # 宁波|镇海区: 镇 is no part of 宁波镇
    for match in matches:
        behind = bool(sound) and sound[-1].end == match.start and not (_goes_on(reading.text, match.end) and match.end not in full)
        # 青海省|海南州, 贵州|威宁: inside the tagger's one word
        goes_on = behind and (match.end - match.start > 2 or _one_chain(reading, sound[-1], match))
        if goes_on or (_sound(reading, match, edges, full) and (behind or not _cuts_a_name(reading, match))):
            sound.append(match)
    return _without_strangers(reading, sound)


def _one_chain(reading: Reading, whole: GazetteerMatch, part: GazetteerMatch) -> bool:
    """Whether the tagger's one word is a chain of two places and nothing else."""
    word = _word_at(reading.words, whole.start)
    return word is not None and (word.tag, word.start, word.end) == ("LOC", whole.start, part.end) and lies_in(part, whole)


def lies_in(part: GazetteerMatch, whole: GazetteerMatch) -> bool:
    """Whether a place of the one name lies in a place of the other."""
    return any(each.code != other.code and each.code.startswith(other.code) for each in part.places for other in whole.places)


def _cuts_a_name(reading: Reading, match: GazetteerMatch) -> bool:
    """Whether the name begins inside a longer one that the tagger sees: 港口镇 in 大港口镇."""
    word = _word_at(reading.words, match.start)
    if match.is_short or word is None or word.tag != "LOC" or not word.start < match.start <= word.start + 2 or match.end < word.end:
        return False
    return reading.text[match.start - 1] not in _LEVEL_ENDS and reading.text[word.start] not in "与和及"


def _town(text: str, match: GazetteerMatch) -> str:
    """The printed name of a town (镇, 乡), which may be a print error; empty of others."""
    return text[match.start : match.end] if text[match.end - 1] in "乡镇" else ""


def _without_strangers(reading: Reading, matches: Sequence[GazetteerMatch]) -> list[GazetteerMatch]:
    """The matches without a short form and a township behind it that does not lie in it, where the tagger sees one name: 米东|南路街道."""
    dropped: set[int] = set()
    for first, second in pairwise(matches):
        word = _word_at(reading.words, first.start)
        if (
            first.is_short
            and not second.is_short
            and first.end == second.start
            and second.places[0].level in ("township", "village")
            and word is not None
            and (word.tag, word.start, word.end) == ("LOC", first.start, second.end)
            and not lies_in(second, first)
            and not any(Gazetteer.load().near_miss(printed, place.code) for place in first.places if (printed := _town(reading.text, second)))
        ):
            dropped |= {first.start, second.start}
    return [match for match in matches if match.start not in dropped]


def cut_chain(text: str, start: int, end: int, known: Mapping[int, GazetteerMatch], *, whole: bool) -> Iterator[Spot]:
    """The members of a chain of places that begins at `start`; with `whole` the rest of the stretch is a place too."""
    while start < end:
        match = known.get(start)
        if match and match.end <= end and not (match.is_short and _goes_on(text, match.end) and match.end not in known):
            yield Spot(start, match.end, "gazetteer", match)
            start = match.end
            continue
        found = ADMIN.match(text, start, end)
        if found is None:
            break
        if not _BAD_START.match(found.group()):
            yield Spot(start, found.end(), "suffix")
        start = found.end()
    if whole and start < end:
        yield Spot(start, end, "lac")


def _meant(reading: Reading, match: GazetteerMatch, word: Word | None) -> bool:
    """Whether a short form that is a word as well stands for the county: the tagger says so, and the article knows the county."""
    printed = reading.text[match.start : match.end]
    here = reading.place.prefecture or (reading.declared.place or "")[:4]
    known = any(printed + level in reading.text for level in "县市区") or any(here and place.code.startswith(here) for place in match.places)
    return known and word is not None and word.tag in ("LOC", "ORG")


def _goes_on(text: str, end: int) -> bool:
    """Whether a short form is but the beginning of a longer place's name: 九龙 in 九龙山社区."""
    following = ADMIN.match(text, end - 1)
    return (
        text[end : end + 1] in tuple("村镇乡路街")
        or text[end : end + 2] in ("社区", "小区", "居委")
        or (following is not None and following.end() - end < 4 and re.fullmatch(r".(?:村|镇|乡|街道|社区|小区)", text[end : following.end()]) is not None)
    )


def _zone(text: str, spots: Sequence[Spot]) -> list[Spot]:
    """The spots, with 郑州 + 经开区 as one."""
    result = []
    for spot in spots:
        if spot.known and spot.known.is_short and (level := re.compile("自治[县州旗区]").match(text, spot.end)):
            result.append(Spot(spot.start, level.end(), "gazetteer", spot.known))  # 威宁自治县
            continue
        if spot.end - spot.start > 2 and text[spot.end - 1] == "村" and text.startswith("社区", spot.end):
            result.append(Spot(spot.start, spot.end + 2, "suffix"))  # 东湖村社区 is one
            continue
        found = ZONE.match(text, spot.end) if spot.known else None
        if found and len(found.group()) <= 9 and not re.search(r"[省市县镇乡村的在和与、正抢来到]|街道|区.", re.sub("城乡|乡村", "", found.group())):
            if spot.known and spot.known.is_short:
                result.append(Spot(spot.start, found.end(), "suffix"))
            else:
                result += [spot, Spot(spot.end, found.end(), "suffix")]
        elif not result or spot.start >= result[-1].end:
            result.append(spot)
    return result


def _sound(reading: Reading, match: GazetteerMatch, edges: set[int], full: Collection[int]) -> bool:
    """Whether a gazetteer name stands for itself there: its borders are the tagger's, or the tagger sees a name around it."""
    word = _word_at(reading.words, match.start)
    printed = reading.text[match.start : match.end]
    if printed in NO_PLACES or _NO_SHORT.match(reading.text, match.start):
        return False
    if match.is_short and _goes_on(reading.text, match.end) and match.end not in full:
        return False
    if printed in _WORDLIKE and not _meant(reading, match, word):
        return False
    named = word is not None and word.tag in ("LOC", "ORG", "ns") + (() if match.is_short and len(printed) == 2 else ("nz",))
    at_edges = match.start in edges and match.end in edges
    if match.is_short:
        return (named and (match.start == word.start if word else False)) or (
            at_edges and word is not None and word.tag in ("n", "nw", "s", "j") and len(reading.text[match.start : match.end]) > 2
        )
    level = match.places[0].level if match.places else "township"
    if level == "village" and (match.end - match.start < 3 or not at_edges):
        return False
    return at_edges or named or (level in _COUNTRY and match.start in edges) or match.end - match.start > 3


def _word_at(words: Sequence[Word], position: int) -> Word | None:
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) // 2
        if words[middle].end <= position:
            low = middle + 1
        else:
            high = middle
    return words[low] if low < len(words) and words[low].start <= position else None


def _grown(text: str, words: Sequence[Word], at: int) -> int:
    """The end of a tagged place with the ending that the tagger left outside: 古城新苑 + 小区, 临港 + 新片区."""
    end = words[at].end
    zone = _ZONE_END.match(text, end) if not ADMIN.search(text, words[at].start, end) else None
    if zone and any(word.end == zone.end() for word in words[at + 1 : at + 6]):
        return zone.end()
    if at + 1 < len(words) and _SPOT_WORD.fullmatch(text, words[at + 1].start, words[at + 1].end) and not SPOT.search(text, words[at].start, end):
        return words[at + 1].end
    return end


def _by_ending(text: str, words: Sequence[Word], at: int, known: Mapping[int, GazetteerMatch]) -> Iterator[Spot]:
    """A place told by its ending: the word, or the ending with the nouns in front of it."""
    word = words[at]
    start, end = word.start, word.end
    if _SPOT_WORD.fullmatch(text, start, end):
        back = at - 1
        while back >= 0 and words[back].end == start and words[back].tag in _STEM_TAGS and end - words[back].start <= _LONGEST_STEM + (end - word.start):
            printed = text[words[back].start : words[back].end]
            if printed in NOT_IN_NAMES or ROLE_END.search(printed) or (words[back].tag == "LOC" and ADMIN.fullmatch(printed)):
                break
            start = words[back].start
            back -= 1
        if start == word.start:
            return
    rest = start
    for spot in cut_chain(text, start, end, known, whole=False):
        yield spot
        rest = spot.end
    if rest < end and SPOT.search(text, rest, end):
        yield Spot(rest, end, "ending")


def _tidy(text: str, spots: Sequence[Spot]) -> list[Spot]:
    rank = {"gazetteer": 0, "suffix": 1, "lac": 2, "ending": 3}
    kept: list[Spot] = []
    taken: set[int] = set()
    for each in sorted(
        spots, key=lambda spot: (rank[spot.source] if spot.known is None or not spot.known.is_short else 1, -(spot.end - spot.start), spot.start)
    ):
        printed = text[each.start : each.end]
        if each.source != "gazetteer" and (
            printed in NO_PLACES
            or printed in NOT_IN_NAMES
            or _BAD_START.match(printed)
            or _LEVELS_ONLY.fullmatch(printed)
            or not _HAN.fullmatch(printed)
            or len(printed) < 2
            or (_SPOT_WORD.fullmatch(printed) and len(printed) < 4)
        ):
            continue
        if taken.isdisjoint(range(each.start, each.end)):
            kept.append(each)
            taken.update(range(each.start, each.end))
    return sorted(kept, key=lambda spot: spot.start)
