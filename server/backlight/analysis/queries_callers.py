"""What a function is given by the calls of its own file."""

from functools import lru_cache
from re import escape, finditer

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Host
from backlight.analysis.syntax import ancestors, field, text_of

MOST = 40
"""Calls that are looked at; what is called more often is called with anything."""
OWN = frozenset({"self", "cls"})


def given(parameter: Node, name: str, host: Host) -> tuple[bool, tuple[Node, ...]]:
    """What the calls of its file give a parameter, and whether no other file can call it."""
    function = next((a for a in ancestors(parameter) if a.type in host.functions), None)
    called = name_of(function) if function is not None else ""
    if function is None or not called:
        return False, ()
    own = host.private(function, called)
    bound = host.bindings(function).items()
    names = [one for one, ways in bound if ways[0].kind == "param" and one not in OWN]
    found = _calls(list(ancestors(function))[-1], called, host)
    if name not in names or not 0 < len(found) <= MOST:
        return own, ()
    values = [_argument(call, name, names.index(name)) for call in found]
    return own, (() if None in values else tuple(one for one in values if one is not None))


def name_of(function: Node) -> str:
    """What a function is called, by itself or by the name that it is given."""
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


@lru_cache(maxsize=256)
def _calls(root: Node, name: str, host: Host) -> tuple[Node, ...]:
    """The calls of a name; the text is searched for it, since a tree grows with its file."""
    pattern = rb"(?<![\w$])" + escape(name.encode()) + rb"(?![\w$])"
    found: dict[Node, None] = {}
    for hit in finditer(pattern, root.text or b""):
        said = root.descendant_for_byte_range(*(root.start_byte + at for at in hit.span()))
        above = said.parent if said is not None else None
        for one in (above, above.parent if above is not None else None):
            if one is not None and one.type in host.calls and calls.callee(one) == name:
                found[one] = None
        if len(found) > MOST:
            break
    return tuple(found)
