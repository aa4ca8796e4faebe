"""Queries of SQLAlchemy as facts: what they start from, return, load and touch."""

from re import compile as regex
from typing import Literal

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.queries_around import function_of, loop_of
from backlight.analysis.queries_python_names import HOST
from backlight.analysis.syntax import Source, Span, span_of
from backlight.stacks.sqlalchemy.chains import RUNNERS, Chain, chains, model_name
from backlight.stacks.sqlalchemy.rows import touched

LOADS = regex(
    r"\b(?:joinedload|selectinload|subqueryload|contains_eager|immediateload|lazyload|raiseload|noload)"
    r"\(\s*[\w.]*?(\w+)\s*[,)]"
)
Returns = Literal["rows", "row", "count", "exists", "write", "unknown"]
ROW = frozenset({"first", "one", "one_or_none", "get", "get_or_404", "first_or_404", "one_or_404"})
BOUND = frozenset({"limit", "slice", "fetch", "paginate", "scalar"}) | ROW


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """Every chain of a file, or those that touch a span, by place."""
    found = (_query(source, chain) for chain in chains(source, within))
    return tuple(sorted(found, key=lambda query: query.span.start))


def loaded(chain: Chain) -> tuple[str, ...]:
    """Relations that the chain loads with its rows."""
    return tuple(LOADS.findall(chain.text))


def _query(source: Source, chain: Chain) -> Query:
    have = loaded(chain)
    loop = loop_of(chain.node, HOST)
    sliced = _sliced(chain.node)
    return Query(
        kind="sqlalchemy",
        span=span_of(chain.node),
        line=source.text.line_of(chain.node.start_byte) + 1,
        call=span_of(chain.node),
        function=function_of(chain.node, HOST),
        loop=span_of(loop) if loop is not None else None,
        model=model_name(chain),
        returns=_returns(chain),
        bounded=not BOUND.isdisjoint(chain.names) or sliced,
        loaded=have,
        touched=tuple(name for name in touched(chain) if name not in have) if chain.model else (),
    )


def _sliced(node: Node) -> bool:
    above = node.parent
    return above is not None and above.type == "subscript"


def _returns(chain: Chain) -> Returns:
    names = set(chain.names)
    if "count" in names or "func.count" in chain.text:
        return "count"
    if names & {"delete", "update"}:
        return "write"
    if "exists" in names:
        return "exists"
    if names & ROW or "scalar" in names or any(name.startswith("scalar_one") for name in names):
        return "row"
    waits = not names or (chain.style == "select" and RUNNERS.isdisjoint(names))
    return "unknown" if waits else "rows"
