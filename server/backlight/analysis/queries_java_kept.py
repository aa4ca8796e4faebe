"""What a local list or map of Java gives back, and what a method of the file returns."""

from functools import lru_cache

from tree_sitter import Node

from backlight.analysis import queries_java
from backlight.analysis.queries_java_constant import FUNCTIONS, worked_out
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors, descendants, field, text_of

CHANGES = named("put add remove")
READS = named("get size containsKey isEmpty")
MADE = ("ArrayList", "LinkedList", "HashMap", "LinkedHashMap", "TreeMap", "Vector", "Hashtable")
MOST = 40
"""Changes that are followed."""


def element(call: Node) -> Node | None:
    """What `list.get(1)` or `map.get("key")` gives: all that was put in is seen, in its order."""
    of, given = field(call, "object"), queries_java.given(call)
    if of is None or of.type != "identifier" or len(given) != 1:
        return None
    function = next((a for a in ancestors(call) if a.type in FUNCTIONS), None)
    found = _changes(function, text_of(of)) if function is not None else None
    key = worked_out(given[0])
    if found is None or key is None:
        return None
    before = [one for one in found if one.end_byte <= call.start_byte]
    if len(before) > MOST:
        return None
    mapped = any(queries_java.method(one) == "put" for one in before)
    return _in_map(before, key) if mapped else _in_list(before, key)


def returns(call: Node) -> tuple[Node, ...]:
    """What a method gives back that is the only one of its name in the file; else nothing."""
    root = list(ancestors(call))[-1]
    methods = _methods(root).get(queries_java.method(call), ())
    if len(methods) != 1 or not _of_file(call, root):
        return ()
    found = [n for n in descendants(methods[0], "return_statement") if _owner(n) == methods[0]]
    values = [n.named_children[0] for n in found if n.named_children]
    return tuple(values) if len(values) == len(found) else ()


@lru_cache(maxsize=32)
def _changes(function: Node, name: str) -> tuple[Node, ...] | None:
    """Calls that change a collection, if all stand in the block in which it is made, in a row."""
    uses = [n for n in descendants(function, "identifier") if text_of(n) == name]
    made, found = None, []
    for use in uses:
        above = use.parent
        if above is None:
            return None
        if above.type == "variable_declarator" and field(above, "name") == use:
            made = above if made is None and _empty(field(above, "value")) else None
            if made is None:
                return None
        elif above.type == "method_invocation" and field(above, "object") == use:
            if queries_java.method(above) in CHANGES:
                found.append(above)
            elif queries_java.method(above) not in READS:
                return None
        else:
            return None
    block = made.parent.parent if made is not None and made.parent is not None else None
    straight = all(n.parent is not None and n.parent.parent == block for n in found)
    return tuple(found) if block is not None and straight else None


def _empty(made: Node | None) -> bool:
    return (
        made is not None
        and made.type == "object_creation_expression"
        and queries_java.method(made).rpartition(".")[2] in MADE
        and not queries_java.given(made)
    )


def _in_map(changes: list[Node], key: object) -> Node | None:
    held: dict[object, Node] = {}
    for one in changes:
        given = queries_java.given(one)
        at = worked_out(given[0]) if given else None
        if at is None:
            return None
        if queries_java.method(one) == "remove":
            held.pop(at, None)
        elif len(given) == 2:
            held[at] = given[1]
    return held.get(key)


def _in_list(changes: list[Node], key: object) -> Node | None:
    held: list[Node] = []
    for one in changes:
        given = queries_java.given(one)
        if queries_java.method(one) == "add" and len(given) == 1:
            held.append(given[0])
            continue
        at = worked_out(given[0]) if given else None
        if not isinstance(at, int) or not 0 <= at < len(held) + (len(given) == 2):
            return None
        if queries_java.method(one) == "add":
            held.insert(at, given[1])
        else:
            del held[at]
    return held[key] if isinstance(key, int) and 0 <= key < len(held) else None


@lru_cache(maxsize=4)
def _methods(root: Node) -> dict[str, tuple[Node, ...]]:
    found: dict[str, list[Node]] = {}
    for one in descendants(root, "method_declaration"):
        found.setdefault(queries_java.method(one), []).append(one)
    return {name: tuple(some) for name, some in found.items()}


def _of_file(call: Node, root: Node) -> bool:
    """Whether a method is called on this object, or on one of a class of the file."""
    of = field(call, "object")
    if of is None or of.type == "this":
        return True
    name = queries_java.method(of) if of.type == "object_creation_expression" else text_of(of)
    classes = (field(n, "name") for n in descendants(root, "class_declaration"))
    return any(one is not None and text_of(one) == name for one in classes)


def _owner(node: Node) -> Node | None:
    return next((a for a in ancestors(node) if a.type in FUNCTIONS), None)
