"""A list of Django in pages: by a paginator of REST framework, or Django's own, in one order."""

from re import MULTILINE
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Handler, Project
from backlight.analysis.python_expressions import parts
from backlight.analysis.syntax import Source, ancestors, field, span_of, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.django.around import scope_of
from backlight.stacks.django.chains import Chain, chains
from backlight.stacks.django.order import stable
from backlight.stacks.django.rows import variable
from backlight.stacks.django.shown import whole
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.pages import DEFAULT, MOST, unfit
from backlight.stacks.python.statements import statement_at, step_of
from backlight.stacks.setups import saying
from backlight.stacks.whole_list import whole_list

BOUND = r"\([\w., ]*\b(?:LimitOffset|PageNumber)Pagination\b"
OWN = regex(rf"^class (\w+){BOUND}", MULTILINE)
ELSEWHERE = regex(rf"(?m)^class \w+{BOUND}".encode())
KNOWN = regex(
    r"^from [\w.]+ import [^\n#]*?\b((?!LimitOffset|PageNumber|Cursor|Base)\w+Paginat(?:ion|or))\b",
    MULTILINE,
)
HOMES = ("paginat", "paging")
JSON = regex(r"\bJsonResponse\(|\bjson\.dumps\(")
WIDTH = 88
WHY = "a client takes a page, and never more than an upper bound"
LAST = f"{WHY}; behind the last page it is answered again"
Paging = tuple[str, str, tuple[Edit, ...]]
"""What stands before the queryset, what behind it, and what else has to change."""


def page(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """One page of the queryset in place of all of it; the answer keeps its shape."""
    found = _list(source, handler, project)
    if isinstance(found, Refused):
        return found
    function, chain = found
    order = stable(source, chain, project)
    if isinstance(order, Refused):
        return order
    if b"rest_framework" in source.text.data and regex(r"\bResponse\(").search(text_of(function)):
        made = _rest(source, function, chain, project)
    elif JSON.search(text_of(function)):
        end = f', {DEFAULT}).get_page({_request(function)}.GET.get("page"))'
        made = ("Paginator(", end, add_import(source, "django.core.paginator", "Paginator"))
    else:
        made = Refused(f"`{handler.name}` shows no JSON, and what it shows must lead to the next.")
    return (
        made
        if isinstance(made, Refused)
        else change((source.path, _around(source, chain, made, order)))
    )


def _list(source: Source, handler: Handler, project: Project) -> tuple[Node, Chain] | Refused:
    """The function of a handler, and the one queryset that it answers with as a whole."""
    function = function_of(source, handler)
    if function is None or function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    query = whole_list(source, handler, project, "django", "querysets of Django")
    if isinstance(query, Refused):
        return query
    if why_not := unfit(source, handler, function, query, project):
        return Refused(why_not)
    if text_of(function).startswith("async"):
        return Refused(f"`{handler.name}` is async, and a paginator waits for the database.")
    span = query.span
    chain = next((c for c in chains(source, span) if c.node.start_byte == span.start), None)
    why_not = whole(chain, variable(chain)) if chain is not None else "Save it, and try again."
    return Refused(why_not) if chain is None or why_not else (function, chain)


def _rest(source: Source, function: Node, chain: Chain, project: Project) -> Paging | Refused:
    """A page by a pagination class: the file's own, or a new one above the view."""
    text = source.text.source
    hit = OWN.search(text) or KNOWN.search(text)
    view = ", view=self" if _method(function) else ""
    after = f", {_request(function)}{view})"
    if hit is not None:
        return f"{hit[1]}().paginate_queryset(", after, ()
    if other := next(saying(project, ELSEWHERE, HOMES, (".py",)), ""):
        return Refused(f"Lists are paged by a class of {other}; import it, and run this again.")
    name = f"{chain.model}Pagination"
    if regex(rf"\b{name}\b").search(text):
        return Refused(f"`{name}` is something else in this file; ask the agent for the pages.")
    top = [function, *ancestors(function)][-2]
    step, gap = step_of(source), "\n\n\n"
    lines = f"\n{step}default_limit = {DEFAULT}\n{step}max_limit = {MOST}"
    code = f"class {name}(LimitOffsetPagination):{lines}{gap}"
    imported = add_import(source, "rest_framework.pagination", "LimitOffsetPagination")
    made = Edit(
        top.start_byte, top.start_byte, code, "`limit` and `offset` of the request, bounded"
    )
    return f"{name}().paginate_queryset(", after, (*imported, made)


def _around(source: Source, chain: Chain, paging: Paging, order: list[Edit]) -> list[Edit]:
    """The queryset in its order, given to what pages it; named first where a line gets too long."""
    before, after, more = paging
    start, end = chain.node.start_byte, chain.node.end_byte
    code = source.text.slice(start, end)
    for edit in order:
        code = source.text.slice(start, edit.start) + edit.text + source.text.slice(edit.end, end)
    line = source.text.slice(*source.text.line_at(start))
    row, why = source.text.indent(start), LAST if before == "Paginator(" else WHY
    if "\n" in code or len(line) - (end - start) + len(before + code + after) <= WIDTH:
        return [*more, Edit(start, end, f"{before}{code}{after}", why)]
    deep = f"\n{row}{step_of(source)}"
    head, _, inside = after.rpartition("get_page(")
    if head:
        whole = f"{before}{code}{head}get_page({deep}{inside[:-1]}\n{row})"
    else:
        whole = f"{before}{deep}{code}{after[:-1]}\n{row})"
    statement = statement_at(source, span_of(chain.node))
    taken = regex(rb"\bpage\b").search(scope_of(chain.node).text or b"")
    if statement is None or taken or statement.type != "return_statement":
        return [*more, Edit(start, end, whole, why)]
    at = statement.start_byte
    return [*more, Edit(at, at, f"page = {whole}\n{row}", why), Edit(start, end, "page", why)]


def _method(function: Node) -> bool:
    given = parts(field(function, "parameters") or function)
    return bool(given) and text_of(given[0]) == "self"


def _request(function: Node) -> str:
    """How a view names its request."""
    names = [
        text_of(one).partition(":")[0] for one in parts(field(function, "parameters") or function)
    ]
    own = names[1:] if names[:1] == ["self"] else names
    return own[0] if own and own[0] in {"request", "req"} else "self.request"
