"""Calls that hold up the event loop: while one waits, the process answers nobody else."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import Source, Span, ancestors, captures, field, span_of, text_of

PYTHON = regex(
    r"^(?:time\.sleep|requests\.(?:get|post|put|patch|delete|head|options|request)"
    r"|urllib\.request\.urlopen|subprocess\.(?:run|call|check_call|check_output)|os\.system)$"
)
"""What never gives the loop back, by the names their modules give it."""
JAVASCRIPT = regex(
    r"^(?:fs\.(?:read|write|append|copy)FileSync|fs\.cpSync|execSync|execFileSync|spawnSync|child_process\.\w+Sync|bcrypt(?:js)?\.\w+Sync"
    r"|crypto\.(?:pbkdf2|scrypt|randomFill|generateKeyPair)Sync|zlib\.\w+Sync)$"
)
"""What takes as long as what it is given is large; one entry of a folder takes microseconds."""
FUNCTIONS = frozenset({"function_definition", "lambda"})
REQUEST = regex(
    r"\b(?:req|request)\b|^\(?\s*ctx\b\s*(?:,\s*next\b|:\s*\w*(?:Koa|Context)[\w.<>]*)?\s*\)?$"
)
"""What a handler is given; what an application is made of (`(env, ctx)`) is no request."""


WORDS = (b"time.sleep(", b"requests.", b"urlopen(", b"subprocess.", b"os.system(")
"""One of them is in every call that `PYTHON` finds."""


def may_block(data: bytes) -> bool:
    """Whether a file of Python can hold a call that holds up the loop, by its bytes."""
    return b"async def" in data and any(word in data for word in WORDS)


def blocking(source: Source, within: Span | None = None) -> tuple[tuple[str, Span], ...]:
    """What is called, and where: in async functions of Python, in handlers of JavaScript."""
    data = source.text.data
    if source.tree is None:
        return ()
    if source.language == "python" and b"async def" in data:
        return tuple(_python(source, within))
    if source.language in {"javascript", "typescript", "tsx"} and b"Sync(" in data:
        return tuple(_javascript(source, within))
    return ()


def _python(source: Source, within: Span | None) -> Iterator[tuple[str, Span]]:
    for call in captures(source, "(call) @call", within).get("call", []):
        name = _callee(call)
        if PYTHON.match(name):
            around = next((a for a in ancestors(call) if a.type in FUNCTIONS), None)
            if around is not None and around.children[0].type == "async":
                yield name, span_of(call)


def _javascript(source: Source, within: Span | None) -> Iterator[tuple[str, Span]]:
    for call in captures(source, "(call_expression) @call", within).get("call", []):
        name = _callee(call)
        if JAVASCRIPT.match(name) and _serves(call):
            yield name, span_of(call)


def _callee(call: Node) -> str:
    function = field(call, "function")
    return text_of(function) if function is not None and len(function.text or b"") < 60 else ""


def _serves(call: Node) -> bool:
    """Whether it stands in a function that takes a request: `(req, res)`, `(ctx)`."""
    for node in ancestors(call):
        if node.type in {"arrow_function", "function_expression", "function_declaration"}:
            given = field(node, "parameters")
            if given is not None and REQUEST.search(" ".join(text_of(given).split())):
                return True
    return False
