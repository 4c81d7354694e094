"""The command line: `xianzhi`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from flows.config import DEFAULT_GRAPH, DEFAULT_WORKERS, BuildOptions
from flows.console import as_number, err, first_and_last, out, pair, print_csv, print_json_lines, print_questions, print_table, told, write_lines
from loaders.store import Limits, Result

# What only some commands need is imported by them: `xianzhi ask` is not to wait for spaCy.

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
    help="县志: newspaper pages as a graph in which every fact shows its sentence.",
)
Graph = Annotated[Path, typer.Option("--graph", help="folder of the graph", show_default=True)]


class Format(StrEnum):
    """How facts and articles are printed."""

    jsonl = "jsonl"
    csv = "csv"
    table = "table"


class RowFormat(StrEnum):
    """How rows are printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Export(StrEnum):
    """What is exported."""

    facts = "facts"
    graphml = "graphml"
    dot = "dot"


@app.command()
def build(
    inputs: Annotated[list[Path], typer.Argument(help="page files and folders")],
    graph: Graph = DEFAULT_GRAPH,
    issue_date: Annotated[str | None, typer.Option(help="ISO date of pages that do not tell (2021-12-03)")] = None,
    place: Annotated[str | None, typer.Option(help="place of publication, name or code, of pages that do not tell")] = None,
    workers: Annotated[int, typer.Option(min=0, help="processes for extraction, 0: one a core")] = DEFAULT_WORKERS,
    prefect: Annotated[bool, typer.Option("--prefect", help="as a Prefect flow run (also when PREFECT_API_URL is set)")] = False,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="publish an empty graph where no page can be read")] = False,
) -> None:
    """Make the graph hold just these pages and publish it.

    Exit code 0 when all pages went in whole; 1 when some failed, or lost facts to a fault inside (each is listed with the reason, the rest is in
    the graph); 2 for wrong use, and when no page could be read: the graph then stays as it was.
    """
    from flows.stages import build as run
    from flows.summary import print_report

    options = BuildOptions(tuple(inputs), graph, issue_date, place, workers, allow_empty)
    with told():
        _check(options)
        if prefect or os.environ.get("PREFECT_API_URL"):
            from flows.build_graph import run_flow

            done = run_flow(options)
        else:
            with _progress() as bar:
                job = bar.add_task("extract", total=None)
                done = run(options, progress=lambda ready, total: bar.update(job, completed=ready, total=total))
    print_report(out, done)
    raise typer.Exit(1 if done.faults else 0)


def _check(options: BuildOptions) -> None:
    from extractors.declared import place_code
    from ontology.values import DateInterval

    missing = [str(path) for path in options.inputs if not path.exists()]
    if missing and len(missing) == len(options.inputs):
        raise ValueError(f"no such file or folder: {', '.join(missing)}")
    if options.issue_date:
        DateInterval.parse(options.issue_date)
    if options.place:
        place_code(options.place, "--place", "option")


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


@app.command()
def facts(
    graph: Graph = DEFAULT_GRAPH,
    type_: Annotated[str | None, typer.Option("--type", help="fact type, such as post or transfer")] = None,
    page: Annotated[str | None, typer.Option(help="page: file name, id or the beginning of one")] = None,
    county: Annotated[str | None, typer.Option(help="place that a fact counts for, with all that lies in it")] = None,
    since: Annotated[str | None, typer.Option("--from", help="from this day, month or year on (2021-12-03, 2021-12, 2021)")] = None,
    until: Annotated[str | None, typer.Option("--to", help="to the end of this day, month or year")] = None,
    format_: Annotated[Format, typer.Option("--format", help="how to print")] = Format.jsonl,
) -> None:
    """Print facts, each with the sentence that proves it."""
    from flows.lookup import fact_lines, truth_of
    from ontology.schema import load_schema

    with told():
        if type_ and type_ not in load_schema().facts:
            raise ValueError(f"no fact type {type_!r}; there are {', '.join(load_schema().facts)}")
        first, last = first_and_last(since, until)
        with truth_of(graph) as truth:
            lines = list(fact_lines(truth, fact_type=type_, page=page, county=county, since=first, until=last))
    if format_ is Format.jsonl:
        print_json_lines(lines)
        return
    from flows.marking import slots_text

    rows = [
        {
            "type": line["type"], "facts": slots_text(line), "realis": line["realis"], "confidence": line["confidence"], "evidence": line["evidence"]["text"],
            "source": line["source"], "start": line["evidence"]["start"], "end": line["evidence"]["end"], "rule": line["rule"], "id": line["id"],
        } for line in lines
    ]  # fmt: skip  # one record
    if format_ is Format.csv:
        print_csv(rows, ("type", "facts", "realis", "confidence", "evidence", "source", "start", "end", "rule", "id"))
    else:
        print_table(rows, ("type", "facts", "evidence", "source", "start"))


@app.command()
def articles(graph: Graph = DEFAULT_GRAPH, format_: Annotated[Format, typer.Option("--format", help="how to print")] = Format.jsonl) -> None:
    """Print the articles with source, id, title, kind and spans."""
    from flows.lookup import article_lines, truth_of

    with told(), truth_of(graph) as truth:
        lines = list(article_lines(truth))
    if format_ is Format.jsonl:
        print_json_lines(lines)
        return
    rows = [{**line, "spans": " ".join(f"{start}-{end}" for start, end in line["spans"])} for line in lines]
    (print_csv if format_ is Format.csv else print_table)(rows, ("source", "id", "kind", "title", "spans"))


@app.command()
def cypher(
    statement: Annotated[str, typer.Argument(help="one reading Cypher statement")],
    graph: Graph = DEFAULT_GRAPH,
    param: Annotated[list[str] | None, typer.Option("--param", help="NAME=VALUE, used as $NAME; numbers are numbers")] = None,
    format_: Annotated[RowFormat, typer.Option("--format", help="how to print")] = RowFormat.table,
    seconds: Annotated[float, typer.Option(help="time limit")] = 30.0,
    rows: Annotated[int, typer.Option(help="row limit")] = 10_000,
) -> None:
    """Ask the graph in Cypher: one statement that only reads, values as parameters."""
    from loaders.embedded import EmbeddedStore
    from loaders.publication import Publication

    with told():
        values = {name: as_number(value) for name, value in map(pair, param or ())}
        with EmbeddedStore.read(Publication(graph).current().store) as store:
            result = store.query(statement, values, Limits(seconds, rows))
    _rows(result, format_)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="name of a saved question; none: the list")] = None,
    values: Annotated[list[str] | None, typer.Argument(help="NAME=VALUE …")] = None,
    graph: Graph = DEFAULT_GRAPH,
    format_: Annotated[RowFormat, typer.Option("--format", help="how to print")] = RowFormat.table,
    show_text: Annotated[bool, typer.Option("--show", help="print the question's Cypher instead of its answer")] = False,
) -> None:
    """Ask a saved question; without one, list them with the sorts of their parameters. `COUNTY=景宁` means 景宁畲族自治县."""
    from loaders.embedded import EmbeddedStore
    from loaders.publication import Publication
    from loaders.queries import ask as answer
    from loaders.queries import question as known_question
    from loaders.queries import questions

    with told():
        if question is None:
            print_questions(questions().values())
            return
        if show_text:
            sys.stdout.write(known_question(question).text)
            return
        with EmbeddedStore.read(Publication(graph).current().store) as store:
            result = answer(store, question, _with_places(question, dict(map(pair, values or ()))))
    _rows(result, format_)


def _with_places(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """Values of place parameters by their full names: 景宁县 is 景宁畲族自治县 also where no page printed the short form."""
    from extractors.gazetteer import Gazetteer
    from loaders.queries import question

    sorts = dict(question(name).parameters)
    known = Gazetteer.load()
    return {key: found.name if sorts.get(key.upper()) == "place" and (found := known.resolve(value)) else value for key, value in values.items()}


@app.command()
def show(name: Annotated[str, typer.Argument(help="a name, an alias or an id")], graph: Graph = DEFAULT_GRAPH) -> None:
    """Show what the graph knows of somebody or something, in order of time, each fact with sentence, page and offsets."""
    from flows.lines import fact_line
    from flows.lookup import day_text, shown, sources_of, truth_of
    from flows.marking import slots_text
    from ontology.schema import load_schema

    with told(), truth_of(graph) as truth:
        sources = sources_of(truth)
        for each in shown(truth, name):
            kind = load_schema().kinds[each.entity.kind].label.zh
            also = f"  又名 {'、'.join(each.entity.aliases)}" if each.entity.aliases else ""
            out.print(
                f"{each.entity.name}  {kind}" + (f"  {each.county}" if each.county else "") + also, style="bold", markup=False, highlight=False, soft_wrap=True
            )
            out.print(f"  {each.entity.id}, {len(each.facts)} facts", style="dim", markup=False, highlight=False)
            for fact, _ in each.facts:
                line = fact_line(fact, sources[fact.page])
                label = load_schema().facts[fact.type].label.zh
                out.print(
                    f"  {day_text(fact):<12} {label} {slots_text(line)}" + ("" if fact.realis == "actual" else f"  [{fact.realis}]"),
                    markup=False,
                    highlight=False,
                    soft_wrap=True,
                )
                out.print(
                    f"{'':15}“{fact.evidence.text}”  {sources[fact.page]} {fact.evidence.start}–{fact.evidence.end}",
                    style="dim",
                    markup=False,
                    highlight=False,
                    soft_wrap=True,
                )


@app.command()
def read(
    page: Annotated[str, typer.Argument(help="page: file name, id or the beginning of one")],
    graph: Graph = DEFAULT_GRAPH,
    html: Annotated[Path | None, typer.Option(help="write a self-contained page instead")] = None,
) -> None:
    """Read a page with its facts marked, in the terminal or as HTML."""
    from flows.lookup import fact_lines, one_page, sources_of, truth_of
    from flows.marking import for_browser, for_terminal, slots_text

    with told(), truth_of(graph) as truth:
        found = one_page(truth, page)
        title = sources_of(truth)[found.id]
        lines = list(fact_lines(truth, page=found.id))
        if html is not None:
            html.write_text(for_browser(title, found.text, lines), encoding="utf-8")
            err.print(f"{html}: {title} with {len(lines)} facts", markup=False, highlight=False)
            return
    out.print(for_terminal(found.text, lines), soft_wrap=True)
    for number, line in enumerate(lines, 1):
        out.print(
            f"[{number}] {line['type']}: {slots_text(line)}  ({line['rule']}, {line['confidence']:.2f}, {line['realis']})",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


@app.command()
def export(
    path: Annotated[Path, typer.Argument(help="file to write")],
    format_: Annotated[Export, typer.Option("--format", help="what to write")],
    graph: Graph = DEFAULT_GRAPH,
    around: Annotated[list[str] | None, typer.Option(help="only what is near this name (may be given more than once); not for facts")] = None,
    steps: Annotated[int, typer.Option(min=1, help="relationships to walk from there")] = 2,
) -> None:
    """Write the canonical facts file with its resolution table, or the graph of entities as GraphML or Graphviz dot."""
    from flows.lookup import shown, truth_of

    with told(), truth_of(graph) as truth:
        if format_ is Export.facts:
            if around:
                raise ValueError("--around is for graphml and dot; the facts file is always whole")
            table = path.with_name(path.stem + ".resolution.jsonl")
            write_lines(path, truth.fact_lines())
            write_lines(table, truth.resolution_lines())
            err.print(f"{path}, {table}", markup=False, highlight=False)
            return
        from flows.networks import near, network, to_dot, write_graphml
        from flows.stages import projected

        drawn = network(projected(truth))
        if around:
            drawn = near(drawn, [each.entity.id for name in around for each in shown(truth, name)], steps)
        if format_ is Export.graphml:
            write_graphml(drawn, path)
        else:
            path.write_text(to_dot(drawn), encoding="utf-8")
        err.print(f"{path}: {drawn.number_of_nodes()} entities, {drawn.number_of_edges()} relationships", markup=False, highlight=False)


@app.command()
def schedule(
    inbox: Annotated[Path, typer.Argument(help="folder whose pages the graph shall hold")],
    graph: Graph = DEFAULT_GRAPH,
    cron: Annotated[str, typer.Option(help="when, in the time of Asia/Shanghai")] = "30 6 * * *",
    place: Annotated[str | None, typer.Option(help="place of publication of pages that do not tell")] = None,
) -> None:
    """Refresh the graph from a folder by the clock (Asia/Shanghai), until stopped. Uses the Prefect server of PREFECT_API_URL, else starts one."""
    with told():
        if not inbox.is_dir():
            raise ValueError(f"no such folder: {inbox}")
        from flows.serve import serve

        serve(inbox, graph, cron=cron, place=place)


@app.command()
def server(port: Annotated[int, typer.Option(help="port on 127.0.0.1")] = 4200) -> None:
    """Run a Prefect server on this machine, offline and with the settings the flows were measured with."""
    from flows.serve import run_server

    raise typer.Exit(run_server(port))


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="folder of gold files")],
    texts: Annotated[Path, typer.Argument(help="folder of their pages")],
    facts_file: Annotated[Path | None, typer.Option("--facts", help="score this file instead of fresh extractions")] = None,
    articles_file: Annotated[Path | None, typer.Option("--articles", help="score these articles too")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="list every error with its sentence")] = False,
) -> None:
    """Hold facts against gold: by type and slot, with a 95 % interval, article boundaries and errors."""
    from flows.evaluate import extracted, read_texts, report
    from flows.scoring import read_gold, read_lines

    with told():
        if articles_file and not facts_file:
            raise ValueError("--articles needs --facts: fresh extractions bring their own articles")
        pages = read_gold(gold)
        if not pages:
            raise ValueError(f"{gold}: no gold files")
        known = read_texts(texts, pages)
        if facts_file:
            facts_read = list(read_lines(facts_file, ("source", "type")))
            articles_read = list(read_lines(articles_file, ("source", "spans"))) if articles_file else None
            report(out, pages, facts_read, articles_read, known, show_errors=errors)
        else:
            found, laid = extracted(texts, pages)
            report(out, pages, found, laid, known, show_errors=errors)


def _rows(result: Result, format_: RowFormat) -> None:
    from flows.summary import print_rows

    if format_ is RowFormat.table:
        print_rows(out, result)
    elif format_ is RowFormat.csv:
        print_csv(result.records(), result.columns)
    else:
        sys.stdout.write(json.dumps(result.records(), ensure_ascii=False, indent=2, default=str) + "\n")


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
