"""`backlight check PATH…`: the findings, for people, programs and code scanning."""

import argparse
from typing import Any

from backlight.cli.answer import document, plain
from backlight.cli.projects import Part, config_of, known, parts, shown
from backlight.cli.sarif import sarif
from backlight.index import findings


def command(args: argparse.Namespace) -> int:
    """Print every finding of the files; 1 if there are any."""
    rows = [row for part in parts(args.paths) for row in _rows(part)]
    rows.sort(key=lambda row: (row["file"], row["line"], row["col"], row["rule"]))
    form = "json" if args.json and args.format == "text" else args.format
    if form == "json":
        document(rows)
    elif form == "sarif":
        document(sarif(rows))
    else:
        for row in rows:
            place = f"{row['file']}:{row['line']}:{row['col']}"
            print(plain(f"{place}: {row['severity']}: {row['message']} [{row['rule']}]"))
        print(f"{len(rows)} finding{'s' * (len(rows) != 1)}.")
    return 1 if rows else 0


def _rows(part: Part) -> list[dict[str, Any]]:
    project = known(part.snapshot)
    disabled = config_of(part.snapshot.root, quiet=True).disabled_rules
    found = []
    for path in part.paths:
        facts, source = project.files.get(path), None
        if facts is not None:
            source = project.read(path)
        if facts is None or source is None:
            continue
        for finding in findings(facts, source, project):
            line, column = source.text.position(finding.span.start, "utf-32")
            if finding.rule not in disabled:
                row = {"file": shown(part.snapshot, path), "line": line + 1, "col": column + 1}
                row |= {"rule": finding.rule, "severity": finding.severity}
                found.append({**row, "message": finding.message, "action": finding.action})
    return found
