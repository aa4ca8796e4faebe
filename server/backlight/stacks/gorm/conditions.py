"""Conditions of GORM as SQL: texts with `?`, maps, structs, and keys."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.go_expressions import STRINGS, string
from backlight.analysis.quoting import ident
from backlight.analysis.syntax import field, text_of
from backlight.analysis.tables import Column, Table
from backlight.stacks.gorm.values import bound, is_list, is_number, literal
from backlight.stacks.statement import Uncertain, named

PARTS = regex(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\?|@\w+|[^'\"`?@]+")
LISTED = regex(r"(?i)\bin\s*$")
NUMBER = regex(r"\d+")
FREE = {"map[string]interface{}", "map[string]any"}
"""Maps whose values may be of any type."""
ZERO = {"''", "0", "FALSE", "NULL"}


def conditions(table: Table, given: list[Node]) -> Iterator[str]:
    """What `Where(…)`, and the last arguments of `First(…)`, ask for; raises `Uncertain`."""
    first = given[0]
    inner = field(first, "operand") if first.type == "unary_expression" else first
    if first.type in STRINGS:
        text = string(first)
        if NUMBER.fullmatch(text) and len(given) == 1:
            yield f"{_key(table)} = {text}"
        elif text:
            yield _text(text, given[1:])
    elif len(given) > 1:
        raise Uncertain(f"`{text_of(first)[:40]}` is put together when it runs")
    elif inner is not None and inner.type == "composite_literal":
        yield from _composite(table, inner)
    elif is_number(first):
        yield f"{_key(table)} = {bound(first)}"
    else:
        raise Uncertain(f"what `{text_of(first)[:40]}` asks for stands fast only when it runs")


def column_of(table: Table, name: str) -> Column | None:
    """A column by the name of its field, or its own."""
    return next((c for c in table.columns if name == c.attribute), None) or table.column(name)


def _text(text: str, values: list[Node]) -> str:
    """A condition as it is written, with its values in the places of `?`."""
    said, left = "", list(values)
    for part in PARTS.findall(text):
        if part.startswith("@"):
            raise Uncertain("its values are given by name")
        if part == "?":
            if not left:
                raise Uncertain("it has fewer values than places")
            value = bound(left.pop(0))
            said += f"({value})" if LISTED.search(said) else value
        else:
            said += ident(part.strip("`")) if part.startswith("`") else part
    if left:
        raise Uncertain("it has more values than places")
    if "--" in said or ";" in said:
        raise Uncertain("what it holds may end the statement, or begin a comment")
    return f"({said})" if regex(r"(?i)\bor\b").search(said) else said.strip()


def _composite(table: Table, node: Node) -> Iterator[str]:
    """`User{Name: name}` and `map[string]any{"name": name}`; a field that is zero asks nothing."""
    kind, body = text_of(field(node, "type") or node), field(node, "body")
    if body is None or not (kind.startswith("map[string]") or kind.split(".")[-1] == table.model):
        raise Uncertain(f"`{kind[:40]}` is no condition on `{table.model}`")
    for one in (n for n in body.named_children if n.type != "comment"):
        if one.type != "keyed_element" or len(one.named_children) < 2:
            raise Uncertain(f"`{text_of(one)[:40]}` has no name")
        key, value = one.named_children[0], one.named_children[-1]
        said = key.named_children[0] if key.named_children else key
        name = string(said) if said.type in STRINGS else text_of(said)
        held = value.named_children[0] if value.type == "literal_element" else value
        column = column_of(table, name)
        if column is None:
            raise Uncertain(f"`{name[:40]}` is no column of `{table.model}`")
        plain = literal(held)
        if plain in ZERO and not kind.startswith("map"):
            continue
        where = f"{named(table.name)}.{named(column.name)}"
        yield f"{where} {_compared(held, free=kind in FREE)}"


def _compared(node: Node, *, free: bool) -> str:
    """`= x`; a list is `IN (…)` in a map of anything, and a value for the driver elsewhere."""
    if literal(node) == "NULL":
        return "IS NULL"
    several = is_list(node)
    if free and several is None:
        raise Uncertain(f"whether `{text_of(node)[:40]}` is one value or a list is not known")
    if several and not free:
        raise Uncertain(f"`{text_of(node)[:40]}` is a list, which the driver writes as it likes")
    return f"IN ({bound(node)})" if several else f"= {bound(node)}"


def _key(table: Table) -> str:
    keys = [one for one in table.columns if one.primary_key]
    if len(keys) != 1:
        raise Uncertain(f"`{table.model}` has no single key")
    return f"{named(table.name)}.{named(keys[0].name)}"
