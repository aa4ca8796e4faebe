"""Where the names of a program get their values, for the flow of values."""

from tree_sitter import Node

from backlight.analysis.queries_declared import meant, near
from backlight.analysis.queries_host import Binding, Expr, Host
from backlight.analysis.queries_vocabulary import SET_UP
from backlight.analysis.syntax import ancestors


def lookup(at: Node, name: str, host: Host) -> tuple[Binding, ...] | None:
    """Every way in which a name gets its value, in the nearest scope that knows it."""
    inside = False
    put: tuple[Binding, ...] = ()
    for scope in ancestors(at):
        if scope.type in host.scopes:
            is_class = scope.type.startswith("class")
            hidden = is_class and inside and not host.members
            found = () if hidden else meant(near(host.bindings(scope).get(name, ()), at), at)
            inside = inside or scope.type in host.functions
            if found and all(b.kind == "put" for b in found):
                put += found  # it is filled here, and made elsewhere
            elif found:
                found += put
                before = tuple(
                    b for b in found if b.kind == "param" or b.at.start_byte < at.end_byte
                )
                return before or found
    return None


def without(said: Expr, name: str) -> Expr:
    """An expression without a name that it adds to: `where = append(where, "a = ?")`."""
    if said.kind == "name" and said.word == name:
        return Expr("text", said.node)
    return Expr(said.kind, said.node, tuple(without(p, name) for p in said.parts), said.word)


def set_up(said: Expr, code: str, host: Host) -> bool:
    """Whether the settings of the module or of an object say it, not what a caller gives."""
    if not SET_UP.match(code):
        return False
    while said.parts and said.kind != "name":
        said = said.parts[0]
    if said.word in {"self", "cls", "this"}:
        return True
    inside = (
        scope.type in host.functions
        for one in lookup(said.node, said.word, host) or ()
        for scope in ancestors(one.at)
    )
    return not any(inside)
