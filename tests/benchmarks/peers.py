"""SQL injection beside the peers: semgrep, bandit and Backlight on the same annotated places.

    python tests/benchmarks/peers.py SEMGREP_RULES BANDIT_REPOSITORY BIN [SUITES]

SEMGREP_RULES is a clone of semgrep/semgrep-rules, BANDIT_REPOSITORY one of PyCQA/bandit, BIN the folder of
the commands `semgrep` and `bandit`, SUITES one of further suites (`suites.py`). A place is the statement below a comment `ruleid:` (unsafe) or `ok:` (safe)
that names a rule of SQL; in bandit's examples a statement below a comment `bad` or `good`. It counts as
found when something that a tool reports touches its line. A statement that is run in five places is five
places for one tool and one for another, so functions are counted besides: unsafe if a place in them is.
These are the peers' own tests: semgrep's rules were written with the first, bandit's with the second.
Of the further suites, "put together" leaves out what is unsafe because a caller hands in the statement.
Seconds are those of one run over all files; those of the peers hold their start, as a hook pays it.

Of the further suites 24 unsafe places are methods that anybody may hand a whole statement (`run(String sql)`),
which Backlight does not tell on purpose: who calls them is not seen, and Sonar's suite calls the same safe.
"""

import ast
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from backlight.analysis.scopes import function_at
from backlight.analysis.syntax import Span, parse
from backlight.text import Text

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.injection import lines_found
from benchmarks.suites import groups_of, suites

SUFFIXES = {".py": "python", ".js": "javascript", ".ts": "javascript", ".java": "java", ".go": "go",
            ".rb": "ruby"}  # fmt: skip
NOTE = re.compile(r"(?:#|//|\*)\s*((?:todo)?(?:ruleid|ok))\s*:\s*([\w,. -]+)")
SQL = re.compile(r"(?<!no)sql", re.IGNORECASE)
EXAMPLES = ("sql_statements.py", "sql_multiline_statements.py")
BODIES = frozenset({"module", "program", "source_file", "block", "body_statement", "then"})
SUMS = ("semgrep", "further", "further, put together")
BANDIT_SQL = "B608,B610,B611"


def annotated(path):
    """By line: whether it is unsafe. `todoruleid` is unsafe and `todook` safe: they tell the truth."""
    found, waiting = {}, []
    for number, line in enumerate(path.read_text("utf-8", "replace").split("\n"), 1):
        if hit := NOTE.search(line):
            waiting.append("ruleid" in hit[1]) if SQL.search(hit[2]) else None
        elif waiting and line.strip():
            found[number] = any(waiting)
            waiting = []
    return found


def statement_end(path, number):
    """The last line of the statement that begins on a line."""
    source = parse(path.name, Text(path.read_text("utf-8", "replace")))
    start, end = source.text.line(number - 1)
    at = start + len(source.text.slice(start, end)) - len(source.text.slice(start, end).lstrip())
    node = source.tree.root_node.descendant_for_byte_range(at, at + 1)
    while (
        node.parent is not None and node.parent.start_byte == at and node.parent.type not in BODIES
    ):
        node = node.parent
    return source.text.line_of(max(at, node.end_byte - 1)) + 1 if node.start_byte == at else number


def of_bandit(path):
    """The statements of an example, by the last comment above them that says `bad` or `good`."""
    text = path.read_text("utf-8")
    said, headings = {}, []
    for number, line in enumerate(text.split("\n"), 1):
        if hit := re.match(r"\s*#\s*(bad|bug|good|ok|real world)\b", line):
            headings.append((number, hit[1] in {"bad", "bug"}))
    for node in ast.walk(ast.parse(text)):
        above = [bad for line, bad in headings if isinstance(node, ast.stmt) and line < node.lineno]
        plain = isinstance(node, (ast.Assign, ast.Expr, ast.Return))
        if above and plain and any(isinstance(n, ast.Constant) for n in ast.walk(node)):
            said[node.lineno, node.end_lineno] = above[-1]
    return said


def labels(rules, bandit):
    """(suite, language, file, first line, last line, unsafe), and the rules of semgrep on SQL."""
    rows, configs = [], set()
    for path in sorted(p for p in Path(rules).rglob("*") if p.suffix in SUFFIXES):
        places, rule = annotated(path), path.with_suffix(".yaml")
        if places and rule.exists() and SQL.search(rule.read_text("utf-8")):
            configs.add(rule)
            ends = {n: statement_end(path, n) for n in places}
            rows += [
                ("semgrep", SUFFIXES[path.suffix], path, n, ends[n], bad)
                for n, bad in places.items()
            ]
    for name in EXAMPLES:
        path = Path(bandit) / "examples" / name
        rows += [("bandit", "python", path, *at, bad) for at, bad in of_bandit(path).items()]
    return rows, sorted(configs)


def semgrep(command, configs, files):
    """What semgrep reports with its own rules of SQL."""
    asked = [a for config in configs for a in ("--config", config)]
    flags = ["--metrics", "off", "--disable-version-check", "--no-git-ignore", "--json", "-q"]
    done = run([command, "scan", *flags, *asked, *files])
    for hit in done["results"]:
        yield Path(hit["path"]).resolve(), hit["start"]["line"], hit["end"]["line"]


def bandit(command, files):
    """What bandit reports: its rules of SQL."""
    python = [path for path in files if path.suffix == ".py"]
    for hit in run([command, "-q", "-f", "json", "-t", BANDIT_SQL, *python])["results"]:
        yield Path(hit["filename"]).resolve(), min(hit["line_range"]), max(hit["line_range"])


def run(command):
    with tempfile.TemporaryFile() as out:
        subprocess.run([str(part) for part in command], stdout=out, stderr=subprocess.DEVNULL)
        out.seek(0)
        return json.loads(out.read())


def backlight(files):
    """What `interpolated-sql` reports, and how long a file takes in the middle and at most."""
    times = []
    for path in files:
        found, took = lines_found(path)
        times.append(took * 1000)
        for first, last in found:
            yield path.resolve(), first, last
    print(f"Backlight: {statistics.median(times):.2f} ms a file (median), {max(times):.1f} at most")


def by_function(rows):
    """The rows again, all places in one function as one; places outside of any stay as they are."""
    parsed, whole = {}, {}
    for suite, language, path, first, last, unsafe in rows:
        if path not in parsed:
            parsed[path] = parse(path.name, Text(path.read_text("utf-8", "replace")))
        source = parsed[path]
        start = source.text.line(first - 1)[1] - 1
        around = function_at(source, Span(start, start))
        line = source.text.line_of
        at = (line(around.span.start) + 1, line(around.span.end) + 1) if around else (first, last)
        one = (suite, language, path, *at)
        whole[one] = whole.get(one, False) or unsafe
    return [(*one, unsafe) for one, unsafe in whole.items()]


def scored(rows, found, suite, language):
    """The numbers of unsafe and safe ones, recall and precision."""
    c = Counter()
    for of, lang, path, first, last, unsafe in rows:
        if language in {lang, "all"} and suite in groups_of(of, lang, path, first, last):
            c[unsafe, any(a <= last and first <= b for a, b in found.get(path.resolve(), ()))] += 1
    recall = c[True, True] / max(1, c[True, True] + c[True, False])
    precision = c[True, True] / max(1, c[True, True] + c[False, True])
    sizes = c[True, True] + c[True, False], c[False, True] + c[False, False]
    return (*sizes, f"{recall:.3f}", f"{precision:.3f}")


def main(rules, repository, commands, folder=""):
    rows, configs = labels(rules, repository)
    rows += dict.fromkeys(suites(folder)) if folder else ()
    functions = by_function(rows)
    files = sorted({row[2] for row in rows})
    python = [path for path in files if path.suffix == ".py"]
    tools = {
        "semgrep": (files, lambda: semgrep(Path(commands) / "semgrep", configs, files)),
        "bandit": (python, lambda: bandit(Path(commands) / "bandit", files)),
        "Backlight": (files, lambda: backlight(files)),
    }
    print(f"{len(rows)} places in {len(files)} files; {len(configs)} files of semgrep's rules")
    measures = "unsafe | safe | recall | precision"
    print(f"| suite | language | tool | places: {measures} | functions: {measures} |")
    print("|---" * 11 + "|")
    table, seconds = [], []
    for tool, (read, job) in tools.items():
        began, found = time.perf_counter(), {}
        for path, first, last in job():
            found.setdefault(path, []).append((first, last))
        took = time.perf_counter() - began
        seconds.append(
            f"{tool}: {took:.2f} s for {len(read)} files, {took / len(read):.4f} s a file"
        )
        groups = {(row[0], row[1]) for row in rows} | {(sum_, "all") for sum_ in SUMS}
        for suite, language in (
            groups if tool != "bandit" else {g for g in groups if g[1] == "python"}
        ):
            both = (scored(some, found, suite, language) for some in (rows, functions))
            table.append((suite, language, tool, *(cell for cells in both for cell in cells)))
    for row in sorted(table, key=lambda row: (row[0], row[1] == "all", *row[1:3])):
        print("|", " | ".join(map(str, row)), "|")
    print("\n".join(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:5])
