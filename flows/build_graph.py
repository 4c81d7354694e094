"""The Prefect flow that builds the graph: `python -m flows.build_graph seeds`.

The same stages as `flows.stages.build`, each a task run; extraction parallelises inside its one task. Errors in pages are rows
of the ledger, not retries; what is tried again is what waits for others: publication for a lock, the last stage for Neo4j.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.console import Console

from flows.config import DEFAULT_GRAPH, DEFAULT_WORKERS, BuildOptions, quiet_prefect

quiet_prefect()  # before Prefect is imported: it reads its settings then

from prefect import Task, flow, task  # noqa: E402 - after its settings
from prefect.artifacts import create_markdown_artifact, create_table_artifact  # noqa: E402 - after Prefect's settings
from prefect.cache_policies import NO_CACHE  # noqa: E402 - after Prefect's settings
from prefect.client.schemas.objects import State, TaskRun  # noqa: E402 - after Prefect's settings
from prefect.states import Completed  # noqa: E402 - after Prefect's settings

from flows.console import told  # noqa: E402 - after Prefect's settings
from flows.neo4j_stage import STAGE as NEO4J  # noqa: E402 - after Prefect's settings
from flows.neo4j_stage import may_pass, then_load  # noqa: E402 - after Prefect's settings
from flows.stages import Report, Stage, build, failed_rows  # noqa: E402 - after Prefect's settings
from flows.summary import headline_answer, loaded_text, print_report, report_markdown  # noqa: E402 - after Prefect's settings

P = ParamSpec("P")
T = TypeVar("T")
NEO4J_DELAYS = [5.0, 20.0, 60.0]  # seconds before each new try where the server does not answer; a restart takes some ten


class TaskStage(Stage):
    """Runs every stage as a Prefect task, in this process, with nothing cached: the ledger says what is done."""

    def run(self, name: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the stage as a task run."""
        as_task = task(name=name, cache_policy=NO_CACHE, persist_result=False)(function)
        if name == NEO4J:  # the only stage with a network behind it
            as_task = as_task.with_options(retries=len(NEO4J_DELAYS), retry_delay_seconds=NEO4J_DELAYS, retry_condition_fn=_may_pass)
        return as_task(*args, **kwargs)


def _may_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return may_pass(state.data if isinstance(state.data, BaseException) else state.result(raise_on_failure=False))


@flow(name="build-graph", flow_run_name="build-{graph}", persist_result=False, validate_parameters=False)
def build_graph(inputs: list[str], graph: str = str(DEFAULT_GRAPH), issue_date: str | None = None, place: str | None = None,
                workers: int = DEFAULT_WORKERS, allow_empty: bool = False, extractors: list[str] | None = None) -> State[Any]:  # fmt: skip  # where, then how
    """Make the graph hold just these inputs, publish it, and load it into Neo4j where NEO4J_URI is set.

    `UpToDate` where nothing was new, `CompletedWithErrors` where pages or facts in them failed or the load did; the run fails where no
    page could be read.
    """
    stage = TaskStage()
    options = BuildOptions(tuple(map(Path, inputs)), Path(graph), issue_date, place, workers, allow_empty, tuple(extractors or ()))
    done = then_load(build(options, stage=stage), stage)
    create_markdown_artifact(report_markdown(done), key="build-summary", description="What the build did and what the graph holds")
    if not done.whole:
        rows = [dict(zip(("source", "stage", "reason", "place"), row, strict=True)) for row in failed_rows(done)]
        create_table_artifact(rows, key="build-faults", description="Sources and stages that failed and facts that were quarantined")
    return _state(done)


def _state(done: Report) -> State[Any]:
    """How the run ended."""
    loaded = f"; {loaded_text(done.loaded)}" if done.loaded else ""
    if not done.published and not (done.loaded and not done.loaded.unchanged):
        return Completed(name="UpToDate", message=f"nothing new{loaded}", data=done)
    if not done.whole:
        inside = len(done.faults) - len(done.failed)
        message = f"{done.pages} ok, {len(done.failed)} failed, {inside} faults inside pages{loaded}"
        return Completed(name="CompletedWithErrors", message=message, data=done)
    return Completed(message=f"{done.pages} pages{loaded}", data=done)


def run_flow(options: BuildOptions) -> Report:
    """Run the flow once, on the server of PREFECT_API_URL or an ephemeral one; its report."""
    state = build_graph(
        [path.as_posix() for path in options.inputs], options.graph.as_posix(), options.issue_date, options.place, options.workers,
        options.allow_empty, list(options.extractors), return_state=True,
    )  # fmt: skip  # the flow's parameters in its order
    done = state.result()
    if not isinstance(done, Report):
        raise TypeError(f"the flow gave {done!r}")
    return done


def main(
    inputs: Annotated[list[Path], typer.Argument(help="page files and folders")],
    graph: Annotated[Path, typer.Option(help="folder of the graph")] = DEFAULT_GRAPH,
    issue_date: Annotated[str | None, typer.Option(help="ISO date of pages that do not tell")] = None,
    place: Annotated[str | None, typer.Option(help="place of publication of pages that do not tell")] = None,
    workers: Annotated[int, typer.Option(help="processes for extraction, 0: one a core")] = DEFAULT_WORKERS,
    county: Annotated[str, typer.Option(help="county of the headline question")] = "莲都区",
) -> None:
    """Build the graph with the Prefect flow, print a summary and the answer to the headline question."""
    console = Console()
    with told():
        done = run_flow(BuildOptions(tuple(inputs), graph, issue_date, place, workers))
    print_report(console, done)
    console.print()
    headline_answer(console, graph, county)
    raise typer.Exit(0 if done.whole else 1)


if __name__ == "__main__":
    typer.run(main)
