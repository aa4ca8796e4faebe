"""Further rules beside the peers: bandit, ruff and semgrep on their own annotated places, in one run.

    python tests/benchmarks/peers_rules.py SEMGREP_RULES BANDIT_REPOSITORY BIN

As in `peers.py`; BIN holds `ruff` as well. Compared are calls without a timeout, secrets in the code, and
exceptions that nobody hears of. httpx waits five seconds if it is told nothing, so only `timeout=None` is
unsafe there. A rule of ours that looks at handlers alone is given each example inside of a handler.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from backlight import index
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.peers import NOTE, run

SECRETS = re.compile(r"(?i)secret|jwt-(?:python-)?hard|hardcoded-token|passport-hardcode")
RULES = {
    "missing-timeout": (("B113",), ("S113",), "python/requests/best-practice/use-timeout"),
    "hard-coded-secret": (("B105", "B106", "B107"), ("S105", "S106", "S107"), ""),
    "swallowed-exception": (("B110",), ("S110",), ""),
}
OF_SECRETS = (
    "python/flask/security/audit/hardcoded-config python/boto3/security/hardcoded-token"
    " python/jwt/security/jwt-hardcode javascript/jsonwebtoken/security/jwt-hardcode"
    " javascript/express/security/audit/express-session-hardcoded-secret"
    " javascript/passport-jwt/security/passport-hardcode"
)


def of_semgrep(path):
    """(first line, last line, unsafe) for each comment: the statement below it."""
    lines = path.read_text("utf-8").split("\n")
    for number, line in enumerate(lines):
        if (hit := NOTE.search(line)) and (SECRETS.search(hit[2]) or "timeout" in hit[2]):
            yield number + 2, number + 2 + _more(lines[number + 1 :]), "ruleid" in hit[1]


def _more(lines):
    """How many lines further a statement goes: until its brackets are closed."""
    depth = 0
    for number, line in enumerate(lines):
        depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        if depth <= 0:
            return number
    return 0


def of_timeouts(path):
    """Bandit's example: errors first, then what is right."""
    safe = False
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        safe = safe or line.startswith("# Okay")
        default = ("httpx" in line or "client." in line) and "timeout=None" not in line
        if "(" in line and not line.startswith((" ", "#")):
            yield number, number, not (safe or default)


def of_passwords(path):
    """Bandit's example: what a comment calls possible is unsafe if it gives a value."""
    lines = path.read_text("utf-8").split("\n")
    for number, line in enumerate(lines):
        if hit := re.search(r"Possible hardcoded password: '(.*)'", line):
            at = next(n for n in range(number, len(lines)) if not lines[n].strip().startswith("#"))
            yield at + 1, at + 1, bool(hit[1])
        elif "but not" in line:
            yield number + 2, number + 2, False


def of_swallowed(path):
    """Bandit's example: each `try` under `bad`, `good` or `silly, but ok`."""
    bad, lines = False, path.read_text("utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        bad = line.startswith("# bad") if line.startswith("#") else bad
        if line.startswith("try"):
            end = next(
                (n for n, s in enumerate(lines[number:], number) if s.startswith("#")), len(lines)
            )
            yield number, end, bad


def labels(rules, bandit):
    """By rule: (file, its places)."""
    examples, secrets = Path(bandit) / "examples", [Path(rules) / one for one in OF_SECRETS.split()]
    sources = {p.with_suffix(".yaml"): _code(p) for p in secrets}
    timeout = Path(rules) / f"{RULES['missing-timeout'][2]}.py"
    yield "missing-timeout", timeout, list(of_semgrep(timeout)), timeout.with_suffix(".yaml")
    path = examples / "requests-missing-timeout.py"
    yield "missing-timeout", path, list(of_timeouts(path)), timeout.with_suffix(".yaml")
    for config, path in sources.items():
        yield "hard-coded-secret", path, list(of_semgrep(path)), config
    path = examples / "hardcoded-passwords.py"
    yield "hard-coded-secret", path, list(of_passwords(path)), None
    path = examples / "try_except_pass.py"
    yield "swallowed-exception", path, list(of_swallowed(path)), None


def _code(rule):
    """The annotated file of a rule."""
    ends = (rule.with_name(f"{rule.name}{end}") for end in (".py", ".js", ".ts"))
    return next(path for path in ends if path.exists())


def ours(path, rule, folder):
    """Lines of our findings; for rules on handlers the example is the body of one."""
    text, shift = path.read_text("utf-8"), 0
    if rule == "swallowed-exception":
        return _each_in_a_handler(text, folder)
    found = _findings(folder, f"code{path.suffix}", text, rule)
    return [(line - shift, line - shift) for line in found]


def _each_in_a_handler(text, folder):
    lines, found = text.split("\n"), []
    starts = [n for n, line in enumerate(lines) if line.startswith("try")]
    for start in starts:
        end = next((n for n in range(start, len(lines)) if lines[n].startswith("#")), len(lines))
        body = "\n".join("    " + line for line in lines[start:end])
        code = f"from flask import Flask\napp = Flask(__name__)\n\n\n@app.get('/a')\ndef a():\n{body}\n"
        if _findings(folder, "app.py", code, "swallowed-exception"):
            found.append((start + 1, end))
    return found


def _findings(folder, name, text, rule):
    project = index.built(Snapshot(Path(folder), {name: Document(Text(text))}, only=(name,)))
    found = index.findings(project.files[name], project.read(name), project)
    return [one.line for one in found if one.rule == rule]


def peers(tool, command, rows):
    """By file: the lines that a peer reports for the rules that correspond to ours, in one run."""
    found = {}
    if tool == "semgrep":
        flags = ["--metrics", "off", "--disable-version-check", "--no-git-ignore", "--json", "-q"]
        configs = [
            a for c in dict.fromkeys(row[3] for row in rows if row[3]) for a in ("--config", c)
        ]
        said = run([command, "scan", *flags, *configs, *(row[1] for row in rows)])["results"]
        places = [(one["path"], one["start"]["line"], one["end"]["line"]) for one in said]
    elif tool == "bandit":
        tests = ",".join(one for rule in RULES.values() for one in rule[0])
        said = run([command, "-q", "-f", "json", "-t", tests, *_python(rows)])["results"]
        places = [(o["filename"], min(o["line_range"]), max(o["line_range"])) for o in said]
    else:
        flags = ["check", "--isolated", "--no-cache", "--output-format", "json", "--exit-zero"]
        tests = ",".join(one for rule in RULES.values() for one in rule[1])
        said = run([command, *flags, "--select", tests, *_python(rows)])
        places = [(o["filename"], o["location"]["row"], o["end_location"]["row"]) for o in said]
    for path, first, last in places:
        found.setdefault(Path(path).resolve(), []).append((first, last))
    return found


def _python(rows):
    return [row[1] for row in rows if row[1].suffix == ".py"]


def main(rules, bandit, commands):
    rows = list(labels(rules, bandit))
    print("| rule | file | tool | unsafe | safe | recall | precision |\n" + "|---" * 7 + "|")
    for tool in ("bandit", "ruff", "semgrep", "Backlight"):
        began, mine = time.perf_counter(), [row for row in rows if _can(tool, row)]
        with tempfile.TemporaryDirectory() as folder:
            if tool == "Backlight":
                found = {row[1].resolve(): ours(row[1], row[0], folder) for row in mine}
            else:
                found = peers(tool, Path(commands) / tool, mine)
        took = time.perf_counter() - began
        for rule, path, places, _ in mine:
            print(
                "|",
                " | ".join((rule, path.name, tool, *scored(places, found.get(path.resolve(), ())))),
                "|",
            )
        print(f"{tool}: {took:.2f} s for {len(mine)} files, {took / len(mine):.3f} s a file")


def _can(tool, row):
    """Whether a tool has a rule for the file."""
    return tool == "Backlight" or (
        row[3] is not None if tool == "semgrep" else row[1].suffix == ".py"
    )


def scored(places, found):
    """The numbers of unsafe and safe places, recall and precision."""
    hit = [
        (unsafe, any(a <= last and first <= b for a, b in found)) for first, last, unsafe in places
    ]
    right, missed, wrong = (
        hit.count((True, True)),
        hit.count((True, False)),
        hit.count((False, True)),
    )
    sizes = str(right + missed), str(len(hit) - right - missed)
    return *sizes, f"{right / max(1, right + missed):.3f}", f"{right / max(1, right + wrong):.3f}"


if __name__ == "__main__":
    main(*sys.argv[1:4])
