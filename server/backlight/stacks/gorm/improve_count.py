"""Rows that are read to be counted alone -> `Count`."""

from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.go_expressions import arguments
from backlight.analysis.syntax import (
    Source,
    ancestors,
    descendants,
    field,
    node_at,
    span_of,
    text_of,
)
from backlight.edits import Edit, Refused, change
from backlight.stacks.gorm.queries import FUNCTIONS, steps_of
from backlight.stacks.record import Improvement

PLAIN = frozenset({"Find", "Where", "Or", "Not", "Model", "Order", "WithContext", "Unscoped"})
WHY = "The database counts; no row is sent."


def improve(source: Source, query: Query) -> Improvement | Refused | None:
    """The count in place of the rows, where nothing but their number is used."""
    call = node_at(source, query.span)
    given, name = arguments(call), field(call, "function", "field")
    if name is None or text_of(name) != "Find" or len(given) != 1 or not query.model:
        return None
    rows = text_of(given[0]).removeprefix("&")
    function = next((n for n in ancestors(call) if n.type in FUNCTIONS), None)
    if not rows.isidentifier() or function is None or b'"gorm.io/gorm"' not in source.text.data:
        return None
    declared, lengths, others = _uses(function, rows, given[0])
    if declared is None or not lengths or others:
        return None
    said = {step for step, _ in steps_of(call)[0]}
    if not said <= PLAIN:
        odd = min(said - PLAIN)
        return Refused(
            f"Rows are read to be counted, and `{odd}` decides which; count them by hand."
        )
    if any(text_of(n) == "count" for n in descendants(function, "identifier")):
        return Refused("Rows are read to be counted, and `count` is something else here.")
    element = text_of(declared).partition("[]")[2].lstrip("*")
    model = "" if "Model" in said else f"Model(&{element}{{}})."
    edits = [
        Edit(declared.start_byte, declared.end_byte, "var count int64", WHY),
        Edit(name.start_byte, call.end_byte, f"{model}Count(&count)", WHY),
        *(Edit(span_of(n).start, span_of(n).end, "int(count)", WHY) for n in lengths),
    ]
    return Improvement(change((source.path, edits)), "rows are read to be counted", (WHY,))


def _uses(function: Node, rows: str, given: Node) -> tuple[Node | None, list[Node], int]:
    """Where a slice is declared, where its length is asked for, and its further uses."""
    declared, lengths, others = None, [], 0
    wanted = regex(rf"^var {escape(rows)} \[\]\*?[\w.]+$")
    for one in descendants(function, "identifier"):
        if text_of(one) != rows:
            continue
        above = one.parent.parent if one.parent is not None else None
        statement = next((n for n in ancestors(one) if n.type == "var_declaration"), None)
        if statement is not None and wanted.match(text_of(statement)):
            declared = statement
        elif above is not None and text_of(above) == f"len({rows})":
            lengths.append(above)
        elif not given.start_byte <= one.start_byte < given.end_byte:
            others += 1
    return declared, lengths, others
