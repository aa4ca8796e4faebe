"""The imports of a Python file, relative ones made absolute from the root of the project."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath

from tree_sitter import Node

from backlight.analysis.syntax import text_of


def imported(path: str, node: Node) -> Iterator[tuple[str, str]]:
    """Local name and dotted target of each name an import statement gives; `*` for all."""
    base = ""
    if node.type == "import_from_statement":
        given = node.child_by_field_name("module_name")
        base = absolute(path, text_of(given).replace(" ", "")) if given is not None else ""
        if any(child.type == "wildcard_import" for child in node.children):
            yield "*", base
    for child in node.children_by_field_name("name"):
        alias = child.child_by_field_name("alias")
        name = child.child_by_field_name("name") if child.type == "aliased_import" else child
        if name is None:
            continue
        target = f"{base}.{text_of(name)}".strip(".")
        local = text_of(alias) if alias is not None else text_of(name)
        if node.type == "import_statement" and alias is None:
            local = target = local.split(".")[0]
        yield local, target


def absolute(path: str, name: str) -> str:
    """A module name without leading dots, seen from the root of the project."""
    bare = name.lstrip(".")
    dots = len(name) - len(bare)
    if dots == 0:
        return bare
    package = package_of(path).split(".")
    return ".".join([*package[: len(package) - dots + 1], bare]).strip(".")


def package_of(path: str) -> str:
    """The dotted package a file stands in: `app.api` for `app/api/users.py`."""
    return ".".join(PurePosixPath(path).parent.parts)


def distance(path: str, near: str) -> tuple[int, int, str]:
    """Fewest folders apart first, then the shallowest."""
    a, b = _folders(path), _folders(near)
    shared = next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    return len(a) + len(b) - 2 * shared, len(a), path


@lru_cache(maxsize=2**15)
def _folders(path: str) -> tuple[str, ...]:
    return PurePosixPath(path).parent.parts
