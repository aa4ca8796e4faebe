"""Which of the values that are put into a list in a row stands at a position."""

from re import escape, finditer

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Binding, Expr, Host
from backlight.analysis.queries_live import block_of
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors, text_of

BEHIND = named("append add push")
"""What puts a value behind all others."""
MOST = 40


TAKES = (
    r"\bNAME\.(?:(?P<pop>pop|shift|remove)\((?P<at>\d*)\)"
    r"|(?P<other>insert|sort|reverse|clear|extend|splice|unshift)\b)"
)
"""What takes a value out of a list, or puts the others elsewhere."""


def at_position(base: Expr, key: str, host: Host) -> Node | None:
    """What `rows[1]` is: the list is made, filled and read in one block, and all of it is seen."""
    if base.kind != "name" or not key.isdigit():
        return None
    found = [
        one
        for one in lookup(base.node, base.word, host) or ()
        if one.at.end_byte <= base.node.start_byte
    ]
    if not 0 < len(found) <= MOST or found[0].kind != "set" or found[0].value is None:
        return None
    made = host.expr(found[0].value)
    puts = found[1:]
    if made.kind != "many" or made.parts or not all(_behind(one) for one in puts):
        return None
    if any(block_of(one.at.parent) != block_of(found[0].at) for one in puts):
        return None
    held = _held(puts, _taken(base, found[0], host))
    return held[int(key)] if held is not None and int(key) < len(held) else None


def _behind(one: Binding) -> bool:
    return one.kind == "put" and one.at.type in calls.CALLS and calls.callee(one.at) in BEHIND


def _taken(base: Expr, made: Binding, host: Host) -> list[tuple[int, int]] | None:
    """Where something is taken out of the list again, and from which position."""
    scope = next((a for a in ancestors(made.at) if a.type in host.scopes), None)
    if scope is None:
        return None
    pattern = TAKES.replace("NAME", escape(base.word))
    found = []
    for hit in finditer(pattern, text_of(scope)):
        first = hit["pop"] == "shift"
        if hit["other"] or not (first or hit["at"]):
            return None
        start = scope.start_byte + len(text_of(scope)[: hit.start()].encode())
        if start < base.node.start_byte:
            found.append((start, 0 if first else int(hit["at"])))
    return found


def _held(puts: list[Binding], taken: list[tuple[int, int]] | None) -> list[Node] | None:
    if taken is None:
        return None
    held: list[Node] = []
    steps = [(one.at.start_byte, one.value, -1) for one in puts]
    for _, value, at in sorted(
        [*steps, *((start, None, at) for start, at in taken)], key=lambda s: s[0]
    ):
        if value is not None:
            held.append(value)
        elif at >= len(held):
            return None
        else:
            del held[at]
    return held
