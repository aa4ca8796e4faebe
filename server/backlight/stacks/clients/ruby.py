"""Calls of Net::HTTP, HTTParty, Faraday, http.rb, Typhoeus, RestClient and open-uri in Ruby.

Those that stand on Net::HTTP give up after a minute, which is long for whoever waits; http.rb and
Typhoeus never do.
"""

from collections.abc import Iterator
from functools import partial
from re import compile as regex

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
from backlight.stacks.clients.ruby_block import with_limit
from backlight.stacks.record import Writer

VERBS = frozenset({"get", "post", "put", "patch", "delete", "head"})
BOTH, TWO = "timeout: 10", "open_timeout: 5, read_timeout: 10"
KEYWORDS = {
    "HTTParty": (VERBS, BOTH),
    "Typhoeus": (VERBS, BOTH),
    "Net::HTTP": (frozenset({"start"}), TWO),
    "URI": (frozenset({"open"}), TWO),
    "RestClient::Request": (frozenset({"execute"}), BOTH),
    "Faraday": (frozenset({"new"}), "request: { open_timeout: 5, timeout: 10 }"),
}
"""By what is asked: the methods that take the limits by name, and these."""
FIRST = {"RestClient::Request": 0, "Net::HTTP": 2}
"""How many arguments stand before those that may be options; one with the others."""
BARE = {
    "Net::HTTP": frozenset({"get", "get_response", "post", "post_form"}),
    "RestClient": VERBS,
}
"""What has no place for limits."""
LIMITED = regex(r"timeout|\brequest:")
LATER = "This way of asking takes no timeout; another one must be written in its place."
NEEDLES = (b"HTTP", b"Faraday", b"Typhoeus", b"RestClient", b"URI.open")
OWNERS = frozenset({"method", "singleton_method", "class", "module", "program"})


def calls(source: Source, span: Span) -> tuple[Outgoing, ...]:
    """The calls that touch a span."""
    if not any(needle in source.text.data for needle in NEEDLES):
        return ()
    return tuple(_calls(source, span))


def harden(source: Source, call: Outgoing, project: Project) -> Change | Refused | Writer:
    """Add the limits by name, in a block, or in the lines below, as the library takes them.

    Whether another file sets them for all of Faraday is looked up when it is done.
    """
    made = _limited(source, call)
    if isinstance(made, Refused) or not call.callee.startswith("Faraday"):
        return made
    return partial(_unless_set, made, project)


def _unless_set(made: Change, project: Project) -> Change | Refused:
    some = (project.read(path) for path in project.paths if path.endswith(".rb"))
    if any(one is not None and b"default_connection" in one.text.data for one in some):
        return Refused("The project sets options for all of Faraday; look there.")
    return made


def _limited(source: Source, call: Outgoing) -> Change | Refused:
    node = node_at(source, call.span)
    if node.has_error:
        return Refused("The call is not complete; finish it first.")
    why = f"`{call.callee}` gives up when the other side does not answer."
    owner, method = field(node, "receiver"), field(node, "method")
    if owner is None or method is None:
        return Refused("The call is not complete; finish it first.")
    if call.callee.startswith("HTTP."):
        root = _root(node)
        limit = ".timeout(connect: 5, write: 5, read: 10)"
        return change((source.path, [Edit(root.end_byte, root.end_byte, limit, why)]))
    if call.callee == "Net::HTTP.new":
        return _below(source, node, why)
    given, block = field(node, "arguments"), field(node, "block")
    if text_of(owner) == "Faraday" and text_of(method) in VERBS:
        if block is not None or given is None:
            return Refused("The block may set it already; look there.")
        code = with_limit(source, node)
        return change((source.path, [Edit(node.end_byte, node.end_byte, code, why)]))
    return _named(source, given, KEYWORDS[text_of(owner)][1], why)


def _calls(source: Source, span: Span) -> Iterator[Outgoing]:
    for node in captures(source, "(call) @call", span).get("call", []):
        owner, method = field(node, "receiver"), field(node, "method")
        if owner is None or method is None:
            continue
        by, name = text_of(owner), text_of(method)
        chained = _root(node).text == b"HTTP" and name in VERBS
        bare = name in BARE.get(by, ())
        known = bare or chained or name in KEYWORDS.get(by, ((), ""))[0]
        known = known or (by == "Faraday" and name in VERBS) or (by, name) == ("Net::HTTP", "new")
        if not known or _open(node, by, name):
            continue
        said = LIMITED.search(_around(node)) is not None
        endless = (chained or by == "Typhoeus") and not said
        yield Outgoing(
            client="ruby",
            span=span_of(node),
            line=line_of(node),
            callee=f"HTTP.{name}" if chained else f"{by}.{name}",
            method=name.upper() if name in VERBS else "",
            endless=endless,
            patient=not said and not endless,
            guarded=_guarded(node),
            doubt=LATER if bare else "",
        )


def _open(node: Node, by: str, name: str) -> bool:
    """Whether what is passed may hold the limits, or is none of the library's own call."""
    given = field(node, "arguments")
    kinds = [one.type for one in given.named_children] if given is not None else []
    if not kinds or "hash_splat_argument" in kinds or "splat_argument" in kinds:
        return True
    if name not in KEYWORDS.get(by, ((), ""))[0]:
        return False
    rest = {"hash", "pair", "block_argument", "string", "integer", "nil"}
    return any(kind not in rest for kind in kinds[FIRST.get(by, 1) :])


def _named(source: Source, given: Node | None, limit: str, why: str) -> Change | Refused:
    """Limits behind the last argument, or in the braces of the last."""
    kept = [one for one in given.named_children if one.type != "comment"] if given else []
    if kept and kept[-1].type == "block_argument":
        kept.pop()
    if not kept:
        return Refused("The call is not complete; finish it first.")
    last = kept[-1]
    if last.type == "hash":
        inside = last.named_children
        if not inside:
            return change(
                (source.path, [Edit(last.start_byte, last.end_byte, f"{{ {limit} }}", why)])
            )
        last = inside[-1]
    start, _ = source.text.line_at(last.start_byte)
    before = source.text.slice(start, last.start_byte)
    gap = f",\n{before}" if not before.strip() and last.type == "pair" else ", "
    return change((source.path, [Edit(last.end_byte, last.end_byte, f"{gap}{limit}", why)]))


def _below(source: Source, node: Node, why: str) -> Change | Refused:
    """Limits in the lines below the one that makes a connection and gives it a name."""
    above = node.parent
    name = field(above, "left")
    if above is None or above.type != "assignment" or name is None:
        return Refused("It has no name here; give it one first.")
    indent = source.text.indent(above.start_byte)
    lines = (f"{text_of(name)}.open_timeout = 5", f"{text_of(name)}.read_timeout = 10")
    code = "".join(f"\n{indent}{line}" for line in lines)
    return change((source.path, [Edit(above.end_byte, above.end_byte, code, why)]))


def _root(node: Node) -> Node:
    while (owner := field(node, "receiver")) is not None:
        node = owner
    return node


def _around(node: Node) -> str:
    """The method that a call stands in; outside of one, the call alone."""
    above = next((one for one in ancestors(node) if one.type in OWNERS), node)
    return text_of(above if "method" in above.type else node)


def _guarded(node: Node) -> bool:
    """Whether a `rescue` of its method or block takes what the call raises."""
    for above in ancestors(node):
        if any(child.type == "rescue" for child in above.children):
            return True
        if above.type in OWNERS or above.type == "rescue_modifier":
            return above.type == "rescue_modifier"
    return False
