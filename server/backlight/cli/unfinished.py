"""Work that a limit or a failure ended: it is in the journal, for the user to look at."""

import os
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import uuid4

from backlight.cli.places import Place
from backlight.edits import apply
from backlight.outcome import Outcome
from backlight.state.journal import Journal
from backlight.state.record import File, Record, kept
from backlight.workspace.ignore import secret


def keep(outcome: Outcome, where: Place) -> str:
    """Write it down; answers how it can be seen, in a sentence, or why it cannot."""
    line = where.text.line_of(where.span.start) if where.span is not None else 0
    record = Record(
        run=uuid4().hex,
        began=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        root=where.snapshot.root.as_posix(),
        path=where.path,
        line=line,
        action=outcome.action,
        title=outcome.title,
        engine=outcome.engine,
        state="done",
        said=outcome.refused,
        files=tuple(_files(outcome)),
        usage=asdict(outcome.usage),
        model=outcome.model,
        cost=outcome.cost or 0.0,
        shown=outcome.sent,
    )
    journal = Journal(os.environ)
    try:
        number = journal.keep(record).number
    finally:
        journal.close()
    if not number:
        return journal.problem
    return f"What was done until then is kept: `backlight runs diff {number}` shows it."


def _files(outcome: Outcome) -> list[File]:
    change = outcome.unfinished
    if change is None:
        return []
    found = [
        kept(path, base.source, apply(base, edits).source, secret=secret(path))
        for path, edits in change.edits.items()
        for base in (outcome.base[path],)
    ]
    made = [kept(path, None, text, secret=secret(path)) for path, text in change.created.items()]
    return [*found, *made]
