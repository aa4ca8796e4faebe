r"""Secrets that stand in the code: values of names that say so, and values that look like keys.

>>> [name for name, _ in secrets(Text("API_KEY = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'\n"))]
['API_KEY']
>>> secrets(Text("PASSWORD = os.environ['PASSWORD']\ntoken = 'token'\nAPI_KEY = 'your-api-key'\n"))
()
"""

import re
from collections.abc import Iterator
from math import log2

from backlight.analysis.secrets_connecting import connecting
from backlight.analysis.secrets_guessed import guessed
from backlight.analysis.secrets_lines import on_lines
from backlight.analysis.secrets_noted import noted, told
from backlight.analysis.secrets_signing import plain, signing
from backlight.analysis.syntax import Span
from backlight.text import Text

NAMED = re.compile(
    r"""(?<![\w-])["']?((?:\w{0,60}?(?:[_\-]|(?-i:[a-z0-9](?=[A-Z]))))?"""
    r"""(?:secret|passwd|password|pwd|passphrase|api_?key"""
    r"""|access_?key|private_?key|auth_?token|access_?token|jwt_?secret|secret_?key|client_?secret)\w{0,60})["']?\]?"""
    r"""[ \t]*(?::[ \t]*\w+[ \t]*)?(?:=|:|:=)[ \t]*[bfu]?"""
    r"""(?:"{1,3}([^"\s]{8,200})"|'{1,3}([^'\s]{8,200})'|`([^`\s]{8,200})`)""",
    re.IGNORECASE,
)
"""`API_KEY = "…"`, `apiKey: "…"`: a name that says what it holds, and a text of some length."""
GIVEN = re.compile(
    r"""\(\s{0,40}["'](\w{0,60}(?:secret|passwd|password|pwd|api_?key|access_?key|auth_?token)\w{0,60})["'],"""
    r"""[ \t]*(?:"([^"\s]{8,200})"|'([^'\s]{8,200})'|`([^`\s]{8,200})`)\s{0,40}\)""",
    re.IGNORECASE,
)
"""`setProperty("password", "…")`, `getenv("API_KEY", "…")`."""
PAIR = re.compile(
    r"(?:[?&;]|=[\w.:/@-]{1,80} )(passw(?:or)?d|pwd|(?:client_?)?secret|api_?key|access_?key"
    r"|(?:access_?|auth_?)token)=([^\s&;,|#\"'`{}$%<>()\[]{8,100})(?=[\s&;,|#\"'`])",
    re.IGNORECASE,
)
"""`host=db user=app password=…`: what is said of one in a text."""
KEYS = re.compile(
    r"\b(?:(?<!Credential=)(?<!AccessKeyId=)AKIA[0-9A-Z]{16}|[rs]k_live_[0-9A-Za-z]{16,}|gh[oprsu]_[0-9A-Za-z]{36}|github_pat_\w{82}"
    r"|xox[baprs]-[0-9A-Za-z-]{20,}|glpat-[\w-]{20}|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|sk-(?:ant|proj)-[\w-]{40,}|shpat_[\da-f]{32}|npm_[0-9A-Za-z]{36}|dop_v1_[\da-f]{64})"
    r"|-----BEGIN (?:RSA |EC )?PRIVATE KEY-{0,5}(?=(?:\\[nr]|[\s\"'+,])*[A-Za-z\d+/]{24})"
)
"""Keys whose form is published by who gives them out, and that nobody is shown on purpose."""
AFTER = 12
"""Characters behind a key in which an example shows that it is one: `…KEY-----\\n...`."""
WORDS = (
    *("secret", "passw", "pwd", "passphrase", "token", "api_key", "apikey"),
    *("access_key", "accesskey", "private_key", "privatekey"),
)
"""One of them is in every name that `NAMED` finds, in small letters."""
SPOKEN = ("python", "javascript", "typescript", "tsx", "java", "go", "ruby")
FORMS = (
    *("AKIA", "k_live_", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "xox", "glpat-"),
    *("SG.", "sk-ant-", "sk-proj-", "shpat_", "npm_", "dop_v1_", "PRIVATE KEY"),
)
"""One of them is in every key that `KEYS` finds."""
EXAMPLE = re.compile(
    r"^op://|^6LeIxAcT|^\{cipher\}|^vault:|^\[|example|change|your|dummy|placeholder|insecure|xxx|\.\.\.|<|\$\{|\{\{|%\(|^\$|test|sample|fake|todo"
    r"|^\{[\w.]+\}$|^[+&?)@]|^\.{0,2}/|\+$|^\w+\[\w+\]$|^\.[\w-]+\{|^(?:password|admin)\d+$|^(?:phc|pk_live|pk_test|pub)_|default|localhost|redacted|none|null|undefined|^\*+$|mock|charset|alphabet|abcdefghij|1234567890|1234-1234|#\{|secret_?key$|password$|foobar|demo|(?<![a-z])local(?![a-z])",
    re.IGNORECASE,
)
"""Values that are no secrets: what one has to fill in, and names of where it stands."""
NAMES = re.compile(
    r"^_{0,2}[A-Za-z]+(?:[_\-.:/, ]{1,2}[A-Za-z]+)*$|^[a-z]+(?:[A-Z][a-z]+)+$"
    r"|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^/|^https?:|^\d{4}_[a-z]+(?:_[a-z]+)+$"
)
"""Words put together: a field's name, a path, a message, a step of a migration."""
PERMISSION = re.compile(r"^[A-Z][A-Z\d]*(?:_[A-Z\d]+)*[:.][A-Z+_:.]+$")
"""What one may do, as programs write it down: `API_KEY:READ+ADD`."""
PART = r"(?:[a-z]+\d{0,3}|\d{1,4})"
NUMBERED = re.compile(rf"^{PART}(?:[_\-.:/]{PART})+$")
"""Words and numbers put together: `form-input-2`, `auth.v2.reset`."""
CODE = re.compile(r"%[sdvq]|\(\)|\\[dwsS]|\[\^|=>|&&|\|\||\.\w+\(|^\w+=")
"""A pattern, a format, or a piece of code."""
PASSWORD = re.compile(r"(?i)passw|pwd|passphrase")
HASH = re.compile(r"^[0-9a-fA-F]{32,}$|^\$(?:2[aby]|argon2\w*|pbkdf2\w*|scrypt)\$")
"""What is kept of a password, and lets nobody in."""
SHIPPED = re.compile(r"(?i)package_?name|user_?-?agent|android|iphone|redirect\w*[\"' :=]+urn:ietf")
"""What stands beside the client secret of an application for devices: all who have it know it."""
SEARCHES = re.compile(r"\b(?:indexName|appId|integrationId|organizationDisplayName|projectId)\b")
"""What stands beside the key of a search in a page: every browser has it."""
NEAR = 300
NO_SECRET = re.compile(
    r"(?i)(?:url|uri|endpoint|path|filter|header|label|title|text|message|name|icon|placeholder|hint|pattern|regex|prefix|expiry|ttl|lifetime|header_?name|parsing_regex|host|port|type|provider|version|policy|algorithm|length"
    r"|field|param|key_?name|env|selector|class(?:_?name)?|key_?id|ref|route|event|action|column|input|form|error|msg"
    r"|format|mode|status|strength|rule|component|schema|scope|help|description|tooltip|service|manager|grant|button)s?$|sha\d*$|hash(?:ed)?|digest$|fingerprint$"
    r"|^(?:test|dummy|fake|example|sample|mock)_"
)
"""How names end that hold what stands beside a secret: its hash, its page, its label, its time."""
HOLE = re.compile(r"[$#]?\{[^{}]*\}")
"""A place in a text where the program puts a value of its own."""
LEAST = 8
RANDOM = 3.0
"""Bits a character (Shannon) above which a text was hardly made by hand; a short one has fewer."""
SHORT = 0.85


def secrets(
    text: Text, within: Span | None = None, language: str = ""
) -> tuple[tuple[str, Span], ...]:
    """Each secret's name and place; in the part that is asked for, its whole lines."""
    start, end = _lines(text, within)
    code = text.slice(start, end)
    whole = code if within is None else text.source
    before = start if whole.isascii() else len(text.slice(0, start))
    kept: list[tuple[str, int, int]] = []
    for one in sorted(_found(code, whole, before, language), key=lambda found: found[1]):
        if not kept or one[1] >= kept[-1][2]:
            kept.append(one)
    return tuple((name, _span(code, first, last, start)) for name, first, last in kept)


def _found(code: str, whole: str, before: int, language: str) -> Iterator[tuple[str, int, int]]:
    named = [
        hit
        for form in (NAMED, GIVEN, PAIR)
        for hit in on_lines(form, code, WORDS)
        if _secret(hit[1], hit[hit.lastindex or 0])
        and not NO_SECRET.search(hit[1])
        and not _aside(code, hit)
    ]
    for hit in named:
        yield hit[1], hit.start(), hit.end()
    for hit in KEYS.finditer(code) if any(key in code for key in FORMS) else ():
        shown = code[hit.start() : hit.end() + AFTER].partition("\n")[0]
        if not EXAMPLE.search(shown):
            yield hit[0][:8] + "…", hit.start(), hit.end()
    said = (*signing(code, whole, before), *connecting(code, whole, before))
    for one in (*said, *(guessed(code, language) if language in SPOKEN else ())):
        if not noted(code, one[1]):
            yield one


def _aside(code: str, hit: re.Match[str]) -> bool:
    """Whether it is in a comment, or goes with an application that is given to everybody."""
    near = code[max(0, hit.start() - NEAR) : hit.end() + NEAR]
    name = hit[1].lower()
    shipped = "client" in name and SHIPPED.search(near) is not None
    shown = name.replace("_", "") == "apikey" and SEARCHES.search(near) is not None
    shown = shown or told(code, hit.start())
    return shipped or shown or noted(code, hit.start())


def _secret(name: str, value: str) -> bool:
    """Whether a text is as random as keys are, or at least mixed as passwords are; no name is."""
    if (
        plain(value) in plain(name)
        or PERMISSION.search(value)
        or EXAMPLE.search(value)
        or any(form.search(value) for form in (NAMES, NUMBERED, CODE))
        or (PASSWORD.search(name) and HASH.search(value))
        or not value.isascii()
    ):
        return False
    value = HOLE.sub("", value)
    if len(value) < LEAST or NAMES.search(value):
        return False
    mixed = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", r"\d", r"[^\w]"))
    return mixed >= 2 and _bits(value) >= min(RANDOM, SHORT * log2(len(value)))


def _bits(value: str) -> float:
    shares = [value.count(c) / len(value) for c in set(value)]
    return -sum(share * log2(share) for share in shares)


def _span(code: str, first: int, last: int, start: int) -> Span:
    at = start + len(code[:first].encode("utf-8", "surrogatepass"))
    return Span(at, at + len(code[first:last].encode("utf-8", "surrogatepass")))


def _lines(text: Text, within: Span | None) -> tuple[int, int]:
    if within is None:
        return 0, len(text.data)
    return text.starts[text.line_of(within.start)], text.line_at(within.end)[1]
