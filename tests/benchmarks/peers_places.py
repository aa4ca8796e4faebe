"""The annotated places of further rules: of semgrep's own files, and of bandit's examples.

A row is (rule, file, its places, the configuration of semgrep's rule if there is one), a place
(first line, last line, unsafe).
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.peers import NOTE, SUFFIXES

OURS = re.compile(
    r"(?i)secret|jwt-(?:python-)?hard|hardcoded-(?:token|jwt|hmac|password)|passport-hardcode"
    r"|timeout|sync-sleep"
)
"""The rules of semgrep that ask what one of ours asks."""
RULES = {
    "missing-timeout": (("B113",), ("S113",), "python/requests/best-practice/use-timeout"),
    "hard-coded-secret": (("B105", "B106", "B107"), ("S105", "S106", "S107"), ""),
    "blocking-call": ((), ("ASYNC",), "python/lang/correctness/sync-sleep-in-async-code"),
    "swallowed-exception": (("B110",), ("S110",), ""),
}
OF_SECRETS = (
    "python/flask/security/audit/hardcoded-config python/boto3/security/hardcoded-token"
    " python/jwt/security/jwt-hardcode javascript/jsonwebtoken/security/jwt-hardcode"
    " javascript/express/security/audit/express-session-hardcoded-secret"
    " javascript/passport-jwt/security/passport-hardcode"
    " javascript/express/security/express-jwt-hardcoded-secret javascript/jose/security/jwt-hardcode"
    " javascript/lang/security/audit/hardcoded-hmac-key java/java-jwt/security/jwt-hardcode"
    " go/jwt-go/security/jwt ruby/jwt/security/jwt-hardcode"
    " python/lang/security/audit/hardcoded-password-default-argument"
)


def of_semgrep(path):
    """(first line, last line, unsafe) for each comment: the statement below it."""
    lines = path.read_text("utf-8").split("\n")
    for number, line in enumerate(lines):
        if (hit := NOTE.search(line)) and OURS.search(hit[2]):
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
            below = [n for n in range(number, len(lines)) if not lines[n].strip().startswith("#")]
            at = next((n for n in below[:3] if f'"{hit[1]}"' in lines[n]), below[0])
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
    sleep = Path(rules) / f"{RULES['blocking-call'][2]}.py"
    yield "blocking-call", sleep, list(of_semgrep(sleep)), sleep.with_suffix(".yaml")
    for config, path in sources.items():
        yield "hard-coded-secret", path, list(of_semgrep(path)), config
    path = examples / "hardcoded-passwords.py"
    yield "hard-coded-secret", path, list(of_passwords(path)), None
    path = examples / "try_except_pass.py"
    yield "swallowed-exception", path, list(of_swallowed(path)), None


def _code(rule):
    """The annotated file of a rule."""
    ends = (rule.with_name(f"{rule.name}{end}") for end in SUFFIXES)
    return next(path for path in ends if path.exists())
