"""A call that runs a statement: what it binds, and how both statements are written in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from backlight.analysis.facts import Query
from backlight.analysis.queries import template_of
from backlight.analysis.queries_run import Run
from backlight.analysis.skipped import Instead
from backlight.analysis.syntax import Source, Span
from backlight.edits import Edit, Refused, apply
from backlight.sql.improve import in_bytes
from backlight.sql.improved import Rewritten
from backlight.sql.keyset_form import Form, Page
from backlight.sql.mend import moved
from backlight.text import Text

APART = "The statement, or the call that runs it, is no line of code of its own; ask the agent."


@dataclass(frozen=True, slots=True)
class Values:
    """What a call binds: where it says that, the code of each value, and how they are held."""

    span: Span
    codes: tuple[str, ...]
    places: tuple[Span, ...]
    shape: str
    """`(`, `[` or `{`; empty where the values follow one by one."""


@dataclass(frozen=True, slots=True)
class Call:
    """Everything that is known of the call."""

    source: Source
    query: Query
    run: Run
    values: Values
    made: Page
    came: Instead


def literal(call: Call, form: Form) -> list[Edit] | Refused:
    """The edits that make one of the two statements of the string."""
    template = template_of(call.source, call.query)
    if template is None or template.grown or template.holes:
        return Refused("The statement is put together in several places; ask the agent.")
    edits = in_bytes(call.query.sql, form.edits)
    better = Rewritten(sql=form.sql, edits=edits, evidence="")
    return moved(call.source, call.query, template, better)


def applied(call: Call, span: Span, every: Sequence[Edit]) -> str:
    """The code of a stretch with some edits in it."""
    inside = [Edit(one.start - span.start, one.end - span.start, one.text) for one in every]
    return apply(Text(call.source.text.slice(span.start, span.end)), inside).source


def bound(call: Call, form: Form) -> str:
    """The values of one of the two statements, in the shape that the call has."""
    values, made = call.values, call.made
    names = dict(zip((key.name for key in made.keys), call.came.names, strict=True))
    if values.shape == "{":
        kept = [code for code in values.codes if key_of(code) != name_of(made.mark)]
        asked = [name for name in names if name in form.binds]
        items = [*kept, *(f'"after_{name}": {names[name]}' for name in asked)]
        return f"{{{', '.join(items)}}}"
    items = [values.codes[one] if isinstance(one, int) else names[one] for one in form.binds]
    comma = "," if values.shape == "(" and len(items) == 1 else ""
    ends = {"(": ")", "[": "]", "": ""}[values.shape]
    return f"{values.shape}{', '.join(items)}{comma}{ends}"


def either(call: Call, span: Span, texts: Sequence[str]) -> str:
    """The code for the first page or for the next, in JavaScript, where a stretch of code was."""
    indent = call.source.text.indent(span.start)
    step = "\t" if indent.startswith("\t") else "  "
    first, after = (text.replace("\n", f"\n{step}") for text in texts)
    return f"{call.came.absent}\n{indent}{step}? {first}\n{indent}{step}: {after}"


def name_of(mark: str) -> str:
    """The name in a placeholder that has one."""
    return mark[2:-2] if mark.startswith("%") else mark[1:]


def key_of(code: str) -> str:
    """The name of an entry of a map of values."""
    return code.partition(":")[0].strip().strip("\"'")
