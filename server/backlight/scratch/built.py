"""Packages and what was built: kept for commands as they are, but for what may hold secrets."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from backlight.workspace.ignore import TooMany, secret

FOLDERS = frozenset(
    {"node_modules", ".venv", "venv", "site-packages", "vendor", "target", "dist", "build"}
    | {"bundle", "out", "lib", "generated", ".gradle", ".yarn", "bin", "obj", ".next"}
)
"""Ignored folders that a project's own programs are or need; no source of it is in them."""
NATIVE = (".so", ".pyd", ".class", ".jar", ".node")
"""Ignored files that are built as well."""
CODE = (*NATIVE, ".pyc", ".pyi", ".map", ".mjs", ".cjs", ".jsx", ".tsx", ".java", ".kt", ".php")
"""What holds no secrets below those folders, whatever its name."""
PUBLIC = frozenset({"cacert.pem", "roots.pem"})
"""Certificates of authorities, which packages bring with them."""
MOST = 1_000_000
"""Entries of such a folder that are looked at."""


def built(path: str) -> bool:
    """Whether an ignored path is packages, or was built."""
    name = path.rpartition("/")[2]
    return name in FOLDERS or name.endswith(NATIVE)


def secrets(root: Path, folder: str) -> Iterator[str]:
    """The files below such a folder that may hold secrets; raises `TooMany`."""
    seen, start = 0, len(str(root)) + 1
    for at, folders, names in os.walk(root / folder):
        seen += len(folders) + len(names)
        if seen > MOST:
            raise TooMany(f"there are more than {MOST:,} files and folders in {folder}")
        for name in names:
            path = f"{at[start:]}/{name}"
            harmless = name in PUBLIC or name.endswith(CODE)
            if not harmless and secret(path) and not Path(at, name).is_symlink():
                yield path


def holders(paths: Collection[str]) -> set[str]:
    """Every folder that some of the paths stand below."""
    return {str(up) for path in paths for up in Path(path).parents}


def parts(root: Path, path: str, hidden: Collection[str]) -> Iterator[str]:
    """The fewest paths that are all of a folder but what is hidden in it."""
    above = holders(hidden)
    left = [path]
    while left:
        one = left.pop()
        if one in above:
            left += [f"{one}/{entry.name}" for entry in (root / one).iterdir()]
        elif one not in hidden:
            yield one
