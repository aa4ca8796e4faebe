"""Values that a function has compared with a list of allowed ones, or matched, before their use."""

from functools import lru_cache
from re import compile as regex
from re import escape, search

from tree_sitter import Node

from backlight.analysis.queries_host import Host
from backlight.analysis.syntax import ancestors

CHECK = (
    r"(?<![\w.])(?=[\w.]*(?i:valid|check|ensure|assert|prevent|verif|safe|allow))"
    r"(?=[\w.]*(?i:sql|injec|ident|column|field|table|sort|order))[\w.]+"
)
"""What is called to refuse what is no part of SQL: `columnValidator.validateSqlInjection(…)`."""
CHECKED = regex(rf"{CHECK}\(([^;\n]*)")
CHECKS = regex(r"(?i)valid|check|ensure|assert|prevent|verif|safe|allow")


@lru_cache(maxsize=64)
def _code(scope: Node) -> bytes:
    """A function without its comments, place for place: "data in case …" checks nothing."""
    return COMMENT.sub(lambda hit: b" " * len(hit[0]), scope.text or b"")


THERE = (
    r"(?!_?(?i:not_?)?(?i:empty|blank|nil|null|none|undef"
    r"|(?:defined|present|absent|string|str|text|object|array|list|set)\b))"
)
"""What only tells that there is a text (`isEmpty`, `isString`) lets every text through."""
COMMENT = regex(rb"/\*[^*]*(?:\*(?!/)[^*]*)*\*/|(?<![:\w\"'/\\])//[^\n]*|(?m:^\s*#(?!\{)[^\n]*)")


@lru_cache(maxsize=64)
def _checked(scope: Node) -> str:
    """All that a function gives to what refuses what is no part of SQL."""
    whole = _code(scope).decode("utf-8", "replace")
    return "\n".join(CHECKED.findall(whole)) if CHECKS.search(whole) else ""


def allowed(node: Node, code: str, host: Host) -> bool:
    """Whether a value was compared with a list of allowed ones, or matched, before it is used."""
    scope = next((a for a in ancestors(node) if a.type in host.functions), None)
    if scope is None or len(code) > 80:
        return False
    if (checked := _checked(scope)) and search(rf"(?<![\w.]){escape(code)}(?!\w)", checked):
        return True
    before = _code(scope)[: node.start_byte - scope.start_byte].decode("utf-8", "replace")
    name = rf"(?<![\w.]){escape(code)}"
    return bool(
        (
            search(rf"{name}\s+(?:not\s+)?in\s+[\w\[({{\"'.]", before)
            and not search(rf"\bfor\s+{escape(code)}\s+in\b", before)
        )
        or search(
            r"\.(?:includes|has|test|indexOf|match|fullmatch|isInteger|Contains|MatchString|"
            rf"include\?|key\?|member\?|match\?)\([^()\n]*{name}(?!\w)",
            before,
        )
        or search(
            rf"(?:!|\bnot\s+|\bunless\s+)(?:\w+\.)*[iI]s{THERE}_?[A-Z_a-z]\w*\(\s*{name}\s*\)",
            before,
        )
        or search(rf"(?:!|=\s*)[\w.]+\[{name}\]", before)
        or search(rf"{name}\.in\?\(", before)
        or search(rf"{name}\.(?:isdigit|isalnum|isidentifier|isdecimal)\(\)", before)
        or (host.allows and search(host.allows.replace("{name}", name), before))
        or search(rf"isinstance\(\s*{name}\s*,\s*(?:int|float|bool|\w*Enum)\b", before)
    )
