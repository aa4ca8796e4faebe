"""Calls that are given nothing but what a client, or a caller, sent, as if it were SQL."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_flow import DEPTH, asked
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.queries_vocabulary import READ
from backlight.analysis.syntax import Source, Span, captures, span_of, text_of


def given_whole(
    source: Source, host: Host, within: Span | None, seen: set[int]
) -> Iterator[tuple[Template, tuple[Node, ...]]]:
    """Calls that are given nothing but what a client sent, as if it were SQL."""
    of = host.given
    if of is None or of.needle.search(source.text.data) is None:
        return
    for call in captures(source, of.query, within).get("call", []):
        given = calls.arguments(call)
        name = calls.callee(call)
        if name not in of.names | host.optioned or not given:
            continue
        if of.receivers.search(calls.receiver(call)) is None:
            continue
        first = given[:1] if name in of.names else []
        for node in (*first, *_options(given, host)):
            if node.type not in of.kinds or node.start_byte in seen:
                continue
            if sent(node, host) or of.handed(call, node, host):
                piece = Piece("", span_of(node), node=node)
                yield Template(pieces=(piece,), span=span_of(node), node=node), (call,)


def _options(given: list[Node], host: Host) -> Iterator[Node]:
    """Values of options that are pieces of SQL."""
    for pair in given if host.options else ():
        value = pair.child_by_field_name("value") if pair.type == "pair" else None
        if value is not None and text_of(pair.children[0]).strip(":") in host.options:
            yield value


def sent(node: Node, host: Host, depth: int = DEPTH) -> bool:
    """Whether the value is what a client sent, as it came: `input()`, `request.args["q"]`."""
    said = host.expr(node)
    code = text_of(node)
    if said.kind == "call" and said.word in READ:
        return True
    if said.kind in {"call", "attr", "item"}:
        return asked(code, host)
    if said.kind != "name" or not depth:
        return False
    found = lookup(node, said.word, host) or ()
    return any(b.value is not None and sent(b.value, host, depth - 1) for b in found)
