"""Loops of JavaScript that read a row in each turn: `for (const row of rows)`, and promises.

`await Promise.all(rows.map(async (row) => { const one = await …; … }))` is one as well, and so is a
`map` that gives nothing but what it reads.
"""

from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.javascript_chains import bound_name
from backlight.analysis.javascript_expressions import FUNCTIONS, parts
from backlight.analysis.syntax import Source, ancestors, field, node_at, span_of, text_of

STATEMENTS = {"lexical_declaration", "expression_statement", "return_statement"}
BLOCKS = {"statement_block", "program"}


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop over rows, and the one read in it."""

    node: Node
    item: str
    """What stands for an item, as it is written: `row`, `{ userId }`."""
    rows: str
    """The name of what is gone over."""
    name: str
    """What the row that is read is called; empty where it has no name."""
    replaced: Node
    """What a look-up takes the place of."""
    before: Node
    """The statement before which all are read."""
    whole: bool = False
    """Whether the loop gives nothing but what it reads."""


def loop_of(source: Source, query: Query) -> Loop | None:
    """The loop that a query stands in, where each turn reads by it, first of all or later."""
    call = node_at(source, query.span)
    node = node_at(source, query.loop) if query.loop is not None else None
    if node is None or span_of(node) != query.loop or span_of(call) != query.span:
        return None
    if node.type == "for_in_statement":
        return _for(node, call)
    return _map(node, call) if node.type == "call_expression" else None


def property_of(loop: Loop, value: Node) -> str | None:
    """Which property of an item a value is; empty for the item itself, `None` for anything else."""
    code = text_of(value)
    if code == loop.item:
        return ""
    if value.type == "member_expression":
        name = field(value, "property")
        own = name is not None and code == f"{loop.item}.{text_of(name)}"
        return text_of(name) if own and name is not None else None
    return code if loop.item.startswith("{") and code in _words(loop.item) else None


def _for(node: Node, call: Node) -> Loop | None:
    left, right, body = field(node, "left"), field(node, "right"), field(node, "body")
    if left is None or right is None or body is None or right.type != "identifier":
        return None
    if text_of(field(node, "operator") or node) != "of" or text_of(node).startswith("for await"):
        return None
    awaited = _read(call, body)
    if awaited is None or not _plain(left):
        return None
    return Loop(node, text_of(left), text_of(right), bound_name(call), awaited, node)


def _map(node: Node, call: Node) -> Loop | None:
    """`await Promise.all(rows.map(async (row) => …))` as a statement, or the value of one."""
    of, name = field(node, "function", "object"), field(node, "function", "property")
    held = field(node, "arguments")
    given = parts(held) if held is not None else []
    outer = node.parent.parent if node.parent is not None else None
    if of is None or name is None or of.type != "identifier" or text_of(name) != "map":
        return None
    if len(given) != 1 or given[0].type != "arrow_function" or outer is None:
        return None
    item, body = item_of(given[0]), field(given[0], "body")
    if text_of(field(outer, "function") or outer) != "Promise.all" or not _plain(item):
        return None
    statement = _statement(outer)
    if statement is None or body is None or item is None:
        return None
    if body == call:
        whole = outer.parent if outer.parent and outer.parent.type == "await_expression" else outer
        return Loop(node, text_of(item), text_of(of), "", whole, statement, whole=True)
    awaited = _read(call, body)
    if awaited is None:
        return None
    return Loop(node, text_of(item), text_of(of), bound_name(call), awaited, statement)


def _read(call: Node, body: Node) -> Node | None:
    """The `await` of a read that is a statement of its own in each turn: `const one = await …`."""
    awaited = call.parent
    if awaited is None or awaited.type != "await_expression" or not bound_name(call):
        return None
    statement = next((one for one in ancestors(call) if one.type == "lexical_declaration"), None)
    if statement is None or statement not in parts(body):
        return None
    one = awaited.parent is not None and awaited.parent.type == "variable_declarator"
    return awaited if one and text_of(statement).startswith("const ") else None


def item_of(function: Node) -> Node | None:
    """The only parameter of a function; with the types that some have, its name alone."""
    said = field(function, "parameter") or field(function, "parameters")
    if said is None or said.type == "identifier":
        return said
    given = parts(said)
    return field(given[0], "pattern") or given[0] if len(given) == 1 else None


def _plain(item: Node | None) -> bool:
    """Whether an item has a name, or is taken apart into names of its properties."""
    if item is None or item.type == "identifier":
        return item is not None
    plain = "shorthand_property_identifier_pattern"
    return item.type == "object_pattern" and all(one.type == plain for one in parts(item))


def _words(item: str) -> list[str]:
    return [one.strip() for one in item.strip("{} \n").split(",")]


def _statement(all_: Node) -> Node | None:
    """The statement that waits for all promises and does nothing before it; in an `async` function.

    `const found = await Promise.all(…)`, `await Promise.all(…)`, `return Promise.all(…)`.
    """
    above = all_.parent
    waits = above is not None and above.type == "await_expression"
    above = above.parent if waits and above is not None else above
    if above is not None and above.type == "variable_declarator":
        above = above.parent
    if above is None or above.type not in STATEMENTS or len(parts(above)) != 1:
        return None
    if not (waits or above.type == "return_statement"):
        return None
    around = next((one for one in ancestors(above) if one.type in FUNCTIONS), None)
    late = around is not None and any(one.type == "async" for one in around.children)
    return above if late and above.parent is not None and above.parent.type in BLOCKS else None
