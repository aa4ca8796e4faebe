"""How JavaScript and TypeScript come to know how many rows they skip, and the keys instead."""

from collections.abc import Iterator, Sequence
from functools import partial
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.skipped import Asked, Instead, busy, freed, lines, otherwise, unclear
from backlight.analysis.skipped_javascript_keys import (
    NUMBERS,
    WORDS,
    absent,
    from_request,
    signature,
)
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
from backlight.analysis.tables import Column

NAME = regex(r"[A-Za-z_$][\w$]*")
FUNCTIONS = frozenset(
    {"function_declaration", "method_definition", "arrow_function", "function_expression"}
    | {"generator_function_declaration"}
)
QUERY = regex(r"((?:req|request|ctx|ctx\.request)\.query)\.\w+")
MOMENTS = regex(r"(?i)timestamp|datetime|\bdate\b")


def instead(asked: Asked) -> Instead | str:
    """The keys in the place of the number of rows; or why that is not right."""
    if not asked.exact and (reason := _inexact(asked.keys)):
        return reason
    around = ancestors(node_at(asked.source, asked.at))
    function = next((one for one in around if one.type in FUNCTIONS), None)
    if function is None or function.has_error:
        return "No function that can be read stands around it: nobody can send a key to it."
    names = tuple(_camel(f"after_{key.name}") for key in asked.keys)
    text = text_of(function)
    if taken := next((name for name in names if name in NAME.findall(text)), ""):
        return f"`{taken}` is another name in this function already."
    return _traced(asked, function, names)


def _traced(asked: Asked, function: Node, names: tuple[str, ...]) -> Instead | str:
    """Follow the number from the query to the signature, or to where the request is read."""
    gone: list[Span] = []
    code, free, uses = asked.code, [asked.at], partial(_uses, function)
    for _ in range(4):
        if (read := QUERY.fullmatch(code)) is not None and not asked.exact:
            names = tuple(f"{read[1]}.{name}" for name in names)
            return Instead(tuple(lines(asked, gone)), names, absent(names))
        name = code if NAME.fullmatch(code) else freed(_words(code), uses, free)
        if not name:
            return unclear(code)
        if line := otherwise(uses(name), free):
            return busy(name, line)
        parameter = _parameter(function, name)
        if parameter is not None:
            return signature(asked, function, parameter, names, gone)
        statement, value = _declared(function, name)
        if statement is None or value is None:
            return unclear(name)
        if (read := QUERY.search(text_of(value))) is not None:
            return from_request(asked, statement, value, read[0], names, gone)
        gone.append(span_of(statement))
        free.append(span_of(statement))
        code = text_of(value)
    return unclear(asked.code)


def _inexact(keys: Sequence[Column]) -> str:
    for key in keys:
        if MOMENTS.search(key.type):
            return (
                f"`{key.name}` is a moment: JavaScript keeps its milliseconds, the database finer "
                "ones, so rows between two pages would be lost or come twice. Order by a number or "
                "a text, or send it as text; ask the agent."
            )
    return ""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def _words(code: str) -> Iterator[str]:
    """The names in an expression that are no way to a number."""
    return (name for name in WORDS.findall(code) if name not in NUMBERS)


def _uses(function: Node, name: str) -> Iterator[Node]:
    body = field(function, "body")
    kinds = "identifier", "shorthand_property_identifier"
    for node in descendants(body, *kinds) if body is not None else ():
        above = node.parent
        own = above is not None and above.type == "variable_declarator"
        if text_of(node) == name and not (own and field(above, "name") == node):
            yield node


def _parameter(function: Node, name: str) -> Node | None:
    given = field(function, "parameters")
    for one in given.named_children if given is not None else ():
        said = field(one, "pattern") or field(one, "left") or one
        if said.type == "identifier" and text_of(said) == name:
            return one
    return None


def _declared(function: Node, name: str) -> tuple[Node | None, Node | None]:
    """The one `const name = …;` of a function, and the value."""
    found = [
        one
        for one in descendants(function, "variable_declarator")
        if text_of(field(one, "name") or one) == name
    ]
    if len(found) != 1 or found[0].parent is None:
        return None, None
    statement = found[0].parent
    alone = len(statement.named_children) == 1 and statement.parent == field(function, "body")
    changed = any(
        text_of(field(one, "left") or one) == name
        for one in descendants(function, "assignment_expression", "augmented_assignment_expression")
    )
    return (statement if alone and not changed else None), field(found[0], "value")


def expression_of(source: Source, span: Span) -> tuple[Span, bool] | None:
    """The call with the `await` before it, and whether a choice in its place needs brackets.

    Nothing where these would begin a line behind one that does not end with a semicolon.
    """
    node = next(one for one in ancestors(node_at(source, span)) if span_of(one) == span)
    if node.parent is not None and node.parent.type == "await_expression":
        node = node.parent
    above = [one for one in ancestors(node) if one.start_byte == node.start_byte]
    tight = node.parent is not None and node.parent.type in TIGHT
    begins = any(one.type == "expression_statement" for one in above)
    if tight and begins and source.text.data[: node.start_byte].rstrip()[-1:] not in b";{":
        return None
    return span_of(node), tight


TIGHT = frozenset(
    {"member_expression", "subscript_expression", "non_null_expression", "binary_expression"}
    | {"unary_expression", "ternary_expression", "as_expression", "satisfies_expression"}
)
"""What takes hold of the last branch of a choice alone, or of its condition."""
