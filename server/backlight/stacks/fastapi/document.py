"""Describe a FastAPI route: the refusals that OpenAPI would not know of.

What it takes and answers FastAPI documents by itself, with its name as the summary.
"""

from collections.abc import Mapping
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import function_of, refusals
from backlight.analysis.facts import Handler, Project
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.fastapi.handlers import routes
from backlight.stacks.python.docstring import docstring_edit
from backlight.stacks.told import WIDTH, nothing, told
from backlight.stacks.told import routes as routes_of

PHRASES = {
    "400": "Bad Request",
    "401": "Unauthorized",
    "402": "Payment Required",
    "403": "Forbidden",
    "404": "Not Found",
    "405": "Method Not Allowed",
    "406": "Not Acceptable",
    "409": "Conflict",
    "410": "Gone",
    "412": "Precondition Failed",
    "413": "Content Too Large",
    "415": "Unsupported Media Type",
    "422": "Unprocessable Content",
    "423": "Locked",
    "429": "Too Many Requests",
    "500": "Internal Server Error",
    "501": "Not Implemented",
    "502": "Bad Gateway",
    "503": "Service Unavailable",
    "504": "Gateway Timeout",
}
"""What a status is called, where nothing else is said with it (RFC 9110)."""
RAISED = regex(
    r"HTTPException\(\s*(?:status_code=)?(?:\w+\.)*(?:HTTP_)?([45]\d\d)\w*,"
    r'\s*(?:detail=)?"([^"{}\\]*)"\s*,?\s*\)'
)


def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """`responses=` on the decorator that registers the handler; a docstring if there are more."""
    function = function_of(source, handler)
    if function is None or function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it, then document it.")
    code = source.text.slice(handler.span.start, handler.span.end)
    statuses = refusals(code)
    if not statuses:
        return nothing(handler)
    registered = routes(function)
    arguments = field(registered[0], "arguments") if len(registered) == 1 else None
    if arguments is not None:
        edit = _responses(source, registered[0], arguments, _said(code, statuses))
        return change((source.path, [edit]))
    lines = (f"Answer `{routes_of(served(project, source.path, handler.name))}`.", *told((), code))
    written = docstring_edit(source, handler, lines, f"`{handler.name}` says what it answers")
    return written if isinstance(written, Refused) else change((source.path, [written]))


def _said(code: str, statuses: tuple[str, ...]) -> dict[str, str]:
    """What clients are told with each status: the texts that are raised, else what it is called."""
    said: dict[str, list[str]] = {}
    for status, detail in RAISED.findall(code):
        said.setdefault(status, []).append(detail)
    return {
        one: "; ".join(dict.fromkeys(said.get(one, ()))) or PHRASES.get(one, "Refused")
        for one in statuses
    }


def _responses(source: Source, decorator: Node, arguments: Node, said: Mapping[str, str]) -> Edit:
    """The argument behind the others; each gets a line of its own where one becomes too long."""
    why = f"clients learn that it refuses with {', '.join(said)}"
    given = [one for one in arguments.named_children if one.type != "comment"]
    inside = ", ".join(f'{one}: {{"description": "{text}"}}' for one, text in said.items())
    written = f"responses={{{inside}}}"
    start, end = source.text.line_at(decorator.end_byte)
    indent = source.text.indent(decorator.start_byte)
    inner = f"{indent}    "
    if source.text.line_of(arguments.start_byte) != source.text.line_of(arguments.end_byte):
        at = given[-1].end_byte
        return Edit(at, at, f",\n{source.text.indent(given[-1].start_byte)}{written}", why)
    if given and len(source.text.slice(start, end)) + len(written) + 2 > WIDTH:
        if len(inner) + len(written) > WIDTH:
            rows = "".join(
                f'{inner}    {one}: {{"description": "{text}"}},\n' for one, text in said.items()
            )
            written = f"responses={{\n{rows}{inner}}}"
        rows = "".join(f"\n{inner}{text_of(one)}," for one in given)
        return Edit(
            arguments.start_byte,
            arguments.end_byte,
            f"({rows}\n{inner}{written},\n{indent})",
            why,
        )
    at = given[-1].end_byte if given else arguments.end_byte - 1
    return Edit(at, at, f"{', ' if given else ''}{written}", why)
