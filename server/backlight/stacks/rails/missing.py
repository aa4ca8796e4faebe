"""A row that is not there, in Rails: `find_by!` and `first!` raise what Rails answers with 404."""

from functools import partial
from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.places import matching
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.missing_rows import missing_rows
from backlight.stacks.record import Writer

READS = regex(r"\.(find_by|first|last|take)(?=(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?$)")
"""The last step of a chain, which answers `nil` when there is no row."""
BROAD = regex(rb"rescue_from[ (]+(?:StandardError|Exception|ActiveRecord::RecordNotFound)\b")
CONTROLLERS = r"(^|/)app/controllers/.+\.rb$"


def refuse_missing(source: Source, handler: Handler, project: Project) -> Writer | Refused:
    """The same read, by the method that raises when there is no row.

    Whether a controller answers whatever is raised is looked up when it is done.
    """
    found = missing_rows(source, handler, project)
    if isinstance(found, Refused):
        return found
    edits = []
    for failure in found:
        assert failure.query is not None  # noqa: S101 - a missing row comes from a query
        span = failure.query.span
        code = source.text.slice(span.start, span.end)
        hit = READS.search(code)
        if hit is None:
            return Refused(f"It {failure.said}; this way of reading has none that raises.")
        at = span.start + len(code[: hit.end(1)].encode())
        why = f"`{failure.name}` is answered with 404 when it is not there"
        edits.append(Edit(at, at, "!", why))
    return partial(_unless_answered, change((source.path, edits)), project)


def _unless_answered(made: Change, project: Project) -> Change | Refused:
    way = _answered(project)
    return Refused(way) if way else made


def _answered(project: Project) -> str:
    """Who answers whatever is raised, and not with 404."""
    for path in matching(CONTROLLERS, project.paths):
        source = project.read(path)
        data = source.text.data if source is not None else b""
        for hit in [*BROAD.finditer(data)][-1:]:  # What is declared last is asked first
            rest = data[hit.start() : hit.start() + 400]
            if b"RecordNotFound" not in rest or (b"404" not in rest and b"not_found" not in rest):
                return f"{path} answers what is raised in a way of its own; ask the agent."
    return ""
