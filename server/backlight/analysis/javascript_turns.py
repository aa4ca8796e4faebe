"""Whether a loop of JavaScript asks a mapper once for each of many items, and could ask at once.

A loop that waits, follows a chain of rows, reads page by page or tries anew asks for one thing
after another; one that makes the rows it does not find writes each item anyway.
"""

from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.javascript_chains import bound_name
from backlight.analysis.javascript_turn_items import items_of, mentions, over_of, says
from backlight.analysis.queries_javascript_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import (
    Source,
    ancestors,
    field,
    node_at,
    span_of,
    text_of,
    word_of,
)

MAPPERS = frozenset({"prisma", "typeorm", "sequelize", "knex"})
LOCKED = regex(r"\.for(?:Update|Share|NoKeyUpdate|KeyShare)\(|\block\s*:")
"""A row is held until a transaction ends."""
ORDERED = regex(r"\border(?:By)?\s*:|\.orderBy\(")
MONGO = regex(r"\b_id\b|\b_\w+Id\b|\$(?:in|or|and)\b")
"""What a repository of documents is asked by; those are another mapper's."""
MADE = r"\b(?:new\s+{model}|{model}\.(?:create|insert|upsert|build|findOrCreate)\w*)\("
"""A row is made that was not there, by the class of the model."""
TEXT = regex(r"\.(?:toQuery|toSQL|toString|getQuery|getSql|as|stream)\([^()]*\)$")
"""Part of another query, or one that is not sent here."""
WITHIN = regex(r"(?i)(?:^|\.)(?:in|not_?in|whereIn|any|has)$|^\$?in$|\bOp\.(?:in|or)\b")
LIKE = regex(
    r"(?i)(?:like|contains|startsWith|endsWith|substring|regexp|search|between|[lg]te?|\braw"
    r"|\bnot|\bne|(?:less|more)Than\w*)\W*$"
)
"""Conditions that hold for a range of values: many of them are no list to be among."""


def repeats(source: Source, query: Query, others: tuple[Query, ...]) -> bool:
    """Whether a read in a loop is sent for each item, by a value of its own."""
    loop = node_at(source, query.loop) if query.loop is not None else None
    call, code = node_at(source, query.span), source.text.slice(query.span.start, query.span.end)
    if loop is None or span_of(loop) != query.loop or span_of(call) != query.span:
        return False
    if (
        together(source, query)
        or MONGO.search(code)
        or LOCKED.search(code)
        or TEXT.search(code)
        or _few(loop)
    ):
        return False
    few = query.bounded if query.returns == "rows" else ORDERED.search(code)
    if few:  # the first of each, or the first few, are not asked for at once
        return False
    items = items_of(loop)
    if not items or _on_item(call, items) or not _asked(call, items) or _last(call, loop):
        return False
    held = source.text.slice(query.loop.start, query.loop.end)
    if regex(MADE.format(model=escape(query.model))).search(held):
        return False
    return not any(
        one.model == query.model and one.returns == "write" and _makes(source, one)
        for one in others
        if query.loop.start <= one.span.start < query.loop.end
    )


def together(source: Source, query: Query) -> bool:
    """Whether Prisma sends a read as one query with those of the other items already.

    It does so where all are asked for at once: `Promise.all(ids.map((id) => …findUnique(…)))`.
    """
    loop = node_at(source, query.loop) if query.loop is not None else None
    called = word_of(node_at(source, query.span), "function", "property")
    unique = query.kind == "prisma" and called.startswith("findUnique")
    return unique and loop is not None and loop.type == "call_expression"


def _last(call: Node, loop: Node) -> bool:
    """Whether the loop ends with the turn that asks, or with the first that finds something."""
    if loop.type == "call_expression":
        return False
    name = bound_name(call)
    for block in ancestors(call):
        if block == loop:
            return False
        held = block.named_children if block.type == "statement_block" else []
        if held and held[-1].type in ENDS:
            return True
        if any(_found(one, name) for one in held if name and one.type == "if_statement"):
            return True
    return False


def _found(test: Node, name: str) -> bool:
    """`if (row) return row;`."""
    ends = field(test, "consequence")
    inner = (
        ends.named_children[-1]
        if ends and ends.type == "statement_block" and ends.named_children
        else ends
    )
    asked = text_of(field(test, "condition") or test).strip("() ")
    return inner is not None and inner.type in ENDS and asked == name


ENDS = {"return_statement", "break_statement"}


def _few(loop: Node) -> bool:
    """Whether what is gone over is written in the code, or is the values of an enum."""
    over = over_of(loop)
    if over is None:
        return False
    if over.type == "identifier":
        found = lookup(over, text_of(over), HOST) or ()
        given = found[0].value if len(found) == 1 and found[0].kind == "set" else None
        over = given or over
    return over.type == "array" or CONSTANT.match(text_of(over)) is not None


CONSTANT = regex(
    r"(?:\w+\.)*[A-Z][A-Z\d]*(?:_[A-Z\d]+)*(?:\.|$)|Object\.(?:keys|values|entries)\([A-Z]"
    r"|default[A-Z]\w*$"
)


def _on_item(call: Node, names: set[str]) -> bool:
    """Whether the model itself is another one for each item: `db(table)`, `models[name]`."""
    at: Node | None = call
    while at is not None and at.type in {"call_expression", "member_expression"}:
        called, given = field(at, "function"), field(at, "arguments")
        name = text_of(field(called, "property") or called or at)
        if name in MODELS and given is not None and says(given, names):
            return True
        at = called or field(at, "object")
    return at is not None and says(at, names)


MODELS = {"getRepository", "from", "into", "table", "knex", "db", "trx", "tx"}
"""What is called with a table or a model."""


def _asked(call: Node, names: set[str]) -> bool:
    """Whether each value of the item is one that a column must be, and no list or pattern is."""
    given = field(call, "arguments")
    keyed = text_of(field(call, "function", "property") or call) == "findByPk"
    where = given.named_children[0] if keyed and given and given.named_children else call
    found = [_equal(one, call) for one in mentions(where, names)]
    return bool(found) and all(found)


def _equal(name: Node, call: Node) -> bool:
    for above in ancestors(name):
        said = ""
        if above.type == "spread_element":
            return False
        if above.type == "pair":
            said = text_of(field(above, "key") or above).strip("[]'\"")
        elif above.type == "call_expression":
            called = field(above, "function")
            said = text_of(field(called, "property") or called or above)
        if WITHIN.search(said) or LIKE.search(said):
            return False
        if above == call:
            return True
    return True


def _makes(source: Source, query: Query) -> bool:
    """Whether a write makes rows: what is only changed or taken away was there."""
    return MAKES.search(source.text.slice(query.span.start, query.span.end)) is not None


MAKES = regex(r"\.(?:create\w*|insert\w*|upsert|bulkCreate|findOrCreate|save)\s*\(")
