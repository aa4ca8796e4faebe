"""The queries of a file: every chain of the ORM as a fact."""

from typing import Literal

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.syntax import Source, Span, ancestors, field, line_of, span_of, text_of
from backlight.stacks.django.around import loop_of, scope_of, used
from backlight.stacks.django.chains import SHORT, STEPS, Chain, chains
from backlight.stacks.django.rows import likely, loops, reads, rebound, variable

ROW = {
    "get",
    "first",
    "last",
    "latest",
    "earliest",
    "aggregate",
    "get_object_or_404",
    "aget_object_or_404",
}
WRITE = {
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
}
CHANGES = {"add", "remove", "set", "clear"}
"""What a related manager does to its rows."""
Returns = Literal["rows", "row", "count", "exists", "write", "unknown"]
SHORTENED = r"\b{}\s*\[|aginat"
"""How a name is written of which a part is taken."""
LAZY = {"Prefetch", "Subquery", "Exists", "OuterRef", "ArraySubquery"}
"""What takes a queryset and does not run it by itself."""


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The chains of a file (or of what touches a span) as queries."""
    if b"sqlalchemy" in source.text.data and b"django" not in source.text.data:
        return ()
    return tuple(query(chain) for chain in chains(source, within))


def query(chain: Chain) -> Query:
    """What is known of one chain from its own file."""
    loop, returns = loop_of(chain.node), _returns(chain)
    return Query(
        kind="django",
        span=span_of(chain.node),
        line=line_of(chain.node),
        call=span_of(chain.node),
        function=_function(chain.node),
        loop=span_of(loop) if loop is not None else None,
        model=chain.model,
        returns=returns,
        bounded=returns not in {"rows", "unknown"} or _bounded(chain),
        loaded=loaded(chain),
        touched=_touched(chain),
    )


def loaded(chain: Chain) -> tuple[str, ...]:
    """The relations that a chain loads with its rows."""
    steps = (s for s in chain.steps if s.name in {"select_related", "prefetch_related"})
    return tuple(dict.fromkeys(name for step in steps for name in step.strings()))


def _touched(chain: Chain) -> tuple[str, ...]:
    """The relations read from its rows in a loop, by their looks, that it does not load."""
    if {"values", "values_list"} & set(chain.names):
        return ()
    have = {name.partition("__")[0] for name in loaded(chain)}
    found = (likely(read) for loop in loops(chain) if not rebound(loop) for read in reads(loop))
    return tuple(dict.fromkeys(name for name in found if name and name not in have))


def _returns(chain: Chain) -> Returns:
    last = chain.names[-1]
    if last in ROW:
        return "row"
    if last in WRITE:
        return "write"
    if last == "count":
        return "count"
    if last == "exists":
        return "exists"
    if last in CHANGES or last.startswith("create"):
        return "write"
    if chain.sliced and _indexed(chain.node):
        return "row"
    return "unknown" if last not in STEPS or _lazy(chain.node) else "rows"


def _indexed(node: Node) -> bool:
    subscript = field(node, "subscript")
    return subscript is not None and subscript.type != "slice"


def _lazy(node: Node) -> bool:
    """Whether a chain is declared, or part of another query, and so not run where it stands."""
    if scope_of(node).type in {"class_definition", "module"}:
        return loop_of(node) is None
    for above in ancestors(node):
        if above.type == "keyword_argument":
            name = text_of(field(above, "name") or above)
            return name.endswith("__in") or name == "queryset"
        if (
            above.type == "call"
            and text_of(field(above, "function") or above).rpartition(".")[2] in LAZY
        ):
            return True
        if above.type.endswith("statement"):
            return False
    return False


def _bounded(chain: Chain) -> bool:
    """A slice, or a paginator that the chain or its name is given to."""
    if chain.sliced or chain.names[-1] in SHORT:
        return True
    name = variable(chain, SHORTENED)
    nodes = [chain.node, *(used(scope_of(chain.node), name) if name else ())]
    for node in nodes:
        above = node.parent
        if above is not None and above.type == "subscript" and field(above, "value") == node:
            return True
        call = above.parent if above is not None and above.type == "argument_list" else None
        if call is not None and "paginat" in text_of(field(call, "function") or call).lower():
            return True
    return False


def _function(node: Node) -> str:
    """The function a node stands in: `Orders.get` for a method."""
    names: list[str] = []
    for above in ancestors(node):
        if above.type in {"function_definition", "class_definition"}:
            name = field(above, "name")
            names.append(text_of(name) if name is not None else "")
            if above.type == "class_definition":
                break
        if names and above.type == "module":
            break
    return ".".join(reversed(names[:2])) if names else ""
