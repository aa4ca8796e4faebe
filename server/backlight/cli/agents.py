"""`backlight agents`: every persona and action in Markdown, which are used, and what is wrong."""

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from backlight.agent.entries import Entry
from backlight.agent.frontmatter import Problem
from backlight.agent.library import Library
from backlight.agent.personas import DEVELOPER
from backlight.agent.places import collection
from backlight.cli.answer import Stop, document, plain
from backlight.cli.projects import absolute, library_of, shown_path

IDLE = "no action names it"
COLUMNS = ("kind", "name", "from", "use", "model", "tools", "file")
LONGEST = 40
"""Characters of a cell."""


def command(args: argparse.Namespace) -> int:
    """Print every agent file that is found; 1 if one has a problem that is more than a note."""
    rows = [*(_checked(args.check) if args.check else _all(library_of(absolute(args.folder))))]
    if args.json:
        document(rows)
    else:
        _print(rows)
    graver = (one for row in rows for one in row["problems"] if one["level"] != "info")
    return 1 if any(graver) else 0


def _all(library: Library) -> Iterator[dict[str, Any]]:
    """Those that count for a project, and those that would if they were trusted or right."""
    entries = library.every()
    named = {e.written.agent for e in entries if e.used and e.written} | {DEVELOPER}
    for entry in entries:
        if entry.name or entry.problems:
            yield _row(entry, named, library.remarks(entry))


def _checked(name: str) -> Iterator[dict[str, Any]]:
    """Those of any folder, or one file, as if they were the user's own."""
    path = absolute(name)
    if not path.exists():
        raise Stop("input", f"{name} does not exist.")
    folder, library = path if path.is_dir() else path.parent, Library(environ={})
    wanted = [one for one in collection(folder) if path.is_dir() or one.path == str(path)]
    first: dict[str, str] = {}
    for entry in map(library.entry, wanted):
        known = first.setdefault(entry.name, entry.found.name)
        said = f"The name is also that of {known}: in one place, only the first counts."
        twice = (
            [Problem(entry.name_at, said, "info")]
            if entry.name and known != entry.found.name
            else []
        )
        if entry.name or entry.odd:
            yield _row(entry, {entry.name}, (*entry.odd, *twice))


def _row(entry: Entry, named: set[str], remarks: Sequence[Problem]) -> dict[str, Any]:
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
        "agent": made.agent or DEVELOPER if made is not None else "",
        "tools": list(who.tools if who else made.tools if made else ()),
        "model": who.model if who else made.model if made else "",
        "trusted": entry.trusted,
        "used": entry.used and not reason,
        "reason": reason,
        "problems": [
            {"line": p.line, "column": p.column, "level": p.level, "message": p.message}
            for p in remarks
        ],
    }


def _print(rows: Sequence[dict[str, Any]]) -> None:
    """A table, and below it what is to be said, each with its place."""
    table = [COLUMNS, *map(_cells, rows)]
    widths = [max(len(line[at]) for line in table) for at in range(len(COLUMNS))]
    for line in table:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )
    for row in rows:
        for problem in row["problems"]:
            at = f"{row['file']}:{problem['line']}:{problem['column']}"
            print(plain(f"{at}: {problem['level']}: {problem['message']}"))


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    use = "used" if row["used"] else "idle" if row["reason"] == IDLE else "not used"
    if not row["trusted"]:
        use = "not trusted"
    cells = (row["kind"], row["name"] or "-", row["origin"], use, row["model"] or "-")
    short = [_short(cell) for cell in (*cells, " ".join(row["tools"]) or "-")]
    return (*short, plain(row["file"]))


def _short(cell: str) -> str:
    cell = plain(" ".join(cell.split()))
    return cell if len(cell) <= LONGEST else f"{cell[: LONGEST - 1]}…"
