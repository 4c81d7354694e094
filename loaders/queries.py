"""The saved questions: each a Cypher file with its parameters, asked of any store, and beside it the same question in SPARQL.

A Cypher file begins with comment lines: `// zh:` and `// en:` say what is asked, `// also:` under which other names, and
`// NAME: sort` declares a parameter. Sorts: `place`, `body`, `person`, `programme`, `meeting` (names, which are brought to
the spelling of the graph), `office`, `date` (a whole day), `number`, `text`.
The SPARQL file of the same name has the same head (with `#`) and the same columns; its parameters are written `$NAME` too,
which SPARQL takes for a variable; values take their place before it is asked (`loaders/sparql_questions.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from loaders.sightings import office
from loaders.store import DEFAULT_LIMITS, GraphStore, Limits, QueryError, Result, Value
from ontology.names import body_form, meeting_form, plain
from ontology.schema import HERE

FOLDER = HERE / "questions"
SORTS = frozenset(("place", "body", "person", "programme", "meeting", "office", "date", "number", "text"))
_HEADER = re.compile(r"// *(\w+): *(.+)")
LABELS = {
    "place": ("Place",),
    "body": ("Organization", "Place", "Programme", "Group"),
    "person": ("Person",),
    "programme": ("Programme",),
    "meeting": ("Meeting",),
}
NameRow = tuple[str, tuple[str, ...], str]  # a name with its aliases and, of a place that has one, its code
Names = Callable[[str, str], list[NameRow]]  # the names of a sort; where the second is not empty, only of those that are called so
_FORMS: Mapping[str, Callable[[str], str]] = {"body": body_form, "meeting": meeting_form}


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question: its name and others it goes by, what it asks, its parameters (name and sort), its Cypher and its SPARQL."""

    name: str
    also: tuple[str, ...]
    zh: str
    en: str
    parameters: tuple[tuple[str, str], ...]
    text: str
    sparql: str = ""


@cache
def questions() -> Mapping[str, Question]:
    """Every saved question, by its name, in alphabetical order; a file whose head is wrong raises QueryError."""
    return {path.stem: read_question(path) for path in sorted(FOLDER.glob("*.cypher"))}


def question(name: str) -> Question:
    """The question of that name, or that goes by it too; QueryError names those there are."""
    known = questions()
    for each in known.values():
        if name in (each.name, *each.also):
            return each
    raise QueryError(f"no question {name!r}; there are: {', '.join(known)}")


def read_question(path: Path) -> Question:
    """The question of one file; an unknown sort of parameter or a missing line raises QueryError."""
    text = path.read_text(encoding="utf-8")
    head: dict[str, str] = {}
    for line in text.splitlines():
        if not (found := _HEADER.fullmatch(line.strip())):
            break
        head[found[1]] = found[2].strip()
    if not {"zh", "en"} <= set(head):
        raise QueryError(f"{path.name}: the head tells no zh or no en")
    parameters = tuple((name, sort) for name, sort in head.items() if name.isupper())
    if unknown := {sort for _, sort in parameters} - SORTS:
        raise QueryError(f"{path.name}: unknown sort of parameter {sorted(unknown)}")
    also = tuple(each.strip() for each in head.get("also", "").split(",") if each.strip())
    beside = path.with_suffix(".rq")
    sparql = beside.read_text(encoding="utf-8") if beside.exists() else ""
    return Question(path.stem, also, head["zh"], head["en"], parameters, text, sparql)


def ask(store: GraphStore, name: str, values: Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS) -> Result:
    """The answer to a saved question.

    Parameter names are taken in any case. A missing or unknown one, a date that is none, a place that the graph does not
    know raise QueryError.
    """
    asked = question(name)
    return store.query(asked.text, arguments(asked, values, names_in(store)), limits)


def arguments(asked: Question, values: Mapping[str, object], names: Names) -> dict[str, Value]:
    """The values as the question takes them: names in the graph's spelling, days and numbers read; errors as those of `ask`."""
    given = {key.upper(): value for key, value in values.items()}
    wanted = [parameter for parameter, _ in asked.parameters]
    if missing := [parameter for parameter in wanted if parameter not in given]:
        raise QueryError(f"{asked.name} needs {', '.join(f'{each}=…' for each in missing)}")
    if unknown := sorted(set(given) - set(wanted)):
        raise QueryError(f"{asked.name} takes {', '.join(wanted) or 'no parameters'}, not {', '.join(unknown)}")
    parameters: dict[str, Value] = {}
    for parameter, sort in sorted(asked.parameters, key=lambda each: each[1] == "office"):  # an office after its body
        parameters[parameter] = _value(names, sort, given[parameter], parameters)
    return parameters


def _value(names: Names, sort: str, given: object, others: Mapping[str, Value]) -> Value:
    text = str(given).strip()
    if sort == "number":
        try:
            return float(text)
        except ValueError:
            raise QueryError(f"no number: {text!r}") from None
    if sort == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise QueryError(f"no day (2021-12-03): {text!r}") from None
    if sort == "office":
        return office(text, str(others.get("ORGANIZATION", "")))
    if sort in LABELS:
        return known_name(names, sort, text)
    return text


def known_name(names: Names, sort: str, name: str) -> str:
    """The graph's spelling of a name: its own, else one it knows as an alias, else one of the same form.

    Of several places the one of the higher level is meant (景宁 the county, not a village). A place, person or body that the
    graph does not know, and a name that could be several others, raise QueryError; another unknown name is given back as it is.
    """
    wanted = plain(name)
    found = names(sort, wanted)
    if sort == "place":
        return _place_name(found, wanted, name)
    if any(spelling == wanted for spelling, _, _ in found):
        return wanted
    found = names(sort, "")  # every name, only where none is written so
    form = _FORMS.get(sort, plain)
    for test in (lambda spelling: spelling == wanted, lambda spelling: form(spelling) == form(wanted)):
        hits = sorted({spelling for spelling, aliases, _ in found if any(test(each) for each in (spelling, *aliases))})
        if len(hits) > 1:
            raise QueryError(f"{name} could be {', '.join(hits)}")
        if hits:
            return hits[0]
    if sort in ("person", "body"):
        raise QueryError(f"the graph knows no {sort} {name!r}")
    return name


def _place_name(found: Iterable[tuple[str, tuple[str, ...], str]], wanted: str, name: str) -> str:
    hits = [(spelling != wanted, not code, len(code), spelling) for spelling, aliases, code in found if wanted in (spelling, *aliases)]
    if not hits:
        raise QueryError(f"the graph knows no place {name!r}")
    best = min(hits)
    if others := sorted({hit[3] for hit in hits if hit[:3] == best[:3]} - {best[3]}):
        raise QueryError(f"{name} could be {', '.join([best[3], *others])}")
    return best[3]


def names_in(store: GraphStore) -> Names:
    """The names that a store of the property graph knows."""

    def names(sort: str, written: str) -> list[NameRow]:
        rows = []
        for label in LABELS[sort]:
            code = "n.code" if label == "Place" else "''"
            only = "WHERE n.name = $written OR $written IN n.aliases " if written else ""
            text = f"MATCH (n:`{label}`) {only}RETURN n.name AS name, n.aliases AS aliases, {code} AS code ORDER BY name, code"
            for name, aliases, own in store.query(text, {"written": written} if written else {}, Limits(rows=1_000_000)).rows:
                rows.append((str(name), tuple(str(each) for each in aliases) if isinstance(aliases, list) else (), str(own or "")))
        return rows

    return names
