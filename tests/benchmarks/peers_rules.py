"""Further rules beside the peers: bandit, ruff and semgrep on their own annotated places, in one run.

    python tests/benchmarks/peers_rules.py SEMGREP_RULES BANDIT_REPOSITORY BIN

As in `peers.py`; BIN holds `ruff` as well. Compared are calls without a timeout, secrets in the code, calls
that hold up the event loop, and exceptions that nobody hears of. httpx waits five seconds if it is told
nothing, so only `timeout=None` is unsafe there. A rule of ours that looks at handlers alone is given each
example inside of a handler. A secret counts as found, whoever finds it, where it is written as well as where
its name is used. The second table sums up: each peer on the places it has a rule for, and
Backlight on the same. Milliseconds are those of a whole run, the start of the tool among them, by its files; of
Backlight, which is there already, those of the file in the middle.
"""

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from backlight import index
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.peers import run
from benchmarks.peers_places import RULES, labels


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
    if name not in project.files:
        return []
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


def flows(path, places):
    """The places, an unsafe one with the lines that give its names a text, or use the name it gives."""
    lines = path.read_text("utf-8").split("\n")
    for first, last, unsafe in places:
        said = "\n".join(lines[first - 1 : last])
        used = set(re.findall(r"[A-Za-z_]\w{3,}", said)) if unsafe else set()
        made = re.match(r"\s*(?:[\w:]+ )*(\w+)\s*:?=", said) if unsafe else None
        further = [
            number
            for number, line in enumerate(lines, 1)
            if any(re.search(rf"\b{name}\s*:?=\s*[\"']", line) for name in used)
            or (made and re.search(rf"[(,: ]{made[1]}\b[^=]*$", line) and number > last)
        ]
        yield [(first, last), *((n, n) for n in further)], unsafe


def _python(rows):
    return [row[1] for row in rows if row[1].suffix == ".py"]


def main(rules, bandit, commands):
    rows, sums, ours_found = list(labels(rules, bandit)), [], {}
    print("| rule | file | tool | unsafe | safe | recall | precision |\n" + "|---" * 7 + "|")
    for tool in ("Backlight", "bandit", "ruff", "semgrep"):
        began, mine = time.perf_counter(), [row for row in rows if _can(tool, row)]
        with tempfile.TemporaryDirectory() as folder:
            if tool == "Backlight":
                found = ours_found = {row[1].resolve(): ours(*row[1::-1], folder) for row in mine}
                each = [clocked(lambda row=row: ours(*row[1::-1], folder)) for row in mine]
            else:
                found = peers(tool, Path(commands) / tool, mine)
        took = (time.perf_counter() - began) / len(mine) * 1000
        took = statistics.median(each) if tool == "Backlight" else took
        for rule, path, places, _ in mine:
            shown(rule, path.name, tool, *summed([(rule, path, places, None)], found))
        for rule in RULES:
            some = [row for row in mine if row[0] == rule]
            sums += (
                [(rule, tool, summed(some, found), summed(some, ours_found), took)] if some else []
            )
    print(
        "\n| rule | tool | unsafe | safe | recall | precision | Backlight's recall | precision | ms |"
    )
    print("|---" * 9 + "|")
    for rule, tool, theirs, own, took in sorted(sums):
        shown(rule, tool, *theirs, *own[2:], f"{took:.1f}")


def clocked(job):
    """How many milliseconds a job takes."""
    began = time.perf_counter()
    job()
    return (time.perf_counter() - began) * 1000


def shown(*cells):
    print("|", " | ".join(cells), "|")


def summed(rows, found):
    """The numbers over all files of a rule."""
    return counted(
        [
            (unsafe, any(_touches(some, at) for at in found.get(path.resolve(), ())))
            for rule, path, places, _ in rows
            for some, unsafe in _all(rule, path, places)
        ]
    )


def _all(rule, path, places):
    if rule == "hard-coded-secret":
        return flows(path, places)
    return [([(first, last)], unsafe) for first, last, unsafe in places]


def _touches(some, at):
    return any(at[0] <= last and first <= at[1] for first, last in some)


def _can(tool, row):
    """Whether a tool has a rule for the file."""
    if tool in {"bandit", "ruff"}:
        return row[1].suffix == ".py" and bool(RULES[row[0]][tool == "ruff"])
    return tool == "Backlight" or row[3] is not None


def counted(hit):
    """What (unsafe, found) of each place come to."""
    right, missed, wrong = (
        hit.count((True, True)),
        hit.count((True, False)),
        hit.count((False, True)),
    )
    sizes = str(right + missed), str(len(hit) - right - missed)
    return *sizes, f"{right / max(1, right + missed):.3f}", f"{right / max(1, right + wrong):.3f}"


if __name__ == "__main__":
    main(*sys.argv[1:4])
