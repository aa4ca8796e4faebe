"""The statement that a chain of SQLAlchemy runs, where the models leave no doubt about it.

Not certain are functions, subqueries, aliases, loads by a join, and models that say of themselves
how they are loaded: for these there is no statement.
"""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.python_expressions import parts
from backlight.analysis.syntax import Source, field, text_of
from backlight.analysis.tables import Schema, Table
from backlight.stacks.python_bound import bound
from backlight.stacks.sqlalchemy.chains import RUNNERS, Chain, chains, model_name
from backlight.stacks.sqlalchemy.conditions import Scope, condition
from backlight.stacks.statement import Select, Uncertain, named

JOINS = regex(rb"lazy\s*=\s*(?:['\"]joined|False)|innerjoin|__mapper_args__|with_polymorphic")
"""What a file of models holds that may add to every statement."""
LOADS = regex(
    r"joinedload|contains_eager|load_only|defer|with_expression|aliased|with_loader_criteria"
)
PLAIN = {
    *RUNNERS,
    *("all", "one", "one_or_none", "unique", "scalar_one", "scalar_one_or_none", "scalars"),
    *("options", "execution_options", "mappings", "fetchall"),
}
"""Steps that change nothing of the statement."""
FIRST = {"first", "first_or_404"}
KEYED = {"get", "get_or_404"}
Step = tuple[str, list[Node]]


def render(source: Source, query: Query, project: Project) -> str:
    """The statement with its values as literals or `%(name)s`; empty where it is not certain."""
    at = query.span
    found = (c for c in chains(source, at) if c.node.start_byte == at.start)
    chain = next((c for c in found if c.node.end_byte == at.end), None)
    table = project.schema.of_model(model_name(chain)) if chain is not None else None
    if chain is None or not chain.model or table is None or not table.complete:
        return ""
    if LOADS.search(chain.text):
        return ""
    declared = project.read(table.file)
    if declared is None or JOINS.search(declared.text.data):
        return ""
    try:
        return _statement(chain, table, project.schema)
    except Uncertain:
        return ""


def _statement(chain: Chain, table: Table, schema: Schema) -> str:
    mine = named(table.name)
    select = Select(mine, [f"{mine}.{named(one.name)}" for one in table.columns])
    tables = {chain.model: table}
    steps = list(_steps(chain))
    for said, given in steps:
        if said in {"where", "filter"}:
            select.where += [condition(Scope(tables), one) for one in given]
        elif said in {"join", "outerjoin"}:
            _joined(select, tables, schema, given, outer=said == "outerjoin")
        elif said not in PLAIN and not (chain.style == "query" and said == "count"):
            _step(select, Scope(tables), table, chain, (said, given))
    counts = any(said == "count" for said, _ in steps)
    return select.counted() if counts else select.text()


def _step(select: Select, scope: Scope, table: Table, chain: Chain, step: Step) -> None:
    """What one step makes of the statement."""
    said, given = step
    if said == "filter_by" and len(scope.tables) == 1:
        select.where += [_keyword(table, one) for one in given]
    elif said == "order_by":
        select.order += [_key(scope, one) for one in given]
    elif said in {"limit", "offset"} and len(given) == 1:
        setattr(select, said, bound(given[0]))
    elif said == "distinct" and not given:
        select.distinct = True
    elif said in FIRST:
        select.limit = "1" if chain.style == "query" else select.limit
    elif said in KEYED and chain.style == "query" and len(given) == 1:
        keys = [one for one in table.columns if one.primary_key]
        if len(keys) != 1:
            raise Uncertain
        select.where.append(f"{select.table}.{named(keys[0].name)} = {bound(given[0])}")
    else:
        raise Uncertain


def _steps(chain: Chain) -> Iterator[Step]:
    """What is called on the first link, in order, with its arguments."""
    node = chain.first
    for name in chain.names:
        above = node.parent
        while above is not None and above.type in {"await", "parenthesized_expression"}:
            node, above = above, above.parent
        call = above.parent if above is not None else None
        if call is None or above is None:
            raise Uncertain
        if above.type == "argument_list":  # what runs it stands around it
            yield name, []
        else:
            yield name, parts(call.child_by_field_name("arguments") or call)
        node = call


def _keyword(table: Table, node: Node) -> str:
    name, value = field(node, "name"), field(node, "value")
    if node.type != "keyword_argument" or name is None or value is None:
        raise Uncertain
    said = text_of(name)
    found = next((c for c in table.columns if said == (c.attribute or c.name)), None)
    if found is None:
        raise Uncertain
    column = f"{named(table.name)}.{named(found.name)}"
    return f"{column} IS NULL" if value.type == "none" else f"{column} = {bound(value)}"


def _key(scope: Scope, node: Node) -> str:
    """One key of an order: a column, `column.desc()`, `desc(column)`."""
    plain = scope.column(node)
    if plain is not None:
        return plain[0]
    function = field(node, "function") if node.type == "call" else None
    if function is None:
        raise Uncertain
    given = parts(node.child_by_field_name("arguments") or node)
    said = text_of(function).rpartition(".")[2]
    inner = given[0] if given else field(function, "object")
    column = scope.column(inner) if inner is not None else None
    if column is None or said not in {"desc", "asc"}:
        raise Uncertain
    return f"{column[0]} DESC" if said == "desc" else column[0]


def _joined(
    select: Select, tables: dict[str, Table], schema: Schema, given: list[Node], *, outer: bool
) -> None:
    """`join(Other)` by the one key between the tables, or `join(Other, condition)`."""
    said = text_of(given[0]) if given else ""
    other = schema.of_model(said.rpartition(".")[2]) if said else None
    if other is None or said in tables or len(given) > 2 or other.name in _names(tables):
        raise Uncertain
    before = dict(tables)
    tables[said] = other
    if len(given) == 2:
        on = condition(Scope(tables), given[1])
    else:
        keys = [*_keys(before, other), *_keys({said: other}, *before.values())]
        if len(keys) != 1:
            raise Uncertain
        on = keys[0]
    select.joins.append(f"{'LEFT JOIN' if outer else 'JOIN'} {named(other.name)} ON {on}")


def _names(tables: dict[str, Table]) -> set[str]:
    return {one.name for one in tables.values()}


def _keys(tables: dict[str, Table], *others: Table) -> Iterator[str]:
    """The foreign keys that lead from some tables to others, as equalities."""
    for table in tables.values():
        for column in table.columns:
            target, _, key = column.references.rpartition(".")
            if target in {one.name for one in others}:
                left = f"{named(table.name)}.{named(column.name)}"
                yield f"{named(target)}.{named(key)} = {left}"
