"""The ways of a Flask project, as sentences with their evidence, for the agent's brief."""

from collections.abc import Iterator

from backlight.analysis.facts import Project
from backlight.stacks.flask.answers import answer
from backlight.stacks.flask.layout import Layout, layout
from backlight.stacks.pydantic.conventions import (
    first_line,
    project_modules,
    tests,
    validation,
)


def conventions(project: Project) -> tuple[str, ...]:
    """How the project validates, refuses, signs in, stores, lays out and tests."""
    known = project_modules(project)
    if known is None:
        return ()
    modules, _ = known
    ways = layout(project)
    said = [*_checks(project), *validation(modules)]
    if isinstance(ways, Layout):
        said += _ways(ways, project)
    return (*said, *tests(project, modules))


def _checks(project: Project) -> Iterator[str]:
    """What checks requests today, by the first handler of each kind."""
    seen: set[str] = set()
    for path, facts in project.files.items():
        for handler in facts.handlers:
            kind = "a form" if handler.validated.endswith("Form") else "a schema"
            if handler.stack == "Flask" and handler.validated and kind not in seen:
                seen.add(kind)
                name = f"`{handler.name}` by `{handler.validated}`"
                yield f"Requests are checked by {kind}: {name} ({path}:{handler.line})."


def _ways(ways: Layout, project: Project) -> Iterator[str]:
    path = ways.sibling.path
    where = first_line(project, ways.database_file, f"{ways.database} =")
    yield f"Rows are read and written through `{ways.database}.session` ({where})."
    if ways.auth:
        where = first_line(project, path, f"@{ways.auth}")
        yield f"Routes ask who it is by `@{ways.auth}` ({where})."
    shared = "a blueprint that several files share" if ways.shared else "a blueprint of its own"
    yield f"Routes like those of `{path}` stand on {shared}, `{ways.variable}`."
    source = project.read(path)
    refusal = answer(source, source.root).lines[-1] if source is not None else ""
    if "join(problems)" in refusal:
        yield f"A bad request is answered like `{refusal}`."
    if ways.registered is not None:
        module, one = ways.registered
        yield f"Blueprints are registered in {module.path}:{one.call.line}."
