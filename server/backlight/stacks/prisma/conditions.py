"""The `where` of Prisma as conditions of SQL: filters of columns, and of relations."""

from dataclasses import dataclass, replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import text_of
from backlight.analysis.tables import Column, Table
from backlight.stacks.javascript_bound import bare, bound, literal, options, several, short
from backlight.stacks.prisma.relations import Link, link
from backlight.stacks.statement import ALWAYS, NEVER, Select, Uncertain, named

SIGNS = {"equals": "=", "not": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
AROUND = {
    "contains": ("'%' || ", " || '%'"),
    "startsWith": ("", " || '%'"),
    "endsWith": ("'%' || ", ""),
}
PLAIN = {"String", "Int", "BigInt", "Float", "Decimal", "Boolean", "DateTime"}
FILTER = regex(r"(?i)(?:filter|where|condition|query|range|input|clause|options?)s?$")
"""How a whole filter is called: what is asked of the column is not to be seen then."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The schema's own words and tables, and the table that a condition is about."""

    schema: str
    tables: dict[str, Table]
    """Model -> its table."""
    table: Table
    alias: str
    select: Select | None = None
    """Where it may be joined to: not inside of OR and NOT."""


def condition(scope: Scope, node: Node) -> str:
    """All that an object of `where` asks for; raises `Uncertain`."""
    found = [_one(scope, key, value) for key, value in options(node).items()]
    return " AND ".join(found) if found else ALWAYS


def _one(scope: Scope, key: str, node: Node) -> str:
    if key in {"AND", "OR", "NOT"}:
        return _several(scope, key, node)
    column = scope.table.of_attribute(key)
    if column is not None:
        return _column(scope, column, f"{scope.alias}.{named(column.name)}", node)
    leads = link(scope.schema, scope.table.model, key)
    if leads is not None:
        return _related(scope, leads, node)
    if bare(node).type == "object" and key == "_".join(said := options(node)) and len(said) > 1:
        return condition(scope, node)  # a key of several columns
    raise Uncertain(f"`{key}` is no column and no relation by keys of `{scope.table.model}`")


def _several(scope: Scope, key: str, node: Node) -> str:
    held = bare(node)
    given = held.named_children if held.type == "array" else [held]
    inner = replace(scope, select=scope.select if key == "AND" else None)
    said = [condition(inner, one) for one in given if one.type != "comment"]
    if key == "OR":
        return f"({' OR '.join(f'({one})' for one in said)})" if said else NEVER
    if key == "AND":
        return " AND ".join(said) or ALWAYS
    if any(" IN (SELECT " in one for one in said):
        raise Uncertain("what NOT makes of a relation differs between versions")
    return " AND ".join(f"NOT ({one})" for one in said) or ALWAYS


def _column(scope: Scope, column: Column, name: str, node: Node) -> str:
    held = bare(node)
    if held.type != "object":
        return _compared(scope, column, name, "equals", held)
    said = options(held)
    word = "ILIKE" if "mode" in said and "insensitive" in text_of(said["mode"]) else "LIKE"
    found: list[str] = []
    for key, value in said.items():
        if key in {"in", "notIn"}:
            found.append(
                _listed(scope, column, f"{name} {'IN' if key == 'in' else 'NOT IN'}", value)
            )
        elif key in AROUND:
            before, after = AROUND[key]
            found.append(f"{name} {word} {before}{_value(scope, column, value)}{after}")
        elif key == "not" and bare(value).type == "object":
            found.append(f"NOT ({_column(scope, column, name, value)})")
        elif key in SIGNS and word == "LIKE":
            found.append(_compared(scope, column, name, key, value))
        elif key != "mode":
            raise Uncertain(f"`{key}` of `{column.name}`")
    return " AND ".join(found) or ALWAYS


def _compared(scope: Scope, column: Column, name: str, key: str, node: Node) -> str:
    if literal(bare(node)) == "NULL":
        if key not in {"equals", "not"}:
            raise Uncertain
        return f"{name} IS {'' if key == 'equals' else 'NOT '}NULL"
    return f"{name} {SIGNS[key]} {_value(scope, column, node)}"


def _listed(scope: Scope, column: Column, before: str, node: Node) -> str:
    if bare(node).type == "array":
        for one in bare(node).named_children:
            if one.type not in {"spread_element", "comment"}:
                _value(scope, column, one)
    found = several(node)
    if not found:
        return ALWAYS if before.endswith("NOT IN") else NEVER
    return f"{before} ({found})"


def _value(scope: Scope, column: Column, node: Node) -> str:
    """A value of a column; a list, JSON and what an enum calls otherwise are none."""
    held, kind = bare(node), column.type.removesuffix("?")
    if FILTER.search(text_of(held)) and held.type.endswith(("identifier", "member_expression")):
        raise Uncertain(f"`{short(held)}` may be a whole filter")
    if kind not in PLAIN:
        said = regex(rf"(?ms)^enum\s+{kind.removesuffix('[]')}\s*\{{(.*?)^[ \t]*\}}").search(
            scope.schema
        )
        if said is None or kind.endswith("[]") or "@map(" in said[1]:
            raise Uncertain(f"`{column.name}` is a `{kind}`")
    return bound(held)


def _related(scope: Scope, leads: Link, node: Node) -> str:
    other = scope.tables.get(leads.model)
    if other is None:
        raise Uncertain(f"the table of `{leads.model}` is not known")
    said = options(node)
    if not leads.many:
        if set(said) & {"is", "isNot"}:
            raise Uncertain("`is` and `isNot` of a relation")
        return _one_row(scope, leads, other, node)
    if len(said) != 1 or not set(said) <= {"some", "none"}:
        raise Uncertain(f"`{', '.join(said)}` of many rows")
    key, value = next(iter(said.items()))
    mine = _keys(scope.table, leads.mine, scope.alias)
    chosen = _subselect(scope, leads, other, value, present=True)
    return f"{mine} {'IN' if key == 'some' else 'NOT IN'} {chosen}"


def _one_row(scope: Scope, leads: Link, other: Table, node: Node) -> str:
    """A row that a key leads to: joined where all conditions must hold."""
    if scope.select is None or len(leads.mine) != 1:
        keys = _keys(scope.table, leads.mine, scope.alias)
        return f"{keys} IN {_subselect(scope, leads, other, node)}"
    own, key = scope.table.of_attribute(leads.mine[0]), other.of_attribute(leads.theirs[0])
    if own is None or key is None:
        raise Uncertain
    way = f"{scope.alias}.{own.name}"
    alias = scope.select.join(
        way, other.name, (key.name, f"{scope.alias}.{named(own.name)}"), outer=False
    )
    return condition(replace(scope, table=other, alias=alias), node)


def _subselect(
    scope: Scope, leads: Link, other: Table, node: Node, *, present: bool = False
) -> str:
    alias = named(other.name)
    if alias == scope.alias:
        alias = named(f"{other.name.lower()}_2")
    inner = replace(scope, table=other, alias=alias, select=None)
    said = f"{named(other.name)} {alias}" if alias != named(other.name) else alias
    keys = _keys(other, leads.theirs, alias)
    where = condition(inner, node)
    if present and len(leads.theirs) == 1:
        where = f"{where} AND {keys} IS NOT NULL"
    return f"(SELECT {keys.strip('()')} FROM {said} WHERE {where.removeprefix(f'{ALWAYS} AND ')})"


def _keys(table: Table, names: tuple[str, ...], alias: str) -> str:
    found = [table.of_attribute(name) for name in names]
    said = [f"{alias}.{named(one.name)}" for one in found if one is not None]
    if not said or len(said) != len(names):
        raise Uncertain
    return said[0] if len(said) == 1 else f"({', '.join(said)})"
