"""`skip: n` -> `where: { id: { gt: afterId } }`: rows are found by the key, and none is skipped.

A condition on `undefined` is none to Prisma, so the first page needs no branch. Its `cursor` is not
taken: where the row is gone that it names, the list would seem to be at its end. Only an order by
the one unique key is taken: what Prisma makes of several keys reads what it should skip.
"""

from collections.abc import Sequence

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project, Query
from backlight.analysis.javascript_expressions import key_of, parts
from backlight.analysis.scopes import function_at
from backlight.analysis.skipped import Asked, LastKey, called
from backlight.analysis.skipped_javascript import instead
from backlight.analysis.syntax import Source, descendants, field, span_of, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.javascript_bound import links
from backlight.stacks.statement import Uncertain

WHY = "The next page is looked up by the last key seen: the rows before it are not read again."
ASKS = (
    "Callers send the key of the last row that they saw, and none for the first page; the answer "
    "has to show it."
)

ORDER = "Without an order rows come as they like, and pages overlap."
SHORT = "shorthand_property_identifier"


def by_key(
    source: Source, query: Query, project: Project, keys: Sequence[LastKey], handler: Handler | None
) -> Change | Refused:
    """The call with a condition in place of `skip`; or why that is not right."""
    if len(keys) > 1:
        return Refused(
            "It is ordered by more than one unique key, and what Prisma makes of a cursor over "
            "several reads what it should skip; order by the key, or write the statement."
        )
    if any("strictUndefinedChecks" in text for text in _schemas(project)):
        return Refused("`strictUndefinedChecks` is on: the first page needs a branch of its own.")
    held = _options(source, query)
    skip = _pair(held, "skip") if held is not None else None
    value = field(skip, "value") or skip
    if held is None or skip is None or value is None:
        return Refused("What `findMany` is given is put together elsewhere; ask the agent.")
    column = keys[0].column
    asked = Asked(source, span_of(value), text_of(value), (column,), handler, exact=True)
    came = instead(asked)
    if isinstance(came, str):
        return Refused(came)
    here = function_at(source, query.span) if handler is None else None
    if here is not None and (other := called(project, source.path, here.name, here.span)):
        return Refused(other)
    name = column.attribute or column.name
    condition = f"{name}: {{ {'lt' if keys[0].descends else 'gt'}: {came.names[0]} }}"
    order = "" if _pair(held, "orderBy") is not None else f', orderBy: {{ {name}: "asc" }}'
    edits = _conditioned(source, held, skip, name, condition, order)
    if isinstance(edits, Refused):
        return edits
    swaps = [Edit(span.start, span.end, text, ASKS) for span, text in came.swaps]
    return change((source.path, [*swaps, *edits]))


def _schemas(project: Project) -> list[str]:
    files = [path for path, facts in project.files.items() if facts.language == "prisma"]
    return [one.text.source for path in files if (one := project.read(path)) is not None]


def _options(source: Source, query: Query) -> Node | None:
    """The object that the call is given, where it is written out in it."""
    try:
        _, given = links(source, query.span)[-1]
    except Uncertain:
        return None
    return given[0] if len(given) == 1 and given[0].type == "object" else None


def _pair(held: Node, name: str) -> Node | None:
    return next((one for one in parts(held) if _key(one) == name), None)


def _key(one: Node) -> str:
    """The key of an entry; of `skip` alone, the name itself."""
    return text_of(one) if one.type == SHORT else key_of(field(one, "key"))


def _conditioned(
    source: Source, held: Node, skip: Node, name: str, condition: str, order: str
) -> list[Edit] | Refused:
    """The condition among those that are there, and `skip` taken away."""
    where = _pair(held, "where")
    value = field(where, "value")
    if where is None:
        return [Edit(skip.start_byte, skip.end_byte, f"where: {{ {condition} }}{order}", WHY)]
    if (
        value is None
        or value.type != "object"
        or any(_key(one) in {name, "OR"} for one in parts(value))
    ):
        return Refused("Its `where` is put together elsewhere, or asks for the key already.")
    if any(True for _ in descendants(value, "comment")):
        return Refused("Its `where` holds a comment; add the condition by hand.")
    last = parts(value)[-1] if parts(value) else None
    at = last.end_byte if last is not None else value.start_byte + 1
    own = last is not None and last.start_point.row != value.start_point.row
    indent = source.text.indent(last.start_byte) if last is not None else ""
    lead = f",\n{indent}" if own else ", " if last is not None else " "
    text = f"{lead}{condition}{'' if last is not None else ' '}"
    if order:
        said = Edit(skip.start_byte, skip.end_byte, order.removeprefix(", "), ORDER)
        return [Edit(at, at, text, WHY), said]
    return [Edit(at, at, text, WHY), _gone(held, skip)]


def _gone(held: Node, skip: Node) -> Edit:
    """`skip` with the comma that parts it from the others."""
    others = parts(held)
    at = others.index(skip)
    if at:
        return Edit(others[at - 1].end_byte, skip.end_byte, "", WHY)
    after = others[1].start_byte if len(others) > 1 else skip.end_byte
    return Edit(skip.start_byte, after, "", WHY)
