"""Calls of requests, httpx and urllib in Python."""

from collections.abc import Iterator
from re import MULTILINE
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.outgoing import Outgoing
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    captures,
    field,
    line_of,
    node_at,
    span_of,
    text_of,
)
from backlight.edits import Change, Edit, Refused, change

METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
SESSION = regex(
    r"^[ \t]*+(?:async )?(?:with )?\(?([\w.]*?)[ \t]*+=?[ \t]*+"
    r"requests\.[sS]ession\(\)(?: as (\w+))?",
    MULTILINE,
)
IMPORTED = regex(
    r"^[ \t]*+from[ \t]++(requests|httpx)[ \t]++import[ \t]++\(?([\w, \t]++)", MULTILINE
)
MADE = frozenset({"Client", "AsyncClient"})
"""Clients of httpx, which wait five seconds unless they are told to wait for ever."""
CONSTANT = regex(r"^([A-Z_]*TIMEOUT[A-Z_]*)(?::[^=\n]+)?\s*=", MULTILINE)
SECONDS = "10"


def calls(source: Source, span: Span) -> tuple[Outgoing, ...]:
    """The calls that touch a span; a method of a session is known by where the session is made."""
    if not any(needle in source.text.data for needle in (b"requests", b"httpx", b"urlopen")):
        return ()
    return tuple(_calls(source, span))


def harden(source: Source, call: Outgoing, project: Project) -> Change | Refused:  # noqa: ARG001 - the words of a client
    """Add `timeout=` behind the last argument: the file's own constant, else ten seconds."""
    node = source.root.descendant_for_byte_range(call.span.start, call.span.end)
    arguments = field(node, "arguments")
    if arguments is None or not arguments.text or not arguments.text.endswith(b")"):
        return Refused("The call is not complete; finish it first.")
    given = arguments.named_children
    if any(one.type == "dictionary_splat" for one in given):
        return Refused("`**` may hold a timeout already; look at what is passed there.")
    known = CONSTANT.search(source.text.source)
    value = known[1] if known else SECONDS
    kept = [one for one in given if one.type != "comment"]
    endless = next((one for one in kept if _is_timeout(one)), None)
    why = (
        f"`{call.callee}` gives up after {value} seconds." if not known else "It gives up in time."
    )
    if endless is not None:
        return change(
            (source.path, [Edit(endless.start_byte, endless.end_byte, f"timeout={value}", why)])
        )
    at = kept[-1].end_byte if kept else arguments.end_byte - 1
    start = ", " if kept else ""
    if kept and (indent := _alone(source, kept[-1])) is not None:
        start = f",\n{indent}"
    return change((source.path, [Edit(at, at, f"{start}timeout={value}", why)]))


def _calls(source: Source, span: Span) -> Iterator[Outgoing]:
    sessions, imported = _sessions(source), _imported(source)
    for node in captures(source, "(call) @call", span).get("call", []):
        function, arguments = field(node, "function"), field(node, "arguments")
        if function is None or arguments is None:
            continue
        callee = text_of(function)
        owner, _, method = imported.get(callee, callee).rpartition(".")
        makes = owner == "httpx" and method in MADE
        if not (makes or _known(owner, method, _held(sessions, node))):
            continue
        timeout = next((one for one in arguments.named_children if _is_timeout(one)), None)
        endless = timeout is None and owner != "httpx"
        if timeout is not None:
            endless = text_of(timeout).replace(" ", "") == "timeout=None"
        if any(one.type == "dictionary_splat" for one in arguments.named_children):
            endless = False
        if makes and not endless:
            continue
        yield Outgoing(
            client="python",
            span=span_of(node),
            line=line_of(node),
            callee=callee,
            method=method.upper() if method in METHODS - {"request"} else "",
            endless=endless,
            guarded=_guarded(node),
        )


def _known(owner: str, method: str, sessions: frozenset[str]) -> bool:
    if method == "urlopen":
        return owner in {"", "request", "urllib.request"}
    return method in METHODS and (owner in {"requests", "httpx"} or owner in sessions)


def _sessions(source: Source) -> dict[str, list[Node | None]]:
    """Names that sessions are given, and the functions that alone know them so, if any."""
    data = source.text.data
    if b"requests.session" not in data and b"requests.Session" not in data:
        return {}
    found: dict[str, list[Node | None]] = {}
    for hit in SESSION.finditer(source.text.source):
        if not (name := hit[1] or hit[2]):
            continue
        at = len(source.text.source[: hit.end()].encode("utf-8", "surrogatepass"))
        inside = _functions(node_at(source, Span(at - 1, at))) if "." not in name else ()
        found.setdefault(name, []).append(next(iter(inside), None))
    return found


def _functions(node: Node) -> list[Node]:
    return [one for one in ancestors(node) if one.type == "function_definition"]


def _held(sessions: dict[str, list[Node | None]], node: Node) -> frozenset[str]:
    """The names that are sessions where a call stands: `session.get` is Flask's elsewhere."""
    if not sessions:
        return frozenset()
    around = [None, *_functions(node)]
    return frozenset(name for name, of in sessions.items() if any(one in around for one in of))


def _imported(source: Source) -> dict[str, str]:
    """What a name stands for that is imported by itself: `from requests import get as fetch`."""
    found = {}
    for module, names in IMPORTED.findall(source.text.source):
        for one in names.split(","):
            name, _, other = one.strip().partition(" as ")
            found[other.strip() or name] = f"{module}.{name}"
    return found


def _is_timeout(argument: Node) -> bool:
    name = field(argument, "name")
    return argument.type == "keyword_argument" and name is not None and name.text == b"timeout"


def _guarded(node: Node) -> bool:
    """Whether a `try` around it in its function has a clause that catches."""
    for above in ancestors(node):
        if above.type in {"function_definition", "lambda"}:
            return False
        if above.type == "try_statement" and any(
            child.type.startswith("except") for child in above.children
        ):
            return True
    return False


def _alone(source: Source, node: Node) -> str | None:
    """The indentation of a node that begins its line; nothing where others stand before it."""
    start, _ = source.text.line_at(node.start_byte)
    before = source.text.slice(start, node.start_byte)
    return before if not before.strip() else None
