"""What one file says: its facts, and what every rule finds in them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from backlight.analysis import queries
from backlight.analysis.between import NOTHING
from backlight.analysis.blocking import blocking
from backlight.analysis.enriched import enriched
from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.half_written import mended
from backlight.analysis.handed_on import handed_on
from backlight.analysis.imported import imported
from backlight.analysis.languages import borrowed, installed, language_of
from backlight.analysis.secrets import secrets
from backlight.analysis.syntax import Source, Span, parse
from backlight.analysis.tables import Mixin, Table
from backlight.index.careful import guarded
from backlight.index.kept import digest
from backlight.index.worth import made, named, worth
from backlight.rules import ALL as RULES
from backlight.sql import changelog, ddl, sequelize, typeorm
from backlight.sql.javascript_steps import Said
from backlight.stacks import CLIENTS, FRAMEWORKS, ORMS
from backlight.stacks.record import Orm
from backlight.text import Text
from backlight.workspace import Snapshot, Unreadable

Answer = TypeVar("Answer")
ANY = frozenset(stack.name for stack in FRAMEWORKS)
"""Of a file alone nobody knows what its project speaks."""
HEAD = 65_536
"""Bytes in which a file has named its frameworks; on a key, only they and the scope count."""


@dataclass(frozen=True, slots=True)
class Read:
    """One file as it was read."""

    path: str
    digest: bytes = b""
    """Empty if it cannot be read."""
    facts: FileFacts | None = None
    """`None` if it holds none, or says what it said when it was kept."""
    data: bytes = b""
    """The facts packed, if another process read it."""
    sure: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()


def read(snapshot: Snapshot, path: str, spoken: frozenset[str], known: bytes = b"") -> Read:
    """Read one file; it is not parsed if its digest is the one that is known."""
    try:
        text = snapshot.read(path)
    except Unreadable:
        return Read(path)
    mark = digest(path, text.data)
    facts = guarded(_facts, path, text, spoken) if mark != known else None
    return Read(path, mark, facts, b"", *((facts.sure, facts.hints) if facts else ()))


def reader(snapshot: Snapshot) -> Callable[[str], Source | None]:
    """Read and parse files of a snapshot, each once."""
    parsed: dict[str, Source | None] = {}

    def source(path: str) -> Source | None:
        if path not in parsed:
            try:
                parsed[path] = parse(path, snapshot.read(path))
            except Unreadable:
                parsed[path] = None
        return parsed[path]

    return source


def hidden(path: str, text: Text) -> FileFacts | None:
    """What a file that is not worth parsing may hold all the same: secrets, as settings do."""
    aside = made(path, text) or language_of(path) == "xml"
    language = language_of(path) or ""
    found = () if aside else guarded(secrets, text, None, language) or ()
    names = () if aside else guarded(imported, language, text.source) or ()
    if not found and not names:
        return None
    return FileFacts(path=path, language=language, secrets=found, imports=names)


def _facts(path: str, text: Text, spoken: frozenset[str]) -> FileFacts | None:
    return facts_of(parse(path, text), spoken=spoken) if worth(path, text) else hidden(path, text)


def facts_of(source: Source, within: Span | None = None, spoken: frozenset[str] = ANY) -> FileFacts:
    """All that a file says, or what touches a span of it; a rule that fails costs only itself.

    It is read for the stacks that it names, and for those that its project speaks.
    """
    if borrowed(source.path):
        return FileFacts(path=source.path, language=source.language)
    data, part = source.text.data, within or Span(0, 0)
    seen = named(data if within is None else data[:HEAD], source.language)
    seen |= named(data[max(HEAD, part.start) : max(HEAD, part.end)], source.language)
    may = [s for s in FRAMEWORKS if source.language in s.languages and seen & {*s.needles}]
    sure = {s.name for s in may if not s.sure or seen & {*s.sure}}
    frameworks = [s for s in may if s.name in sure | spoken]
    mappers = [o for o in ORMS if source.language in o.languages and seen & {*o.needles}]
    queried = (queries.queries, *(orm.queries for orm in mappers))
    unbroken = guarded(mended, source) or source if frameworks else source
    handlers = _flat(guarded(stack.handlers, unbroken, within) for stack in frameworks)
    tables, mixins = _declared(source, mappers) if within is None else ((), ())
    steps = _steps(source) if within is None else Said()
    scanned = {s.name: guarded(s.scan, unbroken) for s in frameworks} if within is None else {}
    whole = within or Span(0, len(data))
    callers = [c for c in CLIENTS if source.language in c.languages and seen & {*c.needles}]
    return FileFacts(
        path=source.path,
        language=source.language,
        outgoing=_flat(guarded(client.calls, source, whole) for client in callers),
        blocking=guarded(blocking, source, within) or (),
        secrets=guarded(secrets, source.text, within, source.language) or (),
        handlers=handlers,
        queries=_flat(guarded(one, source, within) for one in queried),
        tables=(*tables, *steps.tables),
        mixins=mixins,
        untold=steps.untold,
        imports=() if within else guarded(imported, source.language, source.text.source) or (),
        between=guarded(handed_on, source, handlers, within) or NOTHING,
        fragments={name: said for name, said in scanned.items() if said is not None},
        sure=frozenset(sure),
        hints=frozenset(s.name for s in may) - sure - spoken,
    )


def _declared(source: Source, mappers: list[Orm]) -> tuple[tuple[Table, ...], tuple[Mixin, ...]]:
    """The tables that a whole file declares, and the classes that models may inherit from."""
    data, tables = source.text.data, list[Table]()
    tables += (guarded(ddl.tables, source) or ()) if source.language == "sql" else ()
    tables += (guarded(changelog.tables, source) or ()) if changelog.NEEDLE in data else ()
    for orm in mappers:
        tables += (replace(t, mapper=orm.name) for t in guarded(orm.tables, source) or ())
    mixing = (orm.mixins for orm in mappers if orm.mixins is not None)
    return tuple(tables), _flat(guarded(mixins, source) for mixins in mixing)


def _steps(source: Source) -> Said:
    """What a migration in JavaScript makes of tables."""
    found = [guarded(read, source) or Said() for read in (typeorm.read, sequelize.read)]
    tables = tuple(table for one in found for table in one.tables)
    return Said(tables, untold=any(one.untold for one in found))


def _flat(some: Iterable[tuple[Answer, ...] | None]) -> tuple[Answer, ...]:
    return tuple(one for each in some for one in each or ())


def findings(facts: FileFacts, source: Source, project: Project) -> tuple[Finding, ...]:
    """What every rule says of a file (or of the part its facts were read from), by place."""
    rules = () if installed(facts.path, project.paths) else RULES
    facts = enriched(facts, project)
    found = [f for rule in rules for f in guarded(_all, rule, facts, source, project) or ()]
    return tuple(sorted(found, key=lambda finding: (finding.span.start, finding.rule)))


def _all(
    rule: Callable[..., Iterator[Finding]], facts: FileFacts, source: Source, project: Project
) -> tuple[Finding, ...]:
    return tuple(rule(facts, source, project))
