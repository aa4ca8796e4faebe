"""Clients of Java that wait for ever: `RestTemplate`, `URL`, `HttpRequest` and `WebClient`.

OkHttp gives up after ten seconds by itself, and Apache's client is set up in another way in each of
its versions: both are left as they are.
"""

from collections.abc import Iterator
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.outgoing import Outgoing
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    captures,
    field,
    line_of,
    node_at,
    span_of,
    text_of,
)
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.clients.java_made import connection, template
from backlight.stacks.java_imports import imported

METHODS = frozenset({"method_declaration", "constructor_declaration", "lambda_expression"})
SET = regex(rb"[sS]et(?:Read|Connect)Timeout\b|setRequestFactory\b|\breadTimeout\(")
REACTIVE = regex(rb"responseTimeout\(|ReadTimeoutHandler\b|\.timeout\(")
MADE = regex(rb"\bWebClient\s*\.\s*(?:create|builder)\(")
STREAM = regex(
    rb"ofInputStream\(|ofLines\(|ofFile|ofPublisher|event-stream|getHeaderField\(.Accept-R"
)
JAR = b"JarURLConnection"
"""Where a program looks into itself."""
NEEDLES = (b"RestTemplate", b"openConnection", b"java.net.http", b"WebClient")
DURATION = "java.time.Duration"
LATER = "What it reads may take as long as it comes; say when to give up."


def calls(source: Source, span: Span) -> tuple[Outgoing, ...]:
    """The calls that touch a span, and the clients that are made there or made them."""
    if not any(needle in source.text.data for needle in NEEDLES):
        return ()
    return tuple({call.span: call for call in _calls(source, span)}.values())


def harden(source: Source, call: Outgoing, project: Project) -> Change | Refused:  # noqa: ARG001 - the words of a client
    """Say when the client gives up, where it is made or where the request is."""
    node = node_at(source, call.span)
    if node.has_error:
        return Refused("The call is not complete; finish it first.")
    why = f"`{call.callee}` gives up when the other side does not answer."
    if node.type == "object_creation_expression":
        return template(source, node, why)
    if call.callee.endswith("openConnection"):
        return connection(source, node, why)
    if any(one.endswith(".Duration") for one in _imports(source) if one != DURATION):
        return Refused("`Duration` is another class here; add the timeout by hand.")
    more = imported(source, DURATION)
    arguments, before = field(node, "arguments"), field(node, "object")
    if arguments is None or before is None:
        return Refused("The call is not complete; finish it first.")
    if call.callee.startswith("WebClient"):
        inside = Edit(
            arguments.start_byte + 1, arguments.end_byte - 1, "Duration.ofSeconds(10)", why
        )
        return change((source.path, [inside, *more]))
    gap = source.text.slice(before.end_byte, arguments.start_byte).rpartition(".")[0]
    limit = Edit(before.end_byte, before.end_byte, f"{gap}.timeout(Duration.ofSeconds(10))", why)
    return change((source.path, [limit, *more]))


def _calls(source: Source, span: Span) -> Iterator[Outgoing]:
    found = captures(source, "(object_creation_expression) @it (method_invocation) @it", span)
    for node in found.get("it", []):
        made = _template(source, node) or _connection(source, node) or _request(source, node)
        made = made or _reactive(source, node)
        if made is None or (made[1].endswith("openConnection") and JAR in source.text.data):
            continue
        at, callee, said = made
        code = _around(at)
        doubt = LATER if STREAM.search(code) else ""
        way = connection if callee.endswith("openConnection") else template
        if callee in {"openConnection", "new RestTemplate"} and not said:
            there = way(source, at, "")
            doubt = there.reason if isinstance(there, Refused) else doubt
        yield Outgoing(
            client="java",
            span=span_of(at),
            line=line_of(at),
            callee=callee,
            endless=not said,
            guarded=_guarded(node),
            doubt=doubt,
        )


Made = tuple[Node, str, bool]
"""Where a client or request is made, what it is called, and whether it says when it gives up."""


def _template(source: Source, node: Node) -> Made | None:
    """A `RestTemplate` without a factory, or the one that a call is made by."""
    data = source.text.data
    if b"RestTemplate" not in data:
        return None
    at: Node | None = node
    if node.type == "method_invocation":
        by = field(node, "object")
        name = text_of(by).removeprefix("this.") if by is not None else ""
        hit = regex(rb"\b" + escape(name).encode() + rb"\s*=\s*(?=new RestTemplate\(\s*\))").search(
            data
        )
        at = node_at(source, Span(hit.end(), hit.end() + 3)).parent if hit and name else None
    kind, given = field(at, "type"), field(at, "arguments")
    if at is None or kind is None or given is None or text_of(kind) != "RestTemplate":
        return None
    return at, "new RestTemplate", bool(given.named_children) or SET.search(data) is not None


def _connection(source: Source, node: Node) -> Made | None:
    if _name(node) != "openConnection" or b"java.net" not in source.text.data:
        return None
    return node, "openConnection", b"setReadTimeout" in _around(node)


def _request(source: Source, node: Node) -> Made | None:
    """A request as it is built, or the one that is sent."""
    at: Node | None = node
    if b"java.net.http" not in source.text.data:
        return None
    if _name(node) in {"send", "sendAsync"}:
        given = field(node, "arguments")
        first = given.named_children[0] if given is not None and given.named_children else None
        at = _built(source, node, text_of(first)) if first is not None else None
    if at is None or _name(at) != "build" or not text_of(at).startswith("HttpRequest.newBuilder("):
        return None
    return at, "HttpRequest.newBuilder", b".timeout(" in (at.text or b"")


def _built(source: Source, node: Node, name: str) -> Node | None:
    around = next((one for one in ancestors(node) if one.type in METHODS), None)
    if around is None or not name.isidentifier():
        return None
    code = around.text or b""
    hit = regex(rb"\b" + name.encode() + rb"\s*=\s*(?=HttpRequest\.newBuilder\()").search(code)
    if hit is None:
        return None
    at = around.start_byte + hit.end()
    chain = [one for one in ancestors(node_at(source, Span(at, at))) if one.start_byte == at]
    return next((one for one in chain if _name(one) == "build"), None)


def _reactive(source: Source, node: Node) -> Made | None:
    """An answer that is waited for, of a `WebClient` which this file makes."""
    data, given = source.text.data, field(node, "arguments")
    if _name(node) != "block" or given is None or b".retrieve()" not in (node.text or b""):
        return None
    if b"WebClient" not in data or not MADE.search(data):
        return None
    return node, "WebClient.block", bool(given.named_children) or REACTIVE.search(data) is not None


def _name(node: Node) -> str:
    name = field(node, "name") if node.type == "method_invocation" else None
    return text_of(name) if name is not None else ""


def _around(node: Node) -> bytes:
    """The method that a node stands in."""
    return next((one.text or b"" for one in ancestors(node) if one.type in METHODS), b"")


def _imports(source: Source) -> list[str]:
    nodes = [one for one in source.root.named_children if one.type == "import_declaration"]
    return [text_of(one).removeprefix("import").strip(" ;") for one in nodes]


def _guarded(node: Node) -> bool:
    """Whether a `try` with a `catch` stands around it in its method."""
    for above in ancestors(node):
        if above.type in METHODS:
            return False
        if above.type.startswith("try") and any(c.type == "catch_clause" for c in above.children):
            return True
    return False
