"""How a Python function uses a mapping it was given: the keys it reads, and where it goes whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from tree_sitter import Node

from backlight.analysis.python_expressions import keyword, parts, string
from backlight.analysis.python_locals import (
    argument_of,
    assignments,
    called,
    climb,
    filtered,
    is_changed,
    occurrences,
)
from backlight.analysis.syntax import text_of

How = Literal["item", "get", "in", "list"]
"""`body["x"]`, `body.get("x")`, `"x" in body`, `form.getlist("x")`."""

DEEPEST = 2
"""How many keys deep a body is followed: `body["user"]["email"]`."""

CHANGING = frozenset({"pop", "popitem", "update", "setdefault", "clear"})


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """One place that reads a key."""

    keys: tuple[str, ...]
    how: How
    node: Node
    """The whole expression: `body.get("age", 3)`."""
    default: Node | None = None


@dataclass(slots=True, eq=False)
class Uses:
    """Everything that happens to a mapping in a function."""

    reads: list[Read] = field(default_factory=list)
    bound: list[tuple[str, tuple[str, ...], Node]] = field(default_factory=list)
    """Local names that hold the mapping or a part of it: name, keys, the assignment."""
    whole: list[tuple[Node, str]] = field(default_factory=list)
    """Where it is passed on whole, and in words how; the node is the mapping there."""
    tests: list[Node] = field(default_factory=list)
    """Where it is asked whether there is anything in it; the node is the mapping there."""
    unclear: str = ""
    """Why its keys cannot be known, in words; empty if they can."""

    def doubt(self, why: str) -> None:
        """Say why the keys cannot be known; the first reason stays."""
        self.unclear = self.unclear or why


def follow(function: Node, roots: Iterable[Node]) -> Uses:
    """Follow a mapping from the expressions that stand for it through a function."""
    found = Uses()
    for root in roots:
        _use(function, root, (), found)
    found.reads.sort(key=lambda read: read.node.start_byte)
    return found


def _use(function: Node, node: Node, keys: tuple[str, ...], found: Uses) -> None:
    """One place where the mapping (or, with keys, a part of it) stands."""
    node = climb(node)
    above = node.parent
    if above is None:
        return
    match above.type:
        case "subscript":
            _subscript(function, node, above, keys, found)
        case "attribute":
            _attribute(function, above, keys, found)
        case "comparison_operator":
            _comparison(node, above, keys, found)
        case "assignment" | "named_expression":
            _bind(function, node, above, keys, found)
        case "not_operator" | "boolean_operator" | "if_statement" | "elif_clause":
            found.tests += [node] if not keys else []
        case "conditional_expression" if above.named_children[1] == node:
            found.tests += [node] if not keys else []
        case _ if not keys and above.type != "expression_statement":
            _rest(node, above, found)
        case _:
            return


def _subscript(function: Node, node: Node, above: Node, keys: tuple[str, ...], found: Uses) -> None:
    if above.child_by_field_name("value") != node:
        return
    key = [string(n) for n in above.children_by_field_name("subscript")]
    if len(key) != 1 or key[0] is None:
        if not keys:
            found.doubt("it reads a key that is computed")
        return
    if is_changed(above):
        found.doubt("it changes the body in place")
    _read(function, Read((*keys, key[0]), "item", above), found)


def _attribute(function: Node, above: Node, keys: tuple[str, ...], found: Uses) -> None:
    name = text_of(parts(above)[-1])
    call = above.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != above:
        if not keys:
            found.doubt(f"it uses `.{name}` of the body")
        return
    if name in {"get", "getlist"}:
        given = call.child_by_field_name("arguments")
        args = parts(given) if given is not None else []
        key = string(args[0]) if args else None
        if key is not None:
            default = next((n for n in args[1:] if n.type != "keyword_argument"), None)
            default = default or keyword(args, "default")
            how: How = "get" if name == "get" else "list"
            _read(function, Read((*keys, key), how, call, default), found)
            return
        if not keys:
            found.doubt("it reads a key that is computed")
    elif name in {"to_dict", "copy"}:
        _use(function, call, keys, found)
    elif name == "items" and (same := filtered(call)) is not None:
        _use(function, same, keys, found)
    elif name in CHANGING:
        found.doubt("it changes the body in place")
    elif not keys:
        found.doubt(f"it calls `.{name}()` of the body")


def _read(function: Node, read: Read, found: Uses) -> None:
    found.reads.append(read)
    if len(read.keys) < DEEPEST:
        _use(function, read.node, read.keys, found)


def _comparison(node: Node, above: Node, keys: tuple[str, ...], found: Uses) -> None:
    operators = [c.type for c in above.children if not c.is_named]
    if above.named_children[-1] == node and operators[-1:] in (["in"], ["not in"]):
        key = string(above.named_children[0])
        if key is not None and above.named_child_count == 2:
            found.reads.append(Read((*keys, key), "in", above))
        elif not keys:
            found.doubt("it reads a key that is computed")
    elif not keys:
        found.tests.append(node)


def _bind(function: Node, node: Node, above: Node, keys: tuple[str, ...], found: Uses) -> None:
    if above.type == "named_expression":
        name, value = above.child_by_field_name("name"), above.child_by_field_name("value")
    else:
        name, value = above.child_by_field_name("left"), above.child_by_field_name("right")
    if value != node or name is None:
        return
    if name.type != "identifier":
        found.doubt("" if keys else "it unpacks the body")
        return
    local = text_of(name)
    if len(assignments(function, local)) > 1:
        found.doubt("" if keys else f"it gives `{local}` several values")
        return
    found.bound.append((local, keys, above))
    if above.type == "named_expression":
        _use(function, above, keys, found)
    for place in occurrences(function, local):
        _use(function, place, keys, found)


def _rest(node: Node, above: Node, found: Uses) -> None:
    """The mapping itself goes somewhere."""
    call = argument_of(node)
    if call is not None and called(call) == "isinstance":
        found.tests.append(node)
    elif call is not None and called(call) in {"len", "list", "set", "sorted", "tuple", "iter"}:
        found.doubt(f"it uses every key of the body (`{called(call)}()`)")
    elif above.type == "dictionary_splat":
        into = f"`{called(call)}`" if call is not None else "a dict"
        found.whole.append((node, f"spread into {into}"))
    elif call is not None:
        found.whole.append((node, f"passed to `{called(call)}`"))
    elif above.type == "return_statement":
        found.whole.append((node, "returned"))
    elif above.type in {"for_statement", "for_in_clause"}:
        found.doubt("it goes over every key of the body")
    else:
        found.whole.append((node, "passed on whole"))
