"""Writes of one function that belong together: if the second fails, the first stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import FileFacts, Query
from backlight.analysis.scopes import FUNCTIONS
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    descendants,
    field,
    node_at,
    span_of,
    text_of,
    word_of,
)

AROUND = FUNCTIONS | {"arrow_function", "function_expression", "func_literal", "lambda"}
BRANCHES = frozenset(
    {"if_statement", "elif_clause", "else_clause", "if", "unless", "elsif", "else", "case", "when"}
    | {"try_statement", "except_clause", "catch_clause", "rescue", "ensure", "switch_statement"}
    | {"switch_case", "switch_default", "switch_expression", "expression_switch_statement"}
    | {"expression_case", "default_case", "ternary_expression", "conditional_expression"}
    | {"conditional", "if_modifier", "unless_modifier", "match_statement", "case_clause"}
)
"""What runs one of its parts, or none."""
SAVES = {
    "python": regex(r"^(?:save|delete)$"),
    "ruby": regex(r"^(?:save|update|destroy|create)!?$"),
}
"""Methods of one row that write it."""
ASIDE = regex(
    r"(?:(?:audit|event|access|change)?logs?|log(?:ger|ging)|audits?|events?|history|histories|cache"
    r"|caches|tokens?|metrics?|visits?|sessions?|stats?|statistics?|storages?|files?|forms?)$"
    r"|notif"
)
"""Words for what may be missing without harm, or is no row."""
WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""`HTTPLog`, `order_log`, `orderLog`: each word of a name."""


@dataclass(frozen=True, slots=True)
class Write:
    """One write: where, of what, and the ORM it is of."""

    node: Node
    target: str
    kind: str


def writes(source: Source, facts: FileFacts) -> list[Write]:
    """The writes of a file (or of the part its facts were read from), by place.

    Rows that save themselves and sessions that commit are looked for in handlers alone.
    """
    found = [
        Write(node_at(source, q.call or q.span), _target(source, q), q.kind)
        for q in facts.queries
        if q.returns == "write"
    ]
    known = {span_of(one.node) for one in found}
    for span in dict.fromkeys(handler.span for handler in facts.handlers):
        calls = [n for n in descendants(node_at(source, span), "call") if span.touches(span_of(n))]
        found += _commits(calls) if source.language == "python" else ()
        found += _saves(calls, source.language, known)
    return sorted(found, key=lambda one: one.node.start_byte)


def _saves(calls: list[Node], language: str, known: set[Span]) -> Iterator[Write]:
    """Rows that are told to save themselves, and that no query is known for."""
    saves = SAVES.get(language)
    for call in calls if saves is not None else ():
        of = field(call, "function", "object") or field(call, "receiver")
        method = word_of(field(call, "function"), "attribute") or word_of(call, "method")
        named = of is not None and of.type in {"identifier", "instance_variable"}
        named = named and "commit=False" not in text_of(call)
        if language == "python" and call.parent is not None:  # `table.delete()` makes a statement
            named = named and call.parent.type not in {"assignment", "attribute", "argument_list"}
        if saves is not None and saves.match(method) and named and span_of(call) not in known:
            yield Write(call, text_of(of) if of is not None else "", "row")


def _target(source: Source, query: Query) -> str:
    """What a query writes to."""
    if query.model or not query.sql:
        hit = CHAIN.match(source.text.slice(query.span.start, query.span.end))
        return query.model or (hit[0] if hit else "")
    hit = TABLE.search(query.sql)
    return hit[1] if hit else ""


def _commits(calls: list[Node]) -> Iterator[Write]:
    """What a session of SQLAlchemy writes when it commits: what was added to it last."""
    added = ""
    for call in calls:
        method, given = word_of(call, "function", "attribute"), field(call, "arguments")
        if method in {"add", "delete", "merge"} and given is not None and given.named_children:
            added = text_of(given.named_children[0])
        elif method == "commit" and added:
            yield Write(call, added, "commit")
            added = ""


CHAIN = regex(r"@?\w+(?:\.\w+)?")
TABLE = regex(r"(?i)\b(?:into|update|from)\s+[`\"\[]?([\w.]+)")


def pairs(found: list[Write]) -> Iterator[tuple[Write, Write]]:
    """Two writes of different things in one function, of which the second follows the first."""
    for n, first in enumerate(found):
        for second in found[n + 1 :]:
            if first.target.lower() == second.target.lower():
                continue
            if _aside(first.target) or _aside(second.target):
                continue
            if _beside(first.node):
                continue  # Whoever wrote it says that the rest does not wait for it
            if AGAIN.search(text_of(first.node)):
                continue  # What is there is found again when it is done once more
            if _removes(first) and _removes(second):
                continue  # What is gone twice is gone: it can be done again
            if function_of(first.node) == function_of(second.node) and _follows(first, second):
                yield first, second


def _aside(name: str) -> bool:
    """Whether a whole word of a name says so: `Profile` is no file, `Blog` no log."""
    return any(ASIDE.match(word.lower()) for word in WORD.findall(name))


def _beside(node: Node) -> bool:
    """Whether a write runs together with other things: `await Promise.all([save(), read()])`."""
    for above in ancestors(node):
        if above.type in AROUND:
            return False
        if above.type == "call_expression":
            called = field(above, "function")
            if called is not None and ALL_AT_ONCE.match(text_of(called)[:40]):
                return True
    return False


ALL_AT_ONCE = regex(r"Promise\.(?:all|allSettled)$")


def _removes(one: Write) -> bool:
    if one.kind == "sql":
        return DELETES.search(text_of(one.node)) is not None
    method = word_of(one.node, "function", "property")
    return REMOVING.match(method) is not None or REMOVES.search(text_of(one.node)[-60:]) is not None


AGAIN = regex(
    r"(?i)\b(?:(?:find|first|get|select)_?or_?(?:create|insert|make)|(?:update|create)_or_(?:create|update)|upsert)"
)
"""A row that is made where there is none."""
DELETES = regex(r"(?i)\bDELETE\s+FROM\b|\bdelete[A-Z]\w*(?:Query|Sql|SQL)\b")
REMOVING = regex(r"(?:delete|deleteMany|destroy|remove)$")
REMOVES = regex(
    r"\.(?:[dD]elete|delete_all|destroy|destroy_all|deleteMany|remove)!?\((?:[^()]|\([^()]*\))*\)$|delete_all$"
)


def function_of(node: Node) -> Node | None:
    """The function that a node stands in, with a name or without."""
    return next((a for a in ancestors(node) if a.type in AROUND), None)


def _follows(first: Write, second: Write) -> bool:
    """Whether the second runs whenever the first has run and nothing failed."""
    above = {a.id for a in ancestors(first.node)}
    shared = next(a for a in ancestors(second.node) if a.id in above)
    if shared.type in BRANCHES:  # `if @post.save` … `@tag.save`: what is asked runs before
        return _certain(first.node, shared, last=True) and _certain(second.node, shared)
    return _certain(first.node, shared) and _certain(second.node, shared)


def _certain(node: Node, end: Node, *, last: bool = False) -> bool:
    """Whether nothing between a node and what is around it can leave the node out."""
    below = node
    for above in ancestors(node):
        if above.id == end.id and not last:
            return True
        if above.type in BRANCHES and above.id != below.id:
            asked = (field(above, name) for name in ("condition", "initializer"))
            if not any(one is not None and one.id == below.id for one in asked):
                return False
        if above.id == end.id:
            return True
        below = above
    return False
