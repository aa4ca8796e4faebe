"""The package a file belongs to: what it depends on, and how a dependency is added."""

from dataclasses import dataclass, field
from json import JSONDecodeError, loads
from posixpath import dirname, join
from re import compile as regex
from re import escape

from backlight.analysis.facts import Project
from backlight.analysis.javascript_modules import dependencies
from backlight.edits import Edit
from backlight.text import Text

GROUP = regex(r'"dependencies"\s*:\s*\{')
ENTRY = regex(r'(?m)^([ \t]*)"((?:[^"\\]|\\.)+)"\s*:\s*"(?:[^"\\]|\\.)*"(,?)[ \t]*\r?$')

LOCKS = {
    "package-lock.json": r'"node_modules/NAME":\s*\{\s*"version":\s*"([\d.]+)',
    "npm-shrinkwrap.json": r'"node_modules/NAME":\s*\{\s*"version":\s*"([\d.]+)',
    "yarn.lock": r'(?m)^"?NAME@[^\n]*:\n\s+version:? "?([\d.]+)',
    "pnpm-lock.yaml": r"(?m)^\s+['\"]?/?NAME[@/]([\d.]+)",
}
"""File -> where it says which version of a package is installed."""


@dataclass(frozen=True, slots=True)
class Package:
    """A `package.json`, as it reads."""

    path: str = ""
    said: dict[str, object] = field(default_factory=dict)
    text: Text = field(default_factory=lambda: Text(""))

    @property
    def dependencies(self) -> dict[str, str]:
        """Every package that it names, with the version asked for."""
        return dependencies(self.said)

    def major(self, name: str) -> int:
        """The major version of a dependency, 0 if it is not known."""
        digits = self.dependencies.get(name, "").lstrip("^~>=v ").partition(".")[0]
        return int(digits) if digits.isdecimal() else 0

    def least(self, name: str) -> tuple[int, ...]:
        """The least version of a dependency that is allowed: (0, 3, 20); empty if none is known."""
        said = self.dependencies.get(name, "").lstrip("^~>=v ").split(".")
        return tuple(int(part) for part in said) if all(p.isdecimal() for p in said) else ()


def package_of(project: Project, path: str) -> Package:
    """The nearest `package.json` above a file; an empty package if there is none."""
    folder = dirname(path)
    while True:
        at = join(folder, "package.json")
        source = project.read(at) if at in project.paths or not project.paths else None
        if source is not None:
            try:
                said = loads(source.text.source.removeprefix("\ufeff"))
            except (JSONDecodeError, RecursionError):
                return Package()
            return Package(at, said, source.text) if isinstance(said, dict) else Package()
        if not folder:
            return Package()
        folder = dirname(folder)


def locked(project: Project, package: Package, name: str) -> str:
    """The version of a package that the project's lock holds; empty if there is none in it."""
    folder = dirname(package.path)
    while True:
        for file, held in LOCKS.items():
            at = join(folder, file)
            source = project.read(at) if at in project.paths else None
            hit = (
                regex(held.replace("NAME", escape(name))).search(source.text.source)
                if source
                else None
            )
            if hit is not None:
                return hit[1]
        if not folder:
            return ""
        folder = dirname(folder)


def depend(package: Package, name: str, version: str, why: str) -> Edit | None:
    """Add a dependency in the order of the alphabet; `None` where the file names none yet."""
    source = package.text.source
    group = GROUP.search(source)
    if group is None:
        return None
    end = source.find("}", group.end())
    entries = [m for m in ENTRY.finditer(source, group.end(), end) if m.end() <= end]
    if not entries:
        return _on_one_line(source, group.end(), end, f'"{name}": "{version}"', why)
    before = next((m for m in entries if m[2] > name), None)
    eol = package.text.eol
    if before is not None:
        at, code = before.start(), f'{before[1]}"{name}": "{version}",{eol}'
    else:
        last = entries[-1]
        at = last.start() + len(last[0].rstrip())
        code = f',{eol}{last[1]}"{name}": "{version}"'
    place = len(source[:at].encode())
    return Edit(place, place, code, why)


def _on_one_line(source: str, start: int, end: int, code: str, why: str) -> Edit | None:
    """A dependency at the end of `{ "express": "^4.18.0" }`."""
    written = source[start:end].rstrip() if end >= start else ""
    if "\n" in written:
        return None
    place = len(source[: start + len(written)].encode())
    return Edit(place, place, f", {code}" if written.strip() else code, why)
