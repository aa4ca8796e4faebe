"""What is known of a project: the facts of every file, linked, and kept fresh."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from backlight.analysis import queries
from backlight.analysis.facts import EMPTY, FileFacts, Finding, Project
from backlight.analysis.inheritance import inherited
from backlight.analysis.languages import language_of
from backlight.analysis.routed import routed
from backlight.analysis.schema import merged
from backlight.analysis.syntax import Source, Span, parse
from backlight.analysis.tables import Mixin, Table
from backlight.edits import Change, applied
from backlight.rules import ALL as RULES
from backlight.sql import ddl
from backlight.stacks import FRAMEWORKS, ORMS
from backlight.stacks.record import Orm, Stack
from backlight.text import Text
from backlight.workspace import Snapshot, Unreadable

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
KNOWN: tuple[Stack | Orm, ...] = (*FRAMEWORKS, *ORMS)
NEEDLES = frozenset(needle for record in KNOWN for needle in record.needles)
"""A file with none of these and no SQL is not parsed at all (facts: 1.3 s against 11.6 s)."""

HEAD = 65_536
"""Bytes in which a file has named its frameworks; on a key, only they and the scope count."""

LONG_LINE = 400
"""Bytes in a line on average, above which a file is minified or data: nobody edits it by hand."""

LARGE = 1_000_000
"""Bytes above which a file is not read for the index: one parse would hold the menu for seconds."""


class Index:
    """The facts of one root; files are read again only when their stamp has changed."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, FileFacts | None]] = {}
        self._linked: tuple[dict[str, FileFacts], Project] = ({}, EMPTY)

    def steps(self, snapshot: Snapshot) -> Iterator[str]:
        """Bring the index up to date, one file at a time; yields each path after it was read."""
        paths = dict.fromkeys((*snapshot.paths, *snapshot.open))
        for gone in self._kept.keys() - paths.keys():
            del self._kept[gone]
        for path in paths:
            if language_of(path) is not None:
                self.refresh(snapshot, path)
                yield path

    def refresh(self, snapshot: Snapshot, path: str) -> None:
        """Read one file again if it changed."""
        stamp = snapshot.stamp(path)
        if path in self._kept and self._kept[path][0] == stamp:
            return
        self._kept[path] = (stamp, guarded(_read, snapshot, path))

    def project(self, snapshot: Snapshot) -> Project:
        """All that is known so far; linked anew only when a file's facts changed."""
        files = {path: facts for path, (_, facts) in self._kept.items() if facts is not None}
        kept, known = self._linked
        if len(kept) != len(files) or any(kept.get(p) is not f for p, f in files.items()):
            known = linked(files)
            self._linked = (files, known)
        return replace(known, read=_reader(snapshot), paths=snapshot.paths)


def _read(snapshot: Snapshot, path: str) -> FileFacts | None:
    try:
        text = snapshot.read(path)
    except Unreadable:
        return None
    return facts_of(parse(path, text)) if worth(path, text) else None


def built(snapshot: Snapshot) -> Project:
    """Everything about a project at once, for callers that can wait."""
    index = Index()
    for _ in index.steps(snapshot):
        pass
    return index.project(snapshot)


def after(project: Project, change: Change) -> Project:
    """The project as it will be: changed files are parsed and linked again, the rest is kept."""
    texts = applied(change, lambda path: (project.read(path) or parse(path, Text(""))).text)
    sources = {path: parse(path, new, project.read(path)) for path, new in texts.items()}
    gone = {*change.deleted, *change.renamed}
    new = {p: facts_of(source) for p, source in sources.items() if language_of(p) is not None}
    return replace(
        linked({p: facts for p, facts in {**project.files, **new}.items() if p not in gone}),
        read=lambda p: None if p in gone else sources[p] if p in sources else project.read(p),
        paths=tuple(sorted({*project.paths, *texts} - gone)),
        staged=tuple(texts),
    )


def linked(files: Mapping[str, FileFacts]) -> Project:
    """Fragments of all files made into endpoints, tables into one schema."""
    said = [(path, facts.fragments) for path, facts in sorted(files.items())]
    endpoints = tuple(
        endpoint
        for stack in FRAMEWORKS
        for endpoint in guarded(stack.link, {p: f[stack.name] for p, f in said if stack.name in f})
        or ()
    )
    schema = guarded(lambda: merged(inherited(files.values()))) or EMPTY.schema
    return Project(files, endpoints, schema, EMPTY.read)


def worth(path: str, text: Text) -> bool:
    """Whether a file can hold facts at all, by its bytes; what a machine wrote holds none."""
    lines = text.data.count(b"\n") + 1
    if len(text.data) > min(LARGE, LONG_LINE * lines):
        return False
    return (
        language_of(path) == "sql"
        or any(needle in text.data for needle in NEEDLES)
        or queries.likely(text.data)
    )


def facts_of(source: Source, within: Span | None = None) -> FileFacts:
    """All that a file says, or what touches a span of it; a rule that fails costs only itself."""
    data, part = source.text.data, within or Span(0, 0)
    seen = _named(data if within is None else data[:HEAD])
    seen |= _named(data[max(HEAD, part.start) : max(HEAD, part.end)])
    spoken = [s for s in FRAMEWORKS if source.language in s.languages and seen & {*s.needles}]
    mappers = [o for o in ORMS if source.language in o.languages and seen & {*o.needles}]
    found = [guarded(queries.queries, source, within) or ()]
    found += [guarded(orm.queries, source, within) or () for orm in mappers]
    handlers = [guarded(stack.handlers, source, within) or () for stack in spoken]
    tables: list[Table] = []
    mixins: list[Mixin] = []
    fragments = {}
    if within is None:
        tables += (guarded(ddl.tables, source) or ()) if source.language == "sql" else ()
        for orm in mappers:
            tables += (replace(t, mapper=orm.name) for t in guarded(orm.tables, source) or ())
            mixins += (guarded(orm.mixins, source) or ()) if orm.mixins is not None else ()
        scanned = {stack.name: guarded(stack.scan, source) for stack in spoken}
        fragments = {name: fragment for name, fragment in scanned.items() if fragment is not None}
    return FileFacts(
        path=source.path,
        language=source.language,
        handlers=tuple(handler for some in handlers for handler in some),
        queries=tuple(query for some in found for query in some),
        tables=tuple(tables),
        mixins=tuple(mixins),
        fragments=fragments,
    )


def findings(facts: FileFacts, source: Source, project: Project) -> tuple[Finding, ...]:
    """What every rule says of a file (or of the part its facts were read from), by place."""
    facts = routed(facts, project.endpoints)
    found = [f for rule in RULES for f in guarded(_all, rule, facts, source, project) or ()]
    return tuple(sorted(found, key=lambda finding: (finding.span.start, finding.rule)))


def guarded(function: Callable[..., Answer], *args: object) -> Answer | None:
    """Call a rule, a stack or an action; if it fails, say so in the log and go on without it."""
    try:
        return function(*args)
    except Exception:
        log.exception("%s.%s failed", function.__module__, function.__qualname__)
        return None


def _all(
    rule: Callable[..., Iterator[Finding]], facts: FileFacts, source: Source, project: Project
) -> tuple[Finding, ...]:
    return tuple(rule(facts, source, project.schema))


@lru_cache(maxsize=8)
def _named(data: bytes) -> frozenset[bytes]:
    return frozenset(needle for needle in NEEDLES if needle in data)


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
