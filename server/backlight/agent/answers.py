"""The tools that answer from facts: `Routes`, `Schema`, `Findings`, `References`.

What they say is known of the project as it reads now, with what was staged; each answer is a page.
"""

import asyncio
from collections.abc import Iterable, Iterator
from re import escape

from backlight import index
from backlight.agent.desk import Desk, ToolFailure
from backlight.agent.facts import row, table_row
from backlight.agent.reading import below, compiled
from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.syntax import Source, descendants, line_of, parse, text_of
from backlight.analysis.tables import Table
from backlight.workspace import Unreadable

PAGE = 60
"""Rows of one answer."""
MOST_FILES = 2000
"""Files that are looked through for a name."""
NAMES = (
    *("identifier", "property_identifier", "type_identifier", "field_identifier", "constant"),
    *("shorthand_property_identifier", "simple_symbol"),
)
WIDEST = 160


async def routes(desk: Desk, *, matching: str = "", page: int = 1) -> str:
    """Every endpoint whose row holds a text: method, path, handler, guards."""
    project = await _now(desk)
    shown = [e for e in project.endpoints if desk.may_show(e.file)]
    rows = sorted((_route(e), e.file) for e in shown)
    return _paged(desk, rows, matching, page, "No endpoint is known.")


async def tables(desk: Desk, *, table: str = "", page: int = 1) -> str:
    """Tables with their columns, keys and indexes."""
    project = await _now(desk)
    shown = [t for t in project.schema.tables if desk.may_show(t.file)]
    rows = sorted((_table(t), t.file) for t in shown)
    return _paged(desk, rows, table, page, "No table is known.")


async def found(desk: Desk, *, path: str = "", page: int = 1) -> str:
    """What the rules find in a folder or file, or in what was changed so far."""
    project = await _now(desk)
    paths = below(desk, path) if path else tuple(desk.overlay.change().files) or desk.overlay.paths
    rows = await asyncio.to_thread(lambda: list(_findings(desk, project, paths)))
    return _paged(desk, rows, "", page, "Nothing is found.")


async def references(desk: Desk, *, name: str, path: str = "", page: int = 1) -> str:
    """Where a name stands as a name of the program: not in comments, not in strings."""
    last = name.rpartition(".")[2]
    if not last.isidentifier():
        raise ToolFailure(f"{name[:60]!r} is no name; use Grep for other text.")
    rows = await asyncio.to_thread(lambda: list(_references(desk, last, below(desk, path))))
    return _paged(desk, rows, "", page, f"No reference to `{last}`.")


async def _now(desk: Desk) -> Project:
    """The project with what was staged."""
    change = desk.overlay.change()
    if not change.files:
        return desk.project
    return await asyncio.to_thread(index.after, index.upon(desk.project, desk.overlay.base), change)


def _route(endpoint: Endpoint) -> str:
    by = f", checked by {endpoint.checked}" if endpoint.checked else ""
    guards = f", guarded by {', '.join(endpoint.guards)}" if endpoint.guards else ""
    at = f"{endpoint.file}:{endpoint.line}"
    return row(f"{endpoint.path} {endpoint.method}: {endpoint.handler}, {at}{by}{guards}")


def _table(table: Table) -> str:
    said = table_row(table).removeprefix("- Table ")
    indexes = "; ".join(table.said_indexes)
    return row(f"{said}{f'; indexes: {indexes}' if indexes else ''}")


def _findings(desk: Desk, project: Project, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        facts = project.files.get(path)
        source = project.read(path) if facts is not None and desk.may_show(path) else None
        if facts is None or source is None:
            continue
        for one in index.findings(facts, source, project):
            yield row(f"{path}:{one.line} {one.rule} ({one.severity}): {one.message}"), path


def _references(desk: Desk, name: str, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    word = compiled(rf"\b{escape(name)}\b")
    looked = 0
    for path in paths:
        try:
            text = desk.overlay.read(path)
        except Unreadable:
            continue
        if word.search(text.source) is None:
            continue
        looked += 1
        if looked > MOST_FILES:
            return
        source = parse(path, text)
        if source.tree is not None:
            yield from _named(source, name)


def _named(source: Source, name: str) -> Iterator[tuple[str, str]]:
    lines = source.text.source.split("\n")
    seen = set()
    for node in descendants(source.root, *NAMES):
        line = line_of(node)
        if text_of(node) == name and line not in seen and line <= len(lines):
            seen.add(line)
            yield row(f"{source.path}:{line}: {lines[line - 1].strip()[:WIDEST]}"), source.path


def _paged(desk: Desk, rows: Iterable[tuple[str, str]], matching: str, page: int, none: str) -> str:
    """One page of rows; the files that they speak of were shown."""
    wanted = matching.lower()
    kept = [one for one in rows if wanted in one[0].lower()]
    here = kept[(page - 1) * PAGE : page * PAGE]
    for _, path in here:
        desk.show(path)
    if not here:
        return f"({none if not kept else f'There are {-(-len(kept) // PAGE)} pages.'})"
    more = len(kept) - page * PAGE
    rest = [f"({more} more: page {page + 1}.)"] if more > 0 else []
    return "\n".join([*(text for text, _ in here), *rest])
