"""Try every instant action on every place of real applications, by the command line alone.

    python tests/benchmarks/applications.py APP [APP …] [--most N] [--refusals]

For each application (a folder): what `backlight facts` finds, what `backlight actions` offers at
each endpoint, query and table, and for each instant offer whether `backlight run` ends in a diff
that `git apply` takes, whether the files still parse (`ast`, `node --check` or tree-sitter for
TypeScript), and whether the application's folder is untouched.
"""

import argparse
import ast
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from backlight.analysis.syntax import parse
from backlight.text import Text

BACKLIGHT = (sys.executable, "-P", "-m", "backlight")


def main() -> None:
    """Print one block per application, and the sum."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("apps", nargs="+", type=Path)
    options.add_argument("--most", type=int, default=10_000, help="places tried per application")
    options.add_argument("--refusals", action="store_true", help="print each refusal")
    given = options.parse_args()
    for app in given.apps:
        measure(app.resolve(), given.most, given.refusals)


def measure(app: Path, most: int, refusals: bool) -> None:
    """Everything about one application."""
    before = fingerprint(app)
    facts = ask(app, "facts", ".", "--json")
    kinds = {kind: len(facts[kind]) for kind in ("endpoints", "queries", "tables")}
    findings = Counter(row["rule"] for row in ask(app, "check", ".", "--format", "json"))
    print(f"\n{app.name}: {kinds} findings {dict(findings)}")
    rows = (row for kind in kinds for row in facts[kind])
    places = list(dict.fromkeys(f"{row['file']}:{row['line']}" for row in rows))[:most]
    with scratch(app) as copy, ThreadPoolExecutor(2) as pool:
        tried = [one for some in pool.map(lambda at: list(offers(app, at)), places) for one in some]
        verdicts = [(at, action, *judge(copy, answer)) for at, action, answer in tried]
    for action in sorted({action for _, action, _, _ in verdicts}):
        ends = Counter(end for _, name, end, _ in verdicts if name == action)
        print(f"  {action}: {dict(ends)}")
    for at, action, end, detail in verdicts:
        if end not in ("applies", "refused") or (refusals and end == "refused"):
            print(f"    {end}: {action} {at}: {detail}")
    print(
        f"  the application's folder is {'untouched' if fingerprint(app) == before else 'CHANGED'}"
    )


def offers(app: Path, place: str) -> Iterator[tuple[str, str, dict]]:
    """Each instant offer at a place, and what running it answers."""
    offered = ask(app, "actions", place, "--json")
    if isinstance(offered, dict):
        yield place, "actions", offered
        return
    for offer in offered:
        if offer["instant"]:
            arguments = ("run", offer["id"], place, "--engine", "instant", "--json")
            yield place, offer["id"], ask(app, *arguments)


def judge(copy: Path, answer: dict) -> tuple[str, str]:
    """How one run ended, and why, tried in a copy that is put back afterwards."""
    if "error" in answer:
        return "refused", answer["error"]["message"]
    if not answer["diff"]:
        return "no diff", json.dumps(answer)[:200]
    applied = git(copy, "apply", "-", stdin=answer["diff"])
    changed = git(copy, "ls-files", "-mo", "--exclude-standard", "-z").stdout.split("\0")
    broken = [path for path in changed if path and not parses(copy / path)]
    git(copy, "checkout", "-q", ".")
    git(copy, "clean", "-fdq")
    if applied.returncode:
        return "does not apply", applied.stderr
    return ("does not parse", ", ".join(broken)) if broken else ("applies", "")


def parses(path: Path) -> bool:
    """Whether a file is one its own language takes."""
    if path.suffix == ".py":
        try:
            ast.parse(path.read_bytes())
        except SyntaxError:
            return False
    elif path.suffix in {".js", ".mjs", ".cjs"}:
        return not subprocess.run(["node", "--check", path], capture_output=True).returncode
    elif path.suffix in {".ts", ".tsx"}:
        return not parse(path.name, Text.of(path.read_bytes())).root.has_error
    elif path.suffix == ".json":
        json.loads(path.read_bytes())
    return True


class scratch:  # noqa: N801 - used as a function
    """A copy of an application under git, gone afterwards."""

    def __init__(self, app: Path) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.copy = self.folder / app.name
        shutil.copytree(app, self.copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))

    def __enter__(self) -> Path:
        for command in (("init", "-q"), ("add", "-fA"), ("commit", "-qm", "as it was")):
            git(self.copy, "-c", "user.name=b", "-c", "user.email=b@localhost", *command)
        return self.copy

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder)


def ask(app: Path, *arguments: str) -> dict:
    """The JSON document a command prints."""
    done = subprocess.run([*BACKLIGHT, *arguments], cwd=app, capture_output=True, text=True)
    try:
        return json.loads(done.stdout)
    except ValueError:
        sys.exit(f"{arguments} answered no JSON: {done.stdout[:300]} {done.stderr[-2000:]}")


def git(folder: Path, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess:
    """Run git in a folder."""
    given = stdin.encode() if stdin is not None else None
    done = subprocess.run(["git", *arguments], cwd=folder, input=given, capture_output=True)
    text = [part.decode("utf-8", "replace") for part in (done.stdout, done.stderr)]
    return subprocess.CompletedProcess(done.args, done.returncode, *text)


def fingerprint(app: Path) -> str:
    """Changes if any file of a folder does."""
    whole = hashlib.sha256()
    for path in sorted(app.rglob("*")):
        if path.is_file() and ".git" not in path.parts and "__pycache__" not in path.parts:
            whole.update(f"{path} {path.stat().st_mtime_ns}".encode() + path.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    main()
