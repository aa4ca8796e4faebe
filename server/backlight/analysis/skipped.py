"""How code comes to know how many rows it skips, and what takes the place of that.

Where a page is found by the last key seen, the number of rows or pages that callers send goes, and
the keys come: in the signature of the function, or where the request is read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.languages import language_of
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import Column


@dataclass(frozen=True, slots=True)
class LastKey:
    """One key that the next page is found by."""

    column: Column
    """As the table has it."""
    descends: bool
    added: bool
    """Rows were not ordered by it: it tells those apart that are equal in the others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: which code says how many rows are skipped, and the keys in its place."""

    source: Source
    at: Span
    """The call that runs the query."""
    code: str
    """The expression that says how many rows are skipped."""
    keys: Sequence[Column]
    handler: Handler | None = None
    exact: bool = False
    """What a request says must be made of the type that the column has: a mapper looks at it."""


@dataclass(frozen=True, slots=True)
class Instead:
    """The keys in the place of the number."""

    swaps: tuple[tuple[Span, str], ...]
    """Stretches of the file, and what stands there instead."""
    names: tuple[str, ...]
    """What each key is called in the function."""
    absent: str
    """The condition under which there is no key yet: it is the first page."""
    parameter: str = ""
    """The parameter that is gone, if it was one."""
    place: int = 0
    """How many others stand before it, `self` left out."""


def called(project: Project, path: str, name: str, inside: Span) -> str:
    """That other code calls a function and would have to change; empty if none does."""
    last = name.rpartition(".")[2]
    word = regex(rf"(?<![\w$])(?<!def )(?<!function ){escape(last)}\s*\(".encode())
    for other in (path, *(one for one in project.paths if one != path)):
        if language_of(other) is None or language_of(other) in {"sql", "text"}:
            continue
        source = project.read(other)
        if source is None or last.encode() not in source.text.data:
            continue
        for hit in word.finditer(source.text.data):
            if other == path and inside.start <= hit.start() < inside.end:
                continue
            line = source.text.line_of(hit.start()) + 1
            return (
                f"`{last}` is called in {other} (line {line}), which sends a number of rows or "
                "pages: change both by hand, or ask the agent for it."
            )
    return ""


def unclear(code: str) -> str:
    """That nothing is known of where a number comes from."""
    if not code.isidentifier():
        return (
            f"`{code[:40]}` is reckoned from what is used for something else as well, or comes from"
            " somewhere else; ask the agent."
        )
    return (
        f"Where `{code[:40]}` comes from is not seen in this function, so a key cannot be asked for"
        " in its place; ask the agent."
    )


def freed(names: Iterable[str], uses: Callable[[str], Iterable[Node]], free: Sequence[Span]) -> str:
    """The one name of some that is used for nothing else; empty if there is not one."""
    found = [name for name in dict.fromkeys(names) if not otherwise(uses(name), free)]
    return found[0] if len(found) == 1 else ""


def otherwise(uses: Iterable[Node], free: Sequence[Span]) -> int:
    """The line of the first use of a name outside of what goes; 0 if there is none."""
    for node in uses:
        if not any(span.start <= node.start_byte < span.end for span in free):
            return node.start_point.row + 1
    return 0


def busy(name: str, line: int) -> str:
    """That a number is wanted for more than to skip rows."""
    return f"`{name}` is used for something else as well (line {line}); ask the agent."


def lines(asked: Asked, gone: Iterable[Span]) -> Iterator[tuple[Span, str]]:
    """Statements that are taken away with their lines."""
    text = asked.source.text
    for span in gone:
        number, last = text.line_of(span.start), text.line_of(span.end)
        start, end = text.line(number)[0], text.line(last)[1]
        before = text.slice(*text.line(number - 1)).rstrip() if number else ""
        empty = last + 1 < len(text.starts) and not text.slice(*text.line(last + 1)).strip()
        more = 2 if empty and (not before or before.endswith(("{", ":"))) else 1
        yield Span(start, max(end, text.line(last + more)[0])), ""
