"""The queries of Knex: `knex("users").where({ id })`, `db.select("id").from("users")`."""

from re import compile as regex
from typing import Literal as OneOf

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.javascript_chains import Chain, chains, function_of, loop_of
from backlight.analysis.javascript_expressions import key_of, parts, string
from backlight.analysis.javascript_values import Literal, Value, dotted
from backlight.analysis.queries_javascript_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import Source, Span, field, span_of, text_of, word_of

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
TEMPLATE = regex(r"`\$\{([\w.]+)\}( as \w+)`")


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
            return _named(chain.node, step.name, step.args[0])
    from_ = chain.step(*FROM)
    if root in NAMES and from_ is not None and len(from_.args) == 1:
        return _named(chain.node, from_.name, from_.args[0])
    return ""


def _named(node: Node, step: str, said: Value) -> str:
    """A table without its alias, as it is written or by the constant that names it."""
    if isinstance(said, Literal) and isinstance(said.value, str):
        return said.value.partition(" ")[0]
    at: Node | None = node
    while at is not None and at.type == "call_expression":
        function, held = field(at, "function"), field(at, "arguments")
        given = parts(held) if held is not None else []
        if given and word_of(function, "property") == step:
            return table_of(given[0]).partition(" ")[0] or dotted(said)
        at = field(function, "object")
    return dotted(said)


def table_of(node: Node) -> str:
    """A table with its alias, as it is written; empty where it is chosen when it runs."""
    text = string(node)
    if text is not None:
        return text
    hit = TEMPLATE.fullmatch(text_of(node))
    name = constant(node, hit[1] if hit is not None else text_of(node))
    return f"{name}{hit[2]}" if hit is not None and name else name


def constant(node: Node, code: str) -> str:
    """The text that `TABLE` or `T.features` stands for; empty where nothing in the file says it."""
    name, _, member = code.partition(".")
    found = lookup(node, name, HOST) or ()
    value = found[0].value if len(found) == 1 and found[0].kind == "set" else None
    while value is not None and value.type in {"as_expression", "satisfies_expression"}:
        value = value.named_children[0]
    if value is None or not member:
        return string(value) or ""
    pairs = parts(value) if value.type == "object" else []
    own = (field(one, "value") for one in pairs if key_of(field(one, "key")) == member)
    return string(next(own, None)) or ""
