"""One read before a loop in place of one for each of its turns, for the mappers of JavaScript.

It changes how many queries are sent, and when: it is offered as that, and never called equivalent.
Right where the rows that are gone over are known by facts, the key of each is never missing, what
is read is found by one column, and all that the loop calls is known to write nothing. A row is read
by a unique key; lists and counts of rows by any column, and they are grouped by it.
Rows of the same key become one object: what changes one after the loop, or by another name than
the one it is read into, is not looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from re import compile as regex
from re import escape
from typing import Literal

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source, span_of, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.javascript_batch_keys import missing, table_of
from backlight.stacks.javascript_batch_loop import Loop, loop_of, property_of
from backlight.stacks.javascript_calm import ASSIGNED, changed, unknown
from backlight.stacks.javascript_free import free
from backlight.stacks.record import Improvement

WHY = (
    "One query for all rows in place of one for each. It is sent before the loop, so it does not"
    " see what others write meanwhile."
)
PLAIN = {"int", "string", "bigint", "number", "integer", "uuid", "varchar", "text"}
"""Types whose values are the same key in a `Map` as in the database."""
STEP = regex(rb"(?m)^(\t| {2,8})[^\s*]")
"""The first line that is indented shows by how much."""
RAW = regex(r"\$(?:execute|query)Raw|\.(?:query|raw)\(")


@dataclass(frozen=True, slots=True)
class One:
    """A read by one column, and how all that have one of several values in it are read."""

    key: str
    """The property of that column."""
    value: Node
    """What it must be."""
    many: Callable[[str], str]
    """The code that reads the rows of a list of keys."""
    imports: tuple[Edit, ...] = ()
    """What that code needs besides."""
    none: str = " ?? null"
    """What makes `undefined` what the mapper gives where there is no row."""
    gives: Literal["row", "rows", "count"] = "row"
    """What one read gives."""


def batched(
    source: Source, query: Query, project: Project, one: One
) -> Improvement | Refused | None:
    """The read before the loop, and what was read looked up in it; or why that is not right."""
    loop, table = loop_of(source, query), table_of(project, query)
    prop = property_of(loop, one.value) if loop is not None else None
    if loop is None or table is None or prop is None:
        return None
    key = table.of_attribute(one.key)
    if key is None or key.type.lower() not in PLAIN:
        return None
    if one.gives == "row" and not (key.primary_key or key.unique):
        return None
    reason = _unfit(source, query, project, loop, one.value)
    reason = reason or missing(project, source, loop, (prop, text_of(one.value)), (table, key))
    if reason:
        return Refused(f"{reason}; read all at once by hand, or ask the agent for it.")
    return _made(source, query, loop, one)


def _made(source: Source, query: Query, loop: Loop, one: One) -> Improvement:
    start = loop.before.start_byte
    indent = source.text.indent(start)
    row = loop.name or _small(query.model)
    keys = loop.rows
    if text_of(one.value) != loop.item:
        keys = f"{loop.rows}.map(({loop.item}) => {text_of(one.value)})"
    more = f"all{row[:1].upper()}{row[1:]}" if one.gives == "rows" else f"{row}Rows"
    found = free(more if row.endswith("s") or one.gives == "rows" else f"{row}s", source)
    held = free(f"{row}By{one.key[:1].upper()}{one.key[1:]}", source)
    lines = [f"const {found} = await {one.many(keys)};", *held_by(source, one, found, held)]
    ends = b";\n" in source.text.data.replace(b"\r", b"")
    before = "".join(f"{line if ends else line.rstrip(';')}\n{indent}" for line in lines)
    after = f"{held}.get({text_of(one.value)}){one.none}"
    if loop.whole:
        after = f"{loop.rows}.map(({loop.item}) => {after})"
    edits = (
        *one.imports,
        Edit(start, start, before, WHY),
        Edit(loop.replaced.start_byte, loop.replaced.end_byte, after, WHY),
    )
    return Improvement(
        change((source.path, edits)),
        f"N+1, `{query.model}` is {_done(one)} for each `{_said(loop)}`; one query {_does(one)} all"
        " of them (this changes how many are sent)",
    )


def held_by(source: Source, one: One, found: str, held: str) -> list[str]:
    """The lines that make a map of what was read, by the column that it was read by."""
    if one.gives != "rows":
        value = "one" if one.gives == "row" else "one._count._all"
        return [f"const {held} = new Map({found}.map((one) => [one.{one.key}, {value}]));"]
    typed = source.language in {"typescript", "tsx"}
    types = f'<(typeof {found})[number]["{one.key}"], typeof {found}>' if typed else ""
    indented = STEP.search(source.text.data)
    step = indented[1].decode() if indented is not None else "  "
    return [
        f"const {held} = new Map{types}();",
        f"for (const one of {found}) {{",
        f"{step}const group = {held}.get(one.{one.key});",
        f"{step}if (group) group.push(one);",
        f"{step}else {held}.set(one.{one.key}, [one]);",
        "}",
    ]


def _done(one: One) -> str:
    return "counted" if one.gives == "count" else "read"


def _does(one: One) -> str:
    return "counts" if one.gives == "count" else "reads"


def _small(model: str) -> str:
    """The name of a row, after its model or its table."""
    name = "".join(regex(r"\w+").findall(model))
    return name[:1].lower() + name[1:]


def _said(loop: Loop) -> str:
    return loop.item if loop.item.isidentifier() else loop.rows


def _unfit(source: Source, query: Query, project: Project, loop: Loop, value: Node) -> str:
    """What the loop does that an earlier read would not see, or that would be seen twice."""
    code = text_of(loop.node)
    span = span_of(loop.node)
    facts = project.files.get(source.path)
    queries = facts.queries if facts is not None else ()
    inside = [q for q in queries if span.start <= q.span.start < span.end]
    written = next((q.model for q in inside if q.returns == "write"), "")
    if written == query.model or RAW.search(code):
        return f"the loop may write `{query.model}` itself, which a read before it would not see"
    if written:
        return f"the loop writes `{written}`, and may write `{query.model}` with it"
    if loop.name and changed(loop.node, loop.name):
        return f"the loop changes `{loop.name}`, which rows with the same key would share"
    if changed(loop.node, loop.rows):
        return f"the loop changes `{loop.rows}`"
    if regex(rf"(?<![\w.]){escape(text_of(value))}{ASSIGNED}").search(code):
        return f"the loop changes `{text_of(value)}`"
    called = unknown(loop.node, [one.span for one in inside])
    return f"the loop calls `{called}`, which may write `{query.model}`" if called else ""
