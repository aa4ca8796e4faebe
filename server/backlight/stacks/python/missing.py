"""Refuse a request when a row is not there: a guard clause behind the statement that reads it."""

from collections.abc import Callable, Iterator, Sequence
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.failures import Failure
from backlight.analysis.syntax import Source, Span, ancestors, node_at
from backlight.edits import Edit, Refused
from backlight.stacks.python.statements import statement_at, step_of

ONE = regex(r"\.(one|scalar_one)\(\)$")
"""Ends of a chain that raise when there is no row; the mapper has a form that answers `None`."""


def guarded(
    source: Source, found: Sequence[Failure], refuse: Callable[[str], str]
) -> list[Edit] | Refused:
    """A guard clause for each row; `refuse` makes the statement out of what is missing."""
    edits: list[Edit] = []
    for failure in found:
        assert failure.query is not None  # noqa: S101 - a missing row comes from a query
        statement = statement_at(source, failure.query.span)
        if statement is None or not failure.name:
            return Refused(f"It {failure.said}, inside an expression; give it a name first.")
        what = words(failure.query, failure.name)
        indent, step = source.text.indent(statement.start_byte), step_of(source)
        why = f"`{failure.name}` is answered with 404 when it is not there"
        lines = f"\n{indent}if {failure.name} is None:\n{indent}{step}{refuse(what)}"
        edits += _lenient(source, failure.query, why)
        edits.append(Edit(statement.end_byte, statement.end_byte, lines, why))
    return edits


def words(query: Query, name: str) -> str:
    """What is missing, as a person says it: `Order item`."""
    said = query.model.rpartition(".")[2] or name
    parts = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+").findall(said)
    return " ".join(parts).lower().capitalize() or "It"


def call_of(source: Source, span: Span) -> Node | None:
    """The whole call that a chain is."""
    node = node_at(source, span)
    return next((n for n in ancestors(node) if n.type == "call" and n.end_byte >= span.end), None)


def _lenient(source: Source, query: Query, why: str) -> Iterator[Edit]:
    """`.one()` becomes `.one_or_none()`: the row is asked for, not insisted on."""
    code = source.text.slice(query.span.start, query.span.end)
    hit = ONE.search(code)
    if hit is not None:
        at = query.span.start + len(code[: hit.start(1)].encode())
        yield Edit(at, at + len(hit[1]), f"{hit[1]}_or_none", why)
