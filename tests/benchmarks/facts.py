"""What is found in a real application, how much of what there is, and how fast.

    python tests/benchmarks/facts.py PATH [--truth FILE [--app NAME] [--base /api]]
                                          [--load MODULE:NAME --python PYTHON] [--changes]

Endpoints found against the framework's own table: of FILE, (gzipped) JSON lines with `app`, `method`,
`path`, and `file` and `line` of the handler (of the registration, where `line_is` says so); or of the
application as it is loaded by the interpreter of its own environment (`tables_of.py`). BASE is what
stands before the paths of the truth where it was taken below a prefix. Then how many endpoints, queries
and tables there are and findings by rule, the time that one file takes, and what the index costs cold
and warm, as a ratio to `rg` over the same tree in the same run.
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from backlight.analysis.syntax import parse
from backlight.index import built, facts_of, findings
from backlight.state.facts import Facts
from backlight.workspace import Snapshot

PARAMETER = re.compile(r"<(?:[^<>:]*:)?[^<>]+>|\{[^}]+\}|:\w+")
NEEDLES = ("route", "SELECT", "select", "path(", "Controller")


def main():
    """One application."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("path", type=Path)
    options.add_argument("--truth", type=Path)
    options.add_argument("--app", help="its name in the truth; else that of its folder")
    options.add_argument("--base", default="")
    options.add_argument("--load", help="MODULE:NAME, or django:SETTINGS")
    options.add_argument("--python", default=sys.executable)
    options.add_argument("--changes", action="store_true", help="print what is missing or too much")
    given = options.parse_args()
    root = given.path.resolve()
    project = speed(root)
    counts(root, project)
    rows = truth(given, root)
    if rows:
        compare(rows, [*project.endpoints], given.changes)
    else:
        print("no route table to compare with")


def speed(root):
    """Cold and warm, beside `rg` over the same files."""
    with tempfile.TemporaryDirectory() as cache:
        environ = {"XDG_CACHE_HOME": cache, "HOME": cache}
        search = ["rg", "-F", "-c", *(f"-e{needle}" for needle in NEEDLES), str(root)]
        subprocess.run(search, capture_output=True, check=False)
        least = min(
            took(lambda: subprocess.run(search, capture_output=True, check=False))[1]
            for _ in range(5)
        )
        project, cold, cpu = took(
            lambda: built(Snapshot(root), Facts(environ, str(root))), cpu=True
        )
        _, warm, _ = took(lambda: built(Snapshot(root), Facts(environ, str(root))), cpu=True)
    read = len(project.files)
    print(f"{root.name}: {len(Snapshot(root).paths)} files, {read} with facts; rg {least:.3f} s")
    print(
        f"  cold {cold:.2f} s ({cpu:.2f} s CPU, {cold / least:.0f} × rg), warm {warm:.3f} s ({warm / least:.1f} × rg)"
    )
    return project


def counts(root, project):
    """Facts and findings, and the time that the files took, each alone."""
    found, times, lines = Counter(), [], 0
    for path in project.files:
        began = time.perf_counter()
        source = project.read(path)
        if source is None:
            continue
        lines += source.text.data.count(b"\n")
        for finding in findings(facts_of(parse(path, source.text)), source, project):
            found[finding.rule] += 1
        times.append(time.perf_counter() - began)
    queries = sum(len(facts.queries) for facts in project.files.values())
    tables = len(project.schema.tables)
    print(
        f"  {len(project.endpoints)} endpoints, {queries} queries, {tables} tables, {sum(found.values())} findings in {lines} lines"
    )
    for rule, count in found.most_common():
        print(f"    {rule}: {count} ({count * 1000 / max(lines, 1):.3f} in 1,000 lines)")
    times = sorted(times) or [0.0]
    ms = [times[at] * 1000 for at in (len(times) // 2, len(times) * 95 // 100, -1)]
    print(
        "  facts and findings of one file: median {:.1f} ms, 95 % {:.1f} ms, most {:.0f} ms".format(
            *ms
        )
    )


def truth(given, root):
    """The rows of the route table, wherever it is."""
    if given.load:
        script = Path(__file__).with_name("tables_of.py")
        asked = [given.python, str(script), given.load, str(root)]
        done = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if given.truth is None:
        return []
    opened = gzip.open if given.truth.suffix == ".gz" else open
    with opened(given.truth, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    name = given.app or root.name
    return [row | {"path": given.base + row["path"]} for row in rows if row["app"] == name]


def compare(rows, endpoints, changes):
    """Recall and precision of method and path, and of the line besides."""
    registered = any(row.get("line_is") == "route registration" for row in rows)
    where = (lambda e: (e.route_file, e.route_line)) if registered else (lambda e: (e.file, e.line))
    methods = any(row.get("method", "ANY") != "ANY" for row in rows)
    wanted = {
        key(r.get("method", "ANY") if methods else "ANY", r["path"], r.get("file"), r.get("line"))
        for r in rows
    }
    mine = {key(e.method if methods else "ANY", e.path, *where(e)) for e in endpoints}
    report("method and path", {k[:2] for k in wanted}, {k[:2] for k in mine})
    lines = all(row.get("file") and row.get("line") for row in rows)
    if lines:
        report("method, path, file and line", wanted, mine)
    at = None if lines else 2
    for kind, some in (
        (("missing", (wanted, mine)), ("too much", (mine, wanted))) if changes else ()
    ):
        left, right = ({k[:at] for k in side} for side in some)
        for one in sorted(left - right, key=str):
            print(f"    {kind}: {one}")


def key(method, path, file, line):
    """An endpoint without the names of its parameters and the slash at its end."""
    plain = PARAMETER.sub("{}", path).rstrip("/") or "/"
    return method.upper(), plain if plain.startswith("/") else f"/{plain}", file, line


def report(what, wanted, mine):
    both = len(wanted & mine)
    recall, precision = both / max(len(wanted), 1), both / max(len(mine), 1)
    print(
        f"  {what}: {len(wanted)} there are, {len(mine)} found: recall {recall:.3f}, precision {precision:.3f}"
    )


def took(job, *, cpu=False):
    began, before = time.perf_counter(), time.process_time()
    made = job()
    answer = (made, time.perf_counter() - began)
    return (*answer, time.process_time() - before) if cpu else answer


if __name__ == "__main__":
    main()
