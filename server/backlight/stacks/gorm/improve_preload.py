"""A relation filled in for each row in a loop -> loaded with the rows by `Preload`.

It changes how many queries are sent, and when: it is offered as that, and never called equivalent.
Right where what is filled is a relation of the rows' struct, is read by the key that GORM goes by,
and one query before the loop gives the rows.
"""

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.go_expressions import STRINGS, arguments, string
from backlight.analysis.queries_go_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, ancestors, descendants, field, node_at, text_of
from backlight.analysis.tables import Table
from backlight.edits import Edit, Refused, change
from backlight.stacks.gorm.calm import unknown
from backlight.stacks.gorm.loops import range_of
from backlight.stacks.gorm.queries import FUNCTIONS, steps_of
from backlight.stacks.names import snake
from backlight.stacks.record import Improvement

GIVEN = {"assignment_statement", "short_var_declaration"}
UNASKED = "expression_statement"
"""The statement of a read that nobody asks whether it failed."""
STATEMENTS = {UNASKED, *GIVEN}
LEAVES = {"WithContext", "Debug", "Session"}
WHY = "Load the relation with the rows: one query more for all of them, in place of one for each."


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The relation loaded with the rows, or why that is not right; `None` for another read."""
    call, loop = node_at(source, query.span), node_at(source, query.loop) if query.loop else None
    clause = range_of(loop)
    rows, left = field(clause, "right"), field(clause, "left")
    if loop is None or rows is None or left is None or rows.type != "identifier":
        return None
    row = f"{text_of(rows)}[{text_of(left)}]"
    table = _table(rows, project)
    relation = _filled(call, row, table) if table is not None else ""
    statements = _statements(call)
    if table is None or not relation or not {*statements} & {*_body(loop)}:
        return None
    load = _load(source, loop, text_of(rows))
    others = [one for one in _body(loop) if one not in statements]
    index = text_of(left)
    if load is None:
        return Refused(f"Where `{text_of(rows)}` are read is not seen here; add `Preload` there.")
    stands = next((n for n in ancestors(load) if n.type in STATEMENTS), load)
    if stands.type == UNASKED and statements[0].type != UNASKED:
        return Refused(
            f"Whether `{relation}` could be read is asked, and of `{text_of(rows)}` nobody asks it:"
            " ask it where they are read, first."
        )
    if others and not any(_names(one, index) for one in others):
        return Refused(f"`{index}` would be used by nobody; load `{relation}` by hand.")
    called = unknown(loop, [query.span])
    if called:
        return Refused(f"The loop calls `{called}`, which may write what is read in it.")
    gone = statements if others else [loop]
    first = source.text.line_at(gone[0].start_byte)[0]
    last = source.text.line_at(gone[-1].end_byte)[1]
    at = load.end_byte
    edits = (Edit(at, at, f'.Preload("{relation}")', WHY), Edit(first, last + 1, "", WHY))
    return Improvement(
        change((source.path, edits)),
        f"N+1, `{relation}` is read for each of `{text_of(rows)}`; one query reads all of them"
        " (this changes how many are sent)",
    )


def _table(rows: Node, project: Project) -> Table | None:
    """The table behind `var orders []Order`."""
    found = lookup(rows, text_of(rows), HOST) or ()
    kinds = {one.type or text_of(field(one.value, "type") or rows) for one in found}
    kind = kinds.pop() if len(kinds) == 1 else ""
    return (
        project.schema.of_model(kind.lstrip("[]*").rpartition(".")[2]) if kind[:2] == "[]" else None
    )


def _filled(call: Node, row: str, table: Table) -> str:
    """The relation that a read puts into a row, by the key that GORM goes by."""
    steps, _ = steps_of(call)
    given = arguments(call)
    target = text_of(given[0]).removeprefix("&") if given else ""
    name = target.removeprefix(f"{row}.")
    if not target.startswith(f"{row}.") or name not in table.relations:
        return ""
    asked = [(step, arguments(node)) for step, node in steps[1:] if step not in LEAVES]
    keys = {f"{row}.{c.attribute or c.name}" for c in table.columns if c.primary_key}
    if steps[0][0] == "Find" and [step for step, _ in asked] == ["Association", "Model"]:
        same = text_of(asked[1][1][0]).removeprefix("&") == row
        return name if same and _text(asked[0][1]) == name else ""
    if not asked and name in table.single and len(given) == 2:
        return name if text_of(given[1]) == f"{row}.{name}ID" else ""
    if steps[0][0] == "Find" and [step for step, _ in asked] == ["Where"] and len(given) == 1:
        said = "".join(_text(asked[0][1]).split()).lower()
        mine = len(asked[0][1]) == 2 and text_of(asked[0][1][1]) in keys
        many = name not in table.single and said == f"{snake(table.model)}_id=?"
        return name if mine and many else ""
    return ""


def _text(given: list[Node]) -> str:
    return string(given[0]) if given and given[0].type in STRINGS else ""


def _statements(call: Node) -> list[Node]:
    """The statements that are only this read, and ask for nothing but whether it failed."""
    above = call.parent
    if above is not None and above.type == UNASKED:
        return [above]
    said = next((one for one in ancestors(call) if one.type in GIVEN), None)
    asks = said.next_named_sibling if said is not None else None
    checked = asks is not None and text_of(field(asks, "condition") or asks).startswith(
        "err != nil"
    )
    if said is not None and asks is not None and checked and asks.type == "if_statement":
        whole = text_of(said) in {f"err {sign} {text_of(call)}.Error" for sign in ("=", ":=")}
        return [said, asks] if whole and field(asks, "initializer") is None else []
    one = next((one for one in ancestors(call) if one.type == "if_statement"), None)
    head = text_of(field(one, "initializer") or call)
    plain = head in {f"err := {text_of(call)}.Error", f"err := {text_of(call)}"}
    return [one] if one is not None and plain and field(one, "alternative") is None else []


def _body(loop: Node) -> list[Node]:
    block = field(loop, "body")
    inner = block.named_children if block is not None else []
    while len(inner) == 1 and inner[0].type == "statement_list":
        inner = inner[0].named_children
    return [one for one in inner if one.type != "comment"]


def _names(node: Node, name: str) -> bool:
    return any(text_of(one) == name for one in descendants(node, "identifier"))


def _load(source: Source, loop: Node, rows: str) -> Node | None:
    """What the only query that fills the rows is called on: `db.Where(…)` of `.Find(&rows)`."""
    around = next((one for one in ancestors(loop) if one.type in FUNCTIONS), source.root)
    found = [
        field(call, "function", "operand")
        for call in descendants(around, "call_expression")
        if call.end_byte <= loop.start_byte
        and text_of(field(call, "function", "field") or call) == "Find"
        and [text_of(one) for one in arguments(call)[:1]] == [f"&{rows}"]
    ]
    return found[0] if len(found) == 1 else None
