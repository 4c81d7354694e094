"""Which paragraphs of a page belong together: every paragraph goes to one of the page's headlines or opens an article of its own.

The best assignment is searched as a path over the paragraphs in page order (Viterbi): staying with an article is free, changing
costs, less where a headline, a dateline or a torn sentence invites it; being alike in words with an article's headline and with
its other paragraphs pays. The words of an article are those of the round before, so a few rounds settle it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.layout import CREDIT, DATELINE, Line
from extractors.seams import SOUND, links, seam

ROUNDS = 6
_CHANGE = 1.4  # what it costs to leave an article for another
_OPEN = 1.0  # what it costs to open an article without headline, where a dateline or a wide gap invites it
_UNDER_HEADLINE = 1.3  # what pays for going to the headline just above
_PAST_HEADLINE = 1.0  # what it costs to stay with the old article though a headline stands between
_PAST_SUBHEAD = 0.3  # what it costs where the headline may be a subhead
_PAST_DATELINE = 2.5  # what it costs to have a dateline in the middle of an article
_TORN = 0.8  # what changes cost less after a sentence that breaks off or before one that has no beginning
_FULL_HEADLINE = 11  # pairs of characters from which on a headline's words tell fully
_WEAK = 1.2  # what pays less for a headline without dateline or byline, where the page's articles have them
_SEAM = 0.4  # what a nat of the seam between two paragraphs weighs
_LINKED = 1.5  # what pays for being with the paragraph whose broken sentence this one takes up
_JUST_ABOVE = 0.8  # what pays for going to the headline just above though its words are elsewhere
_APART = 0.4  # what changes cost less at a wide gap
_ENDED = 0.5  # what changes cost less behind an article's last line (credits, （完）)
_CAPTION = 1.6  # what pays for a caption that stands alone
_PHOTOGRAPHER = re.compile(r"(?:摄|图)[)）]?$")
_DATELINE_ALONE = 0.2  # what pays for a dateline's own article though a headline, perhaps another's, stands above it
_ANCHOR = 0.4  # share of a headline's words that the paragraph opening its article has, at least, unless it stands just below
_AT_HOME, _FOREIGN = 0.4, 0.2  # shares of words by which two headlines in a row are told to be of two articles
_REPEATED = 0.6  # share of words that two headlines of one article have in common
_BELOW_BONUS = 0.3
_SAME_FORM = 1.0  # what pays for standing in a column of the width of the article's other lines, or like them in none
_SAME_WIDTH = 2  # characters by which lines of one width differ
_HEAD_WEIGHT, _BODY_WEIGHT = 1.2, 4.0
_FULL_LENGTH = 80  # characters from which on a paragraph's words tell fully
_LAST = re.compile(r"[（(](?:完|[\u4e00-\u9fff　 ]{2,12})[)）]$")
_SIGN = re.compile(r"[□■◎●▲△○◆☆★]")
_MIDDLE = re.compile(r"^[，。、；：！？,;:”’）)》的了着过]")


@dataclass(slots=True)
class Paragraph:
    """Body lines that are one paragraph, or a byline; `heads` are the headlines just above it."""

    lines: list[Line]
    heads: list[Line] = field(default_factory=list)
    after_break: bool = False  # a page head or noise stands between it and the paragraph before

    @property
    def text(self) -> str:
        """Its lines put together."""
        return "".join(line.text for line in self.lines)


Bag = Counter[str]


def bigrams(text: str) -> Bag:
    """The pairs of Chinese characters, letters and digits that follow one another in a text."""
    plain = re.sub(r"[^\u4e00-\u9fff0-9A-Za-z]+", " ", text)
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1) if " " not in plain[at : at + 2])


def paragraphs_of(lines: Sequence[Line]) -> tuple[list[Paragraph], list[Line]]:
    """The page's paragraphs, each with the headlines above it, and the headlines that have no paragraph behind them."""
    found: list[Paragraph] = []
    heads: list[Line] = []
    broken = False
    for at, line in enumerate(lines):
        if line.kind in ("head", "noise"):
            broken = True
        elif line.kind == "headline":
            heads.append(line)
        else:
            if found and not heads and not broken and _goes_on(found[-1].lines, line, lines[at + 1 :]):
                found[-1].lines.append(line)
            else:
                found.append(Paragraph([line], heads, broken))
            heads, broken = [], False
    return found, heads


def _goes_on(paragraph: Sequence[Line], line: Line, behind: Sequence[Line]) -> bool:
    """Whether a line is the same paragraph as the lines before: in one column, no gap, the sentence unfinished or the line full.

    A byline goes with what stands behind it where it opens an article, else with what stands before it.
    """
    before = paragraph[-1]
    if line.kind == "byline":
        return not _opens(line, behind)
    if before.kind == "byline" and all(each.kind == "byline" for each in paragraph):
        return True
    if before.kind == "byline" or DATELINE.match(line.text) or line.apart:
        return False
    return before.wrapped and line.wrapped and not (before.complete and behind and len(before.text) < len(behind[0].text) - 4)


def _opens(byline: Line, behind: Sequence[Line]) -> bool:
    """Whether a byline stands above its article."""
    following = next((each for each in behind if each.kind != "byline"), None)
    return bool(_SIGN.match(byline.text)) or bool(following and DATELINE.match(following.text))


@dataclass(frozen=True, slots=True)
class _State:
    """An article in the making: its headlines, or the paragraph that opens one without."""

    heads: tuple[Line, ...]
    opens: int  # the paragraph that opens it: below the headlines, or with their words; -1 where none is known
    above: int = -1  # the paragraph that its headlines stand just above
    weak: bool = False  # no dateline or byline below, no wide gap above, though the page's articles have them: perhaps a subhead


@dataclass(frozen=True, slots=True)
class _Board:
    """All that an assignment is judged by: the page's paragraphs, their words, the articles in the making, the broken sentences."""

    paragraphs: Sequence[Paragraph]
    bags: Sequence[Bag]
    weight: Mapping[str, float]
    states: Sequence[_State]
    shares: Sequence[Sequence[float]]  # paragraph × state: how many of its headlines' words the paragraph has
    linked: Mapping[int, Sequence[int]]  # paragraph → those that take up its sentence or whose sentence it takes up
    signed: bool

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph], loose: Sequence[Line]) -> _Board:
        """The board of a page."""
        bags = [bigrams(each.text) for each in paragraphs]
        weight = _weights(bags)
        states = _states(paragraphs, loose, bags, weight)
        shares = [[_head_share(state.heads, bag, weight) for state in states] for bag in bags]
        linked: dict[int, list[int]] = {}
        for one, other in links_of(paragraphs).items():
            linked.setdefault(one, []).append(other)
            linked.setdefault(other, []).append(one)
        return cls(paragraphs, bags, weight, _anchored(states, shares), shares, linked, _signed(paragraphs))


def strands(paragraphs: Sequence[Paragraph], loose: Sequence[Line]) -> list[tuple[list[Line], list[int]]]:
    """For every article its headlines and the numbers of its paragraphs, in reading order; headlines without paragraphs come with none."""
    board = _Board.of(paragraphs, loose)
    owner = [-1] * len(paragraphs)
    for _ in range(ROUNDS):
        new = _best_path(board, owner)
        if new == owner:
            break
        owner = new
    owner = _reunited(board, owner)
    taken_up = links_of(paragraphs)
    return [
        (list(state.heads), _reading_order([at for at, own in enumerate(owner) if own == number], taken_up, state)) for number, state in enumerate(board.states)
    ]


def _reunited(board: _Board, owner: Sequence[int]) -> list[int]:
    """The assignment with a body that has no headline given to the headline that chose only what stands right behind that body."""
    united = list(owner)
    for number, state in enumerate(board.states):
        members = [at for at, own in enumerate(united) if own == number]
        if not state.heads or not members or members[0] == 0 or state.above in members or _is_opening(board.paragraphs[members[0]]):
            continue
        before = united[members[0] - 1]
        if not board.states[before].heads:
            united = [number if own == before else own for own in united]
    return united


def _reading_order(members: Sequence[int], taken_up: Mapping[int, int], state: _State) -> list[int]:
    """An article's paragraphs as they are to be read: from the one that opens it on, torn stretches behind the sentence that they take up."""
    order = list(members)
    if order and state.above != order[0] and state.opens in order and state.opens - 1 not in order:
        order = [*order[order.index(state.opens) :], *order[: order.index(state.opens)]]
    for one in sorted(taken_up):
        other = taken_up[one]
        if one not in order or other not in order or order.index(other) == order.index(one) + 1:
            continue
        start = order.index(other)
        stop = start + 1
        while stop < len(order) and order[stop] == order[stop - 1] + 1 and order[stop - 1] not in taken_up and order[stop] not in taken_up.values():
            stop += 1
        stretch = order[start:stop]
        if one not in stretch:
            del order[start:stop]
            place = order.index(one) + 1
            order[place:place] = stretch
    return order


def _states(paragraphs: Sequence[Paragraph], loose: Sequence[Line], bags: Sequence[Bag], weight: Mapping[str, float]) -> list[_State]:
    states = []
    signed = _signed(paragraphs)
    for at, each in enumerate(paragraphs):
        for group in _head_groups(each.heads, bags, weight):
            below = at if group[-1] is each.heads[-1] else -1
            weak = signed and below >= 0 and at > 0 and not group[0].apart and _may_go_on(each)
            states.append(_State(tuple(group), below, below, weak))
        if _is_opening(each) or (not each.heads and (at == 0 or each.lines[0].apart or each.after_break)):
            states.append(_State((), at))
    states.extend(_State(tuple(group), -1) for group in _head_groups(loose, bags, weight))
    return states


def _signed(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the page's articles mostly begin with a dateline or byline."""
    headed = [each for each in paragraphs if each.heads]
    return 2 * sum(_is_opening(each) or each.lines[0].kind == "byline" for each in headed) > len(headed)


def _may_go_on(paragraph: Paragraph) -> bool:
    """Whether the headline above a paragraph may be a subhead: no dateline, byline, gap or column head says that an article begins."""
    signed = _is_opening(paragraph) or any(line.kind == "byline" for line in paragraph.lines)
    return not (signed or paragraph.after_break or paragraph.lines[0].apart)


def _anchored(states: Sequence[_State], head_share: Sequence[Sequence[float]]) -> list[_State]:
    """The states with the paragraph that opens each: the one that has most of its headlines' words, the one just below preferred.

    No two headlines share a paragraph; a headline whose words no paragraph has keeps the one below it.
    """
    options = sorted(
        (
            (shares[number] + _BELOW_BONUS * (state.opens == at), -number, -at)
            for at, shares in enumerate(head_share)
            for number, state in enumerate(states)
            if state.heads
        ),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for value, number, at in options:
        if value >= _ANCHOR and -number not in taken and -at not in taken.values():
            taken[-number] = -at
    return [replace(state, opens=taken.get(number, -1)) if state.heads else state for number, state in enumerate(states)]


def links_of(paragraphs: Sequence[Paragraph]) -> dict[int, int]:
    """The paragraphs that break off and the paragraphs elsewhere that take them up."""
    ends = [None if _ended(each.lines[-1]) else each.lines[-1].text for each in paragraphs]
    starts = [None if each.heads or _is_opening(each) else each.lines[0].text for each in paragraphs]
    return links(ends, starts)


def _ended(line: Line) -> bool:
    return line.complete or line.kind == "byline" or bool(CREDIT.search(line.text))


def _is_opening(paragraph: Paragraph) -> bool:
    """Whether a paragraph begins as articles do: with a dateline, or with a byline under its sign."""
    lines = paragraph.lines
    first = next((line.text for line in lines if line.kind != "byline"), "")
    return bool(DATELINE.match(first)) or (lines[0].kind == "byline" and bool(_SIGN.match(lines[0].text)))


def _head_groups(heads: Sequence[Line], bags: Sequence[Bag], weight: Mapping[str, float]) -> list[list[Line]]:
    """Headlines that follow one another, parted where there is a wide gap or where each has its words in a paragraph that knows nothing of the other."""
    groups: list[list[Line]] = []
    for line in heads:
        near = bool(groups) and not line.apart and (len(line.text) <= _FULL_HEADLINE or not _strangers(groups[-1][-1], line, bags, weight))
        if groups and (near or _alike(groups[-1][-1], line)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _alike(one: Line, other: Line) -> bool:
    """Whether two headlines say the same: the second is the first, printed again."""
    left, right = bigrams(one.text), bigrams(other.text)
    return sum((left & right).values()) >= _REPEATED * max(1, min(left.total(), right.total()))


def _strangers(one: Line, other: Line, bags: Sequence[Bag], weight: Mapping[str, float]) -> bool:
    shares = [[_head_share((line,), bag, weight) for bag in bags] for line in (one, other)]
    homes = [max(range(len(bags)), key=lambda at: (each[at], -at)) for each in shares]
    own = [each[home] for each, home in zip(shares, homes, strict=True)]
    foreign = [shares[0][homes[1]], shares[1][homes[0]]]
    return homes[0] != homes[1] and min(own) >= _AT_HOME and max(foreign) <= _FOREIGN


def _weights(bags: Sequence[Bag]) -> dict[str, float]:
    spread = Counter(word for bag in bags for word in bag)
    return {word: math.log((len(bags) + 1) / number) for word, number in spread.items()}


def _head_share(heads: Sequence[Line], bag: Bag, weight: Mapping[str, float]) -> float:
    own = bigrams(" ".join(line.text for line in heads))
    total = sum(weight.get(word, 0.0) for word in own)
    full = min(1.0, len(own) / _FULL_HEADLINE)  # few words say little: a column head fits anywhere
    return full * sum(weight[word] for word in own if word in bag) / total if total else 0.0


def cosine(one: Bag, other: Bag, weight: Mapping[str, float]) -> float:
    """How alike two bags are, each pair weighted by how few paragraphs of the page have it, its number damped."""
    if len(one) > len(other):
        one, other = other, one
    shared = sum(_damped(one[word]) * _damped(other[word]) * weight.get(word, 1.0) ** 2 for word in one if word in other)
    norms = [math.sqrt(sum((_damped(number) * weight.get(word, 1.0)) ** 2 for word, number in bag.items())) for bag in (one, other)]
    return shared / (norms[0] * norms[1]) if all(norms) else 0.0


def _damped(number: int) -> float:
    return 1.0 + math.log(number)


def _best_path(board: _Board, owner: Sequence[int]) -> list[int]:
    """The best article for every paragraph, given the assignment of the round before."""
    numbers = range(len(board.states))
    totals = [bigrams(" ".join(line.text for line in state.heads)) for state in board.states]
    for at, own in enumerate(owner):
        if own >= 0:
            totals[own].update(board.bags[at])
    score = [0.0] * len(board.states)
    back: list[list[int]] = []
    for at in range(len(board.paragraphs)):
        gains = [_gain(board, at, number, totals[number], owner) for number in numbers]
        stay, change = _costs(board, at) if at else (0.0, 0.0)
        best = max(numbers, key=lambda number: (score[number], -number))
        step = [number if score[number] - stay >= score[best] - change else best for number in numbers]
        score = [gains[number] + (score[number] - stay if step[number] == number else score[best] - change) for number in numbers]
        back.append(step)
    path = [max(numbers, key=lambda number: (score[number], -number))]
    for step in reversed(back[1:]):
        path.append(step[path[-1]])
    return path[::-1]


def _gain(board: _Board, at: int, number: int, total: Bag, owner: Sequence[int]) -> float:
    """What it pays to put a paragraph into an article."""
    state, paragraph, bag = board.states[number], board.paragraphs[at], board.bags[at]
    others = total - bag if owner[at] == number else total
    gain = _HEAD_WEIGHT * board.shares[at][number] + _BODY_WEIGHT * cosine(bag, others, board.weight) * min(1.0, len(paragraph.text) / _FULL_LENGTH)
    if state.opens == at:
        gain += _UNDER_HEADLINE - _WEAK * state.weak if state.heads else _opening_gain(paragraph)
    elif state.above == at:
        gain += _JUST_ABOVE - _WEAK * state.weak
    elif not state.heads and state.opens > at:
        gain -= _CHANGE
    if any(owner[other] == number for other in board.linked.get(at, ())):
        gain += _LINKED
    fellows = [other for other, own in enumerate(owner) if own == number and other != at]
    if fellows:
        form = _form(paragraph)
        gain += _SAME_FORM * sum(abs(_form(board.paragraphs[other]) - form) <= _SAME_WIDTH for other in fellows) / len(fellows)
    return gain


def _opening_gain(paragraph: Paragraph) -> float:
    """What pays for an article without headline that this paragraph opens: a dateline, or a caption with its photographer set off by a gap."""
    if paragraph.lines[0].apart and _PHOTOGRAPHER.search(paragraph.lines[-1].text):
        return _CAPTION
    if not _is_opening(paragraph):
        return -_OPEN
    return _DATELINE_ALONE if paragraph.heads else _PAST_DATELINE - _OPEN


def _form(paragraph: Paragraph) -> int:
    return max(len(line.text) for line in paragraph.lines) if paragraph.lines[0].wrapped and len(paragraph.lines) > 1 else 0


def _costs(board: _Board, at: int) -> tuple[float, float]:
    """What it costs to stay with the article of the paragraph before, and to change to another."""
    before, here = board.paragraphs[at - 1].lines[-1], board.paragraphs[at]
    first = here.lines[0]
    stay, change = 0.0, _CHANGE
    if here.heads:
        weak = board.signed and not here.heads[0].apart and _may_go_on(here)
        stay += _PAST_SUBHEAD if weak else _PAST_HEADLINE
        change -= 0.0 if weak else _APART
    if _is_opening(here):
        stay += _PAST_DATELINE
    if first.apart or here.after_break:
        change -= _APART
    if CREDIT.search(before.text) or _LAST.search(before.text) or before.kind == "byline":
        change -= _ENDED
    ended = _ended(before)
    if ended and _MIDDLE.match(first.text):
        change -= _TORN
    elif not ended:
        whole = seam(before.text, first.text)
        change += min(_TORN, max(-_TORN, _SEAM * (whole - SOUND)))
        stay += _TORN / 2 if whole < 0 else 0.0
    return stay, change
