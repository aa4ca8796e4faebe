"""The statement that a chain of ActiveRecord runs, where model and schema leave no doubt about it.

Not certain are scopes, joins by keys of other names, conditions in strings with holes, enums, and
models with a `default_scope`: for these there is no statement.
"""

from collections.abc import Callable
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source, field, text_of
from backlight.analysis.tables import Table
from backlight.edits import Refused
from backlight.stacks.active_record.chains import Chain, Step, chains
from backlight.stacks.active_record.conditions import column_of, condition, value_of
from backlight.stacks.active_record.joins import join, model, usual
from backlight.stacks.active_record.strings import written
from backlight.stacks.statement import Select, Uncertain, doubt, named

JOINS = {"joins", "left_joins", "left_outer_joins"}
PLAIN = {"all", "includes", "preload", "to_a", "readonly"}
"""Steps that change nothing of the first statement."""
ORDER = regex(r"(?i)^(?:(\w+)\.)?(\w+)(?:\s+(asc|desc))?$")


def render(source: Source, query: Query, project: Project) -> str | Refused:
    """The statement with its values as literals or `%(name)s`, or why it is not certain."""
    at = query.span
    found = (c for c in chains(source, at) if c.node.start_byte == at.start)
    chain = next((c for c in found if c.node.end_byte == at.end), None)
    if chain is None or query.returns == "write":
        return ""
    try:
        table, _ = model(project, chain.model)
        return _statement(project, chain, table)
    except Uncertain as why:
        return doubt(why)


def _statement(project: Project, chain: Chain, table: Table) -> str:
    if chain.root.type == "call":
        raise Uncertain(
            "it starts from the model itself or a row's relation, and what is asked so far"
        )
    select = Select(named(table.name), [f"{named(table.name)}.*"])
    joined: list[Table] = []
    for step in chain.steps[:-1]:
        _step(project, select, [table, *joined], step)
        if step.name in JOINS:
            joined += join(project, select, table, step)
    last = chain.steps[-1]
    if last.name == "count" and not last.arguments and not select.distinct:
        return select.counted()
    if last.name == "exists?":
        _where(project, select, [table, *joined], last)
        return select.existing("one")
    if last.name in JOINS:
        join(project, select, table, last)
    elif last.name in ENDS:
        ENDS[last.name](project, select, table, last)
    else:
        _step(project, select, [table, *joined], last)
    return select.text()


def _step(project: Project, select: Select, tables: list[Table], step: Step) -> None:
    if step.name in PLAIN or step.name in JOINS:
        return
    if step.name == "where":
        _where(project, select, tables, step)
    elif step.name in STEPS:
        STEPS[step.name](project, select, tables[0], step)
    else:
        raise Uncertain(f"`{step.name}` is a scope, or has a form of its own")


def _where(project: Project, select: Select, tables: list[Table], step: Step) -> None:
    """Pairs of a condition, of a table that is joined as well, or a text with its values."""
    given = step.arguments
    if given and given[0].type != "pair" and step.name == "where":
        select.where.append(written(given))
        return
    for one in given:
        key, value = field(one, "key"), field(one, "value")
        name = text_of(key).strip(":") if key is not None else ""
        other = next((t for t in tables[1:] if t.name == name), None)
        if other is not None and value is not None and value.type == "hash":
            select.where += [condition(other, inner) for inner in value.named_children]
        else:
            select.where.append(_pair(project, tables[0], one))


def _pair(project: Project, table: Table, node: Node, *, but: bool = False) -> str:
    """A condition on a column, or on the key of a row that `belongs_to` leads to."""
    key, value = field(node, "key"), field(node, "value")
    name = text_of(key).strip(":") if key is not None else ""
    if value is None or name not in table.relations:
        return condition(table, node, but=but)
    column = usual(project, table, name)
    if not column:
        raise Uncertain(f"`{name}` is no key of `{table.model}`")
    said = f"{named(table.name)}.{named(column)}"
    if value.type == "nil":
        return f"{said} IS NOT NULL" if but else f"{said} IS NULL"
    return f"{said} {'!=' if but else '='} {value_of(value)}"


def _not(project: Project, select: Select, table: Table, step: Step) -> None:
    if len(step.arguments) != 1:
        raise Uncertain  # NAND of several
    select.where.append(_pair(project, table, step.arguments[0], but=True))


def _reorder(project: Project, select: Select, table: Table, step: Step) -> None:
    select.order = []
    _order(project, select, table, step)


def _order(_project: Project, select: Select, table: Table, step: Step) -> None:
    for one in step.arguments:
        key, value = field(one, "key"), field(one, "value")
        if one.type == "simple_symbol":
            name, way = text_of(one).lstrip(":"), ""
        elif one.type == "pair" and key is not None and value is not None:
            name, way = text_of(key).strip(":"), text_of(value).lstrip(":")
        elif one.type == "string":
            found = ORDER.match(text_of(one).strip("\"'"))
            if found is None or found[1] not in {None, table.name}:
                raise Uncertain
            name, way = found[2], found[3] or ""
        else:
            raise Uncertain
        if way.lower() not in {"", "asc", "desc"}:
            raise Uncertain
        column = f"{named(table.name)}.{named(column_of(table, name).name)}"
        select.order.append(f"{column} DESC" if way.lower() == "desc" else column)


def _bounded(_project: Project, select: Select, _table: Table, step: Step) -> None:
    if len(step.arguments) != 1:
        raise Uncertain
    setattr(select, step.name, value_of(step.arguments[0]))


def _distinct(_project: Project, select: Select, _table: Table, step: Step) -> None:
    if step.arguments:
        raise Uncertain
    select.distinct = True


def _chosen(_project: Project, select: Select, table: Table, step: Step) -> None:
    if not step.arguments or any(one.type != "simple_symbol" for one in step.arguments):
        raise Uncertain
    names = [column_of(table, text_of(one).lstrip(":")).name for one in step.arguments]
    select.columns = [f"{named(table.name)}.{named(name)}" for name in names]


def _one(project: Project, select: Select, table: Table, step: Step) -> None:
    """`find(id)`, `find_by(…)`, `first`, `last`, `take`."""
    key = next((c.name for c in table.columns if c.primary_key), "id")
    column = f"{named(table.name)}.{named(column_of(table, key).name)}"
    if step.name.startswith("find_by"):
        _where(project, select, [table], step)
    elif step.name.startswith("find"):
        if len(step.arguments) != 1 or step.arguments[0].type in {"array", "pair"}:
            raise Uncertain
        select.where.append(f"{column} = {value_of(step.arguments[0])}")
    elif step.arguments:
        raise Uncertain
    elif step.name.startswith("first"):
        select.order = select.order or [column]
    elif step.name.startswith("last"):
        turned = [one.removesuffix(" DESC") for one in select.order or [column]]
        select.order = [one if f"{one} DESC" in select.order else f"{one} DESC" for one in turned]
    select.limit = "1"


Does = Callable[[Project, Select, Table, Step], None]
STEPS: dict[str, Does] = {
    "not": _not,
    "order": _order,
    "reorder": _reorder,
    **dict.fromkeys(("limit", "offset"), _bounded),
    "distinct": _distinct,
    "select": _chosen,
}
ENDS: dict[str, Does] = {
    **dict.fromkeys(("find", "find_by", "find_by!", "first", "first!", "last", "take"), _one),
    "pluck": _chosen,
}
