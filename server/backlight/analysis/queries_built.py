"""Pieces of SQL that a program makes of a value: a condition that has a name of its own."""

from re import search

from tree_sitter import Node

from backlight.analysis.queries_flow import origin
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_live import live
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_origin import Origin
from backlight.analysis.queries_vocabulary import SAME
from backlight.analysis.syntax import text_of

FAR = 4
"""Names, calls and choices that a piece is followed through."""


def quotes(node: Node, host: Host, depth: int = FAR) -> bool:
    """Whether a piece of SQL has between quotes what a caller gives, or a client sent."""
    said = host.expr(node)
    if said.kind == "name":
        found = live(lookup(node, said.word, host) or (), node, said.word)
        values = [one.value for one in found if one.value is not None and one.kind != "loop"]
    elif (template := host.read(node)) is not None:
        holes = [piece.node for piece in template.holes if piece.node is not None]
        if any(_between(template.sql, at, one, host) for at, one in enumerate(holes)):
            return True
        values = holes
    else:
        last = said.word.rpartition(".")[2]
        through = said.kind in {"choice", "many", "join"} or last in SAME | host.same
        values = [part.node for part in said.parts] if through else []
    near = (one for one in values if depth and one != node and text_of(one) != text_of(node))
    return any(quotes(one, host, depth - 1) for one in near)


def _between(sql: str, number: int, node: Node, host: Host) -> bool:
    """Whether a hole stands between quotes, and a client's words may get into it."""
    quoted = search(rf"['\"][^'\"{{}}]*\{{{number}\}}", sql) is not None
    return quoted and origin(node, host) >= Origin.PARAMETER
