"""Tests of what an Express route is certain to refuse, as far as its guards state it."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.compared import route
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.guards import limited, signs_in
from backlight.analysis.places import tests_in
from backlight.analysis.served import served
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused
from backlight.stacks.express.asking import left, ways, written
from backlight.stacks.express.stated import needed, refuses_with
from backlight.stacks.guarded import LETS
from backlight.stacks.javascript_refused import Case
from backlight.stacks.record import Writer

NAME = regex(r"^[\w.]+\(([\w.]+)\)$")
PART = regex(r"\{([^}]*)\}")
LOADS = regex(r"\.param\(\s*['\"`](\w+)['\"`]")
"""What looks at a part of the path before any guard of the route does."""
PASSPORT = regex(r"^passport\.authenticate\b")


def write_tests(source: Source, handler: Handler, project: Project) -> Refused | Writer:
    """What strangers are answered, and a body without a field that its schema wants."""
    found = (e for e in served(project, source.path, handler.name) if e.method != "ANY")
    endpoint = next(found, None)
    if endpoint is None or not endpoint.guards:
        return Refused(f"What `{handler.name}` refuses is not stated by its route: ask the agent.")
    if loaded := _loaded(project, endpoint):
        return Refused(
            f"`param` looks at `{loaded}` before the guards of the route do: ask the agent."
        )
    if not tests_in(project.paths):
        return Refused("No test of this project asks its application yet: ask the agent.")
    cases = tuple(_cases(project, endpoint))
    if not cases:
        guards = ", ".join(f"`{guard}`" for guard in endpoint.guards)
        how = f"How {guards} {'refuses' if len(endpoint.guards) == 1 else 'refuse'}"
        return Refused(f"{how} is not seen: ask the agent for the tests.")
    return lambda: _made(source, project, endpoint, cases)


def _made(
    source: Source, project: Project, endpoint: Endpoint, cases: tuple[Case, ...]
) -> Change | Refused:
    for way in ways(project, source.path):
        able = left(way, cases)
        if not able:
            return Refused(f"{way.source.path} tests what is certain to be refused already.")
        return written(project, source.path, route(endpoint), able, way)
    return Refused("No test here asks the application through supertest: ask the agent.")


def _loaded(project: Project, endpoint: Endpoint) -> str:
    source = project.read(endpoint.route_file)
    parts = set(PART.findall(endpoint.path))
    names = LOADS.findall(source.text.source) if source is not None else []
    return next((name for name in names if name in parts), "")


def _cases(project: Project, endpoint: Endpoint) -> Iterator[Case]:
    """The first of the guards decides; what stands behind it is seen by nobody who is refused."""
    open_ = [one for one in endpoint.guards if not limited(one)]
    first, url = (open_ or [""])[0], PART.sub("1", endpoint.path)
    if first and signs_in(first) and not LETS.search(first) and first != endpoint.checked:
        status = 401 if PASSPORT.match(first) else refuses_with(project, endpoint.file, first)
        if status == 401:
            yield Case(
                name="whoever has not signed in", method=endpoint.method, url=url, status=status
            )
    elif first and first == endpoint.checked and (inner := NAME.match(first)) is not None:
        status = refuses_with(project, endpoint.file, first)
        name = needed(project, endpoint.file, inner[1])
        if status in {400, 422} and name and endpoint.method in {"POST", "PUT", "PATCH"}:
            yield Case(
                name=f"a body without {name}",
                method=endpoint.method,
                url=url,
                body=True,
                status=status,
                says=name,
            )
