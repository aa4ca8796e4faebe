"""How Python code comes to know how many rows it skips, and the keys in the place of that."""

from collections.abc import Iterator
from functools import partial
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.skipped import Asked, Instead, busy, freed, otherwise, unclear
from backlight.analysis.skipped_python_keys import from_request, signature
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    descendants,
    field,
    node_at,
    span_of,
    text_of,
)

NAME = regex(r"[A-Za-z_]\w*")
PLAIN = frozenset({"expression_statement", "return_statement"})
READS = frozenset({"int", "max", "min", "abs"})
"""Calls that what a request says goes through on its way to a number."""


def instead(asked: Asked) -> Instead | str:
    """The keys in the place of the number of rows; or why that is not right."""
    function = _function(asked)
    if function is None or function.has_error:
        return "No function that can be read stands around it: nobody can send a key to it."
    names = tuple(f"after_{key.name}" for key in asked.keys)
    known = {text_of(node) for node in descendants(function, "identifier")}
    if taken := next((name for name in names if name in known), ""):
        return f"`{taken}` is another name in this function already."
    gone: list[Span] = []
    code, free, uses = asked.code, [asked.at], partial(_uses, function)
    for _ in range(4):
        name = code if NAME.fullmatch(code) else freed(_words(code), uses, free)
        if not name:
            return unclear(code)
        if line := otherwise(uses(name), free):
            return busy(name, line)
        parameter = _parameter(function, name)
        if parameter is not None:
            return signature(asked, parameter, names, gone)
        statement, value = _assigned(function, name)
        if statement is None or value is None:
            return unclear(name)
        read = _read(asked, value)
        if read is not None:
            return from_request(asked, statement, read, names, gone)
        gone.append(span_of(statement))
        free.append(span_of(statement))
        code = text_of(value)
    return unclear(asked.code)


def _function(asked: Asked) -> Node | None:
    around = ancestors(node_at(asked.source, asked.at))
    return next((one for one in around if one.type == "function_definition"), None)


def _words(code: str) -> Iterator[str]:
    """The names in an expression that are no way to a number."""
    return (name for name in NAME.findall(code) if name not in READS)


def _uses(function: Node, name: str) -> Iterator[Node]:
    """Where a function reads a name."""
    body = field(function, "body")
    for node in descendants(body, "identifier") if body is not None else ():
        above = node.parent
        if text_of(node) != name or above is None:
            continue
        own = above.child_by_field_name("name") == node and above.type == "keyword_argument"
        own = own or (above.type == "attribute" and field(above, "attribute") == node)
        own = own or (above.type == "assignment" and field(above, "left") == node)
        if not own:
            yield node


def _parameter(function: Node, name: str) -> Node | None:
    given = field(function, "parameters")
    for one in given.named_children if given is not None else ():
        said = one if one.type == "identifier" else field(one, "name") or one.named_children[0]
        if text_of(said) == name:
            return one
    return None


def _assigned(function: Node, name: str) -> tuple[Node | None, Node | None]:
    """The one statement that gives a name its value, and the value."""
    left = [
        one
        for one in descendants(function, "assignment", "augmented_assignment", "named_expression")
        if text_of(field(one, "left") or field(one, "name") or one) == name
    ]
    if len(left) != 1 or left[0].type != "assignment" or left[0].parent is None:
        return None, None
    statement = left[0].parent
    plain = statement.type == "expression_statement" and statement.parent == field(function, "body")
    return (statement if plain else None), field(left[0], "right")


def _read(asked: Asked, value: Node) -> Node | None:
    """The expression that reads a request, if a value is that and nothing but a number of it."""
    handler = asked.handler
    for one in handler.inputs if handler is not None else ():
        if one.place == "query" and value.start_byte <= one.span.start < value.end_byte:
            node = node_at(asked.source, one.span)
            rest = text_of(value).replace(text_of(node), "", 1)
            words = [word for word in NAME.findall(rest) if word not in READS | {"or"}]
            return node if not words else None
    return None


def statement_of(source: Source, span: Span) -> tuple[Span, bool] | None:
    """The plain statement around a call, alone on its lines, and whether it ends the function."""
    for node in ancestors(node_at(source, span)):
        if node.parent is not None and node.parent.type == "block":
            plain = node.type in PLAIN and _alone(source, span_of(node))
            return (span_of(node), node.type == "return_statement") if plain else None
    return None


def _alone(source: Source, span: Span) -> bool:
    """Whether no other code stands on the lines of a statement."""
    text = source.text
    start, end = text.line_at(span.start)[0], text.line_at(span.end)[1]
    after = text.slice(span.end, end).strip()
    return not text.slice(start, span.start).strip() and (not after or after.startswith("#"))
