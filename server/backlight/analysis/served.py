"""The endpoints of a file and of a handler; menus and rules ask after every key, in any project."""

from collections.abc import Mapping
from functools import lru_cache

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.same import Same


def endpoints_in(project: Project, path: str) -> tuple[Endpoint, ...]:
    """The endpoints whose handlers stand in a file."""
    return tuple(e for some in _by_handler(project).get(path, {}).values() for e in some)


def served(project: Project, path: str, name: str) -> tuple[Endpoint, ...]:
    """The endpoints of a handler, by its file and name."""
    return _by_handler(project).get(path, {}).get(name, ())


Handlers = Mapping[str, Mapping[str, tuple[Endpoint, ...]]]


def _by_handler(project: Project) -> Handlers:
    return _sorted(Same({"": project.endpoints}))


@lru_cache(maxsize=4)
def _sorted(endpoints: Same[tuple[Endpoint, ...]]) -> Handlers:
    found: dict[str, dict[str, tuple[Endpoint, ...]]] = {}
    for one in endpoints.fragments[""]:
        here = found.setdefault(one.handler_file or one.file, {})
        here[one.handler] = (*here.get(one.handler, ()), one)
    return found
