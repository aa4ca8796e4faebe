"""What values of a statement have to do with other files: parameters, and what functions answer."""

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_callers import OWN
from backlight.analysis.queries_guards import allowed
from backlight.analysis.queries_host import Binding, Expr, Host
from backlight.analysis.queries_live import live
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_returned import returned
from backlight.analysis.queries_vocabulary import SAME
from backlight.analysis.syntax import ancestors

FAR = 4
"""Names and calls that a value is followed through."""


def given(node: Node, host: Host, depth: int = FAR) -> tuple[str, ...]:
    """The position and the name of the parameter that a value is, if it is one as it came."""
    for one in _names(host.expr(node), host):
        if allowed(one.node, one.word, host):
            continue
        for way in live(lookup(one.node, one.word, host) or (), one.node, one.word):
            if way.kind == "param":
                return _place(way, one.word, host)
            found = given(way.value, host, depth - 1) if way.value is not None and depth else ()
            if found and way.kind == "set":
                return found
    return ()


def _names(said: Expr, host: Host) -> list[Expr]:
    """The names that a value is made of, by what gives back what is as good as it is given."""
    if said.kind == "name":
        return [said]
    last = said.word.rpartition(".")[2]
    if said.kind in {"join", "choice"} or (said.kind == "call" and last in SAME | host.same):
        return [name for part in said.parts for name in _names(part, host)]
    return []


def _place(parameter: Binding, name: str, host: Host) -> tuple[str, ...]:
    function = next((a for a in ancestors(parameter.at) if a.type in host.functions), None)
    if function is None:
        return ()
    names = [
        one
        for one, ways in host.bindings(function).items()
        if ways[0].kind == "param" and one not in OWN
    ]
    return (str(names.index(name)), name) if name in names else ()


def answered(node: Node, host: Host) -> str:
    """The name of the function of another file that gives a value, if one call does."""
    said = host.expr(node)
    if said.kind == "name":
        found = lookup(node, said.word, host) or ()
        if len(found) != 1 or found[0].kind != "set" or found[0].value is None:
            return ""
        said = host.expr(found[0].value)
    if said.kind != "call" or returned(said.node, host):
        return ""
    return calls.callee(said.node)
