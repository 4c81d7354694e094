"""The guard before every query from outside: one reading statement, of clauses from an allow-list, every parameter given.

A store opened read-only is no protection: the embedded one still copies to files and reads them. So the text is cut into
tokens as Cypher does it (comments, strings, quoted names), and wherever the grammar lets a clause begin, only one that
reads may stand. What two parsers could cut differently (backslashes, odd line ends, control characters) is refused: such
a value is given as a parameter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from loaders.store import QueryError

MAX_LENGTH = 20_000  # characters of a query

# Words that may follow a finished operand (a name, a value, a closing bracket): reading clauses and infix words.
_CLAUSES = frozenset(("MATCH", "OPTIONAL", "WHERE", "WITH", "UNWIND", "RETURN", "ORDER", "SKIP", "LIMIT", "UNION"))
_INFIX = frozenset(
    ("AND", "OR", "XOR", "NOT", "IN", "IS", "STARTS", "ENDS", "CONTAINS", "AS", "ASC", "ASCENDING", "DESC", "DESCENDING", "WHEN", "THEN", "ELSE", "END")
)
_FIRST = frozenset(("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN"))
# Words of clauses that write, reach outside or call procedures: refused wherever they are no name of a property, label or map key.
_REFUSED = frozenset((
    "CALL", "COPY", "CREATE", "DELETE", "DETACH", "DROP", "EXPORT", "FOREACH", "IMPORT", "INSERT", "INSTALL", "LOAD", "MERGE", "REMOVE", "SET", "USE",
))  # fmt: skip
# Words after which an operand is still to come: a word there begins no clause.
_OPEN = frozenset((*_CLAUSES, *_INFIX, "BY", "ON", "DISTINCT", "CASE", "WITH", "ALL")) - {"END", "ASC", "ASCENDING", "DESC", "DESCENDING"}
_NAMING = frozenset((".", ":", "|", "&", "!"))  # marks after which a word is a name

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<string>'[^']*'|"[^"]*")
      | (?P<quoted>`(?:[^`]|``)*`)
      | (?P<parameter>\$(?:\w+|`(?:[^`]|``)*`))
      | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
      | (?P<word>[^\W\d]\w*)
      | (?P<mark><=|>=|<>|=~|\.\.|[-+*/%^=<>(){}\[\],.:|&!?])
      | (?P<end>;)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a query: its sort (a group name of the grammar), its text, where it begins."""

    sort: str
    text: str
    at: int

    @property
    def word(self) -> str:
        """The word in capitals, empty for what is no word."""
        return self.text.upper() if self.sort == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """The query's tokens without blanks and comments; what is no token of the language raises QueryError."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise QueryError(f"not understood at character {at + 1}: {text[at : at + 20]!r}")
        sort = str(found.lastgroup)
        if sort != "space":
            yield Token(sort, found[0], at)
        at = found.end()


def check(text: str, *, given: Container[str], procedures: Sequence[str] = ()) -> tuple[str, ...]:
    """Raise QueryError unless the text is one statement that only reads; else the names of its parameters, in order.

    `given` are the parameters at hand: one that is named in the text but not given is refused too. `procedures` are the
    full names of those that may be called (reading ones of the store in question).
    """
    _check_characters(text)
    found = _without_calls(list(tokens(text)), procedures)
    while found and found[-1].sort == "end":
        found.pop()
    if not found:
        raise QueryError("an empty query")
    if found[0].word not in _FIRST:
        raise QueryError(f"a query begins with {', '.join(sorted(_FIRST))}; {found[0].text!r} is not allowed")
    for index, token in enumerate(found):
        if token.sort == "end":
            raise QueryError(f"one statement at a time: another begins after character {token.at + 1}")
        if token.word:
            _check_word(found, index)
    parameters = tuple(dict.fromkeys(token.text[1:].strip("`") for token in found if token.sort == "parameter"))
    if missing := [name for name in parameters if name not in given]:
        raise QueryError(f"no value given for {', '.join('$' + name for name in missing)}")
    return parameters


def _without_calls(found: list[Token], procedures: Sequence[str]) -> list[Token]:
    """The tokens with each `CALL name(…) YIELD` of an allowed procedure put as the reading clause it is: `WITH (…) WITH`.

    The name is compared token by token, so nothing that only looks like it passes; arguments stay and are checked like all else.
    """
    names = [[each.text for each in tokens(name)] for name in procedures]
    out: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        called = next((name for name in names if token.word == "CALL" and [each.text for each in found[at + 1 : at + 2 + len(name)]] == [*name, "("]), None)
        read = called is not None or (token.word == "YIELD" and bool(names))
        out.append(Token("word", "WITH", token.at) if read else token)
        at += 1 + len(called or ())
    return out


def _check_characters(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise QueryError(f"longer than {MAX_LENGTH} characters")
    if "\\" in text:
        raise QueryError("backslashes are not allowed: give the value as a parameter")
    for at, letter in enumerate(text):
        if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} and letter not in "\n\t" and text[at : at + 2] != "\r\n":
            raise QueryError(f"the character U+{ord(letter):04X} at {at + 1} is not allowed")


def _check_word(found: list[Token], index: int) -> None:
    token = found[index]
    before = found[index - 1] if index else None
    after = found[index + 1].text if index + 1 < len(found) else ""
    if before and before.text in _NAMING and before.sort == "mark":
        return
    if token.word in _REFUSED and after != ":":
        raise QueryError(f"{token.word} is not allowed: a query only reads (at character {token.at + 1})")
    if before is None:
        return
    if before.word == "UNION" or (before.word == "ALL" and found[index - 2].word == "UNION"):
        allowed = _FIRST | {"ALL"}
    elif before.word == "OPTIONAL":
        allowed = frozenset(("MATCH",))
    elif before.text == "{" and index > 1 and found[index - 2].word in {"EXISTS", "COUNT", "COLLECT"}:
        allowed = _FIRST
    elif _finished(found, index - 1):
        allowed = _CLAUSES | _INFIX | (frozenset(("BY",)) if before.word == "ORDER" else frozenset())
        if before.word in {"STARTS", "ENDS"}:
            allowed = frozenset(("WITH",))
    else:
        return
    if token.word not in allowed:
        raise QueryError(f"{token.text!r} is not allowed after {before.text!r} (at character {token.at + 1}); clauses: {', '.join(sorted(_CLAUSES))}")


def _finished(found: list[Token], index: int) -> bool:
    """Whether an operand ends with the token, so that a word after it begins a clause or joins another operand."""
    token = found[index]
    if token.text == "*":  # all columns, or times
        return index > 0 and found[index - 1].word in {"RETURN", "WITH", "DISTINCT"}
    if token.sort == "mark":
        return token.text in {")", "]", "}"}
    return token.word not in _OPEN
