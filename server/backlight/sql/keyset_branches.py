"""The call that runs a statement, twice: for the first page, and for the next by the last key."""

from collections.abc import Iterator
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
from backlight.sql.keyset_page import WHY
from backlight.sql.mend import moved
from backlight.text import Text

WIDTH = 100
APART = "The statement and the call that runs it do not stand in one line of code; ask the agent."


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


def branches(call: Call) -> list[Edit] | Refused:
    """The edit that puts both calls where the one was."""
    if not call.run.span.start <= call.query.span.start < call.run.span.end:
        return Refused(APART)
    return _python(call) if call.source.language == "python" else _javascript(call)


def _python(call: Call) -> list[Edit] | Refused:
    """`if` and `else` around the plain statement; behind a `return` there is no `else`."""
    from backlight.analysis.skipped_python import statement_of

    at = statement_of(call.source, call.run.span)
    if at is None:
        return Refused(APART)
    span, returns = at
    both = _both(call, span)
    if isinstance(both, Refused):
        return both
    indent = call.source.text.indent(span.start)
    first, after = (text.replace("\n", "\n    ") for text in both)
    ends = f"{both[1]}" if returns else f"else:\n{indent}    {after}"
    said = f"if {call.came.absent}:\n{indent}    {first}\n{indent}{ends}"
    return [Edit(span.start, span.end, said, WHY)]


def _javascript(call: Call) -> list[Edit] | Refused:
    """One expression or the other: what it is assigned to stays where it is."""
    from backlight.analysis.skipped_javascript import expression_of

    span = expression_of(call.source, call.run.span)
    both = _both(call, span)
    if isinstance(both, Refused):
        return both
    indent = call.source.text.indent(span.start)
    step = "\t" if indent.startswith("\t") else "  "
    first, after = (text.replace("\n", f"\n{step}") for text in both)
    said = f"{call.came.absent}\n{indent}{step}? {first}\n{indent}{step}: {after}"
    return [Edit(span.start, span.end, said, WHY)]


def _both(call: Call, span: Span) -> tuple[str, str] | Refused:
    """The code of a stretch around the call, for each of the two statements."""
    found: list[str] = []
    for form in (call.made.first, call.made.next):
        text = _branch(call, form, span)
        if isinstance(text, str) and "\n" not in text and len(text) > WIDTH - 8:
            text = _branch(call, form, span, opened=True)
        if isinstance(text, Refused):
            return text
        found.append(text)
    return found[0], found[1]


def _branch(call: Call, form: Form, span: Span, *, opened: bool = False) -> str | Refused:
    template = template_of(call.source, call.query)
    if template is None or template.grown or template.holes:
        return Refused("The statement is put together in several places; ask the agent.")
    edits = in_bytes(call.query.sql, form.edits)
    better = Rewritten(sql=form.sql, edits=edits, evidence="")
    literal = moved(call.source, call.query, template, better)
    if isinstance(literal, Refused):
        return literal
    values = Edit(call.values.span.start, call.values.span.end, _bound(call, form))
    every = [*literal, values, *(_opened(call) if opened else ())]
    inside = [Edit(one.start - span.start, one.end - span.start, one.text) for one in every]
    return apply(Text(call.source.text.slice(span.start, span.end)), inside).source


def _opened(call: Call) -> Iterator[Edit]:
    """The arguments of the call on lines of their own."""
    text, run = call.source.text, call.run
    indent = text.indent(run.span.start)
    step = "  " if call.source.language != "python" else "    "
    starts = [one.span.start for one in run.arguments]
    named = [one for one in run.arguments if one.name]
    if named or run.comma:
        return
    head = text.slice(run.span.start, call.query.span.start)
    first = run.span.start + len(head[: head.index("(") + 1].encode())
    yield Edit(first, first, f"\n{indent}{step}")
    for start in starts:
        gap = text.slice(run.span.start, start)
        bare = start - (len(gap.encode()) - len(gap.rstrip().encode()))
        yield Edit(bare, start, f"\n{indent}{step}")
    yield Edit(run.span.end - 1, run.span.end - 1, f",\n{indent}")


def _bound(call: Call, form: Form) -> str:
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


def name_of(mark: str) -> str:
    """The name in a placeholder that has one."""
    return mark[2:-2] if mark.startswith("%") else mark[1:]


def key_of(code: str) -> str:
    """The name of an entry of a map of values."""
    return code.partition(":")[0].strip().strip("\"'")
