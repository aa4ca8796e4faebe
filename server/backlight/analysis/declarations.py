"""Where a type or schema is declared in a project, and what its declaration reads."""

from collections.abc import Iterator

from backlight.analysis.facts import Project
from backlight.analysis.languages import language_of
from backlight.analysis.syntax import descendants, field, text_of

DECLARES = (
    "class_definition",
    "class_declaration",
    "abstract_class_declaration",
    "interface_declaration",
    "type_alias_declaration",
    "variable_declarator",
    "assignment",
    "function_definition",
    "function_declaration",
)
DEEPEST = 5
"""How far base classes are followed; a class that derives from itself ends there, too."""


def declaration(name: str, project: Project, near: str) -> str | None:
    """The source text that declares a name, its base classes included; `None` if it is not found.

    Looks into the file `near` first, then into files with facts, then into all of its language.
    """
    found = _declared(name.rpartition(".")[2], project, near, DEEPEST)
    return "\n".join(found) if found else None


def _declared(name: str, project: Project, near: str, depth: int) -> list[str]:
    if not name.isidentifier() or depth == 0:
        return []
    for path in _places(project, near):
        source = project.read(path)
        if source is None or source.tree is None or name.encode() not in source.text.data:
            continue
        for node in descendants(source.root, *DECLARES):
            named = field(node, "name") or field(node, "left")
            if named is not None and text_of(named) == name:
                bases = _bases(text_of(node), name)
                above = [t for b in bases for t in _declared(b, project, path, depth - 1)]
                return [text_of(node), *above]
    return []


def _bases(text: str, name: str) -> list[str]:
    """Other names of the declaration's head that are capitalised: what it extends."""
    head = text.partition("\n")[0]
    words = "".join(c if c.isalnum() or c == "_" else " " for c in head).split()
    return [word for word in words if word[0].isupper() and word != name]


def _places(project: Project, near: str) -> Iterator[str]:
    language = language_of(near)
    order = dict.fromkeys((near, *project.files, *project.paths))
    return (path for path in order if language_of(path) == language)
