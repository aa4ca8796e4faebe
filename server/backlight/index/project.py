"""The index of one root: every file read once, all of them linked, and brought up to date."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256

from backlight.analysis.facts import EMPTY, FileFacts, Project
from backlight.analysis.languages import language_of
from backlight.analysis.syntax import Source, parse
from backlight.analysis.tables import Schema
from backlight.index.kept import Entry, Files, Row, Store, digest, packed, unpacked
from backlight.index.linking import linked
from backlight.index.manifests import Manifests
from backlight.index.reading import ANY, facts_of, guarded, hidden, worth
from backlight.text import Text
from backlight.workspace import Snapshot, Unreadable


class Index:
    """The facts of one root; files are read again only when their stamp has changed.

    With a store, what was read before the last end is not parsed again: a file whose stamp is
    the same is not even opened.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._entries: dict[str, Entry] = {}
        self._before: Mapping[str, tuple[str, bytes, bool]] | None = None
        self._key = b""
        self._linked = EMPTY
        self._spoken: frozenset[str] = frozenset()
        self._hinted: dict[str, None] = {}
        self._manifests = Manifests()

    def steps(self, snapshot: Snapshot) -> Iterator[str]:
        """Bring the index up to date, one file at a time; yields each path after it was read."""
        paths = dict.fromkeys((*snapshot.paths, *snapshot.open))
        for gone in self._entries.keys() - paths.keys():
            del self._entries[gone]
        for path in paths:
            if language_of(path) is not None:
                self.refresh(snapshot, path)
                yield path
        self._manifests.refresh(snapshot, paths)
        for path in self._hinted.keys() & self._entries.keys():
            if self._again(snapshot, path):
                yield path

    def refresh(self, snapshot: Snapshot, path: str) -> None:
        """Read one file again if it changed."""
        stamp = snapshot.stamp(path)
        if path in self._entries and self._entries[path].stamp == stamp:
            return
        said, known, holds = self._kept.get(path, ("", b"", False))
        make = partial(self._unpacked, snapshot, path) if holds else None
        if said == repr(stamp):
            self._entries[path] = Entry(stamp, known, make, new=False)
            return
        try:
            text = snapshot.read(path)
        except Unreadable:
            self._entries[path] = Entry(stamp, b"", None)
            return
        mark = digest(path, text.data)
        if mark == known:
            self._entries[path] = Entry(stamp, mark, make)
        else:
            facts = guarded(_facts, path, text, self._spoken)
            self._entries[path] = Entry(stamp, mark, (lambda: facts) if facts else None)
            self._hear(path, facts)

    def project(self, snapshot: Snapshot) -> Project:
        """All that is known so far; linked anew only when a file's text changed."""
        entries = {path: e for path, e in sorted(self._entries.items()) if e.make is not None}
        key = sha256(b"".join(entry.digest for entry in entries.values())).digest()
        if key != self._key:
            self._linked = self._whole(key, Files(entries), snapshot)
            self._key = key
        return replace(
            self._linked,
            read=_reader(snapshot),
            paths=snapshot.paths,
            dialect=self._manifests.dialect,
        )

    def _hear(self, path: str, facts: FileFacts | None) -> None:
        """A file was read: the project speaks what it names, and may speak what it hints at."""
        if facts is not None and facts.hints:
            self._hinted[path] = None
        else:
            self._hinted.pop(path, None)
        self._spoken |= facts.sure if facts is not None else frozenset()

    def _again(self, snapshot: Snapshot, path: str) -> bool:
        """Read a file for the stacks that others named after it was read."""
        entry = self._entries[path]
        if entry.facts is None or not entry.facts.hints & self._spoken:
            return False
        facts = _read(snapshot, path, self._spoken)
        entry.become(facts)
        self._hear(path, facts)
        return True

    def keep(self, snapshot: Snapshot) -> None:
        """Give the store what it does not have yet; what stands in a buffer only is not kept."""
        if self._store is None:
            return
        there = {p: e for p, e in self._entries.items() if p not in snapshot.open}
        gone = self._kept.keys() - self._entries.keys()
        rows = [_row(path, entry) for path, entry in there.items() if entry.new and entry.digest]
        if rows or gone:
            whole = packed((self._linked.endpoints, self._linked.schema))
            self._store.write(rows, gone, self._key, whole)
            self._before = None
            for entry in there.values():
                entry.new = False

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
        return found if isinstance(found, FileFacts) else _read(snapshot, path, self._spoken)

    def _whole(self, key: bytes, files: Mapping[str, FileFacts], snapshot: Snapshot) -> Project:
        """The files linked: as it is kept, if all of them are what they were."""
        data = self._store.whole(key) if self._store is not None else None
        try:
            found = unpacked(data) if data is not None else None
        except ValueError:
            found = None
        match found:
            case (tuple(endpoints), Schema() as schema):
                return Project(files, endpoints, schema, EMPTY.read)
        for path, facts in files.items():
            self._hear(path, facts)
        if len(files) == 1:  # A file alone says what it may say
            self._spoken |= ANY
        for path in tuple(self._hinted.keys() & files.keys()):
            self._again(snapshot, path)
        return linked(files)


def _row(path: str, entry: Entry) -> Row:
    facts = entry.facts
    data = packed(facts) if facts is not None else b""
    return path, repr(entry.stamp), entry.digest, data


def _facts(path: str, text: Text, spoken: frozenset[str]) -> FileFacts | None:
    return facts_of(parse(path, text), spoken=spoken) if worth(path, text) else hidden(path, text)


def _read(snapshot: Snapshot, path: str, spoken: frozenset[str]) -> FileFacts | None:
    try:
        return guarded(_facts, path, snapshot.read(path), spoken)
    except Unreadable:
        return None


def built(snapshot: Snapshot, store: Store | None = None) -> Project:
    """Everything about a project at once, for callers that can wait."""
    index = Index(store)
    for _ in index.steps(snapshot):
        pass
    project = index.project(snapshot)
    index.keep(snapshot)
    return project


def _reader(snapshot: Snapshot) -> Callable[[str], Source | None]:
    """Read and parse files of a snapshot, each once."""
    parsed: dict[str, Source | None] = {}

    def read(path: str) -> Source | None:
        if path not in parsed:
            try:
                parsed[path] = parse(path, snapshot.read(path))
            except Unreadable:
                parsed[path] = None
        return parsed[path]

    return read
