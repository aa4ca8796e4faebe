"""What a function is given by the calls of its own file, where no other file can call it."""

from collections.abc import Mapping
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Host
from backlight.analysis.syntax import ancestors, descendants, field, text_of

MOST = 40
"""Calls that are looked at; what is called more often is called with anything."""
OWN = frozenset({"self", "cls"})


def given(parameter: Node, name: str, host: Host) -> tuple[Node, ...]:
    """What calls give a parameter; nothing if others may call the function, or nobody does."""
    function = next((a for a in ancestors(parameter) if a.type in host.functions), None)
    called = _name(function) if function is not None else ""
    if function is None or not called or not host.private(function, called):
        return ()
    bound = host.bindings(function).items()
    names = [one for one, ways in bound if ways[0].kind == "param" and one not in OWN]
    found = _calls(list(ancestors(function))[-1], host).get(called, ())
    if name not in names or not 0 < len(found) <= MOST:
        return ()
    values = [_argument(call, name, names.index(name)) for call in found]
    return tuple(value for value in values if value is not None) if None not in values else ()


def _name(function: Node) -> str:
    above = function.parent
    said = field(function, "name")
    if said is None and above is not None and above.type == "variable_declarator":
        said = field(above, "name")
    return text_of(said) if said is not None else ""


def _argument(call: Node, name: str, at: int) -> Node | None:
    arguments = calls.arguments(call)
    for one in arguments:
        if one.type == "keyword_argument" and text_of(one.children[0]) == name:
            return field(one, "value")
        if one.type in SPREADS:
            return None
    return arguments[at] if at < len(arguments) and arguments[at].type not in NAMED else None


NAMED = frozenset({"keyword_argument"})
SPREADS = frozenset({"list_splat", "dictionary_splat", "spread_element", "variadic_argument"})


@lru_cache(maxsize=4)
def _calls(root: Node, host: Host) -> Mapping[str, tuple[Node, ...]]:
    found: dict[str, list[Node]] = {}
    for call in descendants(root, *host.calls):
        found.setdefault(calls.callee(call), []).append(call)
    return {name: tuple(some) for name, some in found.items()}
