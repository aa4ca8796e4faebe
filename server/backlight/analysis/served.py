"""The endpoints of a file and of a handler; menus and rules ask after every key, in any project."""

from collections.abc import Mapping
from functools import lru_cache
from posixpath import commonpath

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.same import Same


def endpoints_in(project: Project, path: str) -> tuple[Endpoint, ...]:
    """The endpoints whose handlers stand in a file, by line."""
    return _by_file(Same({"": project.endpoints})).get(path, ())


def served(project: Project, path: str, name: str) -> tuple[Endpoint, ...]:
    """The endpoints of a handler, by its file and name."""
    return _by_handler(Same({"": project.endpoints})).get((path, name), ())


def routed(project: Project, path: str, line: int) -> tuple[Endpoint, ...]:
    """The endpoints that a line registers, counted from 1, wherever their handlers stand."""
    return _by_route(Same({"": project.endpoints})).get((path, line), ())


def nearest(project: Project, path: str, stacks: frozenset[str]) -> Endpoint | None:
    """The endpoint of some stacks that stands nearest to a file, by their folders."""
    return _nearest(Same({"": project.endpoints}), path, stacks)


@lru_cache(maxsize=16)
def _nearest(
    endpoints: Same[tuple[Endpoint, ...]], path: str, stacks: frozenset[str]
) -> Endpoint | None:
    near = [one for one in endpoints.fragments[""] if one.stack in stacks]
    return max(near, key=lambda one: len(commonpath((f"/{one.file}", f"/{path}"))), default=None)


@lru_cache(maxsize=4)
def _by_file(endpoints: Same[tuple[Endpoint, ...]]) -> Mapping[str, tuple[Endpoint, ...]]:
    found: dict[str, list[Endpoint]] = {}
    for one in sorted(endpoints.fragments[""], key=lambda endpoint: endpoint.line):
        found.setdefault(one.handler_file or one.file, []).append(one)
    return {path: tuple(some) for path, some in found.items()}


@lru_cache(maxsize=4)
def _by_handler(
    endpoints: Same[tuple[Endpoint, ...]],
) -> Mapping[tuple[str, str], tuple[Endpoint, ...]]:
    found: dict[tuple[str, str], list[Endpoint]] = {}
    for one in endpoints.fragments[""]:
        found.setdefault((one.handler_file or one.file, one.handler), []).append(one)
    return {place: tuple(some) for place, some in found.items()}


@lru_cache(maxsize=4)
def _by_route(
    endpoints: Same[tuple[Endpoint, ...]],
) -> Mapping[tuple[str, int], tuple[Endpoint, ...]]:
    found: dict[tuple[str, int], list[Endpoint]] = {}
    for one in endpoints.fragments[""]:
        found.setdefault((one.route_file, one.route_line), []).append(one)
    return {place: tuple(some) for place, some in found.items()}
