"""A list of Spring in pages: `page` and `size`, bounded, over the one `findAll` of a repository."""

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project, Query
from backlight.analysis.java import annotations
from backlight.analysis.java_values import simple
from backlight.analysis.syntax import (
    Source,
    ancestors,
    descendants,
    field,
    node_at,
    text_of,
)
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.java_imports import imported
from backlight.stacks.spring.fragment import Code
from backlight.stacks.whole_list import whole_list

PAGES = frozenset(
    {"JpaRepository", "PagingAndSortingRepository", "ListPagingAndSortingRepository"}
    | {"MongoRepository"}
)
"""What a repository extends that can answer a page."""
DATA = "org.springframework.data.domain."
PARAM = "org.springframework.web.bind.annotation.RequestParam"
TAKEN = frozenset({"page", "size", "pageable"})
PARAMETERS = (
    '@RequestParam(defaultValue = "0") int page',
    '@RequestParam(defaultValue = "50") int size',
)


def page(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Take `page` and `size`, and ask the repository for that page alone."""
    query = whole_list(source, handler, project, "jpa", "calls of a repository")
    if isinstance(query, Refused):
        return query
    call = node_at(source, query.span)
    method = next((n for n in ancestors(call) if n.type == "method_declaration"), None)
    given = field(method, "parameters")
    statement = next((n for n in ancestors(call) if n.parent and n.parent.type == "block"), None)
    if method is None or given is None or statement is None or method.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    if field(method, "body") != statement.parent:
        return Refused("The list is read inside a block; bound it by hand.")
    if TAKEN & {text_of(name) for name in descendants(method, "identifier")}:
        return Refused(f"`{handler.name}` speaks of pages already; bound its query by them.")
    if not _data(method):
        return Refused(f"`{handler.name}` shows a view, which would hide all rows but one page.")
    order = _order(call, query, project)
    if isinstance(order, Refused):
        return order
    return change((source.path, _edits(source, call, given, statement, order)))


def _edits(source: Source, call: Node, given: Node, statement: Node, order: str) -> list[Edit]:
    why = "a client takes a page, and never more than an upper bound"
    inside = given.named_children
    at = inside[-1].end_byte if inside else given.end_byte - 1
    more = (", " if inside else "") + ", ".join(PARAMETERS)
    indent = source.text.indent(statement.start_byte)
    bounds = "Math.max(page, 0), Math.max(1, Math.min(size, 100))"
    code = f"PageRequest pageable = PageRequest.of({bounds}, {order});\n{indent}"
    name = field(call, "name") or call
    return [
        Edit(at, at, more, why),
        Edit(statement.start_byte, statement.start_byte, code, why),
        Edit(name.start_byte, call.end_byte, "findAll(pageable).getContent()", why),
        *imported(source, f"{DATA}PageRequest", f"{DATA}Sort", PARAM),
    ]


def _data(method: Node) -> bool:
    """Whether a method answers with data, and not by the name of a view."""
    owner = next((n for n in ancestors(method) if n.type == "class_declaration"), None)
    said = {a.name for node in (method, owner) if node is not None for a in annotations(node)}
    return bool(said & {"RestController", "ResponseBody"})


def _order(call: Node, query: Query, project: Project) -> str | Refused:
    """An order that ends with the key, where the repository can answer a page in it."""
    given = field(call, "arguments")
    said = [text_of(one) for one in given.named_children] if given is not None else ["?"]
    name = field(call, "name")
    if name is None or text_of(name) != "findAll" or (said and not said[0].startswith("Sort.")):
        return Refused("Only `findAll()` of a repository is paged without a model; ask the agent.")
    if not _pages(query, project):
        return Refused(f"The repository of `{query.model}` answers no pages; ask the agent.")
    table = project.schema.of_model(query.model)
    keys = [column for column in table.columns if column.primary_key] if table else []
    if len(keys) != 1:
        return Refused(f"No single key of `{query.model}` is known to order by; write the order.")
    key = f'Sort.by("{keys[0].attribute or keys[0].name}")'
    return f"{said[0]}.and({key})" if said else key


def _pages(query: Query, project: Project) -> bool:
    """Whether the repository of a model extends one that can answer a page."""
    for facts in project.files.values():
        fragment = facts.fragments.get("spring")
        if not isinstance(fragment, Code):
            continue
        for one in fragment.file.types:
            for above in one.supers:
                kind, _, rest = above.partition("<")
                of = rest.partition(",")[0].strip()
                if simple(kind) in PAGES and simple(of) == query.model:
                    return True
    return False
