"""A list of Nest in pages: `limit` and `offset` as parameters with pipes, bounded, in one order."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.javascript_list import whole_list
from backlight.stacks.javascript_pages import DEFAULT, MOST, bounded
from backlight.stacks.nestjs.imports import imported, quote
from backlight.stacks.nestjs.validate import method_of

COMMON = "@nestjs/common"
NAMES = ("DefaultValuePipe", "ParseIntPipe", "Query")
TAKEN = regex(r"import\b[^;'\"]*\bQuery\b[^;'\"]*from\s*['\"](?!@nestjs/common)")
SIZE = f"Math.min(Math.max(limit, 1), {MOST})"
START = "Math.max(offset, 0)"


def page(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Two parameters of the method, and the one query of the list bounded by them."""
    method = method_of(source, handler)
    given = field(method, "parameters")
    if method is None or given is None or method.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    if TAKEN.search(source.text.source):
        return Refused("`Query` is another name in this file; ask the agent for the pages.")
    if regex(r"@Res(?:ponse)?\(").search(text_of(given)):
        return Refused(f"`{handler.name}` answers by its response; ask the agent for the pages.")
    query = whole_list(source, handler, method, project, returned=True)
    if isinstance(query, Refused):
        return query
    edits = bounded(source, query, project, SIZE, START)
    if isinstance(edits, Refused):
        return edits
    names = [*imported(source, COMMON, *NAMES)]
    return change((source.path, [*names, _signature(source, method, given), *edits]))


def _signature(source: Source, method: Node, given: Node) -> Edit:
    """Both parameters behind those that are there, on lines of their own if no comment is moved.

    Behind one that may be left out, TypeScript takes none that may not.
    """
    mark, indent = quote(source), source.text.indent(method.start_byte)
    deep = indent + ("\t" if "\t" in indent else "  ")
    before, more = parts(given), list[str]()
    free = any(one.type == "optional_parameter" for one in before)
    for name, value in (("limit", DEFAULT), ("offset", 0)):
        pipes = f"new DefaultValuePipe({value}), ParseIntPipe"
        kind = f"number = {value}" if free else "number"
        more.append(f"@Query({mark}{name}{mark}, {pipes}) {name}: {kind}")
    why = "a client takes a page, and never more than an upper bound"
    if before and len(before) < given.named_child_count:
        at = before[-1].end_byte
        return Edit(at, at, "".join(f", {one}" for one in more), why)
    code = "".join(f"\n{deep}{one}," for one in (*map(text_of, before), *more))
    return Edit(given.start_byte, given.end_byte, f"({code}\n{indent})", why)
