"""How often a client may ask, in Spring: the annotation that limits the methods beside one."""

from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.guards import limited
from backlight.analysis.places import matching
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused
from backlight.stacks.guarded import COUNTS, LIMITS, by_marks
from backlight.stacks.spring.guarded import ROUTES

ALL_TOGETHER = b"io.github.resilience4j.ratelimiter"
"""An annotation that counts requests whoever sends them."""
SETTINGS = r"(^|/)application[\w-]*\.(ya?ml|properties)$"
FILTERS = regex(r"(?m)^bucket4j(?:\.filters|:)")


def restrain(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """`@RateLimit(…)` as it is written at the others, where it counts each client by itself."""
    made = by_marks(source, handler, project, ROUTES, (limited, COUNTS, LIMITS))
    if not isinstance(made, Refused):
        if ALL_TOGETHER in source.text.data:
            return Refused(
                "Resilience4j counts all clients together, so that one of them could lock out the"
                " others; ask the agent for a limit by client."
            )
        return made
    for path in matching(SETTINGS, project.paths)[:10]:
        found = project.read(path)
        if found is not None and FILTERS.search(found.text.source):
            return Refused(f"Bucket4j counts by `bucket4j.filters` in {path}; add the path there.")
    return made
