"""The labelled places of further public suites on SQL injection, from the form each project writes them in.

A suite is a clone in a folder of the project's name: `sonar-java`, `sonar-python`, `BenchmarkPython` of OWASP,
`find-sec-bugs`, `brakeman`, `njsscan`, and those of `suites_later.py`. A place is (suite, language, file, first line, last line, unsafe).
What a project's own tests do not speak of is not judged, except in Sonar's: they fail on whatever is reported
and not marked, so another call of a name that is marked elsewhere in the file is safe.
"""

import csv
import re
import sys
from functools import cache
from pathlib import Path

from backlight.analysis.scopes import function_at
from backlight.analysis.syntax import Span, captures, parse
from backlight.text import Text

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.suites_later import LATER

SONAR = {
    "sonar-java": (
        "java",
        ("**/checks/SQLInjection.java", "**/checks/SQLInjectionCheckSample.java"),
    ),
    "sonar-python": ("python", ("**/hotspots/sqlQuery.py",)),
}
MARK = re.compile(r"(?://|#)\s*(Noncompliant|Compliant|OK)\b(?:@([+-]\d+))?(.*)")
CALL = re.compile(r"(\w+)\(")
REPORTED = re.compile(
    r"verify\(reporter(?:,\s*(?P<times>\w+)\((?P<n>\d*)\))?\)\s*\.doReportBug\(\s*bugDefinition\(\)(?P<of>.*?)\.build\(\)",
    re.DOTALL,
)
EACH = re.compile(r"for\s*\(String (\w+)\s*:\s*Arrays\.asList\(([^)]*)\)\)\s*\{")
JOINED = re.compile(r"[^+]\+[^+]|\.(?:format|formatted|append|concat|replace)\(")
"""How Java puts a text together; where nothing does, a statement is handed in as a whole."""
WARNED = re.compile(r"assert_(no_)?warning\b(?P<of>(?:[^\n]*,\s*\n)*[^\n]*)")


def suites(folder):
    """The places of every suite that is there."""
    for name, read in (READERS | LATER).items():
        if (Path(folder) / name).is_dir():
            yield from read(name, Path(folder) / name)


def sonar(name, root):
    language, globs = SONAR[name]
    for path in sorted(
        p for glob in globs for p in root.rglob(glob) if "non-compiling" not in p.parts
    ):
        lines = path.read_text("utf-8").split("\n")
        marks = {}
        for number, line in enumerate(lines, 1):
            if hit := MARK.search(line):
                missed = re.search(r"(?i)false negative|\bFN\b", hit[3])
                marks[number + int(hit[2] or 0)] = hit[1] == "Noncompliant" or bool(missed)
        names = {
            n
            for number, bad in marks.items()
            if bad
            for n in CALL.findall(MARK.sub("", lines[number - 1]))[:1]
        }
        for number, line in enumerate(lines, 1):
            if names & set(CALL.findall(MARK.sub("", line))) and not line.strip().startswith(
                ("//", "#", "public", "def")
            ):
                marks.setdefault(number, False)
        for number, bad in marks.items():
            yield name, language, path, number, number, bad


def owasp(name, root):
    with next(root.glob("expectedresults*.csv")).open(encoding="utf-8") as rows:
        for row in csv.reader(rows):
            if row[1:2] == ["sqli"]:
                path = root / "testcode" / f"{row[0]}.py"
                yield name, "python", path, 1, path.read_text("utf-8").count("\n"), row[2] == "true"


def find_sec_bugs(name, root):
    """A method that a test says is reported, or never is."""
    said = {}
    for test in sorted(root.rglob("findsecbugs/**/*Test.java")):
        code = test.read_text("utf-8")
        for hit in REPORTED.finditer(code):
            of, bad = (
                dict(re.findall(r'\.(\w+)\(\s*("[^"]*"|\w+)\s*\)', hit["of"])),
                hit["times"] != "never",
            )
            if (
                "SQL_INJECTION" not in of.get("bugType", "")
                or "inMethod" not in of
                or "inClass" not in of
            ):
                continue
            loops = [
                loop for loop in EACH.finditer(code, 0, hit.start()) if loop[1] == of["inMethod"]
            ]
            methods = re.findall(r'"(\w+)"', loops[-1][2] if loops else of["inMethod"])
            for method in methods:
                one = of["inClass"].strip('"'), method
                said[one] = said.get(one, False) or bad
    for path in sorted(root.rglob("src/test/java/testcode/**/*.java")):
        source = parse(path.name, Text(path.read_text("utf-8")))
        for node in captures(source, "(method_declaration) @m").get("m", []):
            one = path.stem, node.child_by_field_name("name").text.decode()
            if one in said:
                yield name, "java", path, node.start_point[0] + 1, node.end_point[0] + 1, said[one]


def brakeman(name, root):
    for test in sorted((root / "test" / "tests").glob("rails*.rb")):
        code = test.read_text("utf-8")
        app = re.search(r'run_scan\s*\(?\s*["\']([\w.]+)["\']', code)
        for hit in WARNED.finditer(code) if app else ():
            line = re.search(r":line => (\d+)", hit["of"])
            file = re.search(r':(?:relative_path => "([^"]+)"|file => /([^/]+)/)', hit["of"])
            if "SQL Injection" in hit["of"] and line and file and file[1]:
                path = root / "test" / "apps" / app[1] / file[1]
                if path.suffix == ".rb" and path.is_file():
                    yield name, "ruby", path, int(line[1]), int(line[1]), not hit[1]


def njsscan(name, root):
    below = root / "tests" / "assets" / "node_source"
    for path in sorted((below / "true_positives").rglob("sql_injection*.js")):
        lines = path.read_text("utf-8").split("\n")
        marks = [n for n, line in enumerate(lines, 1) if "ruleid:" in line]
        for at, after in zip(marks, [*marks[1:], len(lines) + 1], strict=True):
            yield name, "javascript", path, at + 1, min(at + 10, after - 1), True
    for path in sorted((below / "true_negatives").rglob("*sql*.js")):
        if "nosql" not in path.name:
            yield name, "javascript", path, 1, path.read_text("utf-8").count("\n") + 1, False


@cache
def groups_of(suite, language, path, first, last):
    """The rows of the table that a place counts in: its suite, and sums over suites."""
    found = {suite}
    if suite in READERS:
        found.add("further")
        if language != "java" or JOINED.search(function_around(path, first, last)):
            found.add("further, put together")
    return found


def function_around(path, first, last):
    """The text of the function that a place is in, as far as it goes; else the place itself."""
    source = parse(path.name, Text(path.read_text("utf-8", "replace")))
    start, end = source.text.line(first - 1)[1] - 1, source.text.line(last - 1)[1]
    around = function_at(source, Span(start, start))
    return source.text.slice(*(around.span.start, around.span.end) if around else (start, end))


READERS = {
    "sonar-java": sonar,
    "sonar-python": sonar,
    "BenchmarkPython": owasp,
    "find-sec-bugs": find_sec_bugs,
    "brakeman": brakeman,
    "njsscan": njsscan,
}
