"""What a function reads of a value it is given: which keys, where, and what is done with them.

A path is the keys that lead from the value to what is read: `req.body.user.email` is
`("body", "user", "email")` of the parameter `req`. Aliases and destructuring are followed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import member_of, parts
from backlight.analysis.javascript_hints import Hint, hints
from backlight.analysis.javascript_names import bound, hidden
from backlight.analysis.javascript_types import CONVERSIONS, THROUGH, callee_of
from backlight.analysis.syntax import descendants, text_of

Path = tuple[str, ...]

KEEPING = {"trim", "toLowerCase", "toUpperCase", "toString", "normalize", "escape"}
"""Methods whose answer still stands for the same field."""

NAMES = ("identifier", "shorthand_property_identifier")

LOGS = regex(r"^(console|debug|log)\b|[lL]og(ger)?\.\w+$")
"""Who is handed a value only to write it down."""


@dataclass(frozen=True, slots=True)
class Read:
    """One place where a path is read, with what it tells of the value."""

    path: Path
    node: Node
    hint: Hint = field(default_factory=Hint)
    whole: bool = False
    """The value goes on as a whole (an argument, a spread, an answer): its keys are not seen."""
    sure: bool = True
    """It is read on every path."""


def reads(function: Node, given: Mapping[str, Path]) -> list[Read]:
    """Every read of the values a function is given by name, in order of place."""
    body = function.child_by_field_name("body")
    if body is None:
        return []
    known: dict[str, Path] = dict(given)
    found: list[Read] = []
    for node in descendants(body, *NAMES):
        name = text_of(node)
        if name in known and not _declared(node) and not hidden(node, name, function):
            found.extend(_follow(node, known[name], known))
    return found


def given_by(pattern: Node | None, path: Path) -> dict[str, Path]:
    """The names that a parameter's pattern gives to the parts of a value."""
    return {name: (*path, *keys) for name, keys in bound(pattern)} if pattern is not None else {}


def climb(node: Node, path: Path) -> tuple[Node, Path, str]:
    """The longest expression that starts with a name, its path, and the method called on it."""
    while True:
        above = node.parent
        if above is None:
            return node, path, ""
        if above.type in THROUGH:
            node = above
            continue
        if above.type not in {"member_expression", "subscript_expression"}:
            return node, path, ""
        if above.child_by_field_name("object") != node:
            return node, path, ""
        name = member_of(above)
        call = above.parent
        called = call is not None and call.type == "call_expression"
        if (
            name is not None
            and call is not None
            and called
            and (call.child_by_field_name("function") == above)
        ):
            return above, path, name
        if name is None or name == "length" or (name == "toString" and called):
            return node, path, name or "[]"
        node, path = above, (*path, name)


def _follow(start: Node, path: Path, known: dict[str, Path]) -> Iterator[Read]:
    before = len(path)
    node, path, method = climb(start, path)
    if _declared(node):
        return
    yield from _maybe(node, path, before)
    hint = hints(node, method)
    top, above = node, node.parent
    if method and above is not None and method in KEEPING:
        top, above = above, above.parent
    while above is not None and _passes(above, top):
        top, above = above, above.parent
    if above is not None and above.type == "variable_declarator":
        pattern = above.child_by_field_name("name")
        if pattern is not None and pattern.type == "object_pattern":
            yield from _taken(pattern, path, known)
            return
        if pattern is not None and pattern.type == "identifier" and (not method or top != node):
            known[text_of(pattern)] = path
            if top == node:
                yield Read(path, node, hint)
                return
    yield Read(path, node, hint, whole=not method and _goes_on(node))


def _maybe(node: Node, path: Path, before: int) -> Iterator[Read]:
    """Values on the way of which the code says, by `?.`, that they may be missing."""
    at: Node | None = node
    while at is not None and len(path) > max(before, 2):
        if at.type in {"member_expression", "subscript_expression"}:
            path = path[:-1]
            if any(child.type == "optional_chain" for child in at.children):
                yield Read(path, at, Hint(optional=True))
        at = at.child_by_field_name("object") or next(iter(parts(at)), None)


def _passes(above: Node, node: Node) -> bool:
    """What a value goes through and still stands for the same field: conversions and defaults."""
    if above.type in THROUGH:
        return True
    if above.type == "binary_expression":
        operator = above.child_by_field_name("operator")
        left = above.child_by_field_name("left") == node
        return left and operator is not None and text_of(operator) in {"||", "??"}
    if above.type == "unary_expression":
        return text_of(above).startswith("+")
    if above.type == "arguments":
        return bool(parts(above)) and parts(above)[0] == node and _converts(above.parent)
    if above.type in {"call_expression", "new_expression"}:
        return _converts(above) and node.type == "arguments"
    return False


def _converts(call: Node | None) -> bool:
    if call is None:
        return False
    callee = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    return callee is not None and text_of(callee) in CONVERSIONS


def _taken(pattern: Node, path: Path, known: dict[str, Path]) -> Iterator[Read]:
    """What `const { a, b = 1, ...rest } = value` takes."""
    for child in parts(pattern):
        if child.type == "rest_pattern":
            yield Read(path, child, whole=True)
            known |= given_by(child, path)
            continue
        inner = child.child_by_field_name("value") if child.type == "pair_pattern" else child
        if inner is not None and inner.type == "assignment_pattern":
            inner = inner.child_by_field_name("left")
        for name, keys in bound(child):
            known[name] = (*path, *keys)
            default = _default(child)
            hint = Hint(default=default, optional=True) if default is not None else Hint()
            yield Read((*path, *keys), child, hint)


def _default(child: Node) -> str | None:
    """The default that one element of a pattern gives."""
    inner = child.child_by_field_name("value") if child.type == "pair_pattern" else child
    if inner is None or inner.type not in {"assignment_pattern", "object_assignment_pattern"}:
        return None
    right = inner.child_by_field_name("right")
    return text_of(right) if right is not None else None


def _goes_on(node: Node) -> bool:
    above = node.parent
    while above is not None and above.type in THROUGH:
        above = above.parent
    if above is None:
        return False
    if above.type == "arguments":
        return not _converts(above.parent) and not LOGS.search(callee_of(above))
    return above.type in {"spread_element", "return_statement", "array", "pair", "object"}


def _declared(node: Node) -> bool:
    """Whether a name or a member is declared or only given a value: what it held is not read."""
    above = node.parent
    if above is None:
        return False
    if above.type == "variable_declarator":
        return above.child_by_field_name("name") == node
    if above.type in {"assignment_pattern", "object_assignment_pattern"}:
        return above.child_by_field_name("left") == node
    if above.type == "assignment_expression":
        return above.child_by_field_name("left") == node
    return above.type in {"formal_parameters", "required_parameter", "rest_pattern"}
