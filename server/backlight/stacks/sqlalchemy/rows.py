"""What a function reads of the rows of a query, one row at a time."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import ancestors, descendants, text_of
from backlight.stacks.sqlalchemy.chains import Chain

PLAIN = frozenset({"year", "month", "day", "hour", "minute", "second", "value", "hex", "days"})
"""Read of a date, an enum or a number: what they are read of is a column."""
LOOPS = frozenset({"for_statement", "for_in_clause"})


def touched(chain: Chain) -> tuple[str, ...]:
    """Attributes of a row that are read as objects or gone over, inside a loop over the rows."""
    found: dict[str, None] = {}
    for variable, body in loops(chain):
        for node in descendants(body, "attribute"):
            owner, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
            if owner is None or name is None or text_of(owner) != variable:
                continue
            if owner.type == "identifier" and _relation(node):
                found[text_of(name)] = None
    return tuple(found)


def loops(chain: Chain) -> Iterator[tuple[str, Node]]:
    """The variable of each loop over the rows, and what the loop does."""
    scope = next(
        (a for a in ancestors(chain.node) if a.type in {"function_definition", "module"}), None
    )
    if scope is None:
        return
    names = _names(chain, scope)
    for loop in _nodes(scope)[1]:
        left, right = loop.child_by_field_name("left"), loop.child_by_field_name("right")
        if left is None or right is None or left.type != "identifier":
            continue
        around = right.start_byte <= chain.node.start_byte and chain.node.end_byte <= right.end_byte
        after = loop.start_byte > chain.node.end_byte
        if around or (after and _of(right, names)):
            body = loop.child_by_field_name("body") if loop.type == "for_statement" else loop.parent
            if body is not None:
                yield text_of(left), body


MANY = 200
"""Names that are given a value behind a query, and may hold its rows; in longer code no more."""


def _names(chain: Chain, scope: Node) -> set[str]:
    """Names that hold the rows, or the statement they come from; one given anew is left out."""
    names: set[str] = set()
    given = _nodes(scope)[0]
    first = bisect_right(given, chain.node.start_byte, key=lambda node: node.start_byte)
    for node in given[max(0, first - MANY) : first + MANY]:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            continue
        around = right.start_byte <= chain.node.start_byte and chain.node.end_byte <= right.end_byte
        if around or (names and node.start_byte > chain.node.end_byte and _of(right, names)):
            names.add(text_of(left))
    return {name for name in names if _nodes(scope)[2][name] == 1}


@lru_cache(maxsize=16)
def _nodes(scope: Node) -> tuple[list[Node], list[Node], Counter[str]]:
    """In a scope: what gives a name a value, the loops, and how often each name is given one."""
    given: list[Node] = []
    loops: list[Node] = []
    for node in descendants(scope, "assignment", *LOOPS):
        left = node.child_by_field_name("left")
        if node.type in LOOPS:
            loops.append(node)
        elif left is not None and left.type == "identifier":
            given.append(node)
    lefts = (node.child_by_field_name("left") for node in given)
    return given, loops, Counter(text_of(left) for left in lefts if left is not None)


def _of(node: Node, names: set[str]) -> bool:
    """Whether an expression is one of the names, run or unpacked."""
    code = text_of(node)
    if code.startswith("await "):
        code = code.removeprefix("await ")
    code = code.lstrip("(")
    head = WORD.match(code)
    if head is None or not names:
        return False
    if head[0] in names:
        rest = code[head.end() :]
        return not rest or STEPS.match(rest) is not None
    run = RUN.search(code)
    return run is not None and run[1] in names


WORD = regex(r"[A-Za-z_]\w*")
STEPS = regex(r"^(?:\)|\.(?:all|scalars|unique|fetchall|yield_per|items)\b)")
RUN = regex(r"\.(?:execute|scalars|exec|stream_scalars)\(\s*(\w+)\s*[,)]")


def _relation(node: Node) -> bool:
    """Whether `row.author` is read as an object (`row.author.name`) or gone over."""
    above = node.parent
    if above is None:
        return False
    if above.type == "attribute" and above.child_by_field_name("object") == node:
        name = above.child_by_field_name("attribute")
        called = above.parent is not None and above.parent.type == "call"
        called = (
            called
            and above.parent is not None
            and (above.parent.child_by_field_name("function") == above)
        )
        return name is not None and text_of(name) not in PLAIN and not called
    if above.type in LOOPS:
        return above.child_by_field_name("right") == node
    if above.type == "argument_list" and above.parent is not None:
        function = above.parent.child_by_field_name("function")
        return function is not None and text_of(function) == "len"
    return False
