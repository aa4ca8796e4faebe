"""What becomes of the rows of a chain: where they are gone over, what is read of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import compile as regex
from re import search

from tree_sitter import Node

from backlight.analysis.syntax import ancestors, descendants, field, text_of
from backlight.stacks.django.around import scope_of, used
from backlight.stacks.django.chains import Chain

COMPREHENSIONS = (
    "list_comprehension",
    "set_comprehension",
    "dictionary_comprehension",
    "generator_expression",
)
VALUES = regex(
    r"(?:^|_)(?:country|image|photo|avatar|cover|thumbnail|logo|attachment|money)$|(?:^|_)(?:price|amount|total)(?:_|$)"
)
"""Fields whose values have parts of their own: `country.code`, `image.name`, `price.currency`."""
LOOPED = r"\bin[\s(]+(?:\w+\s*\(\s*)*{}\b"
"""How a name is written that is gone over."""
WHOLE = ("all", "count", "exists")
"""Steps of a related manager that rows loaded before can answer."""
_NOT_RELATED = (
    "url path size file year month day hour minute second date time timestamp isoformat"
    " strftime total_seconds days seconds hex value label name_display objects lower upper"
    " strip split startswith endswith format replace items keys values get append title"
    " encode decode storage"
)
NOT_RELATED = frozenset(_NOT_RELATED.split())
"""Attributes of files, dates, texts and dicts: what has them is a value, not another row."""


@dataclass(frozen=True, slots=True)
class Loop:
    """One place where the rows are gone over: the loop, and the name a row has in it."""

    node: Node
    row: str
    body: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """An attribute read from a row: the path of names behind the row, and the last node."""

    path: tuple[str, ...]
    node: Node
    called: bool
    """The last name is called."""


def loops(chain: Chain) -> Iterator[Loop]:
    """Every loop and comprehension over the chain, or over the one name it is given."""
    found = _over(chain.node)
    if found is not None:
        yield found
    name = variable(chain, LOOPED)
    if name:
        for node in used(scope_of(chain.node), name):
            after = node.start_byte > chain.node.start_byte
            if after and (over := _over(node)) is not None:
                yield over


def variable(chain: Chain, wanted: str = "{}") -> str:
    """The local name a chain is assigned to, if nothing else ever is.

    A pattern says how the name must be written somewhere for the caller to care.
    """
    above = chain.node.parent
    left = field(above, "left") if above is not None and above.type == "assignment" else None
    if above is None or left is None or left.type != "identifier":
        return ""
    scope, name = scope_of(chain.node), text_of(left)
    if scope.type != "function_definition":
        return ""
    if not _written(scope, wanted.format(name)):
        return ""
    return name if all(n == above or _narrows(n, name) for n in _bound(scope).get(name, ())) else ""


def reads(loop: Loop) -> Iterator[Read]:
    """Every attribute that is read from the rows of a loop."""
    for part in loop.body:
        for node in used(part, loop.row):
            path: list[str] = []
            at = node
            while (
                at.parent is not None
                and at.parent.type == "attribute"
                and field(at.parent, "object") == at
            ):
                at = at.parent
                path.append(text_of(field(at, "attribute") or at))
            called = at.parent is not None and field(at.parent, "function") == at
            if path:
                yield Read(tuple(path), at, called)


def rebound(loop: Loop) -> bool:
    """Whether the name of the row is given something else inside the loop."""
    return any(
        _binds(node, loop.row)
        for part in loop.body
        for node in descendants(part, "assignment", "augmented_assignment", "for_statement")
    )


def likely(read: Read) -> str:
    """The relation that a read follows, by its looks alone; empty if it may be a plain value."""
    if len(read.path) < 2 or read.path[0].startswith("_"):
        return ""
    first, second = read.path[:2]
    if VALUES.search(first):
        return ""
    if second in WHOLE and read.called and len(read.path) == 2:
        return first
    last = read.called and len(read.path) == 2
    return "" if last or second in NOT_RELATED or first in {"objects", "pk", "id"} else first


def _over(node: Node) -> Loop | None:
    """The loop that goes over a node; `enumerate(…)`, `list(…)` are looked through."""
    at, above = node, node.parent
    while above is not None and above.type in {"argument_list", "call", "parenthesized_expression"}:
        function = field(above, "function") if above.type == "call" else None
        if function is not None and text_of(function) not in {
            "enumerate",
            "list",
            "tuple",
            "iter",
            "reversed",
        }:
            return None
        at, above = above, above.parent
    if above is None or field(above, "right") != at:
        return None
    row = field(above, "left")
    if row is not None and row.type == "pattern_list" and at is not node and row.named_children:
        row = row.named_children[-1]
    if row is None or row.type != "identifier":
        return None
    if above.type == "for_statement":
        body = field(above, "body")
        return Loop(above, text_of(row), (body,)) if body is not None else None
    comprehension = next((n for n in ancestors(above) if n.type in COMPREHENSIONS), None)
    if above.type != "for_in_clause" or comprehension is None:
        return None
    parts = tuple(n for n in comprehension.named_children if n != above)
    return Loop(comprehension, text_of(row), parts)


def _narrows(node: Node, name: str) -> bool:
    """Whether `name = name.filter(…)`: the same rows, fewer of them."""
    right = field(node, "right")
    text = text_of(right) if right is not None and node.type == "assignment" else ""
    return text.startswith(f"{name}.") and ".values" not in text


@lru_cache(maxsize=256)
def _written(scope: Node, pattern: str) -> bool:
    return search(pattern.encode(), scope.text or b"") is not None


@lru_cache(maxsize=16)
def _bound(scope: Node) -> dict[str, list[Node]]:
    """By name: what gives it a value in a scope."""
    found: dict[str, list[Node]] = {}
    for node in descendants(scope, "assignment", "augmented_assignment"):
        for name in _given(node):
            found.setdefault(name, []).append(node)
    return found


def _binds(node: Node, name: str) -> bool:
    return name in _given(node)


def _given(node: Node) -> Iterator[str]:
    """The names that a statement gives a value."""
    left = field(node, "left")
    for one in descendants(left, "identifier") if left is not None else ():
        if one.parent is None or one.parent.type != "attribute":
            yield text_of(one)
