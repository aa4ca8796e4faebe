"""The pool of connections of a Go program, where it is opened without an upper bound.

`database/sql` opens as many connections as requests wait for one, and keeps two: under load the
database refuses the rest, and every request pays for a connection of its own.
"""

from functools import partial
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.opening import Opening, begun
from backlight.analysis.places import is_test
from backlight.analysis.scopes import FUNCTIONS
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    descendants,
    field,
    node_at,
    span_of,
    text_of,
    word_of,
)
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.go_imports import imported
from backlight.stacks.record import Writer

MAKES = frozenset({"sql.Open", "sqlx.Open", "sqlx.Connect", "gorm.Open"})
OPENS = (b"sql.Open(", b"sqlx.Open(", b"sqlx.Connect(", b"gorm.Open(")
BOUNDED = b"SetMaxOpenConns"
SERVERS = regex(
    r'^(?:["`](?:postgres|pgx|mysql|sqlserver|mssql)["`]|(?:postgres|mysql|sqlserver)\.)'
)
"""Databases that many connections may be open to: by the name of a driver, or GORM's package."""
FILES = regex(r'^(?:["`]sqlite|["`]libsql|sqlite\w*\.)')
ENDS = regex(r"^(?:return\b|panic\(|os\.Exit\(|(?:\w+\.)*(?:Fatal\w*|Panic\w*)\()")
CLOSED = regex(r"\bdefer\b[^\n]{0,200}\.Close\(\)")
OPEN, MINUTES = 25, 5
WHY = (
    f"{OPEN} are a beginning: all processes together must stay below what the database allows, and"
    " a transaction must not ask for a second connection."
)


def opens(source: Source, span: Span) -> Opening | None:
    """The call at a place that opens the pool of a server, for as long as the program runs."""
    if not any(one in source.text.data for one in OPENS) or BOUNDED in source.text.data:
        return None
    statement = _statement(source, span)
    function = next((n for n in ancestors(statement) if n.type in FUNCTIONS), None)
    call = _call(statement)
    if function is None or call is None or FILES.match(_driver(call)):
        return None
    if word_of(function, "name") != "main" and CLOSED.search(text_of(function)) is not None:
        return None
    called = word_of(call, "function")
    return Opening(
        span=span_of(statement),
        said=f"`{called}` opens as many connections as requests wait for",
        called=called,
        bounds=(BOUNDED.decode(),),
    )


def _statement(source: Source, span: Span) -> Node:
    """The assignment on the line of the cursor, or the smallest node there."""
    node = begun(source, span)
    kinds = ("short_var_declaration", "assignment_statement")
    return next((one for one in (node, *ancestors(node)) if one.type in kinds), node)


def _driver(call: Node) -> str:
    given = field(call, "arguments")
    return text_of(given.named_children[0]) if given is not None and given.named_children else ""


def _call(statement: Node) -> Node | None:
    """The one call of a statement that opens a pool."""
    calls = descendants(statement, "call_expression")
    found = [one for one in calls if word_of(one, "function") in MAKES]
    return found[0] if len(found) == 1 else None


def bound(source: Source, opening: Opening, project: Project) -> Change | Refused | Writer:
    """The three bounds behind what is done when the pool cannot be opened."""
    statement = node_at(source, opening.span)
    call = _call(statement)
    if call is None or not SERVERS.match(_driver(call)):
        return Refused("Which database is opened is not known here; ask the agent for its bounds.")
    names = [text_of(one) for one in getattr(field(statement, "left"), "named_children", [])]
    after = _next(statement)
    if len(names) != 2 or "_" in names or after is None or after.type != "if_statement":
        return Refused("What is done when it cannot be opened is not seen; ask the agent.")
    ends = _last(field(after, "consequence"))
    if text_of(field(after, "condition") or after) != f"{names[1]} != nil" or not ENDS.match(ends):
        return Refused("What is done when it cannot be opened goes on; ask the agent.")
    if opening.called == "gorm.Open" and b"sqlDB" in source.text.data:
        return Refused("`sqlDB` is a name of this file already; ask the agent.")
    new = opening.called == "gorm.Open" and b'"gorm.io/gorm"' in source.text.data
    pool, lines = names[0] if opening.called != "gorm.Open" else f"{names[0]}.DB()", []
    if new:
        failed = f"if {names[1]} != nil {text_of(field(after, 'consequence') or after)}"
        pool, lines = "sqlDB", [f"sqlDB, {names[1]} := {pool}", failed]
    lines += [f"{pool}.SetMaxOpenConns({OPEN})", f"{pool}.SetMaxIdleConns({OPEN})"]
    lines += [f"{pool}.SetConnMaxLifetime({MINUTES} * time.Minute)"]
    pad = source.text.indent(statement.start_byte)
    text = "".join(f"\n{pad}{line}" for line in lines)
    edits = [*imported(source, "time"), Edit(after.end_byte, after.end_byte, text, WHY)]
    return partial(_written, project, change((source.path, edits)))


def _written(project: Project, made: Change) -> Change | Refused:
    """What any file of the project may forbid, looked up when it is done."""
    for path in project.paths:
        facts = project.files.get(path)
        if facts is None or facts.language != "go" or is_test(path):
            continue
        found = project.read(path)
        if found is None:
            continue
        if BOUNDED in found.text.data:
            return Refused(f"{path} bounds a pool already; see whether it is this one.")
        for loop in (query.loop for query in facts.queries if query.loop is not None):
            if ".Next()" in found.text.slice(loop.start, loop.end).partition("\n")[0]:
                return Refused(
                    f"{path} asks the database while it still reads rows (line"
                    f" {found.text.line_of(loop.start) + 1}): such requests could wait for each"
                    " other once connections are bounded; read the rows first."
                )
    return made


def _next(node: Node) -> Node | None:
    after = node.next_named_sibling
    while after is not None and after.type == "comment":
        after = after.next_named_sibling
    return after


def _last(block: Node | None) -> str:
    """The last statement of a block."""
    inside = [one for one in getattr(block, "named_children", []) if one.type != "comment"]
    if len(inside) == 1 and inside[0].type == "statement_list":
        inside = [one for one in inside[0].named_children if one.type != "comment"]
    return text_of(inside[-1]) if inside else ""
