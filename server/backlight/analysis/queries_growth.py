"""A string of SQL that is built up over several statements before it is run."""

from dataclasses import replace

from tree_sitter import Node

from backlight.analysis import queries_around as around
from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_declared import meant, near
from backlight.analysis.queries_host import Binding, Host
from backlight.analysis.queries_pieces import Piece, Template, formatted
from backlight.analysis.queries_replaced import STYLE, changed, made_of, put_together
from backlight.analysis.queries_uses import JOINS, uses
from backlight.analysis.syntax import Span, ancestors, span_of, text_of

PLAIN = frozenset({"identifier", "attribute", "member_expression"})
"""A name that is given as it is."""
GROWS = frozenset({"add", "put"})
"""Ways to get a value in which the one that was there is kept."""


def grown(template: Template, host: Host) -> tuple[Template, tuple[Node, ...]]:
    """The template with what later statements add, and the calls that run it."""
    template = put_together(template, host)
    call = calls.called(template.node, host)
    if call is not None:
        return template, (call,)
    target = host.builds(template.node) or calls.assigned(template.node)
    if target is None:
        return template, ()
    name, statement = target
    scope = around.scope_of(template.node, host)
    ways = _ways(scope, name, statement, host)
    last = _until(ways, name, statement)
    found = list(uses(scope, name, host, Span(statement.end_byte, last or scope.end_byte)))
    call, argument = found[0] if found else (None, None)
    end = call.start_byte if call is not None else last
    pieces, style = list(template.pieces), template.style
    for binding in ways:
        after = binding.at.start_byte >= statement.end_byte
        if after and binding.value is not None and (end is None or binding.at.start_byte < end):
            if changed(binding.value) == name:
                pieces, style = [*made_of(tuple(pieces), binding.value, host)], STYLE
            else:
                pieces += _added(binding, name, statement, host)
    more = pieces != [*template.pieces]
    if more:
        span = Span(template.span.start, max(template.span.end, pieces[-1].span.end))
        template = replace(template, pieces=tuple(pieces), span=span, style=style, grown=True)
    if argument is not None and argument.type not in PLAIN:
        template = _used(template, argument, host)
    return template, tuple(c for c, given in found if c == call or given.type in PLAIN)


def _ways(scope: Node, name: str, statement: Node, host: Host) -> tuple[Binding, ...]:
    """How the variable that a statement gives a value gets others."""
    found = near(host.bindings(scope).get(name, ()), statement)
    own = next((one.at for one in found if one.at == statement), statement)
    return meant(found, own)


def _until(ways: tuple[Binding, ...], name: str, statement: Node) -> int | None:
    """Where the name is given something else."""
    later = [
        binding.at.start_byte
        for binding in ways
        if binding.kind not in GROWS
        and binding.at.start_byte >= statement.end_byte
        and not _adds(binding, name)
    ]
    return min(later, default=None)


def _adds(binding: Binding, name: str) -> bool:
    """`sql = sql + …`, `sql = f"{sql} …"`."""
    if binding.value is None:
        return False
    named = name in text_of(binding.value).replace("(", " ").split()
    return named or changed(binding.value) == name


def _added(binding: Binding, name: str, statement: Node, host: Host) -> list[Piece]:
    value = binding.value
    if value is None or not (binding.kind in GROWS or _adds(binding, name)):
        return []
    template = host.read(value)
    own = template.pieces if template is not None else (Piece("", span_of(value), node=value),)
    kept = [p for p in own if p.node is None or text_of(p.node) != name]
    maybe = _block(binding.at, host) != _block(statement, host)
    return [replace(piece, optional=maybe) for piece in kept]


def _block(node: Node, host: Host) -> Node | None:
    for above in ancestors(node):
        if above.type in host.blocks or above.type in host.functions:
            return above
    return None


def _used(template: Template, argument: Node, host: Host) -> Template:
    """`sql % x`, `sql.format(x)`, `sql + x` where it is run."""
    pieces = list(template.pieces)
    style = ""
    if changed(argument):
        made = made_of(template.pieces, argument, host)
        return replace(template, pieces=made, style=STYLE, grown=True)
    if argument.type in host.calls and calls.callee(argument) in JOINS:
        return replace(template, grown=True)
    if argument.type in host.calls:
        given = calls.arguments(argument)
        braces = calls.callee(argument) == "format" and argument.type == "call"
        style = "format" if braces else "%"
        rest = given if braces or calls.callee(argument) == "formatted" else given[1:]
        more = formatted(pieces, style, lambda n, _name: rest[n] if n < len(rest) else None)
    elif text_of(argument.child_by_field_name("operator") or argument) == "%":
        right = argument.child_by_field_name("right")
        items = right.named_children if right is not None and right.type == "tuple" else [right]
        style = "%"
        more = formatted(pieces, style, lambda n, _name: items[n] if n < len(items) else right)
    else:
        more = [*pieces, *_behind(argument, host)]
    if more is None:
        return template
    return replace(template, pieces=tuple(more), style=style, grown=True)


def _behind(argument: Node, host: Host) -> tuple[Piece, ...]:
    """What is put behind a name: of `sql + " AND a = " + a` all but the name."""
    own = host.read(argument)
    if own is not None:
        return own.pieces[1:]
    right = argument.child_by_field_name("right")
    return (Piece("", span_of(right), node=right),) if right is not None else ()
