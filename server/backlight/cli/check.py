"""`backlight check PATH…`: the findings, for people, programs and code scanning."""

import argparse
import os
from pathlib import Path
from typing import Any

from backlight.analysis.facts import Finding
from backlight.analysis.imported import speaks
from backlight.analysis.languages import language_of
from backlight.analysis.syntax import Source
from backlight.cli import baseline
from backlight.cli.answer import document, plain, warn
from backlight.cli.changed import Since, since
from backlight.cli.projects import Part, absolute, config_of, known, parts, shown
from backlight.cli.sarif import sarif
from backlight.index import findings
from backlight.index.worth import LARGE
from backlight.rules.report import asked_for, tells


def command(args: argparse.Namespace) -> int:
    """Print every finding of the files; 1 if there are any."""
    revision = args.changed_since
    then = since(_folder(args.paths[0]), revision) if revision is not None else None
    before = baseline.known(args.baseline) if args.baseline is not None else None
    rows = [row for part in parts(args.paths) for row in _rows(part, then)]
    rows.sort(key=lambda row: (row["file"], row["line"], row["col"], row["rule"]))
    rows = list(baseline.fresh(rows, before)) if before is not None else rows
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


def _folder(name: str) -> Path:
    path = absolute(name)
    return path if path.is_dir() else path.parent


def _rows(part: Part, then: Since | None) -> list[dict[str, Any]]:
    project = known(part.snapshot)
    config = config_of(part.snapshot.root, quiet=True)
    found, below = [], _below(part)
    serves = project.serving() is not None
    for path in part.paths:
        facts, source = project.files.get(path), None
        if facts is not None and speaks(facts):
            source = project.read(path)
        if facts is None or source is None:
            _left_out(part, path)
            continue
        if source.tree is not None and source.root.has_error:
            warn(f"{shown(part.snapshot, path)} does not parse; there may be more to find.")
        for finding in _changed(findings(facts, source, project), source, part, then):
            line, column = source.text.position(finding.span.start, "utf-32")
            if not asked_for(finding.rule, config.disabled_rules, config.enabled_rules):
                continue
            if tells(below, finding.rule, path, serves=serves):
                row = {"file": shown(part.snapshot, path), "line": line + 1, "col": column + 1}
                row |= {"rule": finding.rule, "severity": finding.severity}
                found.append({**row, "message": finding.message, "action": finding.action})
    return found


def _below(part: Part) -> str:
    """The folder of a project below its repository, empty where it is the repository itself."""
    root = part.snapshot.root
    above = next((one for one in (root, *root.parents) if (one / ".git").exists()), root)
    folder = root.relative_to(above).as_posix()
    return "" if folder == "." else f"{folder}/"


def _left_out(part: Part, path: str) -> None:
    """Say which files nobody looked into: no finding there means nothing."""
    file = part.snapshot.root / path
    if language_of(path) is None:
        return
    if not os.access(file, os.R_OK):
        warn(f"{shown(part.snapshot, path)} cannot be read, and is not checked.")
    elif file.stat().st_size > LARGE:
        warn(f"{shown(part.snapshot, path)} is too large, and is not checked.")


def _changed(
    found: tuple[Finding, ...], source: Source, part: Part, then: Since | None
) -> tuple[Finding, ...]:
    """The findings that touch a line which changed; all of them where that does not count."""
    if then is None or not found:
        return found
    lines = then.lines(part.snapshot.root / source.path, source.text)

    def touched(finding: Finding) -> bool:
        last = source.text.line_of(finding.span.end) + 1
        return any(r.start <= last and finding.line < r.stop for r in lines)

    return tuple(filter(touched, found))
