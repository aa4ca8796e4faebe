"""The calls that run a string which a name holds."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_replaced import changed
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import Span, descendants, text_of


def uses(scope: Node, name: str, host: Host, part: Span) -> Iterator[tuple[Node, Node]]:
    """Calls in a part of a scope that are given a name as SQL, with the argument that holds it."""
    found = list(_direct(scope, name, host, part))
    yield from found
    for other, value in () if found else _aliases(scope, name, host, part):
        for call, given in _direct(scope, other, host, part):
            yield call, value if text_of(given) == other else given


def _aliases(scope: Node, name: str, host: Host, part: Span) -> Iterator[tuple[str, Node]]:
    """Names that are given what a name holds: `query = sql.toString()`."""
    for other, ways in host.bindings(scope).items():
        last = ways[-1]
        if other == name or last.value is None or last.at.start_byte < part.start:
            continue
        if _is_name(inner := _unwrapped(last.value), name):
            yield other, inner


def _direct(scope: Node, name: str, host: Host, part: Span) -> Iterator[tuple[Node, Node]]:
    starts, running = _running(scope, host)
    first, end = bisect_left(starts, part.start), bisect_left(starts, part.end)
    for call in running[first : min(end, first + MOST)]:
        at = host.sql_at(call)
        for argument in calls.arguments(call)[at : at + 1]:
            inner = _unwrapped(argument)
            if _is_name(inner, name):
                yield call, inner


@lru_cache(maxsize=32)
def _running(scope: Node, host: Host) -> tuple[list[int], list[Node]]:
    names = calls.runs(host)
    found = [c for c in descendants(scope, *host.calls) if calls.callee(c) in names]
    return [call.start_byte for call in found], found


MOST = 200
"""Calls behind a statement among which the one that runs it is looked for."""


def _unwrapped(node: Node) -> Node:
    while True:
        if (
            node.type in {"call", "call_expression"}
            and calls.callee(node) in calls.WRAPS
            and calls.arguments(node)
        ):
            node = calls.arguments(node)[0]
        elif node.type in calls.CALLS and calls.callee(node) in _SHOWN and (inner := _object(node)):
            node = inner[0]
        elif node.type in {
            "await",
            "parenthesized_expression",
            "keyword_argument",
            "named_expression",
        }:
            node = node.named_children[-1]
        elif node.type == "object":
            pairs = {text_of(c.children[0]): c for c in node.named_children if c.children}
            pair = pairs.get("text") or pairs.get("sql")
            value = pair.child_by_field_name("value") if pair is not None else None
            if value is None:
                return node
            node = value
        else:
            return node


def _is_name(node: Node, name: str) -> bool:
    """The name itself, `name % x`, `name.format(x)` or `name + x`."""
    if node.type in {"identifier", "attribute", "member_expression"}:
        return text_of(node) == name
    if node.type in {"binary_operator", "binary_expression", "binary"}:
        left = node.child_by_field_name("left")
        return left is not None and _is_name(left, name)
    if node.type == "call" and calls.callee(node) == "format":
        return calls.receiver(node) == name
    if node.type in calls.CALLS and calls.callee(node) in FORMATS:
        given = calls.arguments(node)[:1] if calls.callee(node) != "formatted" else _object(node)
        return bool(given) and text_of(given[0]) == name
    if changed(node) == name:
        return True
    if node.type in calls.CALLS and calls.callee(node) in JOINS:
        of = calls.receiver(node)
        return of == name or (
            (of in {"String", "strings"} or of[-1:] in {'"', "'"})
            and any(text_of(given) == name for given in calls.arguments(node))
        )
    return False


JOINS = named("join Join")
"""What makes one text of a list of them."""


def _object(call: Node) -> list[Node]:
    of = call.child_by_field_name("function") or call
    found = (of.child_by_field_name(name) for name in ("object", "operand"))
    return [one for one in found if one is not None]


_SHOWN = named("toString trim strip String")
"""What a builder says its text with."""


FORMATS = named("format Sprintf sprintf formatted")
"""What puts values into a text that a name holds."""
