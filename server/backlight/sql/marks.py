"""Placeholders as they are written, and what each of them binds."""

from collections.abc import Sequence
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.queries_style import Style, query_marks

WHY = "Give the value to the driver beside the statement."
WORD = regex(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Marks:
    """Placeholders as they are written, and what each of them binds."""

    texts: tuple[str, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[int, ...]
    """How many placeholders of the query stand before each."""
    before: int
    """How many the query has already."""


def marks(style: Style, query: Query, codes: Sequence[str], places: Sequence[int]) -> Marks:
    """A placeholder for each value; those of the query keep their numbers and names."""
    known = query_marks(query)
    names = _names(codes, {mark.strip("%:@()s") for mark in known} if style == "named" else set())
    numbers = [int(mark[1:]) for mark in known if mark[1:].isdigit()]
    first = max(numbers, default=0) + 1
    named = style == "format" and any("(" in mark for mark in known)
    texts = {
        "format": [f"%({name})s" if named else "%s" for name in names],
        "qmark": ["?"] * len(codes),
        "numeric": [f"${first + n}" for n in range(len(codes))],
        "named": [f":{name}" for name in names],
        "ordinal": [f"?{len(known) + 1 + n}" for n in range(len(codes))],
    }[style]
    return Marks(tuple(texts), tuple(codes), names, tuple(places), len(known))


def _names(codes: Sequence[str], taken: set[str]) -> tuple[str, ...]:
    found: list[str] = []
    for code in codes:
        inner = code[2:] if code.startswith(('f"', "f'")) else code
        said = [
            word
            for word in WORD.findall(inner)
            if word not in {"str", "int", "get", "f", "String", "valueOf"}
        ]
        name = said[-1] if said else "value"
        unique, n = name, 2
        while unique in taken or unique in found:
            unique, n = f"{name}_{n}", n + 1
        found.append(unique)
    return tuple(found)


def merged(known: Sequence[str], new: Marks) -> list[str]:
    """Parameters in the order of their placeholders."""
    items = list(known)
    for n, (code, place) in enumerate(zip(new.codes, new.places, strict=True)):
        items.insert(place + n, code)
    return items
