"""What a loop of JavaScript goes over, and the names that stand for an item in its body."""

from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import FUNCTIONS
from backlight.analysis.syntax import ancestors, descendants, field, text_of

NAMES = ("identifier", "shorthand_property_identifier")
BUILT = regex(r"[A-Z]\w*")
"""A class: `Promise.map(rows, …)` is given what it goes over."""


def over_of(loop: Node) -> Node | None:
    """What a loop goes over; `None` for one that counts."""
    if loop.type == "for_in_statement":
        return field(loop, "right")
    if loop.type != "call_expression":
        return None
    of, given = field(loop, "function", "object"), field(loop, "arguments")
    first = given.named_children[0] if given is not None and given.named_children else None
    if of is not None and first is not None and BUILT.fullmatch(text_of(of)):
        return first if first.type not in FUNCTIONS else None  # `Promise.map(rows, …)`
    return of


@lru_cache(maxsize=1)
def items_of(loop: Node) -> set[str]:
    """The names that stand for an item, or for something of it, in the body of a loop.

    They are worked out once for all that is asked in the loop.
    """
    body: Node | None = field(loop, "body")
    if loop.type == "for_in_statement":
        left = field(loop, "left")
        names = _words(left) if left is not None else set()
    elif loop.type == "call_expression" and over_of(loop) is not None:
        given = field(loop, "arguments")
        run = [one for one in given.named_children if one.type in FUNCTIONS] if given else []
        body = run[0] if run else None
        names = _words(_first(body)) if body is not None else set()
    elif loop.type == "for_statement":
        names = _counted(loop)
    else:
        return set()
    for one in descendants(body, "variable_declarator") if body is not None else ():
        name, value = field(one, "name"), field(one, "value")
        if name is not None and value is not None and says(value, names):
            names |= _words(name)
    return names


def _first(function: Node) -> Node:
    """The first parameter, which is the item; of `reduce` it is the second."""
    said = field(function, "parameters") or field(function, "parameter") or function
    given = [said] if said.type == "identifier" else said.named_children
    call = next((one for one in ancestors(function) if one.type == "call_expression"), function)
    folds = text_of(field(call, "function", "property") or call) == "reduce"
    return given[1] if folds and len(given) > 1 else given[0] if given else function


def _counted(loop: Node) -> set[str]:
    """`rows[i]` where a loop counts by one; a page or a try has no item."""
    step = text_of(field(loop, "increment") or loop)
    hit = STEP.fullmatch(step)
    return {f"[{hit[1] or hit[2] or hit[3]}]"} if hit is not None else set()


STEP = regex(r"(\w+)\+\+|\+\+(\w+)|(\w+)\s*\+=\s*1")


def _words(node: Node) -> set[str]:
    kinds = ("identifier", "shorthand_property_identifier_pattern")
    return {text_of(one) for one in descendants(node, *kinds)}


def says(node: Node, names: set[str]) -> bool:
    """Whether code names one of some items."""
    return next(mentions(node, names), None) is not None


def mentions(node: Node, names: set[str]) -> Iterator[Node]:
    """The places in code that name one of some items."""
    for one in descendants(node, *NAMES, "subscript_expression"):
        if one.type != "subscript_expression":
            if text_of(one) in names:
                yield one
        elif f"[{text_of(field(one, 'index') or one)}]" in names:
            yield one
