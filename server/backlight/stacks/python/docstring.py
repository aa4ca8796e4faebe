"""The docstring of a handler, from what is known of it."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.documented import function_of, refusals, said_to_read
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
        "make",
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
IN_TWO = {"login": "Log in", "logout": "Log out"}
ARTICLES = frozenset({"a", "an", "the"})
"""What stands between a verb and what it does something to: `favorite_an_article`."""
METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})


def sentence(source: Source, handler: Handler, project: Project) -> str:
    """What a handler is for, by its name, and by its method where the name is none."""
    name = handler.name.rpartition(".")[2]
    words = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+").findall(name)
    if name in METHODS or not words:
        owner = handler.name.rpartition(".")[0]
        words = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+").findall(owner)
        words = [w for w in words if w.lower() not in {"view", "set", "resource", "api", "handler"}]
    acts = words[:1] and (words[0].lower() in SAYS or (words[1:2] and words[1].lower() in ARTICLES))
    verb = words[0].lower() if acts else ""
    rest = " ".join(words[1:] if verb else words).lower()
    place = (source.path, handler.name)
    known = next(
        (e for e in project.endpoints if (e.handler_file or e.file, e.handler) == place), None
    )
    verb = IN_TWO.get(verb, verb.capitalize()) or VERBS.get(
        known.method if known is not None else "GET", "Serve"
    )
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
    yield from said_to_read([(given.name, given.place) for given in handler.inputs])
    if handler.validated:
        yield f"The request is checked by `{handler.validated}`."
    code = source.text.slice(handler.span.start, handler.span.end)
    if found := refusals(code):
        yield f"Refuses with {', '.join(found)}."


def _article(rest: str) -> str:
    """`a`, `an`, or nothing before more than one."""
    if (
        not rest
        or rest.split(maxsplit=1)[0] in ARTICLES
        or (rest.endswith("s") and not rest.endswith(("ss", "us", "is")))
    ):
        return ""
    return "an " if rest[0] in "aeio" else "a "
