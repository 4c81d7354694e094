"""The command line: `xianzhi`."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows import cli_check, cli_sparql, cli_stores
from flows.config import DEFAULT_GRAPH, DEFAULT_WORKERS, BuildOptions
from flows.console import Graph, err, first_and_last, out, print_csv, print_json_lines, print_table, progress_bar, told
from flows.exports import Export, write_export

# What only some commands need is imported by them: `xianzhi ask` is not to wait for spaCy.

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
    help="县志: newspaper pages as a graph in which every fact shows its sentence.",
)


class Format(StrEnum):
    """How facts and articles are printed."""

    jsonl = "jsonl"
    csv = "csv"
    table = "table"


@app.command()
def build(
    inputs: Annotated[list[Path], typer.Argument(help="page files and folders")],
    graph: Graph = DEFAULT_GRAPH,
    issue_date: Annotated[str | None, typer.Option(help="ISO date of pages that do not tell (2021-12-03)")] = None,
    place: Annotated[str | None, typer.Option(help="place of publication, name or code, of pages that do not tell")] = None,
    workers: Annotated[int, typer.Option(min=0, help="processes for extraction, 0: one a core")] = DEFAULT_WORKERS,
    prefect: Annotated[bool, typer.Option("--prefect", help="as a Prefect flow run (also when PREFECT_API_URL is set)")] = False,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="publish an empty graph where no page can be read")] = False,
    extractor: Annotated[list[str] | None, typer.Option(help="optional extractor, such as spacy:zh_core_web_sm (may be given more than once)")] = None,
) -> None:
    """Make the graph hold just these pages and publish it; where NEO4J_URI is set, load it into Neo4j too.

    Exit code 0 when all pages went in whole; 1 when some failed, or lost facts to a fault inside (each is listed with the reason, the rest is in
    the graph), or when Neo4j could not be loaded; 2 for wrong use, and when no page could be read: the graph then stays as it was.
    """
    from flows.neo4j_stage import then_load
    from flows.stages import Stage
    from flows.stages import build as run
    from flows.summary import print_report

    options = BuildOptions(tuple(inputs), graph, issue_date, place, workers, allow_empty, tuple(extractor or ()))
    with told():
        _check(options)
        if prefect or os.environ.get("PREFECT_API_URL"):
            from flows.build_graph import run_flow

            done = run_flow(options)
        else:
            stage = Stage()
            with progress_bar() as bar:
                job = bar.add_task("extract", total=None)
                done = run(options, stage=stage, progress=lambda ready, total: bar.update(job, completed=ready, total=total))
            done = then_load(done, stage)
    print_report(out, done)
    raise typer.Exit(0 if done.whole else 1)


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


app.command()(cli_stores.cypher)
app.command()(cli_stores.ask)
app.command()(cli_stores.show)
app.command()(cli_check.check)
app.command()(cli_sparql.sparql)
app.command("serve-sparql")(cli_sparql.serve_sparql)


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
    path: Annotated[Path, typer.Argument(help="file to write; a folder for neo4j-admin and browser")],
    format_: Annotated[Export, typer.Option("--format", help="what to write")],
    graph: Graph = DEFAULT_GRAPH,
    around: Annotated[list[str] | None, typer.Option(help="only what is near this name (may be given more than once); for graphml and dot")] = None,
    steps: Annotated[int, typer.Option(min=1, help="relationships to walk from there")] = 2,
) -> None:
    """Write the canonical facts file with its resolution table, the graph of entities as GraphML or Graphviz dot, the RDF, or files for Neo4j.

    `trig` and `nquads` have a named graph an article, `turtle` none. `neo4j-admin` writes what a first bulk load takes, `browser` the
    styles and favourites for Neo4j Browser.
    """
    with told():
        err.print(write_export(format_, path, graph, around=around or (), steps=steps), markup=False, highlight=False, soft_wrap=True)


app.command()(cli_stores.load)


@app.command()
def schedule(
    inbox: Annotated[Path, typer.Argument(help="folder whose pages the graph shall hold")],
    graph: Graph = DEFAULT_GRAPH,
    cron: Annotated[str, typer.Option(help="when, in the time of Asia/Shanghai")] = "30 6 * * *",
    place: Annotated[str | None, typer.Option(help="place of publication of pages that do not tell")] = None,
) -> None:
    """Refresh the graph from a folder by the clock (Asia/Shanghai), until stopped; where NEO4J_URI is set, Neo4j too.

    Uses the Prefect server of PREFECT_API_URL, else starts one.
    """
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
    html: Annotated[Path | None, typer.Option(help="write the errors as a self-contained page too: article by article, the sentence marked")] = None,
) -> None:
    """Hold facts against gold: by type and slot, with 95 % intervals, calibration, article boundaries and errors."""
    from flows.comparing import FactDict
    from flows.evaluate import extracted, read_texts, report, write_errors
    from flows.scoring import read_gold, read_lines

    with told():
        if articles_file and not facts_file:
            raise ValueError("--articles needs --facts: fresh extractions bring their own articles")
        pages = read_gold(gold)
        if not pages:
            raise ValueError(f"{gold}: no gold files")
        known = read_texts(texts, pages)
        if facts_file:
            found: list[FactDict] = list(read_lines(facts_file, ("source", "type")))
            laid: list[FactDict] | None = list(read_lines(articles_file, ("source", "spans"))) if articles_file else None
        else:
            found, laid = extracted(texts, pages)
        report(out, pages, found, laid, known, show_errors=errors)
        if html is not None:
            write_errors(html, pages, found, known, gold)
            err.print(f"{html}: the errors as a page", markup=False, highlight=False)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
