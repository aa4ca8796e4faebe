"""Where a value that goes into a query comes from, as far as its own file tells."""

from enum import IntEnum
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.queries_callers import given
from backlight.analysis.queries_guards import allowed
from backlight.analysis.queries_host import Binding, Expr, Host
from backlight.analysis.queries_live import live
from backlight.analysis.queries_lookup import lookup, set_up, without
from backlight.analysis.queries_marks import MARKS
from backlight.analysis.queries_vocabulary import (
    NUMBERS,
    NUMERIC,
    OF_A_CLASS,
    QUOTED,
    READ,
    REQUEST,
    SAME,
)
from backlight.analysis.syntax import ancestors, text_of

DEPTH = 15
"""How many names and calls a value is followed through."""


class Origin(IntEnum):
    """How far a value can be trusted; a whole is as bad as its worst part."""

    CONSTANT = 0
    """Written in the program."""
    SAFE = 1
    """A number, an entry of a list of allowed ones, something that was quoted."""
    CALLED = 2
    """What a function gives that is not known here."""
    FIELD = 3
    """Kept in an object (`self.name`)."""
    PARAMETER = 4
    """Given by a caller."""
    OPEN = 5
    """The request, or a name that is not known."""


FORMATS = frozenset({"Sprintf", "format"})
DIGITS = regex(r"[\w.]+\(\s*[\"`](?:[^\"`%]|%[dxXc])*[\"`]\s*,")
"""What is formatted is a number, whatever else is written around it."""
KEYS = frozenset({"id", "_id", "pk", "uuid"})
"""What an object is found by: the database, or the program, gave it out."""
UNKNOWN = {"open": Origin.OPEN, "called": Origin.CALLED, "constant": Origin.CONSTANT}


def origin(node: Node, host: Host, depth: int = DEPTH) -> Origin:
    """Where the value of an expression comes from."""
    return _of(host.expr(node), host, depth)


def _of(said: Expr, host: Host, depth: int) -> Origin:
    if depth <= 0:
        return Origin.FIELD  # nobody knows, and a client's own words come a shorter way
    match said.kind:
        case "text" | "number":
            return Origin.CONSTANT if said.kind == "text" else Origin.SAFE
        case "name":
            return _name(said, host, depth)
        case "attr" | "item":
            return _part(said, host, depth)
        case "call":
            return _call(said, host, depth)
        case "join" | "choice" | "many":
            return max((_of(p, host, depth - 1) for p in said.parts), default=Origin.CONSTANT)
        case _:
            return Origin.CALLED


def _name(said: Expr, host: Host, depth: int) -> Origin:
    if allowed(said.node, said.word, host):
        return Origin.SAFE
    found = lookup(said.node, said.word, host)
    if found is None:
        named = said.word[:1].isupper()  # a constant, or a class that is called upon
        return Origin.CONSTANT if named else UNKNOWN[host.unknown]
    levels = [_bound(binding, said, host, depth) for binding in live(found, said.node, said.word)]
    return max(levels, default=Origin.OPEN)


def _bound(binding: Binding, said: Expr, host: Host, depth: int) -> Origin:
    if binding.type and NUMERIC.match(binding.type.lstrip(": ")):
        return Origin.SAFE
    if binding.kind == "import":
        return Origin.CONSTANT if said.word != "request" else Origin.OPEN
    if binding.kind == "param":
        return _parameter(binding, said, host, depth)
    if binding.value is None:
        return Origin.CALLED
    if binding.value.start_byte <= said.node.start_byte < binding.value.end_byte:
        return Origin.CONSTANT  # `x = x + …`: the other bindings of x say where it comes from
    return _of(without(host.expr(binding.value), said.word), host, depth - 1)


def _parameter(binding: Binding, said: Expr, host: Host, depth: int) -> Origin:
    """What is given to a parameter: by the calls of its file, where no other file can call."""
    if said.word in {"request", "req"}:
        return Origin.OPEN
    if said.word == "ctx" and not host.members:
        return Origin.CALLED  # a deadline, a transaction: what is made of it is the program's
    own, values = given(binding.at, said.word, host) if depth > 1 else (False, ())
    levels = [_of(host.expr(value), host, depth - 1) for value in values]
    if levels and (own or max(levels) <= Origin.SAFE):
        return max(*levels, Origin.CONSTANT if own else Origin.CALLED)
    return Origin.PARAMETER


def _part(said: Expr, host: Host, depth: int) -> Origin:
    code = text_of(said.node)
    if asked(code, host):
        return Origin.SAFE if allowed(said.node, code, host) else Origin.OPEN
    if OF_A_CLASS.search(code) or set_up(said, code, host) or allowed(said.node, code, host):
        return Origin.SAFE
    base = said.parts[0] if said.parts else None
    if base is None:
        return Origin.CALLED
    if said.kind == "item":
        if not host.strict and _given_back(base, host):
            return Origin.CALLED
        chosen = _of(base, host, depth - 1)
        return max(Origin.SAFE, chosen)
    if base.kind == "name" and base.word in {"self", "cls", "this"}:
        return Origin.SAFE if said.word in KEYS else _own(said, host, depth)
    if said.word.isupper() or said.word in {"__table__", "__tablename__", "tableName", "db_table"}:
        return Origin.CONSTANT
    if base.kind == "name" and base.word[:1].isupper():
        return Origin.CONSTANT  # an attribute of a class: an enum, a constant
    if said.word in {"value", "name"} and base.kind == "attr" and base.word.isupper():
        return Origin.CONSTANT
    return _of(base, host, depth - 1)


def _given_back(base: Expr, host: Host) -> bool:
    """Whether a name holds what a function gave back that does not hand on what it is given."""
    found = lookup(base.node, base.word, host) or ()
    values = [host.expr(b.value) for b in found if b.value is not None and b.kind == "set"]
    return bool(values) and all(
        v.kind == "call"
        and v.word.rpartition(".")[2] not in SAME | host.same
        and not asked(text_of(v.node), host)
        for v in values
    )


def _own(said: Expr, host: Host, depth: int) -> Origin:
    """`self.table`: what the class gives it, if it gives it a constant."""
    for scope in ancestors(said.node):
        if scope.type.startswith("class"):
            given = [b for b in host.bindings(scope).get(said.word, ()) if b.value is not None]
            levels = [
                _of(host.expr(b.value), host, depth - 1) for b in given if b.value is not None
            ]
            return max(levels) if levels else Origin.FIELD
    return Origin.FIELD


def _call(said: Expr, host: Host, depth: int) -> Origin:
    word = said.word.replace(" ", "")
    last = word.rpartition(".")[2]
    receiver, *given = said.parts or (Expr("other", said.node),)
    if host.harmless is not None and host.harmless.search(word):
        return Origin.SAFE
    if word in READ or asked(word, host) or asked(text_of(said.node), host):
        return Origin.OPEN
    if NUMBERS.match(word) or QUOTED.search(word):
        return Origin.SAFE
    if last in FORMATS and DIGITS.match(text_of(said.node)):
        return Origin.SAFE
    if last in {"join", "map"} and MARKS.search(text_of(said.node)):
        return Origin.CONSTANT
    if last == "get" and receiver.kind in {"name", "many", "attr"}:
        table = _of(receiver, host, depth - 1)
        defaults = [_of(one, host, depth - 1) for one in given[1:]]
        return max([table, *defaults])
    worst = max((_of(one, host, depth - 1) for one in given), default=Origin.CONSTANT)
    if values := host.returns(said.node):
        level = max(_of(host.expr(value), host, depth - 1) for value in values)
        if level <= Origin.CALLED:
            return level
    if last in SAME or last in host.same:
        inner = _of(receiver, host, depth - 1) if receiver.kind != "other" else Origin.CONSTANT
        return max(inner, worst)
    return worst if worst >= Origin.PARAMETER else Origin.CALLED


def asked(code: str, host: Host) -> bool:
    """Whether code reads what a client sent."""
    return (REQUEST if host.request is None else host.request).match(code) is not None
