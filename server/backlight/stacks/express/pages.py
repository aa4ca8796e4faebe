"""A list of Express in pages: `limit` and `offset` of the query string, bounded, in one order."""

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import Source, Span, ancestors, field, node_at, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.express.validate import function_of
from backlight.stacks.javascript_list import whole_list
from backlight.stacks.javascript_pages import DEFAULT, MOST, bounded
from backlight.stacks.javascript_style import style_of
from backlight.stacks.node_package import package_of


def page(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Read both before the query, and bound the one query of the list by them."""
    function = function_of(source, handler)
    given = parts(field(function, "parameters") or function) if function is not None else []
    if function is None or function.has_error or not given:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    request = text_of(given[0]).partition(":")[0].strip()
    if not request.isidentifier():
        return Refused(f"`{handler.name}` gives its request no name; ask the agent for the pages.")
    query = whole_list(source, handler, function, project, returned=False)
    if isinstance(query, Refused):
        return query
    at = _statement(source, query.span)
    if at is None:
        return Refused("The list is read inside an expression; give the handler a body first.")
    edits = bounded(source, query, project, "limit", "offset")
    if isinstance(edits, Refused):
        return edits
    style, indent = style_of(source, package_of(project, source.path).said), source.text.indent(at)
    lines = "".join(f"{line}{style.semicolon}\n{indent}" for line in _lines(source, request))
    why = "a client takes a page, and never more than an upper bound"
    return change((source.path, [Edit(at, at, lines, why), *edits]))


def _lines(source: Source, request: str) -> tuple[str, str]:
    """What a client asks for, as whole numbers within bounds."""
    typed = source.language != "javascript"

    def number(name: str) -> str:
        said = f"{request}.query.{name}"
        return f"parseInt({f'String({said})' if typed else said}, 10)"

    return (
        f"const limit = Math.min(Math.max({number('limit')} || {DEFAULT}, 1), {MOST})",
        f"const offset = Math.max({number('offset')} || 0, 0)",
    )


def _statement(source: Source, span: Span) -> int | None:
    """Where the statement of a block begins that a query stands in."""
    place: Node = node_at(source, span)
    for node in (place, *ancestors(place)):
        if node.parent is not None and node.parent.type == "statement_block":
            return node.start_byte
        if node.type == "arrow_function":
            return None
    return None
