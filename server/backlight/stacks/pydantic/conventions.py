"""Sentences on a Python project's own ways that do not depend on its framework."""

from collections.abc import Iterator

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_routes import is_test
from backlight.analysis.syntax import Source
from backlight.stacks.pydantic.place import modules_of, schemas


def project_modules(project: Project) -> tuple[Modules, Source] | None:
    """The Python files of a project, and one of them; `None` if there is none."""
    first = next((path for path in project.files if path.endswith(".py")), None)
    source = project.read(first) if first is not None else None
    return (modules_of(project, source), source) if source is not None else None


def validation(modules: Modules) -> Iterator[str]:
    """Where request schemas are, and what they are called."""
    found = {path: names for path in modules.by_path if (names := schemas(modules, path))}
    if not found:
        return
    path, names = max(found.items(), key=lambda item: len(item[1]))
    shown = ", ".join(f"`{name}`" for name in names[:3])
    line = modules.by_path[path].classes[names[0]].line
    yield f"Requests and answers are Pydantic models, as {shown} ({path}:{line})."


def tests(project: Project, modules: Modules) -> Iterator[str]:
    """Where tests are, and the fixtures they share."""
    every = [path for path in project.paths if is_test(path) and path.endswith(".py")]
    files = [path for path in every if path.rpartition("/")[2].startswith("test_")]
    if files:
        yield f"Tests are files like `{files[0]}`, run by pytest."
    for path, module in modules.by_path.items():
        if path.endswith("conftest.py") and module.functions:
            shared = [name for name in module.functions if "." not in name]
            names = ", ".join(f"`{name}`" for name in shared[:5])
            yield f"Tests share {names} ({path}:{next(iter(module.functions.values())).line})."


def first_line(project: Project, path: str, wanted: str) -> str:
    """`path:line` of the first line of a file that holds some text, empty if none does."""
    source = project.read(path)
    at = source.text.data.find(wanted.encode()) if source is not None else -1
    return f"{path}:{source.text.line_of(at) + 1}" if source is not None and at >= 0 else ""


def place_of(modules: Modules, place: Place) -> str:
    """`path:line` of a function or class."""
    here = modules.by_path.get(place.path)
    known = None
    if here is not None:
        known = here.functions.get(place.name) or here.classes.get(place.name)
    return f"{place.path}:{known.line}" if known is not None else place.path
