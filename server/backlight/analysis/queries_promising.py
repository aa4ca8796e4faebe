"""Which literals of a program are worth a closer look: those that may be SQL, or a piece of it."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_around as around
from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Host, whole
from backlight.analysis.queries_likely import STARTS, sure
from backlight.analysis.queries_pieces import Template
from backlight.analysis.queries_uses import uses
from backlight.analysis.syntax import Span

PART = regex(rb"(?i)[=<>]|\b(?:i?like|in|is|between|asc|desc|join)\b|^<<")
"""What a text holds that is a part of a statement, or a heredoc, which is looked at later."""


def aside(
    outer: Node, template: Template, run: tuple[Node, ...], host: Host, seen: set[int]
) -> bool:
    """Whether nobody is seen to run what is built, or it goes on from a statement that was read."""
    if not run:
        return host.builds(outer) is not None
    return template.pieces[0].hole and all(call.start_byte in seen for call in run)


def promising(node: Node, host: Host, known: dict[int, Node]) -> bool:
    """Whether a literal begins like SQL, or is the text of a call that takes SQL."""
    if STARTS.match((node.text or b"")[:300]):
        return True
    outer = whole(node, host, known)
    call = calls.called(outer, host)
    if call is not None:
        return calls.callee(call) in sure(host)
    return PART.search((outer.text or b"")[:300]) is not None and _kept(outer, host)


def _kept(text: Node, host: Host) -> bool:
    """Whether a text is kept under a name that a call is given as a piece of SQL."""
    target = calls.assigned(text)
    if target is None:
        return False
    name, statement = target
    scope = around.scope_of(text, host)
    given = uses(scope, name, host, Span(statement.end_byte, scope.end_byte))
    return any(calls.callee(call) in sure(host) for call, _ in given)
