"""The endpoints of a file and of a handler; menus and rules ask after every key, in any project."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from posixpath import commonpath
from typing import TypeVar

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.same import Same

Key = TypeVar("Key")
_Endpoints = Same[tuple[Endpoint, ...]]


def endpoints_in(project: Project, path: str) -> tuple[Endpoint, ...]:
    """The endpoints whose handlers stand in a file, by line."""
    return _by_file(_key(project)).get(path, ())


def served(project: Project, path: str, name: str) -> tuple[Endpoint, ...]:
    """The endpoints of a handler, by its file and name."""
    return _by_handler(_key(project)).get((path, name), ())


def routed(project: Project, path: str, line: int) -> tuple[Endpoint, ...]:
    """The endpoints that a line registers, counted from 1, wherever their handlers stand."""
    return _by_route(_key(project)).get((path, line), ())


def nearest(project: Project, path: str, stacks: frozenset[str]) -> Endpoint | None:
    """The endpoint of some stacks that stands nearest to a file, by their folders."""
    return _nearest(_key(project), path, stacks)


def _key(project: Project) -> _Endpoints:
    return Same({"": project.endpoints})


@lru_cache(maxsize=16)
def _nearest(endpoints: _Endpoints, path: str, stacks: frozenset[str]) -> Endpoint | None:
    near = [one for one in endpoints.fragments[""] if one.stack in stacks]
    return max(near, key=lambda one: len(commonpath((f"/{one.file}", f"/{path}"))), default=None)


@lru_cache(maxsize=4)
def _by_file(endpoints: _Endpoints) -> Mapping[str, tuple[Endpoint, ...]]:
    every = sorted(endpoints.fragments[""], key=lambda one: one.line)
    return _sorted(every, lambda one: one.handler_file or one.file)


@lru_cache(maxsize=4)
def _by_handler(endpoints: _Endpoints) -> Mapping[tuple[str, str], tuple[Endpoint, ...]]:
    return _sorted(endpoints.fragments[""], lambda one: (one.handler_file or one.file, one.handler))


@lru_cache(maxsize=4)
def _by_route(endpoints: _Endpoints) -> Mapping[tuple[str, int], tuple[Endpoint, ...]]:
    return _sorted(endpoints.fragments[""], lambda one: (one.route_file, one.route_line))


def _sorted(
    endpoints: Iterable[Endpoint], key: Callable[[Endpoint], Key]
) -> Mapping[Key, tuple[Endpoint, ...]]:
    found: dict[Key, list[Endpoint]] = {}
    for one in endpoints:
        found.setdefault(key(one), []).append(one)
    return {place: tuple(some) for place, some in found.items()}
