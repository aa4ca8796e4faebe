"""A loop of Go over rows, and a read of one row by its key in each of its turns."""

from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.go_expressions import STRINGS, arguments, string
from backlight.analysis.queries_go_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, ancestors, descendants, field, node_at, text_of
from backlight.analysis.tables import Column
from backlight.stacks.gorm.queries import steps_of

LEAVES = {"WithContext", "Debug", "Session", "Unscoped", "Preload"}
"""What may stand before the read, and is kept."""
ONE = {"First", "Take", "Find"}


@dataclass(frozen=True, slots=True)
class Read:
    """`var user User` and `db.First(&user, order.UserID)`, as they stand in a loop."""

    start: Node
    """The declaration of the variable."""
    statement: Node
    handle: str
    """The code that the read starts from, with what is loaded with the row."""
    name: str
    key: Node
    failed: Node | None
    """What is done where nothing is found; `None` where nobody asks."""


@dataclass(frozen=True, slots=True)
class Loop:
    """`for _, order := range orders { … }`."""

    node: Node
    row: str
    rows: str
    kind: str


def loop_of(source: Source, query: Query) -> Loop | None:
    """The loop that a read stands in, where it goes over rows of a type that is seen."""
    node = node_at(source, query.loop) if query.loop is not None else None
    clause = range_of(node)
    left, right = field(clause, "left"), field(clause, "right")
    if node is None or left is None or right is None or right.type != "identifier":
        return None
    names = [text_of(one) for one in left.named_children]
    found = lookup(node, text_of(right), HOST) or ()
    kinds = {one.type for one in found if one.type} or {_made_of(one.value) for one in found}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if len(names) != 2 or names[0] != "_" or not kind.startswith("[]"):
        return None
    return Loop(node, names[1], text_of(right), kind.lstrip("[]*").rpartition(".")[2])


def range_of(loop: Node | None) -> Node | None:
    """`_, order := range orders` of a loop."""
    inner = loop.named_children if loop is not None else []
    return next((one for one in inner if one.type == "range_clause"), None)


def _made_of(value: Node | None) -> str:
    if value is None:
        return ""
    if value.type == "composite_literal":
        return text_of(field(value, "type") or value)
    given = arguments(value) if value.type == "call_expression" else []
    return (
        text_of(given[0]) if given and text_of(field(value, "function") or value) == "make" else ""
    )


def read_of(source: Source, call: Node, loop: Loop, key: Column) -> Read | None:
    """A read of one row by its key into a variable of its own; `None` for any other."""
    steps, root = steps_of(call)
    (last, end), given = steps[0], arguments(call)
    target = field(given[0], "operand") if given[0].type == "unary_expression" else None
    asked = [(name, node) for name, node in steps[1:] if name not in LEAVES]
    value = given[1] if len(given) == 2 and not asked else _where(asked, key)
    statement, failed = _statement(call)
    if last not in ONE or target is None or value is None or value.type != "selector_expression":
        return None
    if last == "Find" and failed is not None:  # No row is no failure of it, as it is of the others
        return None
    if statement is None or statement.parent is None or loop.node not in ancestors(statement):
        return None
    start = statement.prev_named_sibling
    spec = next(iter(descendants(start, "var_spec")), None) if start is not None else None
    if start is None or spec is None or start.type != "var_declaration":
        return None
    if text_of(field(spec, "name") or spec) != text_of(target) or field(spec, "value") is not None:
        return None
    after = [
        one for one in descendants(loop.node, "identifier") if one.start_byte > statement.end_byte
    ]
    if text_of(target) not in map(text_of, after):
        return None
    stop = next((node for name, node in steps[::-1] if name not in LEAVES), end)
    handle = source.text.slice(
        root.start_byte, (field(stop, "function", "operand") or root).end_byte
    )
    return Read(start, statement, handle, text_of(target), value, failed)


def _where(asked: list[tuple[str, Node]], key: Column) -> Node | None:
    """The value of `Where("id = ?", value)`, where that is all that is asked."""
    given = arguments(asked[0][1]) if len(asked) == 1 and asked[0][0] == "Where" else []
    if len(given) != 2 or given[0].type not in STRINGS:
        return None
    said = "".join(string(given[0]).split()).lower()
    return given[1] if said == f"{key.name.lower()}=?" else None


def _statement(call: Node) -> tuple[Node | None, Node | None]:
    """The statement of a read: alone, or `if err := ….Error; err != nil { … }` with its block."""
    above = call.parent
    if above is not None and above.type == "expression_statement":
        return above, None
    for one in ancestors(call):
        if one.type == "if_statement":
            head = field(one, "initializer")
            asked = text_of(field(one, "condition") or one)
            inside = head is not None and call.end_byte <= head.end_byte
            plain = (
                text_of(head or one) == f"err := {text_of(call)}.Error" and asked == "err != nil"
            )
            if inside and plain and field(one, "alternative") is None:
                return one, field(one, "consequence")
            return None, None
    return None, None
