"""The call that runs a query, as plain values: what it is called on, and what it is given."""

from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from backlight.analysis import queries_around as around
from backlight.analysis import queries_calls as calls
from backlight.analysis.facts import Query
from backlight.analysis.queries_host import whole
from backlight.analysis.queries_hosts import host_of
from backlight.analysis.queries_uses import uses
from backlight.analysis.syntax import Source, Span, ancestors, node_at, span_of, text_of

Given = Literal["list", "map", "function", "other"]
KINDS: dict[str, Given] = {
    "tuple": "list",
    "list": "list",
    "array": "list",
    "dictionary": "map",
    "object": "map",
    "arrow_function": "function",
    "function_expression": "function",
    "function": "function",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a call."""

    span: Span
    code: str
    kind: Given
    name: str = ""
    """Of a keyword argument."""
    items: tuple[str, ...] = ()
    """The code of its elements, if it is written out."""
    places: tuple[Span, ...] = ()
    """Where they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A call that runs SQL."""

    name: str
    receiver: str
    span: Span
    arguments: tuple[Argument, ...]
    """Those after the SQL."""
    end: int
    """Where a further argument goes: the closing parenthesis, or the comma before it."""
    comma: bool
    """There is a trailing comma already."""
    wrapped: str
    """What the SQL goes through on its way: `text`."""
    runs: int
    """How many calls are given the same string."""


def run_of(source: Source, query: Query) -> Run | None:
    """The call that runs a query, if it is seen."""
    host = host_of(source.language)
    if query.call is None or source.tree is None or host is None:
        return None
    call = next(
        (n for n in ancestors(node_at(source, query.call)) if span_of(n) == query.call), None
    )
    if call is None or call.type not in host.calls:
        return None
    given = calls.arguments(call)[host.sql_at(call) :]
    place = call.child_by_field_name("arguments")
    if not given or place is None or place.type not in {"argument_list", "arguments"}:
        return None
    literal = node_at(source, Span(query.span.start, query.span.start + 1))
    target = calls.assigned(whole(_string(literal), host, {}))
    count = 1
    if target is not None:
        scope = around.scope_of(target[1], host)
        count = len(list(uses(scope, target[0], host, Span(target[1].end_byte, scope.end_byte))))
    written = [child for child in place.children if child.type != "comment"]
    last = written[-2] if written[-1].type == ")" else place  # Ruby needs none
    wrapped = calls.callee(given[0]) if given[0].type in host.calls else ""
    return Run(
        name=calls.callee(call),
        receiver=calls.receiver(call),
        span=span_of(call),
        arguments=tuple(map(_argument, given[1:])),
        end=last.start_byte if last.type == "," else given[-1].end_byte,
        comma=last.type == ",",
        wrapped=wrapped if wrapped in calls.WRAPS else _wrapper(literal),
        runs=count,
    )


def _wrapper(node: Node) -> str:
    """`text` of `text("SELECT …")`, wherever that stands."""
    for above in ancestors(node):
        if above.type == "call":
            name = calls.callee(above)
            return name if name in calls.WRAPS else ""
        if above.type in {"assignment", "expression_statement", "block"}:
            return ""
    return ""


def _string(node: Node) -> Node:
    kinds = {"string", "template_string", "concatenated_string", "string_literal"}
    kinds |= {"interpreted_string_literal", "raw_string_literal", "heredoc_beginning"}
    return next((above for above in ancestors(node) if above.type in kinds), node)


def _argument(node: Node) -> Argument:
    name = ""
    value = node
    if node.type == "keyword_argument":
        name = text_of(node.children[0])
        value = node.child_by_field_name("value") or node
    kind = KINDS.get(value.type, "other")
    if value.type == "tuple" or kind in {"list", "map"}:
        inner = [child for child in value.named_children if child.type != "comment"]
    else:
        inner = []
    return Argument(
        span=span_of(value),
        code=text_of(value),
        kind=kind,
        name=name,
        items=tuple(map(text_of, inner)),
        places=tuple(map(span_of, inner)),
    )
