"""The code of a file that makes lists of routes: functions, comprehensions, and loops at its top.

It is kept as text: only what a list of routes leads to is gone through, once all files are known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.python import Module
from backlight.analysis.syntax import Source, descendants, field, line_of, text_of

ROUTE = regex(rb"\b(?:path|url)\(|\bre_path\(")
ADDED = regex(r"\b(\w+)(?:\.(?:append|extend|insert)\(|\s*\+=)")
ASKED = regex(r"\b(?:cls|self)\.(\w+)\(|\b(\w+)\(")
KEEPS = regex(r"\.(?:append|add|extend|setdefault)\(|\]\s*(?:\+?=)[^=]")
COMPREHENSIONS = ("list_comprehension", "generator_expression")
LONGEST = 20_000
"""Bytes of a piece of code that is kept; a longer one makes more than routes."""


@dataclass(frozen=True, slots=True)
class Maker:
    """A piece of code that makes routes, and the line that it begins in."""

    code: str
    line: int
    gives: str = ""
    """The list that a loop adds to."""
    keeps: bool = False
    """Whether it may keep what it decorates."""


def makers(source: Source, said: Module) -> dict[str, Maker]:
    """By the qualified name of a function, or by how the code begins."""
    kept = _registrars(source, said)
    if ROUTE.search(source.text.data) is None:
        return kept
    return {**kept, **_functions(source, said), **_comprehensions(source)}


def loops(statement: Node) -> Iterator[tuple[str, str, Maker]]:
    """The lists that a loop at the top of a file adds routes to, each with what it adds."""
    code = text_of(statement)
    if ROUTE.search(statement.text or b"") and len(code) <= LONGEST:
        for name in dict.fromkeys(found[1] for found in ADDED.finditer(code)):
            yield name, f"{name}: {code}"[:200], Maker(code, line_of(statement), name)


def _registrars(source: Source, said: Module) -> dict[str, Maker]:
    """Functions whose inner one keeps what it decorates: `@register("path")`."""
    outer = {name.rpartition(".")[0] for name in said.functions} & said.functions.keys()
    found = {name: _maker(source, said, name) for name in outer}
    return {name: replace(one, keeps=True) for name, one in found.items() if KEEPS.search(one.code)}


def _functions(source: Source, said: Module) -> dict[str, Maker]:
    """Functions that make routes, and those of the same class or file that they ask."""
    data = source.text.data
    found = {
        name: _maker(source, said, name)
        for name, one in said.functions.items()
        if ROUTE.search(data, one.span.start, one.span.end)
    }
    asked = {name for one in found.values() for names in ASKED.findall(one.code) for name in names}
    for name in said.functions:
        if name.rpartition(".")[2] in asked and name not in found:
            found[name] = _maker(source, said, name)
    return {name: one for name, one in found.items() if one.code}


def _maker(source: Source, said: Module, name: str) -> Maker:
    """A function without its decorators, indented as it stands."""
    span = said.functions[name].span
    whole = source.root.descendant_for_byte_range(span.start, span.end)
    if whole is not None and whole.type == "decorated_definition":
        whole = field(whole, "definition")
    if whole is None or whole.type != "function_definition" or span.end - span.start > LONGEST:
        return Maker("", 0)
    return Maker(" " * whole.start_point.column + text_of(whole), line_of(whole))


def _comprehensions(source: Source) -> Mapping[str, Maker]:
    """Comprehensions outside of functions, by how an expression that holds one begins."""
    found: dict[str, Maker] = {}
    for statement in source.root.named_children:
        if statement.type in {"function_definition", "class_definition", "decorated_definition"}:
            continue
        if b" for " not in (statement.text or b"") or ROUTE.search(statement.text or b"") is None:
            continue
        for node in descendants(statement, *COMPREHENSIONS):
            above = node.parent
            whole = above if above is not None and above.type == "list_splat" else node
            key = text_of(whole)[:200]
            one = Maker(text_of(node), line_of(node))
            if ROUTE.search(node.text or b"") and len(one.code) <= LONGEST:
                found[key] = Maker("", 0) if key in found and found[key].code != one.code else one
    return {key: one for key, one in found.items() if one.code}
