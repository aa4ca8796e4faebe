"""What can be paged in Python; a chain of SQLAlchemy, bounded and in a stable order."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project, Query
from backlight.analysis.failures import assigned
from backlight.analysis.served import served
from backlight.analysis.syntax import (
    Source,
    ancestors,
    captures,
    descendants,
    field,
    span_of,
    text_of,
)
from backlight.edits import Edit, Refused
from backlight.stacks.whole_list import whole_list

LIMIT, OFFSET = "limit", "offset"
DEFAULT, MOST = 50, 100
"""Rows of a page if a client says nothing, and whatever it says."""
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
PAGES = regex(r"\b(?:render\w*|TemplateResponse)\(")
ENDS = regex(r"\.(?:all|unique)\(\)$")


def bounded(source: Source, handler: Handler, function: Node, project: Project) -> Edit | Refused:
    """`.order_by(…).offset(offset).limit(limit)` on the one query that reads a whole table."""
    if {LIMIT, OFFSET} & {text_of(name) for name in descendants(function, "identifier")}:
        return Refused(
            f"`{handler.name}` uses `limit` or `offset` already; bound its query by them."
        )
    query = whole_list(source, handler, project, "sqlalchemy", "chains of SQLAlchemy")
    if isinstance(query, Refused):
        return query
    if why_not := unfit(source, handler, function, query, project):
        return Refused(why_not)
    table = project.schema.of_model(query.model)
    keys = [column for column in table.columns if column.primary_key] if table else []
    code = source.text.slice(query.span.start, query.span.end)
    ordered = ".order_by(" in code
    if not ordered and len(keys) != 1:
        return Refused(f"No single key of `{query.model}` is known to order by; write the order.")
    order = "" if ordered else f".order_by({query.model}.{keys[0].attribute or keys[0].name})"
    text = f"{order}.offset({OFFSET}).limit({LIMIT})"
    at = _place(source, query, code)
    why = f"`{handler.name}` reads one page in place of the whole table"
    return (
        Edit(at, at, text, why)
        if at is not None
        else Refused("The query is put together in several places; bound it where it is made.")
    )


def unfit(source: Source, handler: Handler, function: Node, query: Query, project: Project) -> str:
    """Why fewer rows would not just be a page of the answer; empty if they would."""
    methods = {e.method for e in served(project, source.path, handler.name)}
    methods |= {handler.name.rpartition(".")[2].upper()} & WRITING
    if methods & WRITING:
        return f"`{handler.name}` does more than answer the rows; a page would leave some out."
    if PAGES.search(text_of(function)):
        return (
            f"`{handler.name}` answers with a page, and its template has to lead on to the next "
            "one: ask the agent."
        )
    name = assigned(source, query.span)
    after = source.text.slice(query.span.end, handler.span.end)
    if name and regex(rf"\b(?:len|sum|min|max|any|all|set|dict)\({name}\b").search(after):
        return f"`{handler.name}` reckons with all rows of `{name}`; ask the agent for its pages."
    return ""


def _place(source: Source, query: Query, code: str) -> int | None:
    """Where the statement ends: behind `select(…)…`, or before `.all()`."""
    for call in captures(source, "(call) @call", query.span).get("call", []):
        name = field(call, "function")
        if name is not None and text_of(name).rpartition(".")[2] == "select":
            return _chained(call).end_byte if span_of(call).touches(query.span) else None
    if not regex(r"\.query\b").search(code):
        return None
    hit = ENDS.search(code)
    return query.span.start + len(code[: hit.start() if hit else len(code)].encode())


def _chained(call: Node) -> Node:
    """The longest chain of calls that begins with a call."""
    top = call
    for above in ancestors(call):
        if above.type == "call" and text_of(above).startswith(text_of(call)):
            top = above
        elif above.type not in {"attribute", "call"}:
            break
    return top
