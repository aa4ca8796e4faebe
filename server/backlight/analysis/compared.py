"""A project before and after a change: what differs, what is kept, and what is not, in sentences.

It is what the judges of most actions have in common.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from backlight.analysis.enriched import enriched
from backlight.analysis.facts import Endpoint, Handler, Project, Query
from backlight.analysis.served import served
from backlight.analysis.tables import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A query before a change, and what has become of it."""

    before: Query
    after: tuple[Query, ...]
    free: bool = False
    """Other rows were asked for: a difference is said, and does not stop the change."""
    clearer: bool = False
    """It says better what is meant: it is worth making where it costs the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """Pages by OFFSET before a change, and by the last key after it: another contract.

    The values of the statements have names: `:rows`, `:skip`, `:after_0`, `:p0`.
    """

    statements: tuple[str, str, str]
    """By OFFSET, the first page, and the next one."""
    keys: tuple[Column, ...]
    """What the next page is found by, by the names that the answer gives them."""
    dialect: str
    written: bool = True
    """The code runs these statements, and no other ones."""


def changed(before: Project, after: Project) -> dict[str, str]:
    """The files that differ, as they read afterwards."""
    found = {}
    every = {*after.files, *(set(after.paths) - set(before.paths))}
    for path in after.staged or sorted(every):
        if path in before.files and after.files.get(path) is before.files[path]:
            continue
        old, new = before.read(path), after.read(path)
        if new is not None and (old is None or old.text.data != new.text.data):
            found[path] = new.text.source
    return found


def kept(before: Project, after: Project, path: str, handler: Handler) -> str:
    """That a handler is gone or serves other routes; empty if it is where it was."""
    if handler_of(after, path, handler.name) is None:
        return f"`{handler.name}` is no longer a handler in {path}; keep its name and its route."
    served, serves = routes(before, path, handler.name), routes(after, path, handler.name)
    if served != serves:
        return f"`{handler.name}` served {listed(served)}, now {listed(serves)}; keep it."
    return ""


def handler_of(project: Project, path: str, name: str) -> Handler | None:
    """A handler by its file and name, with what only its routes say of it."""
    facts = project.files.get(path)
    known = enriched(facts, project).handlers if facts else ()
    return next((h for h in known if h.name == name), None)


def routes(project: Project, path: str, name: str) -> tuple[str, ...]:
    """What a handler serves, as `GET /users`."""
    return tuple(sorted(map(route, served(project, path, name))))


def route(endpoint: Endpoint) -> str:
    """An endpoint as people write it."""
    return f"{endpoint.method} {endpoint.path}"


def new_endpoints(before: Project, after: Project) -> tuple[Endpoint, ...]:
    """What is served now and was not."""
    known = {(e.stack, e.method, e.path) for e in before.endpoints}
    return tuple(e for e in after.endpoints if (e.stack, e.method, e.path) not in known)


def code_of(project: Project, path: str, handler: Handler | None) -> str:
    """A handler as it is written; empty if it is not there."""
    source = project.read(path)
    if source is None or handler is None:
        return ""
    return source.text.slice(handler.span.start, handler.span.end)


def queries_in(project: Project, path: str, handler: Handler | None) -> tuple[Query, ...]:
    """The queries that a handler runs itself."""
    facts = project.files.get(path)
    if facts is None or handler is None:
        return ()
    span = handler.span
    return tuple(q for q in facts.queries if span.start <= q.span.start < span.end)


def listed(names: Iterable[str]) -> str:
    """Names in a sentence."""
    return ", ".join(f"`{name}`" for name in names) or "nothing"
