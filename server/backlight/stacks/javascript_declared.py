"""Where a name of a JavaScript or TypeScript file is declared, its imports followed."""

from collections.abc import Iterator
from re import MULTILINE, Match, escape
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_modules import files
from backlight.analysis.places import is_test
from backlight.analysis.syntax import Source, descendants, field, text_of

FAR = 4
"""How many files a name is followed through."""
TYPES = (
    *("variable_declarator", "function_declaration", "assignment_expression"),
    *("class_declaration", "abstract_class_declaration"),
)
STARS = regex(r"export\s*\*\s*from\s*['\"]([^'\"]+)")


def declared(project: Project, path: str, name: str) -> tuple[Source, Node] | None:
    """Where a dotted name of a file is declared, with its file."""
    wanted = name.split(".")
    for _ in range(FAR):
        source = project.read(path)
        if source is None or source.tree is None or not wanted or is_test(path):
            return None
        if (origin := _origin(source, wanted[0])) is None:
            return _here(source, wanted[-1]) or _passed_on(project, source, wanted[-1])
        found = files(project.paths).resolve(origin, path)
        if found is None:
            return None
        path, wanted = found, wanted[1:] or wanted
        again = project.read(path)
        if again is not None and again.tree is not None and _origin(again, wanted[0]) is None:
            return _here(again, wanted[-1]) or _passed_on(project, again, wanted[-1])
    return None


def _passed_on(project: Project, source: Source, name: str) -> tuple[Source, Node] | None:
    """A name that a file hands on from all that another one exports."""
    for module in STARS.findall(source.text.source):
        found = files(project.paths).resolve(module, source.path)
        inner = project.read(found) if found is not None else None
        if inner is not None and inner.tree is not None and (at := _here(inner, name)):
            return at
    return None


def _origin(source: Source, name: str) -> str | None:
    """The module that a name of a file comes from."""
    word, text = escape(name), source.text.source
    said = r"['\"]([^'\"]+)"
    held = rf"\{{[^}}=]*\b{word}\b[^}}=]*\}}"
    ways = (
        rf"(?:const|let|var)\s+(?:{word}|{held})\s*=\s*require\(\s*{said}",
        rf"^import\s+(?:\*\s+as\s+)?(?:{word}|[\w, ]*{held})\s+from\s+{said}",
        rf"^export\s+{held}\s+from\s+{said}",
        rf"exports\.{word}\s*=\s*require\(\s*{said}",
    )
    hits: Iterator[Match[str] | None] = (regex(way, MULTILINE).search(text) for way in ways)
    return next((hit[1] for hit in hits if hit is not None), None)


def _here(source: Source, name: str) -> tuple[Source, Node] | None:
    for node in descendants(source.root, *TYPES):
        left = field(node, "name") or field(node, "left")
        if left is not None and text_of(left) in {
            name,
            f"exports.{name}",
            f"module.exports.{name}",
        }:
            return source, node
    return None
