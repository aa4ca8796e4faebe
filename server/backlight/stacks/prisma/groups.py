"""`aggregate` and `groupBy` of Prisma as statements: what is counted and summed, and of what."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import text_of
from backlight.stacks.javascript_bound import bare, bound, literal, options
from backlight.stacks.prisma.conditions import Scope, condition
from backlight.stacks.prisma.orders import order
from backlight.stacks.statement import ALWAYS, Select, Uncertain, named

SAID = {"_count": "COUNT", "_sum": "SUM", "_avg": "AVG", "_min": "MIN", "_max": "MAX"}
TAKEN = {*SAID, "where", "by", "orderBy", "take", "skip"}


def grouped(name: str, said: dict[str, Node], scope: Scope) -> str:
    """The statement; raises `Uncertain`. An `aggregate` of some rows only has a form of its own."""
    unfit = [key for key in said if key not in TAKEN]
    if name == "aggregate":
        unfit += [key for key in said if key in {"take", "skip", "orderBy", "by"}]
    if unfit or (name == "groupBy" and "by" not in said):
        raise Uncertain(f"`{(unfit or [name])[0]}` has a form of its own")
    select = Select(scope.alias)
    select.group = list(_by(scope, said["by"])) if "by" in said else []
    counts = [one for key in SAID if key in said for one in _counted(scope, SAID[key], said[key])]
    select.columns = [*select.group, *counts]
    where = condition(scope, said["where"]) if "where" in said else ALWAYS
    select.where += [where] if where != ALWAYS else []
    if "orderBy" in said:
        order(scope, select, said["orderBy"])
    select.limit = bound(said["take"]) if "take" in said else ""
    select.offset = bound(said["skip"]) if "skip" in said else ""
    if not select.columns:
        raise Uncertain("nothing is counted")
    return select.text()


def _by(scope: Scope, node: Node) -> Iterator[str]:
    held = bare(node)
    for one in parts(held) if held.type == "array" else [held]:
        yield _column(scope, (literal(bare(one)) or "").strip("'"))


def _counted(scope: Scope, function: str, node: Node) -> Iterator[str]:
    """`_count: true` counts rows, `_sum: { views: true }` adds up a column."""
    held = bare(node)
    if function == "COUNT" and held.type == "true":
        yield "COUNT(*)"
        return
    for key, value in options(held).items():
        if text_of(bare(value)) != "true":
            raise Uncertain(f"`{key}` decides when it runs what is counted")
        whole = function == "COUNT" and key == "_all"
        yield "COUNT(*)" if whole else f"{function}({_column(scope, key)})"


def _column(scope: Scope, name: str) -> str:
    column = scope.table.of_attribute(name)
    if column is None:
        raise Uncertain(f"`{name}` is no column of `{scope.table.model}`")
    return f"{scope.alias}.{named(column.name)}"
