"""The ways of a FastAPI project, as sentences with their evidence, for the agent's brief."""

from collections.abc import Iterator

from backlight.analysis.facts import Project
from backlight.stacks.fastapi.layout import Layout, layout
from backlight.stacks.pydantic.conventions import (
    first_line,
    place_of,
    project_modules,
    tests,
    validation,
)


def conventions(project: Project) -> tuple[str, ...]:
    """How the project validates, refuses, signs in, keeps sessions, lays out and tests."""
    known = project_modules(project)
    if known is None:
        return ()
    modules, _ = known
    ways = layout(project)
    said = list(validation(modules))
    if isinstance(ways, Layout):
        said += _ways(ways, project)
    return (*said, *tests(project, modules))


def _ways(ways: Layout, project: Project) -> Iterator[str]:
    path = ways.sibling.path
    where = place_of(ways.modules, ways.session.place)
    kind = "async sessions" if ways.session.asynchronous else "sessions"
    yield f"Handlers take {kind} as `{ways.session.parameter}: {ways.session.written}` ({where})."
    if ways.auth is not None:
        where = place_of(ways.modules, ways.auth.place)
        yield f"Routes that write take `{ways.auth.parameter}: {ways.auth.written}` ({where})."
    refused = first_line(project, path, "raise HTTPException")
    if refused:
        yield f"Errors are raised as `HTTPException` in the handler ({refused})."
    yield f"Each resource has a file of routes, as `{path}`; handlers are named {_names(ways)}."
    if ways.registered is not None:
        module, one = ways.registered
        yield f"Routers are included in {module.path}:{one.call.line}."


def _names(ways: Layout) -> str:
    return ", ".join(f"`{function.name}`" for function in ways.sibling.decorated[:3])
