"""Which functions of other files a file hands what a client sent, and which of its own give it.

It is told by names, once, when a file is read: who looks at a statement of another file asks the
project what arrives there, and reads nothing more.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.between import NOTHING, Between, Handed
from backlight.analysis.facts import Handler
from backlight.analysis.queries_given import WRITTEN, sent
from backlight.analysis.queries_guards import allowed
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_hosts import host_of
from backlight.analysis.queries_origin import asked
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import Source, Span, ancestors, captures, field, text_of

SENDS = regex(
    rb"\brequest\b|\breq\.|\bparams\b|\bargv\b|\bevent\b|@(?:Request|Path|Query|Body|Param)"
    rb"|\bc(?:tx)?\.(?:Query|Param|PostForm|Form|Bind|Cookie|query|params|request|body)"
    rb"|\br\.(?:URL|Form|PostForm|PathValue|Header|Cookie)|\bURLParam\(|\bVars\("
)
"""What a file, and a function in it, holds that reads what clients send."""
MOST, WIDEST = 300, 12
"""Calls that are noted of one file, and values of a call that are looked at."""
TOLD = named(
    "print println log info warn warning error debug append push add put set get len str int json"
    " jsonify render render_template redirect send status execute query format Sprintf Println"
)
"""What everybody calls, and nobody names a function that runs a statement."""


def handed_on(source: Source, handlers: tuple[Handler, ...], within: Span | None = None) -> Between:
    """What a file hands to functions of others, and its own that give a client's words back.

    A part of a file tells nothing of it: it is asked on a key.
    """
    host = host_of(source.language)
    if within is not None or host is None or source.tree is None:
        return NOTHING
    if not (handlers or SENDS.search(source.text.data)):
        return NOTHING
    query = " ".join(f"({kind})" for kind in sorted(host.calls))
    found: set[Handed] = set()
    for call in captures(source, f"[{query}] @call").get("call", []):
        name = calls.callee(call)
        if name in TOLD or len(found) >= MOST or not calls.arguments(call):
            continue
        if name.isidentifier() and _reading(call, handlers, host):
            found.update(_given(call, name, handlers, host))
    return Between(_by_name(found), frozenset(_giving(source, handlers, host)))


def _reading(call: Node, handlers: tuple[Handler, ...], host: Host) -> bool:
    """Whether a call stands in a handler, or in a function that reads what a client sent."""
    if any(one.span.start <= call.start_byte < one.span.end for one in handlers):
        return True
    function = next((a for a in ancestors(call) if a.type in host.functions), None)
    return function is not None and _reads(function)


@lru_cache(maxsize=64)
def _reads(function: Node) -> bool:
    return SENDS.search(function.text or b"") is not None


def met(some: Iterable[Between]) -> Between:
    """What all files say, as one."""
    all_ = tuple(one for one in some if one.to or one.gives)
    rows = (row for one in all_ for rows in one.to.values() for row in rows)
    return Between(_by_name(rows), frozenset[str]().union(*(one.gives for one in all_)))


def _by_name(rows: Iterable[Handed]) -> dict[str, frozenset[Handed]]:
    found: dict[str, set[Handed]] = {}
    for row in rows:
        found.setdefault(row.function, set()).add(row)
    return {name: frozenset(some) for name, some in found.items()}


def _given(call: Node, name: str, handlers: tuple[Handler, ...], host: Host) -> Iterator[Handed]:
    """The values of a call that are what a client sent."""
    for at, one in enumerate(calls.arguments(call)[:WIDEST]):
        key = one.child_by_field_name("name") if one.type == "keyword_argument" else None
        value = field(one, "value") or one if key is not None else one
        if value.type in WRITTEN:
            continue
        if _words(value, handlers, host):
            yield Handed(plain(_on(call)), name, text_of(key) if key is not None else str(at))


def _on(call: Node) -> str:
    """What a method is called on, as it is written."""
    of = field(call, "object") or field(call, "receiver")
    return text_of(of) if of is not None else calls.receiver(call)


def _words(value: Node, handlers: tuple[Handler, ...], host: Host) -> bool:
    """Whether a value is what a client sent: read in place, or under a name that is given it."""
    if value.type != "identifier":
        return sent(value, host, 0)
    name = text_of(value)
    function = next((a for a in ancestors(value) if a.type in host.functions), None)
    ways = _named(function, host).get(name, ()) if function is not None else ()
    if allowed(value, name, host):
        return False
    if ways and all(code and allowed(value, code, host) for code in ways):
        return False
    return bool(ways) or _read(value, handlers)


@lru_cache(maxsize=64)
def _named(function: Node, host: Host) -> dict[str, tuple[str, ...]]:
    """The names that a function gives what a client sent, each with how it is read."""
    code, ways = text_of(function), dict[str, tuple[str, ...]]()
    for hit in GIVES.finditer(code):
        if asked(hit[2], host) and not NUMBER.search(hit[2]):
            ways[hit[1]] = (*ways.get(hit[1], ()), hit[2].rstrip(" ;\r"))
    return ways | dict.fromkeys(FILLED.findall(code), ("",))


GIVES = regex(
    r"(?<![\w.])(\w+)(?:, ?\w+)?(?::[ ]?[\w.<>\[\]| ]{1,60})?[ ]?:?=(?![=>~])"
    r"[ ]?(?:await |\(\w+\) ?)?([^\n]{3,300})"
)
NUMBER = regex(
    r"\b(?:u?int|float|bool|parseInt|parseFloat|Number|Atoi|Parse\w+|valueOf|Decimal|UUID|len|to_i"
    r"|toInt|Boolean|params\.require|permit)\b|new |Integer|Long"
)
"""What gives a number, or a thing, of what a client sent."""
FILLED = regex(
    r"@(?:RequestParam|PathVariable|RequestHeader|CookieValue|QueryParam|PathParam|FormParam|Query|Param)\b"
    r"(?:\([^()\n]*\))?\s+(?:final\s+)?(?:String\s+)?(\w+)(?:\s*:\s*string|\s*[,)])"
)
"""Parameters that a framework of Java or TypeScript fills with a text."""


def _read(value: Node, handlers: tuple[Handler, ...]) -> bool:
    """Whether a value is a parameter of a handler that its framework fills from the request."""
    if value.type != "identifier":
        return False
    word = text_of(value)
    around = (h for h in handlers if h.span.start <= value.start_byte < h.span.end)
    return any(
        one.name == word and one.type in {"any", "string"} and one.place != "body"
        for handler in around
        for one in handler.inputs
    )


def _giving(source: Source, handlers: tuple[Handler, ...], host: Host) -> Iterator[str]:
    if not SENDS.search(source.text.data):
        return
    kind = "return" if source.language == "ruby" else "return_statement"
    for node in captures(source, f"({kind}) @r").get("r", []):
        function = next((a for a in ancestors(node) if a.type in host.functions), None)
        name = field(function, "name") or field(function and function.parent, "name")
        serves = any(one.span.start <= node.start_byte < one.span.end for one in handlers)
        if (
            name is not None
            and not serves
            and node.named_children
            and _words(node.named_children[0], (), host)
        ):
            yield text_of(name)


def plain(on: str) -> str:
    """What a method is called on as words are compared: the last name, in small letters."""
    last = on.replace("()", "").rpartition(".")[2].rpartition(" ")[2]
    return last.replace("_", "").lower()
