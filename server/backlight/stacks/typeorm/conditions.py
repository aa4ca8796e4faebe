"""The `where` of TypeORM's repositories as conditions of SQL, operators like `In(…)` included."""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import field, text_of
from backlight.stacks.javascript_bound import bare, bound, literal, options, several, short
from backlight.stacks.statement import Select, Uncertain, named
from backlight.stacks.typeorm.joins import column_of, joined
from backlight.stacks.typeorm.marks import Entity

SIGNS = {
    "LessThan": "<",
    "LessThanOrEqual": "<=",
    "MoreThan": ">",
    "MoreThanOrEqual": ">=",
    "Equal": "=",
    "Like": "LIKE",
    "ILike": "ILIKE",
}


def conditions(project: Project, select: Select, mine: Entity, node: Node) -> list[str]:
    """What an object asks for, or one of several in a list; raises `Uncertain`."""
    held = bare(node)
    if held.type != "array":
        return _all(project, select, mine, select.table, held)
    some = [" AND ".join(_all(project, select, mine, select.table, one)) for one in parts(held)]
    if not some or not all(some):
        return []
    return [f"({' OR '.join(f'({one})' for one in some)})"] if len(some) > 1 else some


def _all(project: Project, select: Select, mine: Entity, alias: str, node: Node) -> list[str]:
    found: list[str] = []
    for key, value in options(node).items():
        column = column_of(mine.table, key)
        if column is not None:
            found.append(compared(f"{alias}.{named(column.name)}", value))
        elif key in mine.table.relations and bare(value).type == "object":
            way = f"{alias}.{key}"
            to = select.aliases.get(way) or f"t{len(select.aliases) + 1}"
            said, other = joined(project, mine, alias, key, to)
            if way not in select.aliases:
                select.aliases[way] = to
                select.joins.append(f"LEFT JOIN {said}")
            found += _all(project, select, other, to, value)
        else:
            raise Uncertain(f"`{key}` is no column of `{mine.table.model}` with a plain value")
    return found


def compared(column: str, node: Node, *, but: bool = False) -> str:
    """A column and what it must be: a value, or `MoreThan(…)`."""
    held = bare(node)
    function = field(held, "function") if held.type == "call_expression" else None
    given = parts(field(held, "arguments") or held) if function is not None else []
    name = text_of(function) if function is not None and function.type == "identifier" else ""
    if name == "Not" and len(given) == 1 and not but:
        return compared(column, given[0], but=True)
    if name == "IsNull" and not given:
        return f"{column} IS {'NOT ' if but else ''}NULL"
    if name == "In" and len(given) == 1:
        found = several(given[0])
        if but and not found:
            raise Uncertain("every row is in none of nothing")
        return f"{column} {'NOT IN' if but else 'IN'} ({found or 'NULL'})"
    if name == "Between" and len(given) == 2:
        between = f"{column} BETWEEN {bound(given[0])} AND {bound(given[1])}"
        return f"NOT ({between})" if but else between
    if name in SIGNS and len(given) == 1:
        said = f"{column} {SIGNS[name]} {bound(given[0])}"
        return f"NOT ({said})" if but else said
    if name[:1].isupper() or held.type == "object":
        raise Uncertain(f"`{short(held)}` has a form of its own")
    if literal(held) == "NULL":
        raise Uncertain("a condition on `null` is left out, or refused, as the version is")
    return f"{column} {'!=' if but else '='} {bound(held)}"
