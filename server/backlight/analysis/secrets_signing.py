r"""What signs sessions and tokens, where it is given: a text there is a secret however it reads.

>>> [said for said, _, _ in signing("jwt.encode(claims, 'x1')\nconfig['SECRET_KEY'] = 'aaaa'\n")]
['SECRET_KEY', 'the key that signs']
>>> [said for said, _, _ in signing("key = 'abc'\njwt.encode(claims, key)\n")]
['key']
>>> list(signing("key = os.environ['KEY']\njwt.encode(claims, key)\n"))
[]
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from backlight.analysis.secrets_lines import CALL, on_lines

TEXT = r"""(?:"(?P<double>(?:[^"\\\n]|\\.){1,200})"|'(?P<single>(?:[^'\\\n]|\\.){1,200})')"""
"""A text in quotes; the other kind of quotes may be in it."""
AS = r"(?:\.(?:getBytes|toCharArray|encode)\([^()]*\))?"
"""A text as bytes."""
INTO = (
    r"(?:(?:\[\]byte|JWK\.asKey|(?:crypto\.)?createSecretKey|Buffer\.from"
    r"|new TextEncoder\(\)\.encode)\(\s{0,9})?b?"
)
"""What makes a key of a text."""
GIVEN = (
    rf"""{INTO}(?:{TEXT}"""
    r"""|(?:this\.|self\.)?(?P<by>[A-Za-z_]\w*)(?=\s{0,99}[,)}\n;]|\.getBytes\())"""
)
"""A text as it stands, or the name of one."""
ENCODED = (
    r"\b(?:{})\.(?:encode|sign|verify|decode)[( ]\s{{0,99}}"
    r"(?:\{{[^{{}}]{{0,300}}\}}|[^\s,(){{}}][^,(){{}}\n]{{0,99}}),\s{{0,99}}(?:key\s{{0,9}}=\s{{0,9}})?"
)
SIGNS = re.compile(
    r"(?:\.(?:SignedString|setSigningKey)\(\s*|\.signWith\(\s*[\w.]+,\s*|\bAlgorithm\.HMAC\d+\(\s*"
    r"|\bNewCookieStore\(\s*|\bcookie\.NewStore\(\s*|\bcookieParser\(\s*|\bMessageVerifier\.new\(\s*"
    r"|\bcreateHmac\(\s*['\"]\w+['\"],\s*|\bhmac\.[nN]ew\((?:\s*sha\w+\.New,)?\s*|\bSecretKeySpec\(\s*"
    r"|\bhmacShaKeyFor\(\s*)" + GIVEN
)
"""What comes before the key in calls that sign, and in those that make what signs."""
FIELD = re.compile(
    r"\b(?P<field>secretOrKey|secret|clientSecret|consumerSecret)[\"']?\s*[:=]\s*" + GIVEN
)
OPENED = re.compile(
    r"\b(?:session|expressSession|(?:express)?[jJ]wt)\(\s*\{[^{}]*$|Strategy\([^{}();]*\{[^{}]*$"
)
BESIDE = re.compile(r"^[^{}]*?\b(?:resave|saveUninitialized|jwtFromRequest)\b")
BEFORE = re.compile(r"\b(?:resave|saveUninitialized|jwtFromRequest)\b[^{}]*$")
"""What stands in an object beside the secret of a session, or of tokens."""
NEAR = 200
FRAMEWORK = re.compile(
    r"""(?<![\w-])(?<!process\.env\.)(?<!environ\[["'])["']?(?P<name>(?:(?:app|flask|django|session|jwt|cookie)_)?secret_key(?:_base)?"""
    r"""|(?:jwt|session|cookie)_?secret)\b["']?\]?[ \t]*(?::[ \t]*str[ \t]*)?(?:=|:)[ \t]*"""
    + TEXT,
    re.IGNORECASE,
)
"""The names by which frameworks are told what they sign sessions and tokens with."""
JWT = re.compile(
    r"\b(\w{1,60})\s*+=\s*+require\(\s*+['\"]jsonwebtoken['\"]"
    r"|import\s++(?:\*\s++as\s++)?(\w{1,60})\s++from\s++['\"]jsonwebtoken"
)
WHOLE = re.compile(rf"{INTO}{TEXT}{AS}\)?;?\s*(?:(?://|#).*)?")
"""What gives a name nothing but a text."""
MADE = re.compile(rf"{INTO}(?P<of>[A-Za-z_]\w*){AS}\)?;?\s*(?:(?://|#).*)?")
"""What makes a key of what another name has."""
MOST = 40
"""How often a name is looked for above the place where it is used."""
NAMES = ("secret",)
"""It is in every name of what signs, in small letters or large."""
CALLS = (
    *("SignedString", "SigningKey", ".signWith", "HMAC", "CookieStore", "NewStore", "cookieParser"),
    *("MessageVerifier", "createHmac", "hmac.new", "SecretKeySpec", "hmacShaKeyFor"),
)
"""One of them is in every call that signs."""
OPEN = re.compile(
    r"\$\{|#\{|\{\{|^<.*>$|^%\(?\w*\)?s?$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^\$\w+$|^\s*$"
)
"""What is filled in, and names of where it stands."""
PLACEHOLDER = re.compile(
    r"(?i)change|replace|insecure|unsecure|very_|important|your|example|dummy|placeholder|default|^\.|test|^dev|xxx|abcdef|12345|\s|^(?:foo|bar|baz)$|(.)\1{7}"
    r"|secret.?key|^(?:none|null|undefined|string)$"
)
"""What is to be filled in, where nothing but a name says that it is a secret."""


def signing(code: str, whole: str = "", start: int = 0) -> Iterator[tuple[str, int, int]]:
    """What is said of each, and where; a name is looked up in the whole file.

    `code` stands in `whole` from the character `start` on.
    """
    whole = whole or code
    for hit in on_lines(FRAMEWORK, code, NAMES):
        name, value = plain(hit["name"]), text_in(hit)
        shown = OPEN.search(value) or PLACEHOLDER.search(value)
        if not shown and not name.endswith(plain(value)):
            yield hit["name"], hit.start(), hit.end()
    named = on_lines(JWT, whole, ("jsonwebtoken",))
    jwt = {"jwt", "JWT", "jsonwebtoken", *(name for hit in named for name in hit.groups() if name)}
    calls = on_lines(SIGNS, code, CALLS, CALL)
    encoded = on_lines(_encoded(tuple(sorted(jwt))), code, (f"{name}." for name in jwt), CALL)
    fields = on_lines(FIELD, code, NAMES, CALL)
    for hit in (*calls, *encoded, *(hit for hit in fields if _of_session(code, hit))):
        if (text := text_in(hit)) and not OPEN.search(text):
            yield "the key that signs", hit.start(), hit.end()
        elif hit["by"] and assigned(hit["by"], whole, start + hit.start()):
            yield hit["by"], hit.start(), hit.end()


def text_in(hit: re.Match[str]) -> str:
    """The text between the quotes of `TEXT`."""
    return hit["double"] or hit["single"] or ""


def plain(name: str) -> str:
    """A name without what only sets its words apart."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def assigned(name: str, code: str, before: int, further: int = 2) -> str:
    """The text that a name has at a place: what it was last given, in a block still open.

    It may have been given what so many other names have, one after the other.
    """
    way = re.compile(
        rf"([ \t]*)(?:[\w.<>\[\]]{{1,60}}[ \t]+){{0,5}}(?:this\.|self\.)?{name}\b"
        r"(?:[ \t]*:[ \t]*[\w\[\]]+)?[ \t]*:?=(?!=)[ \t]*([^\n]*)"
    )
    at = before
    for _ in range(MOST):
        at = code.rfind(name, 0, at)
        if at < 0:
            break
        start = code.rfind("\n", 0, at) + 1
        line = code[start : _end(code, at)]
        if start < code.rfind("\n", 0, before) and _given(name, line):
            break
        hit = way.fullmatch(line)
        if hit is None or _closed(len(hit[1]), code[at:before]):
            continue
        only, made = WHOLE.fullmatch(hit[2]), MADE.fullmatch(hit[2])
        if made is not None and further:
            return assigned(made["of"], code, start, further - 1)
        return text_in(only) if only is not None and not OPEN.search(text_in(only)) else ""
    return ""


def _end(code: str, at: int) -> int:
    end = code.find("\n", at)
    return end if end >= 0 else len(code)


def _closed(depth: int, code: str) -> bool:
    """Whether a block of so many columns ends in a piece of code."""
    return depth > 0 and re.search(rf"\n[ \t]{{0,{depth - 1}}}[^\s]", code) is not None


def _given(name: str, line: str) -> bool:
    """Whether a line opens a function that is given something of the name."""
    opens = re.search(r"(?:\bdef\b|\bfunc\b|\bfunction\b|=>|\)\s*\{)", line)
    return opens is not None and re.search(rf"[(,]\s*(?:\w+\s+)?{name}\b", line) is not None


@lru_cache(maxsize=16)
def _encoded(jwt: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(ENCODED.format("|".join(map(re.escape, jwt))) + GIVEN)


def _of_session(code: str, hit: re.Match[str]) -> bool:
    """Whether a field stands in what sessions or tokens are set up with."""
    before, after = code[max(0, hit.start() - NEAR) : hit.start()], code[hit.end() :][:NEAR]
    return hit["field"] == "secretOrKey" or any(
        (OPENED.search(before), BESIDE.search(after), BEFORE.search(before))
    )
