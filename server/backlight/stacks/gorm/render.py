"""The statement that a chain of GORM runs, where the structs leave no doubt about it.

A condition on a struct counts as if each of its values were given: GORM leaves out those that are
zero. A model that is deleted by a mark is asked for without the marked rows, as GORM does.
"""

from collections.abc import Callable
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.go_expressions import STRINGS, arguments, string
from backlight.analysis.syntax import Source, node_at, span_of, text_of
from backlight.analysis.tables import Table
from backlight.edits import Refused
from backlight.stacks.gorm.conditions import column_of, conditions
from backlight.stacks.gorm.queries import model_of, name_of, steps_of
from backlight.stacks.gorm.roots import held
from backlight.stacks.gorm.tables import certain
from backlight.stacks.gorm.values import bound, fresh
from backlight.stacks.statement import Select, Uncertain, doubt, named

PLAIN = {"Model", "Preload", "WithContext", "Debug", "Session", "Unscoped"}
ENDS = {"Find", "First", "Last", "Take", "Count", "Pluck", "Scan"}
COUNTED = {"Limit", "Offset", "Select", "Distinct"}
"""Before a count: bounds are put on the one row of it, of columns those that are null are none."""
ORDER = regex(r"(?i)^(?:(\w+)\.)?[`\"]?(\w+)[`\"]?(?:\s+(asc|desc))?$")
COLUMN = regex(r"(?:\w+\.)?[`\"]?\w+[`\"]?")
Step = tuple[str, Node]


def render(source: Source, query: Query, project: Project) -> str | Refused:
    """The statement with its values as literals or `%(name)s`, or why it is not certain."""
    if query.returns == "write":
        return ""
    try:
        node = node_at(source, query.span)
        if node.type != "call_expression" or span_of(node) != query.span:
            return ""
        steps, root = steps_of(node)
        steps += held(root)
        model, _ = model_of(node, steps)
        return _statement(node, steps[::-1], certain(model, project))
    except Uncertain as why:
        return doubt(why)


def _statement(node: Node, steps: list[Step], table: Table) -> str:
    mine = named(table.name)
    select = Select(mine, [f"{mine}.*"])
    *before, (end, last) = steps
    names = {name for name, _ in before}
    if end not in ENDS:
        raise Uncertain(f"`{end}` has a form of its own")
    if end == "Count" and (unlike := sorted(names & COUNTED)):
        raise Uncertain(f"what `Count` makes of `{unlike[0]}` is no count of these rows")
    _destined(node, steps, end, table)
    for name, call in before:
        if name not in PLAIN:
            STEPS.get(name, _unsure)(select, table, call)
    if end in {"Find", "First", "Last", "Take"} and len(given := arguments(last)) > 1:
        select.where += conditions(table, given[1:])
    marks = [one.name for one in table.columns if one.type == "gorm.DeletedAt"]
    if "Unscoped" not in names and marks:
        if "Or" in names:
            select.where = [f"({' AND '.join(select.where)})"]
        select.where += [f"{mine}.{named(one)} IS NULL" for one in marks]
    return _ended(select, table, end, last)


def _destined(node: Node, steps: list[Step], end: str, table: Table) -> None:
    """What the rows are put into is of the model, and adds nothing to what is asked for."""
    given = arguments(steps[-1][1])
    if end in {"Count", "Pluck"}:
        return
    model, many = model_of(node, [steps[-1]])
    if model != table.model:
        raise Uncertain("the rows are put into something else than the model")
    if not many and not fresh(given[0], steps[-1][1].start_byte):
        raise Uncertain(f"`{text_of(given[0])[:40]}` may hold a key, which is asked for as well")


def _ended(select: Select, table: Table, end: str, last: Node) -> str:
    keys = [one for one in table.columns if one.primary_key]
    if end in {"First", "Last"} and len(keys) == 1:
        mark = " DESC" if end == "Last" else ""
        select.order.append(f"{named(table.name)}.{named(keys[0].name)}{mark}")
    elif end in {"First", "Last"}:
        raise Uncertain(f"`{table.model}` has no single key")
    if end in {"First", "Last", "Take"}:
        select.limit = "1"
    if end == "Pluck":
        _selected(select, table, last)
    return select.counted() if end == "Count" else select.text()


def _unsure(_select: Select, _table: Table, call: Node) -> None:
    raise Uncertain(f"`{text_of(call).rpartition('.')[2][:40]}` has a form of its own")


def _where(select: Select, table: Table, call: Node) -> None:
    select.where += conditions(table, arguments(call))


def _not(select: Select, table: Table, call: Node) -> None:
    found = list(conditions(table, arguments(call)))
    if len(found) != 1:
        raise Uncertain("NOT of several conditions")
    select.where.append(f"NOT ({found[0]})")


def _or(select: Select, table: Table, call: Node) -> None:
    """GORM writes no brackets: what is added by AND later belongs to the last of the OR."""
    found = list(conditions(table, arguments(call)))
    if not select.where or not found:
        raise Uncertain("an OR of nothing")
    select.where = [f"{' AND '.join(select.where)} OR {' AND '.join(found)}"]


def _ordered(select: Select, table: Table, call: Node) -> None:
    given = arguments(call)
    text = string(given[0]) if len(given) == 1 and given[0].type in STRINGS else ""
    for part in text.split(","):
        hit = ORDER.match(part.strip())
        column = column_of(table, hit[2]) if hit is not None else None
        if hit is None or column is None or hit[1] not in {None, table.name}:
            raise Uncertain(f"the order is `{text_of(call).rpartition('.')[2][:40]}`")
        name = f"{named(table.name)}.{named(column.name)}"
        select.order.append(f"{name} DESC" if (hit[3] or "").lower() == "desc" else name)


def _limited(select: Select, _table: Table, call: Node) -> None:
    given = arguments(call)
    said = bound(given[0]) if len(given) == 1 else "'"
    if said.startswith("'"):
        raise Uncertain("the bound is no number")
    setattr(select, name_of(call).lower(), said)


def _distinct(select: Select, table: Table, call: Node) -> None:
    select.distinct = True
    if arguments(call):
        _selected(select, table, call)


def _selected(select: Select, table: Table, call: Node) -> None:
    """`Select("id", "name")`, `Select("id, name")` and `Pluck("name", &names)`."""
    names: list[str] = []
    for one in arguments(call):
        if one.type in STRINGS:
            names += [part.strip() for part in string(one).split(",")]
        elif name_of(call) != "Pluck" or not names:
            raise Uncertain("what is read is chosen when it runs")
    found = [column_of(table, name.rpartition(".")[2]) for name in names if COLUMN.fullmatch(name)]
    if not found or len(found) != len(names) or None in found:
        raise Uncertain(f"`{', '.join(names)[:40]}` are no columns of `{table.model}`")
    select.columns = [f"{named(table.name)}.{named(one.name)}" for one in found if one is not None]


STEPS: dict[str, Callable[[Select, Table, Node], None]] = {
    "Where": _where,
    "Not": _not,
    "Or": _or,
    "Order": _ordered,
    "Limit": _limited,
    "Offset": _limited,
    "Distinct": _distinct,
    "Select": _selected,
}
