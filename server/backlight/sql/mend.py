"""A better query as a change of the file it stands in."""

from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.queries import template_of
from backlight.analysis.queries_pieces import Template
from backlight.analysis.queries_run import run_of
from backlight.analysis.queries_style import query_marks
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Schema
from backlight.edits import Edit, Refused, change
from backlight.sql import located
from backlight.sql.improve import evidence as evidence_of
from backlight.sql.improve import improve, maybe
from backlight.sql.improved import Mended, Rewritten
from backlight.sql.parameterise import parameterise
from backlight.sql.star import explicit
from backlight.sql.ways import ways

OWN = regex(r"%(?!s|\(\w+\)s)")
"""A percent sign that is no placeholder of a driver."""


def mend(source: Source, query: Query, schema: Schema) -> Mended | Refused | None:
    """The change that makes a query safe, else the one that makes it fast; one thing at a time."""
    bound = parameterise(source, query, schema)
    if isinstance(bound, Mended):
        return bound
    if query.kind != "sql":
        return bound  # JPQL names entities: nothing that is known of tables holds for it
    better = improve(query, schema)
    if not isinstance(better, Rewritten):
        better = explicit(source, query, schema) or better
    if isinstance(better, Rewritten):
        return _placed(source, query, better)
    perhaps = maybe(query, schema) if bound is None else None
    made = _placed(source, query, perhaps) if perhaps is not None else None
    return made if isinstance(made, Mended) else bound or better


def others(source: Source, query: Query, schema: Schema) -> tuple[Mended, ...]:
    """Further ways to better a query; whoever can ask a planner takes the cheapest."""
    if query.kind != "sql" or isinstance(parameterise(source, query, schema), Mended):
        return ()
    made = (_placed(source, query, one) for one in ways(query, schema))
    return tuple(one for one in made if isinstance(one, Mended))


def _placed(source: Source, query: Query, better: Rewritten) -> Mended | Refused:
    """A better statement as a change of the file it stands in."""
    if source.language == "sql":
        at = query.span.start
        there = [Edit(at + e.start, at + e.end, e.text, e.why) for e in better.edits]
        return _mended(source, there, better)
    template = template_of(source, query)
    if template is None:
        return Refused("The string could not be read again; save the file and try once more.")
    if better.whole and any(piece.optional for piece in template.pieces):
        return Refused(
            "The query is built on several ways through the function, and the rewrite is right "
            "only for the whole of it; put it together in one place first."
        )
    edits = moved(source, query, template, better)
    return edits if isinstance(edits, Refused) else _mended(source, edits, better)


def _mended(source: Source, edits: list[Edit], better: Rewritten) -> Mended:
    made = change((source.path, edits))
    return Mended(change=made, evidence=better.evidence, notes=better.notes, maybe=better.maybe)


def evidence(query: Query, schema: Schema) -> str:
    """What speaks for mending a query, in a few words; empty if nothing does."""
    exposed = [hole for hole in query.holes if hole.exposed]
    if exposed:
        code = " ".join(exposed[0].code.split())
        more = f" and {len(exposed) - 1} more" if len(exposed) > 1 else ""
        return f"`{code[:40]}`{more} is interpolated into the SQL"
    return evidence_of(query, schema) if query.kind == "sql" else ""


def moved(
    source: Source, query: Query, template: Template, better: Rewritten
) -> list[Edit] | Refused:
    """Edits of the query as edits of the literals that hold it, in the style of each."""
    run = run_of(source, query)
    formats = any(mark.startswith("%") for mark in query_marks(query))
    formats = formats or template.style == "%"
    edits: list[Edit] = []
    for edit in better.edits:
        start, end = _characters(query.sql, edit)
        span = located.span(template, start, end)
        first = min(start, len(query.sql) - 1)  # what is added at the end belongs to what is last
        pieces = located.touched(template, first, max(end, first + 1))
        literals = {piece.literal for piece in pieces if not piece.hole}
        if span is None or len(literals) != 1 or any(p.hole for p in pieces if start < end):
            return Refused(
                "What should change runs over several pieces of the string; write the clause in "
                "one literal first."
            )
        if run is not None and run.runs > 1 and not edits and better.whole:
            return Refused("Several calls run this string; change each by hand.")
        text = OWN.sub("%%", edit.text) if formats else edit.text
        prefix, quotes = located.delimiter(source.text, literals.pop())
        said = located.escaped(text, prefix, quotes, formatted=template.style == "format")
        if said is None:
            return Refused("The new text cannot be written in this kind of string; change it.")
        edits.append(Edit(span.start, span.end, said, edit.why or better.evidence))
    return edits


def _characters(sql: str, edit: Edit) -> tuple[int, int]:
    """Byte offsets of the query's text as characters."""
    data = sql.encode("utf-8", "surrogatepass")
    start = len(data[: edit.start].decode("utf-8", "surrogatepass"))
    return start, start + len(data[edit.start : edit.end].decode("utf-8", "surrogatepass"))
