"""Compare the endpoints found in an application with the route table of its framework.

    python tests/benchmarks/endpoints.py TRUTH NAME=FOLDER[@BASE] [NAME=FOLDER[@BASE] …]

TRUTH is a (gzipped) file of JSON lines with `app`, `method`, `path`, and `file` and `line` of the
handler where they are known (of the registration, where `line_is` says so). For each application: recall and precision of (method, path), and of
(method, path, file, line) where the truth has lines; then what is missing and what is too much. BASE is what stands before
the paths of the truth, where it was taken below a prefix of the application (`@/api`).
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

BACKLIGHT = (sys.executable, "-P", "-m", "backlight")

PARAMETER = re.compile(r"<(?:[^<>:]*:)?[^<>]+>|\{[^}]+\}|:\w+")


def main() -> None:
    """Print one block per application."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("truth", type=Path)
    options.add_argument("apps", nargs="+", help="NAME=FOLDER[@BASE]")
    given = options.parse_args()
    opened = gzip.open if given.truth.suffix == ".gz" else open
    with opened(given.truth, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for app in given.apps:
        name, _, folder = app.partition("=")
        folder, _, base = folder.partition("@")
        mine = [row | {"path": base + row["path"]} for row in rows if row["app"] == name]
        compare(name, Path(folder), mine)


def compare(name: str, folder: Path, rows: list[dict]) -> None:
    """One application."""
    asked = subprocess.run(
        [*BACKLIGHT, "facts", ".", "--json"], cwd=folder, capture_output=True, check=True
    )
    found = json.loads(asked.stdout)["endpoints"]
    lines = all(row.get("file") and row.get("line") for row in rows)
    wanted = {key(row.get("method", "ANY"), row["path"], row) for row in rows}
    if any(row.get("line_is") == "route registration" for row in rows):
        found = [{**row, "file": row["route_file"], "line": row["route_line"]} for row in found]
    mine = {key(row["method"], row["path"], row) for row in found}
    print(f"\n{name}: {len(wanted)} endpoints, {len(mine)} found")
    report("method and path", {k[:2] for k in wanted}, {k[:2] for k in mine})
    if lines:
        report("method, path, file and line", wanted, mine)
    for kind, some in (("missing", wanted - mine), ("too much", mine - wanted)):
        for one in sorted(some, key=str) if lines else ():
            print(f"    {kind}: {one}")


def key(method: str, path: str, row: dict) -> tuple:
    """An endpoint without the names of its parameters and the slash at its end."""
    plain = PARAMETER.sub("{}", path).rstrip("/") or "/"
    plain = plain if plain.startswith("/") else f"/{plain}"
    return method.upper(), plain, row.get("file"), row.get("line")


def report(what: str, wanted: set, mine: set) -> None:
    """Recall and precision."""
    both = len(wanted & mine)
    recall, precision = both / max(len(wanted), 1), both / max(len(mine), 1)
    print(f"  {what}: recall {recall:.3f}, precision {precision:.3f}")


if __name__ == "__main__":
    main()
