"""The guards of the other methods of a Nest controller."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused
from backlight.stacks.guarded import by_marks
from backlight.stacks.nestjs.decorators import VERBS

ROUTES = frozenset({*VERBS, "ApiOperation", "ApiResponse", "ApiTags", "ApiOkResponse", "HttpCode"})


def ask_who(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """`@UseGuards(…)`, or the decorator that the project made of it."""
    return by_marks(source, handler, project, ROUTES)
