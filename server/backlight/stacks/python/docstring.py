"""The docstring of a handler, from what is known of it."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.documented import function_of, refusals
from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, field
from backlight.edits import Edit, Refused

VERBS = {
    "GET": "Show",
    "POST": "Create",
    "PUT": "Replace",
    "PATCH": "Change",
    "DELETE": "Delete",
}
SAYS = frozenset(
    [
        "add",
        "approve",
        "archive",
        "assign",
        "block",
        "cancel",
        "change",
        "check",
        "clear",
        "close",
        "confirm",
        "count",
        "create",
        "delete",
        "disable",
        "download",
        "edit",
        "enable",
        "export",
        "fetch",
        "filter",
        "find",
        "follow",
        "generate",
        "get",
        "import",
        "invite",
        "join",
        "leave",
        "list",
        "load",
        "log",
        "login",
        "logout",
        "mark",
        "merge",
        "move",
        "notify",
        "open",
        "pay",
        "post",
        "publish",
        "read",
        "refresh",
        "register",
        "reject",
        "remove",
        "rename",
        "replace",
        "report",
        "reset",
        "resolve",
        "restore",
        "retry",
        "revoke",
        "run",
        "save",
        "search",
        "send",
        "set",
        "share",
        "show",
        "start",
        "stop",
        "submit",
        "sync",
        "toggle",
        "unfollow",
        "update",
        "upload",
        "verify",
    ]
)
"""First words of names of functions that say what is done."""
METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})


def sentence(source: Source, handler: Handler, project: Project) -> str:
    """What a handler is for, by its name, and by its method where the name is none."""
    name = handler.name.rpartition(".")[2]
    words = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+").findall(name)
    if name in METHODS or not words:
        owner = handler.name.rpartition(".")[0]
        words = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+").findall(owner)
        words = [w for w in words if w.lower() not in {"view", "set", "resource", "api", "handler"}]
    verb = words[0].lower() if words and words[0].lower() in SAYS else ""
    rest = " ".join(words[1:] if verb else words).lower()
    place = (source.path, handler.name)
    known = next(
        (e for e in project.endpoints if (e.handler_file or e.file, e.handler) == place), None
    )
    verb = verb.capitalize() or VERBS.get(known.method if known is not None else "GET", "Serve")
    return f"{verb} {_article(rest)}{rest}." if rest else f"{verb} it."


def docstring_edit(
    source: Source, handler: Handler, lines: tuple[str, ...], why: str
) -> Edit | Refused:
    """The docstring as the first statement of the function, in its indentation."""
    function = function_of(source, handler)
    body = field(function, "body")
    if function is None or body is None or function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it, then document it.")
    indent = source.text.before(body.start_byte)
    if indent.strip():
        return Refused(f"`{handler.name}` is written on one line; give its body lines of its own.")
    first, *rest = lines
    text = f'"""{first}"""' if not rest else "\n".join((f'"""{first}', "", *rest, '"""'))
    written = "\n".join(
        indent + line if line and n else line for n, line in enumerate(text.split("\n"))
    )
    return Edit(body.start_byte, body.start_byte, f"{written}\n{indent}", why)


def facts_lines(source: Source, handler: Handler) -> Iterator[str]:
    """What a handler reads and refuses, a line each."""
    places = dict.fromkeys(given.place for given in handler.inputs)
    for place in places:
        names = dict.fromkeys(given.name for given in handler.inputs if given.place == place)
        yield f"Reads {', '.join(f'`{name}`' for name in names)} from the {place}."
    if handler.validated:
        yield f"The request is checked by `{handler.validated}`."
    code = source.text.slice(handler.span.start, handler.span.end)
    if found := refusals(code):
        yield f"Refuses with {', '.join(found)}."


def _article(rest: str) -> str:
    """`a`, `an`, or nothing before more than one."""
    if not rest or (rest.endswith("s") and not rest.endswith(("ss", "us", "is"))):
        return ""
    return "an " if rest[0] in "aeio" else "a "
