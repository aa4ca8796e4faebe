"""The `orderBy` of Prisma: keys that are columns, of the rows or of a row that they lead to."""

from tree_sitter import Node

from backlight.analysis.tables import Table
from backlight.stacks.javascript_bound import bare, literal, options
from backlight.stacks.prisma.conditions import Scope
from backlight.stacks.prisma.relations import link
from backlight.stacks.statement import Select, Uncertain, named

WAYS = {"'asc'": "", "'desc'": " DESC"}
NULLS = {"": "", "'first'": " NULLS FIRST", "'last'": " NULLS LAST"}


def order(scope: Scope, select: Select, node: Node) -> None:
    """The keys, from an object or a list of them; raises `Uncertain`."""
    held = bare(node)
    for one in held.named_children if held.type == "array" else [held]:
        for key, value in options(one).items():
            _key(scope, select, (scope.table, scope.alias), key, value)


def _key(scope: Scope, select: Select, mine: tuple[Table, str], key: str, node: Node) -> None:
    table, alias = mine
    column, held = table.of_attribute(key), bare(node)
    if column is not None:
        select.order.append(f"{alias}.{named(column.name)}{_way(key, held)}")
        return
    leads = link(scope.schema, table.model, key)
    other = scope.tables.get(leads.model) if leads is not None and not leads.many else None
    if leads is None or other is None or len(leads.mine) != 1:
        raise Uncertain(f"`{key}` is no column to sort by")
    own, theirs = table.of_attribute(leads.mine[0]), other.of_attribute(leads.theirs[0])
    if own is None or theirs is None:
        raise Uncertain
    on = theirs.name, f"{alias}.{named(own.name)}"
    name = select.join(f"{alias}.{own.name}", other.name, on, outer=True)
    for inner, value in options(held).items():
        _key(scope, select, (other, name), inner, value)


def _way(key: str, held: Node) -> str:
    said = options(held) if held.type == "object" else {"sort": held}
    way = literal(bare(said["sort"])) if "sort" in said else None
    nulls = literal(bare(said["nulls"])) if "nulls" in said else ""
    if way is None or way not in WAYS or nulls not in NULLS:
        raise Uncertain(f"the order by `{key}` is chosen when it runs")
    return WAYS[way] + NULLS[nulls]
