"""Conditions and values of ActiveRecord in a statement, where it is certain what they are."""

from tree_sitter import Node

from backlight.analysis.quoting import quoted
from backlight.analysis.syntax import ancestors, descendants, field, text_of
from backlight.analysis.tables import Column, Table
from backlight.stacks.rails_words import singular
from backlight.stacks.statement import Uncertain, named, place

NAMES = {"identifier", "instance_variable", "constant", "scope_resolution", "global_variable"}
LISTS = {"all", "array", "collect", "compact", "filter", "find_all", "flat_map", "flatten", "list"}
LISTS |= {"map", "pluck", "reject", "select", "set", "sort", "split", "to_a", "to_set", "uniq"}
"""Names and methods of lists that are no plurals."""
ONE = ("us", "is", "as", "ss")
"""Ends of words that are no plurals: `status`, `basis`, `alias`, `address`."""
COUNTED = {"+", "-", "*", "/", "%"}


def condition(table: Table, node: Node, *, but: bool = False) -> str:
    """`name: "x"`, `id: [1, 2]`, `made_at: first..last`, or `but` those for which it is not so."""
    key, value = field(node, "key"), field(node, "value")
    if node.type != "pair" or key is None or value is None:
        raise Uncertain
    column = f"{named(table.name)}.{named(column_of(table, text_of(key).strip(':')).name)}"
    if value.type == "nil":
        return f"{column} IS NOT NULL" if but else f"{column} IS NULL"
    if value.type == "array":
        listed = ", ".join(value_of(one) for one in value.named_children)
        if but and not listed:
            raise Uncertain  # every row
        return f"{column} {'NOT IN' if but else 'IN'} ({listed or 'NULL'})"
    if value.type == "range":
        if but:
            raise Uncertain
        return _between(column, value)
    return f"{column} {'!=' if but else '='} {value_of(value)}"


def _between(column: str, value: Node) -> str:
    ends = value.named_children
    sign = text_of(value.children[1]) if len(value.children) > 2 else ""
    if len(ends) != 2 or sign not in {"..", "..."}:
        raise Uncertain
    first, last = map(value_of, ends)
    if sign == "..":
        return f"{column} BETWEEN {first} AND {last}"
    return f"{column} >= {first} AND {column} < {last}"


def column_of(table: Table, name: str) -> Column:
    """The column of a name; a name that is none may be a relation or an alias."""
    found = table.column(name)
    if found is None:
        raise Uncertain(f"`{name[:40]}` is no column of `{table.model}`")
    return found


def value_of(node: Node) -> str:
    """A literal of Ruby as one of SQL, or a place for one value that is known when it runs."""
    if node.type in {"integer", "float"}:
        return text_of(node).replace("_", "")
    if node.type in {"true", "false"}:
        return node.type.upper()
    if node.type == "string" and all(n.type == "string_content" for n in node.named_children):
        return quoted("".join(text_of(n) for n in node.named_children))
    if not _is_one(node):
        code = " ".join(text_of(node).split())[:40]
        raise Uncertain(f"`{code}` may be several values, or none")
    return place(text_of(node))


def _is_one(node: Node) -> bool:
    """Whether code is one value by its names: a list would be asked for by IN."""
    if node.type in {"integer", "float"}:
        return True
    if node.type == "binary":
        sign = field(node, "operator")
        return (
            sign is not None and text_of(sign) in COUNTED and all(map(_is_one, node.named_children))
        )
    if node.type == "element_reference":
        return not any(map(_of_many, node.named_children[1:]))
    if node.type == "call":
        given = field(node, "arguments")
        words = [field(node, "method"), *(given.named_children if given is not None else [])]
        block = field(node, "block")
        return block is None and not any(_of_many(one) for one in words if one is not None)
    return node.type in NAMES and not _of_many(node) and not _given_many(node)


def _given_many(node: Node) -> bool:
    """Whether the method around gives a list to a name: `starred = rows.pluck(:id)`."""
    name = text_of(node)
    method = next((one for one in ancestors(node) if one.type == "method"), None)
    for one in descendants(method, "assignment") if method is not None else ():
        left, right = field(one, "left"), field(one, "right")
        if left is None or right is None or text_of(left) != name:
            continue
        last = field(right, "method") if right.type == "call" else right
        if last is not None and (last.type == "array" or text_of(last) in LISTS | {"ids"}):
            return True
    return False


def _of_many(node: Node) -> bool:
    name = text_of(node).strip(":@$\"'!?").lower()
    last = name.rpartition("_")[2]
    many = singular(last) != last and not last.endswith(ONE)
    listed = not LISTS.isdisjoint({name, last})
    return many or listed or node.type in {"array", "range", "splat_argument"}
