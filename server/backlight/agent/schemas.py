"""JSON schemas of the tools' arguments, and what is wrong with what a model sent instead."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

Schema = Mapping[str, Any]

TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}

MOST_CHARACTERS = 1_000_000
"""A longer argument is no edit of source code."""


def schema(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    """An object with these arguments and no others."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def text(description: str) -> Schema:
    """A text argument."""
    return {"type": "string", "description": description}


def whole(description: str) -> Schema:
    """A whole number from 1."""
    return {"type": "integer", "minimum": 1, "description": description}


def flag(description: str) -> Schema:
    """True or false."""
    return {"type": "boolean", "description": description}


def several(items: Schema, description: str) -> Schema:
    """A list."""
    return {"type": "array", "items": items, "description": description}


def problem(wanted: Schema, given: object, name: str = "the input") -> str | None:
    """The first thing that is wrong, in a sentence that names it; `None` if nothing is."""
    kind = wanted["type"]
    if not isinstance(given, TYPES[kind]) or (kind == "integer" and isinstance(given, bool)):
        article = "an" if kind[0] in "aio" else "a"
        return f"{name} must be {article} {kind}, not {_kind(given)}."
    if isinstance(given, str) and len(given) > MOST_CHARACTERS:
        return f"{name} has {len(given):,} characters; the most is {MOST_CHARACTERS:,}."
    if isinstance(given, int) and given < wanted.get("minimum", given):
        return f"{name} must be at least {wanted['minimum']}."
    if isinstance(given, list):
        each = (problem(wanted["items"], one, f"{name}[{n}]") for n, one in enumerate(given))
        return next(filter(None, each), None)
    return _members(wanted, given, name) if isinstance(given, dict) else None


def _members(wanted: Schema, given: Mapping[str, Any], name: str) -> str | None:
    known = wanted["properties"]
    for key in given:
        if key not in known:
            near = get_close_matches(str(key), list(known), 1, 0.4)
            hint = f"; did you mean `{near[0]}`?" if near else "."
            return f"{name} has no `{str(key)[:60]}`, only {', '.join(known)}{hint}"
    for key in wanted["required"]:
        if key not in given:
            return f"{name} lacks `{key}`."
    each = (problem(known[key], value, f"`{key}`") for key, value in given.items())
    return next(filter(None, each), None)


def _kind(given: object) -> str:
    return "null" if given is None else type(given).__name__
