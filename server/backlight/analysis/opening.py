"""Where a process sets up its connections to a database, and nothing says how many."""

from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.syntax import Source, Span, node_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A place at which connections are set up without a bound."""

    span: Span
    said: str
    """What comes of it, in a few words that go into the title."""
    called: str
    """What sets them up, as it is written; it must stay."""
    bounds: tuple[str, ...]
    """Words of which each one would say how many there are, or for how long."""


def begun(source: Source, span: Span) -> Node:
    """The node with which the line of a cursor begins, or the one that is selected."""
    if span.start < span.end:
        return node_at(source, span)
    start, end = source.text.line_at(span.start)
    code = source.text.slice(start, end)
    at = start + len(code) - len(code.lstrip())
    return node_at(source, Span(at, at))
