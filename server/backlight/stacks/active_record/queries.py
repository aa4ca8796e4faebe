"""The queries of ActiveRecord, and the relations that are read of their rows one by one."""

from collections.abc import Iterator
from typing import Literal as OneOf

from tree_sitter import Node

from backlight.analysis import queries_around as around
from backlight.analysis.facts import Query
from backlight.analysis.queries_ruby_names import HOST
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    descendants,
    field,
    line_of,
    span_of,
    text_of,
)
from backlight.stacks.active_record.chains import Chain, chains

Returns = OneOf["rows", "row", "count", "exists", "write", "unknown"]

ENDS: dict[str, Returns] = {
    **dict.fromkeys(
        ("find", "find!", "find_by", "find_by!", "find_sole_by", "take", "take!"), "row"
    ),
    **dict.fromkeys(("first", "first!", "last", "last!", "pick", "find_or_initialize_by"), "row"),
    **dict.fromkeys(("count", "sum", "average", "minimum", "maximum"), "count"),
    **dict.fromkeys(("exists?", "any?", "none?", "many?", "empty?"), "exists"),
    **dict.fromkeys(("create", "create!", "update_all", "delete_all", "destroy_all"), "write"),
    **dict.fromkeys(("insert", "insert_all", "upsert", "upsert_all"), "write"),
    **dict.fromkeys(("delete_by", "destroy_by"), "write"),
    **dict.fromkeys(("find_or_create_by", "find_or_create_by!"), "write"),
}
BOUNDED = ("limit", "page", "per", "paginate", "find_each", "find_in_batches", "in_batches")
STRINGS = ("find_by_sql", "count_by_sql")
"""What is SQL alone, and read as such."""
LOADS = ("includes", "preload", "eager_load")
EACH = {"each", "map", "each_with_index", "flat_map", "find_each", "collect", "sum", "group_by"}


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The queries of a file, or those that touch a span of it."""
    if source.tree is None or source.path.endswith(("_spec.rb", "_test.rb")):
        return ()
    if b"Migration" in source.text.data or "config/routes" in source.path:
        return ()
    found = [_query(c) for c in chains(source, within) if c.step(*STRINGS) is None]
    return tuple(sorted(found, key=lambda query: query.span.start))


def _query(chain: Chain) -> Query:
    loop = around.loop_of(chain.node, HOST)
    ends: list[Returns] = [ENDS[s.name] for s in reversed(chain.steps) if s.name in ENDS]
    several = chain.steps[-1].name in {"first", "last", "take"} and chain.steps[-1].arguments
    returns: Returns = "rows" if several or not ends else ends[0]
    return Query(
        kind="active_record",
        span=span_of(chain.node),
        line=line_of(chain.node),
        call=span_of(chain.node),
        function=around.function_of(chain.node, HOST),
        loop=span_of(loop) if loop is not None else None,
        model=chain.model,
        returns=returns,
        bounded=returns != "rows" or bool(several) or chain.step(*BOUNDED) is not None,
        loaded=tuple(loaded(chain)),
        touched=tuple(dict.fromkeys(_touched(chain))) if returns == "rows" else (),
    )


def loaded(chain: Chain) -> Iterator[str]:
    """The relations that a chain loads with its rows."""
    for step in chain.steps:
        if step.name in LOADS:
            for given in step.arguments:
                kinds = ("simple_symbol", "hash_key_symbol", "bare_symbol")
                yield from (text_of(n).lstrip(":") for n in descendants(given, *kinds))


def _touched(chain: Chain) -> Iterator[str]:
    """`story.user.name` of `stories.each { |story| … }`, where `user` was not loaded."""
    known = set(loaded(chain))
    for block, name in _gone_over(chain):
        for call in descendants(block, "call"):
            of, method = field(call, "receiver"), field(call, "method")
            above = call.parent
            deeper = above is not None and above.type == "call" and field(above, "receiver") == call
            if of is None or method is None or text_of(of) != name or not deeper:
                continue
            if field(call, "arguments") is None and text_of(method) not in known:
                yield text_of(method)


def _gone_over(chain: Chain) -> Iterator[tuple[Node, str]]:
    """The blocks that are run for each row, each with the name that it has for one."""
    yield from _each(chain.node)
    above = chain.node.parent
    if above is None or above.type != "assignment" or field(above, "right") != chain.node:
        return
    left = field(above, "left")
    method = next((a for a in ancestors(above) if a.type == "method"), None)
    if left is None or method is None:
        return
    name = text_of(left)
    given = [n for n in descendants(method, "assignment") if text_of(field(n, "left") or n) == name]
    if len(given) > 1:
        return
    for one in descendants(method, "identifier", "instance_variable"):
        if one.start_byte > above.end_byte and text_of(one) == name:
            yield from _each(one)


def _each(rows: Node) -> Iterator[tuple[Node, str]]:
    call = rows.parent
    if call is None or call.type != "call" or field(call, "receiver") != rows:
        return
    method, block = field(call, "method"), field(call, "block")
    params = field(block, "parameters")
    if method is None or block is None or params is None or text_of(method) not in EACH:
        return
    if params.named_children and params.named_children[0].type == "identifier":
        yield block, text_of(params.named_children[0])
