"""Tests of the methods of a class of views, or of the whole class where it inherits them."""

from collections.abc import Callable

from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_read import module
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused
from backlight.stacks.django.class_cases import Case, cases
from backlight.stacks.django.class_tests import NO_TESTS, home, written
from backlight.stacks.django.permissions import is_rest
from backlight.stacks.django.way import fragments
from backlight.stacks.record import Writer

NOTHING = "What `{}` refuses does not follow from its declarations: ask the agent."


def of_class(
    source: Source, handler: Handler, project: Project, url: Callable[[Endpoint], str]
) -> Refused | Writer:
    """What a method of a class refuses; for a class that inherits its methods, all of them."""
    name = handler.name
    found = [e for e in project.endpoints if (e.handler_file or e.file) == source.path]
    mine = [e for e in found if e.handler == name or e.handler.rpartition(".")[0] == name]
    if not mine:
        return Refused(f"`{name}` has no route of its own: ask the agent.")
    at = home(project, source.path)
    if not at:
        return Refused(NO_TESTS)
    return lambda: _made(source, name, project, (mine, url), at)


def _made(
    source: Source,
    name: str,
    project: Project,
    of: tuple[list[Endpoint], Callable[[Endpoint], str]],
    at: str,
) -> Change | Refused:
    said = {path: one.module for path, one in fragments(project).items()}
    modules = Modules({**said, source.path: module(source)})
    every = _distinct(list(cases(modules, project, source, *of)))
    if not every:
        return Refused(NOTHING.format(name))
    words = name.split(".")
    title = words[0] + "".join(part.capitalize() for part in words[-1].split("_") if words[1:])
    rest = _rest(modules, source, words[0])
    return written(project, at, (source.path, title), every, rest=rest)


def _distinct(found: list[Case]) -> list[Case]:
    """Each name once: a class may be served at several paths."""
    known: dict[str, Case] = {}
    for one in found:
        known.setdefault(one.name, one)
    return list(known.values())


def _rest(modules: Modules, source: Source, name: str) -> bool:
    place = modules.find(source.path, "", name)
    chain = modules.bases(place) if place is not None else ()
    known = [modules.by_path[one.path].classes.get(one.name) for one in chain]
    return is_rest([base for one in known if one is not None for base in one.bases])
