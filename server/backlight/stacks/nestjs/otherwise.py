"""Filters and middleware of a Nest application that answer in the place of what stands behind."""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.places import is_test, matching

HOMES = r"(?i)(?:filter|middleware|exception)[\w.-]*\.ts$"
CATCHES = regex(r"@Catch\(([^)]*)\)")
MIDDLEWARE = regex(r"implements\s+NestMiddleware")
ENDS = regex(r"throw new|res(?:ponse)?\.(?:status|redirect|sendStatus|writeHead)")
MOST = 60


def answered_otherwise(project: Project, exception: str) -> bool:
    """Whether a filter gives an exception of Nest another status, or middleware comes first."""
    for path in [p for p in matching(HOMES, project.paths) if not is_test(p)][:MOST]:
        source = project.read(path)
        code = source.text.source if source is not None else ""
        if MIDDLEWARE.search(code) and ENDS.search(code):
            return True
        hit = CATCHES.search(code)
        takes = hit is not None and (not hit[1].strip() or "HttpException" in hit[1])
        if (takes or (hit is not None and exception in hit[1])) and "getStatus()" not in code:
            return True
    return False
