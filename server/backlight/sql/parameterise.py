"""Values that are interpolated into SQL become parameters that the driver binds.

Sound where every interpolated value stands where SQL takes a value (not a name, not a piece of
SQL), the call that runs the string is seen and nothing else runs it, and the driver's way of
marking parameters is known from the file. Quotes around a value go away with it; what else stands
inside them (`'%…%'`) goes into the parameter.
"""

from dataclasses import dataclass, replace

from backlight.analysis.facts import Query
from backlight.analysis.queries import template_of
from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.queries_run import Run, run_of
from backlight.analysis.queries_style import Style, query_marks
from backlight.analysis.queries_words import Word, words
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tables import Schema
from backlight.edits import Edit, OverlappingEdits, Refused, change
from backlight.sql import escapes, formats, joints, located, misfit, quoted, spelled
from backlight.sql.bindable import impossible, standing
from backlight.sql.bound import bound_code
from backlight.sql.improved import Mended
from backlight.sql.joints import WHY
from backlight.sql.marks import marks as marked


@dataclass(frozen=True, slots=True)
class Bound:
    """One value, and where it goes."""

    number: int
    """Of the hole."""
    start: int
    end: int
    """The stretch of the query that becomes a placeholder, its quotes included."""
    code: str
    """What is bound."""
    place: int
    """How many placeholders stand before it."""
    cast: str = ""
    """The type that the statement casts it to."""


def parameterise(source: Source, query: Query, schema: Schema) -> Mended | Refused | None:
    """Bind what is interpolated; `None` if nothing is that could be."""
    exposed = [hole for hole in query.holes if hole.exposed]
    if not exposed:
        return None
    if not any(hole.kind == "value" for hole in exposed):
        names = ", ".join(f"`{hole.code}`" for hole in exposed)
        stand, it = ("stands", "it") if len(exposed) == 1 else ("stand", "each")
        return Refused(
            f"{names} {stand} for a name or a piece of SQL, which no driver can bind; compare {it} "
            "with a list of allowed names first."
        )
    template, run = template_of(source, query), run_of(source, query)
    refused = impossible(source, query, template, run)
    if refused is None and template is not None:
        refused = misfit.formatted(source, template) or escapes.by_driver(source, query)
    if refused is not None:
        return Refused(refused)
    assert template is not None  # noqa: S101  `impossible` has said so
    assert run is not None  # noqa: S101  `impossible` has said so
    style = spelled.style(source, query, run)
    if style is None:
        return Refused(
            "The file does not say which driver runs this query; import it here, or write one "
            "parameter by hand, and the others follow."
        )
    bound = misfit.percent(query, template, style) or _bound(source, query, template, schema)
    if isinstance(bound, Refused):
        return bound
    undone = escapes.undone(source, query, [one.code for one in bound])
    made = _changed(source, query, template, run, style, bound)
    if not undone or not isinstance(made, Mended):
        return Refused(escapes.ELSEWHERE) if undone is None else made
    return replace(made, change=change(made.change, (source.path, undone)))


def _bound(
    source: Source, query: Query, template: Template, schema: Schema
) -> list[Bound] | Refused:
    tokens = words(query.sql)
    found: list[Bound] = []
    for number, hole in enumerate(query.holes):
        if hole.kind != "value":
            if template.style in {"%", "format"}:
                return Refused(
                    f"`{hole.code}` is no value, and the string is made by one `{template.style}` "
                    "for all; write the name into it first."
                )
            continue
        at = next((n for n, t in enumerate(tokens) if f"{{{number}}}" in t.text), None)
        if at is None:
            return Refused(f"`{hole.code}` stands in a comment of the query; take it out.")
        one = _value(source, query, template, schema, at, number)
        if isinstance(one, Refused):
            return one
        found.append(one)
    return found


def _value(
    source: Source, query: Query, template: Template, schema: Schema, at: int, number: int
) -> Bound | Refused:
    """One value as it is bound, or what stands against it."""
    tokens, hole, piece = words(query.sql), query.holes[number], template.holes[number]
    token = tokens[at]
    refused = standing(tokens, at, hole.code, numeric=piece.numeric)
    refused = refused or misfit.untyped(source, query, piece, tokens, at)
    if refused is not None:
        return Refused(refused)
    code = _code(source, template, piece, token, number)
    cast = quoted.cast(source, query, schema, tokens, at)
    if code is None:
        return Refused(f"`{token.text}` holds more than one value; put it together first.")
    if isinstance(code, Refused):
        return code
    if isinstance(cast, Refused):
        return cast
    place = sum(t.kind == "placeholder" and t.start < token.start for t in tokens)
    return Bound(number, token.start, token.end, escapes.unescaped(code), place, cast)


def _code(
    source: Source, template: Template, piece: Piece, token: Word, number: int
) -> str | Refused | None:
    """The code of what is bound; `None` if it would be more than one value."""
    if source.language == "java":
        from backlight.sql import java

        return java.bound(token, piece, number)
    made = formats.value(source, template, piece, quoted=token.kind == "text")
    return made if isinstance(made, Refused) else bound_code(source, token, made, number)


def _changed(
    source: Source,
    query: Query,
    template: Template,
    run: Run,
    style: Style,
    bound: list[Bound],
) -> Mended | Refused:
    marks = marked(style, query, [b.code for b in bound], [b.place for b in bound])
    edits: list[Edit] = []
    for one, mark in zip(bound, marks.texts, strict=True):
        edit = placed(source, template, one, f"CAST({mark} AS {one.cast})" if one.cast else mark)
        if edit is None:
            return Refused("The string is put together in a way that is not safe to change here.")
        edits.append(edit)
    edits += _unformatted(source, query, template, style, bound)
    given = spelled.given(source, query, run, style, marks)
    if isinstance(given, Refused):
        return given
    try:
        made = change((source.path, [*edits, *given]))
    except OverlappingEdits:
        return Refused("Two values share a place in this string; separate them first.")
    codes = [_short(query.holes[one.number].code) for one in bound]
    names = ", ".join(codes[:3]) + (", …" if len(codes) > 3 else "")
    verb = "are" if len(bound) > 1 else "is"
    return Mended(change=made, evidence=f"{names} {verb} interpolated into the SQL")


def placed(source: Source, template: Template, one: Bound, mark: str) -> Edit | None:
    """The edit that writes a placeholder where a value was put in."""
    piece = template.holes[one.number]
    if piece.literal >= 0:
        span = located.span(template, one.start, one.end)
        return Edit(span.start, span.end, mark, WHY) if span is not None else None
    return joints.closed(source, template, piece, Span(one.start, one.end), mark)


def _unformatted(
    source: Source,
    query: Query,
    template: Template,
    style: Style,
    bound: list[Bound],
) -> list[Edit]:
    """What the literal needs no more: its `f`, `% (…)`, doubled braces; and `%` that need it."""
    edits = joints.bare(source, template)
    numbers = {one.number for one in bound}
    left = {p.literal for n, p in enumerate(template.holes) if n not in numbers}
    edits += joints.plain_again(source, template, left)
    doubled = style == "format" and not query_marks(query) and template.style != "%"
    if doubled or (template.style == "%" and style != "format"):
        taken = [Span(one.start, one.end) for one in bound]
        edits += joints.percents(template, taken, doubled=doubled)
    return edits


def _short(code: str) -> str:
    said = " ".join(code.split())
    return f"`{said[:30]}…`" if len(said) > 30 else f"`{said}`"
