"""A list of Rails in pages: `limit` and `offset` of the request, bounded, or the pages of a gem."""

from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, Span, ancestors, node_at
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.rails.beside import RENDERS
from backlight.stacks.whole_list import whole_list

GEM = regex(
    r"^\s{4}(kaminari|will_paginate|pagy) \(|^\s*gem ['\"](kaminari|will_paginate|pagy)['\"]",
    MULTILINE,
)
BY_GEM = {
    "kaminari": ".page(params[:page]).per(50)",
    "will_paginate": ".paginate(page: params[:page], per_page: 50)",
}
CHAIN = regex(
    r"^[A-Z][\w:]*(?P<all>\.all)?(?P<rest>(?:\.(?:order|includes|preload|eager_load)\([^()]*\))*)$"
)
LINES = (
    "limit = params.fetch(:limit, 50).to_i.clamp(1, 100)",
    "offset = [params[:offset].to_i, 0].max",
)


def page(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Bound the one query of a list that is answered as JSON."""
    query = whole_list(source, handler, project, "active_record", "chains of Active Record")
    if isinstance(query, Refused):
        return query
    code = source.text.slice(handler.span.start, handler.span.end)
    if not RENDERS.search(code) or "respond_to" in code:
        return Refused(f"`{handler.name}` shows a view, which would hide all rows but one page.")
    if regex(r"\b(?:limit|offset|page)\b").search(code):
        return Refused(f"`{handler.name}` speaks of pages already; bound its query by them.")
    said = source.text.slice(query.span.start, query.span.end)
    hit = CHAIN.match(said)
    if hit is None:
        return Refused("Only a chain of orders and relations is paged without a model.")
    table = project.schema.of_model(query.model)
    keys = [column.name for column in table.columns if column.primary_key] if table else []
    if ".order(" not in said and len(keys) != 1:
        return Refused(f"No single key of `{query.model}` is known to order by; write the order.")
    order = "" if ".order(" in said else f".order(:{keys[0]})"
    gem = _gem(project)
    if gem == "pagy":
        return Refused("Lists are paged by pagy here; ask the agent to call it as the others do.")
    why = "a client takes a page, and never more than an upper bound"
    model = said[: hit.start("rest")].removesuffix(".all")
    ends = BY_GEM.get(gem, ".limit(limit).offset(offset)")
    edits = [Edit(query.span.start, query.span.end, f"{model}{order}{hit['rest']}{ends}", why)]
    if not gem:
        at = _statement(source, query.span)
        if at is None:
            return Refused("The list is read inside a block; bound it by hand.")
        indent = source.text.indent(at)
        edits.append(Edit(at, at, "".join(f"{line}\n{indent}" for line in LINES), why))
    return change((source.path, edits))


def _statement(source: Source, span: Span) -> int | None:
    """Where the statement of a method begins that a query stands in."""
    for node in ancestors(node_at(source, span)):
        above = node.parent
        if above is not None and above.type == "body_statement":
            return node.start_byte
        if node.type in {"do_block", "block", "method"}:
            return None
    return None


def _gem(project: Project) -> str:
    """The gem that pages lists, if the project has one."""
    for path in ("Gemfile.lock", "Gemfile"):
        source = project.read(path) if path in project.paths else None
        if source is not None and (hit := GEM.search(source.text.source)) is not None:
            return hit[1] or hit[2]
    return ""
