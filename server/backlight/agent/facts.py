"""The facts for the brief: what is known of the project, and of the place the user is at."""

from collections.abc import Iterator, Sequence
from re import compile as regex

from backlight.action import Context
from backlight.agent.customs import customs
from backlight.agent.desk import Desk
from backlight.analysis.facts import Endpoint, Input, Query
from backlight.analysis.tables import Column, Table
from backlight.index import guarded

MOST_TABLES = 60
MOST_ENDPOINTS = 60
MOST_TEXT = 2000
LONGEST_ROW = 6000
BREAKS = regex(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def project(ctx: Context, desk: Desk) -> str:
    """What is the same for every run in this project: its stack, its ways, its schema."""
    lines = ["# The project"]
    if ctx.stack is not None:
        lines.append(f"- Framework: {ctx.stack.name}")
    if ctx.orm is not None:
        lines.append(f"- Database access: {ctx.orm.name}")
    if ctx.stack is not None and ctx.stack.conventions is not None:
        ways = guarded(ctx.stack.conventions, ctx.project) or ()
        lines += [f"- {way}" for way in ways]
    lines += [f"- {way}" for way in guarded(_customs, ctx, desk) or ()]
    known = (table for table in ctx.project.schema.tables if desk.may_show(table.file))
    if tables := sorted(known, key=lambda table: table.name)[:MOST_TABLES]:
        for table in tables:
            desk.show(table.file)
        lines += ["", "## The schema", *(row(table_row(table)) for table in tables)]
    if endpoints := [e for e in ctx.project.endpoints if desk.may_show(e.file)]:
        lines += ["", "## Its endpoints", *_endpoints(endpoints, desk)]
    return "\n".join(lines)


def _customs(ctx: Context, desk: Desk) -> tuple[str, ...]:
    return tuple(customs(ctx.project, desk))


def place(ctx: Context) -> str:
    """What is known of the place at the cursor."""
    text = ctx.source.text
    first, last = text.line_of(ctx.span.start) + 1, text.line_of(ctx.span.end) + 1
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    return "\n".join(["# The place", f"- {ctx.source.path}, {where}", *map(row, _known(ctx))])


def _known(ctx: Context) -> Iterator[str]:
    if ctx.endpoint is not None:
        e = ctx.endpoint
        yield f"- Endpoint: {e.method} {e.path}, handler `{e.handler}` in {e.file}:{e.line}"
    if ctx.handler is not None:
        h = ctx.handler
        yield f"- Handler: `{h.name}`, line {h.line}"
        for given in h.inputs:
            yield f"  - reads {_input(given)}"
        if h.validated:
            yield f"  - its body is checked by `{h.validated}`"
        if h.guards:
            yield f"  - guarded by {', '.join(f'`{guard}`' for guard in h.guards)}"
    if ctx.query is not None:
        yield from _query(ctx.query)
    if ctx.table is not None:
        yield table_row(ctx.table)
    for finding in ctx.findings:
        yield f"- Found at line {finding.line}: {finding.message}"
    if ctx.comment:
        yield f"- The comment at the cursor is the user's specification: {ctx.comment[:MOST_TEXT]}"


def _input(given: Input) -> str:
    kind = "" if given.type == "any" else f", {given.type}"
    must = "required" if given.required else f"default {given.default or 'none'}"
    return f"`{given.name}` from the {given.place}{kind}, {must}"


def _query(query: Query) -> Iterator[str]:
    kind = ", ".join(filter(None, (query.kind, query.dialect)))
    yield f"- Query ({kind}), line {query.line}"
    if query.sql:
        yield f"  - `{' '.join(query.sql.split())[:MOST_TEXT]}`"
    if query.touched:
        yield f"  - relations read in a loop without being loaded: {', '.join(query.touched)}"
    if query.loop is not None:
        yield "  - it runs inside a loop"


def table_row(table: Table) -> str:
    """A table in one row: where it is, and its columns."""
    columns = ", ".join(map(_column, table.columns))
    model = f" (model `{table.model}`)" if table.model else ""
    return f"- Table `{table.name}`{model}, {table.file}:{table.line}: {columns}"


def _column(column: Column) -> str:
    notes = [
        column.type,
        "primary key" if column.primary_key else "",
        "" if column.nullable or column.primary_key else "not null",
        "unique" if column.unique else "",
        f"-> {column.references}" if column.references else "",
    ]
    return " ".join(filter(None, (column.name, *notes)))


def _endpoints(endpoints: Sequence[Endpoint], desk: Desk) -> list[str]:
    rows = sorted({(f"- {e.method} {e.path} ({e.file})", e.file) for e in endpoints})
    more = [f"- … {len(rows) - MOST_ENDPOINTS} more"] if len(rows) > MOST_ENDPOINTS else []
    for _, file in rows[:MOST_ENDPOINTS]:
        desk.show(file)
    return [*(row(said) for said, _ in rows[:MOST_ENDPOINTS]), *more]


def row(text: str) -> str:
    """One line, whatever names the repository holds: a name must not look like words of ours."""
    return BREAKS.sub(" ", text)[:LONGEST_ROW]
