r"""Secrets that stand in the code: values of names that say so, and values that look like keys.

>>> [name for name, _ in secrets(Text("API_KEY = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'\n"))]
['API_KEY']
>>> secrets(Text("PASSWORD = os.environ['PASSWORD']\ntoken = 'token'\nAPI_KEY = 'your-api-key'\n"))
()
"""

import re
from collections.abc import Iterator
from math import log2

from backlight.analysis.syntax import Span
from backlight.text import Text

NAMED = re.compile(
    r"""(?<![\w-])["']?((?:\w*?[_\-])?(?:secret|passwd|password|api_?key|access_?key|private_?key"""
    r"""|auth_?token|access_?token|jwt_?secret|secret_?key|client_?secret)\w*)["']?"""
    r"""[ \t]*(?::[ \t]*\w+[ \t]*)?(?:=|:|:=)[ \t]*["'`]([^"'`\s]{8,200})["'`]""",
    re.IGNORECASE,
)
"""`API_KEY = "…"`, `apiKey: "…"`: a name that says what it holds, and a text of some length."""
KEYS = re.compile(
    r"\b(?:AKIA[0-9A-Z]{16}|sk_live_[0-9A-Za-z]{16,}|ghp_[0-9A-Za-z]{36}|xox[baprs]-[0-9A-Za-z-]{20,}"
    r"|glpat-[\w-]{20}|SG\.[\w-]{16,}\.[\w-]{16,}|AIza[\w-]{35})"
    r"|-----BEGIN (?:RSA |EC )?PRIVATE KEY"
)
"""Keys whose form is published by who gives them out."""
AFTER = 12
"""Characters behind a key in which an example shows that it is one: `…KEY-----\\n...`."""
SIGNED = re.compile(
    r"""\b(?:jwt|jsonwebtoken|JWT)\.(?:encode|sign|verify|decode)\(\s*(?:\{[^{}]*\}|[^,(){}]+),\s*["'][^"'\n]{3,}["']"""
    r"""|\b(?:session|expressSession|express[jJ]wt)\(\s*\{[^{}]*?\bsecret\s*:\s*["'][^"'\n]{3,}["']"""
    r"""|\bsecretOrKey\s*[:=]\s*["'][^"'\n]{3,}["']"""
)
"""A text in the code is what sessions and tokens are signed with, however it reads."""
SIGNS = ("jwt", "JWT", "jsonwebtoken", "session(", "Session(", "secretOrKey")
"""One of them is in every place that `SIGNED` finds."""
WORDS = (
    *("secret", "passw", "token", "api_key", "apikey"),
    *("access_key", "accesskey", "private_key", "privatekey"),
)
"""One of them is in every name that `NAMED` finds, in small letters."""
FORMS = ("AKIA", "sk_live_", "ghp_", "xox", "glpat-", "SG.", "AIza", "PRIVATE KEY")
"""One of them is in every key that `KEYS` finds."""
EXAMPLE = re.compile(
    r"example|change|your|dummy|placeholder|insecure|xxx|\.\.\.|<|\$\{|\{\{|%\(|^\$|test|sample|fake|todo"
    r"|^\{[\w.]+\}$|^[+&?)@]|^\.{0,2}/|\+$|^\w+\[\w+\]$|^(?:password|admin)\d+$|^(?:phc|pk_live|pk_test|pub)_|default|localhost|redacted|none|null|undefined|^\*+$|mock|charset|alphabet|abcdefghij|1234567890|#\{|secret_?key$|password$|foobar|demo",
    re.IGNORECASE,
)
"""Values that are no secrets: what one has to fill in, and names of where it stands."""
NAMES = re.compile(
    r"^[A-Za-z]+(?:[_\-.:/, ][A-Za-z]+)*$|^[a-z]+(?:[A-Z][a-z]+)+$"
    r"|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^/|^https?:"
)
"""Words put together: a field's name, a path, a message."""
SHIPPED = re.compile(r"(?i)package_?name|user_?-?agent|android|iphone|redirect\w*[\"' :=]+urn:ietf")
"""What stands beside the client secret of an application for devices: all who have it know it."""
NEAR = 300
NO_SECRET = re.compile(
    r"(?i)(?:url|uri|endpoint|path|filter|header|label|title|text|message|icon|placeholder|hint|pattern|regex|prefix|expiry|ttl|lifetime)s?$|sha\d*$|hash(?:ed)?|digest$|fingerprint$"
)
"""How names end that hold what stands beside a secret: its hash, its page, its label, its time."""
RANDOM = 3.0
"""Bits a character (Shannon) above which a text was hardly made by hand."""


def secrets(text: Text, within: Span | None = None) -> tuple[tuple[str, Span], ...]:
    """Each secret's name and place; in the part that is asked for, its whole lines."""
    start, end = _lines(text, within)
    return tuple(_found(text.slice(start, end), start))


def _found(code: str, start: int) -> Iterator[tuple[str, Span]]:
    named = [
        hit
        for hit in _named(code)
        if _secret(hit[2]) and not _holds_none(hit[1]) and not _aside(code, hit)
    ]
    for hit in named:
        yield hit[1], _span(code, hit, start)
    for hit in SIGNED.finditer(code) if any(word in code for word in SIGNS) else ():
        if not _noted(code, hit.start()) and "${" not in hit[0]:
            yield "the key that signs", _span(code, hit, start)
    for hit in KEYS.finditer(code) if any(key in code for key in FORMS) else ():
        said = any(one.start() <= hit.start() < one.end() for one in named)
        shown = code[hit.start() : hit.end() + AFTER].partition("\n")[0]
        if not said and not EXAMPLE.search(shown):
            yield hit[0][:8] + "…", _span(code, hit, start)


def _aside(code: str, hit: re.Match[str]) -> bool:
    """Whether it is in a comment, or goes with an application that is given to everybody."""
    near = code[max(0, hit.start() - NEAR) : hit.end() + NEAR]
    shipped = "client" in hit[1].lower() and SHIPPED.search(near) is not None
    return shipped or _noted(code, hit.start())


def _noted(code: str, at: int) -> bool:
    """Whether a place is in a comment that fills its line: what a template proposes."""
    line = code[code.rfind("\n", 0, at) + 1 : at].lstrip()
    return line.startswith(("#", "//", "* "))


def _named(code: str) -> Iterator[re.Match[str]]:
    """What `NAMED` finds: only on lines that speak of a secret, the rest is not looked at."""
    low, end = code.lower(), 0
    if len(low) != len(code):  # There are letters that get longer
        yield from NAMED.finditer(code)
        return
    for at in sorted({low.rfind("\n", 0, at) + 1 for word in WORDS for at in _places(low, word)}):
        if at >= end:
            end = _line_end(low, at)
            after = _line_end(low, end)
            yield from (hit for hit in NAMED.finditer(code, at, after) if hit.start() < end)


def _line_end(code: str, at: int) -> int:
    return code.find("\n", at) + 1 or len(code)


def _places(code: str, word: str) -> Iterator[int]:
    at = code.find(word)
    while at >= 0:
        yield at
        at = code.find(word, at + len(word))


def _holds_none(name: str) -> bool:
    """Whether a name says that it holds a hash, an address, a text or a time, and no secret."""
    return NO_SECRET.search(name) is not None


def _secret(value: str) -> bool:
    """Whether a text is as random as keys are, or at least mixed as passwords are."""
    if EXAMPLE.search(value) or NAMES.match(value) or not value.isascii():
        return False
    mixed = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", r"\d", r"[^\w]"))
    return mixed >= 2 and _bits(value) >= RANDOM


def _bits(value: str) -> float:
    shares = [value.count(c) / len(value) for c in set(value)]
    return -sum(share * log2(share) for share in shares)


def _span(code: str, hit: re.Match[str], start: int) -> Span:
    first = start + len(code[: hit.start()].encode("utf-8", "surrogatepass"))
    return Span(first, first + len(hit[0].encode("utf-8", "surrogatepass")))


def _lines(text: Text, within: Span | None) -> tuple[int, int]:
    if within is None:
        return 0, len(text.data)
    return text.starts[text.line_of(within.start)], text.line(text.line_of(within.end))[1]
