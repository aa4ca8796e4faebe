"""How often a client may ask, in Flask: Flask-Limiter's decorator below the route."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused, change
from backlight.stacks.python.limits import limited_by


def restrain(source: Source, handler: Handler, _project: Project) -> Change | Refused:
    """The decorator of the limiter that the file has."""
    made = limited_by(source, handler)
    return made if isinstance(made, Refused) else change((source.path, [made[1]]))
