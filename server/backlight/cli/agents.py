"""`backlight agents`: every persona and action in Markdown, which are used, and what is wrong."""

import argparse
from typing import Any

from backlight.agent import engine
from backlight.agent.library import Entry
from backlight.cli.answer import document, plain
from backlight.cli.projects import absolute, library_of, shown_path

IDLE = "no action names it"


def command(args: argparse.Namespace) -> int:
    """Print every agent file that is found; 1 if one has a problem."""
    library = library_of(absolute(args.folder))
    entries = [*library.entries("persona"), *library.entries("action")]
    named = {e.written.agent for e in entries if e.used and e.written} | {engine.PERSONA}
    rows = [_row(entry, named) for entry in entries if entry.name or entry.problems]
    if args.json:
        document(rows)
    else:
        for row in rows:
            _print(row)
    return 1 if any(row["problems"] for row in rows) else 0


def _row(entry: Entry, named: set[str]) -> dict[str, Any]:
    who, made = entry.persona, entry.written
    reason = " ".join(problem.message for problem in entry.refused)
    if who is not None and entry.used and who.name not in named:
        reason = IDLE
    return {
        "file": shown_path(entry.found.path),
        "kind": entry.found.place.kind,
        "origin": entry.origin,
        "name": entry.name,
        "title": made.action.title if made is not None else "",
        "description": who.description if who else made.action.doc if made else "",
        "agent": made.agent or engine.PERSONA if made is not None else "",
        "tools": list(who.tools if who else made.tools if made else ()),
        "model": who.model if who else made.model if made else "",
        "trusted": entry.trusted,
        "used": entry.used and not reason,
        "reason": reason,
        "problems": [
            {"line": p.line, "column": p.column, "level": p.level, "message": p.message}
            for p in entry.problems
        ],
    }


def _print(row: dict[str, Any]) -> None:
    use = "in use" if row["used"] else f"not used: {row['reason'] or 'it cannot be read'}"
    print(
        plain(f"{row['file']}: {row['name'] or 'nothing'} ({row['origin']} {row['kind']}; {use})")
    )
    if row["description"]:
        print(plain(f"    {row['description']}"))
    for problem in row["problems"]:
        at = f"line {problem['line']}, column {problem['column']}"
        print(plain(f"    {problem['level']}: {at}: {problem['message']}"))
