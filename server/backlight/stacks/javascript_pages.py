"""A read of a mapper of JavaScript that answers a list, bounded and in a stable order.

Mappers differ in words alone: what bounds a page, what skips rows, and how an order is written.
"""

from dataclasses import dataclass, replace

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import key_of, parts, string
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Edit, Refused

DEFAULT, MOST = 50, 100
"""Rows of a page if a client says nothing, and whatever it says."""
WHY = "one page is read in place of the whole table"


@dataclass(frozen=True, slots=True)
class Words:
    """How a mapper names a page in the options of a read."""

    method: str
    limit: str
    offset: str
    order: str
    first: str
    """An order by the key alone."""
    more: str
    """The key at the end of an order, inside of what holds it."""
    holder: str
    """What an order is written in, in the grammar's words."""


WAYS = {
    "prisma": Words("findMany", "take", "skip", "orderBy", '{{ {key}: "asc" }}', "", "array"),
    "typeorm": Words(
        "find", "take", "skip", "order", '{{ {key}: "ASC" }}', '{key}: "ASC"', "object"
    ),
    "sequelize": Words(
        "findAll", "limit", "offset", "order", '[["{key}", "ASC"]]', '["{key}", "ASC"]', "array"
    ),
}
UNFIT = frozenset({"cursor", "distinct", "group", "groupBy", "having", "raw", "lock"})
"""Options with which a page means something else."""
OPTIONS = frozenset(
    {"where", "select", "relations", "order", "join", "cache", "withDeleted", "loadEagerRelations"}
    | {"loadRelationIds", "relationLoadStrategy", "comment", "transaction"}
)
"""Options of `find` of TypeORM; an object with none is a condition before version 0.3."""


def bounded(
    source: Source, query: Query, project: Project, size: str, start: str
) -> list[Edit] | Refused:
    """The read with a size, a start and an order that ends with the key, quoted as the file is."""
    made = _bounded(source, query, project, size, start)
    data = source.text.data
    if isinstance(made, Refused) or data.count(b'"') > data.count(b"'"):
        return made
    return [replace(edit, text=edit.text.replace('"', "'")) for edit in made]


def _bounded(
    source: Source, query: Query, project: Project, size: str, start: str
) -> list[Edit] | Refused:
    call = node_at(source, query.span)
    name, given = field(call, "function", "property"), field(call, "arguments")
    if name is None or given is None or call.has_error:
        return Refused("The query is not complete; finish it first.")
    if query.kind == "mongoose":
        return _chained(call, size, start)
    words, inside = WAYS[query.kind], parts(given)
    if text_of(name) != words.method or len(inside) > 1:
        return Refused(f"Only `{words.method}` is paged without a model; ask the agent.")
    key = _key(query, project)
    if not key:
        return Refused(f"No single key of `{query.model}` is known to order by; write the order.")
    pages = [f"{words.limit}: {size}", f"{words.offset}: {start}"]
    first = f"{words.order}: {words.first.format(key=key)}"
    if not inside:
        code = f"{{ {', '.join([first, *pages])} }}"
        return [Edit(given.end_byte - 1, given.end_byte - 1, code, WHY)]
    return _into(source, inside[0], words, key, (first, pages))


def _into(
    source: Source, said: Node, words: Words, key: str, wanted: tuple[str, list[str]]
) -> list[Edit] | Refused:
    """What makes a page, among the options that are there."""
    inside = parts(said) if said.type == "object" else []
    plain = all(one.type in {"pair", "shorthand_property_identifier"} for one in inside)
    keys = {key_of(field(one, "key") or one): one for one in inside}
    if said.type != "object" or not plain:
        return Refused("The options are put together elsewhere; bound the query there.")
    if wrong := UNFIT & {*keys}:
        return Refused(f"With `{min(wrong)}` a page means something else; ask the agent.")
    if words.method == "find" and keys and not OPTIONS & {*keys}:
        return Refused("`find` is given a condition; write it as `where`, and run this again.")
    first, pages = wanted
    held = field(keys[words.order], "value") if words.order in keys else None
    if words.order not in keys:
        return [_appended(source, said, [first, *pages])]
    ended = (
        _ended(held, words, key) if held is not None else Refused("The order is not known here.")
    )
    return ended if isinstance(ended, Refused) else [*ended, _appended(source, said, pages)]


def _ended(held: Node, words: Words, key: str) -> list[Edit] | Refused:
    """An order with the key behind it; nothing where it names the key already."""
    inside = parts(held)
    if key in _sorted_by(held):
        return []
    why = "the order ends with the key, or rows come twice and never"
    if held.type == "object" and words.holder == "array" and not words.more and inside:
        end = f', {{ {key}: "asc" }}]'
        return [
            Edit(held.start_byte, held.start_byte, "[", why),
            Edit(held.end_byte, held.end_byte, end, why),
        ]
    if held.type != words.holder or not inside:
        return Refused("The order is put together elsewhere; end it with the key there.")
    if words.method == "findAll" and any(one.type != "array" for one in inside):
        return Refused("The order is put together elsewhere; end it with the key there.")
    more = words.more.format(key=key) or f'{{ {key}: "asc" }}'
    return [Edit(inside[-1].end_byte, inside[-1].end_byte, f", {more}", why)]


def _sorted_by(held: Node) -> set[str]:
    """What an order goes by itself, and not by way of what is joined."""
    if held.type == "object":
        return {key_of(field(one, "key") or one) for one in parts(held)}
    if held.type != "array":
        return {string(held) or ""}
    first = (parts(one)[:1] if one.type == "array" else [one] for one in parts(held))
    return {name for some in first for one in some for name in _sorted_by(one)}


def _appended(source: Source, said: Node, more: list[str]) -> Edit:
    """Properties behind the last one, on lines of their own where the others have theirs."""
    inside = parts(said)
    if not inside:
        return Edit(said.start_byte, said.end_byte, f"{{ {', '.join(more)} }}", WHY)
    last = inside[-1]
    alone = inside[0].start_point.row != said.start_point.row
    gap = f",\n{source.text.indent(last.start_byte)}" if alone else ", "
    return Edit(last.end_byte, last.end_byte, "".join(f"{gap}{one}" for one in more), WHY)


def _chained(call: Node, size: str, start: str) -> list[Edit] | Refused:
    """A chain of Mongoose: sorted by the key as well, and cut, before it is carried out."""
    at, sort, names = call, None, list[str]()
    last = call
    while at.type == "call_expression":
        name, inner = field(at, "function", "property"), field(at, "function", "object")
        if name is None or inner is None:
            return Refused("The query is put together elsewhere; bound it there.")
        names.append(text_of(name))
        sort = at if text_of(name) == "sort" else sort
        if text_of(name) in {"exec", "toArray", "then"}:
            last = inner
        at = inner
    if not {*names} <= {"find", "sort", "lean", "populate", "select", "exec", "toArray"}:
        return Refused("Only a chain of `find` is paged without a model; ask the agent.")
    pages = f".skip({start}).limit({size})"
    if sort is None:
        return [Edit(last.end_byte, last.end_byte, f".sort({{ _id: 1 }}){pages}", WHY)]
    given = parts(field(sort, "arguments") or sort)
    inside = parts(given[0]) if len(given) == 1 and given[0].type == "object" else []
    if not inside:
        return Refused("The order is put together elsewhere; end it with the key there.")
    cut = Edit(last.end_byte, last.end_byte, pages, WHY)
    if any(key_of(field(one, "key") or one) == "_id" for one in inside):
        return [cut]
    return [Edit(inside[-1].end_byte, inside[-1].end_byte, ", _id: 1", WHY), cut]


def _key(query: Query, project: Project) -> str:
    """The one key of a model, by the name that the mapper gives it."""
    table = project.schema.of_model(query.model)
    keys = [column for column in table.columns if column.primary_key] if table else []
    return (keys[0].attribute or keys[0].name) if len(keys) == 1 else ""
