"""Describe a FastAPI route: a docstring, and the refusals that OpenAPI would not know of."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import function_of, refusals
from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.fastapi.handlers import routes
from backlight.stacks.python.docstring import docstring_edit, sentence

RAISED = regex(
    r'HTTPException\(\s*(?:status_code=)?([45]\d\d),\s*(?:detail=)?"([^"{}\\]*)"\s*,?\s*\)'
)


def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """A docstring, and `responses=` on the one decorator that registers the handler."""
    why = f"`{handler.name}` says what it is for"
    function = function_of(source, handler)
    if function is None:
        return Refused(f"`{handler.name}` was not found again; save the file and try once more.")
    code = source.text.slice(handler.span.start, handler.span.end)
    responses = list(_responses(source, handler, function))
    told = code[: code.find("def ")] + "".join(edit.text for edit in responses)
    left = [status for status in refusals(code) if status not in told]
    more = (f"Refuses with {', '.join(left)}.",) if left else ()
    edit = docstring_edit(source, handler, (sentence(source, handler, project), *more), why)
    return edit if isinstance(edit, Refused) else change((source.path, [*responses, edit]))


def _responses(source: Source, handler: Handler, function: Node) -> Iterator[Edit]:
    """What is raised with a constant text, by its status; several texts of one status joined."""
    code = source.text.slice(handler.span.start, handler.span.end)
    said: dict[str, list[str]] = {}
    for status, detail in RAISED.findall(code):
        if detail not in said.setdefault(status, []):
            said[status].append(detail)
    registered = routes(function)
    arguments = field(registered[0], "arguments") if len(registered) == 1 else None
    if not said or arguments is None or "responses=" in text_of(arguments):
        return
    given = [one for one in arguments.named_children if one.type != "comment"]
    inside = ", ".join(
        f'{status}: {{"description": "{"; ".join(details)}"}}'
        for status, details in sorted(said.items())
    )
    at = given[-1].end_byte if given else arguments.end_byte - 1
    text = f"{', ' if given else ''}responses={{{inside}}}"
    yield Edit(at, at, text, f"clients learn that it refuses with {', '.join(sorted(said))}")
