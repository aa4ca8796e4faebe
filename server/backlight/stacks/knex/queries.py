"""The queries of Knex: `knex("users").where({ id })`, `db.select("id").from("users")`."""

from typing import Literal as OneOf

from backlight.analysis.facts import Query
from backlight.analysis.javascript_chains import Chain, chains, function_of, loop_of
from backlight.analysis.javascript_values import Literal, Value, dotted
from backlight.analysis.syntax import Source, Span, span_of

Returns = OneOf["rows", "row", "count", "exists", "write", "unknown"]

NAMES = {"knex", "db", "trx", "tx", "database"}
"""What a connection or a transaction is called."""
WRITES = {"insert", "update", "del", "delete", "truncate", "increment", "decrement", "upsert"}
COUNTS = {"count", "countDistinct"}
OTHERS = {
    *("select", "column", "columns", "distinct", "first", "pluck", "from", "into", "table", "as"),
    *("where", "andWhere", "orWhere", "whereNot", "whereIn", "whereNotIn", "whereNull"),
    *("whereNotNull", "whereRaw", "whereBetween", "whereExists", "join", "leftJoin", "innerJoin"),
    *("rightJoin", "joinRaw", "groupBy", "having", "orderBy", "limit", "offset", "returning"),
    *("with", "union", "min", "max", "sum", "avg", "forUpdate", "modify"),
}
"""Methods of a chain; one at least tells it from another function of the same name."""
FROM = ("from", "into", "table")


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The queries of a file, or those that touch a span of it."""
    found = (_query(chain) for chain in chains(source, within))
    return tuple(query for query in found if query is not None)


def _query(chain: Chain) -> Query | None:
    table = _table(chain)
    names = {step.name for step in chain.steps}
    if not table or not names & (WRITES | COUNTS | OTHERS):
        return None
    returns = _returns(names)
    return Query(
        kind="knex",
        span=span_of(chain.node),
        line=chain.node.start_point.row + 1,
        call=span_of(chain.node),
        function=function_of(chain.node),
        loop=loop_of(chain.node),
        model=table,
        returns=returns,
        bounded=returns in {"row", "count"} or "limit" in names,
    )


def _returns(names: set[str]) -> Returns:
    if names & WRITES:
        return "write"
    if names & COUNTS and "groupBy" not in names:
        return "count"
    return "row" if "first" in names else "rows"


def _table(chain: Chain) -> str:
    """The table that a chain starts from, or that it names later; empty for other chains."""
    root = chain.root.rpartition(".")[2]
    for at, step in enumerate(chain.steps[:2]):
        last = root if not step.name else step.name
        if last in NAMES and at + 1 < len(chain.steps) and len(step.args) == 1:
            return _named(step.args[0])
    from_ = chain.step(*FROM)
    if root in NAMES and from_ is not None and len(from_.args) == 1:
        return _named(from_.args[0])
    return ""


def _named(said: Value) -> str:
    """A table as it is written, without its alias."""
    if isinstance(said, Literal) and isinstance(said.value, str):
        return said.value.partition(" ")[0]
    return dotted(said)
