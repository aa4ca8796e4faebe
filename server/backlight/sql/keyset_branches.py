"""The call that runs a statement, twice: for the first page, and for the next by the last key."""

from collections.abc import Iterator

from backlight.analysis.syntax import Span
from backlight.edits import Edit, Refused
from backlight.sql.keyset_code import APART, Call, applied, bound, either, literal
from backlight.sql.keyset_form import Form
from backlight.sql.keyset_named import named
from backlight.sql.keyset_page import WHY

WIDTH = 100


def branches(call: Call) -> list[Edit] | Refused:
    """The edit that puts both calls where the one was."""
    if not call.run.span.start <= call.query.span.start < call.run.span.end:
        return named(call)
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
    step = "\t" if indent.startswith("\t") else "    "
    first, after = (text.replace("\n", f"\n{step}") for text in both)
    ends = f"{both[1]}" if returns else f"else:\n{indent}{step}{after}"
    said = f"if {call.came.absent}:\n{indent}{step}{first}\n{indent}{ends}"
    return [Edit(span.start, span.end, said, WHY)]


def _javascript(call: Call) -> list[Edit] | Refused:
    """One expression or the other: what it is assigned to stays where it is."""
    from backlight.analysis.skipped_javascript import expression_of

    at = expression_of(call.source, call.run.span)
    if at is None:
        return Refused(APART)
    span, tight = at
    both = _both(call, span)
    if isinstance(both, Refused):
        return both
    said = either(call, span, both)
    return [Edit(span.start, span.end, f"({said})" if tight else said, WHY)]


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
    written = literal(call, form)
    if isinstance(written, Refused):
        return written
    values = Edit(call.values.span.start, call.values.span.end, bound(call, form))
    return applied(call, span, [*written, values, *(_opened(call) if opened else ())])


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
    opens = head.index("(", head.rindex(run.name))
    first = run.span.start + len(head[: opens + 1].encode())
    yield Edit(first, first, f"\n{indent}{step}")
    for start in starts:
        gap = text.slice(run.span.start, start)
        bare = start - (len(gap.encode()) - len(gap.rstrip().encode()))
        yield Edit(bare, start, f"\n{indent}{step}")
    yield Edit(run.span.end - 1, run.span.end - 1, f",\n{indent}")
