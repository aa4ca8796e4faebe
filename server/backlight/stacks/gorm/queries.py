"""The queries of GORM: `db.Model(&User{}).Where(…).Limit(10).Find(&users)`."""

from collections.abc import Iterator
from typing import Literal as OneOf

from tree_sitter import Node

from backlight.analysis import queries_around as around
from backlight.analysis.facts import Query
from backlight.analysis.go_expressions import arguments
from backlight.analysis.queries_go_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    captures,
    field,
    line_of,
    span_of,
    text_of,
)

Returns = OneOf["rows", "row", "count", "exists", "write", "unknown"]

ENDS: dict[str, Returns] = {
    **dict.fromkeys(("Find", "Scan", "Pluck", "Rows", "FindInBatches"), "rows"),
    **dict.fromkeys(("First", "Take", "Last", "Row", "FirstOrInit"), "row"),
    "Count": "count",
    **dict.fromkeys(("Create", "CreateInBatches", "Save", "Update", "Updates"), "write"),
    **dict.fromkeys(("UpdateColumn", "UpdateColumns", "Delete", "FirstOrCreate"), "write"),
}
STEPS = named(
    "Model Table Where Or Not Order Limit Offset Select Omit Joins InnerJoins Preload "
    "Group Having Distinct Unscoped Scopes Session WithContext Debug Clauses Assign "
    "Attrs Raw Set"
)
FUNCTIONS = {"function_declaration", "method_declaration"}
HANDLES = ("db", "tx", "DB", "conn", "gorm", "orm", "query", "q", "session", "database")


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The queries of a file, or those that touch a span of it."""
    if source.tree is None or source.path.endswith("_test.go"):
        return ()
    if b"gorm" not in source.text.data:
        return ()
    return tuple(_queries(source, within))


def _queries(source: Source, within: Span | None) -> Iterator[Query]:
    query = "(call_expression function: (selector_expression)) @call"
    for node in captures(source, query, within).get("call", []):
        name = name_of(node)
        if name not in ENDS or not arguments(node):
            continue
        steps, root = steps_of(node)
        known = len(steps) > 1 and steps[-1][0] in STEPS | set(ENDS)
        if known or text_of(root).rpartition(".")[2] in HANDLES:
            yield _query(node, steps, name)


def _query(node: Node, steps: list[tuple[str, Node]], name: str) -> Query:
    loop = around.loop_of(node, HOST)
    returns = ENDS[name]
    named = [step for step, _ in steps]
    model, _ = model_of(node, steps)
    into, many = model_of(node, [])
    if name == "Find" and into and not many:
        returns = "row"
    return Query(
        kind="gorm",
        span=span_of(node),
        line=line_of(node),
        call=span_of(node),
        function=around.function_of(node, HOST),
        loop=span_of(loop) if loop is not None else None,
        model=model,
        returns=returns,
        bounded=returns != "rows" or "Limit" in named or name == "FindInBatches",
        loaded=tuple(_loaded(steps)),
    )


def steps_of(node: Node) -> tuple[list[tuple[str, Node]], Node]:
    """The calls of a chain, the last one first, and what it starts from."""
    steps: list[tuple[str, Node]] = []
    at = node
    while at.type == "call_expression":
        function = field(at, "function")
        of = field(function, "operand")
        if function is None or of is None:
            return steps, at
        steps.append((name_of(at), at))
        at = of
    return steps, at


def model_of(node: Node, steps: list[tuple[str, Node]]) -> tuple[str, bool]:
    """The struct that the rows are, and whether there are several."""
    given = next((arguments(call) for step, call in steps if step == "Model"), arguments(node))
    inner = field(given[0], "operand") if given and given[0].type == "unary_expression" else None
    target = inner if inner is not None else given[0] if given else None
    if target is None:
        return "", False
    if made := _made(target):
        return _last(made), made.startswith("[]")
    found = lookup(target, text_of(target), HOST) or ()
    kinds = (one.type or (_made(one.value) if one.value is not None else "") for one in found)
    kind = next(filter(None, kinds), "") or _declared(target)
    return (_last(kind), kind.startswith("[]")) if kind else ("", False)


def _declared(target: Node) -> str:
    """The type of a result that has a name, or of what a method is called on."""
    for above in ancestors(target):
        for part in ("result", "receiver"):
            given = field(above, part) if above.type in FUNCTIONS else None
            for one in given.named_children if given is not None else ():
                if text_of(target) in map(text_of, one.children_by_field_name("name")):
                    return text_of(field(one, "type") or one)
    return ""


def _made(value: Node) -> str:
    """The type of `[]User{}`, `new(User)`, `make([]User, 0)`."""
    if value.type == "composite_literal":
        return text_of(field(value, "type") or value)
    given = arguments(value) if value.type == "call_expression" else []
    function = field(value, "function")
    if given and function is not None and text_of(function) in {"new", "make"}:
        return text_of(given[0])
    return ""


def _last(kind: str) -> str:
    return kind.replace("*", "").removeprefix("[]").rpartition(".")[2]


def _loaded(steps: list[tuple[str, Node]]) -> Iterator[str]:
    for step, call in steps:
        given = arguments(call)
        if step in {"Preload", "Joins"} and given and given[0].type.endswith("string_literal"):
            name = text_of(given[0]).strip('"`')
            if name.replace(".", "").isidentifier():
                yield name


def name_of(call: Node) -> str:
    """What a call calls, without what it is called on."""
    name = field(call, "function", "field")
    return text_of(name) if name is not None else ""
