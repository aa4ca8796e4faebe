"""Calls that are given nothing but what a client, or a caller, sent, as if it were SQL."""

from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_callers as callers
from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_flow import origin
from backlight.analysis.queries_host import Binding, Host
from backlight.analysis.queries_live import live
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_origin import Origin, annotated, asked
from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.queries_sinks import sinks, taken
from backlight.analysis.queries_vocabulary import READ, SAME
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import Source, Span, captures, span_of, text_of

FAR = 6
"""How many names and calls the words of a client are followed through."""


def given_whole(
    source: Source, host: Host, within: Span | None, seen: set[int]
) -> Iterator[tuple[Template, tuple[Node, ...]]]:
    """Calls that are given nothing but what a client sent, as if it were SQL."""
    yield from _by_library(source, host, within, seen)
    of = host.given
    if of is None or of.needle.search(source.text.data) is None:
        return
    for call in captures(source, of.query, within).get("call", []):
        given = calls.arguments(call)
        name = calls.callee(call)
        if name not in of.names | host.optioned or not given or call.start_byte in seen:
            continue
        if of.receivers.search(calls.receiver(call)) is None:
            continue
        first = given[:1] if name in of.names else []
        for node in (*map(_spread, first), *_options(given, host)):
            if node.type not in of.kinds or (
                node.start_byte in seen and node.type not in host.calls
            ):
                continue  # A text that a call begins with may be read for itself
            if sent(node, host) or of.handed(call, node, host):
                piece = Piece("", span_of(node), node=node)
                yield Template(pieces=(piece,), span=span_of(node), node=node), (call,)


def _spread(node: Node) -> Node:
    """Of `*values` what is spread over the arguments: the first is the statement.

    A lone `*` hands on what a method was given, and has no name.
    """
    named = node.type == "splat_argument" and node.named_children
    return node.named_children[0] if named else node


def _read(node: Node, seen: set[int], host: Host) -> bool:
    """Whether a value was read as a statement; of a call that may be the text it begins with."""
    return node.start_byte in seen and node.type not in host.calls


def _by_library(
    source: Source, host: Host, within: Span | None, seen: set[int]
) -> Iterator[tuple[Template, tuple[Node, ...]]]:
    """Calls of a library that are given what a client sent where they take SQL."""
    rows = sinks(source)
    if not rows or not SENDS.search(source.text.data):
        return
    query = " ".join(f"({kind})" for kind in sorted(host.calls))
    for call in captures(source, f"[{query}] @call", within).get("call", []):
        if call.start_byte in seen:
            continue
        for sink, node in taken(call, rows, host.context(call)):
            if not sink.whole or _read(node, seen, host) or node.type in WRITTEN:
                continue
            if sent(node, host) and origin(node, host) == Origin.OPEN:
                seen.add(node.start_byte)
                piece = Piece("", span_of(node), node=node)
                yield Template(pieces=(piece,), span=span_of(node), node=node), (call,)


SENDS = regex(
    rb"req|ctx|params|argv|input\(|event|Query\(|Param|Form|Header|cookies|session|c\.|Bind"
)
"""What a file holds that reads what clients send."""
WRITTEN = named(
    "string template_string string_literal interpreted_string_literal array object pair"
)


def _options(given: list[Node], host: Host) -> Iterator[Node]:
    """Values of options that are pieces of SQL."""
    for pair in given if host.options else ():
        value = pair.child_by_field_name("value") if pair.type == "pair" else None
        if value is not None and text_of(pair.children[0]).strip(":") in host.options:
            yield value


@lru_cache(maxsize=1024)
def sent(node: Node, host: Host, depth: int = FAR) -> bool:
    """Whether the value is what a client sent, as it came: `input()`, `request.args["q"]`."""
    said = host.expr(node)
    code = text_of(said.node)
    if said.kind == "call" and said.word in READ:
        return True
    if said.kind in {"call", "attr", "item"}:
        last = said.word.rpartition(".")[2]
        kept = said.kind == "call" and depth and (last in SAME or last in host.same)
        held = said.kind != "call" and depth and said.parts and said.parts[0].kind == "name"
        inner = said.parts if kept else said.parts[:1] if held else ()
        return asked(code, host) or any(sent(one.node, host, depth - 1) for one in inner)
    if said.kind in {"choice", "join"} and depth:
        return any(sent(part.node, host, depth - 1) for part in said.parts)
    if said.kind != "name" or not depth:
        return False
    found = live(lookup(node, said.word, host) or (), node, said.word)
    for one in found:
        if one.kind == "param" and (annotated(one.at) or _handed(one, said.word, host, depth)):
            return True
    return any(b.value is not None and sent(b.value, host, depth - 1) for b in found)


def _handed(parameter: Binding, name: str, host: Host, depth: int) -> bool:
    """Whether a call of the same file gives a parameter what a client sent."""
    _, values = callers.given(parameter.at, name, host) if depth > 1 else (False, ())
    return any(sent(value, host, depth - 2) for value in values)
