"""A list of Go in pages: `limit` and `offset` of the query string, bounded, in one order."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project, Query
from backlight.analysis.go_expressions import arguments
from backlight.analysis.go_types import params_of
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, ancestors, descendants, field, node_at, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.go_imports import imported
from backlight.stacks.whole_list import whole_list

DEFAULT, MOST = 50, 100
"""Rows of a page if a client says nothing, and whatever it says."""
ASKS = {"gin": "{0}.Query", "echo": "{0}.QueryParam", "Fiber": "{0}.Query"}
CONTEXTS = regex(r"\b(?:gin\.Context|echo\.Context|fiber\.Ctx)\b")
REQUEST = regex(r"\bhttp\.Request\b")
FUNCTIONS = frozenset({"function_declaration", "method_declaration", "func_literal"})
KEEPS = frozenset({"Find", "Order", "Preload", "WithContext", "Model"})
ANSWERS = regex(r"(?:JSON|JSONP|Encode|Marshal|XML|[rR]espond\w*|[sS]uccess\w*|OK|[rR]ender)$")
CARRIES = frozenset(
    {"keyed_element", "literal_element", "literal_value", "composite_literal", "unary_expression"}
)
READING = frozenset({"GET", "ANY", "HEAD"})
TAKEN = frozenset({"limit", "offset"})
WHY = "a client takes a page, and never more than an upper bound"


def page(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Read both before the query, and bound the one query of the list by them."""
    query = _list(source, handler, project)
    if isinstance(query, Refused):
        return query
    call = node_at(source, query.span)
    function = next((n for n in ancestors(call) if n.type in FUNCTIONS), None)
    body, statement = field(function, "body"), _statement(call)
    if function is None or body is None or function.has_error or statement is None:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    asks = _asks(handler.stack, function)
    if not asks:
        return Refused(f"How {handler.stack} reads its query string is not known; ask the agent.")
    if TAKEN & {text_of(one) for one in descendants(function, "identifier")}:
        return Refused(
            f"`{handler.name}` uses `limit` or `offset` already; bound its query by them."
        )
    if why_not := _unshown(body, call):
        return Refused(why_not)
    bound = _bounded(call, query, project)
    if isinstance(bound, Refused):
        return bound
    at = statement.start_byte
    indent = source.text.indent(at)
    lines = "".join(f"{line}\n{indent}" for line in _lines(asks))
    first = Edit(at, at, lines, WHY)
    return change((source.path, [*imported(source, "strconv"), first, bound]))


def _list(source: Source, handler: Handler, project: Project) -> Query | Refused:
    """The only unbounded read of a handler that does nothing but read."""
    query = whole_list(source, handler, project, "gorm", "reads of GORM")
    if isinstance(query, Refused):
        return query
    if any(e.method not in READING for e in served(project, source.path, handler.name)):
        return Refused(f"`{handler.name}` does more than answer the rows; ask the agent.")
    return query


def _asks(stack: str, function: Node) -> str:
    """What gives a value of the query string, called with its name; empty where it is not known."""
    given = params_of(field(function, "parameters"))
    context = next((name for name, kind in given if CONTEXTS.search(kind)), "")
    if stack in ASKS and context:
        return ASKS[stack].format(context)
    request = next((name for name, kind in given if REQUEST.search(kind)), "")
    return f"{request}.URL.Query().Get" if request not in {"", "_"} else ""


def _lines(asks: str) -> tuple[str, ...]:
    """What a client asks for, as whole numbers within bounds."""
    return (
        f"limit, offset := {DEFAULT}, 0",
        f'if n, err := strconv.Atoi({asks}("limit")); err == nil && n > 0 && n <= {MOST} {{',
        "\tlimit = n",
        "}",
        f'if n, err := strconv.Atoi({asks}("offset")); err == nil && n > 0 {{',
        "\toffset = n",
        "}",
    )


def _bounded(call: Node, query: Query, project: Project) -> Edit | Refused:
    """The order, the size and the start in front of `Find`."""
    steps, name = _steps(call), field(call, "function", "field")
    said = {step for step, _ in steps}
    if name is None or text_of(name) != "Find" or not said <= KEEPS:
        return Refused("Only `Find` of a whole table is paged without a model; ask the agent.")
    table = project.schema.of_model(query.model)
    keys = [column.name for column in table.columns if column.primary_key] if table else []
    if len(keys) != 1:
        return Refused(f"No single key of `{query.model}` is known to order by; write the order.")
    orders = " ".join(text_of(one) for step, one in steps if step == "Order")
    ordered = regex(rf'["\s,.]{keys[0]}\b').search(orders) is not None
    order = "" if ordered else f'Order("{keys[0]}").'
    at = name.start_byte
    return Edit(at, at, f"{order}Limit(limit).Offset(offset).", WHY)


def _steps(call: Node) -> list[tuple[str, Node]]:
    """The calls of a chain that are given something, the last one first."""
    found: list[tuple[str, Node]] = []
    at: Node | None = call
    while at is not None and at.type == "call_expression":
        name = field(at, "function", "field")
        if name is not None and arguments(at):
            found.append((text_of(name), at))
        at = field(at, "function", "operand")
    return found


def _unshown(body: Node, call: Node) -> str:
    """What more is done with the rows than to answer them; empty where a page of them will do."""
    given = arguments(call)[0]
    rows = text_of(given).removeprefix("&")
    if not rows.isidentifier():
        return "The rows are read into something that is not known here; ask the agent."
    uses = [one for one in descendants(body, "identifier") if text_of(one) == rows]
    outside = [one for one in uses if not given.start_byte <= one.start_byte < given.end_byte]
    left = [one for one in outside if not _declares(one)]
    other = next((one for one in left if not _answered(one)), None)
    if other is None:
        return "" if left else f"`{rows}` is not answered here."
    line = text_of(_statement(other) or other).split("\n")[0].replace("`", "'")
    return f"More is done with the rows than to answer them (`{line[:60]}`); ask the agent."


def _declares(name: Node) -> bool:
    above = name.parent
    if above is not None and above.type == "expression_list":
        statement = above.parent
        return field(statement, "left") == above and statement is not None
    return above is not None and above.type in {"var_spec", "parameter_declaration"}


def _answered(name: Node) -> bool:
    """Whether rows stand in what is answered, as they are."""
    for above in ancestors(name):
        if above.type == "argument_list":
            called = text_of(field(above.parent, "function") or above)
            return ANSWERS.search(called.rpartition(".")[2]) is not None
        if above != name and above.type not in CARRIES:
            return False
    return False


def _statement(node: Node) -> Node | None:
    """The statement of a block that a node stands in."""
    for one in (node, *ancestors(node)):
        if one.parent is not None and one.parent.type in {"block", "statement_list"}:
            return one
    return None
