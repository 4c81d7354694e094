"""Who acts: the subjects that a verb may have, the likeliest first.

Named and described subjects come ranked from `extractors.owners`; what stands as a bare noun before the verb (大家, 社区,
与会领导) is a subject as printed. What stands behind a preposition (对、向、为、在 …) is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.facts._action_verbs import Verb, word_index
from extractors.owners import owners
from extractors.reading import Mention, Reading, named
from extractors.standing import Anchor
from ontology.records import EntityKind, Filler, MentionKey, Span

ACTORS: tuple[EntityKind, ...] = ("Person", "Organization", "Place", "Group", "Programme")
_NOUNS = frozenset(["n", "nz", "ORG", "LOC", "PER", "nw", "r", "vn", "a", "f", "s", "m", "u", "c", "w", "an", "j"])
_PEOPLE = re.compile(
    r"(?:们|人|员|者|队|组|团|代表|领导|干部|群众|村民|居民|公司|企业|社区|政府|部门|单位|党委|支部|中心|学生|师生|大家|家长|专家|医生|法官|干警|"
    r"民警|机构|局|院|校|镇|村|县|市|区|街道|协会|合作社|大队|班子|机场|村里|家庭|委|会|站|所|办|户|军|连|旅|公益基金|基金会|项目|学员|老人|老师|医院)$"
)
_LEADING = re.compile(
    r"^(?:[\s、，,和与及的了“”]|以及|目前|随后|同时|近日|当天|如今|其中|今年|日前|此外|会后|期间|现场|活动中|期间|之后|还有|有|每天|这时|截至目前|据悉|看到)+"
)
_LONGEST = 22
_AGENT_MARK = re.compile(r"由(?=[^，由]{2,20}$)|(?:^|，)在(?=[^，在]{2,30}$)")
_PRONOUN = re.compile(r"[他她](?!们)|(?<!自)我(?![们国省市县区镇乡村院校])")
_NEAR, _FAR = 24, 160  # characters: from a quotation to its speaker, from a pronoun to whom it means


@dataclass(frozen=True, slots=True)
class Actor:
    """A possible subject, how it was found, and how likely the ranking holds it (0 to 1; 0 where it was not ranked)."""

    filler: Filler
    how: str
    probability: float
    mention: Mention | None = None
    features: tuple[str, ...] = ()


def actors(reading: Reading, verb: Verb, *, most: int = 2) -> list[Actor]:
    """The likeliest subjects of a verb, at most `most` that are mentions and one that is printed words, none twice."""
    printed = _printed(reading, verb)
    ranked = owners(reading, Anchor(verb.start, verb.end, (f"class:{verb.classes[0]}",)), "agent", most=most)
    meant = _pronoun(reading, verb)
    found = [each for each in (meant, _placed(reading, verb), printed) if each]
    found.extend(Actor(each.filler, each.how, each.probability, each.mention, (*each.seen("agent"), *each.features)) for each in ranked)
    return list({str(each.filler.value): each for each in reversed(found)}.values())[::-1]


def _placed(reading: Reading, verb: Verb) -> Actor | None:
    """The body or person that 接受, 由 or 在 names between itself and the verb: 接受某机关审查, 由某人创办, 在某单位帮助下."""
    clause = reading.clause(verb.start)
    start = verb.light.end if verb.light is not None and reading.text[verb.light.start : verb.light.end] == "接受" else None
    how = "accepted"
    if start is None and (found := _AGENT_MARK.search(reading.text[clause.start : verb.start])):
        start, how = clause.start + found.end(), "by" if found.group() == "由" else "helper"
        if how == "helper" and not reading.text[verb.end : verb.end + 4].rstrip("，").endswith("下"):
            return None
    inside = reading.mentions_in(start, verb.start, *ACTORS) if start is not None else []
    chosen = inside[-1] if inside and how == "by" else inside[0] if inside else None
    return Actor(named(chosen), how, 0.0, chosen) if chosen else None


def _pronoun(reading: Reading, verb: Verb) -> Actor | None:
    """Whom 他, 她 or 我 before the verb in its sentence means: the person named last, for 我 the one who speaks."""
    sentence = reading.sentence(verb.start)
    pronouns = list(_PRONOUN.finditer(reading.text, sentence.start, verb.start))
    found = pronouns[-1] if pronouns else None
    if found is None or reading.mentions_in(found.end(), verb.start, "Person"):
        return None
    if found.group() == "我":
        quote = next((each for each in reading.quotes if each.start <= found.start() < each.end), None)
        if quote is None:
            return None
        behind = reading.mentions_in(quote.end, min(len(reading.text), quote.end + _NEAR), "Person")
        before = reading.mentions_in(max(0, quote.start - _NEAR), quote.start, "Person")
        person = behind[0] if behind else before[-1] if before else None
    else:
        earlier = reading.mentions_in(max(0, found.start() - _FAR), found.start(), "Person")
        person = earlier[-1] if earlier else None
    return Actor(named(person), f"pronoun:{found.group()}", 0.0, person) if person else None


def _printed(reading: Reading, verb: Verb) -> Actor | None:
    """The nouns at the beginning of the clause, up to its first adverb, preposition or verb, where they read like an actor."""
    clause = reading.clause(verb.start)
    words = reading.words
    at = word_index(reading, clause.start)
    while at < len(words) and (words[at].start < clause.start or words[at].tag in ("TIME", "d", "ad", "c", "w")) and words[at].start < verb.start:
        at += 1
    if at >= len(words):
        return None
    start = end = words[at].start
    for word in words[at : at + 14]:
        if word.start >= verb.start or word.tag not in _NOUNS:
            break
        end = word.end
    text = reading.text[start:end]
    lead = _LEADING.match(text)
    if lead:
        start, text = start + lead.end(), text[lead.end() :]
    text = text.rstrip("的 、，“")
    end = start + len(text)
    if not 2 <= len(text) <= _LONGEST or not _PEOPLE.search(text):
        return None
    inside = reading.mentions_in(start, end)
    if inside and inside[-1].end == end and inside[-1].start <= start + 1:
        return None  # the ranking has it
    if inside and inside[-1].kind == "Person":
        return None
    return Actor(Filler(text, MentionKey("Group", text, reading.article.id), Span(start, end)), "printed", 0.0)
