"""unbounded-list: an endpoint answers with every row of a table, however many there are.

A place is shown where something says that the rows become many: what they are, or an endpoint of
the project that adds them for whoever uses it. What somebody sets up once stays a short list.
"""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Handler, Project, Query
from backlight.analysis.places import is_test
from backlight.analysis.served import served
from backlight.analysis.subject import about, is_added, is_long, is_short
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.rules.report import report

NARROWED = regex(
    r"\b(?:where|filter|filter_by|get|limit|first|one|one_or_none|paginate|scalar|count|exists|join|"
    r"group|group_by|having|slice|take|findOne|findUnique|findFirst|aggregate|delete|update)\b|\[",
    IGNORECASE,
)
CHOSEN = regex(r"\b(?:order|orderBy|attributes)\s*:\s*\[(?:[^\[\]]|\[[^\[\]]*\])*\]")
"""Options that keep every row, and are written in brackets."""
WHOLE = regex(
    r"^[\s(]*(?:await\s+)?(?:SELECT\b|(?:[\w.]+\.)?(?:execute|scalars|exec|stream)\(|(?:[\w.]+\.)?"
    r"(?:select|query)\(\s*[\w.]+\s*\)|(?:\w+\.)*[A-Z]\w*\.(?:objects|query)\s*\.|"
    r"(?:\w+\.)+(?:findMany|findAll|find)\(|[A-Z]\w*\.(?:all\b|(?:order|includes|preload|eager_load)\()"
    r"|(?!tx\.)(?:\w+\.)+(?:(?:Order|Preload)\(\s*\"[^\"\n]*\"\s*\)\.)*Find\(&\w+\)$)",
)
"""What starts from a whole table; the rows of one parent (`project.checks.all()`) are few."""
KEEPS = frozenset(
    {"all", "order_by", "select_related", "prefetch_related", "only", "defer", "values", "annotate"}
    | {"execute", "scalars", "exec", "select", "query", "options", "selectinload", "joinedload"}
    | {
        "unique",
        "fetchall",
        "findMany",
        "findAll",
        "find",
        "desc",
        "asc",
        "toArray",
        "lean",
        "sort",
        "Find",
        "Order",
        "Preload",
        "order",
        "includes",
        "preload",
        "eager_load",
    }
)
"""Calls that keep every row; any other may leave some out."""
ASSIGNED = regex(r"^\s*(@?\w+)\s*=\s*$")
CALLED = regex(r"(\w+)\(")
GIVEN = regex(
    r"(?:Serializer|Schema|list|jsonify|Response|serialize|dumps?|map|sorted|json|send)"
    r"\(\s*(?:\{\s*\w+:\s*)?(?:await\s+)?$"
)
"""What answers with the rows it is given; any other call may take a few of them only."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a handler reads a whole table: no condition, no limit, no page."""
    for query in facts.queries:
        code = _code(source, query)
        if query.bounded or query.returns != "rows" or NARROWED.search(CHOSEN.sub("", code)):
            continue
        if not WHOLE.match(code) or not _answered(source, query):
            continue
        if query.kind == "django" and project.schema.tables and not _known(query, project):
            continue
        for handler in facts.handlers:
            if handler.span.start <= query.span.start < handler.span.end:
                if not _lists(source, handler, query, facts, project):
                    break
                if _prefetched(source, query, handler.span.end):
                    break
                if _narrowed(source, query, handler.span.end):
                    break
                message = f"`{handler.name}` reads every row; add a limit, or answer in pages."
                yield from report(source, query.span, "unbounded-list", "info", message)
                break


def _lists(
    source: Source, handler: Handler, query: Query, facts: FileFacts, project: Project
) -> bool:
    """Whether a handler is there to list these rows: it may need all of them for another thing."""
    if is_test(source.path) or BY_HAND.search(_code(source, query)):
        return False
    table = TABLE.search(query.sql)
    rows = query.model or (table[1] if table else "")
    mine = served(project, facts.path, handler.name)
    known = project.schema.of_model(query.model) or project.schema.table(rows)
    if rows and not is_long(rows) and not _grows(rows, known, project):
        return False
    if STAFF.search(source.path) and not is_added(rows, project.endpoints):
        return False  # What those who run the service keep for everybody stays short
    if (
        FORM.search(handler.name)
        or is_short(rows)
        or (mine and all(e.method not in {"GET", "ANY"} for e in mine))
    ):
        return False
    code = source.text.slice(handler.span.start, handler.span.end)
    if SENDS_AWAY.search(code) and not TELLS.search(code):
        return False
    said = [handler.name, *KEY.findall(code)]
    paths = [e.path for e in mine] or [""]
    return not rows or any(about(name, path, rows) for path in paths for name in said)


STAFF = regex(r"(?:^|[/_])(?:\w+_)?(?:admins?|staff|backoffice)/")
FORM = regex(r"(?i)(?:^|[.#])(?:add|new|edit|create|update|change|delete|import)(?=_|$|[A-Z])")
"""A handler that shows a form: the rows are what one may choose from."""
PAGED = regex(r"(?i)\w*(?:paginat|_page|page_)\w*\((?:[^()]|\([^()]*\))*$")
"""What a statement is given to asks for a page of it."""
BY_HAND = regex(
    r"(?i)\border(?:_by)?\b[( ]+[\"':]*-?(?:position|sort_?order|display_?order|rank|ordinal)\b"
    r"|^\s*SELECT\s+(?:COALESCE\(\s*)?(?:MAX|MIN|SUM|COUNT|AVG)\("
)
"""Somebody put the rows into their order, so there are few; or the statement gives one row."""
SENDS_AWAY = regex(r"\breturn\s+(?:\w+\.)?(?:HttpResponse\w*Redirect|redirect|RedirectResponse)\(")
TELLS = regex(r"(?i)render|json|serializ|template|(?<!Redirect)Response\((?!Redirect)|dumps")
"""A handler that sends elsewhere, and answers with no rows."""
KEY = regex(r"[\"'](\w+)[\"']\s*:")
"""What an answer calls the rows that it holds."""
TABLE = regex(r"(?i)\bFROM\s+[\"`\[]?(?:\w+[\"`\]]?\.[\"`\[]?)?(\w+)")


def _grows(rows: str, table: Table | None, project: Project) -> bool:
    """Whether rows are added by those who use the project, and belong to others as far as is known.

    What belongs to nothing is mostly set up by hand.
    """
    if table is not None and table.columns:
        leads = any(one.references or one.name.endswith("_id") for one in table.columns)
        if not (leads or table.relations):
            return False
    return is_added(rows, project.endpoints)


def _known(query: Query, project: Project) -> bool:
    """Whether a model is the project's own: those of Django itself have few rows."""
    return project.schema.of_model(query.model) is not None


def _answered(source: Source, query: Query) -> bool:
    """Whether the rows go on as they are: all of them, to the answer or a loop."""
    before = source.text.tail(query.span.start, 300)
    if PAGED.search(before):
        return False
    if query.kind == "sql":
        return " from " in " ".join(query.sql.lower().split())
    code = source.text.slice(query.span.start, query.span.end)
    if not KEEPS.issuperset(CALLED.findall(code)):
        return False
    data = source.text.data
    after = data[query.span.end : query.span.end + 60].lstrip().decode("utf-8", "ignore")
    before = data[max(0, query.span.start - 80) : query.span.start].decode("utf-8", "ignore")
    if after.startswith(("if ", "else", ".")) and not after.startswith(".Error"):
        return False
    return not after.startswith((",", ")")) or GIVEN.search(before) is not None


def _prefetched(source: Source, query: Query, end: int) -> bool:
    """Whether a queryset only says which rows `Prefetch` loads of a relation."""
    given = ASSIGNED.match(source.text.before(query.span.start))
    if given is None:
        return False
    after = source.text.slice(query.span.end, end)
    uses = len(regex(rf"(?<![\w.\"']){given[1]}(?![\w\"'])").findall(after))
    return 0 < uses == len(regex(rf"\bPrefetch\([^()]*\b{given[1]}\b").findall(after))


def _narrowed(source: Source, query: Query, end: int) -> bool:
    """Whether a later line asks for a page, or a part, of what a name holds."""
    given = ASSIGNED.match(source.text.before(query.span.start))
    if given is None:
        return False
    after = source.text.slice(query.span.end, end)
    later = rf"(?<![\w.]){given[1]}(?:\.\w+(?:\([^()\n]*\))?)*?\.{PART}"
    handed = rf"\bqs\s*=\s*{given[1]}\b"
    return regex(rf"{later}|{handed}|{PAGER}{given[1]}\b").search(after) is not None


PART = r"(?:page|paginate|limit|offset|where|filter|first|take|slice|find_by|keyset_paginate)\b"
PAGER = (
    r"(?:[pP]aginator|paginate\w{0,40}|pagy\w{0,40}|page_items|get_object_or_404|Filter(?:Set)?)"
    r"\([^()\n]*\b"
)


def _code(source: Source, query: Query) -> str:
    return query.sql or source.text.slice(query.span.start, query.span.end)
