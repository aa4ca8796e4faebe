"""A read of Prisma in each turn of a loop -> one before it.

`findUnique` and `findFirst` of a key become one `findMany`, as does a `findMany` by any column: its
rows are grouped by it. `count` becomes `groupBy`. Conditions beside it stay where no turn changes
them.
"""

from collections.abc import Mapping

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.javascript_turns import together
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_batch import One, batched
from backlight.stacks.javascript_batch_where import by_item, instead
from backlight.stacks.javascript_bound import links, options
from backlight.stacks.record import Improvement
from backlight.stacks.statement import Uncertain

ROW = frozenset({"where", "select", "include"})
CARRIED: Mapping[str, frozenset[str]] = {
    "findUnique": ROW,
    "findFirst": ROW,
    "findMany": ROW | {"orderBy"},
    "count": frozenset({"where"}),
}
"""What each read may be given besides: a page of rows is one for each item."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The batch, or why it is not right; `None` where the read is another one."""
    try:
        name, given = links(source, query.span)[-1]
        said = options(given[0]) if len(given) == 1 and given[0].type == "object" else {}
        where = options(said["where"]) if "where" in said else {}
        chosen = options(said["select"]) if "select" in said else {}
    except Uncertain:
        return None
    found = by_item(source, query, where)
    if name not in CARRIED or found is None or not set(said) <= CARRIED[name]:
        return None
    held = next((field(one, "value") for one in parts(given[0]) if _key(one) == "where"), None)
    if any(one.type != "pair" for one in parts(given[0])) or held is None or not _plain(held):
        return None
    key, value = found
    if together(source, query):
        return Refused("Prisma sends what is asked by `findUnique` at the same time as one query.")
    if chosen and text_of(chosen.get(key, value)) != "true":
        return Refused(f"`select` leaves `{key}` out, by which the rows would be told apart.")
    call = node_at(source, query.span)
    head = text_of(field(call, "function") or call).removesuffix(name)

    def many(keys: str) -> str:
        asked = instead(held, key, f"{key}: {{ in: {keys} }}")
        if name == "count":
            return f'{head}groupBy({{ by: ["{key}"], where: {asked}, _count: {{ _all: true }} }})'
        pairs = (_pair(one, f"where: {asked}") for one in parts(given[0]))
        return f"{head}findMany({{ {', '.join(pairs)} }})"

    if name == "count":
        return batched(source, query, project, One(key, value, many, none=" ?? 0", gives="count"))
    if name == "findMany":
        return batched(source, query, project, One(key, value, many, none=" ?? []", gives="rows"))
    return batched(source, query, project, One(key, value, many))


def _plain(where: Node) -> bool:
    """Whether the conditions are written out in the call."""
    return where.type == "object" and all(one.type != "spread_element" for one in parts(where))


def _key(one: Node) -> str:
    return text_of(field(one, "key") or one)


def _pair(node: Node, where: str) -> str:
    return where if _key(node) == "where" else text_of(node)
