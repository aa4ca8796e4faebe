"""The statement that a call of a Spring Data repository runs, where its interface tells it.

A method is read by its name, or by the JPQL of its `@Query`; what entities lead to is read by
statements of its own, after this one.
"""

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.java import file
from backlight.analysis.java_rows import repository
from backlight.analysis.java_values import Method, Type, arguments, simple
from backlight.analysis.queries_java import given, method
from backlight.analysis.syntax import Source, node_at, span_of
from backlight.analysis.tables import Table
from backlight.edits import Refused
from backlight.stacks.jpa.derived import Asked, Want, asked
from backlight.stacks.jpa.jpql import translated
from backlight.stacks.jpa.properties import column, entity, split
from backlight.stacks.jpa.values import bound
from backlight.stacks.statement import Select, Uncertain, doubt, named

BASES = {"JpaRepository", "CrudRepository", "PagingAndSortingRepository", "Repository"}
BASES |= {"ListCrudRepository", "ListPagingAndSortingRepository"}
ASIDE = {"JpaSpecificationExecutor", "QuerydslPredicateExecutor"}
"""What a repository may be besides: it has methods of other names."""
PAGED = {"Pageable", "Sort", "Limit", "ScrollPosition", "Specification", "Example"}
SIGNS = {
    "": "=",
    "Equals": "=",
    "Not": "<>",
    "LessThan": "<",
    "LessThanEqual": "<=",
    "GreaterThan": ">",
    "GreaterThanEqual": ">=",
    "Before": "<",
    "After": ">",
    "Like": "LIKE",
    "NotLike": "NOT LIKE",
}
AROUND = {
    **dict.fromkeys(("StartingWith", "StartsWith"), ("", " || '%'")),
    **dict.fromkeys(("EndingWith", "EndsWith"), ("'%' || ", "")),
    **dict.fromkeys(("Containing", "Contains"), ("'%' || ", " || '%'")),
}


def render(source: Source, query: Query, project: Project) -> str | Refused:
    """The statement with its values as literals or `%(name)s`, or why it is not certain."""
    node = node_at(source, query.span)
    if query.kind != "jpa" or query.returns == "write" or node.type != "method_invocation":
        return ""
    if span_of(node) != query.span:
        return ""
    try:
        return _statement(project, node)
    except Uncertain as why:
        return doubt(why)


def _statement(project: Project, node: Node) -> str:
    interface = _interface(project, repository(node))
    base = next((one for one in interface.supers if simple(one) in BASES), "")
    if not arguments(base):
        raise Uncertain(f"what `{interface.name}` inherits is not known")
    table = entity(project, simple(arguments(base)[0]))
    name, values = method(node), given(node)
    same = [one for one in interface.methods if one.name == name]
    declared = [one for one in same if len(one.parameters) == len(values)]
    if not declared:
        if not {simple(one) for one in interface.supers} <= BASES | ASIDE:
            raise Uncertain(f"what `{interface.name}` inherits may be written by hand")
        return _inherited(table, name, values)
    if len(declared) != 1:
        raise Uncertain(f"`{name}` is declared more than once")
    return _declared(project, table, declared[0], values)


def _interface(project: Project, name: str) -> Type:
    paths = [path for path in project.paths if path.endswith(f"/{name}.java")]
    source = project.read(paths[0]) if len(paths) == 1 else None
    types = file(source).types if source is not None and source.tree is not None else ()
    found = next((one for one in types if one.name == name), None)
    if found is None:
        raise Uncertain(f"`{name or 'its repository'}` is not known, or there are several")
    return found


def _inherited(table: Table, name: str, values: list[Node]) -> str:
    """What every repository has."""
    mine = named(table.name)
    select = Select(mine, [f"{mine}.{named(one.name)}" for one in table.columns])
    keys = [one for one in table.columns if one.primary_key]
    if name == "count" and not values:
        return select.counted()
    if name in {"findById", "existsById"} and len(values) == len(keys) == 1:
        select.where.append(f"{mine}.{named(keys[0].name)} = {bound(values[0])}")
        if name == "existsById":
            return select.existing()
        if table.single:
            raise Uncertain(f"what `{table.model}` leads to may be read with it, by joins")
        return select.text()
    if name == "findAllById" and len(values) == len(keys) == 1:
        select.where.append(f"{mine}.{named(keys[0].name)} IN ({bound(values[0])})")
        return select.text()
    if name != "findAll" or values:
        raise Uncertain(f"`{name}` is bounded and sorted by what it is given")
    return select.text()


def _declared(project: Project, table: Table, said: Method, values: list[Node]) -> str:
    kinds = {simple(one.type) for one in said.parameters}
    if kinds & PAGED:
        raise Uncertain("its bound and its order are given when it runs")
    names = {one.name for one in said.annotations}
    if names & {"EntityGraph", "Procedure", "NativeQuery"}:
        raise Uncertain("the method is declared with a statement or loads of its own")
    query = next((one for one in said.annotations if one.name == "Query"), None)
    if query is not None:
        return translated(project, query, said, values)
    found = asked(said.name)
    if found is None:
        raise Uncertain(f"`{said.name}` is no name of a query")
    return _named(project, table, found, [bound(one) for one in values])


def _named(project: Project, table: Table, found: Asked, values: list[str]) -> str:
    mine = named(table.name)
    select = Select(mine, [f"{mine}.{named(one.name)}" for one in table.columns])
    left = list(values)
    some = [
        " AND ".join(_want(project, select, table, want, left) for want in wants)
        for wants in found.wants
    ]
    if left:
        raise Uncertain("it is given more values than its name asks for")
    select.where = [f"({' OR '.join(f'({one})' for one in some)})"] if len(some) > 1 else some
    for name, down in found.order:
        key, _ = column(project, select, table, mine, split(table, name))
        select.order.append(f"{key} DESC" if down else key)
    select.limit, select.distinct = found.limit, found.distinct and found.kind != "exists"
    if found.kind == "count":
        return select.counted()
    return select.existing() if found.kind == "exists" else select.text()


def _want(project: Project, select: Select, table: Table, want: Want, left: list[str]) -> str:
    name, word, caseless = want
    key, _ = column(project, select, table, select.table, split(table, name))
    if word in {"Null", "NotNull"}:
        return f"{key} IS {'NOT ' if word == 'NotNull' else ''}NULL"
    if word in {"True", "False"}:
        return f"{key} = {word.upper()}"
    if not left:
        raise Uncertain("it is given fewer values than its name asks for")
    key = f"UPPER({key})" if caseless else key
    value = f"UPPER({left.pop(0)})" if caseless else left.pop(0)
    if word == "Between" and left:
        return f"{key} BETWEEN {value} AND {left.pop(0)}"
    if word in {"In", "NotIn"} and not caseless:
        return f"{key} {'IN' if word == 'In' else 'NOT IN'} ({value})"
    if word in AROUND:
        before, after = AROUND[word]
        return f"{key} LIKE {before}{value}{after}"
    if word not in SIGNS:
        raise Uncertain(f"`{word}` of `{name}`")
    return f"{key} {SIGNS[word]} {value}"
