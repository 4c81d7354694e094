"""How a graph is published: built in a folder of its own, then one pointer replaced.

    graph/
      lock                who builds now (flock); stays, empty of meaning when nobody holds it
      current             one line: the name of the published build
      builds/<digest>/    truth.sqlite, the embedded store, the triple store's folder, build.json
      builds/.draft-…     a build under way, or the remains of a killed one (the next writer clears them)

A reader resolves `current` once and stays with that build; a writer keeps the build before the current one, so a reader
has until the second next publication to finish. The pointer is a small file, replaced by rename: that is atomic on Linux
and macOS alike, it outlives copying and archiving better than a symbolic link, and it makes a reader resolve it once.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TRUTH_FILE = "truth.sqlite"
STORE_FILE = "graph.lbug"
TRIPLES_FOLDER = "graph.oxigraph"
INFO_FILE = "build.json"
_LEFTOVERS = ("-wal", "-journal", "-shm", ".wal", ".shadow", ".tmp", ".lock")  # names that a store not closed leaves beside its file
_PAUSE = 0.2  # seconds between two looks at a lock that somebody holds


class NothingPublishedError(Exception):
    """The folder holds no published graph; the message says how to make one."""


class DamagedError(Exception):
    """A published build that cannot be read; the message names the file and says what to do."""


def require_triples(path: Path) -> None:
    """DamagedError where the folder holds no triple store."""
    if not (path / "CURRENT").is_file():
        raise DamagedError(f"{path}: no triple store (an earlier version made this graph, or a file was taken away); run: xianzhi build")


def broken_triples(path: Path, why: object) -> DamagedError:
    """The error of a triple store that cannot be opened."""
    return DamagedError(f"{path}: not a whole RDF store ({why}); remove the folder {path.parent} and run: xianzhi build")


class LockedError(Exception):
    """Somebody else is building in the folder; the message says who."""


class NotWholeError(Exception):
    """A draft is not fit to be published; the message says what is missing or left over."""


@dataclass(frozen=True, slots=True)
class Build:
    """One published build: its folder, its digest and what `build.json` tells of it."""

    folder: Path
    digest: str
    info: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def truth(self) -> Path:
        """The truth file."""
        return self.folder / TRUTH_FILE

    @property
    def store(self) -> Path:
        """The embedded store's file."""
        return self.folder / STORE_FILE

    @property
    def triples(self) -> Path:
        """The triple store's folder; a build of an earlier version has none."""
        return self.folder / TRIPLES_FOLDER

    @property
    def has_stores(self) -> bool:
        """Whether both stores are there; not where an earlier version built it or somebody took one away."""
        return self.store.is_file() and self.triples.is_dir()


class Draft:
    """A build under way, in a folder of its own. Only what `publish` has returned for is seen by readers."""

    def __init__(self, publication: Publication, folder: Path) -> None:
        """Made by `Publication.writing`."""
        self._publication = publication
        self.folder = folder
        self.truth = folder / TRUTH_FILE
        self.store = folder / STORE_FILE
        self.triples = folder / TRIPLES_FOLDER

    def publish(self, digest: str, info: Mapping[str, str | int] | None = None) -> Build:
        """Make this draft the current build. Every file in it must be closed.

        A draft without truth file or one of the stores, or with a journal left beside one, raises NotWholeError. Where the current build has
        this digest already and has its stores, nothing is written and that build is returned.
        """
        publication = self._publication
        current = publication.find()
        if current and current.digest == digest and current.has_stores:
            return current
        self._check()
        (self.folder / INFO_FILE).write_text(json.dumps({"digest": digest, **(info or {})}, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        for path in [*self.folder.rglob("*"), self.folder]:
            _sync(path)
        target = publication.builds / digest
        if target.exists():  # an older build of this very content, or one killed before it was pointed to: the new one is whole for certain
            shutil.rmtree(target)
        self.folder.rename(target)
        _sync(publication.builds)
        publication.point_to(digest)
        publication.prune(keep={digest, *({current.digest} if current else ())})
        return publication.current()

    def _check(self) -> None:
        for path in (self.truth, self.store, self.triples):
            if not path.exists():
                raise NotWholeError(f"{path.name}: missing from the draft")
        left = sorted(path.name for path in self.folder.iterdir() if path.name.endswith(_LEFTOVERS))
        if left:
            raise NotWholeError(f"left open: {', '.join(left)}")


class Publication:
    """The folder in which graphs are published."""

    def __init__(self, root: Path) -> None:
        """Name the folder; nothing is made until a build writes."""
        self.root = root
        self.builds = root / "builds"
        self._pointer = root / "current"
        self._lock = root / "lock"

    def find(self) -> Build | None:
        """The published build, None where there is none or its `build.json` cannot be read (a writer then makes it anew)."""
        try:
            digest = self._pointer.read_text(encoding="utf-8").strip()
            info = json.loads((self.builds / digest / INFO_FILE).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: neither UTF-8 nor JSON
            return None
        if not isinstance(info, dict):
            return None
        return Build(self.builds / digest, digest, info)

    def current(self) -> Build:
        """The published build; NothingPublishedError where there is none, DamagedError where it cannot be read."""
        build = self.find()
        if build is None and self._pointer.exists():
            raise DamagedError(f"{self._pointer}: the build it names is missing or its {INFO_FILE} cannot be read; build it anew with: xianzhi build")
        if build is None:
            raise NothingPublishedError(f"{self.root}: no graph here yet; make one with: xianzhi build INPUT --graph {self.root}")
        return build

    @contextmanager
    def writing(self, *, wait: float = 0.0) -> Iterator[Draft]:
        """A draft, under the folder's lock; it starts with a copy of the current truth file, where there is one.

        `wait` is how many seconds to wait for another writer before LockedError is raised. Whatever is not published when the
        block ends is removed, as are the remains of killed builds.
        """
        self.builds.mkdir(parents=True, exist_ok=True)
        with self._locked(wait):
            self._clear_drafts()
            folder = self.builds / f".draft-{os.getpid()}"
            folder.mkdir()
            try:
                draft = Draft(self, folder)
                if (current := self.find()) and current.truth.is_file():
                    shutil.copyfile(current.truth, draft.truth)
                yield draft
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def point_to(self, digest: str) -> None:
        """Replace the pointer; the caller holds the lock and the build is on disk."""
        fresh = self.root / ".current.new"
        fresh.write_text(f"{digest}\n", encoding="utf-8")
        _sync(fresh)
        fresh.replace(self._pointer)
        _sync(self.root)

    def prune(self, keep: Iterable[str]) -> None:
        """Remove all builds but those of the given digests."""
        kept = set(keep)
        for folder in self.builds.iterdir():
            if folder.name not in kept and not folder.name.startswith("."):
                shutil.rmtree(folder, ignore_errors=True)

    def _clear_drafts(self) -> None:
        for folder in self.builds.glob(".draft-*"):
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _locked(self, wait: float) -> Iterator[None]:
        # opened for appending, so that a waiting writer does not wipe out the name of the one who holds the lock
        with self._lock.open("a+", encoding="utf-8") as file:
            until = time.monotonic() + wait
            while not _try_lock(file.fileno()):
                if time.monotonic() >= until:
                    file.seek(0)
                    raise LockedError(f"{self.root}: another build is under way ({file.read().strip() or 'unknown'})")
                time.sleep(_PAUSE)
            file.truncate(0)
            file.write(f"process {os.getpid()} on {os.uname().nodename}, since {time.strftime('%Y-%m-%d %H:%M:%S')}\n")
            file.flush()
            yield  # closing the file frees the lock, and so does the system when the process is killed


def digest_of(lines: Iterable[str], *versions: str) -> str:
    """The digest of a build: over what it is projected from (`Truth.canonical`) and the versions of what projects it."""
    total = hashlib.sha256()
    for line in (*versions, ""):
        total.update(line.encode() + b"\n")
    for line in lines:
        total.update(line.encode() + b"\n")
    return total.hexdigest()[:32]


def code_version(files: Iterable[Path]) -> str:
    """The version of code and data files: a digest of their bytes, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
