"""`findUnique`, `findFirst` of a row that is only there or not -> its key alone is read."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import key_of, parts
from backlight.analysis.syntax import Source, field, node_at, span_of, text_of
from backlight.edits import Edit, change
from backlight.stacks.javascript_there import EVIDENCE, WHY, only_there
from backlight.stacks.record import Improvement

READS = {"findUnique", "findFirst"}
KEPT = {"where", "orderBy"}
FEW = 2
"""A row of no more columns is as good as its key."""


def improve(source: Source, query: Query, project: Project) -> Improvement | None:
    """`select: { id: true }`, where only the truth of what is read counts."""
    call = node_at(source, query.span)
    function = field(call, "function") if call.type == "call_expression" else None
    name = field(function, "property") if function is not None else None
    held = field(call, "arguments")
    given = parts(held) if held is not None else []
    if name is None or text_of(name) not in READS or span_of(call) != query.span:
        return None
    if len(given) != 1 or given[0].type != "object" or not only_there(call):
        return None
    said = {key_of(field(pair, "key")): pair for pair in parts(given[0]) if pair.type == "pair"}
    table = project.schema.of_model(query.model)
    keys = [c for c in table.columns if c.primary_key] if table is not None else []
    if table is None or not keys or len(table.columns) <= FEW:
        return None
    if "where" not in said or len(said) != len(parts(given[0])) or not set(said) <= KEPT:
        return None
    last = parts(given[0])[-1]
    wanted = f"select: {{ {keys[0].attribute or keys[0].name}: true }}"
    alone = last.start_point.row > given[0].start_point.row
    between = f",\n{source.text.indent(last.start_byte)}" if alone else ", "
    edit = Edit(last.end_byte, last.end_byte, f"{between}{wanted}", WHY)
    return Improvement(change((source.path, [edit])), EVIDENCE)
