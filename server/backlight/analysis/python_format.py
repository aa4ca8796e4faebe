"""Strings that `.format(…)` fills in, as the strings and values that they are put together from."""

from re import compile as regex

from backlight.analysis.python_values import Join, Literal, Value

HOLE = regex(r"\{(\d*|[A-Za-z_]\w*)\}")


def filled(
    template: str, args: tuple[Value, ...], named: tuple[tuple[str, Value], ...]
) -> Join | None:
    """`"/{}/{id}".format(name, id=key)`; `None` where a hole is more than a place for a value.

    >>> filled("/{}/x", (Literal("hot"),), ())
    Join(parts=(Literal(value='/'), Literal(value='hot'), Literal(value='/x')))
    """
    pieces = HOLE.split(template)
    if any("{" in piece or "}" in piece for piece in pieces[::2]):
        return None
    known, found = dict(named), list[Value]()
    for turn, piece in enumerate(pieces):
        if turn % 2 == 0:
            found += [Literal(piece)] if piece else []
            continue
        at = int(piece or turn // 2) if piece.isdigit() or not piece else -1
        value = args[at] if 0 <= at < len(args) else known.get(piece)
        if value is None:
            return None
        found.append(value)
    return Join(tuple(found))
