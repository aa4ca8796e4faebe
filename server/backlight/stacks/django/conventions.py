"""The ways of a Django project, as sentences for whoever writes code in it."""

from collections import Counter
from collections.abc import Iterator

from backlight.analysis.facts import Project
from backlight.analysis.python_routes import is_test
from backlight.stacks.django.way import fragments, is_rest, other, settings, way

BESIDE = ("serializers.py", "forms.py", "services.py", "selectors.py", "permissions.py")


def conventions(project: Project) -> tuple[str, ...]:
    """What is alike all over the project."""
    return tuple(_sentences(project))


def _sentences(project: Project) -> Iterator[str]:
    rest = is_rest(project)
    if rest:
        yield "Endpoints are written with Django REST framework."
    else:
        own = other(project)
        ways = f"written with `{own}`" if own else "plain Django views"
        yield f"Endpoints are {ways}; Django REST framework is not used."
    kinds = Counter("class-based" if "." in e.handler else "function" for e in project.endpoints)
    if kinds:
        (kind, count), total = kinds.most_common(1)[0], kinds.total()
        yield f"{count} of {total} endpoints are {kind} views."
    slashes = sum(e.path.endswith("/") for e in project.endpoints)
    if project.endpoints:
        said = "end" if 2 * slashes > len(project.endpoints) else "do not end"
        yield f"Paths {said} with a slash."
    if rest:
        yield from _rest(project)
    handlers = [handler for facts in project.files.values() for handler in facts.handlers]
    guards = Counter(guard for handler in handlers for guard in handler.guards)
    if guards:
        named = ", ".join(f"`{name}` ({count})" for name, count in guards.most_common(4))
        yield f"Handlers are guarded by {named}."
    yield from _files(project)


def _rest(project: Project) -> Iterator[str]:
    said, ways = settings(project), way(project, "")
    if ways.paged:
        yield "Lists are paged by `DEFAULT_PAGINATION_CLASS` of the settings."
    if "EXCEPTION_HANDLER" in said:
        yield "Errors are shaped by the `EXCEPTION_HANDLER` of the settings."
    if "DEFAULT_PERMISSION_CLASSES" in said:
        yield "Who may ask is said once, in `DEFAULT_PERMISSION_CLASSES` of the settings."


def _files(project: Project) -> Iterator[str]:
    """Where things are kept, and how tests are written."""
    names = Counter(path.rpartition("/")[2] for path in project.paths)
    kept = [name for name in BESIDE if names[name]]
    if kept:
        yield f"Apps keep {', '.join(f'`{name}`' for name in kept)} beside their views."
    tests = [path for path in project.paths if is_test(path) and path.endswith(".py")]
    if tests:
        yield f"Tests are in files like `{max(tests, key=lambda path: path.count('/test'))}`."
    bases = Counter(
        base.rpartition(".")[2]
        for path, fragment in fragments(project).items()
        if is_test(path) or path.endswith("tests.py")
        for one in fragment.module.classes.values()
        for base in one.bases
        if "Test" in base
    )
    if bases:
        yield f"Test cases derive from `{bases.most_common(1)[0][0]}`."
