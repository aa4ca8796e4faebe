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
from backlight.analysis.javascript_chains import bound_name
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.queries_javascript_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, ancestors, field, node_at, span_of, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.javascript_calm import ASSIGNED, changed, unknown
from backlight.stacks.javascript_free import free
from backlight.stacks.record import Improvement

WHY = (
    "One query for all rows in place of one for each. It is sent before the loop, so it does not"
    " see what others write meanwhile."
)
PLAIN = {"int", "string", "bigint", "number", "integer", "uuid", "varchar"}
"""Types whose values are the same key in a `Map` as in the database."""
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


@dataclass(frozen=True, slots=True)
class Loop:
    """`for (const row of rows) { … }`, and the statement in it that reads."""

    node: Node
    row: str
    rows: str
    name: str
    """What the row that is read is called."""
    awaited: Node


def batched(
    source: Source, query: Query, project: Project, one: One
) -> Improvement | Refused | None:
    """The read before the loop, and what was read looked up in it; or why that is not right."""
    loop = _loop(source, query)
    table = project.schema.of_model(query.model)
    if loop is None or table is None or text_of(one.value) != f"{loop.row}.{_last(one.value)}":
        return None
    key = table.of_attribute(one.key)
    if key is None or not (key.primary_key or key.unique) or key.type.lower() not in PLAIN:
        return None
    reason = _unfit(source, query, project, loop, one.value)
    reason = reason or _missing(source, project, loop, one.value)
    if reason:
        return Refused(f"{reason}; read all at once by hand, or ask the agent for it.")
    return _made(source, query, loop, one)


def _made(source: Source, query: Query, loop: Loop, one: One) -> Improvement:
    start = loop.node.start_byte
    line, _ = source.text.line(source.text.line_of(start))
    indent = source.text.slice(line, start)
    keys = f"{loop.rows}.map(({loop.row}) => {text_of(one.value)})"
    found = free(f"{loop.name}Rows" if loop.name.endswith("s") else f"{loop.name}s", source)
    held = free(f"{loop.name}By{one.key[:1].upper()}{one.key[1:]}", source)
    before = (
        f"const {found} = await {one.many(keys)};\n{indent}"
        f"const {held} = new Map({found}.map((one) => [one.{one.key}, one]));\n{indent}"
    )
    after = f"{held}.get({text_of(one.value)}) ?? null"
    edits = (
        *one.imports,
        Edit(start, start, before, WHY),
        Edit(loop.awaited.start_byte, loop.awaited.end_byte, after, WHY),
    )
    return Improvement(
        change((source.path, edits)),
        f"N+1, `{query.model}` is read for each `{loop.row}`; one query reads all of them"
        " (this changes how many are sent)",
    )


def _loop(source: Source, query: Query) -> Loop | None:
    call = node_at(source, query.span)
    awaited = call.parent
    node = node_at(source, query.loop) if query.loop is not None else None
    if awaited is None or awaited.type != "await_expression" or node is None:
        return None
    if node.type != "for_in_statement" or span_of(node) != query.loop:
        return None
    left, right, body = field(node, "left"), field(node, "right"), field(node, "body")
    name = bound_name(call)
    statement = next((one for one in ancestors(call) if one.type == "lexical_declaration"), None)
    if left is None or right is None or body is None or statement is None or not name:
        return None
    plain = (
        left.type == right.type == "identifier" and text_of(field(node, "operator") or node) == "of"
    )
    if not plain or statement.parent != body or text_of(node).startswith("for await"):
        return None
    if statement not in parts(body) or not text_of(statement).startswith("const "):
        return None
    return Loop(node, text_of(left), text_of(right), name, awaited)


def _unfit(source: Source, query: Query, project: Project, loop: Loop, value: Node) -> str:
    """What the loop does that an earlier read would not see, or that would be seen twice."""
    code = text_of(loop.node)
    span = span_of(loop.node)
    inside = [q for q in _queries(project, source) if span.start <= q.span.start < span.end]
    written = next((q.model for q in inside if q.returns == "write"), "")
    if written == query.model or RAW.search(code):
        return f"the loop may write `{query.model}` itself, which a read before it would not see"
    if written:
        return f"the loop writes `{written}`, and may write `{query.model}` with it"
    if changed(loop.node, loop.name):
        return f"the loop changes `{loop.name}`, which rows with the same key would share"
    if changed(loop.node, loop.rows):
        return f"the loop changes `{loop.rows}`"
    if regex(escape(text_of(value)) + ASSIGNED).search(code):
        return f"the loop changes `{text_of(value)}`"
    called = unknown(loop.node, [one.span for one in inside])
    return f"the loop calls `{called}`, which may write `{query.model}`" if called else ""


def _missing(source: Source, project: Project, loop: Loop, value: Node) -> str:
    """Why the key of a row may be missing, as far as is known of the rows that are gone over."""
    prop, given = _last(value), lookup(loop.node, loop.rows, HOST) or ()
    for one in _queries(project, source):
        node = node_at(source, one.span)
        here = len(given) == 1 and given[0].at in ancestors(node)
        if not here or bound_name(node) != loop.rows or one.returns != "rows":
            continue
        table = project.schema.of_model(one.model)
        column = table.of_attribute(prop) if table is not None else None
        if column is not None and not column.nullable:
            return ""
        if column is not None:
            return f"`{text_of(value)}` may be null"
    return f"where `{loop.rows}` come from is not known, so `{text_of(value)}` may be missing"


def _last(value: Node) -> str:
    name = field(value, "property")
    return text_of(name) if name is not None else ""


def _queries(project: Project, source: Source) -> tuple[Query, ...]:
    facts = project.files.get(source.path)
    return facts.queries if facts is not None else ()
