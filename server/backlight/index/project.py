"""The index of one root: every file read once, all of them linked, and brought up to date."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from hashlib import sha256

from backlight.analysis.between import Between
from backlight.analysis.facts import EMPTY, FileFacts, Project
from backlight.analysis.languages import language_of
from backlight.analysis.tables import Schema
from backlight.index import workers
from backlight.index.kept import Entry, Files, Store, packed, uncollected, unpacked
from backlight.index.linking import joined, linked
from backlight.index.manifests import Manifests, foretold
from backlight.index.reading import ANY, Read, read, reader
from backlight.workspace import Snapshot

Known = tuple[object, bytes, bool]
"""Of a file to read: its stamp, the digest it had when it was kept, and whether it held facts."""
NEW = ("", b"", False)
MANY = 600
"""Files from which other processes read them; below, it takes longer to start one."""


class Index:
    """The facts of one root; files are read again only when their stamp has changed.

    With a store, what was read before the last end is not parsed again: a file whose stamp is
    the same is not even opened.
    """

    def __init__(self, store: Store | None = None, helpers: int = 0) -> None:
        """`helpers` is how many other processes may read files for it."""
        self._store = store
        self._helpers = helpers
        self._entries: dict[str, Entry] = {}
        self._before: Mapping[str, tuple[str, bytes, bool]] | None = None
        self._key = b""
        self._linked = EMPTY
        self._spoken: frozenset[str] = frozenset()
        self._hinted: dict[str, frozenset[str]] = {}
        self._manifests = Manifests()

    def steps(self, snapshot: Snapshot) -> Iterator[str]:
        """Bring the index up to date, file by file; yields paths that were looked at or read."""
        paths = dict.fromkeys((*snapshot.paths, *snapshot.open))
        for gone in self._entries.keys() - paths.keys():
            del self._entries[gone]
        todo: dict[str, Known] = {}
        for path in filter(language_of, paths):
            stamp = snapshot.stamp(path)
            if self._fresh(snapshot, path, stamp):
                yield path
            else:
                todo[path] = stamp, *self._kept.get(path, NEW)[1:]
        if len(todo) > 1:
            self._spoken |= foretold(snapshot, paths)
        yield from self._renewed(snapshot, todo)
        self._manifests.refresh(snapshot, paths)
        yield from self._renewed(snapshot, self._hints(self._entries))

    def refresh(self, snapshot: Snapshot, path: str) -> None:
        """Read one file again if it changed."""
        stamp = snapshot.stamp(path)
        if not self._fresh(snapshot, path, stamp):
            known = stamp, *self._kept.get(path, NEW)[1:]
            self._take(snapshot, known, read(snapshot, path, self._spoken, known[1]))

    def project(self, snapshot: Snapshot) -> Project:
        """All that is known so far; linked anew only when a file's text changed."""
        entries = {path: e for path, e in sorted(self._entries.items()) if e.make is not None}
        key = sha256(b"".join(entry.digest for entry in entries.values())).digest()
        if key != self._key:
            self._linked = self._whole(key, entries, snapshot)
            self._key = key
        return replace(
            self._linked,
            read=reader(snapshot),
            paths=snapshot.paths,
            dialect=self._manifests.dialect,
            engines=self._manifests.engines,
        )

    def _fresh(self, snapshot: Snapshot, path: str, stamp: object) -> bool:
        """Whether a file is known as it is, by what was read now or before the last end."""
        if path in self._entries and self._entries[path].stamp == stamp:
            return True
        said, known, holds = self._kept.get(path, NEW)
        if said != repr(stamp):
            return False
        make = partial(self._unpacked, snapshot, path) if holds else None
        self._entries[path] = Entry(stamp, known, make, new=False)
        return True

    def _renewed(self, snapshot: Snapshot, todo: Mapping[str, Known]) -> Iterator[str]:
        """Read files: by other processes where there are many, and what they leave in this one."""
        left = dict(todo)
        if len(todo) >= MANY and self._helpers:
            jobs = [(p, digest) for p, (_, digest, _) in todo.items() if p not in snapshot.open]
            reads = workers.read(snapshot.root, jobs, lambda: self._spoken, self._helpers)
            with closing(reads):
                for one in reads:
                    self._take(snapshot, left.pop(one.path), one)
                    yield one.path
        for path, known in left.items():
            self._take(snapshot, known, read(snapshot, path, self._spoken, known[1]))
            yield path

    def _take(self, snapshot: Snapshot, known: Known, one: Read) -> None:
        """A file was read; if it says what it said when it was kept, its facts are kept still."""
        stamp, digest, holds = known
        kept = partial(self._unpacked, snapshot, one.path)
        if one.digest and one.digest == digest:
            self._entries[one.path] = Entry(stamp, digest, kept if holds else None)
            return
        make = _given(one.facts) if one.facts is not None else kept if one.data else None
        self._entries[one.path] = Entry(stamp, one.digest, make, data=one.data)
        self._hear(one.path, one.sure, one.hints)

    def _hints(self, entries: Mapping[str, Entry]) -> dict[str, Known]:
        """Files to read again for stacks that others named after they were read."""
        heard = (path for path, hints in self._hinted.items() if hints & self._spoken)
        return {path: (entries[path].stamp, b"", False) for path in heard if path in entries}

    def _hear(self, path: str, sure: frozenset[str], hints: frozenset[str]) -> None:
        """The project speaks what a file names, and may speak what it hints at."""
        if hints:
            self._hinted[path] = hints
        else:
            self._hinted.pop(path, None)
        self._spoken |= sure

    def keep(self, snapshot: Snapshot) -> None:
        """Give the store what it does not have yet; what stands in a buffer only is not kept."""
        if self._store is None:
            return
        there = {p: e for p, e in self._entries.items() if p not in snapshot.open}
        gone = self._kept.keys() - self._entries.keys()
        rows = [entry.row(path) for path, entry in there.items() if entry.new and entry.digest]
        if rows or gone:
            whole = packed((self._linked.endpoints, self._linked.schema, self._linked.between))
            self._store.write(rows, gone, self._key, whole)
            self._before = None
            for entry in there.values():
                entry.stored()

    @property
    def _kept(self) -> Mapping[str, tuple[str, bytes, bool]]:
        if self._before is None:
            self._before = self._store.stamps() if self._store is not None else {}
        return self._before

    def _unpacked(self, snapshot: Snapshot, path: str) -> FileFacts | None:
        """The facts of a file as they are kept; read again if they are lost."""
        data = self._store.read(path) if self._store is not None else None
        try:
            found = unpacked(data or b"")
        except ValueError:
            found = None
        return found if isinstance(found, FileFacts) else read(snapshot, path, self._spoken).facts

    def _whole(self, key: bytes, entries: dict[str, Entry], snapshot: Snapshot) -> Project:
        """The files linked: as it is kept, if all of them are what they were."""
        files = Files(entries)
        data = self._store.whole(key) if self._store is not None else None
        try:
            found = unpacked(data) if data is not None else None
        except ValueError:
            found = None
        match found:
            case (tuple(endpoints), Schema() as schema, Between() as between):
                return joined(files, endpoints, schema, between)
        with uncollected():
            for path, facts in files.items():
                self._hear(path, facts.sure, facts.hints)
        if len(files) == 1:  # A file alone says what it may say
            self._spoken |= ANY
        again = self._hints(entries)
        for path in self._renewed(snapshot, again):
            entries[path] = self._entries[path]
        return linked(files)


def built(snapshot: Snapshot, store: Store | None = None, helpers: int = 0) -> Project:
    """Everything about a project at once, for callers that can wait."""
    index = Index(store, helpers)
    for _ in index.steps(snapshot):
        pass
    project = index.project(snapshot)
    index.keep(snapshot)
    return project


def _given(facts: FileFacts) -> Callable[[], FileFacts]:
    return lambda: facts
