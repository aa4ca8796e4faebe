"""The holes of a statement: what each stands for, where its value comes from, and who gets in."""

from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from backlight.analysis.hole import Hole
from backlight.analysis.queries_between import answered, given
from backlight.analysis.queries_built import quotes
from backlight.analysis.queries_flow import origin
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_least import least
from backlight.analysis.queries_marks import is_list
from backlight.analysis.queries_origin import Origin
from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.queries_trusted import trusted
from backlight.analysis.queries_words import stands_for
from backlight.analysis.syntax import Span, text_of


def holes_of(template: Template, host: Host, call: Node | None) -> Iterator[Hole]:
    """The holes of a statement, each with what stands for it and whether a client gets in."""
    pieces, sql, number = template.pieces, template.sql, 0
    for at, piece in enumerate(pieces):
        if piece.node is None:
            continue
        kind = stands_for(sql, number)
        number += 1
        whole = len(pieces) == 1 and piece.node == template.node  # see `given_whole`
        level = Origin.OPEN if whole else origin(piece.node, host)
        open_ = level >= least(kind, piece.node, host) and not trusted(
            piece.node, host, call, level
        )
        if level == Origin.CONSTANT:
            kind = "constant"
        elif kind in {"fragment", "value"} and is_list(text_of(piece.node)):
            kind = "list"
        exposed = open_ and not (template.safe or piece.numeric) and kind != "list"
        own = kind == "fragment" and level == Origin.PARAMETER and not exposed
        if own and not template.safe and quotes(piece.node, host):
            said = Hole(_reach(pieces, at), text_of(piece.node), kind, exposed=True, built=True)
        else:
            said = Hole(_reach(pieces, at), text_of(piece.node), kind, exposed)
        yield said if template.safe or piece.numeric else _placed(said, piece.node, level, host)


def _placed(hole: Hole, node: Node, level: Origin, host: Host) -> Hole:
    """A hole, with what other files may have to do with it."""
    if level == Origin.PARAMETER and hole.kind != "list":
        return replace(hole, given=given(node, host))
    if level == Origin.CALLED and hole.kind not in {"list", "constant"}:
        return replace(hole, by=answered(node, host))
    return hole


def _reach(pieces: tuple[Piece, ...], at: int) -> Span:
    """The whole of a hole; one between two literals takes their quotes and operators along."""
    piece = pieces[at]
    if piece.literal >= 0:
        return piece.span
    start = pieces[at - 1].span.end if at else piece.span.start
    end = pieces[at + 1].span.start if at + 1 < len(pieces) else piece.span.end
    return Span(start, max(end, piece.span.end))
