"""Parameters of a query in Ruby: beside the statement, or in one list with it."""

from backlight.analysis.queries_run import Run
from backlight.analysis.syntax import Source, ancestors, field, node_at
from backlight.edits import Edit, Refused
from backlight.sql.marks import WHY, Marks, merged

BESIDE = frozenset({"where", "rewhere", "not", "having", "find_by", "find_by!", "or", "and"})
"""Methods of ActiveRecord that take values after the statement."""
LISTS = frozenset({"find_by_sql", "count_by_sql", "exists?", "update_all", "delete_all"})
"""Those that take a list of both."""
TEXT = frozenset({"execute", "exec_query", "select_all", "select_one", "select_value"})
TEXT |= {"select_values", "select_rows", "joins", "order", "reorder", "group", "from", "select"}
TEXT |= {"exec_update", "exec_delete", "exec_insert"}
"""Those that take text alone: ActiveRecord binds the values before."""


def ruby(source: Source, run: Run, new: Marks) -> list[Edit] | Refused:
    """The edits of the call."""
    first = run.arguments[0] if run.arguments else None
    if any(text.startswith(":") for text in new.texts):
        return Refused("The parameters of the condition have names; add the value to them by hand.")
    if run.name in BESIDE:
        known = [one.code for one in run.arguments]
        if first is not None and (first.kind == "map" or len(known) != new.before):
            return Refused(
                f"The call is given `{first.code[:40]}`, whose items are not written here; add the "
                "values to it by hand."
            )
        if first is None:
            return [Edit(run.end, run.end, f", {', '.join(new.codes)}", WHY)]
        last = run.arguments[-1].span.end
        return [Edit(first.span.start, last, ", ".join(merged(known, new)), WHY)]
    if run.name not in LISTS | TEXT or run.arguments:
        return Refused(
            f"`{run.name}` takes its parameters in a way of its own; bind the values by hand."
        )
    start = _first(source, run)
    if start is None:
        return Refused("The call is not written in a way that is understood; bind it by hand.")
    before, after = "[", "]"
    if run.name in TEXT:
        before, after = "ActiveRecord::Base.sanitize_sql_array([", "])"
    return [
        Edit(start, start, before, WHY),
        Edit(run.end, run.end, f", {', '.join(new.codes)}{after}", WHY),
    ]


def _first(source: Source, run: Run) -> int | None:
    """Where the first argument of the call starts."""
    call = next(
        (n for n in ancestors(node_at(source, run.span)) if n.start_byte == run.span.start), None
    )
    given = field(call, "arguments")
    return (
        given.named_children[0].start_byte if given is not None and given.named_children else None
    )
