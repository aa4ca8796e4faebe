"""The tables of a FROM clause, with their aliases, joins and ON conditions."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlight.sql.shape import From, Select, Statement

STARTS = frozenset({"join", "left", "right", "full", "inner", "cross", "natural", "outer"})
NO_ALIAS = STARTS | {
    "on",
    "using",
    "where",
    "set",
    "lateral",
    "only",
    "tablesample",
    "use",
    "force",
}


def tables(statement: "Statement", select: "Select") -> "list[From]":
    """Every table, in order; a statement that is half typed has those that can be read."""
    name = {"update": "update", "delete": "from"}.get(select.kind, "from")
    start, end = select.clauses.get(name, (0, 0))
    found: list[From] = []
    at, join = start, "from"
    while at < end:
        word = statement.lower[at]
        if word in {"lateral", "only"}:
            at += 1
            continue
        one, at = _one(statement, at, end, join)
        found.append(one)
        join, at = _next(statement, at, end)
    return found


def _one(statement: "Statement", at: int, end: int, join: str) -> "tuple[From, int]":
    from backlight.sql.shape import From

    lower, first = statement.lower, at
    name = ""
    if lower[at] == "(":
        at = statement.close.get(at, end - 1) + 1
    else:
        at += 1
        while at + 1 < end and lower[at] == ".":
            at += 2
        name = "".join(word.text.strip('"`[]') for word in statement.words[first:at])
        if at < end and lower[at] == "(":  # a function
            name, at = "", statement.close.get(at, end - 1) + 1
    if at < end and lower[at] == "as":
        at += 1
    alias = name.rpartition(".")[2]
    if at < end and statement.words[at].kind in {"name", "quoted"} and lower[at] not in NO_ALIAS:
        alias = statement.words[at].text.strip('"`[]')
        at += 1
    last = at
    on = (0, 0)
    if at < end and lower[at] in {"on", "using"}:
        begin = at + 1
        while at < end and lower[at] not in STARTS and lower[at] != ",":
            at = statement.close.get(at, at) + 1
        on = (begin, at) if lower[begin - 1] == "on" else (0, 0)
    return From(name, alias, join, (first, last), on), at


def _next(statement: "Statement", at: int, end: int) -> tuple[str, int]:
    """The kind of the join that follows, and where its table starts."""
    lower = statement.lower
    if at < end and lower[at] == ",":
        return ",", at + 1
    kind = lower[at] if at < end else ""
    while at < end and lower[at] in STARTS:
        at += 1
        if lower[at - 1] == "join":
            return kind, at
    return kind, max(at, at + (kind not in STARTS))
