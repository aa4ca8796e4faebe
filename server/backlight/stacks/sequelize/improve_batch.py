"""`findByPk` in each turn of a loop -> one `findAll` of all keys before it."""

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts, string
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_batch import One, batched
from backlight.stacks.javascript_batch_where import VALUES
from backlight.stacks.javascript_bound import links, options
from backlight.stacks.record import Improvement
from backlight.stacks.statement import Uncertain

CARRIED = {"include", "transaction", "attributes", "paranoid"}


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The batch, or why it is not right; `None` where the read is another one."""
    table = project.schema.of_model(query.model)
    keys = [c.attribute or c.name for c in table.columns if c.primary_key] if table else []
    try:
        name, given = links(source, query.span)[-1]
        said = options(given[1]) if len(given) > 1 else {}
    except Uncertain:
        return None
    if name != "findByPk" or len(keys) != 1 or not given or given[0].type not in VALUES:
        return None
    if not set(said) <= CARRIED or (said and given[1].type != "object"):
        return None
    if "attributes" in said and keys[0] not in _names(said["attributes"]):
        return Refused(f"`attributes` leave `{keys[0]}` out, by which rows would be told apart.")
    function = text_of(field(node_at(source, query.span), "function") or given[0])
    carried = "".join(f", {text_of(one)}" for one in (parts(given[1]) if said else []))

    def many(listed: str) -> str:
        head = function.removesuffix("findByPk")
        return f"{head}findAll({{ where: {{ {keys[0]}: {listed} }}{carried} }})"

    return batched(source, query, project, One(keys[0], given[0], many))


def _names(node: Node) -> list[str | None]:
    return [string(one) for one in parts(node)] if node.type == "array" else []
