"""`(await User.findAll({ where })).length` becomes `await User.count({ where })`."""

from collections.abc import Mapping

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.syntax import Source, field, node_at, span_of, text_of
from backlight.edits import Edit, change
from backlight.stacks.record import Improvement

WHY = "The database counts, and sends no rows."
KEPT = frozenset({"where"})
"""What a count takes of the options of a read; an order counts for nothing."""
NEEDLESS = frozenset({"order", "orderBy", "select", "attributes"})


def counted(
    source: Source, query: Query, names: Mapping[str, str], conditions: frozenset[str] = frozenset()
) -> Improvement | None:
    """A count in place of rows that are only counted.

    `names` says how a read is called -> how a count is; `conditions`, which reads are given the
    condition itself and no options.
    """
    call = node_at(source, query.span)
    function = field(call, "function") if call.type == "call_expression" else None
    name = field(function, "property") if function is not None else None
    place = _length(call)
    if name is None or place is None or span_of(call) != query.span:
        return None
    count = names.get(text_of(name))
    given = _given(call, whole=text_of(name) in conditions)
    if count is None or given is None:
        return None
    head = source.text.slice(call.start_byte, name.start_byte)
    code = f"await {head}{count}({given})"
    outer = place.parent
    if outer is not None and outer.type in {"binary_expression", "unary_expression"}:
        code = f"({code})"
    made = change((source.path, [Edit(place.start_byte, place.end_byte, code, WHY)]))
    return Improvement(made, "every row is read to count them")


def _length(call: Node) -> Node | None:
    """`(await call).length`."""
    awaited = call.parent
    held = awaited.parent if awaited is not None and awaited.type == "await_expression" else None
    whole = held.parent if held is not None and held.type == "parenthesized_expression" else None
    asked = (
        field(whole, "property")
        if whole is not None and whole.type == "member_expression"
        else None
    )
    return whole if asked is not None and text_of(asked) == "length" else None


def _given(call: Node, *, whole: bool) -> str | None:
    """What the count is given: the condition alone; `None` if the read has another bound."""
    held = field(call, "arguments")
    given = held.named_children if held is not None else []
    if not given:
        return ""
    if len(given) > 1:
        return None
    if whole:
        return text_of(given[0])
    if given[0].type != "object":
        return None
    kept: list[str] = []
    for pair in given[0].named_children:
        key = field(pair, "key") if pair.type == "pair" else pair
        said = text_of(key).strip("'\"") if key is not None else ""
        if said in NEEDLESS:
            continue
        if said not in KEPT:
            return None
        kept.append(text_of(pair))
    return f"{{ {', '.join(kept)} }}" if kept else ""
