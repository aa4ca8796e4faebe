"""Calls of axios, fetch and got in JavaScript and TypeScript."""

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
    span_of,
    text_of,
)
from backlight.edits import Change, Edit, Refused, change

METHODS = {"get": 1, "delete": 1, "head": 1, "options": 1, "post": 2, "put": 2, "patch": 2}
"""Methods of axios, and after how many arguments its options stand."""
FUNCTIONS = frozenset({"function_declaration", "function_expression", "arrow_function"})
CONSTANT = regex(r"^(?:export )?const ([A-Z_]*TIMEOUT[A-Z_]*)\s*(?::[^=\n]+)?=", MULTILINE)
OWN = regex(
    r"\bimport\b[^;'\"]{0,200}?\baxios\b[^;'\"]{0,200}?\bfrom\s*+['\"](?!axios['\"])"
    r"|\baxios\b[^;=\n]{0,100}=\s*+require\(\s*+['\"](?!axios['\"])"
)
"""A client of the project's own goes by the name of the package."""
FETCHES = regex(
    r"\bfunction\s+fetch\s*\(|\b(?:const|let|var)\s+fetch\s*=\s*(?:async\s*)?(?:\(|function\b|\w+\s*=>)"
)
"""A function of the file that goes by the name of the global one."""
LEADS = regex(
    r"\bimport\s+(?:\{\s*)?fetch\b[^;'\"]{0,200}?\bfrom\s*+['\"](?:[./~]|@/|@[\w-]+/(?:[\w-]+/)+[\w.-]*['\"])"
)
"""So does what the project wraps around it, by a path that leads to another of its files."""
NEST = regex(r"^(?:this\.)?http(?:Service|Client)?$")
"""Nest's client, which a class is given; it is axios, with the options of its module."""
MODULE = "The client is set up by `HttpModule`; set its timeout there, for all calls."
LENT = "The client is made in another file; set its timeout there."
RELATIVE = regex(r"^['\"`]\.{0,2}/(?!/)")
LIMITS = frozenset({"timeout", "signal"})
GOT = regex(rb"['\"]got['\"]")
"""How a file names the package got, whose calls wait for ever unless they are told."""


def calls(source: Source, span: Span) -> tuple[Outgoing, ...]:
    """The calls that touch a span."""
    data = source.text.data
    if b"axios" not in data and b"fetch(" not in data and GOT.search(data) is None:
        return ()
    return tuple(_calls(source, span))


def harden(source: Source, call: Outgoing, project: Project) -> Change | Refused:  # noqa: ARG001 - the words of a client
    """Add a limit to the options of the call, or the options with it."""
    node = source.root.descendant_for_byte_range(call.span.start, call.span.end)
    arguments = field(node, "arguments")
    if arguments is None or not arguments.text or not arguments.text.endswith(b")"):
        return Refused("The call is not complete; finish it first.")
    given = [one for one in arguments.named_children if one.type != "comment"]
    after = _before_options(call.callee)
    if any(one.type == "spread_element" for one in given) or len(given) < min(after, 1):
        return Refused("What is passed here is not known; add the timeout by hand.")
    known = CONSTANT.search(source.text.source)
    value = known[1] if known else "10_000" if source.language != "javascript" else "10000"
    limit = f"timeout: {{ request: {value} }}" if _is_got(call.callee) else f"timeout: {value}"
    limit = f"signal: AbortSignal.timeout({value})" if _is_fetch(call.callee) else limit
    why = f"`{call.callee}` gives up when the other side does not answer."
    if len(given) > after:
        return _into(source, given[after], limit, why)
    missing = "".join(", undefined" for _ in range(after - len(given)))
    at = given[-1].end_byte if given else arguments.end_byte - 1
    return change((source.path, [Edit(at, at, f"{missing}, {{ {limit} }}", why)]))


def _into(source: Source, options: Node, limit: str, why: str) -> Change | Refused:
    """The limit as the first property of an object that is written in place."""
    if options.type != "object":
        return Refused("The options are made elsewhere; add the timeout where they are.")
    inside = [one for one in options.named_children if one.type != "comment"]
    if not inside:
        edit = Edit(options.start_byte, options.end_byte, f"{{ {limit} }}", why)
        return change((source.path, [edit]))
    first = inside[0]
    gap = ", "
    if first.start_point.row != options.start_point.row:
        gap = ",\n" + source.text.indent(first.start_byte)
    return change((source.path, [Edit(first.start_byte, first.start_byte, limit + gap, why)]))


def _calls(source: Source, span: Span) -> Iterator[Outgoing]:
    lent = OWN.search(source.text.source) is not None
    nest = b"@nestjs/axios" in source.text.data
    gets = GOT.search(source.text.data) is not None
    code = source.text.source
    own = FETCHES.search(code) is not None or LEADS.search(code) is not None
    for node in captures(source, "(call_expression) @call", span).get("call", []):
        function, arguments = field(node, "function"), field(node, "arguments")
        callee = text_of(function) if function is not None else ""
        owner, _, method = callee.rpartition(".")
        given = nest and NEST.match(owner) is not None
        asks = owner == "axios" or given
        known = (asks and (method in METHODS or method == "request")) or (
            callee in {"axios", "fetch"} or (gets and _is_got(callee))
        )
        if (
            not known
            or (own and _is_fetch(callee))
            or arguments is None
            or arguments.type != "arguments"
        ):
            continue
        options = _options(callee, arguments)
        limited = options is not None and (options.type != "object" or _limited(options))
        yield Outgoing(
            client="javascript",
            span=span_of(node),
            line=line_of(node),
            callee=callee,
            method=method.upper() if method in METHODS else "",
            endless=not limited and not _of_page(arguments),
            guarded=_guarded(node),
            doubt=MODULE if given else LENT if lent and not _is_fetch(callee) else "",
        )


def _options(callee: str, arguments: Node) -> Node | None:
    given = [one for one in arguments.named_children if one.type != "comment"]
    if any(one.type == "spread_element" for one in given):
        return arguments
    after = _before_options(callee)
    return given[after] if len(given) > after else None


def _of_page(arguments: Node) -> bool:
    """Whether an address has no host: only a browser knows which page it is of."""
    given = arguments.named_children[:1]
    return bool(given) and RELATIVE.match(text_of(given[0])) is not None


def _before_options(callee: str) -> int:
    """How many arguments stand before the options."""
    if callee in {"axios", "axios.request"}:
        return 0
    if _is_fetch(callee) or _is_got(callee):
        return 1
    return METHODS.get(callee.rpartition(".")[2], 1)


def _is_fetch(callee: str) -> bool:
    return callee == "fetch"


def _is_got(callee: str) -> bool:
    owner, _, method = callee.rpartition(".")
    return callee == "got" or (owner == "got" and method in METHODS)


def _limited(options: Node) -> bool:
    for one in options.named_children:
        key = field(one, "key")
        name = text_of(key).strip("'\"") if key is not None else text_of(one)
        if name in LIMITS or one.type == "spread_element":
            return True
    return False


def _guarded(node: Node) -> bool:
    """Whether a `try` with a `catch`, or a `.catch(…)`, takes what the call throws."""
    for above in ancestors(node):
        if above.type in FUNCTIONS or above.type == "method_definition":
            return False
        if above.type == "try_statement" and field(above, "handler") is not None:
            return True
        if above.type == "member_expression" and text_of(above).endswith(".catch"):
            return True
    return False
