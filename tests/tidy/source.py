"""The files of the package as tests read them: text and tree."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "server" / "backlight"


@dataclass(frozen=True)
class Source:
    """One Python file of the package; `path` is relative to it."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self):
        return ast.parse(self.text, str(self.path))

    @property
    def part(self):
        """The part of the package it belongs to: a folder, or a file beside it."""
        return self.path.parts[0].removesuffix(".py")

    @property
    def module(self):
        """As it is imported."""
        names = ("backlight", *self.path.with_suffix("").parts)
        return ".".join(names[:-1] if names[-1] == "__init__" else names)

    def imports(self):
        """Every module that is imported anywhere in the file, with its line.

        `from a import b` counts as `a.b`: whether `b` is a module is not asked.
        """
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    above = [*self.path.parent.parts][: 1 - node.level or None]
                    base = ".".join(["backlight", *above, *filter(None, [node.module])])
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)

    def calls(self):
        """Every call: the names that lead to it, `("os", "remove")`, and the node."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield dotted(node.func), node


def dotted(node):
    """`os.path.join` as a tuple of names; what is not a name is an empty one."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*dotted(node.value), node.attr)
    return ("",)


def planted(path, text):
    """A file that does not exist, to see a rule broken."""
    return Source(PurePosixPath(path), text)


def every():
    """Every Python file of the package."""
    return [
        Source(PurePosixPath(path.relative_to(PACKAGE).as_posix()), path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]
