"""The texts that calls in a part of a file run, which stand in constants above it."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, Span, captures, descendants, span_of, text_of


def constants(source: Source, host: Host, within: Span) -> Iterator[Node]:
    """The literals of each name that a call of the part is given as SQL, and that is not in it."""
    part = source.root.descendant_for_byte_range(within.start, max(within.start, within.end - 1))
    if part is None or part.parent is None:
        return
    names = calls.runs(host)
    for call in descendants(part, *host.calls):
        at = host.sql_at(call) if calls.callee(call) in names else -1
        for given in calls.arguments(call)[at : at + 1] if at >= 0 else ():
            if given.type in {"identifier", "constant"}:
                yield from _literals(source, host, given, within)


def _literals(source: Source, host: Host, name: Node, within: Span) -> Iterator[Node]:
    for binding in lookup(name, text_of(name), host) or ():
        value = binding.value
        if binding.kind == "set" and value is not None and not _inside(value, within):
            yield from captures(source, host.strings, span_of(value)).get("string", [])


def _inside(node: Node, span: Span) -> bool:
    return span.start <= node.start_byte < span.end
