"""`len(query.all())` becomes `query.count()`: the database counts, and sends no rows.

Sound for a chain of `query` over one model without joins, whose rows are used for nothing else
than their number.
"""

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.record import Improvement
from backlight.stacks.sqlalchemy.chains import Chain

UNFIT = frozenset({"join", "outerjoin", "options", "with_entities", "yield_per", "from_statement"})
WHY = "Let the database count: no rows are sent."


def improve(source: Source, chain: Chain, project: Project) -> Improvement | Refused | None:
    """`count()` for a list that is only measured."""
    del project  # the chain says it all
    if chain.style != "query" or chain.names[-1:] != ("all",) or not chain.model:
        return None
    above = chain.node.parent
    call = above.parent if above is not None and above.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or text_of(function) != "len":
        return None
    rows = chain.node.child_by_field_name("function")
    inner = rows.child_by_field_name("object") if rows is not None else None
    if inner is None or UNFIT & set(chain.names):
        return None
    edit = Edit(call.start_byte, call.end_byte, f"{text_of(inner)}.count()", WHY)
    return Improvement(change((source.path, (edit,))), "rows are fetched only to be counted")
