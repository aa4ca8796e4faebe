"""Where a value that goes into a query comes from, as far as its own file tells."""

from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.queries_callers import given
from backlight.analysis.queries_fields import given_field
from backlight.analysis.queries_filled import key_of
from backlight.analysis.queries_guards import allowed
from backlight.analysis.queries_host import Binding, Expr, Host
from backlight.analysis.queries_live import live
from backlight.analysis.queries_lookup import lookup, set_up, without
from backlight.analysis.queries_origin import (
    DEPTH,
    FOLLOWED,
    HANDS,
    KEYS,
    Origin,
    annotated,
    asked,
    by_name,
    counted,
    given_back,
    unknown,
)
from backlight.analysis.queries_positions import at_position
from backlight.analysis.queries_returned import returned
from backlight.analysis.queries_vocabulary import OF_A_CLASS, SAME
from backlight.analysis.resolvers import asked_for
from backlight.analysis.syntax import ancestors, text_of


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
            return _name(said.node, said.word, host, depth)
        case "attr" | "item":
            return _part(said, host, depth)
        case "call":
            return _call(said, host, depth)
        case "join" | "choice" | "many":
            return max((_of(p, host, depth - 1) for p in said.parts), default=Origin.CONSTANT)
        case _:
            return Origin.CALLED


@lru_cache(maxsize=2048)
def _name(node: Node, word: str, host: Host, depth: int) -> Origin:
    """Where the value of a name comes from; many ways lead to the same name."""
    said = Expr("name", node, word=word)
    if allowed(said.node, said.word, host):
        return Origin.SAFE
    found = lookup(said.node, said.word, host)
    if found is None and host.strict is False and (level := _back(said.node, host, depth)):
        return level
    if found is None:
        return unknown(said.word, host)
    levels = [_bound(binding, said, host, depth) for binding in live(found, said.node, said.word)]
    return max(levels, default=Origin.OPEN)


def _bound(binding: Binding, said: Expr, host: Host, depth: int) -> Origin:
    if counted(binding, said.word):
        return Origin.SAFE
    if binding.kind == "import":
        return Origin.CONSTANT if said.word != "request" else Origin.OPEN
    if binding.kind == "param":
        return _parameter(binding, said, host, depth)
    if binding.value is None:
        return max(Origin.CALLED, _kept(binding, said, host, depth))
    if binding.value.start_byte <= said.node.start_byte < binding.value.end_byte:
        return Origin.CONSTANT  # `x = x + …`: the other bindings of x say where it comes from
    level = _of(without(host.expr(binding.value), said.word), host, depth - 1)
    return max(level, _kept(binding, said, host, depth))


def _kept(binding: Binding, said: Expr, host: Host, depth: int) -> Origin:
    """What the methods of a class give a field that it declares, if a client sent it."""
    kept = given_field(binding.at, said, host) if host.members and depth > FOLLOWED else ()
    levels = {_of(host.expr(one), host, depth - 2) for one in kept}
    return Origin.OPEN if Origin.OPEN in levels else Origin.CONSTANT


def _parameter(binding: Binding, said: Expr, host: Host, depth: int) -> Origin:
    """What is given to a parameter: by the calls of its file, where no other file can call."""
    if said.word in {"request", "req"} or annotated(binding.at) or asked_for(binding.at):
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
        return _item(said, base, host, depth)
    if base.kind == "name" and base.word in {"self", "cls", "this"}:
        return Origin.SAFE if said.word in KEYS else _own(said, host, depth)
    if said.word.isupper() or said.word in {"__table__", "__tablename__", "tableName", "db_table"}:
        return Origin.CONSTANT
    if base.kind == "name" and base.word[:1].isupper():
        return Origin.CONSTANT  # an attribute of a class: an enum, a constant
    if said.word in {"value", "name"} and base.kind == "attr" and base.word.isupper():
        return Origin.CONSTANT
    return _held(base, said.word, host, depth - 1)


def _item(said: Expr, base: Expr, host: Host, depth: int) -> Origin:
    """What a list has at a position, or a map under a key."""
    if not host.strict and given_back(base, host):
        return Origin.CALLED
    key = key_of(said.parts[-1].node) if len(said.parts) > 1 else ""
    if (value := at_position(base, key, host)) is not None:
        return _of(host.expr(value), host, depth - 1)
    return max(Origin.SAFE, _held(base, key, host, depth - 1))


def _held(base: Expr, key: str, host: Host, depth: int) -> Origin:
    """What something that holds many has under a key: what is put in under others is left out."""
    found = lookup(base.node, base.word, host) if base.kind == "name" and key else None
    if found is None or all(one.key in {"", key} for one in found):
        return _of(base, host, depth)
    kept = live(tuple(one for one in found if one.key in {"", key}), base.node, base.word)
    return max((_bound(one, base, host, depth) for one in kept), default=Origin.CONSTANT)


def _own(said: Expr, host: Host, depth: int) -> Origin:
    """`self.table`: what the function or the class gives it, if it gives it a constant."""
    found = lookup(said.node, text_of(said.node), host) or ()
    if found and found[0].kind == "set" and live(found, said.node, said.word)[0].value is not None:
        return max(_bound(one, said, host, depth - 1) for one in found)
    for scope in ancestors(said.node):
        if scope.type.startswith("class"):
            given = (b.value for b in host.bindings(scope).get(said.word, ()))
            levels = [_of(host.expr(one), host, depth - 1) for one in given if one is not None]
            return max(levels, default=Origin.FIELD)
    return Origin.FIELD


def _call(said: Expr, host: Host, depth: int) -> Origin:
    word = said.word.replace(" ", "")
    last = word.rpartition(".")[2]
    receiver, *given = said.parts or (Expr("other", said.node),)
    if (known := by_name(said.node, word, host)) is not None:
        return known
    if last == "get" and receiver.kind in {"name", "many", "attr"}:
        table = _held(receiver, key_of(given[0].node) if given else "", host, depth - 1)
        return max([table, *(_of(one, host, depth - 1) for one in given[1:])])
    worst = max((_of(one, host, depth - 1) for one in given), default=Origin.CONSTANT)
    if (level := _back(said.node, host, depth)) is not None:
        return level
    if last in SAME or last in host.same:
        inner = _of(receiver, host, depth - 1) if receiver.kind != "other" else Origin.CONSTANT
        return max(inner, worst)
    if worst < Origin.OPEN and HANDS.match(last) and _brought(receiver, host, depth):
        return Origin.OPEN
    return worst if worst >= Origin.PARAMETER else Origin.CALLED


def _brought(receiver: Expr, host: Host, depth: int) -> bool:
    """Whether a name of the function holds something that was made of the request."""
    while receiver.kind in {"item", "attr"} and receiver.parts:
        receiver = receiver.parts[0]
    if receiver.kind != "name" or depth <= 1:
        return False
    found = lookup(receiver.node, receiver.word, host) or ()
    values = [one for one in found if one.kind == "set" and one.value is not None]
    return any(_bound(one, receiver, host, depth - 1) == Origin.OPEN for one in values)


def _back(node: Node, host: Host, depth: int) -> Origin | None:
    """What a function of the file gives back, if it is the same whatever it is given."""
    if depth <= FOLLOWED:
        return None
    values = host.returns(node) if host.members else returned(node, host)
    found = (_of(host.expr(value), host, depth - 2) for value in values)
    level = max(found, default=Origin.PARAMETER)
    return None if level in {Origin.PARAMETER, Origin.FIELD} else level
