"""The labelled places of suites that were looked at when no rule could be changed for them any more.

`juliet-test-suite` of NIST: a method whose name begins with `bad` is unsafe, with `good` safe, if it
runs SQL; what two files share is told as if each stood alone. `securibench-micro`: a comment `BAD` or `OK`
on the line of the call. `inject-some-sql`: every query that it shows is unsafe, each in an action of its own.
`javascript-vuln-demo`, `python-vuln-demo` and `java-vuln-demo` of coggiyadmin: a file on SQL is safe if its name
says so or a comment `TN` does, else its lines are unsafe that put a statement together.
"""

import random
import re
import tempfile
from pathlib import Path

from backlight.analysis.syntax import captures, parse
from backlight.text import Text

RUNS = re.compile(
    rb"\.(?:execute|executeQuery|executeUpdate|executeBatch|prepareStatement|addBatch)\("
)
QUERY = re.compile(
    r":query => (?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|<<-(\w+)\n(.*?)\n\s*\3\b)", re.DOTALL
)
OF_SQL = re.compile(r"(?i)sql(?!.*nosql)")
SAFE = re.compile(r"(?i)(?<!un)safe|benign|_tn\b")
TN = re.compile(r"\bTN(?: contrast|$)", re.MULTILINE)
MIXED = re.compile(r"sanitizer_kinds/.*\.js$|sk0?1_|PRP\d|mongoose|nosql")
"""Python under a name of JavaScript, checks that are called partial, code that does not run, and no SQL."""
TOGETHER = re.compile(r"[\"'`](?:SELECT|UPDATE|INSERT|DELETE) [^\n]*(?:[\"'] ?\+|\$\{)")
SAMPLE = 500
"""Files of Juliet, of 3,668; the same in each run."""


def juliet(name, root):
    files = sorted(root.rglob("CWE89*.java"))
    random.seed(89)
    chosen = random.sample(files, min(SAMPLE, len(files)))
    for path in (p for p in chosen if re.search(r"_\d\d[a-z]?\.java$", p.name)):
        group = f"{name}, servlets" if "ervlet" in path.name else f"{name}, other sources"
        source = parse(path.name, Text(path.read_text("utf-8", "replace")))
        for node in captures(source, "(method_declaration) @m").get("m", []):
            called = node.child_by_field_name("name").text.decode()
            if RUNS.search(node.text) and re.match(r"bad|good(?:G2B|B2G)", called):
                first, last = node.start_point[0] + 1, node.end_point[0] + 1
                yield group, "java", path, first, last, called.startswith("bad")


def securibench(name, root):
    for path in sorted(root.rglob("*.java")):
        for number, line in enumerate(path.read_text("utf-8", "replace").split("\n"), 1):
            mark = re.search(r"/\*\s*(BAD|OK)\b", line)
            if mark and re.search(r"stmt\.execute\w*\(|prepareStatement\(", line):
                yield name, "java", path, number, number, mark[1] == "BAD"


def inject_some_sql(name, root):
    made = Path(tempfile.mkdtemp())
    for path in sorted(root.glob("rails*/app/models/queries.rb")):
        for number, hit in enumerate(QUERY.finditer(path.read_text("utf-8"))):
            code = next(one for one in (hit[1], hit[2], hit[4]) if one is not None)
            lines = re.sub(r"\\(['\"#])", r"\1", code).split("\n")
            action = made / f"{path.parts[-4]}_{number}.rb"
            body = "\n".join(f"    {line}" for line in lines)
            action.write_text(
                f"class OrdersController < ApplicationController\n  def index\n{body}\n  end\nend\n",
                "utf-8",
            )
            yield name, "ruby", action, 3, 2 + len(lines), True


def vuln_demo(name, root):
    language = name.partition("-")[0]
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".js", ".py", ".java"}):
        inside = path.relative_to(root).as_posix()
        if OF_SQL.search(inside) is None or MIXED.search(inside):
            continue
        text = path.read_text("utf-8")
        if SAFE.search(inside) or TN.search(text):
            yield name, language, path, 1, text.count("\n") + 1, False
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if TOGETHER.search(line):
                yield name, language, path, number, number, True


LATER = {
    "java-vuln-demo": vuln_demo,
    "javascript-vuln-demo": vuln_demo,
    "python-vuln-demo": vuln_demo,
    "juliet-test-suite": juliet,
    "securibench-micro": securibench,
    "inject-some-sql": inject_some_sql,
}
