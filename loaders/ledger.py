"""The ledger: which source holds which page, from what context and by which extractor; and what has to be done about a new list of inputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ontology.records import Declared, Page, PageFault

UNKNOWN = Declared()


@dataclass(frozen=True, slots=True)
class PageInput:
    """One page to be in the graph: where it was found, its text, and what is known of it from outside."""

    source: str
    page: Page
    given: Declared = UNKNOWN


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What became of one source. `page` is empty where the file could not be read; `fault` is set where status is `error`."""

    source: str
    page: str
    given: Declared
    fingerprint: str
    status: Literal["ok", "error"]
    fault: PageFault | None = None


@dataclass(frozen=True, slots=True)
class PageWork:
    """A page to extract: all sources that hold it, and the context of the first of them (by path), which counts."""

    page: Page
    sources: tuple[str, ...]
    given: Declared


@dataclass(frozen=True, slots=True)
class Plan:
    """The difference between the wanted inputs and the ledger.

    `extract`: pages that are new or whose context or extractor changed. `rename`: pages that stay as they are but whose
    list of sources changed. `unchanged`: ids of pages that need nothing. `withdraw`: sources no longer wanted.
    """

    extract: tuple[PageWork, ...]
    rename: tuple[PageWork, ...]
    unchanged: tuple[str, ...]
    withdraw: tuple[str, ...]

    @property
    def nothing_to_do(self) -> bool:
        """Whether the ledger already says what is wanted."""
        return not (self.extract or self.rename or self.withdraw)


def plan(inputs: Iterable[PageInput], ledger: Sequence[LedgerRow], fingerprint: str, *, keep: Iterable[str] = ()) -> Plan:
    """What to do so that the ledger holds just these inputs, extracted by the extractor of that fingerprint.

    A page that several sources hold is extracted once, with the context of the source that comes first by path, so that
    the order of inputs tells nothing. `keep` names sources that are wanted but are not pages (files that could not be
    read): they are not withdrawn. A source twice among the inputs raises ValueError.
    """
    wanted: dict[str, list[PageInput]] = {}
    seen: set[str] = set()
    for each in sorted(inputs, key=lambda each: each.source):
        if each.source in seen:
            raise ValueError(f"{each.source}: twice among the inputs")
        seen.add(each.source)
        wanted.setdefault(each.page.id, []).append(each)
    held: dict[str, list[LedgerRow]] = {}
    for row in ledger:
        held.setdefault(row.page, []).append(row)
    extract, rename, unchanged = [], [], []
    for page_id, same in wanted.items():
        work = PageWork(same[0].page, tuple(each.source for each in same), same[0].given)
        rows = held.get(page_id, [])
        if not any((row.given, row.fingerprint) == (work.given, fingerprint) for row in rows):
            extract.append(work)
        elif {row.source for row in rows} == set(work.sources):
            unchanged.append(page_id)
        else:
            rename.append(work)
    gone = {row.source for row in ledger} - seen - set(keep)
    return Plan(tuple(extract), tuple(rename), tuple(unchanged), tuple(sorted(gone)))
