"""Where a check goes in a handler, and which expressions then read the checked value."""

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.javascript_expressions import FUNCTIONS
from backlight.analysis.javascript_hints import refuses
from backlight.analysis.javascript_names import parameters, request_of
from backlight.analysis.syntax import Source, ancestors, descendants, field, text_of
from backlight.stacks.express.errors import caught
from backlight.stacks.javascript_style import Style


class Unplaced(Exception):
    """The check cannot be put into the handler; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Place:
    """Where the check goes."""

    start: int
    """Before the first statement that uses the value."""
    indent: str
    raw: str
    """The value that is checked: `req.body`, or the name it was taken apart into."""
    uses: tuple[tuple[Node, str], ...]
    """What reads the value, each with what must be written before the new text (`body: `)."""
    caught: bool
    """What is thrown there is caught by the handler itself."""
    undone: tuple[tuple[int, int, str], ...] = ()
    """Conversions that TypeScript would not take any more, and what they become."""
    end: int = 0
    opening: str = ""
    answer: str = ""
    closing: str = ""
    """What makes a block of a handler that is one expression, around `start` and `end`."""


def place(source: Source, function: Node, where: str, style: Style) -> Place:
    """Where the check of the body or the query goes; raises `Unplaced`."""
    body = field(function, "body")
    if body is None:
        raise Unplaced("The handler has no body yet.")
    raw, uses = _uses(function, where)
    if not uses:
        raise Unplaced(
            f"The handler takes its {where} apart in its parameters: take `req` and read "
            f"`req.{where}` in the body instead."
        )
    undone = tuple(_undone(uses)) if style.typescript else ()
    if body.type != "statement_block":
        outer = source.text.indent(function.start_byte)
        pad = outer + style.indent
        ways = {"opening": f"{{\n{pad}", "answer": "return ", "closing": f"\n{outer}}}"}
        return Place(body.start_byte, pad, raw, tuple(uses), False, undone, body.end_byte, **ways)
    statement = _statement(body, [node for node, _ in uses])
    lead = source.text.before(statement.start_byte)
    indent = lead if not lead.strip() else ""
    return Place(statement.start_byte, indent, raw, tuple(uses), caught(statement), undone)


def _undone(uses: list[tuple[Node, str]]) -> Iterator[tuple[int, int, str]]:
    """`parseInt(req.query.page as string, 10)`: the checked value is a number already."""
    for node, _ in uses:
        top, above = node.parent, node.parent.parent if node.parent is not None else None
        if top is None or top.type != "member_expression" or above is None:
            continue
        at = top
        while above is not None and above.type in {"as_expression", "non_null_expression"}:
            at, above = above, above.parent
        call = above.parent if above is not None and above.type == "arguments" else None
        if call is None or call.type != "call_expression":
            continue
        name = text_of(call.children[0])
        if name in {"parseInt", "parseFloat", "Number.parseInt", "Number.parseFloat"}:
            yield call.start_byte, top.start_byte, ""
            yield top.end_byte, call.end_byte, ""
        elif name == "Number" and at != top:
            yield top.end_byte, at.end_byte, ""


def top_statement(function: Node) -> int:
    """Where the top-level statement starts that a function stands in, its comments included."""
    at = function
    for above in ancestors(function):
        if above.parent is not None and above.parent.type == "program":
            at = above
    before = at.prev_named_sibling
    while before is not None and before.type == "comment" and _joined(before, at):
        at, before = before, before.prev_named_sibling
    return at.start_byte


def _joined(comment: Node, node: Node) -> bool:
    """Whether a comment stands right above a node, on lines of its own."""
    previous = comment.prev_named_sibling
    alone = previous is None or previous.end_point.row < comment.start_point.row
    return alone and node.start_point.row - comment.end_point.row <= 1


def _uses(function: Node, where: str) -> tuple[str, list[tuple[Node, str]]]:
    """The expressions that are the raw value itself."""
    given = parameters(function)
    number = request_of(given)
    body = field(function, "body")
    if number is None or body is None:
        return "", []
    if request := given[number].name:
        wanted = f"{request}.{where}"
        nodes = [n for n in descendants(body, "member_expression") if text_of(n) == wanted]
        taken = _taken(body, request, where)
        if taken:
            raise Unplaced(
                f"The handler takes `{where}` out of `{request}` together with others: write "
                f"`{wanted}` where it is used."
            )
        return wanted, [(n, "") for n in nodes]
    for name, keys in given[number].names:
        if keys == (where,):
            kinds = ("identifier", "shorthand_property_identifier")
            found = [n for n in descendants(body, *kinds) if text_of(n) == name]
            return name, [(n, f"{name}: " if n.type != "identifier" else "") for n in found]
    return "", []


def absence(use: Node) -> tuple[int, int] | None:
    """Where `if (!req.body) { … }` stands that does nothing but refuse; up to what comes next."""
    above, outer = use.parent, use.parent.parent if use.parent is not None else None
    if above is None or outer is None or above.type != "unary_expression":
        return None
    statement = outer.parent if outer.type == "parenthesized_expression" else None
    if statement is None or statement.type != "if_statement" or not text_of(above).startswith("!"):
        return None
    block = field(statement, "consequence")
    most = 2 if block is not None and "return" in text_of(block) else 1
    if block is None or len(block.named_children) > most or not refuses(block):
        return None
    if field(statement, "alternative") is not None:
        return None
    after = statement.next_named_sibling
    return statement.start_byte, after.start_byte if after is not None else statement.end_byte


def _taken(body: Node, request: str, where: str) -> bool:
    """`const { body, params } = req`."""
    for node in descendants(body, "variable_declarator"):
        name, given = field(node, "name"), field(node, "value")
        if name is not None and given is not None and text_of(given) == request:
            kinds = ("shorthand_property_identifier_pattern", "property_identifier")
            return any(text_of(n) == where for n in descendants(name, *kinds))
    return False


def _statement(body: Node, uses: list[Node]) -> Node:
    """The first statement that reads the value, in the innermost block that holds all reads."""
    first = min(uses, key=lambda node: node.start_byte)
    chain: list[Node] = []
    for above in ancestors(first):
        if above.parent is not None and above.parent.type == "statement_block":
            chain.append(above)
        if above == body:
            break
    outward = [n for n in chain if _own(n, body) and _simple(n.parent, body)]
    last = max(node.end_byte for node in uses)
    holding = [n for n in outward if n.parent is not None and n.parent.end_byte >= last]
    if not holding:
        raise Unplaced("The handler reads its request in several places: read it at its start.")
    return holding[0]


def _own(node: Node, body: Node) -> bool:
    """Whether no function stands between a statement and the handler."""
    for above in ancestors(node):
        if above == body:
            return True
        if above.type in FUNCTIONS:
            return False
    return False


def _simple(block: Node | None, body: Node) -> bool:
    """Whether a block is the handler's own, or that of a `try` in it."""
    if block is None or block == body:
        return block is not None
    above = block.parent
    if above is None or above.type != "try_statement" or above.parent is None:
        return False
    return field(above, "body") == block and _simple(above.parent, body)
