"""`backlight actions FILE[:LINE[:COL]]`: what the menu would show."""

import argparse
from collections.abc import Sequence
from typing import Any

from backlight.action import Action
from backlight.analysis.facts import Project
from backlight.analysis.syntax import LARGEST, Source, Span
from backlight.cli.answer import Stop, document, plain
from backlight.cli.places import Place, place, range_of
from backlight.cli.projects import known, library_of, shown
from backlight.menu import Entry, context, offers


def command(args: argparse.Namespace) -> int:
    """Print the actions at a place, or those of every place of a file."""
    where = place(args.place)
    project = known(where.snapshot)
    source = project.read(where.path)
    if source is None or source.language == "text":
        large = source is not None and len(source.text.data) > LARGEST
        why = "too large to be analysed" if large else "in no language that is read here"
        raise Stop("input", f"{where.path} is {why}.")
    actions = library_of(where.snapshot.root).actions()
    if where.span is None:
        entries = _everywhere(source, project, actions)
    else:
        entries = offers(context(source, where.span, project), actions)
    rows = [_row(source, entry) for entry in entries]
    if args.json:
        document(rows)
    else:
        _print(where, rows)
    return 0 if rows else 1


def _everywhere(source: Source, project: Project, actions: Sequence[Action]) -> list[Entry]:
    """What is offered at each fact of a file, and at each comment: every offer once."""
    found: dict[tuple[str, Span], Entry] = {}
    for at in _places(source, project):
        for action, offer in offers(context(source, Span(at, at), project), actions):
            if offer.span.start < offer.span.end or offer.evident:
                found.setdefault((action.id, offer.span), (action, offer))
    return sorted(found.values(), key=lambda entry: entry[1].span.start)


def _places(source: Source, project: Project) -> list[int]:
    facts = project.files.get(source.path)
    if facts is None:
        return []
    spans = [h.span for h in facts.handlers] + [q.span for q in facts.queries]
    starts = {span.start for span in spans} | {t.span.start for t in facts.tables if t.span.end}
    text = source.text
    for number in range(len(text.starts)):
        start, end = text.line(number)
        line = text.data[start:end]
        if line.lstrip()[:2] in (b"# ", b"//"):
            starts.add(end - len(line.lstrip()))
    return sorted(starts)


def _row(source: Source, entry: Entry) -> dict[str, Any]:
    action, offer = entry
    return {
        "id": action.id,
        "title": offer.title,
        "kind": action.kind,
        "range": range_of(source.text, offer.span),
        "instant": offer.instant,
        "disabled": offer.disabled or None,
    }


def _print(where: Place, rows: list[dict[str, Any]]) -> None:
    if not rows:
        print("No action applies here.")
    for row in rows:
        at = f"{shown(where.snapshot, where.path)}:{row['range']['start']['line']}"
        how = row["disabled"] or ("instant" if row["instant"] else "takes a model")
        print(plain(f"{at}: {row['id']}: {row['title']} ({how})"))
