"""The fields that a request must have, as a tree: what handlers read, and what services read on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from re import compile as regex

from backlight.analysis.facts import ValueType
from backlight.analysis.javascript_hints import Hint
from backlight.analysis.javascript_reads import Path
from backlight.analysis.javascript_types import literal


@dataclass(frozen=True, slots=True)
class Field:
    """One field; an object has fields of its own."""

    name: str
    type: ValueType = "any"
    required: bool = True
    default: str | None = None
    fields: tuple["Field", ...] = ()
    open: bool = False
    """It may hold fields that nobody here reads by name."""
    filled: bool = False
    """The code refuses it when it is empty."""
    converted: bool = False
    """The code converts it from a string."""
    nothing: bool = False
    """`null` may be given where it may be missing."""
    items: ValueType = "any"
    """What stands in a list."""


NOTHING = Hint()


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing known of a path below the body or the query."""

    path: Path
    hint: Hint = NOTHING
    open: bool = False
    sure: bool = True
    """It holds on every path through the handler."""


TEXTS = regex(
    r"(?i)(name|title|description|password|email|slug|url|token|text|body|content|comment|address"
    r"|phone|message|bio|image|summary|note|role|search|query|city|country|street|color|label)$"
)
LISTS = regex(r"([a-z]List|[a-z]Ids|^tags|^ids|^items|Tags|Items)$")
FLAGS = regex(r"^(is|has|can|should)[A-Z_]|^(enabled|active|published|completed|done)$")
NUMBERS = regex(r"(?i)^(age|price|amount|quantity|qty|count|total|limit|offset|page|rating)$")


def tree(seen: Iterable[Seen], *, strings: bool) -> Field:
    """Everything seen, as one object; nothing is required unless the code fails without it.

    `strings`: all values come as strings (a query).
    """
    found = list(seen)
    names = dict.fromkeys(one.path[0] for one in found if one.path)
    fields = tuple(
        _field(name, [one for one in found if one.path[:1] == (name,)], strings=strings)
        for name in names
    )
    here = [one for one in found if not one.path]
    return Field("", "object", fields=fields, open=any(one.open for one in here))


def _field(name: str, found: list[Seen], *, strings: bool) -> Field:
    below = [replace(one, path=one.path[1:]) for one in found]
    hints = [one.hint for one in below if not one.path and one.sure]
    inner = tree(below, strings=strings)
    required = any(hint.required for hint in hints)
    optional = any(hint.optional for hint in hints)
    fails = any(hint.fails for hint in hints)
    default = next((hint.default for hint in hints if hint.default is not None), None)
    if inner.fields:
        required = required or (not optional and any(one.path and one.sure for one in below))
        if required or ruled(inner):
            return replace(inner, name=name, required=required, nothing=not required)
        return Field(name, required=False)
    kind = narrowest([hint.type for hint in hints if strings or not hint.anything])
    anything = any(hint.anything and hint.type == "any" for hint in hints)
    if strings and kind == "any" and default and not any(h.type != "any" for h in hints):
        kind = literal(default)
    needed = default is None and (required or (not optional and fails))
    if kind == "any" and (strings or needed) and not (anything and not needed):
        kind = by_name(name, strings=strings)
    converted = strings or any(hint.converted for hint in hints)
    return Field(
        name,
        kind,
        required=needed,
        default=default if not required else None,
        open=inner.open and kind in {"any", "object"},
        filled=required,
        converted=converted,
        nothing=not strings and not needed and (not optional or any(h.nothing for h in hints)),
        items=narrowest([hint.items for hint in hints]),
    )


def ruled(one: Field) -> bool:
    """Whether an object has a field that not every value fits."""
    return any(part.required or part.type != "any" for part in one.fields)


def by_name(name: str, *, strings: bool) -> ValueType:
    """The type that a field's name tells where nothing else does; `any` where it tells none."""
    if FLAGS.search(name) and not TEXTS.search(name):
        return "boolean"
    if NUMBERS.search(name):
        return "number"
    if LISTS.search(name) and not strings:
        return "array"
    return "string" if strings or TEXTS.search(name) else "any"


ORDER: tuple[ValueType, ...] = (
    *("email", "integer", "datetime", "date", "number", "boolean", "array", "string", "object"),
)
NEAR = (
    {"integer", "number"},
    {"email", "string"},
    {"datetime", "string"},
    {"date", "string"},
)


def narrowest(types: Iterable[ValueType]) -> ValueType:
    """The narrowest type that is told; `any` if what is told disagrees."""
    told = {kind for kind in types if kind != "any"}
    if len(told) > 1 and not any(told <= pair for pair in NEAR):
        return "any"
    return min(told, key=ORDER.index, default="any")
