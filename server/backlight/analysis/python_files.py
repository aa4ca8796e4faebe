"""Which file of a project a dotted name of a Python module means."""

import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath

from backlight.analysis.python_imports import distance

PACKAGES = frozenset(
    ["django", "fastapi", "flask", "pydantic", "rest_framework", "sqlalchemy", "starlette"]
)
"""Packages whose modules are not taken for files of the project."""


class Files:
    """The Python files of a project by their dotted names."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_last: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for path in paths:
            names = dotted_path(path)
            if names:
                self._by_last.setdefault(names[-1], []).append((path, names))

    def named(self, module: str, near: str) -> str | None:
        """The file whose name ends as the module's does; of several, the nearest to a file."""
        wanted = tuple(module.split("."))
        known = self._by_last.get(wanted[-1], ())
        found = [path for path, names in known if names[-len(wanted) :] == wanted]
        return min(found, key=lambda path: distance(path, near), default=None)

    def inside(self, module: str, near: str) -> str | None:
        """The file that may be meant where the root lies inside the package that is named."""
        wanted = tuple(module.split("."))
        if wanted[0] in PACKAGES or wanted[0] in sys.stdlib_module_names:
            return None
        known = self._by_last.get(wanted[-1], ())
        found = [path for path, names in known if wanted[-len(names) :] == names]
        return min(found, key=lambda path: distance(path, near), default=None)


@lru_cache(maxsize=2**15)
def dotted_path(path: str) -> tuple[str, ...]:
    """The names of a file as a module, seen from the root: `app/api/__init__.py` is app, api."""
    names = PurePosixPath(path).with_suffix("").parts
    return names[:-1] if names and names[-1] == "__init__" else names
