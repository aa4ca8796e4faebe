"""A chain that skips rows goes on after the last key: `.offset(n)` -> `.where(Item.id > after_id)`.

The condition is added in a statement of its own, and only where there is a key: the first page has
none, and a planner sees two plain statements.
"""

from collections.abc import Sequence

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project, Query
from backlight.analysis.python_expressions import parts
from backlight.analysis.scopes import function_at
from backlight.analysis.skipped import Asked, Instead, LastKey
from backlight.analysis.skipped_callers import followed
from backlight.analysis.skipped_python import statement_of
from backlight.analysis.syntax import Source, Span, descendants, field, node_at, span_of, text_of
from backlight.edits import Change, Edit, Refused, apply, change
from backlight.stacks.pydantic.imports import add_imports
from backlight.stacks.sqlalchemy.chains import Chain, chains
from backlight.text import Text

WHY = "The next page is looked up by the last key seen: the rows before it are not read again."
ASKS = (
    "Callers send the key of the last row that they saw, and none for the first page; the answer "
    "has to show it."
)
ORDER = "Without an order rows come as they like, and pages overlap."
WIDTH = 88
LATER = frozenset({"limit", "offset"})
"""Calls of a `query` after which nothing may be filtered."""


def by_key(
    source: Source, query: Query, project: Project, keys: Sequence[LastKey], handler: Handler | None
) -> Change | Refused:
    """The chain without `.offset(…)`, and its condition; or why that is not right."""
    chain = next((c for c in chains(source, query.span) if span_of(c.node) == query.span), None)
    links = _links(chain) if chain is not None else []
    skips = [call for name, call in links if name == "offset"]
    if chain is None or len(skips) != 1:
        return Refused("The chain is put together in several places; ask the agent.")
    given = field(skips[0], "arguments")
    if given is None or len(given.named_children) != 1:
        return Refused("How many rows are skipped is not said in one value; ask the agent.")
    code = given.named_children[0]
    columns = [key.column for key in keys]
    traced = followed(Asked(source, span_of(code), text_of(code), columns, handler), project)
    if isinstance(traced, str):
        return Refused(traced)
    came, swaps = traced
    edits = _split(source, chain, links, keys, came)
    if isinstance(edits, Refused):
        return edits
    asks = [
        (path, [Edit(span.start, span.end, text, ASKS) for span, text in some])
        for path, some in swaps.items()
    ]
    return change((source.path, edits), *asks)


def _links(chain: Chain) -> list[tuple[str, Node]]:
    """The calls on the first link that stand behind it, each with its name."""
    found: list[tuple[str, Node]] = []
    node = chain.first
    for name in chain.names:
        attribute = node.parent
        while attribute is not None and attribute.type in {"await", "parenthesized_expression"}:
            node, attribute = attribute, attribute.parent
        call = attribute.parent if attribute is not None else None
        if attribute is None or call is None or attribute.type != "attribute":
            break
        found.append((name, call))
        node = call
    return found


def _split(
    source: Source,
    chain: Chain,
    links: list[tuple[str, Node]],
    keys: Sequence[LastKey],
    came: Instead,
) -> list[Edit] | Refused:
    """The chain up to where it can be filtered, the filter, and what is left of it."""
    at = statement_of(source, span_of(chain.node))
    if at is None:
        return Refused("The query does not stand in a plain statement of its own; ask the agent.")
    before = _before(chain, links)
    if before is None:
        return Refused("The chain says more after LIMIT and OFFSET than what runs it.")
    statement, (head, tail) = at[0], before
    name = _name(source, chain, head)
    if not name:
        return Refused("`query` and `statement` are other names in this function already.")
    made = _condition(source, chain, keys, came)
    if isinstance(made, Refused):
        return made
    condition, imports = made
    indent = source.text.indent(statement.start)
    first = _without(source, links, span_of(head), _ended(chain, links, keys))
    rest = _without(source, links, Span(head.end_byte, statement.end), ())
    lead = source.text.slice(statement.start, head.start_byte)
    has = " and ".join(f"{one} is not None" for one in came.names)
    word = "where" if chain.style == "select" else "filter"
    filtered = f"{name} = {name}.{word}({condition})"
    if len(indent) + 4 + len(filtered) > WIDTH:
        filtered = f"{name} = {name}.{word}(\n{indent}        {condition}\n{indent}    )"
    lines = [f"{name} = {first}", f"if {has}:", f"    {filtered}"]
    if not (tail is None and lead.strip() == f"{name} =" and not rest.strip()):
        lines.append(f"{lead}{name}{rest}")
    text = f"\n{indent}".join(lines)
    return [Edit(statement.start, statement.end, text, WHY), *imports]


def _before(chain: Chain, links: list[tuple[str, Node]]) -> tuple[Node, Node | None] | None:
    """The part of a chain that can still be filtered, and the first call after it."""
    names = [name for name, _ in links]
    if chain.style == "select":
        plain = [n for n, name in enumerate(names) if name in {"scalars", "all"}]
        head = links[plain[0] - 1][1] if plain else links[-1][1]
        while head.parent is not None and head.parent.type == "parenthesized_expression":
            head = head.parent
        return head, links[plain[0]][1] if plain else None
    first = next(n for n, name in enumerate(names) if name in LATER)
    if not set(names[first:]) <= LATER | {"all", "options"}:
        return None
    return (links[first - 1][1] if first else chain.first), links[first][1]


def _name(source: Source, chain: Chain, head: Node) -> str:
    """What the chain is called: as it is already, or a name that is free."""
    above = head.parent
    while above is not None and above.type == "parenthesized_expression":
        above = above.parent
    if above is not None and above.type == "assignment":
        left = field(above, "left")
        return text_of(left) if left is not None and left.type == "identifier" else ""
    name = "statement" if chain.style == "select" else "query"
    here = function_at(source, span_of(chain.node))
    function = node_at(source, here.span) if here is not None else source.root
    taken = {text_of(one) for one in descendants(function, "identifier")}
    own = chain.style == "query" and name in {text_of(n) for n in descendants(head, "identifier")}
    return "" if name in taken and not own else name


def _ended(
    chain: Chain, links: list[tuple[str, Node]], keys: Sequence[LastKey]
) -> tuple[Edit, ...]:
    """The unique key at the end of the order."""
    last = keys[-1]
    order = [call for name, call in links if name == "order_by"]
    attribute = last.column.attribute or last.column.name
    if not order:
        return _ordered(chain, links, f".order_by({chain.model}.{attribute})")
    given = field(order[-1], "arguments")
    said = parts(given) if given is not None else []
    if not last.added or not said:
        return ()
    at = said[-1].end_byte
    down = ".desc()" if last.descends else ""
    return (Edit(at, at, f", {chain.model}.{attribute}{down}", WHY),)


def _ordered(chain: Chain, links: list[tuple[str, Node]], text: str) -> tuple[Edit, ...]:
    """An order for a chain that has none, where its LIMIT and OFFSET begin."""
    names = [name for name, _ in links]
    first = next(n for n, name in enumerate(names) if name in LATER)
    inner = links[first - 1][1] if first else chain.first
    call = links[first][1]
    between = (call.text or b"")[inner.end_byte - inner.start_byte :].decode("utf-8", "replace")
    gap = between[: len(between) - len(between.lstrip())]
    return (Edit(inner.end_byte, inner.end_byte, f"{gap}{text}", ORDER),)


def _without(
    source: Source, links: list[tuple[str, Node]], part: Span, more: tuple[Edit, ...]
) -> str:
    """The code of a part of the chain without `.offset(…)`."""
    edits = [one for one in more if part.start <= one.start <= part.end]
    for name, call in links:
        inner = field(call, "function", "object")
        if name == "offset" and inner is not None and part.start <= inner.end_byte < part.end:
            edits.append(Edit(inner.end_byte, call.end_byte, ""))
    moved = [Edit(e.start - part.start, e.end - part.start, e.text) for e in edits]
    return apply(Text(source.text.slice(part.start, part.end)), moved).source


def _condition(
    source: Source, chain: Chain, keys: Sequence[LastKey], came: Instead
) -> tuple[str, list[Edit]] | Refused:
    """What is after the last row, as SQLAlchemy says it."""
    columns = [f"{chain.model}.{key.column.attribute or key.column.name}" for key in keys]
    sign = "<" if keys[0].descends else ">"
    if len(keys) == 1:
        return f"{columns[0]} {sign} {came.names[0]}", []
    if len({key.descends for key in keys}) > 1 or len(keys) > 3:
        return Refused("Its order goes both ways, which takes a condition of several parts.")
    said = f"tuple_({', '.join(columns)}) {sign} ({', '.join(came.names)})"
    return said, add_imports(source, {"sqlalchemy": {"tuple_"}})
