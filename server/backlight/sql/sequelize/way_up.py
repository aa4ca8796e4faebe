"""The way up of a migration of Sequelize: which calls it makes of its query interface, in order.

What is asked of the tables that are there, `if (!columns.email)`, is taken to be as it was when the
migration was written.
"""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.javascript_expressions import FUNCTIONS, parts
from backlight.analysis.javascript_names import label
from backlight.analysis.python_expressions import Piece
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.sql.javascript_dialect import in_postgres
from backlight.sql.javascript_names import Names
from backlight.sql.javascript_steps import Step
from backlight.sql.sequelize.builder import BUILDS

UP = regex(r"(?:^|\.)up$")
INTERFACE = regex(r"(?:^|\.)(?:query_?[iI]nterface|qi|context|migration|migrator)$")
SEQUELIZE = regex(r"(?:^|\.)[sS]equelize$")
RUNNER = "queryInterface"
READS = regex(r"^(?:get|find|has|is|log|seed|insert|upsert|describe|show|exists)")
"""Functions that are given the query interface, and change no table by what they are called."""


def steps(source: Source, names: Names) -> Iterator[Step]:
    """Each step, in order."""
    every = {label(one): one for one in descendants(source.root, *FUNCTIONS)}
    for name, function in every.items():
        if UP.search(name):
            yield from _followed(function, every, names, frozenset({name}))


def _followed(
    function: Piece, every: dict[str, Piece], names: Names, seen: frozenset[str]
) -> Iterator[Step]:
    body, given = field(function, "body"), field(function, "parameters")
    first = parts(given)[:1] if given is not None else [field(function, "parameter")]
    name = text_of(field(first[0], "pattern") or first[0]) if first and first[0] else RUNNER
    if body is None:
        return
    for node in _calls(body, names):
        of, method = _called(node)
        if _is_step(of, name, method):
            yield Step(node, method)
        elif not of and method in every and method not in seen:
            yield from _followed(every[method], every, names, seen | {method})
        elif _handed(node, name) and not READS.search(method):
            yield Step(node, "")


def _is_step(of: str, name: str, method: str) -> bool:
    if method == "query":
        return SEQUELIZE.search(of) is not None
    return method in BUILDS and (of == name or INTERFACE.search(of) is not None)


def _handed(call: Piece, name: str) -> bool:
    """Whether a function of another file is given the query interface, and may do anything."""
    given = field(call, "arguments")
    return given is not None and any(text_of(one) in {name, RUNNER} for one in parts(given))


def _called(call: Piece) -> tuple[str, str]:
    """What a call is made of, and its name; of a plain function, the name alone."""
    function = field(call, "function")
    of = field(function, "object") if function is not None else None
    if function is None or of is None:
        return "", text_of(function) if function is not None else ""
    return text_of(of), text_of(field(function, "property") or function)


def _calls(node: Piece, names: Names) -> Iterator[Piece]:
    """The calls in a node, in the order in which they are made; of dialects, it is PostgreSQL."""
    if node.type == "if_statement" and (taken := in_postgres(node, names)) is not None:
        for one in taken:
            yield from _calls(one, names)
        return
    if node.type == "catch_clause":
        return
    if node.type != "call_expression":
        for child in parts(node):
            yield from _calls(child, names)
        return
    function, given = field(node, "function"), field(node, "arguments")
    if function is not None:
        yield from _calls(function, names)
    yield node
    if given is not None:
        yield from _calls(given, names)
