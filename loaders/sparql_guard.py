r"""The guard before every SPARQL query: it only reads, reaches nowhere, and its parameters stand in it as terms.

Oxigraph's `query` takes no update, so what is left to refuse is SERVICE, which asks other servers. Where a comment, string or
IRI ends depends on the reader: a `<` may begin an IRI or compare two values, and a text can be made that hides SERVICE from
one reader in what the other takes for a string. So the word is refused wherever it stands in the text, but as part of a
name (`?service`, `schema:serviceType`, `…/service`), where no reader takes it for the keyword. Oxigraph reads escapes
(`\u0073ervice`) in strings alone, so a string may hold the word that way, and parameters are written so.

Parameters are put in by this module, token by token, because pyoxigraph's own substitutions only take variables that the
SELECT returns, do not reach into inner SELECTs, and are unknown to the optimiser. A term is written by pyoxigraph, which
escapes it, and the whole text is looked through again afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from loaders.store import QueryError
from ontology.iri import PREFIXES

MAX_LENGTH = 20_000  # characters of a query
XSD = "http://www.w3.org/2001/XMLSchema#"

Term = NamedNode | Literal
Given = Term | str | int | float | bool | date

_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"))
_SERVICE = re.compile(r"(?<![#/])SERVICE")
_IN_NAME = re.compile(r"(?:[?$]\w*|:[\w%-]*|[#/][\w-]*)\Z")  # of a variable, of a local name, or of an IRI's end
_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\s]*>)
      | (?P<string>\"{3}(?:\\.|(?!\"{3}).)*\"{3}|'{3}(?:\\.|(?!'{3}).)*'{3}|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*')
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.(?=[\w:.%\\-]))*)
      | (?P<word>@?[^\W\d][\w-]*)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a query: its sort (a group name of the grammar), its text, where it begins."""

    sort: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query ready to be asked: its text with the parameters put in, and the text as it was written."""

    text: str
    written: str
    shifts: tuple[tuple[int, int], ...]  # for each term put in: where it ends in `text`, and where its parameter ends in `written`

    def place(self, line: int, column: int) -> int:
        """The offset in the text as written, of a line and column of the prepared text; both count from 1, columns in characters.

        What lies within a term is told as the last character of its parameter.
        """
        at = _offset(self.text, line, column)
        ends = [(0, 0), *self.shifts]
        here, there = max(pair for pair in ends if pair[0] <= at)
        following = next((written for prepared, written in self.shifts if prepared > at), len(self.written) + 1)
        return min(there + at - here, following - 1)


def prepared(text: str, given: Mapping[str, Given] | None = None, *, strict: bool = True) -> Prepared:
    """The query with its parameters put in; QueryError for one that is not allowed or names an unknown prefix.

    Every `$NAME` and `?NAME` of a name in `given` becomes its term. `strict` tells that a `$NAME` in capitals without a value
    is a mistake, as it is in Cypher; otherwise it is a variable.
    """
    _check_characters(text)
    terms = {name: as_term(value) for name, value in (given or {}).items()}
    found = tokens(text)
    _check_first(found)
    _check_parameters(text, found, terms, strict=strict)
    _check_prefixes(text, found)
    whole = _put_in(text, found, terms)
    check_service(whole.text)
    return whole


def tokens(text: str) -> list[Token]:
    """The query's tokens without blanks and comments. What is no token of the language comes as a mark: Oxigraph judges it."""
    return [Token(str(each.lastgroup), each[0], each.start()) for each in _TOKEN.finditer(text) if each.lastgroup != "space"]


def as_term(value: Given) -> Term:
    """A value as an RDF term: text as a plain string, numbers as xsd:integer and xsd:decimal, a day as xsd:date; others TypeError."""
    if isinstance(value, (NamedNode, Literal)):
        return value
    if isinstance(value, (bool, int, str)):
        return Literal(value)
    if isinstance(value, float):
        return Literal(format(value, "f").rstrip("0").rstrip("."), datatype=NamedNode(f"{XSD}decimal"))
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=NamedNode(f"{XSD}date"))
    raise TypeError(f"a parameter is a text, a number, a day or an RDF term, not {type(value).__name__}")


def term_of(text: str) -> Term:
    """A value as people write it: `<iri>`, `id:place/331102`, `"text"`, `text@zh`, `2021-12-03`, `12`, `1.5`; all else is text.

    An IRI that none can be, and one of a known prefix with characters that no IRI has, raise QueryError.
    """
    try:
        return _term_of(text)
    except ValueError as error:
        raise QueryError(f"no value: {text!r}: {error}") from error


def _term_of(text: str) -> Term:
    if text.startswith("<") and text.endswith(">"):
        return NamedNode(text[1:-1])
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES:
        return NamedNode(PREFIXES[prefix] + local)
    if found := re.fullmatch(r'"?(.*?)"?@(zh|en)', text, re.DOTALL):
        return Literal(found[1], language=found[2])
    if len(text) > 1 and text[0] == text[-1] == '"':
        return Literal(text[1:-1])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Literal(date.fromisoformat(text).isoformat(), datatype=NamedNode(f"{XSD}date"))
    if re.fullmatch(r"[+-]?\d+", text):
        return Literal(int(text))
    if re.fullmatch(r"[+-]?\d*\.\d+", text):
        return Literal(text, datatype=NamedNode(f"{XSD}decimal"))
    return Literal(text)


def check_service(text: str) -> None:
    """Raise QueryError where the text has the word SERVICE, in any case of its letters, other than as part of a name."""
    raised = "".join(each.upper() if len(each.upper()) == 1 else each for each in text)  # letter by letter: places stay
    for found in _SERVICE.finditer(raised):
        if not _IN_NAME.search(raised, 0, found.start()):
            where = _told(text, found.start())
            raise QueryError(
                f"{where}: SERVICE is not allowed: a query reads this store alone, and reaches no other. "
                "The word itself may stand in a string as \\u0073ervice, or in the value of a parameter"
            )


def _check_characters(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise QueryError(f"longer than {MAX_LENGTH} characters")
    for at, letter in enumerate(text):
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and letter not in "\n\t\r":
            raise QueryError(f"{_told(text, at)}: the character U+{ord(letter):04X} is not allowed")


def _check_first(found: Sequence[Token]) -> None:
    """An empty query, and one whose first word after the prologue is that of an update, raise QueryError."""
    words = iter(found)
    for token in words:
        word = token.text.upper()
        if word in {"PREFIX", "BASE"}:
            next(words, None)
            if word == "PREFIX":
                next(words, None)
            continue
        if word in _UPDATES:
            raise QueryError(f"{word} is not allowed: a query only reads (SELECT, ASK, CONSTRUCT, DESCRIBE)")
        return
    raise QueryError("an empty query")


def _check_parameters(text: str, found: Sequence[Token], terms: Mapping[str, Term], *, strict: bool) -> None:
    """With `strict`, a parameter without a value raises QueryError, and so does a value that nothing in the text names."""
    named = {token.text[1:] for token in found if token.sort == "variable"}
    missing = [token for token in found if token.sort == "variable" and token.text[0] == "$" and token.text[1:].isupper() and token.text[1:] not in terms]
    if strict and missing:
        raise QueryError(f"{_told(text, missing[0].at)}: no value given for {', '.join(dict.fromkeys(token.text for token in missing))}")
    for token in _named(found):
        if token.text[1:] in terms:
            raise QueryError(f"{_told(text, token.at)}: the parameter {token.text} cannot stand here: it is put in as a value, not returned or bound")
    if strict and (unknown := sorted(set(terms) - named)):
        raise QueryError(f"the query names no {', '.join('$' + name for name in unknown)}")


def _named(found: Sequence[Token]) -> Iterator[Token]:
    """The variables that a SELECT returns or an AS binds."""
    selecting, depth, before = False, 0, ""
    for token in found:
        word = token.text.upper()
        if token.sort == "word":
            selecting = (selecting or word == "SELECT") and word not in {"WHERE", "FROM"}
        selecting = selecting and word != "{"
        depth += (word == "(") - (word == ")")
        if token.sort == "variable" and (before == "AS" or (selecting and not depth)):
            yield token
        depth, before = (0 if word == "SELECT" else depth), word


def _check_prefixes(text: str, found: Sequence[Token]) -> None:
    own = {after.text[:-1] for before, after in pairwise(found) if before.text.upper() == "PREFIX" and after.sort == "name"}
    known = own | set(PREFIXES) | {"_"}
    for token in found:
        prefix = token.text.partition(":")[0]
        if token.sort == "name" and prefix not in known:
            near = get_close_matches(prefix, sorted(known - {"_"}), n=1, cutoff=0.75)
            meant = f", {near[0]}: is meant?" if near else ""
            raise QueryError(f"{_told(text, token.at)}: no prefix {prefix}:{meant} (known without being written: {', '.join(sorted(PREFIXES))})")


def _put_in(text: str, found: Sequence[Token], terms: Mapping[str, Term]) -> Prepared:
    parts: list[str] = []
    shifts: list[tuple[int, int]] = []
    done = length = 0
    for token in found:
        if token.sort != "variable" or token.text[1:] not in terms:
            continue
        end = token.at + len(token.text)
        parts += [text[done : token.at], _written(terms[token.text[1:]])]
        length += sum(map(len, parts[-2:]))
        shifts.append((length, end))
        done = end
    return Prepared("".join([*parts, text[done:]]), text, tuple(shifts))


def _written(term: Term) -> str:
    """The term as SPARQL writes it; letters of SERVICE in a string as escapes, which only strings read."""
    if isinstance(term, NamedNode):
        return str(term)
    value = re.sub(r"(?i)s(?=ervice)", lambda found: f"\\u{ord(found[0]):04X}", str(Literal(term.value)))
    if term.language:
        return f"{value}@{term.language}"
    return value if term.datatype.value == f"{XSD}string" else f"{value}^^{term.datatype}"


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + max(column - 1, 0), len(text))


def _told(text: str, at: int) -> str:
    before = text[:at]
    return f"line {before.count(chr(10)) + 1}, column {at - before.rfind(chr(10))}"


def plain_message(message: str, query: Prepared) -> str:
    """Oxigraph's message in plain words: `error at 2:19: expected one of …` with the place in the text as it was written."""
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not found:
        return message
    at = query.place(int(found[1]), int(found[2]))
    where = _told(query.written, at)
    if said := re.search(r"The SELECT contains a variable that is unbound|[^,]*already in scope[^,]*|[^,]*GROUP BY[^,]*", found[3]):
        return f"{where}: {said[0].removeprefix('one of ').strip()}"
    # What it expected there is what it tried last, mostly beside the matter; the place is where it came to, mostly right or a little late.
    near = " ".join(query.written[max(at - 40, 0) : at].split())
    after = " ".join(query.written[at : at + 20].split())
    return f"{where}: not understood here or shortly before: {near}⟨here⟩{after}"
