"""The module of a Go project, and imports of its own packages."""

from dataclasses import dataclass
from posixpath import dirname, join, relpath
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.places import is_test
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.edits import Edit
from backlight.stacks import go_imports

NAME = regex(r"(?m)^module\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Module:
    """A `go.mod`, the folder it stands in, and what it says."""

    name: str
    folder: str
    text: str

    def path_of(self, folder: str) -> str:
        """The import of a package by its folder."""
        below = relpath(folder or ".", self.folder or ".")
        return self.name if below == "." else f"{self.name}/{below}"


def module_of(project: Project, path: str) -> Module | None:
    """The nearest module above a file."""
    folder = dirname(path)
    while True:
        source = project.read(at) if (at := join(folder, "go.mod")) in project.paths else None
        hit = NAME.search(source.text.source) if source is not None else None
        if source is not None and hit is not None:
            return Module(hit[1], folder, source.text.source)
        if not folder:
            return None
        folder = dirname(folder)


def package_of(project: Project, folder: str) -> str:
    """The name of the package in a folder."""
    for path in project.paths:
        if path.endswith(".go") and dirname(path) == folder and not is_test(path):
            source = project.read(path)
            hit = regex(r"(?m)^package (\w+)").search(source.text.source) if source else None
            return hit[1] if hit is not None else ""
    return ""


def imports(project: Project, folder: str, path: str) -> bool:
    """Whether a package imports another, as far as its files were read."""
    own = (f for p, f in project.files.items() if dirname(p) == folder and p.endswith(".go"))
    return any(
        path in getattr(fragment, "imports", {}).values()
        for one in own
        for fragment in one.fragments.values()
    )


def imported(source: Source, path: str) -> list[Edit]:
    """The edit that imports a package of the project, where its like stand."""
    if "." not in path.partition("/")[0]:
        return go_imports.imported(source, path)
    specs = list(descendants(source.root, "import_spec"))
    said = {text_of(p).strip('"'): one for one in specs if (p := field(one, "path")) is not None}
    if path in said:
        return []
    grouped = {
        p: n
        for p, n in said.items()
        if n.parent is not None and n.parent.type == "import_spec_list"
    }
    why = f"`{path}` is used from here on."
    if not grouped:
        last = go_imports.last_import(source)
        at = last.end_byte if last is not None else source.root.named_children[0].end_byte
        return [Edit(at, at, f'\nimport "{path}"', why)]
    far = {p: n for p, n in grouped.items() if "." in p.partition("/")[0]}
    after = next((n for p, n in sorted(far.items()) if p > path), None)
    if after is not None and min(n.start_byte for n in far.values()) <= after.start_byte:
        return [Edit(after.start_byte, after.start_byte, f'"{path}"\n\t', why)]
    end = max(n.end_byte for n in (far or grouped).values())
    return [Edit(end, end, ("\n\t" if far else "\n\n\t") + f'"{path}"', why)]
