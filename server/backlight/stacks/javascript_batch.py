"""One read before a loop in place of one for each of its turns, for the mappers of JavaScript.

It changes how many queries are sent, and when: it is offered as that, and never called equivalent.
Right where the rows that are gone over are known by facts, the key of each is never missing, what
is read is found by a key of one column, and all that the loop calls is known to write nothing.
Rows of the same key become one object: what changes one after the loop, or by another name than
the one it is read into, is not looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from re import compile as regex
from re import escape

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
PLAIN = {"int", "string", "bigint", "number", "integer", "uuid", "varchar"}
"""Types whose values are the same key in a `Map` as in the database."""
VALUES = {"member_expression", "identifier", "shorthand_property_identifier"}
"""How the key of an item is written."""
RAW = regex(r"\$(?:execute|query)Raw|\.(?:query|raw)\(")


@dataclass(frozen=True, slots=True)
class One:
    """A read of one row by its key, and how all of several keys are read."""

    key: str
    """The property that is the key."""
    value: Node
    """What it must be."""
    many: Callable[[str], str]
    """The code that reads the rows of a list of keys."""
    imports: tuple[Edit, ...] = ()
    """What that code needs besides."""
    none: str = " ?? null"
    """What makes `undefined` what the mapper gives where there is no row."""


def batched(
    source: Source, query: Query, project: Project, one: One
) -> Improvement | Refused | None:
    """The read before the loop, and what was read looked up in it; or why that is not right."""
    loop, table = loop_of(source, query), table_of(project, query)
    prop = property_of(loop, one.value) if loop is not None else None
    if loop is None or table is None or prop is None:
        return None
    key = table.of_attribute(one.key)
    if key is None or not (key.primary_key or key.unique) or key.type.lower() not in PLAIN:
        return None
    reason = _unfit(source, query, project, loop, one.value)
    reason = reason or missing(project, source, loop, (prop, text_of(one.value)), key)
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
    found = free(f"{row}Rows" if row.endswith("s") else f"{row}s", source)
    held = free(f"{row}By{one.key[:1].upper()}{one.key[1:]}", source)
    before = (
        f"const {found} = await {one.many(keys)};\n{indent}"
        f"const {held} = new Map({found}.map((one) => [one.{one.key}, one]));\n{indent}"
    )
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
        f"N+1, `{query.model}` is read for each `{_said(loop)}`; one query reads all of them"
        " (this changes how many are sent)",
    )


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
