"""The statement that a chain of ActiveRecord runs, where model and schema leave no doubt about it.

Not certain are scopes, joins, conditions in strings with holes, enums, and models with a
`default_scope`: for these there is no statement.
"""

from collections.abc import Callable
from re import compile as regex

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source, field, text_of
from backlight.analysis.tables import Table
from backlight.stacks.active_record.chains import Chain, Step, chains
from backlight.stacks.active_record.conditions import column_of, condition, value_of
from backlight.stacks.statement import Select, Uncertain, named

OWN = regex(rb"default_scope|acts_as_paranoid|acts_as_tenant|self\.inheritance_column|\benum\b")
"""What a file of a model holds that may add to each statement, or change its values."""
PLAIN = {"all", "includes", "preload", "to_a", "readonly"}
"""Steps that change nothing of the first statement."""
ORDER = regex(r"(?i)^(?:\w+\.)?(\w+)(?:\s+(asc|desc))?$")


def render(source: Source, query: Query, project: Project) -> str:
    """The statement with its values as literals or `%(name)s`; empty where it is not certain."""
    at = query.span
    found = (c for c in chains(source, at) if c.node.start_byte == at.start)
    chain = next((c for c in found if c.node.end_byte == at.end), None)
    table = project.schema.of_model(chain.model) if chain is not None else None
    if chain is None or table is None or chain.root.type == "call" or not table.columns:
        return ""
    models = [t for facts in project.files.values() for t in facts.tables if t.model == chain.model]
    files = [project.read(path) for path in {one.file for one in models}]
    if len(files) != 1 or files[0] is None or OWN.search(files[0].text.data):
        return ""
    if table.column("type") is not None:
        return ""  # rows of several classes
    try:
        return _statement(chain, table)
    except Uncertain:
        return ""


def _statement(chain: Chain, table: Table) -> str:
    select = Select(named(table.name), [f"{named(table.name)}.*"])
    for step in chain.steps[:-1]:
        if step.name not in PLAIN:
            STEPS.get(step.name, _unsure)(select, table, step)
    last = chain.steps[-1]
    if last.name == "count" and not last.arguments and not select.distinct:
        return select.counted()
    if last.name == "exists?":
        _where(select, table, last)
        return select.existing("one")
    if last.name not in PLAIN:
        (ENDS | STEPS).get(last.name, _unsure)(select, table, last)
    return select.text()


def _unsure(_select: Select, _table: Table, _step: Step) -> None:
    raise Uncertain


def _where(select: Select, table: Table, step: Step) -> None:
    select.where += [condition(table, one) for one in step.arguments]


def _not(select: Select, table: Table, step: Step) -> None:
    if len(step.arguments) != 1:
        raise Uncertain  # NAND of several
    select.where.append(condition(table, step.arguments[0], but=True))


def _reorder(select: Select, table: Table, step: Step) -> None:
    select.order = []
    _order(select, table, step)


def _order(select: Select, table: Table, step: Step) -> None:
    for one in step.arguments:
        key, value = field(one, "key"), field(one, "value")
        if one.type == "simple_symbol":
            name, way = text_of(one).lstrip(":"), ""
        elif one.type == "pair" and key is not None and value is not None:
            name, way = text_of(key).strip(":"), text_of(value).lstrip(":")
        elif one.type == "string":
            found = ORDER.match(text_of(one).strip("\"'"))
            name, way = (found[1], found[2] or "") if found is not None else ("", "")
        else:
            raise Uncertain
        if way.lower() not in {"", "asc", "desc"}:
            raise Uncertain
        column = f"{named(table.name)}.{named(column_of(table, name).name)}"
        select.order.append(f"{column} DESC" if way.lower() == "desc" else column)


def _bounded(select: Select, _table: Table, step: Step) -> None:
    if len(step.arguments) != 1:
        raise Uncertain
    setattr(select, step.name, value_of(step.arguments[0]))


def _distinct(select: Select, _table: Table, step: Step) -> None:
    if step.arguments:
        raise Uncertain
    select.distinct = True


def _chosen(select: Select, table: Table, step: Step) -> None:
    if not step.arguments or any(one.type != "simple_symbol" for one in step.arguments):
        raise Uncertain
    names = [column_of(table, text_of(one).lstrip(":")).name for one in step.arguments]
    select.columns = [f"{named(table.name)}.{named(name)}" for name in names]


def _one(select: Select, table: Table, step: Step) -> None:
    """`find(id)`, `find_by(…)`, `first`, `last`, `take`."""
    key = next((c.name for c in table.columns if c.primary_key), "id")
    column = f"{named(table.name)}.{named(column_of(table, key).name)}"
    if step.name.startswith("find_by"):
        _where(select, table, step)
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


Does = Callable[[Select, Table, Step], None]
STEPS: dict[str, Does] = {
    "where": _where,
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
