"""A row that is not there, in Express: the project's own exception or answer, with status 404."""

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import Source, Span, ancestors, field, node_at, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.express.errors import Refusal, caught, refusal
from backlight.stacks.express.follow import known
from backlight.stacks.express.validate import function_of
from backlight.stacks.javascript_style import style_of
from backlight.stacks.missing_rows import missing_rows, words
from backlight.stacks.node_package import package_of

STATEMENTS = frozenset({"lexical_declaration", "variable_declaration", "expression_statement"})


def refuse_missing(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """A guard behind each statement that reads a row which may be missing."""
    function = function_of(source, handler)
    given = field(function, "parameters")
    names = [text_of(one).partition(":")[0] for one in parts(given)] if given is not None else []
    if function is None or len(names) < 2:
        return Refused(f"`{handler.name}` names no response to answer by; do it by hand.")
    found = missing_rows(source, handler, project)
    if isinstance(found, Refused):
        return found
    way = refusal(project, known(project, source).world, source)
    if way.exception and way.exception not in source.text.source:
        return Refused(
            f"Errors are `{way.exception}` here ({way.path}); ask the agent to throw it."
        )
    style = style_of(source, package_of(project, source.path).said)
    edits = []
    for failure in found:
        assert failure.query is not None  # noqa: S101 - a missing row comes from a query
        statement = _statement(source, failure.query.span)
        if statement is None:
            return Refused(f"It {failure.said}, inside an expression; give it a name first.")
        indent = source.text.indent(statement.start_byte)
        refused = _refused(way, names, style.text(words(failure)), caught=caught(statement))
        lines = (
            f"\n{indent}if (!{failure.name}) {{"
            f"\n{indent}{style.indent}{refused}{style.semicolon}\n{indent}}}"
        )
        why = f"`{failure.name}` is answered with 404 when it is not there"
        edits.append(Edit(statement.end_byte, statement.end_byte, lines, why))
    return change((source.path, edits))


def _statement(source: Source, span: Span) -> Node | None:
    """The statement of a block that a query stands in, alone."""
    for node in ancestors(node_at(source, span)):
        if node.parent is not None and node.parent.type == "statement_block":
            return node if node.type in STATEMENTS else None
    return None


def _refused(way: Refusal, names: list[str], message: str, *, caught: bool) -> str:
    """What answers 404, in the shape in which the project refuses.

    What an async handler throws arrives nowhere before Express 5: it goes to `next`.
    """
    said = f"{{ {way.key}: {message} }}" if way.key else message
    if way.exception and len(names) > 2:
        return f"return {names[2]}(new {way.exception}(404, {said}))"
    if way.exception and caught:
        return f"throw new {way.exception}(404, {said})"
    return f"return {names[1]}.status(404).{way.send}({said})"
