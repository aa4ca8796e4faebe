"""Migrations of TypeORM, Knex and Sequelize that say their SQL themselves, in strings.

Only what is a string from end to end is certain; a loop, a condition or a builder is not.
"""

from collections.abc import Iterator

from backlight.analysis.python_expressions import Piece
from backlight.analysis.syntax import Source, descendants, field, line_of, text_of
from backlight.sql.written import Script, Untold

ASKS = (".query", ".raw")
WRAPS = frozenset({"expression_statement", "await_expression", "return_statement"})
HOLDERS = ("method_definition", "function_declaration")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def is_queried(source: Source) -> bool:
    """Whether a file has a way up that asks the database in strings."""
    return any(True for _ in _asked(source)) and _body(source, "up") is not None


def script(source: Source) -> Script:
    """Both ways; raises `Untold` if the way up cannot be told."""
    up = ";\n".join(_statements(source, "up"))
    try:
        return Script(up, ";\n".join(_statements(source, "down")))
    except Untold as error:
        return Script(up, "", unclear=str(error))


def past(source: Source) -> Script:
    """The way up of one that ran long ago, as far as it can be told."""
    try:
        return Script(script(source).up, "")
    except Untold as error:
        return Script("", "", (str(error),))


def _statements(source: Source, way: str) -> Iterator[str]:
    body = _body(source, way)
    for node in body.named_children if body is not None else ():
        if node.type != "comment":
            yield _said(node)


def _said(node: Piece) -> str:
    call = node
    while call.type in WRAPS and call.named_children:
        call = call.named_children[0]
    function, given = field(call, "function"), field(call, "arguments")
    asks = function is not None and text_of(function).endswith(ASKS)
    if call.type != "call_expression" or given is None or not asks:
        raise Untold(f"line {line_of(node)} is no statement of SQL")
    if not given.named_children or any(text_of(n) != "undefined" for n in given.named_children[1:]):
        raise Untold(f"line {line_of(node)} has values that are known only when it runs")
    return _string(given.named_children[0]).strip().rstrip(";")


def _string(node: Piece) -> str:
    known = node.type in {"string", "template_string"}
    if not known or any(child.type == "template_substitution" for child in node.named_children):
        raise Untold(f"the SQL of line {line_of(node)} is known only when it runs")
    parts = []
    for child in node.named_children:
        text = text_of(child)
        parts.append(ESCAPES.get(text[1:], text[1:]) if child.type == "escape_sequence" else text)
    return "".join(parts)


def _body(source: Source, way: str) -> Piece | None:
    for node in descendants(source.root, *HOLDERS):
        name = field(node, "name")
        if name is not None and text_of(name) == way:
            return field(node, "body")
    return None


def _asked(source: Source) -> Iterator[Piece]:
    for node in descendants(source.root, "call_expression"):
        function = field(node, "function")
        if function is not None and text_of(function).endswith(ASKS):
            yield node
