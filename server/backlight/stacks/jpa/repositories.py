"""The queries of Spring Data: calls of repositories, `owners.findByLastName(name)`."""

from collections.abc import Iterator
from re import Pattern
from re import compile as regex
from typing import Literal

from tree_sitter import Node

from backlight.analysis import queries_around as around
from backlight.analysis import queries_java
from backlight.analysis.facts import Query
from backlight.analysis.java_rows import repository, stream_of, touched
from backlight.analysis.queries_java_names import HOST
from backlight.analysis.syntax import Source, Span, captures, line_of, span_of, text_of

Returns = Literal["rows", "row", "count", "exists", "write", "unknown"]
NAME = regex(r"^(\w+?)(?:Jpa|Crud)?(?:Repository|Repo|Dao)$")
METHODS: tuple[tuple[Pattern[str], Returns], ...] = (
    (
        regex(
            r"^(?:findById|getById|getOne|getReferenceById|findOne|find(?:First|Top)(?:By|\b).*)$"
        ),
        "row",
    ),
    (regex(r"^(?:findAll|findAllById|findAllBy\w+|stream\w*|list\w*By\w+)$"), "rows"),
    (regex(r"^count(?:By\w+)?$"), "count"),
    (regex(r"^exists(?:By\w+|ById)?$"), "exists"),
    (regex(r"^(?:save|saveAll|saveAndFlush|delete\w*|remove\w*|insert|update\w*|flush)$"), "write"),
    (regex(r"^(?:find|get|read|query|search)\w*By[A-Z]\w*$"), "unknown"),
)
PAGED = regex(r"\b(?:pageable|page|PageRequest|Pageable|limit|Limit)\b")
ONE = ("orElse", "orElseThrow", "orElseGet", "isPresent", "isEmpty", "ifPresent", "get", "map")


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The calls of repositories in a file, or those that touch a span of it."""
    if source.tree is None:
        return ()
    query = "(method_invocation object: [(identifier) (field_access)] @on) @call"
    found = captures(source, query, within).get("call", [])
    return tuple(_queries(sorted(found, key=lambda node: (node.start_byte, node.end_byte))))


def _queries(found: list[Node]) -> Iterator[Query]:
    for call in found:
        name = queries_java.method(call)
        returns = next((said for pattern, said in METHODS if pattern.match(name)), None)
        model = _model(call) if returns is not None else ""
        if returns is None or not model:
            continue
        returns = _told(call, returns)
        loop = around.loop_of(call, HOST) or stream_of(call)
        given = " ".join(text_of(one) for one in queries_java.given(call))
        yield Query(
            kind="jpa",
            span=span_of(call),
            line=line_of(call),
            call=span_of(call),
            function=around.function_of(call, HOST),
            loop=span_of(loop) if loop is not None else None,
            model=model,
            returns=returns,
            bounded=returns in {"row", "count", "exists"} or PAGED.search(given) is not None,
            touched=touched(call) if returns in {"rows", "unknown"} else (),
        )


def _told(call: Node, returns: Returns) -> Returns:
    """What a derived query returns, as far as what is done with it tells."""
    above = call.parent
    if returns == "unknown" and above is not None and above.type == "method_invocation":
        if queries_java.method(above) in ONE:
            return "row"
        if queries_java.method(above) in {"stream", "forEach", "size"}:
            return "rows"
    return returns


def _model(call: Node) -> str:
    """The entity of the repository that a call is made on, by the name of its type."""
    hit = NAME.match(repository(call))
    return hit[1] if hit is not None else ""
