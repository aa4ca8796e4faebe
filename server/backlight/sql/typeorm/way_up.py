"""The way up of a migration of TypeORM: which calls it makes of its query runner, and whether each
of them is certain to be made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.javascript_expressions import CLASSES, FUNCTIONS, key_of, parts
from backlight.analysis.python_expressions import Piece
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.sql.javascript_dialect import DIALECT, POSTGRES, in_postgres
from backlight.sql.javascript_names import Names
from backlight.sql.javascript_steps import Step

MAYBE = FUNCTIONS | {"for_statement", "for_in_statement", "while_statement", "do_statement"}
MAYBE |= {"ternary_expression", "catch_clause"}
"""What runs what stands in it once, never, or many times."""
THERE = regex(r"\bhas(?:Table|Column)\(|\bgetTable\(|\bfindColumnByName\(")
READS = regex(r"(?:^|\.)(?:get|find|has|is|log|seed|insert|upsert)\w*$")
"""Functions that are given the query runner, and change no table by what they are called."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A function that is followed: what its query runner is called, and what else is there."""

    runner: str
    methods: dict[str, Piece]
    names: Names
    seen: frozenset[str]


def steps(source: Source, names: Names) -> Iterator[Step]:
    """Each step, in order."""
    for node in descendants(source.root, *CLASSES):
        methods = _methods(field(node, "body"))
        told = "MigrationInterface" in text_of(node).partition("{")[0]
        up = methods.get("up")
        if up is not None and ("down" in methods or told):
            yield from _followed(up, _Way("", methods, names, frozenset({"up"})), sure=True)
        elif told:
            yield Step(node, "")


def _methods(body: Piece | None) -> dict[str, Piece]:
    children = parts(body) if body is not None else []
    found = [one for one in children if one.type == "method_definition"]
    return {key_of(field(one, "name")): one for one in found}


def _followed(method: Piece, way: _Way, *, sure: bool) -> Iterator[Step]:
    given, body = field(method, "parameters"), field(method, "body")
    first = parts(given)[:1] if given is not None else []
    name = text_of(field(first[0], "pattern") or first[0]) if first else ""
    if body is not None and name.isidentifier():
        inside = _Way(name, way.methods, way.names, way.seen)
        yield from _walk(body, inside, sure=sure)


def _walk(node: Piece, way: _Way, *, sure: bool) -> Iterator[Step]:
    """The steps of what stands in a node, in order."""
    for child in parts(node):
        if child.type == "if_statement":
            yield from _if(child, way, sure=sure)
            asked = way.names.behind(field(child, "condition"))
            then = field(child, "consequence") or child
            leaves = any(True for _ in descendants(then, "return_statement"))
            sure = sure and (not leaves or THERE.search(asked) is not None)
        elif child.type == "switch_statement":
            yield from _switch(child, way, sure=sure)
        elif child.type in MAYBE:
            yield from _walk(child, way, sure=False)
        elif child.type == "try_statement":
            handler = field(child, "handler")
            fails = handler is None or any(True for _ in descendants(handler, "throw_statement"))
            yield from _walk(child, way, sure=sure and fails)
        elif child.type == "call_expression":
            yield from _call(child, way, sure=sure)
        else:
            yield from _walk(child, way, sure=sure)


def _if(node: Piece, way: _Way, *, sure: bool) -> Iterator[Step]:
    then, other = field(node, "consequence"), field(node, "alternative")
    asked = way.names.behind(field(node, "condition"))
    if (taken := in_postgres(node, way.names)) is not None:
        for one in taken:
            yield from _walk(one, way, sure=sure)
        return
    there = THERE.search(asked) is not None and other is None
    for branch in (then, other):
        if branch is not None:
            yield from _walk(branch, way, sure=sure and there)


def _switch(node: Piece, way: _Way, *, sure: bool) -> Iterator[Step]:
    asked, body = way.names.behind(field(node, "value")), field(node, "body")
    cases = parts(body) if body is not None else []
    if not DIALECT.search(asked):
        for case in cases:
            yield from _walk(case, way, sure=False)
        return
    at = next((n for n, one in enumerate(cases) if _of_postgres(one)), 0)
    full = (one for one in cases[at:] if len(parts(one)) > 1)
    taken = next(full, None)
    if taken is not None:
        yield from _walk(taken, way, sure=sure)


def _of_postgres(case: Piece) -> bool:
    said = field(case, "value")
    return said is not None and POSTGRES.search(text_of(said)) is not None


def _call(node: Piece, way: _Way, *, sure: bool) -> Iterator[Step]:
    function, given = field(node, "function"), field(node, "arguments")
    of = field(function, "object") if function is not None else None
    name = text_of(field(function, "property") or node) if function is not None else ""
    args = parts(given) if given is not None and given.type == "arguments" else []
    if of is not None and (text_of(of) + ".").startswith(f"{way.runner}."):
        yield Step(node, name, sure)
        return
    called = text_of(function) if function is not None else ""
    if any(text_of(one) == way.runner for one in args):
        own = way.methods.get(called.removeprefix("this."))
        if own is not None and called not in way.seen:
            deeper = _Way("", way.methods, way.names, way.seen | {called})
            yield from _followed(own, deeper, sure=sure)
        elif not READS.search(called):
            yield Step(node, "")
        return
    yield from _walk(node, way, sure=sure)
