"""Queries in the strings of a program, and in files of SQL."""

from collections.abc import Iterable, Iterator
from re import IGNORECASE
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_around as around
from backlight.analysis import queries_calls as calls
from backlight.analysis import queries_files
from backlight.analysis.facts import Query
from backlight.analysis.queries_constants import constants
from backlight.analysis.queries_dialect import dialect_of
from backlight.analysis.queries_given import given_whole
from backlight.analysis.queries_growth import grown
from backlight.analysis.queries_holes import holes_of
from backlight.analysis.queries_host import Host, whole
from backlight.analysis.queries_hosts import host_of
from backlight.analysis.queries_likely import STARTS, may
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_mybatis import annotated
from backlight.analysis.queries_pieces import Template
from backlight.analysis.queries_promising import aside, promising
from backlight.analysis.queries_sinks import sink_of, sinks
from backlight.analysis.queries_words import is_sql
from backlight.analysis.syntax import Source, Span, captures, span_of, text_of

BOUNDED = regex(r"\b(?:limit|fetch\s+(?:first|next)|top)\b", IGNORECASE)
TESTS = ("_test.go", "_spec.rb", "_test.rb")
MARK = regex(r"(?<!:):[A-Za-z_]\w*")
INSIDE = frozenset({"interpolation", "template_substitution"})
"""Holes in a literal."""
TOO_LONG = 20_000
"""A string longer than this is data, not a query someone wrote."""


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """Every query of a file, or those that touch a span, by place."""
    if source.language == "sql":
        return queries_files.statements(source, within)
    host = host_of(source.language)
    if host is None or source.tree is None or source.path.endswith(TESTS):
        return ()
    found = {
        template.span: _query(source, template, run, host)
        for template, run in templates(source, within)
    }
    return tuple(_outer(found[span] for span in sorted(found, key=lambda s: (s.start, -s.end))))


def _outer(found: Iterable[Query]) -> Iterator[Query]:
    """The queries without the texts that a method makes a statement of, which is there as well."""
    end = 0
    for query in found:
        if query.call is not None or query.span.end > end:
            yield query
        if query.call is not None and query.sql == "{0}":
            end = max(end, query.span.end)


def template_of(source: Source, query: Query) -> Template | None:
    """The string that a query was read from, piece by piece."""
    found = templates(source, query.span)
    return next((template for template, _ in found if template.span == query.span), None)


def templates(
    source: Source, within: Span | None = None
) -> Iterator[tuple[Template, tuple[Node, ...]]]:
    """Strings that are SQL, each with the calls that run it, if they are seen."""
    host = host_of(source.language)
    if host is None or source.tree is None or not may(source, host):
        return
    seen: set[int] = set()
    known: dict[int, Node] = {}
    rows = sinks(source)
    nodes = captures(source, host.strings, within).get("string", [])
    if within is not None:
        nodes = [*nodes, *constants(source, host, within)]
    for node in nodes:
        if node.start_byte in seen:
            continue
        outer = whole(node, host, known)
        put = outer != node or any(one.type in INSIDE for one in node.named_children)
        sink = sink_of(outer, rows, host.calls) if rows and put else None
        if sink is None and not promising(node, host, known):
            continue
        if outer.start_byte in seen:
            continue
        template = host.read(outer)
        if template is None or len(template.sql) > TOO_LONG:
            continue
        template, run = grown(template, host)
        if aside(outer, template, run, host, seen):
            continue
        name = calls.callee(run[0]) if run else ""
        certain = name in host.sure and STARTS.match(template.sql.encode()) is not None
        clause = sink is not None or name in calls.CLAUSES | host.clauses | host.optioned or certain
        if is_sql(_folded(template, host)) or (clause and _takes(template, host)):
            seen |= {outer.start_byte, *(call.start_byte for call in run)}
            yield template, run or ((sink,) if sink is not None else ())
    yield from given_whole(source, host, within, seen)


def _takes(template: Template, host: Host) -> bool:
    """Whether a piece of SQL takes values, by holes or by marks."""
    marked = host.builders is not None and MARK.search(template.sql) is not None
    return bool(template.holes) or marked or (not host.strict and "?" in template.sql)


def _folded(template: Template, host: Host) -> str:
    """The text with the constants that begin it filled in."""
    first = template.pieces[0]
    if first.node is None:
        return template.sql
    said = constant(first.node, host)
    return template.sql if said is None else template.sql.replace("{0}", said, 1)


def constant(node: Node, host: Host) -> str | None:
    """The string that a name stands for in its own file, if it is written out."""
    if node.type != "identifier":
        return None
    found = lookup(node, text_of(node), host) or ()
    if len(found) != 1 or found[0].kind != "set" or found[0].value is None:
        return None
    template = host.read(found[0].value)
    return template.sql if template is not None and not template.holes else None


def _query(source: Source, template: Template, run: tuple[Node, ...], host: Host) -> Query:
    sql, call = template.sql, run[0] if run else None
    anchor = call if call is not None else template.node
    loop = around.loop_of(anchor, host)
    found = Query(
        kind=host.kind(template.node, call),
        span=template.span,
        line=source.text.line_of(template.span.start) + 1,
        sql=sql,
        dialect=dialect_of(source.text.data, sql),
        holes=tuple(holes_of(template, host, call)),
        call=span_of(call) if call is not None else None,
        also=tuple(map(span_of, run[1:])),
        function=around.function_of(template.node, host),
        loop=span_of(loop) if loop is not None else None,
        returns=queries_files.returns(sql),
        bounded=BOUNDED.search(sql) is not None,
    )
    return annotated(found, template) if found.kind == "mybatis" else found
