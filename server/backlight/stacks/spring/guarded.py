"""The annotations by which the other methods of a Spring controller ask who it is."""

from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused
from backlight.stacks.guarded import by_marks

SPOKEN = regex(r"(?<![\w#])#(\w+)")
ROUTES = frozenset(
    f"{verb}Mapping" for verb in ("Get", "Post", "Put", "Patch", "Delete", "Request", "Query")
)
ROUTES |= {"Operation", "ApiResponse", "ApiResponses", "ApiOperation", "Tag", "SecurityRequirement"}


def ask_who(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """`@PreAuthorize(…)` as it is written at the others."""
    made = by_marks(source, handler, project, ROUTES)
    if isinstance(made, Refused):
        return made
    code = source.text.slice(handler.span.start, handler.span.end)
    asked = SPOKEN.findall("".join(edit.text for edit in made.edits[source.path]))
    lacking = next((name for name in asked if not regex(rf"\b{name}\b").search(code)), "")
    if lacking:
        return Refused(f"The others ask by their parameter `{lacking}`, which this one has not.")
    return made
