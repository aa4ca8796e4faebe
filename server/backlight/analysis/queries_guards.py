"""Values that a function has compared with a list of allowed ones, or matched, before their use."""

from functools import lru_cache
from re import compile as regex
from re import escape, search

from tree_sitter import Node

from backlight.analysis.queries_host import Host
from backlight.analysis.syntax import ancestors, text_of

CHECK = (
    r"(?<![\w.])(?=[\w.]*(?i:valid|check|ensure|assert|prevent|verif|(?<!un)safe|allow))"
    r"(?=[\w.]*(?i:sql|injec|ident|column|field|table|sort|order))[\w.]+"
)
"""What is called to refuse what is no part of SQL: `columnValidator.validateSqlInjection(…)`."""
CHECKED = regex(rf"{CHECK}\(([^;\n]*)")
CHECKS = regex(r"(?i)valid|check|ensure|assert|prevent|verif|(?<!un)safe|allow")


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
    if _chosen(node, code):
        return True
    return node.start_byte - scope.start_byte >= _from(scope, code, host.allows)


def _chosen(node: Node, code: str) -> bool:
    """Whether Python takes a value only where it is one of a few: `a if a in ALL else b`."""
    at, above = node, node.parent
    while above is not None and above.type in {"parenthesized_expression", "call", "attribute"}:
        at, above = above, above.parent
    if above is None or above.type != "conditional_expression" or above.named_children[0] != at:
        return False
    when = text_of(above.named_children[1])
    return search(rf"^\(*{escape(code)}\s+in\s+[\w\[({{\"'.]", when) is not None


@lru_cache(maxsize=512)
def _from(scope: Node, code: str, allows: str) -> int:
    """From which byte of a function on a value has been compared; it is used in many places."""
    whole = _code(scope).decode("utf-8", "replace")
    name = rf"(?<![\w.]){escape(code)}"
    ways = (way.replace("{name}", name) for way in _possible(scope, allows))
    ends = [hit.end() for way in ways if (hit := search(way, whole)) is not None]
    among = search(rf"{name}\s+(?:not\s+)?in\s+[\w\[({{\"'.]", whole)
    if among is not None:
        each = search(rf"\bfor\s+{escape(code)}\s+in\b", whole)
        ends += [among.end()] if each is None or each.end() > among.end() else []
    return len(whole[: min(ends)].encode()) if ends else len(whole.encode()) + 1


@lru_cache(maxsize=64)
def _possible(scope: Node, allows: str) -> tuple[str, ...]:
    """The ways to match a value that a function has anything of; a pattern takes long to make."""
    whole = _code(scope).decode("utf-8", "replace")
    return (*(way for near, way in WAYS if near.search(whole)), *([allows] if allows else ()))


AMONG = (
    r"\.(?:includes|has|test|indexOf|match|fullmatch|isInteger|Contains|MatchString|"
    r"include\?|key\?|member\?|match\?)\("
)
WAYS = (
    (regex(AMONG), rf"{AMONG}[^()\n]*{{name}}(?!\w)"),
    (
        regex(r"[iI]s_?[A-Z_a-z]\w*\("),
        rf"(?:!|\bnot\s+|\bunless\s+)(?:\w+\.)*[iI]s{THERE}_?[A-Z_a-z]\w*\(\s*{{name}}\s*\)",
    ),
    (regex(r"[\w.]\["), r"(?:!|=\s*)[\w.]+\[{name}\]"),
    (regex(r"\.in\?\("), r"{name}\.in\?\("),
    (regex(r"\.is\w+\(\)"), r"{name}\.(?:isdigit|isalnum|isidentifier|isdecimal)\(\)"),
    (regex(r"\bisinstance\("), r"isinstance\(\s*{name}\s*,\s*(?:int|float|bool|\w*Enum)\b"),
)
"""How a value is matched, as a pattern, and what of it any function has that does."""
