"""The packages of a Go project: which folder an import is, and what stands in it."""

from collections import Counter
from collections.abc import Iterable

from backlight.analysis.go import File, Function, Set


class World:
    """All files of a project, by package; nothing in it changes."""

    def __init__(self, files: Iterable[File]) -> None:
        self.files = sorted(files, key=lambda file: file.path)
        self._folders: dict[str, list[File]] = {}
        self._methods: dict[tuple[str, str, str], tuple[File, Function]] = {}
        self._named: dict[str, list[tuple[File, Function]]] = {}
        for file in self.files:
            self._folders.setdefault(file.folder, []).append(file)
            for function in file.functions:
                key = (file.folder, function.owner, function.name)
                self._methods.setdefault(key, (file, function))
                self._named.setdefault(function.name, []).append((file, function))
        self._packages = {file.folder: file.package for file in self.files}
        self._module = self._own_module()
        self._kept: dict[str, str | None] = {}

    def folder(self, path: str) -> str | None:
        """The folder of an imported package; `None` if it is not of this project."""
        if path not in self._kept:
            self._kept[path] = self._folder(path)
        return self._kept[path]

    def imported(self, file: File, name: str) -> str | None:
        """The path of a package that a file imports, by the name it is used with."""
        if name in file.imports:
            return file.imports[name]
        return next(
            (
                path
                for path in file.imports.values()
                if (folder := self.folder(path)) is not None and self._packages[folder] == name
            ),
            None,
        )

    def function(self, folder: str, owner: str, name: str) -> tuple[File, Function] | None:
        """A function of a package, or a method of one of its types."""
        return self._methods.get((folder, owner, name))

    def called(self, name: str) -> list[tuple[File, Function]]:
        """Every function and method of a name."""
        return self._named.get(name, [])

    def fields(self, folder: str, name: str) -> tuple[File, tuple[tuple[str, str], ...]] | None:
        """The fields of a struct, and the file that its types are to be read in."""
        for file in self._folders.get(folder, ()):
            if name in file.structs:
                return file, file.structs[name]
        return None

    def made_of(self, folder: str, name: str) -> str | None:
        """What another type of a package is made of: `interface_type`, `func`, `[]Route`."""
        found = (f.types[name] for f in self._folders.get(folder, ()) if name in f.types)
        return next(found, None)

    def value(self, folder: str, name: str) -> tuple[File, Set, int] | None:
        """Where a constant or variable of a package gets its value, and as which of several."""
        for file in self._folders.get(folder, ()):
            for step in file.values:
                for at, target in enumerate(step.targets):
                    if getattr(target, "name", "") == name:
                        return file, step, at
        return None

    def _own_module(self) -> str:
        """The path of the project's own module, as its imports of its own folders show it."""
        counted = Counter(
            path.removesuffix(f"/{folder}")
            for file in self.files
            for path in file.imports.values()
            for folder in self._folders
            if folder and "." in path.partition("/")[0] and path.endswith(f"/{folder}")
        )
        return counted.most_common(1)[0][0] if counted else ""

    def _folder(self, path: str) -> str | None:
        if path == self._module and "" in self._folders:
            return ""
        parts = path.split("/")
        for start in range(len(parts)):
            folder = "/".join(parts[start:])
            if folder in self._folders and (start or "." not in parts[0]):
                own = not self._module or path.startswith(f"{self._module}/")
                return folder if own or start == 0 or len(parts) - start > 1 else None
        return None
