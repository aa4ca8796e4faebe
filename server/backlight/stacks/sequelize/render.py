"""The statement that a read of a model of Sequelize runs, where the models leave no doubt about it.

It counts as if each value were given, and were no list where its name says nothing of one. Said as
PostgreSQL has it. Of `findAndCountAll` it is the statement that reads the rows.
"""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts, string
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_bound import bare, bound, links, literal, options, short
from backlight.stacks.sequelize.conditions import Scope, condition
from backlight.stacks.sequelize.includes import Includes, chosen
from backlight.stacks.sequelize.marks import Model, model
from backlight.stacks.sequelize.queries import SCOPES
from backlight.stacks.sequelize.scopes import Asked, asked
from backlight.stacks.sequelize.values import pairs, single
from backlight.stacks.statement import ALWAYS, Select, Uncertain, doubt, named

READS = {"findAll", "findOne", "findByPk", "count", "findAndCountAll"}
SILENT = {"transaction", "raw", "nest", "logging", "benchmark", "rejectOnEmpty", "useMaster"}
SILENT |= {"hooks", "plain", "distinct", "mapToModel", "replacements"}
TAKEN = {"where", "attributes", "include", "order", "limit", "offset", "paranoid", *SILENT}
TAKEN |= {"lock", "subQuery"}
LOCK = regex(r"^true$|\bUPDATE$")


def render(source: Source, query: Query, project: Project) -> str | Refused:
    """The statement with its values as literals or `%(name)s`, or why it is not certain."""
    if query.returns == "write":
        return ""
    try:
        steps = [one for one in links(source, query.span) if one[0] in READS | SCOPES]
        name, given = next(one for one in steps if one[0] in READS)
        mine = _model(project, query.model, name)
        scoped = _scoped([one for one, _ in steps if one in SCOPES])
        key = given[0] if name == "findByPk" and given else None
        rest = given[1:] if name == "findByPk" else given
        said = asked(options(rest[0]) if rest else {}, mine.scope if scoped else None)
        return _statement(project, mine, name, key, said)
    except Uncertain as why:
        return doubt(why)
    except StopIteration:
        return doubt(Uncertain())


def _model(project: Project, name: str, read: str) -> Model:
    """A model whose read is that of Sequelize."""
    mine = model(project, name)
    if read in mine.own:
        raise Uncertain(f"`{name}` has a `{read}` of its own")
    return mine


def _scoped(said: list[str]) -> bool:
    """Whether the scope of the model holds; one that is chosen by its name is not certain."""
    if set(said) - {"unscoped"}:
        raise Uncertain("a scope is chosen by its name")
    return not said


def _statement(project: Project, mine: Model, name: str, key: Node | None, said: Asked) -> str:
    if unfit := [one for one in said if one not in TAKEN]:
        raise Uncertain(f"`{unfit[0]}` has a form of its own")
    alias = named(mine.table.name)
    select = Select(alias)
    read = _read(mine, said)
    select.columns = [f"{alias}.{named(column)}" for _, column in read]
    includes = Includes(project, select)
    for one in said.get("include", []):
        includes.add(mine, alias, one)
    if key is not None:
        select.where.append(f"{alias}.{named(mine.key.name)} = {single(key)}")
    scope = Scope(mine, alias, includes.joined)
    where = [condition(scope, one) for one in said.get("where", [])]
    select.where += [one for one in where if one != ALWAYS]
    _visible(select, mine, said)
    if name == "count":
        if "distinct" in said and select.joins:
            raise Uncertain("it counts different keys over a join")
        return select.counted()
    _ordered(select, scope, said)
    select.limit = bound(said["limit"][0]) if "limit" in said else ""
    select.offset = bound(said["offset"][0]) if "offset" in said else ""
    if name == "findOne" and not _by_key(mine, said):
        select.limit = "1"
    flat = "subQuery" in said and literal(bare(said["subQuery"][0])) == "FALSE"
    if select.limit and includes.many and not flat:
        raise Uncertain("a bound over rows that come several times is put into a subquery")
    return select.text() + _locked(select, said)


def _read(mine: Model, said: Asked) -> list[tuple[str, str]]:
    """What is read of the model itself; its key is, too, where other rows come with it."""
    if "attributes" not in said:
        return chosen(mine, None)
    whole = "include" in said and "raw" not in said
    also = mine.key.attribute or mine.key.name if whole else ""
    return chosen(mine, said["attributes"][0], also)


def _locked(select: Select, said: Asked) -> str:
    code = text_of(bare(said["lock"][0])) if "lock" in said else ""
    if code and (select.joins or not LOCK.search(code)):
        raise Uncertain("which rows it locks is chosen when it runs")
    return " FOR UPDATE" if code else ""


def _visible(select: Select, mine: Model, said: Asked) -> None:
    """Rows that are marked as deleted are left out."""
    if "paranoid" in said and literal(bare(said["paranoid"][0])) != "FALSE":
        raise Uncertain("whether deleted rows are read is chosen when it runs")
    if mine.deleted and "paranoid" not in said:
        select.where.append(f"{select.table}.{named(mine.deleted)} IS NULL")


def _by_key(mine: Model, said: Asked) -> bool:
    """Whether the condition names a key: no bound is put to one row then."""
    keys = {c.attribute or c.name for c in mine.table.columns if c.primary_key or c.unique}
    plain = [pairs(one) for one in said.get("where", []) if bare(one).type == "object"]
    values = [bare(value) for one in plain for key, value in one.items() if key in keys]
    return any(value.type not in {"object", "array", "null"} for value in values)


def _ordered(select: Select, scope: Scope, said: Asked) -> None:
    held = bare(said["order"][0]) if "order" in said else None
    if held is None:
        return
    for one in parts(held) if held.type == "array" else [held]:
        each = bare(one)
        given = parts(each) if each.type == "array" else [each]
        *way, last = given if len(given) == 1 else given[:-1]
        direction = (string(given[-1]) or "").upper() if len(given) > 1 else "ASC"
        if direction not in {"ASC", "DESC"}:
            raise Uncertain(f"the order by `{short(each)}` is chosen when it runs")
        select.order.append(_key(scope, way, last) + (" DESC" if direction == "DESC" else ""))


def _key(scope: Scope, way: list[Node], last: Node) -> str:
    model, alias = scope.model, scope.alias
    name = string(last)
    if name is None:
        raise Uncertain(f"the order by `{text_of(last)[:40]}` is chosen when it runs")
    if way:
        raise Uncertain("the order goes by what is included")
    column = model.table.of_attribute(name)
    if column is None:
        raise Uncertain(f"`{name}` is no column of `{model.table.model}`")
    return f"{alias}.{named(column.name)}"
