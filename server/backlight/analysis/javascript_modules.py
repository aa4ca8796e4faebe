"""Where an import of JavaScript or TypeScript leads: the file behind a module's name."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from posixpath import commonprefix, dirname, join, normpath

ENDS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".d.ts")
"""In the order in which TypeScript and Node try them."""
LONGEST = sorted(ENDS, key=len, reverse=True)
_WRITTEN = {".js": (".ts", ".tsx", ".js"), ".mjs": (".mts", ".mjs"), ".cjs": (".cts", ".cjs")}
"""TypeScript sources name the file that they will be compiled to."""


class Files:
    """The files of a project, ready to be found by the names that imports give them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._found: dict[tuple[str, str], str | None] = {}
        self._stems: dict[str, list[str]] = {}
        self._folders: dict[str, list[str]] = {}
        for path in sorted(self._paths):
            folder, _, stem = without_end(path).rpartition("/")
            self._stems.setdefault(stem, []).append(path)
            if stem == "index":
                self._folders.setdefault(folder.rpartition("/")[2], []).append(path)

    def resolve(self, module: str, importer: str) -> str | None:
        """The file that a module's name means in a file, `None` for a package or a missing file.

        Aliases (`@/routes/user`, `src/app`) are found by the end of the path; where several files
        fit, the one nearest to the importer, and none if two are equally near.
        """
        key = (module, importer)
        if key not in self._found:
            self._found[key] = self._resolved(module, importer)
        return self._found[key]

    def _resolved(self, module: str, importer: str) -> str | None:
        if module.startswith((".", "/")):
            return self._at(normpath(join(dirname(importer), module)))
        tails = [module.removeprefix("@").removeprefix("~").removeprefix("#").lstrip("/")]
        if module[:1] in {"@", "~", "#"}:
            tails.append(tails[0].partition("/")[2])
        for tail in filter(None, tails):
            if "/" in module and (found := self._ending(tail, importer)) is not None:
                return found
        return None

    def _at(self, base: str) -> str | None:
        base = "" if base == "." else base
        names = [base, *(f"{base}{end}" for end in ENDS)]
        names += [join(base, f"index{end}") for end in ENDS]
        for end, written in _WRITTEN.items():
            if base.endswith(end):
                names[1:1] = [base.removesuffix(end) + other for other in written]
        return next((name for name in names if name in self._paths), None)

    def _ending(self, tail: str, importer: str) -> str | None:
        stem = without_end(tail)
        last = stem.rpartition("/")[2]
        near = [p for p in self._stems.get(last, ()) if _ends(without_end(p), stem)]
        near += [p for p in self._folders.get(last, ()) if _ends(dirname(p), stem)]
        shared = sorted(near, key=lambda p: -len(commonprefix((p, importer))))
        if len(shared) > 1 and len(commonprefix((shared[0], importer))) == len(
            commonprefix((shared[1], importer))
        ):
            return None
        return shared[0] if shared else None

    def inside(self, folder: str, importer: str) -> tuple[str, ...]:
        """The files right inside a folder, for modules that are loaded by listing it."""
        base = normpath(join(dirname(importer), folder))
        return tuple(sorted(p for p in self._paths if dirname(p) == base and p != importer))


def without_end(path: str) -> str:
    """A path without the end that an import leaves out."""
    end = next((end for end in LONGEST if path.endswith(end)), "")
    return path.removesuffix(end)


def dependencies(package: Mapping[str, object]) -> dict[str, str]:
    """What a parsed `package.json` depends on, with the versions asked for."""
    found: dict[str, str] = {}
    for group in ("devDependencies", "peerDependencies", "dependencies"):
        some = package.get(group)
        if isinstance(some, dict):
            found |= {str(name): str(version) for name, version in some.items()}
    return found


@lru_cache(maxsize=4)
def _index(paths: tuple[str, ...]) -> Files:
    return Files(paths)


def files(paths: Iterable[str]) -> Files:
    """The same `Files` for the same paths."""
    return _index(tuple(paths))


def _ends(path: str, tail: str) -> bool:
    return path == tail or path.endswith(f"/{tail}")
