"""Extraction of many pages: in this process or in several, one result a page, in the order of the plan.

A page never raises: its trouble is a fault. When a worker process dies, the pages it took with it are tried one by one in fresh
processes, and one that kills its worker alone becomes a fault too.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from extractors.pipeline import Extractor
from loaders.ledger import PageWork
from ontology.records import Extraction, PageFault

Outcome = Extraction | PageFault
BATCH = 8  # pages a task: some seconds of work, so that passing them costs nothing
AHEAD = 4  # batches waiting a worker: bounds the memory of what is read but not yet kept


def extract_page(work: PageWork, optional: tuple[str, ...] = ()) -> Outcome:
    """What one page yields, or its fault."""
    try:
        return Extractor.load(*optional).extract(work.page, work.given)
    except Exception as error:
        return PageFault(work.sources[0], "extract", f"{type(error).__name__}: {error}")


def extract_batch(batch: Sequence[PageWork], optional: tuple[str, ...] = ()) -> list[Outcome]:
    """What several pages yield, in order."""
    return [extract_page(work, optional) for work in batch]


def run_batches(works: Sequence[PageWork], workers: int, optional: tuple[str, ...] = ()) -> Iterator[tuple[PageWork, Outcome]]:
    """Every page with its outcome, in the order given, whatever the number of workers; `optional` names the optional extractors."""
    if workers <= 1 or len(works) <= 1:
        for work in works:
            yield work, extract_page(work, optional)
        return
    size = max(1, min(BATCH, len(works) // workers))
    batches = [works[first : first + size] for first in range(0, len(works), size)]
    done = 0
    try:
        with _pool(workers) as pool:
            waiting: deque[Future[list[Outcome]]] = deque()
            rest = iter(batches)
            for batch in rest:
                waiting.append(pool.submit(extract_batch, batch, optional))
                if len(waiting) >= AHEAD * workers:
                    break
            for batch in batches:
                outcomes = waiting.popleft().result()
                if (following := next(rest, None)) is not None:
                    waiting.append(pool.submit(extract_batch, following, optional))
                yield from zip(batch, outcomes, strict=True)
                done += len(batch)
    except BrokenProcessPool:
        for work in works[done:]:
            yield work, _alone(work, optional)


def _alone(work: PageWork, optional: tuple[str, ...]) -> Outcome:
    try:
        with _pool(1) as pool:
            return pool.submit(extract_page, work, optional).result()
    except BrokenProcessPool:
        return PageFault(work.sources[0], "extract", "the process that read this page died")


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawned, not forked: the models' threads do not survive a fork
    return ProcessPoolExecutor(max_workers=workers, mp_context=multiprocessing.get_context("spawn"))
