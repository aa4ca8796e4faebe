"""The statement that a repository or a query builder of TypeORM runs, where the entities tell it.

It counts as if each value were given: what is `undefined` when it runs drops its condition.
"""

from collections.abc import Callable

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_bound import bare, bound, links, literal, options
from backlight.stacks.statement import Select, Uncertain, doubt, named
from backlight.stacks.typeorm.builder import built
from backlight.stacks.typeorm.conditions import conditions
from backlight.stacks.typeorm.joins import column_of
from backlight.stacks.typeorm.marks import Entity, entity

WHOLE = {"find": "", "findOne": "1", "findOneOrFail": "1", "count": "", "exists": "", "exist": ""}
"""Reads that are given options -> how many rows they read."""
ASKED = {"findBy": "", "findOneBy": "1", "findOneByOrFail": "1", "countBy": "", "existsBy": ""}
"""Reads that are given the condition itself."""
ORDER = ("where", "select", "order", "take", "skip", "withDeleted")
SILENT = {"loadEagerRelations", "cache", "comment", "transaction"}


def render(source: Source, query: Query, project: Project) -> str | Refused:
    """The statement with its values as literals or `%(name)s`, or why it is not certain."""
    if query.returns == "write":
        return ""
    try:
        steps = [one for one in links(source, query.span) if one[0] not in {"", "getRepository"}]
        mine = entity(project, query.model)
        if steps[0][0] == "createQueryBuilder":
            return built(project, mine, steps)
        name, given = steps[0]
        managed = bool(given) and text_of(given[0]) == query.model  # told to an entity manager
        return _statement(project, mine, name, given[1:] if managed else given)
    except Uncertain as why:
        return doubt(why)


def _statement(project: Project, mine: Entity, name: str, given: list[Node]) -> str:
    if name not in {*WHOLE, *ASKED}:
        raise Uncertain(f"`{name}` has a form of its own")
    table = mine.table
    alias = named(table.name)
    seen = [one.name for one in table.columns if one.name not in mine.hidden]
    select = Select(alias, [f"{alias}.{named(one)}" for one in seen])
    asked = name in ASKED
    said = {"where": given[0]} if asked and given else options(given[0]) if given else {}
    if mine.eager and not name.startswith(("count", "exist")):
        raise Uncertain(f"`{table.model}` has relations that are read with each row")
    if unfit := [key for key in said if key not in ORDER and key not in SILENT]:
        raise Uncertain(f"`{unfit[0]}` makes of it more than one statement, or a form of its own")
    for key in ORDER:
        if key in said:
            PARTS[key](project, select, mine, said[key])
    if mine.deleted and "withDeleted" not in said:
        select.where.append(f"{alias}.{named(mine.deleted)} IS NULL")
    if select.joins and (select.limit or {**WHOLE, **ASKED}[name] or name.startswith("count")):
        raise Uncertain("a bound over a join is read by two statements")
    if name.startswith("count"):
        select.limit = select.offset = ""
        return select.counted()
    if name.startswith("exist"):
        return select.existing("row_exists")
    select.limit = {**WHOLE, **ASKED}[name] or select.limit
    return select.text()


def _where(project: Project, select: Select, mine: Entity, node: Node) -> None:
    select.where += conditions(project, select, mine, node)


def _chosen(_project: Project, select: Select, mine: Entity, node: Node) -> None:
    held = bare(node)
    if held.type == "array":
        names = [(literal(one) or "").strip("'") for one in parts(held)]
    else:
        given = options(held)
        if any(text_of(bare(one)) != "true" for one in given.values()):
            raise Uncertain("what is read is chosen when it runs")
        names = list(given)
    found = [column_of(mine.table, name) for name in names]
    if not found or None in found:
        raise Uncertain(f"`select` names what is no column of `{mine.table.model}`")
    select.columns = [f"{select.table}.{named(one.name)}" for one in found if one is not None]


def _order(_project: Project, select: Select, mine: Entity, node: Node) -> None:
    for key, value in options(node).items():
        column = column_of(mine.table, key)
        way = (literal(bare(value)) or "").strip("'").upper()
        if column is None or way not in {"ASC", "DESC", "1", "-1"}:
            raise Uncertain(f"the order by `{key}` is chosen when it runs, or leads elsewhere")
        end = " DESC" if way in {"DESC", "-1"} else ""
        select.order.append(f"{select.table}.{named(column.name)}{end}")


def _bounded(name: str) -> Callable[[Project, Select, Entity, Node], None]:
    def put(_project: Project, select: Select, _mine: Entity, node: Node) -> None:
        setattr(select, name, bound(node))

    return put


def _deleted(_project: Project, _select: Select, _mine: Entity, node: Node) -> None:
    if text_of(bare(node)) != "true":
        raise Uncertain("`withDeleted` is chosen when it runs")


PARTS: dict[str, Callable[[Project, Select, Entity, Node], None]] = {
    "where": _where,
    "select": _chosen,
    "order": _order,
    "take": _bounded("limit"),
    "skip": _bounded("offset"),
    "withDeleted": _deleted,
}
