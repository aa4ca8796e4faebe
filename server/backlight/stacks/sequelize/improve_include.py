"""`await row.getAuthor()` in a loop over rows -> `include` in their query, and `row.author`.

It changes how many queries are sent, and when: it is offered as that, and never called equivalent.
Right where the rows are used in loops alone, so that nobody is given more than before, the relation
has a name of its own, and all that the loop calls is known to write nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_chains import bound_name, loop_of
from backlight.analysis.javascript_expressions import FUNCTIONS, parts
from backlight.analysis.queries_javascript_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import (
    Source,
    ancestors,
    descendants,
    field,
    node_at,
    span_of,
    text_of,
    word_of,
)
from backlight.edits import Edit, Refused, change
from backlight.stacks.javascript_batch_loop import item_of
from backlight.stacks.javascript_bound import links, options
from backlight.stacks.javascript_calm import changed, unknown
from backlight.stacks.record import Improvement
from backlight.stacks.sequelize.handed_on import alone, whole
from backlight.stacks.statement import Uncertain

WHY = (
    "One query for the rows and what belongs to them, in place of one more for each row. It is"
    " sent before the loop, so it does not see what others write meanwhile."
)
OTHERWISE = {"raw", "attributes", "group", "having", "include", "subQuery"}
"""Options with which rows hold less, or what belongs to them is put together otherwise."""


MANY = (
    r"\b(?:hasMany|belongsToMany)\([^;]*?\bas:\s*['\"]{name}['\"]"
    r"|@(?:HasMany|BelongsToMany)\([^)]*\)\s+(?:\w+\s+)*{name}\b"
)
"""How a relation to many rows is declared."""


@dataclass(frozen=True, slots=True)
class Getter:
    """One place where a relation is fetched: `await post.getAuthor()`."""

    call: Node
    row: str
    name: str
    loop: Node


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The rows with their relations, or why that is not right; `None` where nothing is fetched."""
    if not query.touched:
        return None
    node = node_at(source, query.span)
    try:
        name, given = links(source, query.span)[-1]
        said = options(given[0]) if given else {}
    except Uncertain:
        return None
    if name != "findAll" or len(given) > 1 or (given and given[0].type != "object"):
        return None
    found = tuple(_getters(node, query.touched))
    reason = _unfit(query, project, set(said)) or _held(node, found)
    reason = reason or _otherwise(project, source, found)
    if reason or {one.name for one in found} != set(query.touched):
        return Refused(f"{reason or 'the rows are gone over elsewhere'}; add `include` by hand.")
    return _made(source, query, (node, given), found)


def _made(
    source: Source, query: Query, what: tuple[Node, list[Node]], found: tuple[Getter, ...]
) -> Improvement:
    node, given = what
    mark = "'" if source.text.data.count(b"'") > source.text.data.count(b'"') else '"'
    names = list(dict.fromkeys(one.name for one in found))
    include = f"include: [{', '.join(f'{mark}{one}{mark}' for one in names)}]"
    inner = parts(given[0]) if given else []
    if inner:
        edits = [Edit(inner[-1].end_byte, inner[-1].end_byte, f", {include}", WHY)]
    else:
        whole = field(node, "arguments") or node
        edits = [Edit(whole.start_byte, whole.end_byte, f"({{ {include} }})", WHY)]
    for one in found:
        at = one.call.parent or one.call
        if at.parent is not None and at.parent.type == "parenthesized_expression":
            at = at.parent
        edits.append(Edit(at.start_byte, at.end_byte, f"{one.row}.{one.name}", WHY))
    said = ", ".join(f"`{one}`" for one in names)
    verb = "is" if len(names) == 1 else "are"
    return Improvement(
        change((source.path, edits)),
        f"N+1, {said} {verb} fetched for each row of `{query.model}`; `include` loads all with the"
        " rows (this changes how many queries are sent)",
    )


def _getters(node: Node, touched: tuple[str, ...]) -> Iterator[Getter]:
    """The places after a query that fetch a relation of one of its rows, in loops over them."""
    rows, function = bound_name(node), _function(node)
    for call in descendants(function, "call_expression"):
        named, of = word_of(call, "function", "property"), field(call, "function", "object")
        name = named.removeprefix("get")
        name = name[:1].lower() + name[1:]
        at = loop_of(call)
        if of is None or not named.startswith("get") or name not in touched or at is None:
            continue
        loop = next((one for one in ancestors(call) if span_of(one) == at), None)
        if loop is not None and _item(loop, rows) == text_of(of):
            yield Getter(call, text_of(of), name, loop)


def _item(loop: Node, rows: str) -> str:
    """What a row is called in a loop over rows; empty where it goes over something else."""
    if loop.type == "for_in_statement" and word_of(loop, "right") == rows:
        return word_of(loop, "left")
    if loop.type == "call_expression" and word_of(loop, "function", "object") == rows:
        given = parts(field(loop, "arguments") or loop)
        name = item_of(given[0]) if given else None
        return text_of(name) if name is not None else ""
    return ""


def _function(node: Node) -> Node:
    above = list(ancestors(node))
    return next((one for one in above if one.type in FUNCTIONS), above[-1])


def _unfit(query: Query, project: Project, said: set[str]) -> str:
    if said & OTHERWISE:
        return f"the rows are read with `{min(said & OTHERWISE)}`"
    table = project.schema.of_model(query.model)
    declared = project.read(table.file) if table is not None else None
    code = declared.text.source if declared is not None else ""
    for name in query.touched:
        own = regex(rf"\bas:\s*['\"]{name}['\"]|@(?:Belongs|Has)\w+\([^)]*\)\s+(?:\w+\s+)*{name}\b")
        if table is None or name not in table.relations or own.search(code) is None:
            return f"how `{query.model}` calls `{name}` on a row is not declared by a name"
    lists = [name for name in query.touched if regex(MANY.format(name=name)).search(code)]
    if len(lists) > 1:
        return (
            f"`{lists[0]}` and `{lists[1]}` are both lists: each row of one would be read with each"
            " of the other"
        )
    return ""


def _held(node: Node, found: tuple[Getter, ...]) -> str:
    """Who else is given the rows, or one of them, and would be given more than before."""
    rows = bound_name(node)
    given = lookup(node, rows, HOST) or ()
    if len(given) != 1:
        return f"`{rows}` may hold other rows"
    loops = {one.loop.start_byte: one for one in found}
    for one in descendants(_function(node), "identifier"):
        if text_of(one) == rows and one.start_byte > node.end_byte and not alone(one):
            return f"`{rows}` is handed on, and would hold more than before"
        for getter in loops.values():
            inside = getter.loop.start_byte < one.start_byte < getter.loop.end_byte
            if inside and text_of(one) == getter.row and whole(one, getter.loop):
                return f"`{getter.row}` is handed on, and would hold more than before"
    return ""


def _otherwise(project: Project, source: Source, found: tuple[Getter, ...]) -> str:
    """What a loop writes or calls that an earlier read would not see."""
    facts = project.files.get(source.path)
    spans = [one.span for one in facts.queries if one.returns != "write"] if facts else []
    for one in found:
        if one.call.parent is None or one.call.parent.type != "await_expression":
            return f"`{text_of(one.call)[:40]}` is not waited for in place"
        if changed(one.loop, one.row):
            return f"the loop changes `{one.row}`"
        calls = [*spans, *(span_of(other.call) for other in found)]
        called = unknown(one.loop, calls)
        if called:
            return f"the loop calls `{called}`, which may write what `{one.name}` holds"
    return ""
