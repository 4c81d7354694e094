"""Count how words and head nouns stand to the quoted names of programmes: python -m tools.count_name_words CORPUS [--articles 2000] [--out FILE].

CORPUS is `news.jsonl` or `news.jsonl.gz`, one object with a `text` a line. What is written holds single words with marks, no
text: words and head nouns that are rarer (`-`, `--`) or commoner (`+`, `++`) inside quoted names with a head noun, or inside
《》, than elsewhere.
"""

from __future__ import annotations

import argparse
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractors.facts._heads import head_of, head_pattern, heads
from extractors.facts._programme_names import _tail
from extractors.sentences import split_sentences
from extractors.tagger import load_tagger
from tools.bench import read_corpus

FILE = Path(__file__).parent.parent / "extractors" / "data" / "lexicon" / "words_of_names.txt"
_TITLE = re.compile(r"《([^《》\n。！？]{2,40})》")
_QUOTED = re.compile(r"“([^“”。！？；，,：:\n]{2,20})”")
_HEADED = re.compile(r"“([^“”。！？；\n]{2,20})”([\u4e00-\u9fff]{0,8})")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,5}")
_SEEN = 15  # times that a word is printed at least
_PRIOR = 20  # printings that a head noun is given beside its own, as common in names as all are
_A_LINE = 40


def _names(text: str) -> Iterator[tuple[int, int]]:
    for found in _TITLE.finditer(text):
        if head_of(found[1]):
            yield found.span(1)
    for found in _QUOTED.finditer(text):
        end, tail = _tail(text, found.end(), len(text))
        if head_of(tail) or head_of(found[1]):
            yield found.start(1), end


def count_words(texts: Sequence[str]) -> dict[str, float]:
    """Every common word with the binary logarithm of how much commoner it is inside names."""
    total: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for text in texts:
        spans = sorted(_names(text))
        starts = [start for start, _ in spans]
        sentences = split_sentences(text)
        for sentence, words in zip(sentences, load_tagger().tag([text[each.start : each.end] for each in sentences]), strict=True):
            for word in words:
                start, end = sentence.start + word.start, sentence.start + word.end
                total[text[start:end]] += end - start > 1
                at = bisect_right(starts, start) - 1
                inside[text[start:end]] += end - start > 1 and at >= 0 and end <= spans[at][1]
    share = inside.total() / max(1, total.total())
    common = {word: number for word, number in total.items() if number >= _SEEN and _WORD.fullmatch(word)}
    ranked = sorted(common, key=lambda word: (-common[word], word))
    return {word: math.log2((inside[word] + 0.5) / (common[word] * share + 0.5)) for word in ranked}


def count_heads(texts: Sequence[str]) -> dict[str, float]:
    """Every head noun with the binary logarithm of how much oftener than others it heads a quoted name where it is printed."""
    total: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for text in texts:
        total.update(found.group() for found in head_pattern().finditer(text))
        for found in _HEADED.finditer(text):
            behind = head_pattern().search(found[2])
            inside[head_of(found[1]) or (behind.group() if behind else "")] += 1
    del inside[""]
    share = inside.total() / max(1, total.total())
    return {head: math.log2((inside[head] + _PRIOR * share) / ((total[head] + _PRIOR) * share)) for head in heads()}


def lines(lead: str, counted: dict[str, float], edges: tuple[float, float, float, float]) -> Iterator[str]:
    """The words by mark, many a line; what is about as common inside as outside has none."""
    lowest, low, high, highest = edges
    for mark, least, most in (("--", -math.inf, lowest), ("-", lowest, low), ("+", high, highest), ("++", highest, math.inf)):
        words = [word for word, value in counted.items() if least <= value < most]
        for at in range(0, len(words), _A_LINE):
            yield f"{lead}{mark} {' '.join(words[at : at + _A_LINE])}"


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=FILE)
    args = parser.parse_args()
    texts = [work.page.text for work in read_corpus(args.corpus, args.articles)]
    of_words = "# How words stand to the quoted names of programmes in 2,000 news articles, counted by tools/count_name_words.py."
    of_words += " Marks: much rarer inside names than outside (--), rarer (-), commoner (+), much commoner (++)."
    of_heads = "# Head nouns: how often the printed noun heads a quoted name, likewise."
    rows = [of_words, *lines("", count_words(texts), (-1.6, -0.8, 0.8, 1.6)), of_heads, *lines("head", count_heads(texts), (-1, -0.3, 0.5, 1.5))]
    args.out.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
