"""The statement that a call of Prisma's client runs, where `schema.prisma` leaves no doubt of it.

Said as PostgreSQL has it, with every value given: what is `undefined` when it runs drops its
condition. Relations that are included are read by statements of their own, after this one.
"""

from collections.abc import Callable
from re import MULTILINE, search
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_bound import bare, bound, links, options
from backlight.stacks.prisma.conditions import Scope, condition
from backlight.stacks.prisma.groups import grouped
from backlight.stacks.prisma.orders import order
from backlight.stacks.prisma.queries import METHODS
from backlight.stacks.prisma.relations import link
from backlight.stacks.setups import saying
from backlight.stacks.statement import ALWAYS, Select, Uncertain, doubt, named

ONE = {"findUnique", "findUniqueOrThrow", "findFirst", "findFirstOrThrow"}
READS = {*ONE, "findMany", "count"}
GROUPS = {"aggregate", "groupBy"}
ORDER = ("where", "orderBy", "select", "omit", "include", "take", "skip", "distinct")
EXTENDED = regex(rb"\$extends|\$use\(")
"""What a client is given to change queries, in files that are named for Prisma."""
ENDS = (".ts", ".js", ".mjs", ".cjs", ".tsx", ".mts")


def render(source: Source, query: Query, project: Project) -> str | Refused:
    """The statement with its values as literals or `%(name)s`, or why it is not certain."""
    if query.returns == "write":
        return ""
    try:
        name, given = next(one for one in links(source, query.span) if one[0] in METHODS)
        said = options(given[0]) if given else {}
        scope = _scope(query, project)
        return grouped(name, said, scope) if name in GROUPS else _statement(name, said, scope)
    except Uncertain as why:
        return doubt(why)


def _scope(query: Query, project: Project) -> Scope:
    files = {f.path: f for f in project.files.values() if f.language == "prisma"}
    models = [t for one in files.values() for t in one.tables if t.model == query.model]
    if len(models) != 1:
        many = "several schemas have it" if models else "no schema.prisma has it"
        raise Uncertain(f"`{query.model}` is not known, {many}")
    table = models[0]
    folder = table.file.rpartition("/")[0]
    mine = [f for path, f in files.items() if path.rpartition("/")[0] == folder]
    texts = [one.text.source for f in mine if (one := project.read(f.path)) is not None]
    schema = "\n".join(texts)
    if search(r"^\s*provider\s*=\s*\"mongodb\"", schema, MULTILINE):
        raise Uncertain("the database is no SQL")
    if any(saying(project, EXTENDED, ("prisma",), ENDS)):
        raise Uncertain("the client is extended, and may change its queries")
    tables = {t.model: t for f in mine for t in f.tables}
    alias = named(table.name)
    return Scope(schema, tables, table, alias, Select(alias))


def _statement(name: str, said: dict[str, Node], scope: Scope) -> str:
    if name not in READS:
        raise Uncertain(f"`{name}` has a form of its own")
    select = scope.select
    assert select is not None  # noqa: S101  the scope of a whole statement has one
    select.columns = [f"{scope.alias}.{named(one.name)}" for one in scope.table.columns]
    if unfit := [key for key in said if key not in ORDER]:
        raise Uncertain(f"`{unfit[0]}` has a form of its own")
    if name == "count" and "select" in said:
        raise Uncertain("a count of columns")
    if "distinct" in said and {"take", "skip"} & set(said):
        raise Uncertain("rows that differ are told apart, and counted off, after they are read")
    for key in (one for one in ORDER if one in said):
        PARTS[key](scope, select, said[key])
    if name == "count":
        return select.counted()
    if name in ONE:
        select.limit = "1"
    return select.text()


def _where(scope: Scope, select: Select, node: Node) -> None:
    said = condition(scope, node)
    if said != ALWAYS:
        select.where.append(said)


def _chosen(scope: Scope, select: Select, node: Node) -> None:
    """The columns of `select`, and those by which a relation is read after it."""
    names: dict[str, None] = {}
    for key, value in options(node).items():
        if text_of(bare(value)) == "false":
            continue
        leads = link(scope.schema, scope.table.model, key)
        if leads is None and scope.table.of_attribute(key) is None:
            raise Uncertain(f"`{key}` is read in a way of its own")
        _flag(value, related=leads is not None)
        names |= dict.fromkeys(leads.mine if leads is not None else [key])
    found = [scope.table.of_attribute(name) for name in names]
    select.columns = [f"{scope.alias}.{named(one.name)}" for one in found if one is not None]


def _flag(node: Node, *, related: bool) -> None:
    held = bare(node)
    if held.type != "true" and not (related and held.type == "object"):
        raise Uncertain(f"`{text_of(held)[:40]}` decides when it runs what is read")


def _left(scope: Scope, select: Select, node: Node) -> None:
    gone = [scope.table.of_attribute(key) for key in options(node)]
    names = {f"{scope.alias}.{named(one.name)}" for one in gone if one is not None}
    for value in options(node).values():
        _flag(value, related=False)
    select.columns = [one for one in select.columns if one not in names]


def _included(_scope: Scope, _select: Select, node: Node) -> None:
    if "_count" in options(node):
        raise Uncertain("`_count` is read in a way of its own")


def _differing(_scope: Scope, _select: Select, _node: Node) -> None:
    """Rows that differ are told apart after they are read: the statement is the same."""


def _taken(_scope: Scope, select: Select, node: Node) -> None:
    limit = bound(node)
    if limit.startswith("-"):
        raise Uncertain("it takes the last rows")
    select.limit = limit


def _skipped(_scope: Scope, select: Select, node: Node) -> None:
    select.offset = bound(node)


PARTS: dict[str, Callable[[Scope, Select, Node], None]] = {
    "where": _where,
    "orderBy": order,
    "select": _chosen,
    "omit": _left,
    "include": _included,
    "take": _taken,
    "skip": _skipped,
    "distinct": _differing,
}
