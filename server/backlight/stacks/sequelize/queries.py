"""The queries of Sequelize's models: `User.findAll({ where, include, limit })`."""

from collections.abc import Iterator
from typing import Literal as OneOf

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.javascript_chains import (
    Chain,
    Step,
    bound_name,
    chains,
    function_of,
    loop_of,
    option,
)
from backlight.analysis.javascript_expressions import CLASSES
from backlight.analysis.javascript_values import Fields, Literal, Many, Value, dotted
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    descendants,
    field,
    span_of,
    text_of,
)
from backlight.stacks.sequelize.names import model_of

Returns = OneOf["rows", "row", "count", "exists", "write", "unknown"]

OWN: dict[str, Returns] = {
    "findAll": "rows",
    "findAndCountAll": "rows",
    "findByPk": "row",
    "findOrCreate": "write",
    "bulkCreate": "write",
    "destroy": "write",
}
SHARED: dict[str, Returns] = {
    "findOne": "row",
    "count": "count",
    "create": "write",
    "update": "write",
}
"""Other mappers have them too: they count where their options, or the file, are Sequelize's."""


SCOPES = {"scope", "unscoped", "withScope", "schema"}
"""What stands between a model and its read."""


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The queries of a file, or those that touch a span of it."""
    own = b"equelize" in source.text.data or b".findAll(" in source.text.data
    found = (_query(source, chain, own=own) for chain in chains(source, within))
    return tuple(query for query in found if query is not None)


def _query(source: Source, chain: Chain, *, own: bool) -> Query | None:
    step = next((one for one in chain.steps if one.name not in SCOPES), chain.steps[0])
    model = _class(chain.node) if chain.root == "this" else model_of(chain.root)
    if not model or model.endswith("Entity") or step.name not in {**OWN, **SHARED}:
        return None
    where = any(option(step, "where", place) is not None for place in range(2))
    if step.name in SHARED and not (where or own):
        return None
    returns = {**OWN, **SHARED}[step.name]
    return Query(
        kind="sequelize",
        span=span_of(chain.node),
        line=chain.node.start_point.row + 1,
        call=span_of(chain.node),
        function=function_of(chain.node),
        loop=loop_of(chain.node),
        model=model,
        returns=returns,
        bounded=returns == "row" or option(step, "limit") is not None,
        loaded=tuple(_loaded(option(step, "include"))),
        touched=_touched(source, chain, step) if returns == "rows" else (),
    )


def _loaded(said: Value | None) -> Iterator[str]:
    """The relations that `include` loads, by their alias or their model."""
    for one in said.items if isinstance(said, Many) else (said,) if said is not None else ():
        pairs = dict(one.pairs) if isinstance(one, Fields) else {}
        name = pairs.get("as", pairs.get("association", pairs.get("model", one)))
        if isinstance(name, Literal) and isinstance(name.value, str):
            yield name.value
        elif dotted(name):
            yield dotted(name).rpartition(".")[2]


def _class(node: Node) -> str:
    """The model whose class a call on `this` stands in; empty where it is no model."""
    around = next((one for one in ancestors(node) if one.type in CLASSES), None)
    name = field(around, "name") if around is not None else None
    model = any(one.type == "class_heritage" for one in around.children) if around else False
    return text_of(name).removesuffix("Model") if name is not None and model else ""


def _touched(source: Source, chain: Chain, step: Step) -> tuple[str, ...]:
    """Relations fetched by `row.getAuthor()` in a loop over the rows."""
    name = bound_name(chain.node)
    if not name:
        return ()
    found: dict[str, None] = {}
    loaded = {one.lower() for one in _loaded(option(step, "include"))}
    for other in chains(source, None):
        first = other.steps[0].name
        loop = loop_of(other.node)
        relation = first.removeprefix("get")
        if loop is None or not first.startswith("get") or not relation[:1].isupper():
            continue
        if other.node.start_byte < chain.node.end_byte or other.steps[0].args:
            continue
        if _over(source, loop, name) and relation.lower() not in loaded:
            found[relation[:1].lower() + relation[1:]] = None
    return tuple(found)


def _over(source: Source, loop: Span, name: str) -> bool:
    """Whether a loop goes over a variable."""
    node = source.root.descendant_for_byte_range(loop.start, loop.end)
    if node is None:
        return False
    head = node.child_by_field_name("right") or node.child_by_field_name("function") or node
    return any(text_of(n) == name for n in descendants(head, "identifier"))
