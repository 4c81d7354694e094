"""The page of `xianzhi serve-sparql`: a query and its answer as a table, and the saved questions, in Chinese and English, without scripts."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from flows.places import with_places
from flows.rows import PROOF, as_text
from flows.sparql_protocol import RefusedError
from loaders.publication import DamagedError, NothingPublishedError
from loaders.queries import Question, arguments, question, questions
from loaders.sparql import SparqlStore
from loaders.sparql_questions import filled, names_in_rdf, terms
from loaders.sparql_results import result_of
from loaders.store import Limits, QueryError, QueryTimeoutError, Result, StoreError, Value
from ontology.iri import PREFIXES

TEMPLATE = Path(__file__).with_name("sparql_page.html")
MAX_ROWS = 500  # of the table; /sparql gives more
EXAMPLE = """SELECT ?person ?office ?body WHERE {
  ?post xz:postPerson/rdfs:label ?person ; xz:postTitle ?office ; xz:postOrganization/rdfs:label ?body .
}
ORDER BY ?person ?office ?body
LIMIT 20"""
SORTS = {
    "place": "地名 place", "body": "单位 body", "person": "人名 person", "programme": "项目 programme", "meeting": "会议 meeting",
    "office": "职务 office", "date": "日期 date (2021-12-03)", "number": "数字 number", "text": "文字 text",
}  # fmt: skip  # one line

Stores = Callable[[], AbstractContextManager[SparqlStore]]


def page(fields: Mapping[str, str], stores: Stores, limits: Limits) -> tuple[str, int]:
    """The page for what its address asks, with its status: `query=…`, or `question=NAME` with a field for each parameter.

    What is wrong with it is told in the page. Everything that comes from outside is escaped.
    """
    chosen, text, told, status = None, fields.get("query", ""), "", 200
    limits = Limits(limits.seconds, min(limits.rows, MAX_ROWS))
    try:
        if name := fields.get("question"):
            chosen = question(name)
            text = chosen.sparql
            values = {key: fields[key] for key, _ in chosen.parameters if fields.get(key, "").strip()}
            if len(values) == len(chosen.parameters):
                with stores() as store:
                    known = arguments(chosen, with_places(chosen.name, values), names_in_rdf(store))
                    text = filled(chosen, known)
                    told = table(store.query(chosen.sparql, terms(chosen, known), limits)) + _links(text)
        elif text.strip():
            with stores() as store:
                told = table(result_of(store.answer(text, None, limits), short=True)) + _links(text)
    except QueryTimeoutError as error:
        told, status = _wrong(error), 503
    except QueryError as error:
        told, status = _wrong(error), 400
    except RefusedError as error:
        told, status = _wrong(error), error.status
    except (StoreError, NothingPublishedError, DamagedError) as error:
        told, status = _wrong(error), 503
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        questions="".join(map(_question_link, questions().values())),
        asked=_form(chosen, fields) if chosen else "",
        query=_escaped(text or EXAMPLE),
        above=told if chosen else "",  # a question's answer stands below the question, a query's below the query
        below="" if chosen else told,
        prefixes=_escaped("\n".join(f"PREFIX {name}: <{begin}>" for name, begin in PREFIXES.items())),
    ), status  # fmt: skip  # one field a line


_escaped = partial(html.escape, quote=True)


def _wrong(error: Exception) -> str:
    return f'<p class="wrong" role="alert">{_escaped(str(error))}</p>'


def _question_link(each: Question) -> str:
    return f'<li><a href="/?{_escaped(urlencode({"question": each.name}))}" lang="zh">{_escaped(each.zh)}</a> <span lang="en">{_escaped(each.en)}</span></li>'


def _form(asked: Question, fields: Mapping[str, str]) -> str:
    """The chosen question with a field for each of its parameters."""
    inputs = "".join(_input(name, sort, fields.get(name, "")) for name, sort in asked.parameters)
    return (
        f'<form action="/" method="get" class="asked"><h2 lang="zh">{_escaped(asked.zh)}</h2><p lang="en">{_escaped(asked.en)}</p>'
        f'<input type="hidden" name="question" value="{_escaped(asked.name)}">{inputs}<button>问 Ask</button></form>'
    )


def _input(name: str, sort: str, value: str) -> str:
    return f'<label>{_escaped(name)} <small>{SORTS[sort]}</small> <input name="{_escaped(name)}" value="{_escaped(value)}" required></label> '


def _links(text: str) -> str:
    """Where the whole answer is, in formats for programs."""
    links = (f'<a href="/sparql?{_escaped(urlencode({"query": text, "format": name}))}">{name}</a>' for name in ("csv", "tsv", "json", "xml"))
    return f'<p class="links">全部结果 all of it: {" ".join(links)}</p>'


def table(result: Result) -> str:
    """Rows as a table; where a row has a sentence, with the page and offsets where it stands, these go below the row, over its full width."""
    if not result.rows:
        return "<p>没有结果 no rows</p>"
    proof = [name for name in PROOF if name in result.columns]
    below = proof if len(proof) == len(PROOF) else ["quote"] * ("quote" in result.columns)
    shown = [name for name in result.columns if name not in below]
    body = []
    for record in result.records():
        body.append("<tr>" + "".join(f"<td>{_cell(record[name])}</td>" for name in shown) + "</tr>")
        if below:
            where = f" <small>{_escaped(as_text(record['source']))} {as_text(record['start'])}–{as_text(record['end'])}</small>" if len(below) > 1 else ""
            body.append(f'<tr class="proof"><td colspan="{max(len(shown), 1)}"><q>{_escaped(as_text(record["quote"]))}</q>{where}</td></tr>')
    head = "".join(f"<th>{_escaped(name)}</th>" for name in shown)
    more = f'<p class="wrong">只显示前 {len(result.rows)} 行 cut off after {len(result.rows)} rows</p>' if result.cut else f"<p>{len(result.rows)} 行 rows</p>"
    return f"{more}<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _cell(value: Value) -> str:
    """A value; what is named by an IRI leads to all that the graph tells of it."""
    text = as_text(value)
    prefix, colon, local = text.partition(":")
    if isinstance(value, str) and colon and prefix in {"id", "xz", "code"} and local:
        asked = urlencode({"query": f"DESCRIBE <{PREFIXES[prefix]}{local}>"})
        return f'<a href="/?{_escaped(asked)}">{_escaped(text)}</a>'
    return _escaped(text)
