"""What kind an import is of: the standard library, a package, or the project's own."""

import sys
from dataclasses import dataclass, replace
from itertools import pairwise

from tree_sitter import Node

from backlight.analysis.syntax import Source

PACKAGES = frozenset(
    [
        "django",
        "rest_framework",
        "fastapi",
        "pydantic",
        "sqlalchemy",
        "sqlmodel",
        "flask",
        "marshmallow",
        "starlette",
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One import statement at the top level of a file."""

    node: Node
    module: str
    names: tuple[str, ...]
    """What a `from` import names; empty for `import module`."""
    kind: int = 0
    """0 `__future__`, 1 the standard library, 2 packages, 3 the project."""


def kind_of(module: str, source: Source, lines: tuple[Line, ...]) -> int:
    """The kind of a module that is to be imported."""
    told = _told(module, source)
    top = module.split(".", maxsplit=1)[0]
    same = next((line.kind for line in lines if line.module.split(".")[0] == top), 2)
    return same if told is None else told


def kinds(source: Source, lines: list[Line]) -> list[Line]:
    """Each line with its kind: a name that says nothing is of the kind that it stands among."""
    told = {line: _told(line.module, source) for line in lines}
    own = 3 in told.values()
    found = []
    for line in lines:
        near = {told[other] for other in lines if _together(line, other, lines)}
        guessed = 2 if 2 in near or (own and 3 not in near) else 3
        kind = told[line]
        found.append(replace(line, kind=guessed if kind is None else kind))
    return found


def _together(one: Line, other: Line, lines: list[Line]) -> bool:
    """Whether two imports stand in one block, with no empty line between them."""
    low, high = sorted((lines.index(one), lines.index(other)))
    pairs = pairwise(lines[low : high + 1])
    return all(b.node.start_point.row - a.node.end_point.row <= 1 for a, b in pairs)


def _told(module: str, source: Source) -> int | None:
    """The kind that the name of a module tells, or the path of the file that imports it."""
    top = module.split(".", maxsplit=1)[0]
    if module == "__future__":
        return 0
    if top in sys.stdlib_module_names:
        return 1
    if not top or top in {"app", "src"} or top in source.path.split("/")[:-1]:
        return 3
    return 2 if top in PACKAGES else None
