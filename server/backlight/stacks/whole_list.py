"""The one list that a handler answers with as a whole: what is to be paged."""

from backlight.analysis.compared import queries_in
from backlight.analysis.facts import Handler, Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused


def whole_list(
    source: Source, handler: Handler, project: Project, kind: str, means: str
) -> Query | Refused:
    """The only unbounded query of a handler, if it is of a kind; `means` names those in words."""
    queries = queries_in(project, source.path, handler)
    found = [one for one in queries if one.returns == "rows" and not one.bounded]
    if len(found) != 1:
        return Refused(f"`{handler.name}` reads {len(found)} lists; say which is to be paged.")
    if found[0].kind != kind:
        return Refused(f"Only {means} are paged without a model; ask the agent.")
    return found[0]
