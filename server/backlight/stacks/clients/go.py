"""Calls of `net/http` in Go: its default client waits for ever, as does one that says nothing."""

from collections.abc import Iterator
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.outgoing import Outgoing
from backlight.analysis.scopes import function_at
from backlight.analysis.syntax import (
    Source,
    Span,
    captures,
    descendants,
    field,
    line_of,
    node_at,
    span_of,
    text_of,
)

SHORT = {"Get": "GET", "Head": "HEAD", "Post": "POST", "PostForm": "POST"}
"""Functions of the package that ask by the default client."""
CLIENT = "http.Client"
CLOCK = regex(
    rb"\.WithTimeout\(|\.WithDeadline\(|WithContext\((?!context\.(?:Background|TODO)\(\))"
)
"""The context of a request can end it: how long it lasts may be said elsewhere."""
STREAM = regex(
    rb"io\.Copy\w*\(|bufio\.New(?:Reader|Scanner)\(|text/event-stream|websocket|multipart\.|os\.Open"
    rb"|io\.(?:Pipe|Reader)\b|return (?:\w+\.Body\b|resp?\w*\b(?!\.))"
)
"""A body of any length: the timeout of a client counts until all is sent and read."""
AWAY = "Others make their calls by this client; say how long the longest of them may take."
LATER = "What it reads may take as long as it comes; say when to give up."
SET = regex(rb"\.Timeout\s*=[^=]|DefaultClient\s*=[^=]")


def calls(source: Source, span: Span) -> tuple[Outgoing, ...]:
    """The calls that touch a span, and the clients that are made there or made them."""
    data = source.text.data
    if b'"net/http"' not in data or SET.search(data):
        return ()
    return tuple({call.span: call for call in _calls(source, span)}.values())


def _calls(source: Source, span: Span) -> Iterator[Outgoing]:
    for node in captures(source, "(composite_literal) @it (call_expression) @it", span).get(
        "it", []
    ):
        if node.type == "composite_literal":
            made, method = (node, "") if _is_client(node) else (None, "")
        else:
            made, method = _asked(source, node)
        if made is None:
            continue
        name = CLIENT if made.type == "composite_literal" else text_of(made.children[0])
        around = function_at(source, span_of(node))
        part = around.span if around is not None else Span(0, len(source.text.data))
        code = source.text.data[part.start : part.end]
        said = made.type == "composite_literal" and "imeout" in text_of(made)
        ends = CLOCK.search(code if around is not None else source.text.data)
        yield Outgoing(
            client="go",
            span=span_of(made),
            line=line_of(made),
            callee=name,
            method=method,
            endless=not said and ends is None and not _limited(made),
            guarded=True,
            doubt=LATER if STREAM.search(code) else "" if _stays(made, code) else AWAY,
        )


def _stays(made: Node, code: bytes) -> bool:
    """Whether a client is one of its function alone: it has a name, and is only called by it."""
    if made.type != "composite_literal":
        return True
    above = made.parent
    if above is not None and above.type == "unary_expression":
        above = above.parent
    name = (field(above.parent, "left") or field(above.parent, "name")) if above else None
    if name is None or not text_of(name).isidentifier() or not code.startswith(b"func"):
        return False
    word = escape(text_of(name)).encode()
    called = regex(rb"\b" + word + rb"\.(?:Do|Get|Head|Post|PostForm)\(").search(code)
    passed = regex(rb"(?<!\.)\b" + word + rb"\b(?!\.(?:Do|Get|Head|Post)|\s*(?::=|=)|\s+=)").search(
        code
    )
    return called is not None and passed is None


def _asked(source: Source, node: Node) -> tuple[Node | None, str]:
    """The call of the default client, or the client of this function that a call is made by."""
    function = field(node, "function")
    owner, name = field(function, "operand"), field(function, "field")
    if owner is None or name is None:
        return None, ""
    by, method = text_of(owner), SHORT.get(text_of(name), "")
    if (by == "http" and method) or (
        by == "http.DefaultClient" and (method or text_of(name) == "Do")
    ):
        return node, method
    around = function_at(source, span_of(node))
    if around is None or owner.type != "identifier" or not (method or text_of(name) == "Do"):
        return None, ""
    code = source.text.data[around.span.start : around.span.end]
    hit = regex(rb"\b" + escape(by).encode() + rb"\s*:?=\s*&?(?=http\.Client\{)").search(code)
    if hit is None:
        return None, ""
    at = around.span.start + hit.end()
    made = node_at(source, Span(at, at + len(CLIENT) + 1))
    return (made, method) if made.type == "composite_literal" else (None, "")


def _is_client(node: Node) -> bool:
    kind = field(node, "type")
    return kind is not None and text_of(kind) == CLIENT


def _limited(made: Node) -> bool:
    """Whether something that is made elsewhere, and may have its own limits, does the asking."""
    if made.type != "composite_literal":
        return False
    keys = {text_of(one).partition(":")[0].strip() for one in descendants(made, "keyed_element")}
    return "Transport" in keys and "http.Transport{" not in text_of(made)
