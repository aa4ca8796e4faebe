"""A list of FastAPI in pages: `limit` and `offset` as checked parameters, over a stable order."""

from tree_sitter import Node

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.pages import DEFAULT, LIMIT, MOST, OFFSET, bounded
from backlight.stacks.python.statements import step_of

PARAMETERS = (
    f"{LIMIT}: int = Query({DEFAULT}, ge=1, le={MOST})",
    f"{OFFSET}: int = Query(0, ge=0)",
)
WIDTH = 88


def page(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Two parameters of the handler, and the one query of the list bounded by them."""
    function = function_of(source, handler)
    given = field(function, "parameters")
    if function is None or given is None or function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    chain = bounded(source, handler, function, project)
    if isinstance(chain, Refused):
        return chain
    if _bound_elsewhere(source):
        return Refused("`Query` is another name in this file; ask the agent for the pages.")
    signature = _signature(source, function, given)
    if isinstance(signature, Refused):
        return signature
    return change((source.path, [*add_import(source, "fastapi", "Query"), signature, chain]))


def _signature(source: Source, function: Node, given: Node) -> Edit | Refused:
    """The parameters with two more; on lines of their own where one line would be too long."""
    if any(n.type in {"dictionary_splat_pattern", "comment"} for n in given.named_children):
        return Refused("The parameters hold a comment or `**`; add `limit` and `offset` by hand.")
    every = [*map(text_of, given.named_children), *PARAMETERS]
    why = "a client takes a page, and never more than an upper bound"
    flat = f"({', '.join(every)})"
    start, end = source.text.line_at(given.start_byte)
    line = source.text.slice(start, end)
    one = given.start_point.row == given.end_point.row
    if one and len(line) - len(text_of(given)) + len(flat) <= WIDTH:
        return Edit(given.start_byte, given.end_byte, flat, why)
    indent, step = source.text.indent(function.start_byte), step_of(source)
    lines = "".join(f"\n{indent}{step}{parameter}," for parameter in every)
    return Edit(given.start_byte, given.end_byte, f"({lines}\n{indent})", why)


def _bound_elsewhere(source: Source) -> bool:
    """Whether another module's `Query` is imported here."""
    return any(
        n.type == "import_from_statement"
        and text_of(field(n, "module_name") or n) != "fastapi"
        and any(text_of(name) == "Query" for name in n.children_by_field_name("name"))
        for n in source.root.named_children
    )
