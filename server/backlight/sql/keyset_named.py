"""A statement that has a name: the name stands for the first page or for the next.

So do the values that the call binds; both are chosen before it.
"""

from re import compile as regex
from re import escape

from backlight.edits import Edit, Refused
from backlight.sql.keyset_code import APART, Call, applied, bound, either, literal
from backlight.sql.keyset_page import WHY

NEAR = 2_000
"""Bytes between a statement and the call that runs it."""
WORD = regex(r"(?<![\w.\"'])[A-Za-z_]\w*")


def named(call: Call) -> list[Edit] | Refused:
    """A statement that has a name: the name stands for one or the other, and so do the values."""
    span, values = call.query.span, call.values.span
    between = call.source.text.slice(span.end, call.run.span.start)
    asked = max((one.start for one, _ in call.came.swaps), default=0)
    if asked > span.start or call.values.shape == "" or len(between) > NEAR:
        return Refused(
            "The statement stands before what says how many rows are skipped; write it where it is "
            "run first, or ask the agent."
        )
    texts: list[str] = []
    for form in (call.made.first, call.made.next):
        edits = literal(call, form)
        if isinstance(edits, Refused):
            return edits
        texts.append(applied(call, span, edits))
    bounds = [bound(call, form) for form in (call.made.first, call.made.next)]
    if call.source.language == "python":
        late = _late(call, between)
        return late if late is not None else _named_in_python(call, texts, bounds)
    said = either(call, span, texts)
    given = f"{call.came.absent} ? {bounds[0]} : {bounds[1]}"
    return [Edit(span.start, span.end, said, WHY), Edit(values.start, values.end, given, WHY)]


def _late(call: Call, between: str) -> Refused | None:
    """Why its values cannot be named beside the statement: one of them is made behind it."""
    names = dict.fromkeys(name for code in call.values.codes for name in WORD.findall(code))
    for name in map(escape, names):
        given = rf"\b{name}\b\s*(?:[,:][^=\n()]*)?(?:[-+*/%|&:]|//)?=(?!=)|\b(?:as|for)\s+{name}\b"
        if regex(given).search(between):
            return Refused(
                f"`{name}` is made after the statement, and the call binds it; write the statement "
                "where it is run first, or ask the agent."
            )
    return None


def _named_in_python(call: Call, texts: list[str], bounds: list[str]) -> list[Edit] | Refused:
    """Both are given their names in the two branches of an `if`."""
    from backlight.analysis.skipped_python import statement_of

    at = statement_of(call.source, call.query.span)
    source, span = call.source, call.query.span
    lead = source.text.slice(at[0].start, span.start) if at is not None else ""
    if at is None or at[0].end != span.end or not regex(r"\w+ = ").fullmatch(lead):
        return Refused(APART)
    if regex(rb"\bvalues\b").search(source.text.data):
        return Refused("`values` is another name in this file already; ask the agent.")
    indent = source.text.indent(span.start)
    step = "\t" if indent.startswith("\t") else "    "
    said = [
        f"{lead}{text}\n{indent}values = {values}".replace("\n", f"\n{step}")
        for text, values in zip(texts, bounds, strict=True)
    ]
    text = (
        f"if {call.came.absent}:\n{indent}{step}{said[0]}\n{indent}else:\n{indent}{step}{said[1]}"
    )
    given = call.values.span
    return [Edit(at[0].start, span.end, text, WHY), Edit(given.start, given.end, "values", WHY)]
