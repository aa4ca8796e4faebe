"""Quick fixes: findings that the editor shows at a place, and the entries that mend them."""

from collections.abc import Sequence
from typing import Any

from backlight.lsp import given
from backlight.lsp.document import Document
from backlight.lsp.entries import Entry, entries_at, span_of
from backlight.lsp.session import Session

MOST_MARKS = 50
"""Findings at one place that are answered with a fix each."""


def kind(mark: Any) -> str:
    """The kind of the fix of a finding."""
    return f"quickfix.backlight.{given.seen(mark, 'code')}"


def fixes(
    session: Session, document: Document, marks: Sequence[Any], here: Sequence[Entry]
) -> list[Entry]:
    """The fixes of findings: what is offered at the cursor if it mends them, else at their places.

    What mends several findings at once is one fix of all of them.
    """
    found: dict[tuple[str, Any], Entry] = {}
    for mark in marks[:MOST_MARKS]:
        mends = _mends(session, document, mark, here)
        if mends is None:
            continue
        key = mends.action, mends.span
        if key in found:
            found[key].shown["diagnostics"].append(mark)
        else:
            shown = {**mends.shown, "kind": kind(mark), "diagnostics": [mark]}
            found[key] = Entry(mends.action, mends.span, shown)
    return list(found.values())


def _mends(session: Session, document: Document, mark: Any, here: Sequence[Entry]) -> Entry | None:
    rule = given.seen(mark, "code")
    action = session.mends.get(rule) if isinstance(rule, str) else None
    if action is None:
        return None
    place = given.span(mark, "range")
    span = span_of(session, document, place)
    near = (one for one in here if one.action == action and one.span.touches(span))
    return next(near, None) or next(entries_at(session, document, place, only=action), None)
