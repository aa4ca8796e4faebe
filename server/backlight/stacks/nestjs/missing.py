"""A row that is not there, in Nest: `NotFoundException`, which Nest answers with 404."""

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.failures import Failure
from backlight.analysis.places import matching
from backlight.analysis.syntax import Source, ancestors, node_at
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.missing_rows import missing_rows, words
from backlight.stacks.nestjs.imports import imported, quote, semicolon

STATEMENTS = frozenset({"lexical_declaration", "variable_declaration", "expression_statement"})
OWN = r"not-?[fF]ound[\w.-]*\.[jt]s$"


def refuse_missing(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """A guard behind each statement that reads a row which may be missing."""
    found = missing_rows(source, handler, project)
    if isinstance(found, Refused):
        return found
    if own := matching(OWN, project.paths):
        return Refused(
            f"What is not there has an exception in {own[0]}; ask the agent to throw it."
        )
    edits = []
    for failure in found:
        statement = _statement(source, failure)
        if statement is None:
            return Refused(f"It {failure.said}, inside an expression; give it a name first.")
        edits.append(_guard(source, statement, failure))
    return change((source.path, [*edits, *imported(source, "@nestjs/common", "NotFoundException")]))


def _guard(source: Source, statement: Node, failure: Failure) -> Edit:
    indent, mark = source.text.indent(statement.start_byte), quote(source)
    deep = indent + ("\t" if "\t" in indent else "  ")
    thrown = f"throw new NotFoundException({mark}{words(failure)}{mark}){semicolon(source)}"
    code = f"\n{indent}if (!{failure.name}) {{\n{deep}{thrown}\n{indent}}}"
    why = f"`{failure.name}` is answered with 404 when it is not there"
    return Edit(statement.end_byte, statement.end_byte, code, why)


def _statement(source: Source, failure: Failure) -> Node | None:
    """The statement of a block that a query stands in, alone."""
    assert failure.query is not None  # noqa: S101 - a missing row comes from a query
    for node in ancestors(node_at(source, failure.query.span)):
        if node.parent is not None and node.parent.type == "statement_block":
            return node if node.type in STATEMENTS else None
    return None
