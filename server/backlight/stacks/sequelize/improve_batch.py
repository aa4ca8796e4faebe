"""`findByPk` in each turn of a loop -> one `findAll` of all keys before it."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_batch import One, batched
from backlight.stacks.javascript_bound import links, options
from backlight.stacks.record import Improvement
from backlight.stacks.statement import Uncertain

CARRIED = {"include", "transaction"}


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The batch, or why it is not right; `None` where the read is another one."""
    table = project.schema.of_model(query.model)
    keys = [c.attribute or c.name for c in table.columns if c.primary_key] if table else []
    try:
        name, given = links(source, query.span)[-1]
        said = options(given[1]) if len(given) > 1 else {}
    except Uncertain:
        return None
    if name != "findByPk" or len(keys) != 1 or not given or given[0].type != "member_expression":
        return None
    if not set(said) <= CARRIED:
        return None
    function = text_of(field(node_at(source, query.span), "function") or given[0])
    carried = "".join(f", {text_of(one)}" for one in (parts(given[1]) if said else []))

    def many(listed: str) -> str:
        head = function.removesuffix("findByPk")
        return f"{head}findAll({{ where: {{ {keys[0]}: {listed} }}{carried} }})"

    return batched(source, query, project, One(keys[0], given[0], many))
