"""n-plus-one: a relation is read for each row of a query, with one more query each."""

from collections.abc import Iterator
from re import compile as regex
from re import escape

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.only_reads import DEFINED, acts
from backlight.analysis.places import by_hand, is_test, runs_once
from backlight.analysis.related import relations_read
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

GIVEN = regex(r"(?:select|prefetch)_related\(\s*\*|select_related\(\s*\)")
"""What is loaded stands in a variable, or is all there is."""
OF_ONE = regex(
    r"^(?!cls\b|session\b|db\b)[a-z_][\w]*\.(?!objects\b|query\b|model\b)(?:\w+\.){1,4}(?:all|filter|order_by)\("
)
"""The rows that belong to one: whoever has read that may have loaded them as well."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the rows of a query are gone over and a relation is read that is not loaded."""
    if is_test(source.path) or by_hand(source.path) or runs_once(source.path):
        return
    for query in facts.queries:
        code = source.text.slice(query.span.start, query.span.end)
        if GIVEN.search(code) or OF_ONE.match(code):
            continue
        read = relations_read(query, project.schema)
        read = tuple(
            name
            for name in read
            if not (
                _joined(source, query.span.end, name)
                or _gone(source, query.span.end, name)
                or _asked_anew(source, query.span.end, name)
                or _done_more(source, query.span, name)
            )
        )
        if not read:
            continue
        names = ", ".join(f"`{name}`" for name in read)
        verb = "is" if len(read) == 1 else "are"
        message = f"N+1: {names} {verb} read for each row of this query, with one more query each."
        yield from report(source, query.span, "n-plus-one", "warning", message)


def _joined(source: Source, end: int, name: str) -> bool:
    """Whether a relation becomes a part of one query that is asked later: `found |= …`.

    Or whether it is loaded by a name that the query is given again.
    """
    after = source.text.head(end, NEAR)
    if regex(rf"\|=\s*\w+\.{name}\.(?:all|filter)\(").search(after) is not None:
        return True
    loads = regex(
        rf"\w+\s*=\s*\w+\.(?:prefetch|select)_related\([^()]*[\"']{escape(name)}(?:\b|__)"
    )
    return loads.search(after) is not None


def _gone(source: Source, end: int, name: str) -> bool:
    """Whether what a relation holds is taken away one by one: to read it is the smaller part."""
    gone = regex(
        rf"for (\w+) in \w+\.{escape(name)}\b[^\n]*:\s*\n"
        r"\s*(?:\w+\.)*(?:delete|remove|destroy)\w*\([^\n]*\b\1\b"
    )
    return gone.search(source.text.head(end, NEAR)) is not None


def _asked_anew(source: Source, end: int, name: str) -> bool:
    """Whether a relation is only asked for a part of it: that is one more query, loaded or not."""
    head = name.split("__", maxsplit=1)[0].split(".", maxsplit=1)[0]
    after = DEFINED.split(source.text.head(end, FAR))[0]
    every = len(regex(rf"\.{escape(head)}\b").findall(after))
    return 0 < every == len(regex(rf"\.{escape(head)}{ANEW}").findall(after))


def _done_more(source: Source, span: Span, name: str) -> bool:
    """Whether the loop that reads a relation writes or sends something for each row.

    Or whether it reads it for the words of a refusal alone.
    """
    first, _ = source.text.line_at(span.start)
    own = source.text.data.count(b"\n", first, span.end)
    lines = DEFINED.split(source.text.head(first, FAR))[0].split("\n")
    head = escape(name.split("__", maxsplit=1)[0].split(".", maxsplit=1)[0])
    read = [n for n, line in enumerate(lines) if n > own and regex(rf"\.{head}\b").search(line)]
    if not read:
        return any(map(HANDED.search, lines))
    return acts("\n".join(_loop(lines, read[0]))) or all(SAID.search(lines[n]) for n in read)


def _loop(lines: list[str], number: int) -> list[str]:
    """The innermost loop around a line, by how far its lines are indented."""
    depth = _depth(lines[number])
    for above in range(number - 1, -1, -1):
        if not lines[above].strip() or _depth(lines[above]) >= depth:
            continue
        depth = _depth(lines[above])
        if LOOP.search(lines[above]):
            below = enumerate(lines[number:], number)
            end = (n for n, one in below if one.strip() and _depth(one) <= depth)
            return lines[above : next(end, len(lines))]
    return []


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


SAID = regex(r"\berrors\.add\b|\b(?:raise|throw)\b|\"[^\"]*(?:#\{|\$\{|\{)[^\"}]*\.\w")
HANDED = regex(r"\bforEach\(\s*\w+::(?:save|update|create|delete|send|publish|process)\w*\)")
"""Each row is handed to what writes or sends it, which reads the relation."""
LOOP = regex(r"\b(?:for|each|find_each|map|forEach|flat_map|filter_map)\b")
ANEW = (
    r"(?:\.all\(\))?&?\.(?:where|exists\?|find_by!?|order|pluck|joins|merge|filter|exclude|order_by"
    r"|exists|values|values_list|aggregate|annotate|latest|earliest|get|create)\b"
)
NEAR, FAR = 300, 2000
