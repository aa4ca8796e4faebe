"""`db.Create` a row in each turn of a loop -> one `CreateInBatches` for all of them.

Sound for a loop over a slice that does nothing else, and ends at the first failure if it looks at
one: GORM calls the same hooks for each row, and sends nothing where there is none. The rows of a
batch stand or fall together.
"""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.go_expressions import arguments
from backlight.analysis.queries_go_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, ancestors, descendants, field, node_at, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.gorm.loops import range_of
from backlight.stacks.record import Improvement

BATCH = 500
SLICE = regex(r"^(?:\[\]|make\(\[\])\*?\w")
EVIDENCE = "one INSERT for each turn of the loop"
WHY = "One statement for many rows; those of a batch are stored together, or none of them is."


def improve(source: Source, query: Query) -> Improvement | Refused | None:
    """The batch in place of the loop, or why it is not right; `None` for what is no such loop."""
    call = node_at(source, query.span)
    loop = next((n for n in ancestors(call) if n.type in {"for_statement", "func_literal"}), None)
    clause = range_of(loop)
    name = field(call, "function", "field")
    if loop is None or clause is None or name is None or text_of(name) != "Create":
        return None
    if b'"gorm.io/gorm"' not in source.text.data:
        return None
    rows, row = _over(clause)
    given = arguments(call)
    if rows is None or len(given) != 1 or text_of(given[0]).lstrip("&") != row:
        return Refused(f"There is {EVIDENCE}: collect the rows, then `CreateInBatches`.")
    if why := _more(loop, call, row):
        return Refused(f"There is {EVIDENCE}, but {why}.")
    pointer = text_of(given[0]).startswith("&")
    if not _slice(rows):
        return Refused(
            f"There is {EVIDENCE}, and nothing here says that `{text_of(rows)}` is a slice."
        )
    body = _body(loop)[0]
    start, end = given[0].start_byte, given[0].end_byte
    before = source.text.slice(body.start_byte, name.start_byte)
    between = source.text.slice(name.end_byte, start)
    after = source.text.slice(end, body.end_byte).replace("\n\t", "\n")
    all_ = f"{'&' if pointer else ''}{text_of(rows)}, {BATCH}"
    text = f"{before}CreateInBatches{between}{all_}{after}"
    edit = Edit(loop.start_byte, loop.end_byte, text, WHY)
    return Improvement(change((source.path, [edit])), EVIDENCE, (WHY,))


def _over(clause: Node) -> tuple[Node | None, str]:
    """What a loop goes over, and the name of each row; a map has two names as well."""
    left, right = field(clause, "left"), field(clause, "right")
    names = [text_of(n) for n in left.named_children] if left is not None else []
    plain = right is not None and right.type in {"identifier", "selector_expression"}
    return (right, names[1]) if plain and len(names) == 2 and names[0] == "_" else (None, "")


def _body(loop: Node) -> list[Node]:
    body = field(loop, "body")
    inner = body.named_children if body is not None else []
    return (
        inner[0].named_children if len(inner) == 1 and inner[0].type == "statement_list" else inner
    )


def _more(loop: Node, call: Node, row: str) -> str:
    """What else a loop does; nothing if it stores rows alone."""
    body = _body(loop)
    if len(body) != 1 or body[0].type not in {"expression_statement", "if_statement"}:
        return "the loop does more: collect the rows, then `CreateInBatches`"
    if body[0].type == "expression_statement":
        return "nothing looks at its error: look at it first"
    names = [n for n in descendants(loop, "identifier") if text_of(n) == row]
    if len(names) != 2:  # its own place in the head, and the row that is stored
        return f"what a failure says of `{row}` would be lost"
    block = field(body[0], "consequence")
    said = text_of(block) if block is not None else ""
    stops = regex(r"\breturn\b").search(said) and not regex(r"\bcontinue\b|\bbreak\b").search(said)
    if not stops or field(body[0], "alternative") is not None:
        return "it goes on after a failure"
    return (
        "" if call.start_byte < (block.start_byte if block else 0) else "it stores by a condition"
    )


def _slice(rows: Node) -> bool:
    """Whether a name is known to hold a slice."""
    for one in lookup(rows, text_of(rows), HOST) or ():
        kind = field(one.at, "type")
        if kind is not None and kind.type == "slice_type":
            return True
        if one.value is not None and SLICE.match(text_of(one.value)):
            return True
    return False
