"""The queries of Mongoose's models: `User.find({ … }).populate("posts").limit(10)`."""

from typing import Literal as OneOf

from backlight.analysis.facts import Query
from backlight.analysis.javascript_chains import Chain, chains, function_of, loop_of, option
from backlight.analysis.javascript_values import Literal
from backlight.analysis.syntax import Source, Span, span_of

Returns = OneOf["rows", "row", "count", "exists", "write", "unknown"]

METHODS: dict[str, Returns] = {
    "find": "rows",
    "aggregate": "rows",
    "distinct": "rows",
    "findOne": "row",
    "findById": "row",
    "countDocuments": "count",
    "estimatedDocumentCount": "count",
    "exists": "exists",
    "findByIdAndUpdate": "write",
    "findByIdAndDelete": "write",
    "findOneAndUpdate": "write",
    "findOneAndDelete": "write",
    "insertMany": "write",
    "updateOne": "write",
    "updateMany": "write",
    "deleteOne": "write",
    "deleteMany": "write",
}


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The queries of a file, or those that touch a span of it."""
    found = (_query(chain) for chain in chains(source, within))
    return tuple(query for query in found if query is not None)


def _query(chain: Chain) -> Query | None:
    step = chain.steps[0]
    returns = METHODS.get(step.name)
    if returns is None or "." in chain.root or not chain.root[:1].isupper():
        return None
    if chain.root.isupper() or chain.root.endswith("Entity") or option(step, "where") is not None:
        return None
    populated = [one.args[0] for one in chain.steps if one.name == "populate" and one.args]
    return Query(
        kind="mongoose",
        span=span_of(chain.node),
        line=chain.node.start_point.row + 1,
        call=span_of(chain.node),
        function=function_of(chain.node),
        loop=loop_of(chain.node),
        model=chain.root,
        returns=returns,
        bounded=returns == "row" or chain.step("limit", "cursor") is not None,
        loaded=tuple(str(one.value) for one in populated if isinstance(one, Literal)),
    )
