"""`findUnique` or `findFirst` of a key in each turn of a loop -> one `findMany` before it."""

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.javascript_turns import together
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_batch import VALUES, One, batched
from backlight.stacks.javascript_bound import links, options
from backlight.stacks.record import Improvement
from backlight.stacks.statement import Uncertain

READS = {"findUnique", "findFirst"}
CARRIED = {"where", "select", "include"}


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The batch, or why it is not right; `None` where the read is another one."""
    try:
        name, given = links(source, query.span)[-1]
        said = options(given[0]) if len(given) == 1 and given[0].type == "object" else {}
        where = options(said["where"]) if "where" in said else {}
        chosen = options(said["select"]) if "select" in said else {}
    except Uncertain:
        return None
    if name not in READS or len(where) != 1 or not set(said) <= CARRIED:
        return None
    key, value = next(iter(where.items()))
    if value.type not in VALUES or any(one.type != "pair" for one in parts(given[0])):
        return None
    if together(source, query):
        return Refused("Prisma sends what is asked by `findUnique` at the same time as one query.")
    if chosen and text_of(chosen.get(key, value)) != "true":
        return Refused(f"`select` leaves `{key}` out, by which the rows would be told apart.")
    call = node_at(source, query.span)
    function = text_of(field(call, "function") or call)

    def many(keys: str) -> str:
        pairs = (_pair(one, f"where: {{ {key}: {{ in: {keys} }} }}") for one in parts(given[0]))
        return f"{function.removesuffix(name)}findMany({{ {', '.join(pairs)} }})"

    return batched(source, query, project, One(key, value, many))


def _pair(node: Node, where: str) -> str:
    key = field(node, "key")
    return where if key is not None and text_of(key) == "where" else text_of(node)
