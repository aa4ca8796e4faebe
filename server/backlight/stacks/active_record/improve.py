"""Better chains of ActiveRecord: relations loaded with the rows, existence asked as such."""

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.active_record.chains import Chain, chains
from backlight.stacks.active_record.plucked import plucked
from backlight.stacks.record import Improvement


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The first of the improvements that applies."""
    chain = next((c for c in chains(source, query.span) if _is(c, query)), None)
    if chain is None:
        return None
    return (
        _related(source, query, chain, project)
        or _exists(source, chain)
        or plucked(source, query, chain, project)
        or _in_loop(query)
    )


def _related(
    source: Source, query: Query, chain: Chain, project: Project
) -> Improvement | Refused | None:
    """`Story.where(…)` whose rows' `user` is read one by one -> `Story.includes(:user)…`."""
    table = project.schema.of_model(query.model)
    names = [n for n in query.touched if table is not None and n in table.relations]
    if not names:
        return None
    if chain.step("select", "pluck", "group", "find_by_sql") is not None:
        return Refused(
            "The rows are made by hand (`select`, `group` or SQL); load the relation yourself."
        )
    if chain.steps[0].call == chain.root:
        return Refused(
            "The chain starts from the model itself; load the relation where it is used."
        )
    at = chain.root.end_byte
    given = ", ".join(f":{name}" for name in names)
    made = change((source.path, [Edit(at, at, f".includes({given})", WHY)]))
    verb = "is" if len(names) == 1 else "are"
    listed = ", ".join(f"`{name}`" for name in names)
    return Improvement(made, f"{listed} {verb} read for each row, with one more query each")


WHY = "Load the relation with the rows: two queries instead of one for each row."


def _exists(source: Source, chain: Chain) -> Improvement | None:
    """`User.where(…).count > 0` -> `User.where(…).exists?`."""
    above = chain.node.parent
    last = chain.steps[-1]
    if last.name != "count" or last.arguments or above is None or above.type != "binary":
        return None
    if len(chain.steps) < 2 or chain.step("group", "limit", "offset", "distinct", "select"):
        return None
    operator, right = field(above, "operator"), field(above, "right")
    if field(above, "left") != chain.node or operator is None or right is None:
        return None
    some = {(">", "0"), (">=", "1"), ("!=", "0")}
    if (text_of(operator), text_of(right)) not in some:
        return None
    method: Node | None = field(last.call, "method")
    if method is None:
        return None
    why = "One row is enough to know."
    made = change((source.path, [Edit(method.start_byte, above.end_byte, "exists?", why)]))
    return Improvement(made, "every row is counted to know whether there is one")


def _in_loop(query: Query) -> Refused | None:
    if query.loop is not None and query.returns in {"row", "rows"}:
        return Refused(
            f"`{query.model}` is read once for each turn of a loop: read all at once before it, "
            "with `where(id: ids).index_by(&:id)`, or ask the agent for it."
        )
    return None


def _is(chain: Chain, query: Query) -> bool:
    return chain.node.start_byte == query.span.start and chain.node.end_byte == query.span.end
